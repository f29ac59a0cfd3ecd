import type { JWK } from 'jose';

/** The address of an issuer's keys: that of its key set, or of the discovery document that names it. */
export type KeySource = { readonly discovery: string } | { readonly jwks: string };

/** A failure to fetch keys; the message is a sentence for operators. */
export class KeyServerError extends Error {
  override readonly name = 'KeyServerError';
}

/** How documents are fetched from key servers. */
export interface KeyServerRequests {
  readonly fetch: typeof fetch;
  /** For all documents together. */
  readonly timeoutMs: number;
  /** Maximum bytes of a document. */
  readonly maxBytes: number;
  /** Whether an address may be fetched. */
  readonly allowed: (url: URL) => boolean;
}

/** The default policy: any https address may be fetched. */
export const isHttps = (url: URL): boolean => url.protocol === 'https:';

/** Maximum keys of a set; others are ignored. */
const MAX_KEYS = 100;

/**
 * The members of a key that are kept in memory (RFC 7517 §4, RFC 7518 §6, RFC 8037 §2): certificates are long and never
 * used.
 */
const KEY_MEMBERS = ['kty', 'kid', 'alg', 'use', 'key_ops', 'n', 'e', 'crv', 'x', 'y'] as const;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An address without user, password and query, which may hold secrets. */
const withoutSecrets = (url: URL): string => `${url.origin}${url.pathname}`;

function addressOf(text: string, allowed: KeyServerRequests['allowed']): URL {
  const url = URL.parse(text);
  if (url === null) throw new KeyServerError('The address of the key server is not a URL.');
  if (!allowed(url)) {
    const reason =
      url.protocol === 'https:' ? 'it is not among those that may be' : 'its address is not https';
    throw new KeyServerError(`The key server ${withoutSecrets(url)} is not asked: ${reason}.`);
  }
  return url;
}

interface Cause {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
  readonly cause?: unknown;
}

/** An error and its causes, the outermost first. */
function causesOf(error: unknown): readonly Cause[] {
  const causes: Cause[] = [];
  for (let cause = error; isObject(cause) && causes.length < 5; cause = cause.cause) causes.push(cause);
  return causes;
}

/** Describes a failed request, as the predicate of a sentence. */
function describeFailure(error: unknown, timeoutMs: number): string {
  const causes = causesOf(error);
  if (causes[0]?.name === 'TimeoutError') return `does not answer within ${timeoutMs / 1_000} s`;
  const messages = causes.map(({ message }) => String(message));
  if (messages.some((message) => message.includes('redirect'))) {
    return 'redirects to another address, which is not followed';
  }
  const [, proxyStatus] = /^Proxy response \((\d{3})\)/.exec(messages.at(-1) ?? '') ?? [];
  if (proxyStatus !== undefined) return `is not reached: the proxy answers with status ${proxyStatus}`;
  const code = causes.map((cause) => cause.code).find((text) => typeof text === 'string');
  return code === undefined ? 'does not answer' : `does not answer (${code})`;
}

/** Reads the text of a response; `undefined` if it is longer than `maxBytes`. */
async function boundedText(response: Response, maxBytes: number): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const body = response.body as AsyncIterable<Uint8Array> | null;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    // Leaving the loop cancels the rest of the response.
    if (size > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function fetchDocument(
  url: URL,
  signal: AbortSignal,
  requests: KeyServerRequests,
): Promise<Record<string, unknown>> {
  const fail = (predicate: string): never => {
    throw new KeyServerError(`The key server ${withoutSecrets(url)} ${predicate}.`);
  };
  let text: string | undefined;
  let status: number;
  try {
    const response = await requests.fetch(url, {
      signal,
      redirect: 'error',
      credentials: 'omit',
      headers: { Accept: 'application/json' },
    });
    ({ status } = response);
    text = await boundedText(response, requests.maxBytes);
  } catch (error) {
    return fail(describeFailure(error, requests.timeoutMs));
  }
  if (status !== 200) return fail(`answers with status ${status}`);
  if (text === undefined) return fail(`answers more than ${Math.floor(requests.maxBytes / 1_024)} KiB`);
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // The same failure as another JSON value.
  }
  return fail('answers something that is not a JSON object');
}

/** Whether a key can check signatures: it is public and not for encryption. */
const isForSignatures = (key: Record<string, unknown>): boolean =>
  key.kty !== 'oct' && key.use !== 'enc' && !('d' in key) && !('k' in key);

const relevantMembers = (key: Record<string, unknown>): JWK =>
  Object.fromEntries(KEY_MEMBERS.filter((name) => name in key).map((name) => [name, key[name]]));

/** Fetches the keys of an issuer that can check signatures; throws a {@link KeyServerError} if there are none. */
export async function fetchKeys(source: KeySource, requests: KeyServerRequests): Promise<readonly JWK[]> {
  const signal = AbortSignal.timeout(requests.timeoutMs);
  let address: string;
  if ('jwks' in source) {
    address = source.jwks;
  } else {
    const url = addressOf(source.discovery, requests.allowed);
    const { jwks_uri: jwksUri } = await fetchDocument(url, signal, requests);
    if (typeof jwksUri !== 'string') throw new KeyServerError(`${withoutSecrets(url)} names no jwks_uri.`);
    address = jwksUri;
  }
  const url = addressOf(address, requests.allowed);
  const { keys } = await fetchDocument(url, signal, requests);
  if (!Array.isArray(keys))
    throw new KeyServerError(`The key server ${withoutSecrets(url)} answers no key set.`);
  const usable = keys.filter(isObject).filter(isForSignatures).slice(0, MAX_KEYS).map(relevantMembers);
  if (usable.length > 0) return usable;
  throw new KeyServerError(`The key server ${withoutSecrets(url)} has no public key for signatures.`);
}
