import type { Command } from 'commander';
import { examples, PRINT_JSON_PER_REALM, REALMS, type CommandTools, type WithJson } from './command.ts';
import type { AdminApi } from '../adminApi.ts';
import { forEachRealm, type Output } from './forEachRealm.ts';

/** `realm-config disable REALM...`: switches SCIM off at once, until `enable` switches it on again. */
function runDisable(api: AdminApi, realms: readonly string[], output: Output): Promise<void> {
  return forEachRealm(realms, output, async (realm) => {
    const { changed } = (await api(realm, { route: 'POST /disable' })).body;
    const outcome = changed ? 'changed' : 'kept';
    output.print(
      output.json
        ? JSON.stringify({ realm, enabled: false, changed, outcome })
        : `Realm ${realm}: SCIM is off (${outcome}); "enable ${realm}" switches it on again.`,
    );
  });
}

/** Adds `disable`. */
export function addDisable(program: Command, { openApi, ...out }: CommandTools): void {
  program
    .command('disable')
    .description('Switches SCIM off for realms, at once; enable switches it on again.')
    .argument(...REALMS)
    .option(...PRINT_JSON_PER_REALM)
    .addHelpText('after', examples('disable acme'))
    .action((realms: string[], { json }: WithJson) => runDisable(openApi(), realms, { ...out, json }));
}
