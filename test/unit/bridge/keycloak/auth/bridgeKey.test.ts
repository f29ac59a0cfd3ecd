import { generateKeyPairSync } from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { calculateJwkThumbprint, type JWK } from 'jose';
import {
  BridgeKeyError,
  makePrivateKey,
  publicKeys,
  readBridgeKey,
} from '../../../../../bridge/keycloak/auth/bridgeKey.ts';

let folder: string;
let file: string;
let key: JWK;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'key-'));
  file = path.join(folder, 'bridge.jwks');
  key = await makePrivateKey();
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

const write = (content: unknown, mode = 0o600) =>
  writeFile(file, typeof content === 'string' ? content : JSON.stringify(content)).then(() =>
    chmod(file, mode),
  );

async function mistakeIn(content: unknown): Promise<string> {
  await write(content);
  const error: unknown = await readBridgeKey(file).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(BridgeKeyError);
  const { message, cause } = error as BridgeKeyError;
  expect(message).not.toContain(key.d);
  expect(cause).toBeUndefined();
  return message.replaceAll(file, 'FILE');
}

describe('readBridgeKey', () => {
  it('reads the keys in their order and publishes no private member', async () => {
    const older = await makePrivateKey();
    await write({ keys: [key, older] });
    const bridgeKey = await readBridgeKey(file);
    expect(bridgeKey.keys.map(({ kid, alg }) => [kid, alg])).toEqual([
      [key.kid, 'ES256'],
      [older.kid, 'ES256'],
    ]);
    const { kty, crv, x, y, kid } = key;
    expect(publicKeys(bridgeKey).keys[0]).toEqual({ kty, crv, x, y, kid, alg: 'ES256', use: 'sig' });
    expect(JSON.stringify(publicKeys(bridgeKey))).not.toMatch(/"d"/);
    expect(bridgeKey.keys[0].key.extractable).toBe(false);
  });

  it('uses the thumbprint as kid of a key without one, as for new keys', async () => {
    await write({ keys: [{ ...key, kid: undefined }] });
    expect((await readBridgeKey(file)).keys[0].kid).toBe(key.kid);
    expect(key.kid).toBe(await calculateJwkThumbprint(key));
  });

  it.each([
    ['EC', 'ES256', () => generateKeyPairSync('ec', { namedCurve: 'P-256' })],
    ['EC', 'ES384', () => generateKeyPairSync('ec', { namedCurve: 'P-384' })],
    ['RSA', 'RS256', () => generateKeyPairSync('rsa', { modulusLength: 2048 })],
  ])('reads an %s key (%s) in PEM', async (kty, alg, make) => {
    await write(make().privateKey.export({ format: 'pem', type: 'pkcs8' }));
    const { keys } = await readBridgeKey(file);
    expect(keys[0]).toMatchObject({ alg, publicJwk: { kty, alg, kid: keys[0].kid } });
  });

  it('says what is wrong without anything of the key', async () => {
    const publicOnly = { ...key, d: undefined };
    const other = await makePrivateKey();
    const ed = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
    const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ format: 'jwk' });
    expect(await mistakeIn(`{"keys":[{"d":"${key.d ?? ''}"}`)).toBe(
      'FILE is neither JSON nor PEM; "realm-config bridge-key new" makes one.',
    );
    for (const content of ['null', [], { keys: [] }, key]) {
      expect(await mistakeIn(content)).toBe('FILE must be {"keys": […]} with at least one key.');
    }
    expect(await mistakeIn({ keys: [publicOnly] })).toBe('The key in FILE has no private part.');
    expect(await mistakeIn({ keys: [ed] })).toBe('The key in FILE is neither an EC nor an RSA key.');
    expect(await mistakeIn({ keys: [weak] })).toBe('The key in FILE has fewer than 2048 bits.');
    expect(await mistakeIn({ keys: [{ ...key, x: other.x, y: other.y }] })).toBe(
      'The key in FILE is damaged.',
    );
    expect(await mistakeIn({ keys: [{ ...key, d: 'short' }] })).toBe('The key in FILE is damaged.');
    expect(await mistakeIn({ keys: [{ ...key, alg: 'RS256' }] })).toBe(
      'The key in FILE must have "alg": "ES256".',
    );
    expect(await mistakeIn({ keys: [key, 7, publicOnly] })).toBe(
      'Key 2 in FILE is neither an EC nor an RSA key.\nKey 3 in FILE has no private part.',
    );
    expect(await mistakeIn({ keys: [key, key] })).toBe(`FILE has two keys with the kid "${key.kid ?? ''}".`);
    expect(await mistakeIn('-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n')).toBe(
      'FILE has no private key in PEM (PKCS #8) that can be read.',
    );
    expect(await mistakeIn('-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n')).toBe(
      'FILE is encrypted, and nobody is there to type its passphrase.',
    );
  });

  it.each([0o644, 0o660, 0o604, 0o777])('refuses a file with mode %i', async (mode) => {
    await write({ keys: [key] }, mode);
    await expect(readBridgeKey(file)).rejects.toThrow(
      `${file} is open to others (mode 0${mode.toString(8)}): give it mode 0600, or 0640 at most.`,
    );
  });

  it('accepts a file that its group may read, as mounted secrets are', async () => {
    await write({ keys: [key] }, 0o640);
    expect((await readBridgeKey(file)).keys).toHaveLength(1);
  });

  it('says that the file does not exist', async () => {
    await expect(readBridgeKey(`${file}.not`)).rejects.toThrow(`There is no file ${file}.not.`);
  });
});
