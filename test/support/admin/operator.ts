import { signIn } from '../../../dev/keycloak/signIn.ts';
import type { Answer, TestBridge } from '../fixtures/bridge.ts';
import { testKeycloak } from '../keycloak/keycloak.ts';
import { send } from '../scim/send.ts';

/** What an operator of realms does: calls of the admin API, as an administrator of Keycloak. */
export interface Operator {
  /** `path` is below the realm's admin URL. */
  admin(
    realm: string,
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer>;
  /** Makes a change of the realm's configuration, in the version that was read before it. */
  configure(realm: string, change: (configuration: any) => void): Promise<Answer>; // eslint-disable-line @typescript-eslint/no-explicit-any -- JSON
  /** What the journal has of a request. */
  journalOf(realm: string, requestId: string): Promise<readonly any[]>; // eslint-disable-line @typescript-eslint/no-explicit-any -- JSON
}

/** Signs in at the address by which the bridge reaches Keycloak: without a hostname of its own, Keycloak takes no other token there. */
export function operatorOf(bridge: TestBridge): Operator {
  const { adminUser, adminPassword } = testKeycloak();
  const signedIn = signIn({ url: bridge.proxy.url, adminUser, adminPassword });
  const admin: Operator['admin'] = async (realm, method, path, body, headers = {}) => {
    const token = (await (await signedIn).getAccessToken()) ?? '';
    return send(method, `${bridge.managementUrl}/realms/${realm}/scim/admin/v1${path}`, {
      body,
      headers: {
        Authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
    });
  };
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
