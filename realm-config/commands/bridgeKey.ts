import type { Command } from 'commander';
import { examples, PRINT_JSON, type CommandTools, type WithJson } from './command.ts';
import type { Output } from './forEachRealm.ts';
import type { Outcome } from '../../bridge/keycloak/setup/part.ts';
import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, open, realpath, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { JWK } from 'jose';
import {
  BridgeKeyError,
  makePrivateKey,
  publicKeys,
  readBridgeKey,
  readPrivateKeys,
} from '../../bridge/keycloak/auth/bridgeKey.ts';

import type { BridgeSignIn } from '../../bridge/keycloak/port/bridgeSignIn.ts';
import { askBridgeAt, pruneObstacle } from '../apply/bridgeSignIn.ts';
import { CommandError } from '../commandError.ts';
import { jsonLines } from '../render/escapeTerminal.ts';

/** Where a command writes what it did, and how. */
type KeyOutput = Pick<Output, 'json' | 'print'>;

/** What a command did to a key file. */
interface KeyChange {
  readonly file: string;
  readonly changed: boolean;
  readonly outcome: Outcome;
  /** The ids of the keys in the file, the one that the bridge signs in with first. */
  readonly kids: readonly string[];
}

const kidsOf = (keys: readonly JWK[]): string[] => keys.map(({ kid = '' }) => kid);

/** Writes what was done, as an object with `--json`. */
function report(
  { file, outcome, keys }: { file: string; outcome: Outcome; keys: readonly JWK[] },
  text: string,
  { json, print }: KeyOutput,
): void {
  const change: KeyChange = { file, changed: outcome !== 'kept', outcome, kids: kidsOf(keys) };
  print(json ? JSON.stringify(change) : text);
}

/** Writes a new file, for its owner only, and flushes it to the disk; fails if the file exists. */
async function writeNew(file: string, keys: readonly JWK[]): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify({ keys }, null, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A failed attempt to write, in one sentence. */
function writeError(file: string, error: unknown): BridgeKeyError {
  const { code = 'unknown' } = error as NodeJS.ErrnoException;
  return new BridgeKeyError(
    code === 'EEXIST'
      ? `There is a file ${file}; "rotate" puts a new key into it.`
      : `${file} cannot be written (${code}).`,
  );
}

/** Makes the folder of a file if it is missing, for its owner only. */
async function makeFolder(file: string): Promise<void> {
  const folder = path.dirname(path.resolve(file));
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new BridgeKeyError(
      `The folder ${folder} cannot be made (${code}); make it, or choose another one.`,
    );
  });
}

/** Replaces the keys in a file atomically; owner and mode stay, so that the bridge can still read it. */
async function replace(file: string, keys: readonly JWK[]): Promise<void> {
  const target = await realpath(file);
  const newFile = `${target}.${randomBytes(6).toString('hex')}.new`;
  try {
    const { mode, uid, gid } = await stat(target);
    await writeNew(newFile, keys);
    const created = await stat(newFile);
    if (created.uid !== uid || created.gid !== gid) await chown(newFile, uid, gid);
    await chmod(newFile, mode & 0o777);
    await rename(newFile, target);
  } catch (error) {
    await rm(newFile, { force: true });
    throw writeError(file, error);
  }
}

const NEXT = 'Next: "enable" every realm with it; a running bridge reads the file by itself.';

/** `realm-config bridge-key new FILE`: creates the bridge's key. */
export async function newBridgeKey(file: string, output: KeyOutput): Promise<void> {
  const key = await makePrivateKey();
  await makeFolder(file);
  try {
    await writeNew(file, [key]);
  } catch (error) {
    throw writeError(file, error);
  }
  report(
    { file, outcome: 'created', keys: [key] },
    `${file} holds the new key ${key.kid ?? ''}. ${NEXT}`,
    output,
  );
}

/** `realm-config bridge-key rotate FILE`: puts a new key before the existing ones. */
export async function rotateBridgeKey(file: string, output: KeyOutput): Promise<void> {
  const { jwks } = await readPrivateKeys(file);
  const key = await makePrivateKey();
  const keys = [key, ...jwks];
  await replace(file, keys);
  report(
    { file, outcome: 'changed', keys },
    `${file} holds the new key ${key.kid ?? ''} before the old. ${NEXT} Then "prune", and "enable" again.`,
    output,
  );
}

/** `realm-config bridge-key prune FILE`: keeps the first key only, unless the running bridge still needs another. */
export async function pruneBridgeKey(
  file: string,
  output: KeyOutput,
  { ask, force = false }: { ask?: (() => Promise<BridgeSignIn>) | undefined; force?: boolean } = {},
): Promise<void> {
  const { jwks } = await readPrivateKeys(file);
  if (jwks.length === 1) {
    report({ file, outcome: 'kept', keys: jwks }, `${file} holds one key already.`, output);
    return;
  }
  const obstacle = ask === undefined || force ? undefined : pruneObstacle(await ask(), jwks[0]?.kid ?? '');
  if (obstacle !== undefined) {
    throw new CommandError(`${file} was not changed: ${obstacle}. --force leaves the bridge out of account.`);
  }
  const keys = jwks.slice(0, 1);
  await replace(file, keys);
  report(
    { file, outcome: 'changed', keys },
    `${file} holds the key ${keys[0]?.kid ?? ''} only. Next: "enable" every realm, which ends the others.`,
    output,
  );
}

/** `realm-config bridge-key show FILE`: prints the public keys. */
export async function showBridgeKey(file: string, { json, print }: KeyOutput): Promise<void> {
  const keys = publicKeys(await readBridgeKey(file));
  print(json ? JSON.stringify(keys) : jsonLines(keys));
}

const COMMANDS = [
  ['new', 'Makes a key file.', 'print JSON', newBridgeKey],
  ['rotate', 'Puts a new key before the existing ones.', 'print JSON', rotateBridgeKey],
  ['show', 'Prints the public keys, as a realm stores them.', 'print them on one line', showBridgeKey],
] as const;

/** Adds `bridge-key new`, `rotate`, `prune` and `show`. */
export function addBridgeKey(
  program: Command,
  { print, environment, openKnownApi }: Pick<CommandTools, 'print' | 'environment' | 'openKnownApi'>,
): void {
  const bridgeKey = program
    .command('bridge-key')
    .description("Makes and rotates the bridge's key, which BRIDGE_KEY_FILE names.")
    .addHelpText(
      'after',
      `
To rotate without a request failing: rotate; enable every realm; prune; enable every realm. A running bridge reads the
file again by itself. With MANAGEMENT_URL set, prune asks it first whether every realm has taken the new key.`,
    );

  for (const [name, description, printsJson, run] of COMMANDS) {
    bridgeKey
      .command(name)
      .description(description)
      .argument('<file>', 'the key file')
      .option('--json', printsJson, false)
      .addHelpText('after', examples(`bridge-key ${name} /etc/scim-bridge/key.jwks`))
      .action((file: string, { json }: WithJson) => run(file, { json, print }));
  }
  bridgeKey
    .command('prune')
    .description('Keeps the first key only, unless the running bridge still needs another.')
    .argument('<file>', 'the key file')
    .option('--force', 'whatever the running bridge says')
    .option(...PRINT_JSON)
    .addHelpText('after', examples('bridge-key prune /etc/scim-bridge/key.jwks'))
    .action((file: string, { json, force = false }: WithJson & { force?: boolean }) => {
      const askBridge = askBridgeAt(openKnownApi());
      const ask = askBridge && (() => askBridge(environment.administrator().adminRealm));
      return pruneBridgeKey(file, { json, print }, { ask, force });
    });
}
