import type { Command } from 'commander';
import { examples, PRINT_JSON_PER_REALM, REALMS, type CommandTools, type WithJson } from './command.ts';
import type { AdminApi } from '../adminApi.ts';
import type { AdminBodies } from '../../bridge/admin/contract.ts';
import { issuerText } from '../render/issuer.ts';
import { forEachRealm, type Output } from './forEachRealm.ts';

type Connection = AdminBodies['GET /connection'];

/** The values as lines, each with its name. */
function connectionLines(realm: string, connection: Connection, clientSecret: string | undefined): string[] {
  const { scimUrl, scimUrls, tokenEndpoint, clientId, audience, scope, remoteToken, trusted } = connection;
  const values: readonly (readonly [name: string, text: string | undefined])[] = [
    ['SCIM URL', scimUrl],
    ...scimUrls.filter((url) => url !== scimUrl).map((url) => ['  also', url] as const),
    ['Token endpoint', tokenEndpoint],
    ['Client id', clientId],
    ['Client secret', clientSecret],
    ['Scope', scope],
    ['Audience', audience],
    ...trusted.map((issuer) => ['Trusted issuer', issuerText(issuer)] as const),
  ];
  const note = `The realm does not accept tokens of that endpoint yet: "enable ${realm} --remote-token".`;
  return [
    ...values.flatMap(([name, text]) => (text === undefined ? [] : [`${name.padEnd(17)}${text}`])),
    ...(remoteToken ? [] : [note]),
  ];
}

/** `realm-config connection REALM...`: shows what to copy into the identity provider. */
function runConnection(
  api: AdminApi,
  { realms, secret }: { realms: readonly string[]; secret: boolean },
  output: Output,
): Promise<void> {
  return forEachRealm(realms, output, async (realm) => {
    const { body: connection } = await api(realm, { route: 'GET /connection' });
    const clientSecret = secret
      ? (await api(realm, { route: 'POST /connection/secret' })).body.clientSecret
      : undefined;
    const secretMember = clientSecret === undefined ? {} : { clientSecret };
    output.print(
      output.json
        ? JSON.stringify({ realm, ...connection, ...secretMember })
        : connectionLines(realm, connection, clientSecret),
    );
  });
}

/** Adds `connection`. */
export function addConnection(program: Command, { openApi, ...out }: CommandTools): void {
  program
    .command('connection')
    .description('Shows what to copy into the identity provider.')
    .argument(...REALMS)
    .option('--secret', 'show the client secret too; that somebody looked is in the log', false)
    .option(...PRINT_JSON_PER_REALM)
    .addHelpText('after', examples('connection acme', 'connection acme --secret'))
    .action((realms: string[], { json, secret }: WithJson & { secret: boolean }) =>
      runConnection(openApi(), { realms, secret }, { ...out, json }),
    );
}
