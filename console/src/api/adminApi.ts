import type { AdminBodies, ProblemBody } from '../../../bridge/admin/contract.ts';
import type { Session } from '../shell/session.ts';

/** A route of the admin API, as "METHOD /path". */
export type RouteName = keyof AdminBodies;

/** What a request to the admin API has besides its route. */
export interface RequestParts {
  /** Parameters in the path, by name. */
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
  readonly ifMatch?: string;
  readonly signal?: AbortSignal;
}

/** An answer of the admin API. */
export interface Answer<Body> {
  readonly body: Body;
  /** The version of what was read; empty if it has none. */
  readonly etag: string;
  /** When the bridge answered, by its clock, in milliseconds since 1970. */
  readonly time: number;
}

/** A refusal of the admin API, or of the network. */
export class AdminProblem extends Error {
  override readonly name = 'AdminProblem';
  /** The code of the problem; `unreachable` if there was no answer, `unexpected` if it was none of the admin API. */
  readonly code: ProblemBody['code'] | 'unreachable' | 'unexpected';
  readonly status: number;
  readonly mistakes: NonNullable<ProblemBody['mistakes']>;
  /** Finds the request in log and journal; empty if there was no answer. */
  readonly reference: string;

  constructor(
    code: AdminProblem['code'],
    detail: string,
    {
      status = 0,
      mistakes = [],
      reference = '',
    }: Partial<Pick<AdminProblem, 'status' | 'mistakes' | 'reference'>> = {},
  ) {
    super(detail);
    this.code = code;
    this.status = status;
    this.mistakes = mistakes;
    this.reference = reference;
  }
}

/** Sends requests to the admin API of a realm, in the name of the person. */
export interface AdminApi {
  readonly realm: string;
  call<Name extends RouteName>(name: Name, parts?: RequestParts): Promise<Answer<AdminBodies[Name]>>;
  /** Opens an answer that does not end. */
  open(path: string, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Response>;
}

/** Puts the parameters into the path of a route, and adds the query. */
export function pathOf(name: string, { params = {}, query = {} }: RequestParts = {}): string {
  const path = name
    .slice(name.indexOf(' ') + 1)
    .replace(/\{(\w+)\}/g, (_text, param: string) => encodeURIComponent(params[param] ?? ''))
    .replace(/\/$/, '');
  const given = Object.entries(query).filter((entry): entry is [string, string] => (entry[1] ?? '') !== '');
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`;
}

/** Converts an answer without success. */
async function problemOf(response: Response): Promise<AdminProblem> {
  const reference = response.headers.get('X-Request-Id') ?? '';
  const { status } = response;
  try {
    const { code, detail, mistakes = [] } = (await response.json()) as ProblemBody;
    return new AdminProblem(code, detail, { status, mistakes, reference });
  } catch {
    return new AdminProblem('unexpected', `${status} ${response.statusText}`, { status, reference });
  }
}

/** Creates the admin API of a realm. */
export function createAdminApi(session: Session, realm: string): AdminApi {
  async function send(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('Authorization', `Bearer ${await session.getAccessToken()}`);
    let response: Response;
    try {
      response = await fetch(session.apiBase(realm) + path, { ...init, headers, cache: 'no-store' });
    } catch (error) {
      if (init.signal?.aborted === true) throw error;
      throw new AdminProblem('unreachable', (error as Error).message);
    }
    if (!response.ok) throw await problemOf(response);
    return response;
  }
  return {
    realm,
    async call(name, { body, ifMatch, signal, ...target } = {}) {
      const headers: Record<string, string> = {};
      if (body !== undefined) headers['Content-Type'] = 'application/json';
      if (ifMatch !== undefined) headers['If-Match'] = ifMatch;
      const response = await send(pathOf(name, target), {
        method: name.slice(0, name.indexOf(' ')),
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(signal === undefined ? {} : { signal }),
      });
      const text = await response.text();
      return {
        body: (text === '' ? undefined : JSON.parse(text)) as AdminBodies[typeof name],
        etag: response.headers.get('ETag') ?? '',
        time: Date.parse(response.headers.get('Date') ?? '') || Date.now(),
      };
    },
    open: (path, headers, signal) => send(path, { headers, signal }),
  };
}
