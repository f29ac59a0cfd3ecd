import type { Json } from '../../../../scim/json.ts';
import { USER_TYPE } from '../../../../scim/schema/resourceTypes.ts';
import type { WireRequest } from '../../../../mappers/rewriting/quirk.ts';

/** A request as a client sends it, and as the quirk of this name makes it. */
export type QuirkCase = [quirk: string, what: string, wire: WireRequest, strict: WireRequest];

export const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** A POST of a user. */
export const resource = (body: Json): WireRequest => ({
  method: 'POST',
  type: USER_TYPE,
  message: 'resource',
  body,
  filter: undefined,
});
/** A PATCH of a user with these operations. */
export const patch = (...operations: Json[]): WireRequest => ({
  method: 'PATCH',
  type: USER_TYPE,
  message: 'patch',
  body: { schemas: [PATCH], Operations: operations },
  filter: undefined,
});
/** A PATCH with a body of any kind. */
export const patched = (body: Json): WireRequest => ({ ...patch(), body });
/** A GET of the users that a filter matches. */
export const list = (filter: string): WireRequest => ({
  method: 'GET',
  type: USER_TYPE,
  message: 'none',
  body: undefined,
  filter,
});
