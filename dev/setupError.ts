/**
 * Something on this machine must change before we can go on. The message says what, in one sentence, and a stack would
 * only hide it.
 */
export class SetupError extends Error {
  override name = 'SetupError';

  constructor(message: string) {
    super(message);
    this.stack = message;
  }
}
