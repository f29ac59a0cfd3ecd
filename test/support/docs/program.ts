import { runRealmConfig } from '../processes/realmConfig.ts';

/** The names at the beginning of the indented lines of a help text. */
export const namesInHelp = (text: string): string[] =>
  [...text.matchAll(/^ {2}([a-z][a-z-]*)[ |]/gm)].map(([, name = '']) => name);

/** The help of a command of `realm-config`; empty if there is no such command. */
export async function helpOf(...command: readonly string[]): Promise<string> {
  const { code, stdout } = await runRealmConfig([...command, '--help'], {});
  return code === 0 ? stdout : '';
}

/** The commands of `realm-config`. */
export async function knownCommands(): Promise<string[]> {
  const [, list = ''] = (await helpOf()).split('Commands:');
  return namesInHelp(list).filter((name) => name !== 'help');
}
