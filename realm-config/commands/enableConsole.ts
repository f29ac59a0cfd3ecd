import type { Command } from 'commander';
import { consoleAddress, enableConsole } from '../../bridge/enablement/consoleClient.ts';
import { openSetups } from '../../bridge/keycloak/setup/realmSetup.ts';
import { SCIM_CLIENT_ID } from '../../bridge/tenants/config.ts';
import { reportChanges, tellBridgeAt } from '../apply/reportChanges.ts';
import { unknownRealm } from '../apply/unknownRealm.ts';
import { readSettings } from '../environment.ts';
import { forEachRealm } from './forEachRealm.ts';
import { examples, PRINT_JSON_PER_REALM, REALMS, type CommandTools, type WithJson } from './command.ts';

/** `realm-config enable-console REALM...`: makes the client of the console in realms, and says where the console is. */
async function runEnableConsole(
  tools: CommandTools,
  realms: readonly string[],
  { json }: WithJson,
): Promise<void> {
  const { environment, print, note } = tools;
  const { administrator, consoleUrl } = readSettings({
    administrator: environment.administrator,
    consoleUrl: environment.consoleUrl,
  });
  const tellBridge = tellBridgeAt(tools.openKnownApi());
  const open = await openSetups(administrator);
  await forEachRealm(realms, { ...tools, json }, async (realm) => {
    const setup = open(realm);
    if ((await setup.realmEnabled()) === undefined) throw unknownRealm(realm);
    const step = await enableConsole(setup, consoleUrl);
    const { outcome } = step;
    const url = consoleAddress(consoleUrl, realm);
    print(
      json ? JSON.stringify({ realm, url, outcome }) : `Realm ${realm}: ${url} (${step.step} ${outcome})`,
    );
    // The bridge has no journal of a realm without SCIM.
    if ((await setup.realm.client(SCIM_CLIENT_ID)) === undefined) return;
    await reportChanges(realm, [step], { givenOptions: ['--console'], tellBridge }, { note });
  });
}

/** Adds `enable-console`. */
export function addEnableConsole(program: Command, tools: CommandTools): void {
  program
    .command('enable-console')
    .description(
      'Makes the client with which people sign in to the console in realms, with or without SCIM, and says where the console is. In master, an administrator of many realms finds them all there.',
    )
    .argument(...REALMS)
    .option(...PRINT_JSON_PER_REALM)
    .addHelpText('after', examples('enable-console master', 'enable-console acme contoso'))
    .action((realms: string[], flags: WithJson) => runEnableConsole(tools, realms, flags));
}
