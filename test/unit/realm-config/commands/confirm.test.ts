import { PassThrough } from 'node:stream';
import type { CommandTools } from '../../../../realm-config/commands/command.ts';
import { confirm } from '../../../../realm-config/commands/confirm.ts';

/** Asks on a terminal, or elsewhere, where this is typed. */
async function ask(typed: string, isTTY = true): Promise<readonly string[]> {
  const notes: string[] = [];
  const input = Object.assign(new PassThrough(), { isTTY });
  input.end(typed);
  const note = (line: string) => notes.push(line);
  await confirm({ input, note } as unknown as CommandTools, 'Apply this to 2 realms?');
  return notes;
}

describe('the question whether to go on', () => {
  it.each(['yes\n', 'YES\n', '  yes  \n', 'yes'])('is answered by %j', async (typed) => {
    expect(await ask(typed)).toEqual(['Apply this to 2 realms? Type yes:']);
  });

  it.each(['no\n', 'y\n', '\n', '', 'yes please\n', 'no\nyes\n'])('is declined by %j', async (typed) => {
    await expect(ask(typed)).rejects.toThrow('Nothing was changed.');
  });

  it('is asked on a terminal only', async () => {
    await expect(ask('yes\n', false)).rejects.toThrow(
      'Nobody can be asked here whether to go on: add --yes once the plan is as you want it.',
    );
  });
});
