import { Option, type Command } from 'commander';
import { openSetups } from '../../bridge/keycloak/setup/realmSetup.ts';
import { decommissionRealm, planDecommission, type FormerUsers } from '../apply/decommissionRealm.ts';
import { reportChanges, tellBridgeAt } from '../apply/reportChanges.ts';
import type { StepOutcome } from '../../bridge/enablement/steps/step.ts';
import { unknownRealm } from '../apply/unknownRealm.ts';
import { readSettings } from '../environment.ts';
import { failureOf } from '../failure.ts';
import { confirm } from './confirm.ts';
import { count, planLines } from '../render/plan.ts';
import { examples, PRINT_JSON_PER_REALM, REALMS, type CommandTools } from './command.ts';
import { forEachRealm } from './forEachRealm.ts';

interface DecommissionFlags {
  readonly users: FormerUsers;
  readonly yes: boolean;
  readonly json: boolean;
}

/** `realm-config decommission REALM...`: takes SCIM out of realms, after it has shown what that means. */
async function runDecommission(
  tools: CommandTools,
  realms: readonly string[],
  { users, yes, json }: DecommissionFlags,
): Promise<void> {
  const { environment, print, note } = tools;
  const { bridgeClientId, administrator } = readSettings({
    bridgeClientId: environment.bridgeClientId,
    administrator: environment.administrator,
  });
  const tellBridge = tellBridgeAt(tools.openKnownApi());
  const open = await openSetups(administrator);
  await forEachRealm(realms, { ...tools, json }, async (name, facts) => {
    const setup = open(name);
    if ((await setup.realmEnabled()) === undefined) throw unknownRealm(name);
    const plan = await planDecommission(setup, bridgeClientId, users);
    const { changes, left } = plan;
    Object.assign(facts, { changed: false });
    if (!json) print(planLines(name, plan));
    if (changes.length > 0) {
      if (!yes) await confirm(tools, `Take SCIM out of realm "${name}"?`);
      const steps: StepOutcome[] = [];
      const run = { command: 'decommission', givenOptions: [], tellBridge } as const;
      try {
        await decommissionRealm(plan, ({ object, outcome }) => {
          steps.push({ step: object, outcome });
          facts.changed = true;
        });
      } catch (error) {
        await reportChanges(name, steps, run, { note, problem: failureOf(error).message });
        throw error;
      }
      await reportChanges(name, steps, run, { note });
      if (!json) print(`Realm ${name}: ${count(changes.length, 'change')} made`);
    }
    if (json) print(JSON.stringify({ realm: name, ...facts, changes, left }));
  });
}

/** Adds `decommission`. */
export function addDecommission(program: Command, tools: CommandTools): void {
  program
    .command('decommission')
    .description(
      'Takes SCIM out of realms: what "enable" and "apply" made for it goes, the settings and the user profile become as they were; the realm, its users and groups stay.',
    )
    .argument(...REALMS)
    .addOption(
      new Option(
        '--users <what>',
        'what becomes of the users that SCIM created; disabled ones are signed out as well',
      )
        .choices(['keep', 'disable'])
        .makeOptionMandatory(),
    )
    .option('--yes', 'do not ask', false)
    .option(...PRINT_JSON_PER_REALM)
    .addHelpText(
      'after',
      examples('decommission acme --users keep', 'decommission acme --users disable --yes'),
    )
    .action((realms: string[], flags: DecommissionFlags) => runDecommission(tools, realms, flags));
}
