import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { openSetups } from '../../bridge/keycloak/setup/realmSetup.ts';
import { SCIM_CLIENT_ID } from '../../bridge/tenants/config.ts';
import { CommandError } from '../commandError.ts';
import type { RealmDocument } from '../fleet/realmDocument.ts';
import { CONSOLE_CLIENT } from '../../bridge/enablement/consoleClient.ts';
import { exportRealm } from '../../bridge/enablement/realmExport.ts';
import { jsonLines } from '../render/escapeTerminal.ts';
import { examples, REALMS, type CommandTools } from './command.ts';
import { forEachRealm } from './forEachRealm.ts';

/** Writes a document of its own for a realm into a folder; a file that is there is not replaced. */
async function writeDocument(folder: string, document: RealmDocument): Promise<string> {
  const file = path.join(folder, `${encodeURIComponent(document.realm.toWellFormed())}.json`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(file, `${jsonLines(document).join('\n')}\n`, { flag: 'wx' });
  } catch (error) {
    throw new CommandError(`The document cannot be written: ${(error as Error).message}.`);
  }
  return file;
}

/** Adds `export`. */
export function addExport(program: Command, tools: CommandTools): void {
  program
    .command('export')
    .description(
      'Prints the documents of realms as they are now, without secrets: "plan" finds nothing to do for them.',
    )
    .argument(...REALMS)
    .option('--out <folder>', 'write a file for each realm into a folder instead')
    .option('--json', 'print one JSON object per realm', false)
    .addHelpText('after', examples('export acme > acme.json', 'export acme contoso --out fleet'))
    .action(async (realms: string[], { out, json }: { out?: string; json: boolean }) => {
      const open = await openSetups(tools.environment.administrator());
      await forEachRealm(realms, { ...tools, json }, async (name) => {
        const { realm } = open(name);
        const client = await realm.client(SCIM_CLIENT_ID);
        if (client === undefined) {
          throw new CommandError(`Realm "${name}" has no SCIM configuration; "enable ${name}" makes one.`, {
            code: 'notFound',
          });
        }
        const document = exportRealm(name, client.attributes, await realm.client(CONSOLE_CLIENT.clientId));
        if (out !== undefined) tools.note(`Realm ${name}: ${await writeDocument(out, document)}`);
        else tools.print(json ? JSON.stringify(document) : jsonLines(document));
      });
    });
}
