import { runRealmConfig } from '../processes/realmConfig.ts';

/** Commands that pages print before `realm-config` has them; checked like all others once it does. */
const ANNOUNCED: readonly string[] = ['test'];

/** The names at the beginning of the indented lines of a help text. */
export const namesInHelp = (text: string): string[] =>
  [...text.matchAll(/^ {2}([a-z][a-z-]*)[ |]/gm)].map(([, name = '']) => name);

/** The help of a command of `realm-config`; empty if there is no such command. */
export async function helpOf(...command: readonly string[]): Promise<string> {
  const { code, stdout } = await runRealmConfig([...command, '--help'], {});
  return code === 0 ? stdout : '';
}

/** The commands of `realm-config`, and those that it does not have yet. */
export async function knownCommands(): Promise<{ commands: string[]; announced: string[] }> {
  const [, list = ''] = (await helpOf()).split('Commands:');
  const commands = namesInHelp(list).filter((name) => name !== 'help');
  return { commands, announced: ANNOUNCED.filter((name) => !commands.includes(name)) };
}
