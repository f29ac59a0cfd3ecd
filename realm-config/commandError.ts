/** A reason why a command fails, in words for the operator. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}
