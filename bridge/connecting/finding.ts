/** The outcome of a check; a `warning` lets the test pass. */
export type Outcome = 'pass' | 'warning' | 'fail' | 'not checked';

/** What a check found. */
export interface Finding {
  readonly outcome: Outcome;
  /** What was seen, or why nothing was checked. */
  readonly seen: string;
  /** What to do about it. */
  readonly remedy?: string;
}

/** What a check found, with the name of the check. */
export interface CheckResult extends Finding {
  readonly check: string;
}

/** A check of a realm's test; with `url` if it was made at another address than the first. */
export interface RealmCheck extends CheckResult {
  readonly url?: string;
}

/** A check that passed. */
export const pass = (seen: string): Finding => ({ outcome: 'pass', seen });
/** Something to look at that does not make the test fail. */
export const warning = (seen: string, remedy: string): Finding => ({ outcome: 'warning', seen, remedy });
/** A check that failed. */
export const fail = (seen: string, remedy: string): Finding => ({ outcome: 'fail', seen, remedy });
/** A check that was left out. */
export const notChecked = (seen: string): Finding => ({ outcome: 'not checked', seen });
