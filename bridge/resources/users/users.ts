import type { Context } from '../../lifecycle/context.ts';
import type { Json, JsonObject } from '../../../scim/json.ts';
import type { Conditions } from '../context.ts';
import { toResource } from './userView.ts';
import { readUser, type UsersParts } from './userSteps.ts';
import { createUser } from './createUser.ts';
import { replaceUserResource, patchUser } from './changeUser.ts';
import { removeUser } from './removeUser.ts';

/** The use cases of single users. */
export interface Users {
  create(context: Context, body: Json | undefined): Promise<JsonObject>;
  get(context: Context, id: string): Promise<JsonObject>;
  replace(context: Context, id: string, body: Json | undefined, conditions: Conditions): Promise<JsonObject>;
  patch(context: Context, id: string, body: Json | undefined, conditions: Conditions): Promise<JsonObject>;
  remove(context: Context, id: string, conditions: Conditions): Promise<void>;
}

/** Creates the use cases of single users. */
export const createUsers = (parts: UsersParts): Users => ({
  create: (context, body) => createUser(parts, context, body),
  get: async (context, id) => toResource(context.tenant, await readUser(context, id)),
  replace: (context, id, body, conditions) => replaceUserResource(parts, context, id, body, conditions),
  patch: (context, id, body, conditions) => patchUser(parts, context, id, body, conditions),
  remove: (context, id, conditions) => removeUser(parts, context, id, conditions),
});
