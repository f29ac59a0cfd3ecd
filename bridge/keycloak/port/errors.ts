/** Why a call to Keycloak failed. */
export type KeycloakFailure =
  /** A value that must be unique is already in use, or a concurrent call changed the same resource. */
  | 'conflict'
  /** Keycloak refused the values that were sent; see `problems`. */
  | 'invalid'
  /** The user comes from a user federation that cannot be written to. */
  | 'readOnly'
  | 'notFound'
  /** The bridge's account is unknown or lacks a right. */
  | 'refused'
  /** Keycloak gave the bridge no access token of the realm that it accepts; always a `SignInError`. */
  | 'signIn'
  | 'unavailable'
  | 'timeout'
  /** An error of Keycloak, or an answer that makes no sense. */
  | 'unexpected';

/**
 * One problem that Keycloak reports: its message (a sentence or a message key) and the field of the user, if it names
 * one.
 */
export interface KeycloakProblem {
  readonly field?: string | undefined;
  readonly message: string;
}

/** A call to Keycloak that failed. */
export class KeycloakError extends Error {
  override readonly name = 'KeycloakError';
  readonly failure: KeycloakFailure;
  readonly problems: readonly KeycloakProblem[];
  /** The HTTP status of the answer; `undefined` if there was no answer. */
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

/** The refusal of an access token that no realm of Keycloak has issued. */
export const foreignToken = (): KeycloakError =>
  new KeycloakError('refused', 'The access token is none of Keycloak', { status: 401 });

/** Why Keycloak gives the bridge no access token of a realm that it accepts. */
export type SignInObstacle =
  | 'noRealm'
  | 'realmDisabled'
  /** The realm has no enabled client with this id that signs in as the bridge does; in a realm without SCIM that is so. */
  | 'noClient'
  /** The client has another key or secret than the bridge. */
  | 'otherCredential'
  | 'noServiceAccount'
  /** The clocks of Keycloak and the bridge differ. */
  | 'clock'
  /** It gives one, and does not accept it. */
  | 'refusedToken'
  | 'other';

/** A sign-in of the bridge to a realm that Keycloak refused; the message says the remedy. */
export class SignInError extends KeycloakError {
  readonly obstacle: SignInObstacle;

  constructor(obstacle: SignInObstacle, message: string, options: { status: number; cause?: unknown }) {
    super('signIn', message, options);
    this.obstacle = obstacle;
  }
}
