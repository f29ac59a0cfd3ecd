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

/** A private key that the bridge can sign in with (`private_key_jwt`). */
export interface SigningKey {
  readonly kid: string;
  /** The JWS algorithm of the key. */
  readonly alg: string;
  readonly key: CryptoKey;
  readonly publicJwk: JWK;
}

/** The keys of the bridge; it signs in with the first one. */
export interface BridgeKey {
  readonly keys: readonly [SigningKey, ...SigningKey[]];
}

/** The public JWKS that a realm stores for the client of the bridge. */
export interface PublicKeys {
  readonly keys: readonly JWK[];
}

/** The credential of the bridge's own client. */
export type BridgeCredential = { readonly secret: string } | { readonly key: BridgeKey };

/** A mistake in a key file; the message contains nothing of the key. */
export class BridgeKeyError extends Error {
  override readonly name = 'BridgeKeyError';
}

const ALGORITHM: Readonly<Record<string, string>> = {
  'P-256': 'ES256',
  'P-384': 'ES384',
  'P-521': 'ES512',
};

/** The minimum length of an RSA key. */
const MIN_RSA_BITS = 2048;

/** The private members of a JWK. */
const PRIVATE: readonly string[] = ['d', 'p', 'q', 'dp', 'dq', 'qi'];

/** Says what is wrong with a JWK; `undefined` if nothing is. */
function findProblem({ kty, crv, d, n }: JWK): string | undefined {
  if (kty !== 'EC' && kty !== 'RSA') return 'is neither an EC nor an RSA key';
  if (typeof d !== 'string') return 'has no private part';
  if (kty === 'EC' && (crv === undefined || ALGORITHM[crv] === undefined)) {
    return 'is on another curve than P-256, P-384 and P-521';
  }
  if (kty === 'RSA' && Buffer.from(n ?? '', 'base64url').length * 8 < MIN_RSA_BITS) {
    return `has fewer than ${MIN_RSA_BITS} bits`;
  }
  return undefined;
}

/** Whether the public members of a JWK belong to its private key: signs a text and verifies it. */
async function isKeyPair(key: CryptoKey, publicJwk: JWK, alg: string): Promise<boolean> {
  const publicKey = (await importJWK(publicJwk, alg)) as CryptoKey;
  const algorithm = { name: key.algorithm.name, hash: `SHA-${alg.slice(2)}` };
  const text = Buffer.from('The bridge signs in.');
  return crypto.subtle.verify(algorithm, publicKey, await crypto.subtle.sign(algorithm, key, text), text);
}

async function readKey(jwk: JWK, where: string): Promise<SigningKey> {
  const problem = findProblem(jwk);
  if (problem !== undefined) throw new BridgeKeyError(`${where} ${problem}.`);
  const alg = jwk.kty === 'EC' ? (ALGORITHM[jwk.crv ?? ''] ?? '') : 'RS256';
  if (jwk.alg !== undefined && jwk.alg !== alg)
    throw new BridgeKeyError(`${where} must have "alg": "${alg}".`);
  const { kty, crv, x, y, n, e } = jwk;
  const publicMembers = kty === 'EC' ? { kty, crv, x, y } : { kty, n, e };
  const privateMembers = Object.fromEntries(Object.entries(jwk).filter(([name]) => PRIVATE.includes(name)));
  try {
    const kid = jwk.kid ?? (await calculateJwkThumbprint(publicMembers as JWK));
    const publicJwk = { ...publicMembers, kid, alg, use: 'sig' } as JWK;
    const key = (await importJWK({ ...publicMembers, ...privateMembers } as JWK, alg)) as CryptoKey;
    if (typeof kid === 'string' && kid !== '' && (await isKeyPair(key, publicJwk, alg))) {
      return { kid, alg, key, publicJwk };
    }
  } catch {
    // The messages of the libraries may contain parts of the key.
  }
  throw new BridgeKeyError(`${where} is damaged.`);
}

/** Parses the text of a key file: JWKS or PEM. The keys are not checked yet. */
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

/** Reads a key file; refuses one that other users of the machine can read. */
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

/**
 * Reads and checks a key file: its private JWKs, and the keys to sign in with; a `BridgeKeyError` lists every mistake.
 */
export async function readPrivateKeys(file: string): Promise<{ jwks: readonly JWK[]; key: BridgeKey }> {
  const jwks = parse(await readPrivateFile(file), file);
  const results = await Promise.allSettled(
    jwks.map((jwk, i) => readKey(jwk, jwks.length === 1 ? `The key in ${file}` : `Key ${i + 1} in ${file}`)),
  );
  const mistakes = results.flatMap((result) =>
    result.status === 'rejected' ? [(result.reason as Error).message] : [],
  );
  const keys = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const duplicate = keys.find(({ kid }, i) => keys.findIndex((key) => key.kid === kid) < i);
  // Keycloak chooses the key by its kid (contract/client-assertions: "is accepted with each of the client's keys,
  // chosen by kid").
  if (duplicate !== undefined) mistakes.push(`${file} has two keys with the kid "${duplicate.kid}".`);
  const [first, ...rest] = keys;
  if (mistakes.length > 0 || first === undefined) throw new BridgeKeyError(mistakes.join('\n'));
  return {
    jwks: jwks.map((jwk, i) => ({ ...jwk, kid: keys[i]?.kid ?? '' })),
    key: { keys: [first, ...rest] },
  };
}

/** Reads the keys of the bridge: a private JWKS, or one private key in PEM; a `BridgeKeyError` lists every mistake. */
export const readBridgeKey = async (file: string): Promise<BridgeKey> => (await readPrivateKeys(file)).key;

/** Returns the public JWKS that a realm has to store. */
export const publicKeys = ({ keys }: { readonly keys: readonly SigningKey[] }): PublicKeys => ({
  keys: keys.map(({ publicJwk }) => publicJwk),
});

/** Creates a private key (ES256); its `kid` is its thumbprint. */
export async function makePrivateKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(privateKey);
  return { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: 'ES256', use: 'sig' };
}
