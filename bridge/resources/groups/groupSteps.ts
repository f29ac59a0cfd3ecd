import type { GroupWrite, KeycloakGroup } from '../../keycloak/port/groups.ts';
import { readAll } from '../../keycloak/port/readAll.ts';
import type { HalfMade } from '../../lifecycle/onboarding/rollback.ts';
import type { GroupRoles } from '../../lifecycle/groupRoles.ts';
import type { Context } from '../../lifecycle/context.ts';
import type { Locks } from '../../state/locks.ts';
import type { Protection } from '../../lifecycle/protection/protection.ts';
import { ScimError } from '../../../scim/errors.ts';
import { isObject, objectOf, textAt, type Json, type JsonObject } from '../../../scim/json.ts';
import { checkRequired } from '../../../scim/resource.ts';
import type { ResourceType } from '../../../scim/schema/types.ts';
import { checkIfMatch } from '../../../scim/version.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import { inTurn, type Conditions } from '../context.ts';
import { isSameGroup, toGroupResource, toGroupWrite } from './groupView.ts';
import { isMembers, joinsOf, NestedGroupError, type MemberChange } from './memberChange.ts';
import { permitted, readMembers, type Moves } from './membership.ts';

/** Reads a group without its members. */
export async function read(tenant: Tenant, id: string): Promise<KeycloakGroup> {
  const group = await tenant.realm.groups.get(id);
  if (group === undefined)
    throw new ScimError('notFound', `There is no group with the id "${id.slice(0, 60)}".`);
  return group;
}

/** Refuses a change of another version than the client asks for (RFC 7644 §3.14). */
export async function checkVersion(
  tenant: Tenant,
  group: KeycloakGroup,
  { ifMatch }: Conditions,
): Promise<void> {
  if (ifMatch === undefined) return;
  const { meta } = await readMembers(tenant, toGroupResource(tenant, group));
  checkIfMatch(ifMatch, isObject(meta) ? textAt(meta, 'version') : '');
}

/** Refuses a name that another group has, whatever its case; Keycloak itself would allow "Big" beside "big". */
export async function checkName(tenant: Tenant, resource: JsonObject, self?: KeycloakGroup): Promise<void> {
  const displayName = textAt(resource, 'displayName').toLowerCase();
  const { name: value = '' } = tenant.groupMapping.toKeycloak(resource);
  if (value === '') throw new ScimError('invalidValue', '"displayName" must not be blank.');
  const found = await readAll((window) => tenant.realm.groups.find({ by: 'name', value }, window));
  for (const group of found) {
    const other = textAt(toGroupResource(tenant, group), 'displayName').toLowerCase();
    if (group.id !== self?.id && other === displayName) {
      throw new ScimError('uniqueness', 'Another group of the realm already has this displayName.');
    }
  }
}

/** What a body says of members: `undefined` when it does not speak of them at all. */
export function membersIn(
  type: ResourceType,
  body: Json | undefined,
): ReturnType<typeof joinsOf> | undefined {
  if (!isObject(body)) return undefined;
  const name = Object.keys(body).find((key) => isMembers(type, key));
  return name === undefined ? undefined : joinsOf(body[name]);
}

/** A body without its members, which are read apart: an element may be a bare id or name a group. */
export function withoutMembers(type: ResourceType, body: Json | undefined): Json | undefined {
  if (!isObject(body)) return body;
  return objectOf(Object.entries(body).filter(([key]) => !isMembers(type, key)));
}

/** A changed resource, and what is to be written of it. */
export interface Wanted {
  readonly resource: JsonObject;
  readonly write: GroupWrite;
}

/** What the use cases of groups are made of. */
export interface GroupsParts {
  readonly locks: Locks;
  readonly groupRoles: GroupRoles;
  readonly protection: Protection;
  readonly halfMade: HalfMade;
}

/** Does work; that a group grants administration outweighs that it cannot be a member. */
export async function outweighing<T>(
  { protection }: GroupsParts,
  { tenant }: Context,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const nested = error instanceof NestedGroupError ? error.group : undefined;
    if (nested !== undefined) await protection.checkGroup(tenant, nested);
    throw error;
  }
}

/** Lets one group at a time go for a name, which is looked up before it is written. */
export const naming = <T>(
  parts: GroupsParts,
  tenant: Tenant,
  resource: JsonObject,
  work: () => Promise<T>,
): Promise<T> => {
  const name = textAt(resource, 'displayName').toLowerCase();
  return inTurn(parts, tenant, `group-names/${name}`, work);
};

/** What is to be written of a changed resource; `undefined` when that changes nothing. */
export function wantedOf(tenant: Tenant, group: KeycloakGroup, resource: JsonObject): Wanted | undefined {
  checkRequired(tenant.groupType, resource);
  const write = toGroupWrite(tenant, resource, group, new Date());
  return isSameGroup(group, write) ? undefined : { resource, write };
}

/** Refuses what is protected, before anything is written; gives the joins and leaves that may be made. */
export async function check(
  { protection }: GroupsParts,
  context: Context,
  group: KeycloakGroup | string,
  wanted: Wanted | undefined,
  { change, moves }: { readonly change: MemberChange; readonly moves: Moves },
): Promise<Moves> {
  const isMoving = moves.joins.length + moves.leaves.length > 0;
  const alters = wanted !== undefined;
  if (!alters && !isMoving) return moves;
  const looking = isMoving ? permitted(context, moves, { protection, change, alters }) : moves;
  const [granting] = await Promise.allSettled([protection.checkGroup(context.tenant, group), looking]);
  if (granting.status === 'rejected') throw granting.reason;
  return looking;
}

/** Writes a group; a new name must be free, and brings the roles of its rules. */
export async function write(
  parts: GroupsParts,
  tenant: Tenant,
  group: KeycloakGroup,
  { resource, write: wanted }: Wanted,
): Promise<KeycloakGroup> {
  const replace = (): Promise<void> => tenant.realm.groups.replace(group.id, wanted);
  if (group.name === wanted.name) await replace();
  else {
    const roles = await parts.groupRoles.prepare(tenant, wanted.name, group.name);
    await naming(parts, tenant, resource, async () => {
      await checkName(tenant, resource, group);
      await parts.groupRoles.around(tenant, group.id, roles, replace);
    });
  }
  return { ...group, ...wanted };
}
