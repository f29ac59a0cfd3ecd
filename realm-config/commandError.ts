/** A reason why a command fails, in words for the operator. */
export class CommandError extends Error {
  override readonly name: string = 'CommandError';
  /** The kind of failure, stable for scripts. */
  readonly code: string;

  constructor(message: string, { code = 'failed', cause }: { code?: string; cause?: unknown } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** A mistake in the arguments, the options or the environment of a command. */
export class UsageError extends CommandError {
  constructor(message: string) {
    super(message, { code: 'usage' });
  }
}
