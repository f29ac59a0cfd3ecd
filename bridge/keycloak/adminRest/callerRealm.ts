import KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import { decodeJwt } from 'jose';
import { createCaller, type CallRecord } from './call.ts';
import { shownSecret } from './clientSecret.ts';
import { createIssuer } from '../auth/issuer.ts';
import { KeycloakError } from '../port/errors.ts';
import type { CallerRealm } from '../port/realm.ts';
import { createRealm } from './realm.ts';

/** How a caller's calls reach Keycloak. */
export interface CallerRealmOptions {
  readonly url: string;
  /** Milliseconds until a call is given up. */
  readonly timeout: number;
  readonly concurrency: number;
  readonly onCall: (record: CallRecord & { realm: string }) => void;
}

/** Whether a text is a token with an issuer and an end; Keycloak answers 500 to some others. */
function isToken(text: string): boolean {
  try {
    const { iss, exp } = decodeJwt(text);
    return typeof iss === 'string' && typeof exp === 'number';
  } catch {
    return false;
  }
}

/** Creates a realm as the holder of an access token sees it. */
export function createCallerRealm(
  name: string,
  accessToken: string,
  { url, timeout, concurrency, onCall }: CallerRealmOptions,
): CallerRealm {
  const calls: string[] = [];
  const admin = new KeycloakAdminClient({ baseUrl: url, realmName: name, timeout });
  if (!isToken(accessToken)) {
    throw new KeycloakError('refused', 'The access token is none of Keycloak', { status: 401 });
  }
  // Set as a token of the client's own, one that is over would be refreshed, and that fails.
  admin.registerTokenProvider({ getAccessToken: () => Promise.resolve(accessToken) });
  const call = createCaller({
    concurrency,
    retries: 1,
    onCall: (record) => {
      calls.push(record.call);
      onCall({ ...record, realm: name });
    },
    onUnauthorized: () => undefined,
  });
  return {
    realm: createRealm(name, admin, call, createIssuer(name, { keycloakUrl: url, timeout })),
    calls,
    async setClientAttributes(id, attributes) {
      await call('PUT clients/{id}', () => admin.clients.update({ id }, { attributes: { ...attributes } }));
    },
    async clientSecret(id) {
      // Keycloak shows secrets to whoever may view clients; only who may change them is to have one.
      const found = await call('GET clients/{id}', () => admin.clients.findOne({ id }));
      if (found?.access?.manage !== true) {
        throw new KeycloakError('refused', 'The secret of a client is for holders of manage-clients', {
          status: 403,
        });
      }
      return shownSecret(await call('GET client-secret', () => admin.clients.getClientSecret({ id })));
    },
    async readAdminEvents() {
      await call('GET admin-events', () => admin.realms.findAdminEvents({ realm: name, max: 1 }));
    },
  };
}
