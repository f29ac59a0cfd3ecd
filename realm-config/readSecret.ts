import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

/** Where a secret is read from: a terminal, or a stream such as a pipe. */
export type SecretInput = NodeJS.ReadableStream & { readonly isTTY?: boolean };

/** What is written here is shown nowhere. */
const nowhere = (): Writable =>
  new Writable({
    write(_chunk, _encoding, done) {
      done();
    },
  });

/**
 * Reads a secret: the first line of the input. On a terminal, `ask` is called first, and what is typed is not shown;
 * Ctrl-C ends the process as it always does.
 */
export async function readSecret(input: SecretInput, ask: () => void): Promise<string> {
  const isTerminal = input.isTTY === true;
  // As a terminal, the interface takes the echo upon itself, and it writes nowhere.
  const lines = createInterface({ input, output: nowhere(), terminal: isTerminal });
  const secret = new Promise<string>((resolve) => {
    lines.once('line', resolve).once('close', () => {
      resolve('');
    });
  });
  lines.on('SIGINT', () => {
    lines.close();
    process.kill(process.pid, 'SIGINT');
  });
  if (isTerminal) ask();
  const line = await secret;
  lines.close();
  return line.trim();
}
