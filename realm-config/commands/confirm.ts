import { createInterface } from 'node:readline';
import { CommandError, UsageError } from '../commandError.ts';
import type { CommandTools } from './command.ts';

/** Asks whether to go on, and throws unless the answer is `yes`; without a terminal, `--yes` says so. */
export async function confirm({ input, note }: CommandTools, question: string): Promise<void> {
  if (input.isTTY !== true) {
    throw new UsageError(
      'Nobody can be asked here whether to go on: add --yes once the plan is as you want it.',
    );
  }
  const lines = createInterface({ input });
  note(`${question} Type yes:`);
  const answer = await new Promise<string>((resolve) => {
    lines.once('line', resolve).once('close', () => {
      resolve('');
    });
  });
  lines.close();
  if (answer.trim().toLowerCase() !== 'yes') throw new CommandError('Nothing was changed.');
}
