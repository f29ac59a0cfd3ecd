import type { AdminApi } from '../adminApi.ts';
import type { Output } from './forEachRealm.ts';

/** What to copy into the identity provider, as the admin API tells it. */
interface Connection {
  readonly scimUrl: string;
  readonly scimUrls: readonly string[];
  readonly tokenEndpoint: string;
  readonly clientId: string;
  readonly audience: string;
  readonly remoteToken: boolean;
}

/** `realm-config connection REALM`: what to copy into the identity provider. */
export async function runConnection(
  api: AdminApi,
  { realm, secret }: { realm: string; secret: boolean },
  { json, print }: Output,
): Promise<void> {
  const connection = (await api(realm, { method: 'GET', path: '/connection' })).body as Connection;
  const { clientSecret } = secret
    ? ((await api(realm, { method: 'POST', path: '/connection/secret' })).body as { clientSecret: string })
    : {};
  if (json) {
    print(JSON.stringify({ ...connection, ...(clientSecret === undefined ? {} : { clientSecret }) }));
    return;
  }
  const { scimUrl, scimUrls, tokenEndpoint, clientId, audience, remoteToken } = connection;
  print(`SCIM URL         ${scimUrl}`);
  for (const url of scimUrls) if (url !== scimUrl) print(`  also           ${url}`);
  print(`Token endpoint   ${tokenEndpoint}`);
  print(`Client id        ${clientId}`);
  if (clientSecret !== undefined) print(`Client secret    ${clientSecret}`);
  print(`Audience         ${audience}`);
  if (!remoteToken) {
    print(`The realm does not accept tokens of that endpoint yet: "enable ${realm} --remote-token".`);
  }
}
