import type { Change } from '../../lifecycle/context.ts';

/** The attributes by which providers look for a user who exists, in the order in which the bridge looks for them. */
export const MATCH_ATTRIBUTES = ['externalId', 'userName', 'email'] as const;

/** An attribute by which a provider looks for a user. */
export type MatchAttribute = (typeof MATCH_ATTRIBUTES)[number];

/** Everything that can come of a user in a first cycle. */
export const CYCLE_OUTCOMES = [
  'created',
  'restored',
  'adopted',
  'unchanged',
  'conflict',
  'protected',
  'refused',
] as const;

/** What comes of a user in a first cycle. */
export type CycleOutcome = (typeof CYCLE_OUTCOMES)[number];

/** A user of the realm, by id and user name. */
export interface RealmUser {
  readonly id: string;
  readonly name: string;
}

/** What a first cycle would do with one user of the provider. */
export interface CycleUser {
  /** Its place in the list, from 1. */
  readonly row: number;
  /** The userName that the provider sends; absent if it sends none. */
  readonly userName?: string;
  readonly outcome: CycleOutcome;
  /** The attribute by which the user was found in the realm; absent if it was not. */
  readonly match?: MatchAttribute;
  /** The user of the realm who was found. */
  readonly user?: RealmUser;
  /** The users of the realm who stand in the way, or an earlier row that does. */
  readonly conflicts?: readonly (RealmUser | { readonly row: number })[];
  /** The status of the answer to the write. */
  readonly status: number;
  /** What would be done to the user besides. */
  readonly changes: readonly Change['what'][];
  /** Sentences for operators: why it is refused, and what the journal would say. */
  readonly notes: readonly string[];
}

/** What a first cycle would do with every user of the provider. */
export interface CycleExplanation {
  readonly counts: Readonly<Record<CycleOutcome, number>>;
  readonly users: readonly CycleUser[];
}
