/** Something on this machine must change before we can go on; the message says what, in one sentence. */
export class SetupError extends Error {
  override name = 'SetupError';
}
