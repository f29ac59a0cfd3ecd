/** A reason why a command fails, in words for the operator. */
export class CommandError extends Error {
  override readonly name: string = 'CommandError';
  /** The kind of failure, stable for scripts. */
  readonly code: string;
  /** The message line by line; a name in a line may itself hold a line break. */
  readonly lines: readonly string[];

  constructor(
    message: string | readonly string[],
    { code = 'failed', cause }: { code?: string; cause?: unknown } = {},
  ) {
    const lines = [message].flat();
    super(lines.join('\n'), cause === undefined ? undefined : { cause });
    this.code = code;
    this.lines = lines;
  }
}

/** A mistake in the arguments, the options or the environment of a command. */
export class UsageError extends CommandError {
  constructor(message: string | readonly string[]) {
    super(message, { code: 'usage' });
  }
}
