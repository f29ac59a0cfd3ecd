import { spawn } from 'node:child_process';
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isObject, type Json, type JsonObject } from '../../scim/json.ts';
import { CommandError } from '../commandError.ts';
import type { IssuedToken } from '../../bridge/enablement/request/setupRequest.ts';

/** A new static token with what an identity provider needs beside it. */
export interface DeliveredToken extends Omit<IssuedToken, 'id'> {
  readonly realm: string;
  readonly scimUrl: string;
}

/** Takes a new static token to where it is kept; a token is delivered before its realm accepts it. */
export type TokenSink = (token: DeliveredToken) => Promise<void>;

/** The name of the file for a realm: a realm may be called almost anything. */
const fileOf = (folder: string, realm: string): string =>
  path.join(folder, `${encodeURIComponent(realm.toWellFormed()).replaceAll('.', '%2E')}.json`);

/** What a file for the tokens of a realm holds. */
interface TokenFile {
  readonly realm: string;
  readonly scimUrl: string;
  /** The tokens by their labels. */
  readonly tokens: Readonly<Record<string, string>>;
}

/** Whether a file is one that tokens of a realm were written to: nothing else is ever replaced. */
const isTokenFile = (content: unknown, realm: string): content is TokenFile =>
  isObject(content as Json) &&
  (content as TokenFile).realm === realm &&
  isObject((content as JsonObject).tokens);

async function readTokens(file: string, realm: string): Promise<TokenFile['tokens']> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
  const content = attemptParse(text);
  if (isTokenFile(content, realm)) return content.tokens;
  throw new CommandError(`${file} is there already, and is no file of tokens: it stays as it is.`);
}

function attemptParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Writes tokens to one file per realm, which only its owner may read. */
export const tokenFolder =
  (folder: string): TokenSink =>
  async ({ realm, scimUrl, label, token }) => {
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const file = fileOf(folder, realm);
      const tokens = { ...(await readTokens(file, realm)), [label]: token };
      const content: TokenFile = { realm, scimUrl, tokens };
      const newFile = `${file}.new`;
      await writeFile(newFile, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
      await chmod(newFile, 0o600);
      await rename(newFile, file);
    } catch (error) {
      throw new CommandError(
        `The token "${label}" of realm "${realm}" cannot be kept: ${(error as Error).message} The realm does not accept that token.`,
      );
    }
  };

/** Gives each token as JSON to the standard input of a command of the shell, which has realm and label as variables. */
export const tokenCommand =
  (command: string): TokenSink =>
  (delivered) =>
    new Promise((resolve, reject) => {
      const { realm, label } = delivered;
      const child = spawn(command, {
        shell: true,
        stdio: ['pipe', 'ignore', 'inherit'],
        env: { ...process.env, SCIM_REALM: realm, SCIM_TOKEN_LABEL: label },
      });
      const fail = (reason: string) => {
        reject(
          new CommandError(
            `The command of --token-sink did not take the token "${label}" of realm "${realm}": ${reason}. The realm does not accept that token.`,
          ),
        );
      };
      child.once('error', (error) => {
        fail(error.message);
      });
      child.once('close', (code, signal) => {
        if (code === 0) resolve();
        else fail(code === null ? `it ended by ${String(signal)}` : `it ended with ${code}`);
      });
      // A command that does not read its input ends the pipe; its exit code tells.
      child.stdin.on('error', () => undefined);
      child.stdin.end(`${JSON.stringify(delivered)}\n`);
    });
