/** Why setting a realm up is refused. */
export type SetupProblem =
  /** There is no such realm. */
  | 'notFound'
  /** The request contradicts itself, or what the realm has. */
  | 'usage'
  /** It is not possible as things are. */
  | 'failed';

/** A reason why a realm is not set up, in words for the operator. */
export class SetupError extends Error {
  override readonly name = 'SetupError';
  readonly code: SetupProblem;

  constructor(message: string, code: SetupProblem = 'failed') {
    super(message);
    this.code = code;
  }
}

/** The configuration of a realm was changed while the realm was being set up; nothing of that change is overwritten. */
export class ChangedMeanwhileError extends SetupError {
  constructor(realm: string) {
    super(
      `The SCIM configuration of realm "${realm}" was changed while the realm was being set up, and is left as it is now. Repeat it.`,
    );
  }
}
