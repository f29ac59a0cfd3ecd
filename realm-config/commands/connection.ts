import type { Command } from 'commander';
import { examples, PRINT_JSON, REALM, type CommandTools, type WithJson } from './command.ts';
import type { AdminApi } from '../adminApi.ts';
import type { Output } from './forEachRealm.ts';

/** `realm-config connection REALM`: shows what to copy into the identity provider. */
async function runConnection(
  api: AdminApi,
  { realm, secret }: { realm: string; secret: boolean },
  { json, print }: Output,
): Promise<void> {
  const { body: connection } = await api(realm, { route: 'GET /connection' });
  const clientSecret = secret
    ? (await api(realm, { route: 'POST /connection/secret' })).body.clientSecret
    : undefined;
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

/** Adds `connection`. */
export function addConnection(program: Command, { openApi, ...out }: CommandTools): void {
  program
    .command('connection')
    .description('Shows what to copy into the identity provider.')
    .argument(...REALM)
    .option('--secret', 'show the client secret too; that somebody looked is in the log', false)
    .option(...PRINT_JSON)
    .addHelpText('after', examples('connection acme', 'connection acme --secret'))
    .action((realm: string, { json, secret }: WithJson & { secret: boolean }) =>
      runConnection(openApi(), { realm, secret }, { ...out, json }),
    );
}
