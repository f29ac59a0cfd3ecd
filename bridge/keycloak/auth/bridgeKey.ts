import { createPrivateKey } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type CryptoKey,
  type JWK,
} from 'jose';

/** A private key that the bridge can sign in with. */
export interface SigningKey {
  readonly kid: string;
  /** The JWS algorithm that it signs with. */
  readonly alg: string;
  readonly key: CryptoKey;
  readonly publicJwk: JWK;
}

/** The keys of the bridge, the one it signs in with first; there is at least one. */
export interface BridgeKey {
  readonly keys: readonly [SigningKey, ...SigningKey[]];
}

/** Public keys as a realm stores them. */
export interface PublicKeys {
  readonly keys: readonly JWK[];
}

/** How the bridge's account proves itself to a realm. */
export type BridgeCredential = { readonly secret: string } | { readonly key: BridgeKey };

/** A mistake in a key file, told without anything of the key. */
export class BridgeKeyError extends Error {
  override readonly name = 'BridgeKeyError';
}

const ALGORITHM: Readonly<Record<string, string>> = {
  'P-256': 'ES256',
  'P-384': 'ES384',
  'P-521': 'ES512',
};

/** Bits below which an RSA key is no key. */
const RSA_BITS = 2048;

/** The private members of a key. */
const PRIVATE: readonly string[] = ['d', 'p', 'q', 'dp', 'dq', 'qi'];

/** What a key lacks, in words. */
function fault({ kty, crv, d, n }: JWK): string | undefined {
  if (kty !== 'EC' && kty !== 'RSA') return 'is neither an EC nor an RSA key';
  if (typeof d !== 'string') return 'has no private part';
  if (kty === 'EC' && (crv === undefined || ALGORITHM[crv] === undefined)) {
    return 'is on another curve than P-256, P-384 and P-521';
  }
  if (kty === 'RSA' && Buffer.from(n ?? '', 'base64url').length * 8 < RSA_BITS) {
    return `has fewer than ${RSA_BITS} bits`;
  }
  return undefined;
}

/** Whether what a key signs is verified by its own public part. */
async function fits(key: CryptoKey, publicJwk: JWK, alg: string): Promise<boolean> {
  const open = (await importJWK(publicJwk, alg)) as CryptoKey;
  const algorithm = { name: key.algorithm.name, hash: `SHA-${alg.slice(2)}` };
  const text = Buffer.from('The bridge signs in.');
  return crypto.subtle.verify(algorithm, open, await crypto.subtle.sign(algorithm, key, text), text);
}

async function readKey(jwk: JWK, where: string): Promise<SigningKey> {
  const mistake = fault(jwk);
  if (mistake !== undefined) throw new BridgeKeyError(`${where} ${mistake}.`);
  const alg = jwk.kty === 'EC' ? (ALGORITHM[jwk.crv ?? ''] ?? '') : 'RS256';
  if (jwk.alg !== undefined && jwk.alg !== alg)
    throw new BridgeKeyError(`${where} must have "alg": "${alg}".`);
  const { kty, crv, x, y, n, e } = jwk;
  const bare = kty === 'EC' ? { kty, crv, x, y } : { kty, n, e };
  const secret = Object.fromEntries(Object.entries(jwk).filter(([name]) => PRIVATE.includes(name)));
  try {
    const kid = jwk.kid ?? (await calculateJwkThumbprint(bare as JWK));
    const publicJwk = { ...bare, kid, alg, use: 'sig' } as JWK;
    const key = (await importJWK({ ...bare, ...secret } as JWK, alg)) as CryptoKey;
    if (typeof kid === 'string' && kid !== '' && (await fits(key, publicJwk, alg))) {
      return { kid, alg, key, publicJwk };
    }
  } catch {
    // What the libraries say may hold parts of the key.
  }
  throw new BridgeKeyError(`${where} is damaged.`);
}

/** The private keys that the text of a key file holds, unchecked. */
function parse(text: string, file: string): JWK[] {
  if (text.includes('-----BEGIN')) {
    if (text.includes('ENCRYPTED')) {
      throw new BridgeKeyError(`${file} is encrypted, and nobody is there to type its passphrase.`);
    }
    try {
      return [createPrivateKey(text).export({ format: 'jwk' })];
    } catch {
      throw new BridgeKeyError(`${file} has no private key in PEM (PKCS #8) that can be read.`);
    }
  }
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw new BridgeKeyError(`${file} is neither JSON nor PEM; "realm-config bridge-key new" makes one.`);
  }
  const { keys } = (document ?? {}) as { keys?: unknown };
  if (!Array.isArray(keys) || keys.length === 0) {
    throw new BridgeKeyError(`${file} must be {"keys": […]} with at least one key.`);
  }
  return keys.map((key: unknown) => (typeof key === 'object' && key !== null ? (key as JWK) : {}));
}

/** The text of a key file, which people without business there must not be able to read. */
async function readPrivateFile(file: string): Promise<string> {
  try {
    const { mode } = await stat(file);
    if (process.platform !== 'win32' && (mode & 0o027) !== 0) {
      throw new BridgeKeyError(
        `${file} is open to others (mode ${(mode & 0o777).toString(8).padStart(4, '0')}): give it mode 0600, or 0640 at most.`,
      );
    }
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof BridgeKeyError) throw error;
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new BridgeKeyError(
      code === 'ENOENT' ? `There is no file ${file}.` : `${file} cannot be read (${code}).`,
    );
  }
}

/** The private keys of a key file as they stand there, checked. */
export async function readPrivateKeys(file: string): Promise<{ jwks: readonly JWK[]; key: BridgeKey }> {
  const jwks = parse(await readPrivateFile(file), file);
  const read = await Promise.allSettled(
    jwks.map((jwk, i) => readKey(jwk, jwks.length === 1 ? `The key in ${file}` : `Key ${i + 1} in ${file}`)),
  );
  const mistakes = read.flatMap((one) => (one.status === 'rejected' ? [(one.reason as Error).message] : []));
  const keys = read.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const twice = keys.find(({ kid }, i) => keys.findIndex((one) => one.kid === kid) < i);
  if (twice !== undefined) mistakes.push(`${file} has two keys with the kid "${twice.kid}".`);
  const [first, ...rest] = keys;
  if (mistakes.length > 0 || first === undefined) throw new BridgeKeyError(mistakes.join('\n'));
  return {
    jwks: jwks.map((jwk, i) => ({ ...jwk, kid: keys[i]?.kid ?? '' })),
    key: { keys: [first, ...rest] },
  };
}

/** Reads the bridge's keys: a private JWKS, or one private key in PEM; a `BridgeKeyError` tells every mistake. */
export const readBridgeKey = async (file: string): Promise<BridgeKey> => (await readPrivateKeys(file)).key;

/** What a realm has to know of the keys. */
export const publicKeys = ({ keys }: BridgeKey): PublicKeys => ({
  keys: keys.map(({ publicJwk }) => publicJwk),
});

/** Makes a private key (ES256), named by its thumbprint. */
export async function makePrivateKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(privateKey);
  return { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: 'ES256', use: 'sig' };
}
