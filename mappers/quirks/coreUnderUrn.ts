import { createFoldedNames, isObject, objectOf, type JsonObject } from '../../scim/json.ts';
import { findSchema } from '../../scim/schema/lookup.ts';
import type { ResourceType } from '../../scim/schema/types.ts';
import type { Quirk } from '../rewriting/quirk.ts';
import { withBody } from '../rewriting/rewrite.ts';

/** Moves the attributes under the URN of the core schema to the top level; a value that is there already stays. */
function unfolded(type: ResourceType, resource: JsonObject): JsonObject {
  const members = Object.entries(resource);
  const isCore = ([name]: (typeof members)[number]): boolean => findSchema(type, name) === type.schema;
  if (!members.some(isCore)) return resource;
  const result = objectOf(members.filter((member) => !(isCore(member) && isObject(member[1]))));
  const names = createFoldedNames();
  for (const [, core] of members.filter(isCore)) {
    for (const [name, value] of Object.entries(isObject(core) ? core : {})) {
      if (names.find(result, name) === undefined) names.assign(result, name, value);
    }
  }
  return result;
}

const quirk: Quirk = {
  name: 'core-under-urn',
  clients: ['scripts', 'mapping tools'],
  wire: '{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "urn:ietf:params:scim:schemas:core:2.0:User": {"userName": "ann"}}',
  meaning: 'The attributes of the core schema under its URN, as those of an extension are.',
  seen: '2026-11',
  fixture: 'scripts/core-under-urn.json',
  rewrite: (request) =>
    request.message === 'resource' && isObject(request.body)
      ? withBody(request, unfolded(request.type, request.body))
      : request,
};

export default quirk;
