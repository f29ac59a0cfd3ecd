import type { SetupReport } from '../../bridge/admin/contract.ts';
import type { StepOutcome } from '../../bridge/enablement/steps/step.ts';
import type { AdminApi } from '../adminApi.ts';
import { failureOf, linesOf } from '../failure.ts';
import type { Printed } from '../render/escapeTerminal.ts';

/** Tells a running bridge what was changed in a realm, which the bridge then reads again. */
export type TellBridge = (realm: string, report: SetupReport) => Promise<void>;

/** Returns the way to tell the bridge behind an admin API; `undefined` if there is none. */
export const tellBridgeAt = (api: AdminApi | undefined): TellBridge | undefined =>
  api &&
  (async (realm, body) => {
    await api(realm, { route: 'POST /setup', body });
  });

/** Maximum characters of a text in the report. */
const MAX_STEP = 300;
const MAX_PROBLEM = 1_000;

/** The run of a command that a report is about. */
interface Run {
  /** By default `enable`. */
  readonly command?: SetupReport['command'];
  /** The names of the options that were given. */
  readonly givenOptions: readonly string[];
  readonly tellBridge?: TellBridge | undefined;
}

/**
 * Tells the bridge what was changed, if the bridge is known: for its audit, and so that it reads the realm again. A
 * bridge notices changes itself within seconds, so a failure is only noted. `problem` says why the rest was not done.
 */
export async function reportChanges(
  realm: string,
  steps: readonly StepOutcome[],
  { command, givenOptions: options, tellBridge }: Run,
  { note, problem }: { readonly note: (printed: Printed) => void; readonly problem?: string },
): Promise<void> {
  const changes = steps.flatMap(({ outcome, ...step }) =>
    outcome === 'kept' ? [] : [{ ...step, step: step.step.slice(0, MAX_STEP), outcome }],
  );
  if (changes.length === 0) return;
  try {
    await tellBridge?.(realm, {
      ...(command === undefined ? {} : { command }),
      options,
      steps: changes,
      ...(problem === undefined ? {} : { problem: problem.slice(0, MAX_PROBLEM) }),
    });
  } catch (error) {
    note([
      ...linesOf(failureOf(error)),
      'So the journal has no entry of the change; it is in force within ten seconds all the same.',
    ]);
  }
}
