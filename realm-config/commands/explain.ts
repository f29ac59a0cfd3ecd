import { readFile } from 'node:fs/promises';
import type {
  ExplainContext,
  Explanation,
  ExplainRequest,
  StoredExplanation,
} from '../../bridge/protocol/explain.ts';
import type { Json } from '../../scim/json.ts';
import { parseJson } from '../../scim/parseJson.ts';
import { CommandError } from '../commandError.ts';
import { explanationText, storedText } from '../render/explanation.ts';

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
  readonly open: () => Promise<ExplainContext>;
  readonly explainRequest: (context: ExplainContext, request: ExplainRequest) => Promise<Explanation>;
  readonly explainUser: (context: ExplainContext, idOrName: string) => Promise<StoredExplanation | undefined>;
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
    const explained = await command.explainUser(await command.open(), user);
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
  const explained = await command.explainRequest(await command.open(), request);
  print(json ? JSON.stringify(explained) : explanationText(explained));
}
