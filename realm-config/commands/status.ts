import type { Command } from 'commander';
import { PRINT_JSON_PER_REALM, REALMS, type CommandTools, type WithJson } from './command.ts';
import type { RealmStatus } from '../../bridge/admin/contract.ts';
import type { AdminApi } from '../adminApi.ts';
import { CommandError } from '../commandError.ts';
import { plain } from '../render/escapeTerminal.ts';
import { eachRealm, type Output } from './forEachRealm.ts';

function credentialsText({ staticTokens, basic, remoteToken, issuers }: RealmStatus['credentials']): string {
  const many = staticTokens === 1 ? '1 static token' : `${staticTokens} static tokens`;
  const accepted = [
    `${staticTokens === 0 ? 'no static token' : many}${staticTokens > 0 && basic ? ' (Basic too)' : ''}`,
    ...(remoteToken ? ["tokens of the realm's token endpoint"] : []),
    ...issuers.map((name) => `issuer ${name}`),
  ];
  return accepted.join(', ');
}

/** What happens around a user, by the names of the rules and of what each of them sets. */
function rulesText(rules: RealmStatus['rules']): string {
  const texts = Object.entries(rules).map(([name, rule]) =>
    typeof rule === 'string'
      ? `${name} ${rule}`
      : `${name} (${Object.keys(Object(rule) as object).join(', ')})`,
  );
  return texts.length === 0 ? 'none' : texts.join(', ');
}

function statusLines(realm: string, status: RealmStatus): string[] {
  const { enabled, served, profile, mode, revision, rules, credentials, journal } = status;
  const lines = (texts: readonly string[], mark: string): string[] =>
    texts.flatMap((text) => text.split('\n').map((line) => `  ${mark} ${plain(line)}`));
  return [
    `Realm ${realm}`,
    `  SCIM          ${enabled ? 'enabled' : 'not enabled'}, ${served ? 'served' : 'not served'}`,
    ...(mode === 'observe' ? ['  Mode          observe: nothing is written'] : []),
    `  Profile       ${plain(profile)}, revision ${revision}`,
    `  Rules         ${plain(rulesText(rules))}`,
    `  Credentials   ${plain(credentialsText(credentials))}`,
    `  Journal       ${journal.healthy ? 'healthy' : plain(`not healthy: ${journal.problem ?? ''}`)}`,
    ...lines(status.problems, 'x'),
    ...lines(status.findings, '!'),
  ];
}

/** `realm-config status REALM...`: how SCIM stands; fails where a realm is not served. */
async function runStatus(api: AdminApi, realms: readonly string[], output: Output): Promise<void> {
  const unserved: string[] = [];
  await eachRealm(realms, output, async (realm) => {
    const { body: status } = await api(realm, { route: 'GET /' });
    output.print(output.json ? JSON.stringify(status) : statusLines(realm, status).join('\n'));
    if (!status.served) unserved.push(realm);
  });
  if (unserved.length > 0) throw new CommandError(`Not served: ${unserved.join(', ')}.`);
}

/** Adds `status`. */
export function addStatus(program: Command, { openApi, ...out }: CommandTools): void {
  program
    .command('status')
    .description('Says how SCIM stands in realms; fails where a realm is not served.')
    .argument(...REALMS)
    .option(...PRINT_JSON_PER_REALM)
    .action((realms: string[], { json }: WithJson) => runStatus(openApi(), realms, { ...out, json }));
}
