import { Option, type Command } from 'commander';
import { openSetups } from '../../bridge/keycloak/setup/realmSetup.ts';
import { SOURCE_PATTERN } from '../../bridge/credentials/principal.ts';
import { loadQuirks } from '../../mappers/rewriting/loadQuirks.ts';
import { reportChanges, tellBridgeAt } from '../apply/reportChanges.ts';
import { unknownRealm } from '../apply/unknownRealm.ts';
import { CommandError, UsageError } from '../commandError.ts';
import { readSettings } from '../environment.ts';
import { failureOf } from '../failure.ts';
import { applyMigration, type Adopted } from '../migrate/applyMigration.ts';
import { FORMER_SERVERS, type FormerServerName } from '../migrate/formerServer.ts';
import { planMigration, type MigrationPlan } from '../migrate/planMigration.ts';
import { adoptedLine, isEmpty, migrationJson, migrationLines } from '../render/migration.ts';
import { count } from '../render/plan.ts';
import { examples, PRINT_JSON_PER_REALM, REALMS, type CommandTools } from './command.ts';
import { confirm } from './confirm.ts';
import { ChangesError, forEachRealm, type Facts } from './forEachRealm.ts';
import { createProgress } from './progress.ts';

interface MigrateFlags {
  readonly from: FormerServerName;
  readonly source?: string;
  readonly yes: boolean;
  readonly json: boolean;
}

/** Adopts what is planned, reports it to the bridge, and fails if something of it could not be done. */
async function adopt(plan: MigrationPlan, tools: CommandTools, facts: Facts): Promise<Adopted> {
  const { note } = tools;
  const { name } = plan.tenant.realm;
  const adopted: Adopted = { users: 0, groups: 0, failed: 0, failures: [] };
  const report = (problem?: string): Promise<void> => {
    facts.changed = adopted.users + adopted.groups > 0;
    facts.adopted = adopted;
    const steps = (['user', 'group'] as const).flatMap((thing) => {
      const number = adopted[`${thing}s`];
      return number === 0
        ? []
        : [{ step: `${count(number, thing)} of the former server`, outcome: 'changed' as const }];
    });
    const run = {
      command: 'migrate',
      givenOptions: [`--from ${plan.from}`],
      tellBridge: tellBridgeAt(tools.openKnownApi()),
    } as const;
    return reportChanges(name, steps, run, { note, ...(problem === undefined ? {} : { problem }) });
  };
  try {
    await applyMigration(plan, adopted, createProgress(plan.users.candidates.length, 'users', tools));
  } catch (error) {
    await report(failureOf(error).message);
    throw error;
  }
  await report();
  return adopted;
}

/** Fails with those that could not be adopted. */
function checkComplete(realm: string, { failed, failures }: Adopted): void {
  if (failed === 0) return;
  const rest = failed - failures.length;
  throw new CommandError(
    [
      `${count(failed, 'adoption')} in realm "${realm}" failed; the next run tries them again:`,
      ...failures.map(({ name, problem }) => `  ${name}: ${problem}`),
      ...(rest === 0 ? [] : [`  and ${rest} more`]),
    ],
    { code: 'incomplete' },
  );
}

/** `realm-config migrate REALM...`: adopts the users and groups that another SCIM server made, after it has shown them. */
async function runMigrate(
  tools: CommandTools,
  realms: readonly string[],
  { from, source, yes, json }: MigrateFlags,
): Promise<void> {
  const { environment, print, note, input } = tools;
  const { administrator, publicUrl } = readSettings({
    administrator: environment.administrator,
    publicUrl: environment.publicUrl,
  });
  if (source !== undefined && !new RegExp(SOURCE_PATTERN).test(source)) {
    throw new UsageError(`"${source}" is no source: it has lower-case letters, digits, ".", "_" and "-".`);
  }
  const quirks = await loadQuirks();
  const tenantDefaults = { publicUrl, scanLimit: 0, quirks, mayAsk: environment.mayAsk() };
  const open = await openSetups(administrator);
  const showsOnly = !yes && input.isTTY !== true;
  const pending: string[] = [];
  await forEachRealm(realms, { ...tools, json }, async (name, facts) => {
    const setup = open(name);
    if ((await setup.realmEnabled()) === undefined) throw unknownRealm(name);
    const onRead = createProgress(await setup.realm.users.count(), 'users read', tools);
    const plan = await planMigration(setup, { from, source, tenantDefaults, onRead });
    Object.assign(facts, { changed: false, ...migrationJson(plan) });
    if (!json) print(migrationLines(plan));
    if (isEmpty(plan) || showsOnly) {
      if (!isEmpty(plan)) pending.push(name);
      if (json) print(JSON.stringify({ realm: name, ...facts }));
      return;
    }
    if (!yes) await confirm(tools, `Adopt them in realm "${name}"?`);
    const adopted = await adopt(plan, tools, facts);
    checkComplete(name, adopted);
    print(json ? JSON.stringify({ realm: name, ...facts }) : adoptedLine(plan, adopted));
  });
  if (pending.length === 0) return;
  if (!json) note('Nothing was written: add --yes to adopt them.');
  throw new ChangesError();
}

/** Adds `migrate`. */
export function addMigrate(program: Command, tools: CommandTools): void {
  program
    .command('migrate')
    .description(
      'Adopts the users and groups that another SCIM server made in realms: the bridge finds them by externalId, and they belong to a source of it. Shows them first, and asks; where nobody can be asked, it writes nothing without --yes. Exit code 0: nothing to do, or done, 2: there is something to adopt, 1: failed.',
    )
    .argument(...REALMS)
    .addOption(
      new Option(
        '--from <server>',
        "the former server: Keycloak's own SCIM API, or Metatavu's extension keycloak-scim-server",
      )
        .choices(Object.keys(FORMER_SERVERS))
        .makeOptionMandatory(),
    )
    .option(
      '--source <name>',
      'the source that the users are to belong to; by default that of credentials which name none',
    )
    .option('--yes', 'do not ask', false)
    .option(...PRINT_JSON_PER_REALM)
    .addHelpText(
      'after',
      examples(
        'migrate acme --from native',
        'migrate acme --from native --yes',
        'migrate acme globex --from metatavu --source entra --json',
      ),
    )
    .action((given: string[], flags: MigrateFlags) => runMigrate(tools, given, flags));
}
