import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import type { Caller } from '../adminRest/call.ts';

/** What set-up did to something in a realm. */
export type Outcome = 'kept' | 'changed' | 'created' | 'removed';

/** A member of something in a realm, before and after a change. */
export interface FieldChange {
  readonly field: string;
  /** The value before; `undefined` if there was none. */
  readonly from?: unknown;
  /** The value afterwards; `undefined` if there is none. */
  readonly to?: unknown;
  /** Whether the values are never to be shown. */
  readonly isSecret?: boolean;
}

/** A change of a realm in words. */
export interface DescribedChange {
  readonly outcome: Exclude<Outcome, 'kept'>;
  /** What is changed, for example `client scim-endpoint`. */
  readonly object: string;
  readonly fields?: readonly FieldChange[] | undefined;
}

/** A change that set-up is about to make. */
export interface Change extends DescribedChange {
  /** What the same write changes besides. */
  readonly besides?: readonly DescribedChange[] | undefined;
}

/** Something in a realm that set-up reads, compares with its desired state, and changes. */
export interface RealmPart<Desired, Actual, C extends Change> {
  /** Reads what `desired` is compared with. */
  readonly read: (desired: Desired) => Promise<Actual>;
  /** What `read` returns in a realm that does not exist yet. */
  readonly absent: (desired: Desired) => Actual;
  /** The changes that lead to the desired state, in order; calls nothing. */
  readonly diff: (desired: Desired, actual: Actual) => readonly C[];
  readonly apply: (change: C) => Promise<void>;
  /** The state after the changes as far as it is known before them; by default the state before. */
  readonly foresee?: (desired: Desired, actual: Actual) => Actual;
  /** Whether the part is read again after a change, because later steps need what Keycloak made of it, such as an id. */
  readonly readsAgain?: boolean;
}

/** The changes that a part of a realm needs, not made yet. */
export interface PartPlan<Actual, C extends Change> {
  readonly changes: readonly C[];
  /** The state after the changes, as far as it is known. */
  readonly foreseen: Actual;
  /** Makes the changes; returns the state that was read last. */
  readonly apply: () => Promise<Actual>;
}

/** Reads a part of a realm and compares it with its desired state; writes nothing. */
export async function planPart<Desired, Actual, C extends Change>(
  part: RealmPart<Desired, Actual, C>,
  desired: Desired,
  { realmExists = true } = {},
): Promise<PartPlan<Actual, C>> {
  const actual = realmExists ? await part.read(desired) : part.absent(desired);
  const changes = part.diff(desired, actual);
  return {
    changes,
    foreseen: changes.length === 0 ? actual : (part.foresee?.(desired, actual) ?? actual),
    async apply() {
      for (const change of changes) await part.apply(change);
      return changes.length > 0 && part.readsAgain === true ? part.read(desired) : actual;
    },
  };
}

/** What a list of changes does as a whole. */
export function outcomeOf(changes: readonly DescribedChange[]): Outcome {
  if (changes.length === 0) return 'kept';
  return changes.some(({ outcome }) => outcome === 'created') ? 'created' : 'changed';
}

/** A realm as its parts reach it. */
export interface RealmAccess {
  readonly admin: KeycloakAdminClient;
  readonly realm: string;
  readonly call: Caller;
}

/** Marks what set-up has made in a realm, among the attributes of a client or a client scope: nothing else is ever removed. */
export const MADE_BY_SETUP = { 'scim.managed': 'true' } as const;
