import { Writable } from 'node:stream';

/** Where batches of text go: `process.stdout`, which writes to pipes and files before it returns. */
export interface Target {
  write(text: string): unknown;
}

/** How long texts wait for others after a write. */
const PAUSE_MS = 20;

/** The length of waiting text, in characters, that is written without a pause. */
const MAX_WAITING = 65_536;

/**
 * Creates a stream that writes its texts in batches, at most one in a pause; a text after a longer silence is written at
 * once. Nothing is lost when the process exits, be it on purpose or by an error.
 */
export function createBatchedOutput(target: Target, pauseMs = PAUSE_MS): Writable {
  let waiting = '';
  let pause: NodeJS.Timeout | undefined;

  function writeWaiting(): void {
    const text = waiting;
    waiting = '';
    if (text !== '') target.write(text);
  }

  function beginPause(): void {
    pause = setTimeout(endPause, pauseMs).unref();
  }

  function endPause(): void {
    if (waiting === '') {
      pause = undefined;
      process.off('exit', writeWaiting);
      return;
    }
    writeWaiting();
    beginPause();
  }

  return new Writable({
    decodeStrings: false,
    write(text: string, _encoding, done) {
      waiting += text;
      if (pause === undefined) {
        process.once('exit', writeWaiting);
        writeWaiting();
        beginPause();
      } else if (waiting.length > MAX_WAITING) writeWaiting();
      done();
    },
    final(done) {
      clearTimeout(pause);
      writeWaiting();
      process.off('exit', writeWaiting);
      done();
    },
  });
}
