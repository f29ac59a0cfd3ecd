import { decodeJwt } from 'jose';
import { createAdminClient } from './adminClient.ts';
import type { AdminPool } from './adminPool.ts';
import { createCaller, type CallRecord } from './call.ts';
import { readRights } from './rights/callerRights.ts';
import { readableSecret } from './clientSecret.ts';
import { createInspection, createRefusalRecord } from './inspection.ts';
import { createIssuer, realmUrl } from '../auth/issuer.ts';
import { foreignToken, KeycloakError } from '../port/errors.ts';
import type { CallerRealm } from '../port/realm.ts';
import { createRealm } from './realm.ts';
import type { RecentRights } from './rights/recentRights.ts';

/** How calls with a caller's access token reach Keycloak. */
export interface CallerRealmOptions {
  readonly url: string;
  readonly timeoutMs: number;
  readonly concurrency: number;
  readonly pool: AdminPool;
  readonly recentRights: RecentRights;
  readonly onCall: (record: CallRecord & { realm: string }) => void;
}

/**
 * Whether a text is a JWT with issuer and expiry. Keycloak answers 500 to a JWT without them, which would look like an
 * outage; it answers 401 to other texts (contract/errors: "is answered 401").
 */
function isToken(text: string): boolean {
  try {
    const { iss, exp } = decodeJwt(text);
    return typeof iss === 'string' && typeof exp === 'number';
  } catch {
    return false;
  }
}

/** The realm that issued an access token; empty if its issuer is no URL of a realm. */
function issuingRealmOf(accessToken: string): string {
  const [, encoded = ''] = /\/realms\/([^/?#]+)$/.exec(decodeJwt(accessToken).iss ?? '') ?? [];
  try {
    const realm = decodeURIComponent(encoded);
    return ['.', '..'].includes(realm) ? '' : realm;
  } catch {
    return '';
  }
}

/**
 * Reads the account of the holder of an access token. Lightweight tokens, such as those of `admin-cli`, name nobody, and
 * only the account API takes them (contract/tokens: "of admin-cli names nobody, and the account API tells whose it
 * is").
 */
async function readAccount(
  accessToken: string,
  { url, timeoutMs }: Pick<CallerRealmOptions, 'url' | 'timeoutMs'>,
): Promise<{ readonly id: string; readonly username: string } | undefined> {
  const realm = issuingRealmOf(accessToken);
  if (realm === '') return undefined;
  const response = await fetch(`${realmUrl(url, realm)}/account/?userProfileMetadata=false`, {
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
    headers: { Authorization: `Bearer ${accessToken}`, Accept: 'application/json' },
  });
  if (!response.ok) {
    await response.body?.cancel();
    return undefined;
  }
  const { id, username } = (await response.json()) as { id?: unknown; username?: unknown };
  return typeof id === 'string' && typeof username === 'string' ? { id, username } : undefined;
}

/**
 * Opens a realm with a caller's access token; throws `refused` (401) if the text cannot be one of Keycloak's tokens.
 */
export function createCallerRealm(
  name: string,
  accessToken: string,
  { url, timeoutMs, concurrency, pool, recentRights, onCall }: CallerRealmOptions,
): CallerRealm {
  const calls: string[] = [];
  const refusals = createRefusalRecord();
  if (!isToken(accessToken)) throw foreignToken();
  // As a token provider, because the admin client would try to refresh an expired token that was set directly, and
  // fail.
  const account = { getAccessToken: () => Promise.resolve(accessToken) };
  const admin = createAdminClient({ url, realm: name, timeoutMs, account, pool });
  const call = createCaller({
    concurrency,
    retries: 1,
    onCall: (record) => {
      calls.push(record.call);
      refusals.note(record);
      onCall({ ...record, realm: name });
    },
  });
  const realm = createRealm(name, admin, call, createIssuer(name, { keycloakUrl: url, timeoutMs }));
  let readNow: ReturnType<CallerRealm['rights']> | undefined;
  const rights: CallerRealm['rights'] = () => {
    if (readNow === undefined) {
      readNow = readRights(admin, call, name);
      recentRights.keep(accessToken, name, readNow);
    }
    return readNow;
  };
  const readClient = (id: string) => call('GET clients/{id}', () => admin.clients.findOne({ id }));
  return {
    realm,
    issuingRealm: issuingRealmOf(accessToken),
    inspection: createInspection(admin, call, realm.administration, refusals.calls),
    calls,
    async setClientAttributes(id, attributes) {
      await call('PUT clients/{id}', () => admin.clients.update({ id }, { attributes: { ...attributes } }));
    },
    async clientSecret(id) {
      // Keycloak shows secrets to everyone who may view clients; the bridge gives them only to callers who may change
      // clients.
      const client = await readClient(id);
      if (client?.access?.manage !== true) {
        throw new KeycloakError('refused', 'The secret of a client is for holders of manage-clients', {
          status: 403,
        });
      }
      return readableSecret(await call('GET client-secret', () => admin.clients.getClientSecret({ id })));
    },
    rights,
    recentRights: () => recentRights.find(accessToken, name) ?? rights(),
    mayChangeClient: async (id) => (await readClient(id))?.access?.manage === true,
    account: () => call('GET account', () => readAccount(accessToken, { url, timeoutMs })),
    async readAdminEvents() {
      await call('GET admin-events', () => admin.realms.findAdminEvents({ realm: name, max: 1 }));
    },
  };
}
