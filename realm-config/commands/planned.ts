import { failureJson, linesOf, type Failure } from '../failure.ts';
import type { PlannedRealm } from '../apply/planFleet.ts';
import { count, planLines } from '../render/plan.ts';
import type { Output } from './forEachRealm.ts';

/** The failures among planned realms, each with the realm's name. */
export const failuresOf = (planned: readonly PlannedRealm[]): (Failure & { readonly realm: string })[] =>
  planned.flatMap((one) => ('failure' in one ? [{ ...one.failure, realm: one.realm.realm }] : []));

/** How many of the planned realms would change. */
export const changedCount = (planned: readonly PlannedRealm[]): number =>
  planned.filter((one) => 'plan' in one && one.plan.changes.length > 0).length;

/** Writes that the work on a realm failed. */
export function writeFailure(
  failure: Failure & { readonly realm: string },
  { json, print, note }: Output,
): void {
  if (json) print(failureJson(failure));
  else note([`Realm ${failure.realm} failed:`, ...linesOf(failure).map((line) => `  ${line}`)]);
}

/** Writes what would become of each realm; realms that are as described are only counted, unless there is one alone. */
export function writePlanned(planned: readonly PlannedRealm[], output: Output): void {
  const { json, print } = output;
  for (const one of planned) {
    const { realm } = one.realm;
    if ('failure' in one) writeFailure({ ...one.failure, realm }, output);
    else if (json) print(JSON.stringify({ realm, ...one.plan }));
    else if (one.plan.changes.length > 0 || planned.length === 1) print(planLines(realm, one.plan));
  }
  if (json || planned.length === 1) return;
  const failed = failuresOf(planned).length;
  const changed = changedCount(planned);
  const kept = planned.length - failed - changed;
  print(
    `${count(planned.length, 'realm')}: ${changed} to change, ${kept} as described${failed === 0 ? '' : `, ${failed} failed`}.`,
  );
}
