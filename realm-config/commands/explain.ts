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
import { previewTenant } from '../../bridge/tenants/tenant.ts';
import { loadQuirks } from '../../mappers/rewriting/loadQuirks.ts';
import type { Json } from '../../scim/json.ts';
import { parseJson } from '../../scim/parseJson.ts';
import type { LocatedDocument } from '../../mappers/profile.ts';
import type { AdminApi } from '../adminApi.ts';
import { CommandError } from '../commandError.ts';
import { administrator, publicUrl } from '../environment.ts';
import { readMappingFile } from '../model/mappingFile.ts';
import { PRINT_JSON, REALM, type CommandTools } from './command.ts';
import { explanationText, storedText } from '../render/explanation.ts';

/** Explains requests and users of one realm: the bridge that runs, or this process in its place. */
interface Explainer {
  request(request: ExplainRequest): Promise<Explanation>;
  /** `undefined` where there is no such user. */
  user(idOrName: string): Promise<StoredExplanation | undefined>;
}

/** What the realm is taken to have, in the place of what it has. */
interface ExplainPreview {
  readonly profile?: string | undefined;
  readonly mapping?: LocatedDocument | undefined;
}

/** Lets the bridge explain, with its own settings. */
const remoteExplainer = (api: AdminApi, realm: string, { profile, mapping }: ExplainPreview): Explainer => ({
  request: async (request) =>
    (await api(realm, { route: 'POST /explain', body: { ...request, profile, mapping: mapping?.document } }))
      .body,
  user: async (user) => (await api(realm, { route: 'GET /explain/user', query: { user } })).body,
});

/** What the command line says. */
interface ExplainCommand {
  readonly realm: string;
  readonly method?: string | undefined;
  /** Path and query below the realm's SCIM URL. */
  readonly path?: string | undefined;
  /** The file with the body, `-` for standard input. */
  readonly bodyFile?: string | undefined;
  /** Id or user name of a user who is to be explained. */
  readonly user?: string | undefined;
  readonly json: boolean;
  readonly explainer: Explainer;
  readonly print: (line: string) => void;
}

async function readStandardInput(): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of process.stdin) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

async function readBody(file: string): Promise<Json> {
  let text: string;
  try {
    text = file === '-' ? await readStandardInput() : await readFile(file, 'utf8');
  } catch (error) {
    throw new CommandError(`The body cannot be read: ${(error as Error).message}.`);
  }
  try {
    return parseJson(text);
  } catch (error) {
    throw new CommandError(`${file}: ${(error as Error).message}`);
  }
}

/** `realm-config explain REALM METHOD PATH [BODY]` or `--user`: what would become of a request, or what a user is made of. */
async function runExplain(command: ExplainCommand): Promise<void> {
  const { user, method, path: target, bodyFile, json, print } = command;
  if (user !== undefined) {
    const explained = await command.explainer.user(user);
    if (explained === undefined) {
      throw new CommandError(`Realm "${command.realm}" has no user with the id or user name "${user}".`);
    }
    print(json ? JSON.stringify(explained) : storedText(explained));
    return;
  }
  if (method === undefined || target === undefined) {
    throw new CommandError(
      'Say what to explain: a method and a path such as "POST /Users user.json", or --user.',
    );
  }
  const body = bodyFile === undefined ? undefined : await readBody(bodyFile);
  const request = { method: method.toUpperCase(), target, body };
  const explained = await command.explainer.request(request);
  print(json ? JSON.stringify(explained) : explanationText(explained));
}

interface ExplainOptions {
  readonly user?: string;
  readonly profile?: string;
  readonly mapping?: string;
  readonly json: boolean;
}

/** A realm as it is served, or as it would be with another profile or mapping; its calls are collected. */
async function openForExplanation(realm: string, preview: ExplainPreview): Promise<ExplainContext> {
  const calls: string[] = [];
  const setup = await openSetup(realm, {
    ...administrator(),
    onCall: ({ call }) => calls.push(call),
  });
  if ((await setup.realmEnabled()) === undefined) {
    throw new CommandError(`There is no realm "${realm}"; names are case-sensitive.`);
  }
  const defaults = {
    publicUrl: publicUrl(),
    scanLimit: 5_000,
    quirks: await loadQuirks(),
    mayAsk: () => true,
  };
  return { tenant: await previewTenant(setup.realm, defaults, preview), calls };
}

/** Explains in this process, where no bridge is known. */
const localExplainer = (realm: string, preview: ExplainPreview): Explainer => ({
  request: async (request) => explainRequest(await openForExplanation(realm, preview), request),
  user: async (idOrName) => explainUser(await openForExplanation(realm, preview), idOrName),
});

async function explainerOf(
  api: AdminApi | undefined,
  realm: string,
  { user, profile, mapping }: ExplainOptions,
): Promise<Explainer> {
  const document = mapping === undefined ? undefined : await readMappingFile(mapping);
  const preview = { profile, mapping: document };
  const isPreview = profile !== undefined || mapping !== undefined;
  // The bridge explains users as they are.
  return api === undefined || (user !== undefined && isPreview)
    ? localExplainer(realm, preview)
    : remoteExplainer(api, realm, preview);
}

/** Adds `explain`. */
export function addExplain(program: Command, { openKnownApi, print }: CommandTools): void {
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
          explainer: await explainerOf(openKnownApi(), realm, options),
          print,
        });
      },
    );
}
