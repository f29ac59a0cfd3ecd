import type { IncomingMessage, ServerResponse } from 'node:http';
import { decodeJwt } from 'jose';
import { ADMIN_API_SCOPE } from '../../../bridge/keycloak/port/adminApiScope.ts';

/** Clients of Keycloak's own, which have the scope by themselves. */
const OWN_CLIENTS = ['admin-cli', 'security-admin-console'];

type Handler = (request: IncomingMessage, response: ServerResponse) => boolean;

function answer(response: ServerResponse, status: number, body: unknown): true {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  return true;
}

/** What a token says of itself. */
function claimsOf({ headers }: IncomingMessage): { azp?: unknown; scope?: unknown } {
  return decodeJwt((headers.authorization ?? '').replace(/^Bearer /i, ''));
}

/**
 * Refuses tokens without the client scope `kc-admin-api` at the Admin REST API, as Keycloak does from 26.8.2 on. That
 * version creates the scope in every realm; here the test does.
 */
export const asksForAdminApiScope: Handler = (request, response) => {
  if (request.url?.startsWith('/admin/') !== true) return false;
  const { azp, scope } = claimsOf(request);
  if (OWN_CLIENTS.includes(String(azp)) || String(scope).split(' ').includes(ADMIN_API_SCOPE)) return false;
  return answer(response, 401, { error: 'HTTP 401 Unauthorized' });
};

/** Masks the secret of clients, as Keycloak does from 26.8 on for callers who may only view clients. */
export const masksClientSecrets: Handler = ({ method, url = '' }, response) =>
  method === 'GET' &&
  url.endsWith('/client-secret') &&
  answer(response, 200, { type: 'secret', value: '**********' });

/** Refuses calls, as Keycloak does when the caller lacks a right that only later versions ask for. */
export const forbids =
  (method: string, path: RegExp): Handler =>
  (request, response) =>
    request.method === method &&
    path.test(request.url ?? '') &&
    answer(response, 403, { error: 'HTTP 403 Forbidden' });

/** Tells this version, as Keycloak does to whoever may manage the realm. */
export const answersServerInfo =
  (version: string): Handler =>
  ({ url }, response) =>
    url === '/admin/serverinfo' && answer(response, 200, { systemInfo: { version }, features: [] });

/** Gives whoever signs in to the realm a token with these claims, which is good for nothing. */
export const givesToken =
  (realm: string, claims: object): Handler =>
  ({ url = '' }, response) => {
    if (url !== `/realms/${realm}/protocol/openid-connect/token`) return false;
    const [header, payload] = [{ alg: 'none' }, claims].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    );
    const token = {
      access_token: `${header ?? ''}.${payload ?? ''}.x`,
      token_type: 'Bearer',
      expires_in: 60,
    };
    return answer(response, 200, token);
  };
