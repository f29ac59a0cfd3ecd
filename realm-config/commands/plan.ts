import type { Command } from 'commander';
import { planFleet, type PlannedRealm } from '../apply/planFleet.ts';
import { writePlanFile, type ApprovedRealm } from '../fleet/planFile.ts';
import { examples, type CommandTools } from './command.ts';
import { loadDocuments, openFleet, withFleetOptions, type FleetFlags } from './fleetWork.ts';
import { ChangesError, ReportedError } from './forEachRealm.ts';
import { changedCount, failuresOf, writePlanned } from './planned.ts';

/** The realms of a plan as its file has them. */
const approvedRealms = (planned: readonly PlannedRealm[]): Record<string, ApprovedRealm> =>
  Object.fromEntries(
    planned.flatMap((one) =>
      'plan' in one
        ? [[one.realm.realm, { digest: one.realm.digest, changes: one.plan.changes }] as const]
        : [],
    ),
  );

interface PlanFlags extends FleetFlags {
  readonly out?: string;
}

/** `realm-config plan`: shows what `apply` would do, and writes nothing. */
async function runPlan(tools: CommandTools, locations: readonly string[], flags: PlanFlags): Promise<void> {
  const { json, only, parallel, out } = flags;
  const { realms, bridge } = await loadDocuments(tools, locations, only);
  const workOn = await openFleet(tools, bridge, parallel);
  const planned = await planFleet(realms, workOn(realms.length));
  writePlanned(planned, { ...tools, json });
  const failures = failuresOf(planned);
  const approved = approvedRealms(planned);
  const names = Object.keys(approved);
  if (out !== undefined && names.length > 0) {
    // A realm that could not be planned does not keep the others from being applied.
    const planOnly = failures.length === 0 ? only : names;
    await writePlanFile(out, { plan: 1, locations, only: planOnly, realms: approved });
    const rest = failures.length === 0 ? '' : `, and leaves out the realms that could not be planned`;
    tools.note(`The plan is in ${out}; "realm-config apply ${out}" does exactly this${rest}.`);
  }
  if (failures.length > 0) throw new ReportedError(failures);
  if (changedCount(planned) > 0) throw new ChangesError();
}

/** Adds `plan`. */
export function addPlan(program: Command, tools: CommandTools): void {
  withFleetOptions(
    program
      .command('plan')
      .description(
        'Shows what "apply" would do to realms so that they are as their documents say; writes nothing. Exit code 0: nothing to do, 2: changes.',
      ),
  )
    .option('--out <file>', 'write the plan to a file, which "apply" takes and does exactly')
    .addHelpText('after', examples('plan fleet', 'plan acme.json --out acme.plan', 'plan fleet --only acme'))
    .action((locations: string[], flags: PlanFlags) => runPlan(tools, locations, flags));
}
