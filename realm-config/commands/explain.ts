import { readFile } from 'node:fs/promises';
import type { Explanation, ExplainRequest, StoredExplanation } from '../../bridge/protocol/explain.ts';
import type { Json } from '../../scim/json.ts';
import { parseJson } from '../../scim/parseJson.ts';
import type { LocatedDocument } from '../../mappers/profile.ts';
import type { AdminApi } from '../adminApi.ts';
import { CommandError } from '../commandError.ts';
import { explanationText, storedText } from '../render/explanation.ts';

/** Explains requests and users of one realm: the bridge that runs, or this process in its place. */
export interface Explainer {
  request(request: ExplainRequest): Promise<Explanation>;
  /** `undefined` where there is no such user. */
  user(idOrName: string): Promise<StoredExplanation | undefined>;
}

/** What the realm is taken to have, in the place of what it has. */
export interface ExplainPreview {
  readonly profile?: string | undefined;
  readonly mapping?: LocatedDocument | undefined;
}

/** Lets the bridge explain, with its own settings. */
export const remoteExplainer = (
  api: AdminApi,
  realm: string,
  { profile, mapping }: ExplainPreview,
): Explainer => ({
  request: async (request) =>
    (await api(realm, { route: 'POST /explain', body: { ...request, profile, mapping: mapping?.document } }))
      .body,
  user: async (user) => (await api(realm, { route: 'GET /explain/user', query: { user } })).body,
});

/** What the command line says. */
export interface ExplainCommand {
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
export async function runExplain(command: ExplainCommand): Promise<void> {
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
