import { runCommandLine } from '../../../realm-config/commandLine.ts';
import type { SecretInput } from '../../../realm-config/readSecret.ts';
import type { Ended } from './command.ts';

/**
 * Runs `realm-config` in this process, as a process of its own would run: a program that starts takes a second of
 * work, and there are hundreds of commands in a test run.
 */
export async function runRealmConfig(
  args: readonly string[],
  variables: Readonly<Record<string, string>>,
  input?: SecretInput,
): Promise<Ended> {
  let [stdout, stderr] = ['', ''];
  const code = await runCommandLine(args, {
    variables,
    ...(input === undefined ? {} : { input }),
    writeLine: (line) => {
      stdout += `${line}\n`;
    },
    writeErrorLine: (line) => {
      stderr += `${line}\n`;
    },
  });
  return { code, stdout, stderr };
}
