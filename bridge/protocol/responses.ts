import type { ListQuery } from '../resources/context.ts';
import type { OpenDirectory } from '../resources/directory.ts';
import { completed, search } from '../resources/search.ts';
import { isObject, type Json, type JsonObject } from '../../scim/json.ts';
import { compileProjection, readNames, type Projection } from '../../scim/projection.ts';
import type { ResourceType } from '../../scim/schema/types.ts';
import { readSearchRequest } from '../../scim/searchRequest.ts';
import { isUnchanged } from '../../scim/version.ts';
import type { ScimResponse, ScimRequest } from './exchange.ts';

/** 200 with a body. */
export const ok = (body: JsonObject): ScimResponse => ({ status: 200, body });

/** `attributes` and `excludedAttributes` of the query. */
function projectionOf({ query }: ScimRequest): Projection {
  const attributes = readNames(query.get('attributes'));
  const excludedAttributes = readNames(query.get('excludedAttributes'));
  return {
    ...(attributes === undefined ? {} : { attributes }),
    ...(excludedAttributes === undefined ? {} : { excludedAttributes }),
  };
}

function listQuery(request: ScimRequest): ListQuery {
  const { query } = request;
  return {
    filter: query.get('filter'),
    sortBy: query.get('sortBy'),
    sortOrder: query.get('sortOrder'),
    startIndex: query.get('startIndex'),
    count: query.get('count'),
    ...projectionOf(request),
  };
}

/** Answers a list of resources, asked for in the query (RFC 7644 §3.4.2). */
export async function listed(request: ScimRequest, open: readonly OpenDirectory[]): Promise<ScimResponse> {
  return ok(await search(request.context, open, listQuery(request)));
}

/** Answers a list of resources, asked for in a SearchRequest (RFC 7644 §3.4.3). */
export async function searched(request: ScimRequest, open: readonly OpenDirectory[]): Promise<ScimResponse> {
  return ok(await search(request.context, open, readSearchRequest(request.body)));
}

function metaOf(resource: JsonObject, name: string): string | undefined {
  const { meta } = resource;
  const value: Json | undefined = isObject(meta) ? meta[name] : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** The ETag header of a resource, where its version is known. */
export function etag(resource: JsonObject): Record<string, string> {
  const version = metaOf(resource, 'version');
  return version === undefined ? {} : { ETag: version };
}

/** Answers one resource, as far as the client wants to see it; a new one with its Location. */
export function single(
  request: ScimRequest,
  type: ResourceType,
  resource: JsonObject,
  status = 200,
): ScimResponse {
  const location = status === 201 ? metaOf(resource, 'location') : undefined;
  return {
    status,
    body: compileProjection(type, projectionOf(request)).show(resource),
    headers: { ...etag(resource), ...(location === undefined ? {} : { Location: location }) },
  };
}

/** The resource with what costs calls of its own, where the client wants to see that. */
export function whole(request: ScimRequest, open: OpenDirectory, resource: JsonObject): Promise<JsonObject> {
  return completed(open(request.context.tenant), resource, projectionOf(request));
}

/** Answers a resource that was read, or 304 when the client has that version already (RFC 7644 §3.14). */
export function unlessUnchanged(
  request: ScimRequest,
  type: ResourceType,
  resource: JsonObject,
): ScimResponse {
  const version = metaOf(resource, 'version');
  return version !== undefined && isUnchanged(request.conditions.ifNoneMatch, version)
    ? { status: 304, headers: { ETag: version } }
    : single(request, type, resource);
}
