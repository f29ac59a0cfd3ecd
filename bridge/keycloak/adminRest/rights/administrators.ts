import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import pLimit from 'p-limit';
import {
  createHolderLists,
  createRoleLists,
  MAX_ENTRIES,
  noSnapshot,
  type ListedRole,
  type SnapshotCall,
} from './administratorReads.ts';
import { UNREACHABLE_NAMES } from '../roles/builtInRoles.ts';
import type { Caller } from '../call.ts';
import type { Administrators } from '../../port/roles.ts';
import { isSearchable } from '../searchText.ts';

/** Maximum number of calls for one snapshot. */
const MAX_CALLS = 500;
/** Maximum number of calls for a snapshot at once; the others are for requests. */
const CONCURRENCY = 4;

/** The names of administration roles, by the id of who holds or grants them. */
type NamesById = Map<string, Set<string>>;

type HolderLists = ReturnType<typeof createHolderLists>;

/** The roles that grant administration, and the names of the administration roles that each contains. */
interface GrantingRoles {
  readonly roles: readonly ListedRole[];
  readonly names: NamesById;
}

function addNames(to: NamesById, id: string, names: Iterable<string>): void {
  const known = to.get(id) ?? new Set();
  for (const name of names) known.add(name);
  to.set(id, known);
}

/** Lists an id and everything that it leads to; ids may lead to each other in a circle. */
function reachedFrom(id: string, next: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const reached = new Set([id]);
  // A set that grows is iterated to its end.
  for (const each of reached) for (const other of next.get(each) ?? []) reached.add(other);
  return reached;
}

/** Finds the roles that grant administration, themselves or by the roles that they contain. */
async function readGrantingRoles(
  lists: ReturnType<typeof createRoleLists>,
  management: string,
): Promise<GrantingRoles> {
  const clients = await lists.clients();
  if (!clients.includes(management)) throw noSnapshot('the client of the rights over the realm is hidden');
  const roles = (
    await Promise.all([lists.realmRoles(), ...clients.map((id) => lists.clientRoles(id))])
  ).flat();
  const partsOf = new Map<string, readonly string[]>();
  await Promise.all(
    roles.map(async ({ id, composite }) => {
      if (composite) partsOf.set(id, await lists.parts(id));
    }),
  );
  const byId = new Map(roles.map((role) => [role.id, role]));
  const names: NamesById = new Map();
  for (const { id } of roles) {
    for (const part of reachedFrom(id, partsOf)) {
      const role = byId.get(part);
      if (role?.client === management) addNames(names, id, [role.name]);
    }
  }
  return { roles: roles.filter(({ id }) => names.has(id)), names };
}

/** Finds the users and groups that hold the roles. */
async function readHolders(
  lists: HolderLists,
  { roles, names }: GrantingRoles,
): Promise<{ readonly users: NamesById; readonly groups: NamesById }> {
  const users: NamesById = new Map();
  const groups: NamesById = new Map();
  await Promise.all(
    roles.map(async (role) => {
      const granted = names.get(role.id) ?? [];
      const [holders, granting] = await Promise.all([lists.usersWith(role), lists.groupsWith(role)]);
      for (const { id } of holders) addNames(users, id, granted);
      for (const { id } of granting) addNames(groups, id, granted);
    }),
  );
  return { users, groups };
}

/** Adds the groups below those that grant administration. */
async function addGroupsBelow(lists: HolderLists, groups: NamesById): Promise<void> {
  const below = new Map<string, readonly string[]>();
  async function visit(id: string): Promise<void> {
    if (below.has(id)) return;
    below.set(id, []);
    const children = (await lists.groupsBelow(id)).map((child) => child.id);
    below.set(id, children);
    await Promise.all(children.map(visit));
  }
  const direct = [...groups].map(([id, names]) => [id, [...names]] as const);
  await Promise.all(direct.map(([id]) => visit(id)));
  for (const [id, names] of direct) {
    for (const groupId of reachedFrom(id, below)) addNames(groups, groupId, names);
  }
}

/** Makes lists of the names; equal ones are shared. */
function createSharedNames(): (all: NamesById) => ReadonlyMap<string, readonly string[]> {
  const lists = new Map<string, readonly string[]>();
  const shared = (names: ReadonlySet<string>): readonly string[] => {
    const list = [...names].sort();
    const key = list.join('\n');
    const known = lists.get(key) ?? list;
    lists.set(key, known);
    return known;
  };
  return (all) => new Map([...all].map(([id, names]) => [id, shared(names)]));
}

/**
 * Reads everybody and everything that administers a realm, from the roles down
 * (docs/adr/0025-the-administrators-of-a-busy-realm-are-read-at-once.md); `management` is Keycloak's id of the client of
 * the rights over the realm. Fails if that would take too many calls, or if something is hidden.
 */
export async function readAdministrators(
  admin: KeycloakAdminClient,
  call: Caller,
  management: string,
): Promise<Administrators> {
  const limit = pLimit(CONCURRENCY);
  let calls = 0;
  let hasFailed = false;
  const snapshotCall: SnapshotCall = (name, work) => {
    calls += 1;
    return limit(async () => {
      // Calls that wait are not made in vain.
      if (hasFailed || calls > MAX_CALLS) throw noSnapshot(`more than ${MAX_CALLS} calls, or one failed`);
      try {
        return await call(name, work);
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    });
  };
  const lists = createHolderLists(admin, snapshotCall);
  const granting = await readGrantingRoles(createRoleLists(admin, snapshotCall), management);
  if (granting.roles.some(({ name }) => UNREACHABLE_NAMES.includes(name) || !isSearchable(name))) {
    throw noSnapshot('a role that grants administration has a name that leads to another URL');
  }
  const [serviceAccounts, { users, groups }] = await Promise.all([
    lists.serviceAccounts(),
    readHolders(lists, granting),
  ]);
  await addGroupsBelow(lists, groups);
  await Promise.all(
    [...groups].map(async ([id, names]) => {
      for (const member of await lists.members(id)) addNames(users, member.id, names);
    }),
  );
  if (users.size > MAX_ENTRIES) throw noSnapshot(`more than ${MAX_ENTRIES} administrators`);
  // The account of the bridge holds rights over the realm: if no account is listed, users are hidden.
  if (![...serviceAccounts].some((id) => users.has(id))) throw noSnapshot('users are hidden');
  const withSharedNames = createSharedNames();
  return {
    users: withSharedNames(users),
    groups: withSharedNames(groups),
    roles: withSharedNames(granting.names),
    serviceAccounts,
    calls,
  };
}
