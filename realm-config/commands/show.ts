import type { Command } from 'commander';
import { openSetup, type RealmSetup } from '../../bridge/keycloak/setup/realmSetup.ts';
import { showConfiguration, type ShownConfiguration } from '../../bridge/enablement/realmExport.ts';
import { CommandError } from '../commandError.ts';
import { jsonLines } from '../render/escapeTerminal.ts';
import { examples, REALM, type CommandTools } from './command.ts';
import { SCIM_CLIENT_ID } from '../../bridge/tenants/config.ts';

/** Reads the SCIM configuration of a realm from Keycloak; `undefined` if the realm has none. */
async function readShown({ name, realm }: RealmSetup): Promise<ShownConfiguration | undefined> {
  const client = await realm.client(SCIM_CLIENT_ID);
  return client === undefined ? undefined : showConfiguration(name, client.attributes);
}

/** Adds `show`. */
export function addShow(program: Command, { environment, print }: CommandTools): void {
  program
    .command('show')
    .description(
      'Shows the whole SCIM configuration of a realm as JSON, without secrets; "enable --config" takes it.',
    )
    .argument(...REALM)
    .option('--json', 'print it on one line', false)
    .addHelpText('after', examples('show acme > acme.json', 'show acme --json'))
    .action(async (realm: string, { json }: { json: boolean }) => {
      const setup = await openSetup(realm, environment.administrator());
      if ((await setup.realmEnabled()) === undefined) {
        throw new CommandError(`There is no realm "${realm}"; names are case-sensitive.`, {
          code: 'notFound',
        });
      }
      const shown = await readShown(setup);
      if (shown === undefined) {
        throw new CommandError(`Realm "${realm}" has no SCIM configuration; "enable ${realm}" makes one.`, {
          code: 'notFound',
        });
      }
      print(json ? JSON.stringify(shown) : jsonLines(shown));
    });
}
