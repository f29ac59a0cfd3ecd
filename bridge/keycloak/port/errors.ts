/** Why a call to Keycloak failed, in our words. */
export type KeycloakFailure =
  /** A value that must be unique is taken. */
  | 'conflict'
  /** Keycloak refused what was sent; see `problems`. */
  | 'invalid'
  /** The account comes from a directory that Keycloak must not write to. */
  | 'readOnly'
  | 'notFound'
  /** The bridge's account is unknown or lacks a right. */
  | 'refused'
  | 'unavailable'
  | 'timeout'
  | 'unexpected';

/** One thing that Keycloak found wrong with a user: a field of its own, a message key, and the key's parameters. */
export interface KeycloakProblem {
  readonly field?: string | undefined;
  readonly message: string;
}

/** A failed call to Keycloak. */
export class KeycloakError extends Error {
  override readonly name = 'KeycloakError';
  readonly failure: KeycloakFailure;
  readonly problems: readonly KeycloakProblem[];
  /** HTTP status of the answer, where there was one. */
  readonly status: number | undefined;

  constructor(
    failure: KeycloakFailure,
    message: string,
    options: { problems?: readonly KeycloakProblem[]; status?: number | undefined; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.failure = failure;
    this.problems = options.problems ?? [];
    this.status = options.status;
  }
}
