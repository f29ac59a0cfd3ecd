import type { Command } from 'commander';
import { readFile } from 'node:fs/promises';
import { openSetup } from '../../bridge/keycloak/setup/realmSetup.ts';
import {
  explainRequest,
  explainUser,
  type ExplainContext,
  type Explanation,
  type ExplainRequest,
  type StoredExplanation,
} from '../../bridge/protocol/explain.ts';
import { previewTenant } from '../../bridge/tenants/preview.ts';
import { loadQuirks } from '../../mappers/rewriting/loadQuirks.ts';
import type { Json } from '../../scim/json.ts';
import { parseJson } from '../../scim/parseJson.ts';
import type { LocatedDocument } from '../../mappers/profile.ts';
import type { AdminApi } from '../adminApi.ts';
import { CommandError, UsageError } from '../commandError.ts';
import { readSettings, type CommandEnvironment } from '../environment.ts';
import { readMappingFile } from '../model/mappingFile.ts';
import { examples, PRINT_JSON, REALM, type CommandTools } from './command.ts';
import { explanationLines, storedLines } from '../render/explanation.ts';

/** Explains requests and users of one realm, either by a running bridge or in this process. */
interface Explainer {
  request(request: ExplainRequest): Promise<Explanation>;
  /** Explains a user; `undefined` if there is no such user. */
  user(idOrName: string): Promise<StoredExplanation | undefined>;
}

/** A profile and a mapping to explain with, instead of those of the realm. */
interface ExplainPreview {
  readonly profile?: string | undefined;
  readonly mapping?: LocatedDocument | undefined;
}

/** Explains by the running bridge, with its own settings. */
const remoteExplainer = (api: AdminApi, realm: string, { profile, mapping }: ExplainPreview): Explainer => ({
  request: async (request) =>
    (await api(realm, { route: 'POST /explain', body: { ...request, profile, mapping: mapping?.document } }))
      .body,
  user: async (user) => (await api(realm, { route: 'GET /explain/user', query: { user } })).body,
});

/** What the command line asks for. */
interface ExplainCommand {
  readonly realm: string;
  readonly method?: string | undefined;
  /** Path and query below the realm's SCIM URL. */
  readonly path?: string | undefined;
  /** The file with the body; `-` for standard input. */
  readonly bodyFile?: string | undefined;
  /** Id or user name of the user to explain. */
  readonly user?: string | undefined;
  readonly json: boolean;
  readonly explainer: Explainer;
  readonly print: CommandTools['print'];
}

async function readStandardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

async function readBody(file: string): Promise<Json> {
  let text: string;
  try {
    text = file === '-' ? await readStandardInput() : await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`The body cannot be read: ${(error as Error).message}.`);
  }
  try {
    return parseJson(text);
  } catch (error) {
    throw new UsageError(`${file}: ${(error as Error).message}`);
  }
}

/** `realm-config explain REALM METHOD PATH [BODY]` or `--user`: explains a request without making it, or a stored user. */
async function runExplain(command: ExplainCommand): Promise<void> {
  const { user, method, path: target, bodyFile, json, print } = command;
  if (user !== undefined) {
    if (method !== undefined) {
      throw new UsageError(
        'Explain either a request or a user: leave out --user, or the method and the path.',
      );
    }
    const explanation = await command.explainer.user(user);
    if (explanation === undefined) {
      throw new CommandError(`Realm "${command.realm}" has no user with the id or user name "${user}".`, {
        code: 'notFound',
      });
    }
    print(json ? JSON.stringify(explanation) : storedLines(explanation));
    return;
  }
  if (method === undefined || target === undefined) {
    throw new UsageError(
      'Say what to explain: a method and a path such as "POST /Users user.json", or --user.',
    );
  }
  const body = bodyFile === undefined ? undefined : await readBody(bodyFile);
  const request = { method: method.toUpperCase(), target, body };
  const explanation = await command.explainer.request(request);
  print(json ? JSON.stringify(explanation) : explanationLines(explanation));
}

/** The options of the command line. */
interface ExplainOptions {
  readonly user?: string;
  readonly profile?: string;
  readonly mapping?: string;
  readonly json: boolean;
}

/** Opens a realm as it is served, or as it would be with another profile or mapping; collects the calls to Keycloak. */
async function openForExplanation(
  environment: CommandEnvironment,
  realm: string,
  preview: ExplainPreview,
): Promise<ExplainContext> {
  const calls: string[] = [];
  const { administrator, publicUrl } = readSettings({
    administrator: environment.administrator,
    publicUrl: environment.publicUrl,
  });
  const setup = await openSetup(realm, {
    ...administrator,
    onCall: ({ call }) => calls.push(call),
  });
  if ((await setup.realmEnabled()) === undefined) {
    throw new CommandError(`There is no realm "${realm}"; names are case-sensitive.`, { code: 'notFound' });
  }
  const defaults = {
    publicUrl,
    scanLimit: 5_000,
    quirks: await loadQuirks(),
    mayAsk: () => true,
  };
  return { tenant: await previewTenant(setup.realm, defaults, preview), calls };
}

/** Explains in this process. */
const localExplainer = (open: () => Promise<ExplainContext>): Explainer => ({
  request: async (request) => explainRequest(await open(), request),
  user: async (idOrName) => explainUser(await open(), idOrName),
});

async function explainerOf(
  { environment, openKnownApi }: CommandTools,
  realm: string,
  { user, profile, mapping }: ExplainOptions,
): Promise<Explainer> {
  const api = openKnownApi();
  const mappingFile = mapping === undefined ? undefined : await readMappingFile(mapping);
  const preview = { profile, mapping: mappingFile };
  const isPreview = profile !== undefined || mapping !== undefined;
  // The bridge has no preview for users.
  return api === undefined || (user !== undefined && isPreview)
    ? localExplainer(() => openForExplanation(environment, realm, preview))
    : remoteExplainer(api, realm, preview);
}

/** Adds `explain`. */
export function addExplain(program: Command, tools: CommandTools): void {
  program
    .command('explain')
    .description(
      'Says what would become of a request, attribute by attribute, or what a user of the realm is made of; writes nothing. Asks the bridge at MANAGEMENT_URL where that is set.',
    )
    .argument(...REALM)
    .argument('[method]', 'GET, POST, PUT, PATCH or DELETE')
    .argument('[path]', "below the realm's SCIM URL, such as /Users")
    .argument('[body]', 'file with the body; - for standard input')
    .option('--user <id or name>', 'explain this user instead of a request')
    .option('--profile <name>', 'as if the realm had this profile')
    .option('--mapping <file>', 'as if the realm had this mapping document')
    .option(...PRINT_JSON)
    .addHelpText(
      'after',
      examples(
        'explain acme POST /Users user.json',
        'explain acme GET \'/Users?filter=userName eq "ann"\'',
        'explain acme --user ann',
      ),
    )
    .action(
      async (
        realm: string,
        method: string | undefined,
        path: string | undefined,
        bodyFile: string | undefined,
        options: ExplainOptions,
      ) => {
        await runExplain({
          realm,
          method,
          path,
          bodyFile,
          user: options.user,
          json: options.json,
          explainer: await explainerOf(tools, realm, options),
          print: tools.print,
        });
      },
    );
}
