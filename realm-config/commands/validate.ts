import type { Command } from 'commander';
import { count } from '../render/plan.ts';
import { examples, type CommandTools } from './command.ts';
import { DOCUMENTS, loadDocuments } from './fleetWork.ts';

/** Adds `validate`. */
export function addValidate(program: Command, tools: CommandTools): void {
  program
    .command('validate')
    .description(
      'Finds every mistake in documents that can be found without Keycloak: with file, line and what was probably meant.',
    )
    .argument(...DOCUMENTS)
    .option('--json', 'print the names of the realms as JSON', false)
    .addHelpText('after', examples('validate fleet', 'validate acme.json --json'))
    .action(async (locations: string[], { json }: { json: boolean }) => {
      const { realms } = await loadDocuments(tools, locations);
      const names = realms.map(({ realm }) => realm);
      tools.print(
        json
          ? JSON.stringify({ realms: names })
          : `No mistake in the documents of ${count(names.length, 'realm')}.`,
      );
    });
}
