import { isVisible, seesEverybody } from '../../lifecycle/visibility.ts';
import { KeycloakError } from '../../keycloak/port/errors.ts';
import type { GroupWrite, KeycloakGroup } from '../../keycloak/port/groups.ts';
import { readAll } from '../../keycloak/port/readAll.ts';
import { halfGroup, type HalfMade } from '../../lifecycle/onboarding/rollback.ts';
import type { GroupRoles } from '../../lifecycle/groupRoles.ts';
import type { Context } from '../../lifecycle/context.ts';
import type { Locks } from '../../state/locks.ts';
import type { Protection } from '../../lifecycle/protection/protection.ts';
import { ScimError } from '../../../scim/errors.ts';
import { isObject, objectOf, textAt, type Json, type JsonObject } from '../../../scim/json.ts';
import { applyPatch } from '../../../scim/patch/apply.ts';
import { readPatch } from '../../../scim/patch/operations.ts';
import { checkRequired, readResource } from '../../../scim/resource.ts';
import type { ResourceType } from '../../../scim/schema/types.ts';
import { checkIfMatch } from '../../../scim/version.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import { readingOf, type Conditions } from '../context.ts';
import { isSameGroup, toGroupResource, toGroupWrite, withMembers } from './groupView.ts';
import {
  divideOperations,
  isMembers,
  isNoChange,
  joinsOf,
  NestedGroupError,
  NO_CHANGE,
  type MemberChange,
} from './memberChange.ts';
import { applyMoves, checkMembers, movesOf, permitted, readMembers, type Moves } from './membership.ts';
import { memberReferences } from '../references.ts';
import { withoutOwn } from '../users/userView.ts';

/** The use cases of single groups. */
export interface Groups {
  create(context: Context, body: Json | undefined): Promise<JsonObject>;
  /** The group without its members, which cost calls of their own. */
  get(context: Context, id: string): Promise<JsonObject>;
  replace(context: Context, id: string, body: Json | undefined, conditions: Conditions): Promise<JsonObject>;
  /** The whole group when it is small, else `undefined`. */
  getIfSmall(context: Context, id: string): Promise<JsonObject | undefined>;
  patch(context: Context, id: string, body: Json | undefined, conditions: Conditions): Promise<void>;
  remove(context: Context, id: string, conditions: Conditions): Promise<void>;
}

/** Most members of a group that is small. */
const SMALL = 25;

async function read(tenant: Tenant, id: string): Promise<KeycloakGroup> {
  const group = await tenant.realm.groups.get(id);
  if (group === undefined)
    throw new ScimError('notFound', `There is no group with the id "${id.slice(0, 60)}".`);
  return group;
}

async function checkVersion(tenant: Tenant, group: KeycloakGroup, { ifMatch }: Conditions): Promise<void> {
  if (ifMatch === undefined) return;
  const { meta } = await readMembers(tenant, toGroupResource(tenant, group));
  checkIfMatch(ifMatch, isObject(meta) ? textAt(meta, 'version') : '');
}

/** Refuses a name that another group has, whatever its case; Keycloak itself would allow "Big" beside "big". */
async function checkName(tenant: Tenant, resource: JsonObject, self?: KeycloakGroup): Promise<void> {
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
function membersIn(type: ResourceType, body: Json | undefined): ReturnType<typeof joinsOf> | undefined {
  if (!isObject(body)) return undefined;
  const name = Object.keys(body).find((key) => isMembers(type, key));
  return name === undefined ? undefined : joinsOf(body[name]);
}

/** A body without its members, which are read apart: an element may be a bare id or name a group. */
function withoutMembers(type: ResourceType, body: Json | undefined): Json | undefined {
  if (!isObject(body)) return body;
  return objectOf(Object.entries(body).filter(([key]) => !isMembers(type, key)));
}

/** A changed resource, and what is to be written of it. */
interface Wanted {
  readonly resource: JsonObject;
  readonly write: GroupWrite;
}

/** Whether it is not known if Keycloak did what it was asked. */
const isUnknown = (error: unknown): boolean =>
  error instanceof KeycloakError && ['unavailable', 'timeout', 'unexpected'].includes(error.failure);

/** What the use cases of groups are made of. */
export interface GroupsParts {
  readonly locks: Locks;
  readonly groupRoles: GroupRoles;
  readonly protection: Protection;
  readonly halfMade: HalfMade;
}

/** Creates the use cases of single groups (RFC 7644 §3.3, §3.4.1, §3.5, §3.6). */
export function createGroups({ locks, groupRoles, protection, halfMade }: GroupsParts): Groups {
  /** Does work; that a group grants administration outweighs that it cannot be a member. */
  async function outweighing<T>({ tenant }: Context, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const nested = error instanceof NestedGroupError ? error.group : undefined;
      if (nested !== undefined) await protection.checkGroup(tenant, nested);
      throw error;
    }
  }
  /** A name is looked up before it is written, so that one group at a time goes for it. */
  const naming = <T>(tenant: Tenant, resource: JsonObject, work: () => Promise<T>): Promise<T> =>
    locks.run(`${tenant.realm.name}/group-names/${textAt(resource, 'displayName').toLowerCase()}`, work);
  /** What is read, changed and written back is changed by one request at a time. */
  const changing = <T>({ tenant }: Context, id: string, work: () => Promise<T>): Promise<T> =>
    locks.run(`${tenant.realm.name}/groups/${id}`, work);

  /** What is to be written of a changed resource; `undefined` when that changes nothing. */
  function wantedOf(tenant: Tenant, group: KeycloakGroup, resource: JsonObject): Wanted | undefined {
    checkRequired(tenant.groupType, resource);
    const write = toGroupWrite(tenant, resource, group, new Date());
    return isSameGroup(group, write) ? undefined : { resource, write };
  }

  /** Refuses what is protected, before anything is written; gives the joins and leaves that may be made. */
  async function check(
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

  async function write(
    tenant: Tenant,
    group: KeycloakGroup,
    { resource, write: wanted }: Wanted,
  ): Promise<KeycloakGroup> {
    const replace = (): Promise<void> => tenant.realm.groups.replace(group.id, wanted);
    if (group.name === wanted.name) await replace();
    else {
      const roles = await groupRoles.prepare(tenant, wanted.name, group.name);
      await naming(tenant, resource, async () => {
        await checkName(tenant, resource, group);
        await groupRoles.around(tenant, group.id, roles, replace);
      });
    }
    return { ...group, ...wanted };
  }

  return {
    create: (context, body) =>
      outweighing(context, async () => {
        const { tenant } = context;
        const change: MemberChange = { ...NO_CHANGE, ...membersIn(tenant.groupType, body) };
        const resource = readResource(
          tenant.groupType,
          withoutMembers(tenant.groupType, body),
          readingOf(context),
        );
        checkRequired(tenant.groupType, resource);
        await checkMembers(context, change);
        const asked = await movesOf(context, undefined, change);
        const moves =
          asked.joins.length === 0
            ? asked
            : await permitted(context, asked, { protection, change, alters: false });
        const written = toGroupWrite(tenant, resource, undefined, new Date());
        const roles = await groupRoles.prepare(tenant, written.name);
        const half = halfGroup(written);
        const isComplete = roles.gives.length + moves.joins.length === 0;
        const id = await naming(tenant, resource, async () => {
          await halfMade.settle(tenant.realm, half);
          await checkName(tenant, resource);
          try {
            return await tenant.realm.groups.create(written);
          } catch (error) {
            if (!isComplete && isUnknown(error)) halfMade.expect(tenant.realm, half);
            throw error;
          }
        });
        try {
          await groupRoles.apply(tenant, id, roles);
          const members = await applyMoves(context, id, moves);
          return withMembers(toGroupResource(tenant, { id, ...written }), memberReferences(tenant, members));
        } catch (error) {
          // A group half made is no group: a repeat of the request is to find the name free.
          await halfMade.remove(tenant.realm, id, half);
          throw error instanceof ScimError ? (error.cause ?? error) : error;
        }
      }),

    get: async (context, id) => toGroupResource(context.tenant, await read(context.tenant, id)),

    getIfSmall: async (context, id) => {
      const { tenant } = context;
      const brief = seesEverybody(tenant);
      const [group, members] = await Promise.all([
        read(tenant, id),
        tenant.realm.groups.members(id, { first: 0, max: SMALL + 1, brief }),
      ]);
      const people = members.filter((user) => !user.serviceAccount && (brief || isVisible(tenant, user)));
      return members.length > SMALL
        ? undefined
        : withMembers(toGroupResource(tenant, group), memberReferences(tenant, people));
    },

    replace: (context, id, body, conditions) =>
      outweighing(context, async () => {
        const { tenant } = context;
        const asked = membersIn(tenant.groupType, body);
        const change: MemberChange =
          asked === undefined ? NO_CHANGE : { ...NO_CHANGE, ...asked, replacesAll: true };
        const resource = readResource(
          tenant.groupType,
          withoutMembers(tenant.groupType, body),
          readingOf(context),
        );
        await checkMembers(context, change);
        return changing(context, id, async () => {
          const group = await read(tenant, id);
          await checkVersion(tenant, group, conditions);
          const wanted = wantedOf(tenant, group, resource);
          const moves = await check(context, group, wanted, {
            change,
            moves: await movesOf(context, id, change),
          });
          const written = wanted === undefined ? group : await write(tenant, group, wanted);
          const answer = toGroupResource(tenant, written);
          if (asked === undefined) return readMembers(tenant, answer);
          return withMembers(answer, memberReferences(tenant, await applyMoves(context, id, moves)));
        });
      }),

    patch: (context, id, body, conditions) =>
      outweighing(context, async () => {
        const { tenant } = context;
        const { members, rest } = divideOperations(tenant.groupType, readPatch(body));
        await checkMembers(context, members);
        const speaksOfGroup = rest.length > 0 || isNoChange(members) || conditions.ifMatch !== undefined;
        async function changed(group: KeycloakGroup): Promise<Wanted | undefined> {
          await checkVersion(tenant, group, conditions);
          const before = withoutOwn(toGroupResource(tenant, group));
          const resource = applyPatch(tenant.groupType, before, rest, {
            ...readingOf(context),
            unmatchedElement: tenant.behaviours.unmatchedElement,
            unknownPath: 'refuse',
          });
          return wantedOf(tenant, group, resource);
        }
        async function change(): Promise<void> {
          const group = speaksOfGroup ? await read(tenant, id) : undefined;
          const wanted = group === undefined ? undefined : await changed(group);
          const asked = await movesOf(context, id, members);
          const moves = await check(context, group ?? id, wanted, { change: members, moves: asked });
          if (group !== undefined && wanted !== undefined) await write(tenant, group, wanted);
          await applyMoves(context, id, moves);
        }
        // Joins and leaves need no turn; a list to be compared does, or two at once would become one.
        const compares = members.replacesAll || members.departures.length > 0;
        await (speaksOfGroup || compares ? changing(context, id, change) : change());
      }),

    remove: (context, id, conditions) =>
      changing(context, id, async () => {
        const { tenant } = context;
        const group = await read(tenant, id);
        await checkVersion(tenant, group, conditions);
        await protection.checkGroup(tenant, group);
        if ((group.subGroups ?? 0) > 0) {
          throw new ScimError(
            'forbidden',
            'The group has groups below it in Keycloak, which would be deleted with it.',
          );
        }
        if (!(await tenant.realm.groups.delete(id))) await read(tenant, id);
      }),
  };
}
