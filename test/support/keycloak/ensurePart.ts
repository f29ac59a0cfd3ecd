import {
  outcomeOf,
  planPart,
  type Change,
  type Outcome,
  type RealmPart,
} from '../../../bridge/keycloak/setup/part.ts';

/** Brings a part of a realm into its desired state, as a step of `realm-config enable` does; returns the state after that. */
export async function ensurePart<Desired, Actual, C extends Change>(
  part: RealmPart<Desired, Actual, C>,
  desired: Desired,
): Promise<{ readonly outcome: Outcome; readonly actual: NonNullable<Actual> }> {
  const { changes, apply } = await planPart(part, desired);
  const actual = await apply();
  if (actual === undefined || actual === null) throw new Error('Set-up left nothing behind.');
  return { outcome: outcomeOf(changes), actual };
}
