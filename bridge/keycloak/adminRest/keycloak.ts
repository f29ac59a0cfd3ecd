import KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import { LRUCache } from 'lru-cache';
import pLimit from 'p-limit';
import { LIMITS } from '../../../scim/limits.ts';
import { createCaller, type CallRecord } from './call.ts';
import { createCallerRealm } from './callerRealm.ts';
import type { BridgeCredential } from '../auth/bridgeKey.ts';
import { createIssuer } from '../auth/issuer.ts';
import { KeycloakError } from '../port/errors.ts';
import type { Keycloak, KeycloakRealm } from '../port/realm.ts';
import { createRealm } from './realm.ts';
import { createServiceAccount } from '../auth/serviceAccount.ts';
import { createSignIn } from '../auth/signIn.ts';
import type { GivenNames } from './staleNames.ts';

/** How the bridge reaches Keycloak. */
export interface KeycloakOptions {
  /** Base URL, without a slash at its end. */
  readonly url: string;
  readonly clientId: string;
  readonly credential: BridgeCredential;
  /** Milliseconds until a call is given up. */
  readonly timeout: number;
  /** Most calls under way at once in one realm. */
  readonly concurrency: number;
  readonly retries: number;
  readonly onCall: (record: CallRecord & { realm: string }) => void;
}

/** Most realms whose connection is kept. */
const MAX_REALMS = 5_000;

/** Most users whose last given names are remembered. */
const MAX_GIVEN = 20_000;

/** Creates the port to Keycloak; this folder is the only one that knows the admin client. */
export function createKeycloak(options: KeycloakOptions): Keycloak {
  const realms = new LRUCache<string, KeycloakRealm>({ max: MAX_REALMS });
  const given: GivenNames = new LRUCache({ max: MAX_GIVEN });
  /** Realm names come from URLs: however many strangers make up, few are asked for at once. */
  const connecting = pLimit(options.concurrency);

  /** Signs in first: a realm that there is not may be anybody's invention, and an admin client is big. */
  async function connect(name: string): Promise<KeycloakRealm> {
    const { url: keycloakUrl, clientId, credential, timeout } = options;
    const issuer = createIssuer(name, { keycloakUrl, timeout });
    let sharesSecret = false;
    const onSecret = (isShared: boolean): void => {
      sharesSecret = isShared;
    };
    const account = createServiceAccount(
      createSignIn(name, issuer, { keycloakUrl, clientId, credential, timeout, onSecret }),
    );
    const call = createCaller({
      concurrency: options.concurrency,
      retries: options.retries,
      onCall: (record) => {
        options.onCall({ ...record, realm: name });
      },
      onUnauthorized: () => {
        account.forget();
      },
    });
    await call('POST token', async () => {
      await account.getAccessToken();
    });
    const admin = new KeycloakAdminClient({ baseUrl: keycloakUrl, realmName: name, timeout });
    admin.registerTokenProvider(account);
    return { ...createRealm(name, admin, call, issuer, given), sharesSecret: () => sharesSecret };
  }

  return {
    async realm(name) {
      const known = realms.get(name);
      if (known !== undefined) return known;
      if (connecting.pendingCount >= LIMITS.realmsWaiting.max) {
        throw new KeycloakError('unavailable', 'Too many realms wait to be connected to.');
      }
      const made = await connecting(connect, name);
      realms.set(name, made);
      return made;
    },
    as: (accessToken, name) => createCallerRealm(name, accessToken, options),
    answers: () =>
      fetch(options.url, { redirect: 'manual', signal: AbortSignal.timeout(options.timeout) }).then(
        async (answer) => {
          await answer.body?.cancel();
          return answer.status < 500;
        },
        () => false,
      ),
  };
}
