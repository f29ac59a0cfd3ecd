import type { Command } from 'commander';
import { openSetups } from '../../bridge/keycloak/setup/realmSetup.ts';
import { loadQuirks } from '../../mappers/rewriting/loadQuirks.ts';
import type { FleetWork } from '../apply/planFleet.ts';
import { UsageError } from '../commandError.ts';
import { readSettings } from '../environment.ts';
import type { FleetRealm } from '../fleet/fleetRealm.ts';
import { loadFleet } from '../fleet/loadFleet.ts';
import type { BridgeSettings } from '../fleet/request.ts';
import type { CommandTools } from './command.ts';
import { createProgress } from './progress.ts';

/** The argument of commands that take documents. */
export const DOCUMENTS = [
  '<path...>',
  'documents: files of single realms, fleets (a template with tenants), or folders of both',
] as const;

/** The option for the number of realms that are worked on at the same time. */
const PARALLEL = ['--parallel <number>', 'how many realms are worked on at the same time', '4'] as const;

/** The option that leaves the other realms of the documents out. */
const ONLY = ['--only <realm...>', 'only these realms of the documents'] as const;

/** Reads the number of realms that are worked on at the same time. */
function readParallel(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= 32) return number;
  throw new UsageError(`--parallel takes a number from 1 to 32, not "${text}".`);
}

/** What every realm of the bridge has in common, from the environment. */
async function readBridgeSettings({ environment }: CommandTools): Promise<BridgeSettings> {
  const settings = readSettings({
    publicUrl: environment.publicUrl,
    consoleUrl: environment.consoleUrl,
    bridgeClientId: environment.bridgeClientId,
    bridgeClientSecret: environment.bridgeClientSecret,
  });
  return { ...settings, quirks: await loadQuirks(), bridgePublicKeys: await environment.bridgePublicKeys() };
}

/** The realms that are left if only some are wanted. */
function onlyRealms(
  realms: readonly FleetRealm[],
  names: readonly string[] | undefined,
): readonly FleetRealm[] {
  if (names === undefined) return realms;
  const unknown = names.filter((name) => !realms.some(({ realm }) => realm === name));
  if (unknown.length > 0)
    throw new UsageError(`No document describes ${unknown.map((name) => `"${name}"`).join(', ')}.`);
  return realms.filter(({ realm }) => names.includes(realm));
}

/** Reads documents with what can be checked without Keycloak. */
export async function loadDocuments(
  tools: CommandTools,
  locations: readonly string[],
  only?: readonly string[],
): Promise<{ readonly realms: readonly FleetRealm[]; readonly bridge: BridgeSettings }> {
  const bridge = await readBridgeSettings(tools);
  return { realms: onlyRealms(await loadFleet(locations, tools.variables, bridge), only), bridge };
}

/** Counts the realms that are done, and says now and then how far the work is. */
function countRealms(total: number, tools: CommandTools): () => void {
  const say = createProgress(total, 'realms', tools);
  let done = 0;
  return () => {
    done += 1;
    say(done);
  };
}

/** Signs in and prepares the work on the realms of a fleet. */
export async function openFleet(
  tools: CommandTools,
  bridge: BridgeSettings,
  parallel: string,
): Promise<(total: number) => FleetWork> {
  const work = {
    parallel: readParallel(parallel),
    bridge: { ...bridge, mayAsk: tools.environment.mayAsk() },
  };
  const open = await openSetups(tools.environment.administrator());
  return (total) => ({ ...work, open, onDone: countRealms(total, tools) });
}

/** The options that commands on fleets share. */
export interface FleetFlags {
  readonly parallel: string;
  readonly only?: string[];
  readonly json: boolean;
}

/** Adds the options that commands on fleets share. */
export const withFleetOptions = (command: Command): Command =>
  command
    .argument(...DOCUMENTS)
    .option(...ONLY)
    .option(...PARALLEL)
    .option('--json', 'print one JSON object per realm', false);
