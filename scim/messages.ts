import type { Json, JsonObject } from './json.ts';

/** The URNs of the protocol's messages (RFC 7644 §8.2). */
export const MESSAGES = {
  list: 'urn:ietf:params:scim:api:messages:2.0:ListResponse',
  search: 'urn:ietf:params:scim:api:messages:2.0:SearchRequest',
  patch: 'urn:ietf:params:scim:api:messages:2.0:PatchOp',
} as const;

/** Creates the ListResponse of a page; `total` counts all resources that match (RFC 7644 §3.4.2). */
export function listResponse(page: { total: number; startIndex: number; resources: Json[] }): JsonObject {
  return {
    schemas: [MESSAGES.list],
    totalResults: page.total,
    startIndex: page.startIndex,
    itemsPerPage: page.resources.length,
    Resources: page.resources,
  };
}
