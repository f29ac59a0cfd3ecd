import { run } from '../../dev/guarded.ts';
import { SetupError } from '../../dev/setupError.ts';

/** Runs a command, which must end well, and gives what it printed, without the last line break. */
export async function succeed(command: string[], env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const { code, stdout, lastWords } = await run(command, { env });
  if (code !== 0) {
    throw new SetupError(`"${command.slice(0, 3).join(' ')} …" ended with ${code}:\n${lastWords}`);
  }
  return stdout.trimEnd();
}
