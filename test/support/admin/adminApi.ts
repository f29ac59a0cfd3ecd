import { administratorToken } from '../keycloak/administrator.ts';
import { accessToken } from '../keycloak/tokenEndpoint.ts';
import type { TestBridge } from '../fixtures/bridge.ts';
import { send, type Answer } from '../scim/send.ts';

/** Sends a request to the admin API of a realm; `path` is relative to it. */
export type AdminSend = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<Answer>;

/** Where a bridge is, and the address at which it reaches Keycloak: tokens name that address as their issuer. */
export type BridgeAddress = Pick<TestBridge, 'managementUrl' | 'proxy'>;

/** An access token of the administrator of Keycloak. */
export const adminToken = ({ proxy }: Pick<BridgeAddress, 'proxy'>): Promise<string> =>
  administratorToken(proxy.url)();

/** An access token of a client's service account, by the client's secret. */
export const clientToken = (
  { proxy }: Pick<BridgeAddress, 'proxy'>,
  realm: string,
  clientId: string,
  secret: string,
): Promise<string> =>
  accessToken(
    realm,
    { grant_type: 'client_credentials', client_id: clientId, client_secret: secret },
    proxy.url,
  );

/** Sends requests to the admin API of a realm with access tokens from `token`. */
export function adminSend(managementUrl: string, realm: string, token: () => Promise<string>): AdminSend {
  return async (method, path, body, headers = {}) =>
    send(method, `${managementUrl}/realms/${encodeURIComponent(realm)}/scim/admin/v1${path}`, {
      body,
      headers: {
        Authorization: `Bearer ${await token()}`,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
    });
}

/** The admin API of a realm, with this access token, the administrator's by default. */
export function adminApi({ managementUrl, proxy }: BridgeAddress, realm: string, token?: string): AdminSend {
  return adminSend(
    managementUrl,
    realm,
    token === undefined ? administratorToken(proxy.url) : () => Promise.resolve(token),
  );
}

/** What an operator of several realms does: calls of the admin API, as an administrator of Keycloak. */
export interface Operator {
  /** `path` is below the realm's admin URL. */
  admin(
    realm: string,
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer>;
  /** Changes the realm's configuration, in the version that was read before it. */
  configure(realm: string, change: (configuration: any) => void): Promise<Answer>; // eslint-disable-line @typescript-eslint/no-explicit-any -- JSON
  /** The journal entries of a request. */
  journalOf(realm: string, requestId: string): Promise<readonly any[]>; // eslint-disable-line @typescript-eslint/no-explicit-any -- JSON
}

/** Signs in at the address by which the bridge reaches Keycloak: without a hostname of its own, Keycloak takes no other token there. */
export function operatorOf({ managementUrl, proxy }: BridgeAddress): Operator {
  const administrator = administratorToken(proxy.url);
  const admin: Operator['admin'] = (realm, ...request) =>
    adminSend(managementUrl, realm, administrator)(...request);
  return {
    admin,
    async configure(realm, change) {
      const read = await admin(realm, 'GET', '/config');
      const configuration = read.body as unknown;
      change(configuration);
      return admin(realm, 'PUT', '/config', configuration, { 'If-Match': read.headers.get('etag') ?? '' });
    },
    async journalOf(realm, requestId) {
      const page = await admin(realm, 'GET', `/journal?request=${requestId}`);
      return (page.body as { entries: readonly unknown[] }).entries;
    },
  };
}
