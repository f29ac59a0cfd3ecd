import { administratorToken } from '../keycloak/administrator.ts';
import type { TestBridge } from '../fixtures/bridge.ts';
import { send } from '../scim/send.ts';

/** An answer of the admin API, parsed. */
export interface AdminAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed body; an empty text when there is none. */
  readonly body: unknown;
}

/** Sends a request to the admin API of a realm; `path` is relative to it. */
export type AdminSend = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<AdminAnswer>;

async function grant(keycloakUrl: string, realm: string, form: Record<string, string>): Promise<string> {
  const answer = await fetch(`${keycloakUrl}/realms/${realm}/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}

/** Where a bridge is asked, and by which address it knows Keycloak: tokens name that address as their issuer. */
export type Asked = Pick<TestBridge, 'managementUrl' | 'proxy'>;

/** An access token of the administrator of Keycloak. */
export const adminToken = ({ proxy }: Pick<Asked, 'proxy'>): Promise<string> =>
  administratorToken(proxy.url)();

/** An access token of a client's own account, by the client's secret. */
export const clientToken = (
  { proxy }: Pick<Asked, 'proxy'>,
  realm: string,
  clientId: string,
  secret: string,
): Promise<string> =>
  grant(proxy.url, realm, { grant_type: 'client_credentials', client_id: clientId, client_secret: secret });

/** The admin API of a realm, as the holder of an access token of Keycloak: the administrator's, unless given. */
export function adminApi(bridge: Asked, realm: string, token?: string): AdminSend {
  const administrator = administratorToken(bridge.proxy.url);
  return async (method, path, body, headers = {}) => {
    const url = `${bridge.managementUrl}/realms/${encodeURIComponent(realm)}/scim/admin/v1${path}`;
    return send(method, url, {
      body,
      headers: {
        Authorization: `Bearer ${token ?? (await administrator())}`,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
    });
  };
}
