import type { Request, Response } from 'express';
import type { WireRequest } from '../../mappers/quirk.ts';
import { currentTrace } from '../observability/trace.ts';
import type { Context } from '../resources/context.ts';
import { ScimError } from '../scim/errors.ts';
import { isObject, objectOf, type Json } from '../scim/json.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { Tenants } from '../tenants/tenants.ts';
import { authenticate } from './authenticate.ts';
import { readBody } from './body.ts';
import type { Endpoint, Operation, ScimRequest } from './exchange.ts';
import { respond } from './responder.ts';

/** An endpoint that a path leads to, with the path's id. */
interface Match {
  readonly endpoint: Endpoint;
  readonly id: string;
}

/** Path and query of a request target as it came: a URL parser would follow dots and take `//x` for a host. */
function splitTarget(target: string): { path: string; query: URLSearchParams } {
  const [path = '', ...query] = target.split('?');
  return { path, query: new URLSearchParams(query.join('?')) };
}

/** Segments of the path below the base URL, decoded once; doubled and trailing slashes do not count. */
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

/** Finds the endpoint of a path; names of endpoints are matched in any case, because one client writes `/users`. */
function match(endpoints: readonly Endpoint[], segments: readonly string[]): Match {
  for (const endpoint of endpoints) {
    const pattern = endpoint.path.split('/').filter((part) => part !== '');
    const fits =
      pattern.length === segments.length &&
      pattern.every((part, i) => part === ':id' || part.toLowerCase() === segments[i]?.toLowerCase());
    if (fits) return { endpoint, id: pattern.includes(':id') ? (segments.at(-1) ?? '') : '' };
  }
  throw new ScimError('notFound', `There is no endpoint /${segments.join('/').slice(0, 100)} here.`);
}

function operationOf({ methods }: Endpoint, method: string): Operation {
  const name = method === 'HEAD' ? 'GET' : method;
  const operation = Object.hasOwn(methods, name) ? methods[name as keyof Endpoint['methods']] : undefined;
  if (operation !== undefined) return operation;
  const allowed = Object.keys(methods).flatMap((one) => (one === 'GET' ? ['GET', 'HEAD'] : [one]));
  throw new ScimError(
    'methodNotAllowed',
    `This endpoint does not answer ${method}, only ${allowed.join(', ')}.`,
    {
      headers: { Allow: allowed.join(', ') },
    },
  );
}

/** Turns the client's dialect into the standard, by the profile's quirks; after this everything is strict. */
function normalize(tenant: Tenant, wire: WireRequest): WireRequest {
  return tenant.quirks.reduce((request, quirk) => {
    const rewritten = quirk.rewrite(request);
    if (rewritten !== request) currentTrace()?.quirks.push(quirk.name);
    return rewritten;
  }, wire);
}

function wireOf(
  tenant: Tenant,
  method: string,
  { message, about }: Operation,
  body: Json | undefined,
  filter?: string,
): WireRequest {
  return {
    method: (method === 'HEAD' ? 'GET' : method) as WireRequest['method'],
    type: about === 'group' ? tenant.groupType : tenant.userType,
    message,
    body,
    filter: message === 'search' && isObject(body) && typeof body.filter === 'string' ? body.filter : filter,
  };
}

/** Serves everything below `/realms/:realm/scim/v2`: the steps of one request, in order. */
export function createScimHandler(tenants: Tenants, endpoints: readonly Endpoint[]) {
  return async (request: Request, response: Response): Promise<void> => {
    const target = splitTarget(request.url);
    const realmName = String(request.params.realm);
    const trace = currentTrace();
    if (trace !== undefined) trace.realm = realmName;

    const { tenant, principal } = await authenticate(tenants, realmName, request.headers.authorization);
    if (trace !== undefined) trace.credential = principal.label;

    const { endpoint, id } = match(endpoints, segmentsOf(target.path));
    const operation = operationOf(endpoint, request.method);
    const query = new Map(target.query);
    const body = operation.message === 'none' ? undefined : await readBody(request, response);

    const strict = normalize(tenant, wireOf(tenant, request.method, operation, body, query.get('filter')));
    if (strict.filter !== undefined) query.set('filter', strict.filter);
    const searched = operation.message === 'search' && isObject(strict.body) && strict.filter !== undefined;

    const context: Context = {
      tenant,
      ignored: (path) => trace?.ignored.push(path),
    };
    const scimRequest: ScimRequest = {
      context,
      id,
      query,
      body: searched ? objectOf([...Object.entries(strict.body), ['filter', strict.filter]]) : strict.body,
      conditions: {
        ifMatch: request.headers['if-match'],
        ifNoneMatch: request.headers['if-none-match'],
      },
    };
    respond(response, await operation.handle(scimRequest));
  };
}
