/** Something that keeps a command from being done, in words for the operator. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}
