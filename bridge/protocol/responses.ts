import type { ListQuery } from '../resources/context.ts';
import type { OpenDirectory } from '../resources/directory.ts';
import { completeResource, search } from '../resources/search.ts';
import { isObject, type Json, type JsonObject } from '../../scim/json.ts';
import { compileProjection, readNames, type Projection } from '../../scim/projection.ts';
import type { ResourceType } from '../../scim/schema/types.ts';
import { readSearchRequest } from '../../scim/searchRequest.ts';
import { isUnchanged } from '../../scim/version.ts';
import type { ScimResponse, ScimRequest } from './endpoint.ts';

/** A response with status 200. */
export const ok = (body: JsonObject): ScimResponse => ({ status: 200, body });

/** Reads `attributes` and `excludedAttributes` from the query. */
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

/** Answers with a list of resources, selected by the query (RFC 7644 §3.4.2). */
export async function listResponse(
  request: ScimRequest,
  open: readonly OpenDirectory[],
): Promise<ScimResponse> {
  return ok(await search(request.context, open, listQuery(request)));
}

/** Answers with a list of resources, selected by a SearchRequest (RFC 7644 §3.4.3). */
export async function searchResponse(
  request: ScimRequest,
  open: readonly OpenDirectory[],
): Promise<ScimResponse> {
  return ok(await search(request.context, open, readSearchRequest(request.body)));
}

function metaOf(resource: JsonObject, name: string): string | undefined {
  const { meta } = resource;
  const value: Json | undefined = isObject(meta) ? meta[name] : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** The ETag header of a resource; none if it has no version. */
export function etag(resource: JsonObject): Record<string, string> {
  const version = metaOf(resource, 'version');
  return version === undefined ? {} : { ETag: version };
}

/** Answers with the attributes of a resource that the client asked for; status 201 adds its Location. */
export function resourceResponse(
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

/** Adds the attributes that cost additional calls to Keycloak, if the client asked for them. */
export function completeFor(
  request: ScimRequest,
  open: OpenDirectory,
  resource: JsonObject,
): Promise<JsonObject> {
  return completeResource(open(request.context.tenant), resource, projectionOf(request));
}

/** The attribute that changes without the version of its user: joins and leaves are changes of groups. */
const OUTSIDE_VERSION = 'groups';

/**
 * Answers with a resource that was read, or with 304 if the client already has its version (RFC 7644 §3.14) and that tells
 * of all that the answer has.
 */
export function readResponse(request: ScimRequest, type: ResourceType, resource: JsonObject): ScimResponse {
  const version = metaOf(resource, 'version');
  const tellsAll = !compileProjection(type, projectionOf(request)).wants(OUTSIDE_VERSION);
  return version !== undefined && tellsAll && isUnchanged(request.conditions.ifNoneMatch, version)
    ? { status: 304, headers: { ETag: version } }
    : resourceResponse(request, type, resource);
}
