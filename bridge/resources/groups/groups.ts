import type { Context } from '../../lifecycle/context.ts';
import type { Json, JsonObject } from '../../../scim/json.ts';
import type { Conditions } from '../context.ts';
import type { GroupsParts } from './groupSteps.ts';
import { createGroup } from './createGroup.ts';
import { replaceGroup } from './replaceGroup.ts';
import { patchGroup } from './patchGroup.ts';
import { removeGroup } from './removeGroup.ts';
import { readGroup, readSmallGroup } from './readGroup.ts';

/** The use cases of single groups. */
export interface Groups {
  create(context: Context, body: Json | undefined): Promise<JsonObject>;
  /** Reads a group without its members, which cost further calls. */
  get(context: Context, id: string): Promise<JsonObject>;
  replace(context: Context, id: string, body: Json | undefined, conditions: Conditions): Promise<JsonObject>;
  /** Reads a small group with its members; `undefined` if the group is not small. */
  getIfSmall(context: Context, id: string): Promise<JsonObject | undefined>;
  patch(context: Context, id: string, body: Json | undefined, conditions: Conditions): Promise<void>;
  remove(context: Context, id: string, conditions: Conditions): Promise<void>;
}

/** Creates the use cases of single groups. */
export const createGroups = (parts: GroupsParts): Groups => ({
  create: (context, body) => createGroup(parts, context, body),
  get: readGroup,
  getIfSmall: readSmallGroup,
  replace: (context, id, body, conditions) => replaceGroup(parts, context, id, body, conditions),
  patch: (context, id, body, conditions) => patchGroup(parts, context, id, body, conditions),
  remove: (context, id, conditions) => removeGroup(parts, context, id, conditions),
});
