import type { Command } from 'commander';
import { examples, PRINT_JSON_PER_REALM, REALMS, type CommandTools, type WithJson } from './command.ts';
import type { RealmStatus } from '../../bridge/admin/contract.ts';
import { RefusedError, type AdminApi } from '../adminApi.ts';
import { localTime } from '../render/localTime.ts';
import { enabledText, servedText } from '../render/realmState.ts';
import { issuerText } from '../render/issuer.ts';
import { forEachRealm, NotServedError, type Output } from './forEachRealm.ts';

function credentialsText({ staticTokens, basic, remoteToken, trusted }: RealmStatus['credentials']): string {
  const tokensText = staticTokens === 1 ? '1 static token' : `${staticTokens} static tokens`;
  const accepted = [
    `${staticTokens === 0 ? 'no static token' : tokensText}${staticTokens > 0 && basic ? ' (Basic too)' : ''}`,
    ...(remoteToken ? ["tokens of the realm's token endpoint"] : []),
    ...trusted.map((issuer) => `issuer ${issuerText(issuer)}`),
  ];
  return accepted.join(', ');
}

/** The lifecycle rules of a realm: their names, and the names of the members that each sets. */
function rulesText(rules: RealmStatus['rules']): string {
  const texts = Object.entries(rules).map(([name, rule]) =>
    typeof rule === 'string'
      ? `${name} ${rule}`
      : `${name} (${Object.keys(Object(rule) as object).join(', ')})`,
  );
  return texts.length === 0 ? 'none' : texts.join(', ');
}

/** A line for each credential with its last use; the first begins with the name of the row. */
function useLines(uses: RealmStatus['credentials']['uses']): string[] {
  const names = uses.map(({ kind, label }) => (kind === 'issuer' ? `issuer ${label}` : label));
  const width = Math.max(...names.map((name) => name.length));
  return uses.map(({ lastUsed }, at) => {
    const time = lastUsed === undefined ? 'not known to be used' : localTime(new Date(lastUsed));
    const name = (names[at] ?? '').padEnd(width);
    return `  ${(at === 0 ? 'Last used' : '').padEnd(14)}${name}  ${time}`;
  });
}

function statusLines(realm: string, status: RealmStatus): string[] {
  const { profile, mode, revision, rules, credentials, journal } = status;
  const lines = (texts: readonly string[], mark: string): string[] =>
    texts.flatMap((text) => text.split('\n').map((line) => `  ${mark} ${line}`));
  return [
    `Realm ${realm}`,
    `  SCIM          ${enabledText(status)}, ${servedText(status)}`,
    ...(mode === 'observe' ? ['  Mode          observe: nothing is written'] : []),
    `  Profile       ${profile}, revision ${revision}`,
    `  Rules         ${rulesText(rules)}`,
    `  Credentials   ${credentialsText(credentials)}`,
    ...useLines(credentials.uses),
    `  Journal       ${journal.healthy ? 'healthy' : `not healthy: ${journal.problem ?? ''}`}`,
    ...lines(status.problems, 'x'),
    ...lines(status.findings, '!'),
  ];
}

/** The error for a realm without SCIM. */
const notSetUp = (realm: string, { problems }: RealmStatus): RefusedError =>
  new RefusedError('notFound', `Realm "${realm}": ${problems.join(' ')}`);

/** `realm-config status REALM...`: prints the state of SCIM; fails if a realm is not served. */
function runStatus(api: AdminApi, realms: readonly string[], output: Output): Promise<void> {
  return forEachRealm(realms, output, async (realm) => {
    const { body: status } = await api(realm, { route: 'GET /' });
    if (!status.setUp) throw notSetUp(realm, status);
    output.print(output.json ? JSON.stringify(status) : statusLines(realm, status));
    if (!status.served) throw new NotServedError(realm);
  });
}

/** Adds `status`. */
export function addStatus(program: Command, { openApi, ...out }: CommandTools): void {
  program
    .command('status')
    .description(
      'Says how SCIM stands in realms; fails where a realm is not served. It asks the bridge from inside: "test" checks the way of identity providers from outside.',
    )
    .argument(...REALMS)
    .option(...PRINT_JSON_PER_REALM)
    .addHelpText('after', examples('status acme', 'status acme contoso --json'))
    .action((realms: string[], { json }: WithJson) => runStatus(openApi(), realms, { ...out, json }));
}
