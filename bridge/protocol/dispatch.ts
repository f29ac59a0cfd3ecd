import type { Quirk, WireRequest } from '../../mappers/rewriting/quirk.ts';
import { checkBounds } from '../../scim/admission.ts';
import { ScimError } from '../../scim/errors.ts';
import { isObject, objectOf, type Json } from '../../scim/json.ts';
import { oncePer } from '../../scim/oncePer.ts';
import { toScimError } from '../resources/failures.ts';
import { nameUnread } from '../resources/nameUnread.ts';
import type { Conditions } from '../resources/context.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { ScimResponse, Endpoint, Operation } from './endpoint.ts';
import type { Report } from './report.ts';
import { createTurns } from './turns.ts';

/** A request of an authenticated client, before it is parsed. */
export interface RawRequest {
  readonly method: string;
  /** Path and query below the realm's base URL, not decoded. */
  readonly target: string;
  /** Reads the body; called only if the endpoint accepts one. */
  readonly body: () => Promise<Json>;
  readonly conditions: Conditions;
  /** Whether the credential may only read. */
  readonly readOnly: boolean;
  readonly report: Pick<
    Report,
    'quirk' | 'ignored' | 'note' | 'named' | 'isNamed' | 'conflictsWith' | 'did' | 'wrote' | 'change'
  >;
}

/** The endpoint of a path, with the id in the path. */
interface Match {
  readonly endpoint: Endpoint;
  readonly id: string;
}

/**
 * Splits a request target into path and query. Not by a URL parser: it would resolve dot segments and take `//x` for a
 * host.
 */
function splitTarget(target: string): { path: string; query: URLSearchParams } {
  const [path = '', ...query] = target.split('?');
  return { path, query: new URLSearchParams(query.join('?')) };
}

/** The segments of a path, decoded once; doubled and trailing slashes are ignored. */
function segmentsOf(path: string): string[] {
  try {
    return path
      .split('/')
      .filter((segment) => segment !== '')
      .map((segment) => decodeURIComponent(segment));
  } catch {
    throw new ScimError('notFound', 'The path is not properly percent-encoded.');
  }
}

/** Gives an endpoint that a client's dialect calls by another name the name that it has here. */
function withKnownName(quirks: readonly Quirk[], segments: readonly string[]): readonly string[] {
  const [name = '', ...rest] = segments;
  const folded = name.toLowerCase();
  for (const { endpoints } of quirks) {
    const known = endpoints?.get(folded);
    if (known !== undefined) return [known, ...rest];
  }
  return segments;
}

/** The segments of an endpoint's path, in lower case. */
interface Pattern {
  readonly endpoint: Endpoint;
  readonly parts: readonly string[];
}

const patternsOf = oncePer((endpoints: readonly Endpoint[]): readonly Pattern[] =>
  endpoints.map((endpoint) => ({
    endpoint,
    parts: endpoint.path
      .toLowerCase()
      .split('/')
      .filter((part) => part !== ''),
  })),
);

/** Finds the endpoint of a path; case-insensitively, because one client writes `/users`. */
function match(endpoints: readonly Endpoint[], segments: readonly string[]): Match {
  const folded = segments.map((segment) => segment.toLowerCase());
  for (const { endpoint, parts } of patternsOf(endpoints)) {
    const fits =
      parts.length === folded.length && parts.every((part, i) => part === ':id' || part === folded[i]);
    if (fits) return { endpoint, id: parts.includes(':id') ? (segments.at(-1) ?? '') : '' };
  }
  throw new ScimError('notFound', `There is no endpoint /${segments.join('/').slice(0, 100)} here.`);
}

/** Finds the operation of a method; throws 405 if the endpoint has none. */
function operationOf({ methods }: Endpoint, method: string): Operation {
  const key = method === 'HEAD' ? 'GET' : method;
  const operation = Object.hasOwn(methods, key) ? methods[key as keyof Endpoint['methods']] : undefined;
  if (operation !== undefined) return operation;
  const allowed = Object.keys(methods).flatMap((name) => (name === 'GET' ? ['GET', 'HEAD'] : [name]));
  throw new ScimError(
    'methodNotAllowed',
    `This endpoint does not answer ${method}, only ${allowed.join(', ')}.`,
    {
      headers: { Allow: allowed.join(', ') },
    },
  );
}

/**
 * Creates the form of a request that quirks rewrite; throws if the request exceeds a limit. A search has its filter in
 * its body.
 */
export function wireOf(
  tenant: Tenant,
  method: string,
  { message, about }: Pick<Operation, 'message' | 'about'>,
  body: Json | undefined,
  query: ReadonlyMap<string, string>,
): WireRequest {
  checkBounds({ message, query, body });
  return {
    method: (method === 'HEAD' ? 'GET' : method) as WireRequest['method'],
    type: about === 'group' ? tenant.groupType : tenant.userType,
    aliases: tenant.profile[about].aliases,
    message,
    body,
    filter:
      message === 'search' && isObject(body) && typeof body.filter === 'string'
        ? body.filter
        : query.get('filter'),
  };
}

/** Reads the parameters of a query; the names in repeated `attributes` or `excludedAttributes` are all asked for. */
function readParameters(query: URLSearchParams): Map<string, string> {
  const parameters = new Map(query);
  for (const name of ['attributes', 'excludedAttributes']) {
    if (query.has(name)) parameters.set(name, query.getAll(name).join(','));
  }
  return parameters;
}

/** The resource type that an operation is about. */
const typeOf = ({ about }: Operation): 'User' | 'Group' => (about === 'group' ? 'Group' : 'User');

/** Finds the operation of a request, with the id in its path and its query. */
export function findOperation(
  endpoints: readonly Endpoint[],
  method: string,
  target: string,
  quirks: readonly Quirk[],
): { readonly operation: Operation; readonly id: string; readonly query: ReadonlyMap<string, string> } {
  const { path, query } = splitTarget(target);
  const { endpoint, id } = match(endpoints, withKnownName(quirks, segmentsOf(path)));
  return { operation: operationOf(endpoint, method), id, query: readParameters(query) };
}

/** A request whose operation was found. */
interface FoundRequest {
  readonly operation: Operation;
  readonly id: string;
  readonly query: ReadonlyMap<string, string>;
  /** Whether it asks for a change. */
  readonly writes: boolean;
}

/** Reads the body, applies the quirks, calls the handler. */
async function perform(
  tenant: Tenant,
  { method, conditions, readOnly, report, body: readBody }: RawRequest,
  { operation, id, query: originalQuery, writes }: FoundRequest,
): Promise<ScimResponse> {
  const query = new Map(originalQuery);
  if (writes && readOnly) {
    throw new ScimError('forbidden', 'This credential may only read; nothing was changed.');
  }
  const body = operation.message === 'none' ? undefined : await readBody();
  if (writes) report.change({ type: typeOf(operation), id, body });
  const giveTurn = createTurns();
  let wire = wireOf(tenant, method, operation, body, query);
  for (const quirk of tenant.quirks) {
    const turn = giveTurn();
    if (turn !== undefined) await turn;
    const rewritten = quirk.rewrite(wire);
    if (rewritten !== wire) report.quirk(quirk.name);
    wire = rewritten;
  }
  await giveTurn();
  const strict = wire;
  if (strict.filter !== undefined) query.set('filter', strict.filter);
  const searched = operation.message === 'search' && isObject(strict.body) && strict.filter !== undefined;
  return operation.handle({
    context: { tenant, report },
    id,
    query,
    body: searched ? objectOf([...Object.entries(strict.body), ['filter', strict.filter]]) : strict.body,
    conditions,
  });
}

/** Whether the user or group of a refused request may exist, and nothing has read its name yet. */
const lacksName = (error: unknown, id: string, { isNamed }: Pick<Report, 'isNamed'>): boolean =>
  error instanceof ScimError && error.status < 500 && error.code !== 'notFound' && id !== '' && !isNamed();

/** Answers a request: finds its operation and performs it; names the user or group of a change that is refused. */
export async function dispatch(
  tenant: Tenant,
  endpoints: readonly Endpoint[],
  request: RawRequest,
): Promise<ScimResponse> {
  const { method, target, report } = request;
  const found = findOperation(endpoints, method, target, tenant.quirks);
  const { operation, id } = found;
  const writes = method !== 'GET' && method !== 'HEAD' && operation.message !== 'search';
  if (writes) report.change({ type: typeOf(operation), id, body: undefined });
  try {
    return await perform(tenant, request, { ...found, writes });
  } catch (thrown) {
    const error = toScimError(thrown, tenant, operation.about);
    if (writes && lacksName(error, id, report)) await nameUnread({ tenant, report }, operation.about, id);
    throw error;
  }
}
