import { cp, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Option, type Command } from 'commander';
import { REALM_SCHEMA_FOR_EDITORS } from '../fleet/realmSchema.ts';
import { jsonLines } from '../render/escapeTerminal.ts';
import { CommandError } from '../commandError.ts';
import { examples, type CommandTools } from './command.ts';

/** The examples that are copied. */
const EXAMPLES = path.join(import.meta.dirname, '..', 'examples');

/** Adds `init`. */
export function addInit(program: Command, { print }: CommandTools): void {
  program
    .command('init')
    .description('Makes a folder with documents to start from: one realm, or a template with 50 tenants.')
    .argument('<folder>', 'the folder to make; it must not have files yet')
    .addOption(
      new Option('--example <name>', 'which documents to start from')
        .choices(['one-realm', 'msp'])
        .default('one-realm'),
    )
    .addHelpText('after', examples('init fleet', 'init fleet --example msp'))
    .action(async (folder: string, { example }: { example: string }) => {
      const existing = await readdir(folder).catch(() => []);
      if (existing.length > 0)
        throw new CommandError(`The folder ${folder} has files already; nothing was written.`);
      try {
        await cp(path.join(EXAMPLES, example), folder, { recursive: true });
        await writeFile(
          path.join(folder, 'realm.schema.json'),
          jsonLines(REALM_SCHEMA_FOR_EDITORS).join('\n'),
        );
      } catch (error) {
        throw new CommandError(`The folder ${folder} cannot be written: ${(error as Error).message}.`);
      }
      const files = (await readdir(folder)).sort();
      print([...files.map((file) => path.join(folder, file)), `Next: realm-config plan ${folder}`]);
    });
}
