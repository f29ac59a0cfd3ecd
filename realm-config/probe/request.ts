import { isObject, textAt, type JsonObject } from '../../scim/json.ts';

/** A request of the test. */
interface ProbeRequest {
  readonly method: string;
  /** What follows the SCIM URL. */
  readonly target: string;
  /** The value of the Authorization header; by default that of the credential, `none` for no header. */
  readonly authorization?: string;
  readonly body?: JsonObject;
}

/** An answer, of whatever server. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  /** The header `Location`; empty if there is none. */
  readonly location: string;
  /** The body, if it is a JSON object. */
  readonly json: JsonObject | undefined;
  /** The beginning of the body. */
  readonly text: string;
}

/** A request that got no answer, with Node's code of the failure. */
interface NoAnswer {
  readonly code: string;
}

/** What became of a request. */
export type Reply = Answer | NoAnswer;

/** Sends a request to the SCIM URL. */
export type Send = (request: ProbeRequest) => Promise<Reply>;

/** Settings of {@link createSend}. */
export interface SendOptions {
  /** The SCIM URL, without a slash at its end. */
  readonly url: string;
  /** The value of the Authorization header. */
  readonly authorization: string;
  readonly timeoutMs: number;
  /** The User-Agent; by default that of a test. */
  readonly userAgent?: string;
  /** Ends the request, and those that follow. */
  readonly signal?: AbortSignal | undefined;
}

/** Maximum bytes of an answer that are read. */
const MAX_BYTES = 1_048_576;

async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const body = response.body as AsyncIterable<Uint8Array> | null;
  for await (const chunk of body ?? []) {
    chunks.push(chunk);
    size += chunk.byteLength;
    // Leaving the loop cancels the rest.
    if (size > MAX_BYTES) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}

function jsonOf(text: string): JsonObject | undefined {
  try {
    const value = JSON.parse(text) as JsonObject;
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The code of an error, or of the innermost of its causes. */
function codeOf(error: unknown): string {
  const { name, code, cause } = error as { name?: unknown; code?: unknown; cause?: unknown };
  if (typeof cause === 'object' && cause !== null) return codeOf(cause);
  if (typeof code === 'string') return code;
  return name === 'TimeoutError' ? 'TIMEOUT' : String(name);
}

/** Sends a request to any address, and reads what is answered; redirects are not followed. */
export async function ask(
  url: string,
  init: RequestInit,
  { timeoutMs, signal }: Pick<SendOptions, 'timeoutMs' | 'signal'>,
): Promise<Reply> {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, {
      ...init,
      redirect: 'manual',
      signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
    });
    const text = await textOf(response);
    return {
      status: response.status,
      contentType: response.headers.get('Content-Type') ?? '',
      location: response.headers.get('Location') ?? '',
      json: jsonOf(text),
      text,
    };
  } catch (error) {
    return { code: codeOf(error) };
  }
}

/** Creates the sender of requests to a SCIM URL. */
export const createSend =
  ({
    url,
    authorization: ownAuthorization,
    userAgent = 'realm-config test',
    ...options
  }: SendOptions): Send =>
  ({ method, target, authorization = ownAuthorization, body }) =>
    ask(
      `${url}${target}`,
      {
        method,
        headers: {
          Accept: 'application/scim+json, application/json',
          'User-Agent': userAgent,
          ...(authorization === 'none' ? {} : { Authorization: authorization }),
          ...(body === undefined ? {} : { 'Content-Type': 'application/scim+json; charset=utf-8' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      },
      options,
    );

/** The sentence of a SCIM error, without its reference; empty if the answer has none. */
export const detailOf = ({ json = {} }: Answer): string =>
  textAt(json, 'detail').replace(/ ?Reference: \S+$/, '');

/** The reference in a SCIM error, with which the journal is asked; empty if there is none. */
export const referenceOf = ({ json = {} }: Answer): string =>
  /Reference: (\S+)$/.exec(textAt(json, 'detail'))?.[1] ?? '';
