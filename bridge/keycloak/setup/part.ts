import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import type { Caller } from '../adminRest/call.ts';

/** What set-up did to something in a realm. */
export type Outcome = 'kept' | 'changed' | 'created';

/** A change that set-up is about to make. */
export interface Change {
  readonly outcome: Exclude<Outcome, 'kept'>;
}

/** Something in a realm that set-up reads, compares with its desired state, and changes. */
export interface RealmPart<Desired, Actual, C extends Change> {
  /** Reads what `desired` is compared with. */
  readonly read: (desired: Desired) => Promise<Actual>;
  /** The changes that lead to the desired state, in order; calls nothing. */
  readonly diff: (desired: Desired, actual: Actual) => readonly C[];
  readonly apply: (change: C) => Promise<void>;
  /** Whether the part is read again after a change, because later steps need what Keycloak made of it, such as an id. */
  readonly readsAgain?: boolean;
}

/** The changes that a part of a realm needs, not made yet. */
export interface PartPlan<Actual, C extends Change> {
  readonly changes: readonly C[];
  /** Makes the changes; returns the state that was read last. */
  readonly apply: () => Promise<Actual>;
}

/** Reads a part of a realm and compares it with its desired state; writes nothing. */
export async function planPart<Desired, Actual, C extends Change>(
  part: RealmPart<Desired, Actual, C>,
  desired: Desired,
): Promise<PartPlan<Actual, C>> {
  const actual = await part.read(desired);
  const changes = part.diff(desired, actual);
  return {
    changes,
    async apply() {
      for (const change of changes) await part.apply(change);
      return changes.length > 0 && part.readsAgain === true ? part.read(desired) : actual;
    },
  };
}

/** What a list of changes does as a whole. */
export function outcomeOf(changes: readonly Change[]): Outcome {
  if (changes.length === 0) return 'kept';
  return changes.some(({ outcome }) => outcome === 'created') ? 'created' : 'changed';
}

/** A realm as its parts reach it. */
export interface RealmAccess {
  readonly admin: KeycloakAdminClient;
  readonly realm: string;
  readonly call: Caller;
}
