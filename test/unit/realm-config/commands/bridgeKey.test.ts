import { generateKeyPairSync } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readBridgeKey } from '../../../../bridge/keycloak/auth/bridgeKey.ts';
import { terminalText, type Printed } from '../../../../realm-config/render/escapeTerminal.ts';
import {
  newBridgeKey,
  pruneBridgeKey,
  rotateBridgeKey,
  showBridgeKey,
} from '../../../../realm-config/commands/bridgeKey.ts';

let folder: string;
let file: string;
let printed: string[];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bridge-key-'));
  file = path.join(folder, 'bridge.jwks');
  printed = [];
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

const output = {
  json: false,
  print: (text: Printed): void => {
    printed.push(terminalText(text));
  },
};

const kids = async () => (await readBridgeKey(file)).keys.map(({ kid }) => kid);
const mode = async () => (await stat(file)).mode & 0o777;

describe('realm-config bridge-key', () => {
  it('new makes a folder that is missing, for its owner only, or says that it cannot', async () => {
    file = path.join(folder, 'etc', 'scim-bridge', 'key.jwks');
    await newBridgeKey(file, output);
    expect(await mode()).toBe(0o600);
    expect((await stat(path.dirname(file))).mode & 0o777).toBe(0o700);
    await expect(newBridgeKey(path.join(file, 'below', 'key.jwks'), output)).rejects.toThrow(
      /^The folder .*below cannot be made \((ENOTDIR|EEXIST)\); make it, or choose another one\.$/,
    );
  });

  it('new creates a key file that only its owner may read, and never overwrites one', async () => {
    await newBridgeKey(file, output);
    expect(await mode()).toBe(0o600);
    const text = await readFile(file, 'utf8');
    await expect(newBridgeKey(file, output)).rejects.toThrow(`There is a file ${file}`);
    expect(await readFile(file, 'utf8')).toBe(text);
    const { keys } = JSON.parse(text) as { keys: { d: string; kid: string }[] };
    expect(printed.join('\n')).toContain(keys[0]?.kid);
    expect(printed.join('\n')).not.toContain(keys[0]?.d);
  });

  it('rotate puts a new key before the old ones, and prune keeps only the first', async () => {
    await newBridgeKey(file, output);
    await rotateBridgeKey(file, output);
    const [, old] = await kids();
    await rotateBridgeKey(file, output);
    const [newest, , oldest] = await kids();
    expect(oldest).toBe(old);
    await pruneBridgeKey(file, output);
    expect(await kids()).toEqual([newest]);
    await pruneBridgeKey(file, output);
    expect(printed.at(-1)).toBe(`${file} holds one key already.`);
    expect(await kids()).toEqual([newest]);
  });

  it('rotate keeps the mode of the file and a link to it, and leaves no other file behind', async () => {
    const real = path.join(folder, 'real.jwks');
    await newBridgeKey(real, output);
    await chmod(real, 0o640);
    await symlink(real, file);
    await rotateBridgeKey(file, output);
    expect(await kids()).toHaveLength(2);
    expect(await mode()).toBe(0o640);
    expect((await readdir(folder)).sort()).toEqual(['bridge.jwks', 'real.jwks']);
  });

  it('rotate converts a key in PEM and keeps it as the older one', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    await writeFile(file, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 });
    const [old] = await kids();
    await rotateBridgeKey(file, output);
    expect((await readBridgeKey(file)).keys.map(({ alg }) => alg)).toEqual(['ES256', 'RS256']);
    expect((await kids())[1]).toBe(old);
  });

  it('says as JSON what has changed', async () => {
    const json = { ...output, json: true };
    const last = (): unknown => JSON.parse(printed.at(-1) ?? '');
    await newBridgeKey(file, json);
    const [old] = await kids();
    expect(last()).toEqual({ file, changed: true, outcome: 'created', kids: [old] });
    await pruneBridgeKey(file, json);
    expect(last()).toEqual({ file, changed: false, outcome: 'kept', kids: [old] });
    await rotateBridgeKey(file, json);
    const [fresh] = await kids();
    expect(last()).toEqual({ file, changed: true, outcome: 'changed', kids: [fresh, old] });
    await pruneBridgeKey(file, json);
    expect(last()).toEqual({ file, changed: true, outcome: 'changed', kids: [fresh] });
    await showBridgeKey(file, json);
    expect(printed.at(-1)?.split('\n')).toHaveLength(1);
  });

  it('show prints the public keys', async () => {
    await newBridgeKey(file, output);
    await showBridgeKey(file, output);
    const { keys } = JSON.parse(printed.at(-1) ?? '') as { keys: object[] };
    expect(keys).toEqual([expect.objectContaining({ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig' })]);
    expect(keys[0]).not.toHaveProperty('d');
  });

  it('rotate changes nothing in an invalid file', async () => {
    await writeFile(file, '{}', { mode: 0o600 });
    await expect(rotateBridgeKey(file, output)).rejects.toThrow('must be {"keys": […]}');
    expect(await readFile(file, 'utf8')).toBe('{}');
  });
});
