import { rename, writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import pLimit from 'p-limit';
import { driftMetrics, type ComparedRealm } from '../render/driftMetrics.ts';
import { byObject, type ShownChange } from '../render/plan.ts';
import { planFleet, type FleetWork, type PlannedRealm } from '../apply/planFleet.ts';
import { CommandError } from '../commandError.ts';
import { examples, type CommandTools } from './command.ts';
import { loadDocuments, openFleet, withFleetOptions, type FleetFlags } from './fleetWork.ts';
import { ChangesError, ReportedError } from './forEachRealm.ts';
import { changedCount, failuresOf, writePlanned } from './planned.ts';

interface DriftFlags extends FleetFlags {
  readonly metrics?: string;
}

/** Writes metrics so that a collector never reads half of them. */
async function writeMetrics(file: string, text: string): Promise<void> {
  try {
    await writeFile(`${file}.new`, text);
    await rename(`${file}.new`, file);
  } catch (error) {
    throw new CommandError(`The metrics cannot be written to ${file}: ${(error as Error).message}.`);
  }
}

const comparedRealm = (one: PlannedRealm): ComparedRealm => ({
  realm: one.realm.realm,
  differences: 'plan' in one ? one.plan.changes.length : undefined,
});

/** A planned realm with who changed each thing last, as far as Keycloak tells. */
async function withLastChanges(one: PlannedRealm, { open }: FleetWork): Promise<PlannedRealm> {
  if ('failure' in one || one.plan.changes.length === 0) return one;
  const { lastChange } = open(one.realm.realm);
  const changes: ShownChange[] = [];
  for (const change of byObject(one.plan.changes)) {
    changes.push({ ...change, lastChange: await lastChange(change.object) });
  }
  return { ...one, plan: { ...one.plan, changes } };
}

/** `realm-config drift`: tells where realms differ from their documents, for cron and Prometheus. */
async function runDrift(tools: CommandTools, locations: readonly string[], flags: DriftFlags): Promise<void> {
  const { json, only, parallel, metrics } = flags;
  const { realms, bridge } = await loadDocuments(tools, locations, only);
  const workOn = await openFleet(tools, bridge, parallel);
  const work = workOn(realms.length);
  const limit = pLimit(work.parallel);
  const planned = await Promise.all(
    (await planFleet(realms, work)).map((one) => limit(() => withLastChanges(one, work))),
  );
  writePlanned(planned, { ...tools, json });
  if (metrics !== undefined)
    await writeMetrics(metrics, driftMetrics(planned.map(comparedRealm), new Date()));
  const failures = failuresOf(planned);
  if (failures.length > 0) throw new ReportedError(failures);
  if (changedCount(planned) > 0) throw new ChangesError();
}

/** Adds `drift`. */
export function addDrift(program: Command, tools: CommandTools): void {
  withFleetOptions(
    program
      .command('drift')
      .description(
        'Tells where realms differ from their documents, and who changed them last where Keycloak keeps admin events; writes nothing to Keycloak. Exit code 0: nowhere, 2: somewhere, 1: a realm could not be compared.',
      ),
  )
    .option(
      '--metrics <file>',
      'also write the number of differences of each realm for the textfile collector of Prometheus',
    )
    .addHelpText('after', examples('drift fleet', 'drift fleet --metrics /var/lib/node_exporter/scim.prom'))
    .action((locations: string[], flags: DriftFlags) => runDrift(tools, locations, flags));
}
