/** URNs and messages that tests write again and again. */
export const USER_URN = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const GROUP_URN = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const ENTERPRISE_URN = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const LIST_URN = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
const PATCH_URN = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const SEARCH_URN = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';

/** A user with the members given. */
export const user = (userName: string, members: Record<string, unknown> = {}) => ({
  schemas: [USER_URN],
  userName,
  ...members,
});

/** A group with the members (of the object) given. */
export const group = (displayName: string, members: Record<string, unknown> = {}) => ({
  schemas: [GROUP_URN],
  displayName,
  ...members,
});

/** A PATCH request with these operations. */
export const patch = (...operations: unknown[]) => ({ schemas: [PATCH_URN], Operations: operations });

/** A SearchRequest with the members given. */
export const searchRequest = (members: Record<string, unknown>) => ({ schemas: [SEARCH_URN], ...members });

/** The path of a list of users with a filter and, perhaps, more of a query. */
export const filtered = (filter: string, more = ''): string =>
  `/Users?filter=${encodeURIComponent(filter)}${more}`;

/** The path of a list of groups with a filter and, perhaps, more of a query. */
export const filteredGroups = (filter: string, more = ''): string =>
  `/Groups?filter=${encodeURIComponent(filter)}${more}`;
