import type { AdminBodies, ProblemBody } from '../bridge/admin/contract.ts';
import { connectionCause } from '../bridge/keycloak/port/connectionCause.ts';
import { CommandError } from './commandError.ts';
import { readEvents, type StreamEvent } from './eventStream.ts';

/** Where the admin API is, and who signs in to it. */
export interface AdminApiOptions {
  /** The bridge's management port, without a slash at its end. */
  readonly managementUrl: string;
  /** Signs in and returns the access token. */
  readonly signIn: () => Promise<string>;
}

/** A call to the admin API of a realm. */
interface AdminCall<Route> {
  /** Method and path below the realm's admin URL, with `{id}` for the id. */
  readonly route: Route;
  readonly id?: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
  readonly ifMatch?: string;
}

/** The response of the admin API; `body` is `undefined` if it has none. */
interface AdminReply<Body> {
  readonly body: Body;
  readonly etag: string | undefined;
}

/** A stream to open. */
interface StreamCall extends Pick<AdminCall<'GET /journal/stream'>, 'route' | 'query'> {
  /** The id of the last event that was seen. */
  readonly lastEventId: number;
  /** Ends the stream. */
  readonly signal: AbortSignal;
}

/** The admin API of every realm. */
export interface AdminApi {
  <Route extends keyof AdminBodies>(
    realm: string,
    call: AdminCall<Route>,
  ): Promise<AdminReply<AdminBodies[Route]>>;
  /** Opens a stream, and reads its events until it ends, or the access token expires. */
  stream(realm: string, call: StreamCall): AsyncIterable<StreamEvent>;
}

/** A refusal of the admin API, about one realm. */
export class RefusedError extends CommandError {
  constructor(code: string, message: string | readonly string[]) {
    super(message, { code });
  }
}

/** How long a call may take. */
const TIMEOUT_MS = 60_000;

/** What to check if Keycloak refuses a token that it has just issued. */
const ADDRESS_HINT = ' Is KEYCLOAK_URL the address that the bridge has for Keycloak?';

/** An error with the problem in one sentence, and each mistake on a line of its own. */
function refusalOf(realm: string, { code, detail, mistakes = [] }: ProblemBody): RefusedError {
  const lines = mistakes.map(
    (mistake) =>
      `  ${mistake.pointer === '' ? '' : `${mistake.pointer}: `}${mistake.detail}${mistake.hint === undefined ? '' : ` ${mistake.hint}`}`,
  );
  const hint = code === 'unauthorized' ? ADDRESS_HINT : '';
  return new RefusedError(code, [`Realm "${realm}": ${detail}${hint}`, ...lines]);
}

function urlOf(
  managementUrl: string,
  realm: string,
  { route, id = '', query = {} }: AdminCall<string>,
): string {
  const path = route.replace(/^\w+ /, '').replace('{id}', encodeURIComponent(id));
  const parameters = Object.entries(query).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const search = parameters.length === 0 ? '' : `?${new URLSearchParams(parameters).toString()}`;
  return `${managementUrl}/realms/${encodeURIComponent(realm)}/scim/admin/v1${path === '/' ? '' : path}${search}`;
}

/** The error of a bridge that cannot be reached. */
function unreachable(managementUrl: string, error: unknown): CommandError {
  const cause = connectionCause(error);
  return new CommandError(
    `The bridge does not answer at ${managementUrl}${cause === undefined ? '' : `: ${cause}`}; set MANAGEMENT_URL to its management port.`,
    { code: 'bridgeUnavailable', cause: error },
  );
}

const headersOf = (token: string): Record<string, string> => ({
  Authorization: `Bearer ${token}`,
  'User-Agent': 'realm-config',
});

async function send(
  { managementUrl }: AdminApiOptions,
  token: string,
  realm: string,
  call: AdminCall<string>,
): Promise<{ response: Response; text: string }> {
  const { route, body, ifMatch } = call;
  try {
    const response = await fetch(urlOf(managementUrl, realm, call), {
      method: route.replace(/ .*/, ''),
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: {
        ...headersOf(token),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(ifMatch === undefined ? {} : { 'If-Match': ifMatch }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { response, text: await response.text() };
  } catch (error) {
    throw unreachable(managementUrl, error);
  }
}

/** The body of a response; throws if the response does not come from an admin API. */
function bodyOf({ response, text }: { response: Response; text: string }, managementUrl: string): unknown {
  const type = response.headers.get('Content-Type') ?? '';
  if (response.status === 204) return undefined;
  try {
    const expected = response.ok ? /^application\/json\b/ : /^application\/problem\+json\b/;
    if (expected.test(type)) return JSON.parse(text) as unknown;
  } catch {
    // The error below says enough.
  }
  throw new CommandError(
    `${managementUrl} answers, but not as a bridge's management port does; set MANAGEMENT_URL to that port.`,
    { code: 'bridgeUnavailable' },
  );
}

/** The body of an answer, as it comes. */
async function* chunksOf(
  { body }: Response,
  managementUrl: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    if (body !== null) yield* body;
  } catch (error) {
    throw unreachable(managementUrl, error);
  }
}

/** Opens a stream with a fresh access token, and reads it. */
async function* readStream(
  { managementUrl, signIn }: AdminApiOptions,
  realm: string,
  { lastEventId, signal, ...call }: StreamCall,
): AsyncGenerator<StreamEvent, void, undefined> {
  const token = await signIn();
  const end = new AbortController();
  const stop = (): void => {
    end.abort();
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    const response = await fetch(urlOf(managementUrl, realm, call), {
      redirect: 'manual',
      signal: end.signal,
      headers: { ...headersOf(token), 'Last-Event-ID': String(lastEventId) },
    }).catch((error: unknown) => {
      throw unreachable(managementUrl, error);
    });
    if (!response.ok) {
      throw refusalOf(realm, bodyOf({ response, text: await response.text() }, managementUrl) as ProblemBody);
    }
    const chunks = chunksOf(response, managementUrl);
    for await (const event of readEvents(chunks, stop)) {
      const problem = event.event === 'problem' ? (JSON.parse(event.data) as ProblemBody) : undefined;
      if (problem?.code === 'unauthorized') return;
      if (problem !== undefined) throw refusalOf(realm, problem);
      yield event;
    }
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
}

/** Creates a client of the admin API, which signs in once, and again when its access token has expired. */
export function createAdminApi(options: AdminApiOptions): AdminApi {
  let token: Promise<string> | undefined;
  const call = async <Route extends keyof AdminBodies>(realm: string, call: AdminCall<Route>) => {
    const tokenBefore = token;
    token ??= options.signIn();
    let reply = await send(options, await token, realm, call);
    if (reply.response.status === 401 && tokenBefore !== undefined) {
      token = options.signIn();
      reply = await send(options, await token, realm, call);
    }
    const body = bodyOf(reply, options.managementUrl);
    if (!reply.response.ok) throw refusalOf(realm, body as ProblemBody);
    return { body: body as AdminBodies[Route], etag: reply.response.headers.get('ETag') ?? undefined };
  };
  const stream: AdminApi['stream'] = (realm, streamCall) => readStream(options, realm, streamCall);
  return Object.assign(call, { stream });
}
