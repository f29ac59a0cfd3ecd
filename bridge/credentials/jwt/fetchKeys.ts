import type { JWK } from 'jose';

/** Where the keys of an issuer are: named by its discovery document, or at a known address. */
export type KeySource = { readonly discovery: string } | { readonly jwks: string };

/** Why keys could not be had; the message is a sentence for the operator. */
export class KeyServerError extends Error {
  override readonly name = 'KeyServerError';
}

/** How documents are asked for. */
export interface Asking {
  readonly fetch: typeof fetch;
  /** Milliseconds for all documents together. */
  readonly timeout: number;
  /** Most bytes of a document. */
  readonly maxBytes: number;
  /** Whether an address may be asked. */
  readonly allowed: (url: URL) => boolean;
}

/** Any address that is https may be asked, unless told otherwise. */
export const isHttps = (url: URL): boolean => url.protocol === 'https:';

/** Most keys of one set that are kept. */
const MAX_KEYS = 100;

/** The members of a key that are kept (RFC 7517 §4, RFC 7518 §6, RFC 8037 §2): certificates are long and never looked at. */
const MEMBERS = ['kty', 'kid', 'alg', 'use', 'key_ops', 'n', 'e', 'crv', 'x', 'y'] as const;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An address without what may be a secret in it. */
const place = (url: URL): string => `${url.origin}${url.pathname}`;

function addressOf(text: string, allowed: Asking['allowed']): URL {
  const url = URL.parse(text);
  if (url === null) throw new KeyServerError('The address of the key server is not a URL.');
  if (!allowed(url)) {
    const reason =
      url.protocol === 'https:' ? 'it is not among those that may be' : 'its address is not https';
    throw new KeyServerError(`The key server ${place(url)} is not asked: ${reason}.`);
  }
  return url;
}

interface Cause {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
  readonly cause?: unknown;
}

/** An error and what caused it, the outermost first. */
function causesOf(error: unknown): readonly Cause[] {
  const causes: Cause[] = [];
  for (let one = error; isObject(one) && causes.length < 5; one = one.cause) causes.push(one);
  return causes;
}

/** Why a request came to nothing, as the rest of a sentence. */
function failure(error: unknown, timeout: number): string {
  const causes = causesOf(error);
  if (causes[0]?.name === 'TimeoutError') return `does not answer within ${timeout / 1_000} s`;
  const messages = causes.map(({ message }) => String(message));
  if (messages.some((message) => message.includes('redirect'))) {
    return 'redirects to another address, which is not followed';
  }
  const [, refused] = /^Proxy response \((\d{3})\)/.exec(messages.at(-1) ?? '') ?? [];
  if (refused !== undefined) return `is not reached: the proxy answers with status ${refused}`;
  const code = causes.map((cause) => cause.code).find((one) => typeof one === 'string');
  return code === undefined ? 'does not answer' : `does not answer (${code})`;
}

/** The text of an answer; `undefined` when it is longer than it may be. */
async function boundedText(response: Response, maxBytes: number): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const body = response.body as AsyncIterable<Uint8Array> | null;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    // Leaving the loop cancels the rest.
    if (size > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function documentAt(url: URL, signal: AbortSignal, asking: Asking): Promise<Record<string, unknown>> {
  const fails = (what: string): never => {
    throw new KeyServerError(`The key server ${place(url)} ${what}.`);
  };
  let text: string | undefined;
  let status: number;
  try {
    const response = await asking.fetch(url, {
      signal,
      redirect: 'error',
      credentials: 'omit',
      headers: { Accept: 'application/json' },
    });
    ({ status } = response);
    text = await boundedText(response, asking.maxBytes);
  } catch (error) {
    return fails(failure(error, asking.timeout));
  }
  if (status !== 200) return fails(`answers with status ${status}`);
  if (text === undefined) return fails(`answers more than ${Math.floor(asking.maxBytes / 1_024)} KiB`);
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // Told below.
  }
  return fails('answers something that is not a JSON object');
}

/** Whether signatures can be checked with a key: a public one, not for encryption. */
const isForSignatures = (key: Record<string, unknown>): boolean =>
  key.kty !== 'oct' && key.use !== 'enc' && !('d' in key) && !('k' in key);

const kept = (key: Record<string, unknown>): JWK =>
  Object.fromEntries(MEMBERS.filter((name) => name in key).map((name) => [name, key[name]]));

/** Asks for the keys of an issuer; those that cannot check signatures are left out. */
export async function fetchKeys(source: KeySource, asking: Asking): Promise<readonly JWK[]> {
  const signal = AbortSignal.timeout(asking.timeout);
  let address: string;
  if ('jwks' in source) {
    address = source.jwks;
  } else {
    const url = addressOf(source.discovery, asking.allowed);
    const { jwks_uri: found } = await documentAt(url, signal, asking);
    if (typeof found !== 'string') throw new KeyServerError(`${place(url)} names no jwks_uri.`);
    address = found;
  }
  const url = addressOf(address, asking.allowed);
  const { keys } = await documentAt(url, signal, asking);
  if (!Array.isArray(keys)) throw new KeyServerError(`The key server ${place(url)} answers no key set.`);
  const usable = keys.filter(isObject).filter(isForSignatures).slice(0, MAX_KEYS).map(kept);
  if (usable.length > 0) return usable;
  throw new KeyServerError(`The key server ${place(url)} has no public key for signatures.`);
}
