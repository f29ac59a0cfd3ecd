import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JWK } from 'jose';
import { makePrivateKey } from '../../../../../bridge/keycloak/auth/bridgeKey.ts';
import { openKeyFile } from '../../../../../bridge/keycloak/auth/keyFile.ts';

let folder: string;
let file: string;
let first: JWK;
let second: JWK;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'key-file-'));
  file = path.join(folder, 'bridge.jwks');
  [first, second] = await Promise.all([makePrivateKey(), makePrivateKey()]);
});

afterEach(() => rm(folder, { recursive: true }));

/** Replaces the file as `bridge-key` does. */
async function write(content: unknown): Promise<void> {
  await writeFile(`${file}.new`, typeof content === 'string' ? content : JSON.stringify(content), {
    mode: 0o600,
  });
  await rename(`${file}.new`, file);
}

describe('a key file', () => {
  it('tries new keys first and those before afterwards, and knows which of them it holds', async () => {
    await write({ keys: [first] });
    const keyFile = await openKeyFile(file);
    const [before] = keyFile.key.keys;
    await write({ keys: [second] });
    await keyFile.reload();
    const { keys } = keyFile.key;
    expect(keys.map(({ kid }) => kid)).toEqual([second.kid, first.kid]);
    expect(keys[1]).toBe(before);
    expect(keys.map((key) => keyFile.holds(key))).toEqual([true, false]);
  });

  it('keeps its keys while the file cannot be used, and says why', async () => {
    await write({ keys: [first] });
    const keyFile = await openKeyFile(file);
    await write('no key');
    await keyFile.reload();
    expect(keyFile.problem()).toMatch(/neither JSON nor PEM/);
    expect(keyFile.key.keys.map(({ kid }) => kid)).toEqual([first.kid]);
    await write({ keys: [second, first] });
    await keyFile.reload();
    expect(keyFile.problem()).toBeUndefined();
    expect(keyFile.key.keys.map(({ kid }) => kid)).toEqual([second.kid, first.kid]);
  });

  it('is read again by itself when it changes', async () => {
    await write({ keys: [first] });
    const keyFile = await openKeyFile(file);
    const changes: (readonly string[])[] = [];
    const stop = keyFile.watch({
      everyMs: 20,
      onChange: (kids) => changes.push(kids),
      onProblem: () => undefined,
    });
    await write({ keys: [second, first] });
    for (let i = 0; i < 200 && changes.length === 0; i += 1) await sleep(20);
    stop();
    expect(changes).toEqual([[second.kid, first.kid]]);
  });
});
