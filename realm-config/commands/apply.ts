import { Option, type Command } from 'commander';
import { applyRealm, createsRealm, StaleError, staleError, unapproved } from '../apply/applyRealm.ts';
import { askBridgeAt, checkBridgeSignIn, REPLACE_BRIDGE_KEY } from '../apply/bridgeSignIn.ts';
import { eachRealm, planFleet, type FleetWork, type PlannedRealm } from '../apply/planFleet.ts';
import { reportChanges, tellBridgeAt } from '../apply/reportChanges.ts';
import type { StepOutcome } from '../../bridge/enablement/steps/step.ts';
import type { RealmPlan } from '../model/realmPlan.ts';
import type { AdminApi } from '../adminApi.ts';
import { failureOf, type Failure } from '../failure.ts';
import type { FleetRealm } from '../fleet/fleetRealm.ts';
import { readPlanFile, type PlanFile } from '../fleet/planFile.ts';
import { requestOf } from '../fleet/request.ts';
import { withoutSecrets } from '../fleet/withoutSecrets.ts';
import { tokenCommand, tokenFolder, type DeliveredToken, type TokenSink } from '../fleet/tokenSink.ts';
import { byObject, changeLines, count } from '../render/plan.ts';
import { examples, type CommandTools } from './command.ts';
import { confirm } from './confirm.ts';
import { loadDocuments, openFleet, withFleetOptions, type FleetFlags } from './fleetWork.ts';
import { ReportedError, type Output } from './forEachRealm.ts';
import { changedCount, failuresOf, writeFailure, writePlanned } from './planned.ts';

interface ApplyFlags extends FleetFlags {
  readonly yes: boolean;
  readonly tokens?: string;
  readonly tokenSink?: string;
  readonly replaceBridgeKey?: boolean;
}

/** What `apply` works with. */
interface Applying {
  /** The admin API of the running bridge, with one sign-in for all realms; `undefined` if none is known. */
  readonly api: AdminApi | undefined;
  readonly output: Output;
  readonly flags: ApplyFlags;
  readonly work: FleetWork;
  /** Whether there is one realm only, whose changes are then listed. */
  readonly isAlone: boolean;
}

/** Refuses a plan that is not what would be done now. */
function checkPlan(
  planned: readonly PlannedRealm[],
  { realms }: PlanFile,
  only: readonly string[] | undefined,
): void {
  const stale = planned.flatMap((one): StaleError[] => {
    const { realm, digest } = one.realm;
    const approved = Object.hasOwn(realms, realm) ? realms[realm] : undefined;
    if (approved === undefined) return [new StaleError(`Realm "${realm}" is not in the plan. Plan again.`)];
    if (approved.digest !== digest) {
      return [new StaleError(`The document of realm "${realm}" has changed since the plan. Plan again.`)];
    }
    const isNewRealm = createsRealm(realm, approved.changes);
    const unseen = 'plan' in one ? unapproved(one.plan.changes, approved.changes, isNewRealm) : [];
    return unseen.length === 0 ? [] : [staleError(realm, unseen)];
  });
  const known = new Set(planned.map((one) => one.realm.realm));
  const missing = Object.keys(realms).filter((realm) => !known.has(realm) && (only?.includes(realm) ?? true));
  const gone = missing.map(
    (realm) => new StaleError(`No document describes realm "${realm}" any more. Plan again.`),
  );
  const lines = [...stale, ...gone].map(({ message }) => message);
  if (lines.length > 0) throw new StaleError(lines);
}

/** Where new tokens go, by the options; `undefined` if they are printed. */
function sinkOf({ tokens, tokenSink }: ApplyFlags): TokenSink | undefined {
  if (tokens !== undefined && tokens !== '-') return tokenFolder(tokens);
  return tokenSink === undefined ? undefined : tokenCommand(tokenSink);
}

/** What `apply` did to a realm. */
interface AppliedRealm {
  readonly realm: FleetRealm;
  readonly plan: RealmPlan;
}

/** Writes what was done to a realm. */
function writeApplied(
  realm: string,
  plan: RealmPlan,
  delivered: readonly DeliveredToken[],
  { output, isAlone }: Pick<Applying, 'output' | 'isAlone'>,
): void {
  const changes = byObject(plan.changes);
  if (output.json) {
    const tokens = delivered.map(({ label, token, scimUrl }) => ({ label, token, scimUrl }));
    output.print(
      JSON.stringify({ realm, changed: true, changes, ...(tokens.length === 0 ? {} : { tokens }) }),
    );
    return;
  }
  output.print([
    `Realm ${realm}: ${count(changes.length, 'change')} made`,
    ...(isAlone ? changes.flatMap(changeLines) : []),
    ...delivered.flatMap(({ label, token, scimUrl }) => [
      `  SCIM URL        ${scimUrl}`,
      `  Token           ${token}  ("${label}", shown once)`,
    ]),
  ]);
}

/** Applies the plan of one realm, and tells the running bridge. */
async function applyOne(realm: FleetRealm, plan: RealmPlan, applying: Applying): Promise<AppliedRealm> {
  const { api, output, flags, work } = applying;
  const steps: StepOutcome[] = [];
  const shown: DeliveredToken[] = [];
  const sink = sinkOf(flags) ?? ((token: DeliveredToken) => Promise.resolve(void shown.push(token)));
  const run = { command: 'apply', givenOptions: [], tellBridge: tellBridgeAt(api) } as const;
  const note = (printed: string | readonly string[]) => {
    output.note([printed].flat().map((line) => `Realm ${realm.realm}: ${line}`));
  };
  const name = realm.realm;
  const shownText = (text: string) => withoutSecrets(text, realm.secrets);
  const request = requestOf(realm, work.bridge, {
    report(step, outcome, changes = []) {
      const shownChanges = changes.map(shownText);
      steps.push({
        step: shownText(step),
        outcome,
        ...(changes.length === 0 ? {} : { changes: shownChanges }),
      });
    },
    deliver: ({ label, token }, scimUrl) => sink({ realm: name, scimUrl, label, token }),
  });
  const signIn = { ...work.bridge, replaceBridgeKey: flags.replaceBridgeKey };
  const isLeaving = realm.document.ensure === 'absent';
  const notes = isLeaving ? [] : await checkBridgeSignIn(work.open(name), askBridgeAt(api), signIn);
  for (const line of notes) note(line);
  try {
    await applyRealm({ open: work.open, realm, plan }, request);
  } catch (error) {
    await reportChanges(name, steps, run, { note, problem: shownText(failureOf(error).message) });
    throw error;
  }
  writeApplied(name, plan, shown, applying);
  await reportChanges(name, steps, run, { note });
  return { realm, plan };
}

/** Applies the plans of the realms that have changes; returns what failed. */
async function applyPlanned(
  planned: readonly PlannedRealm[],
  applying: Applying,
): Promise<(Failure & { readonly realm: string })[]> {
  const plans = new Map(planned.flatMap((one) => ('plan' in one ? [[one.realm, one.plan] as const] : [])));
  const toChange = [...plans].flatMap(([realm, plan]) => (plan.changes.length > 0 ? [realm] : []));
  const results = await eachRealm<AppliedRealm>(toChange, applying.work, (realm) =>
    applyOne(realm, plans.get(realm) ?? { changes: [], keptCount: 0, left: [], findings: [] }, applying),
  );
  const failures = results.flatMap((one) =>
    'failure' in one ? [{ ...one.failure, realm: one.realm.realm }] : [],
  );
  for (const failure of failures) writeFailure(failure, applying.output);
  return failures;
}

/** `realm-config apply`: brings realms into the state that their documents describe. */
async function runApply(tools: CommandTools, given: readonly string[], flags: ApplyFlags): Promise<void> {
  const output = { ...tools, json: flags.json };
  const [first = ''] = given;
  const planFile = given.length === 1 ? await readPlanFile(first) : undefined;
  const only = flags.only ?? planFile?.only;
  const { realms, bridge } = await loadDocuments(tools, planFile?.locations ?? given, only);
  const workOn = await openFleet(tools, bridge, flags.parallel);
  const planned = await planFleet(realms, workOn(realms.length));
  if (planFile !== undefined) checkPlan(planned, planFile, only);
  const changed = changedCount(planned);
  const planFailures = failuresOf(planned);
  if (!flags.json && (changed === 0 || !flags.yes)) writePlanned(planned, output);
  else for (const failure of planFailures) writeFailure(failure, output);
  if (changed > 0 && !flags.yes) await confirm(tools, `Apply this to ${count(changed, 'realm')}?`);
  const api = tools.openKnownApi();
  const applying = { api, output, flags, work: workOn(changed), isAlone: planned.length === 1 };
  const failures = [...planFailures, ...(await applyPlanned(planned, applying))];
  if (!flags.json && changed > 0) {
    const kept = planned.length - planFailures.length - changed;
    const done = changed - (failures.length - planFailures.length);
    const failedNames = failures.map(({ realm }) => realm).join(', ');
    tools.print(
      `${count(planned.length, 'realm')}: ${done} changed, ${kept} as described${failures.length === 0 ? '' : `, ${failures.length} failed: ${failedNames}`}.`,
    );
  }
  if (failures.length > 0) throw new ReportedError(failures);
}

/** Adds `apply`. */
export function addApply(program: Command, tools: CommandTools): void {
  withFleetOptions(
    program
      .command('apply')
      .description(
        'Brings realms into the state that their documents describe, or does exactly what a plan says (a file that "plan --out" wrote; exit code 4 if it is stale). What was done already is not done again, so a run that broke off is repeated.',
      ),
  )
    .option('--yes', 'do not ask', false)
    .addOption(
      new Option(
        '--tokens <folder>',
        'write new static tokens to one file per realm, which only its owner may read; "-" prints them, as without this option',
      ).conflicts('tokenSink'),
    )
    .option(
      '--token-sink <command>',
      'give each new static token as JSON {realm, scimUrl, label, token} to the standard input of a command, which has SCIM_REALM and SCIM_TOKEN_LABEL in its environment',
    )
    .option(...REPLACE_BRIDGE_KEY)
    .addHelpText(
      'after',
      examples(
        'apply fleet',
        'apply fleet --yes --tokens tokens',
        'apply acme.plan --yes',
        `apply fleet --yes --token-sink 'vault kv put -mount=scim "$SCIM_REALM" -'`,
      ),
    )
    .action((given: string[], flags: ApplyFlags) => runApply(tools, given, flags));
}
