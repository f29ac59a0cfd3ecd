import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import { KeycloakError } from '../../port/errors.ts';
import { readAll } from '../../port/readAll.ts';
import { required } from '../../port/required.ts';
import { listMembers, SERVICE_ACCOUNT_PREFIX, toUser } from '../representation.ts';

/** Maximum number of the clients, of the roles of one container and of those who administer a realm. */
export const MAX_ENTRIES = 1_000;
/** Maximum number of service accounts, and of the groups of one role; they are read in one call. */
const MAX_IN_ONE_CALL = 200;

/** A role of the realm or of a client, by Keycloak's id of the client. */
export interface ListedRole {
  readonly id: string;
  readonly name: string;
  readonly composite: boolean;
  readonly client: string | undefined;
}

interface RoleRepresentation {
  readonly id?: string;
  readonly name?: string;
  readonly composite?: boolean;
}

interface Window {
  readonly first: number;
  readonly max: number;
}

/** Runs a call that is part of a snapshot. */
export type SnapshotCall = <T>(name: string, work: () => Promise<T>) => Promise<T>;

/** Creates the error for a realm whose administrators cannot be read at once. */
export const noSnapshot = (reason: string): KeycloakError =>
  new KeycloakError('unexpected', `no snapshot of the administrators: ${reason}`);

const toRole = ({ id, name, composite }: RoleRepresentation, client?: string): ListedRole => ({
  id: required(id, 'the id of a role'),
  name: required(name, 'the name of a role'),
  composite: composite ?? false,
  client,
});

async function readList<T extends { readonly id: string }>(
  what: string,
  read: (window: Window) => Promise<T[]>,
): Promise<T[]> {
  const all = await readAll(read, MAX_ENTRIES);
  if (all === undefined) throw noSnapshot(`more than ${MAX_ENTRIES} ${what}`);
  return all;
}

const withIds = (listed: readonly { readonly id?: string }[], what: string): { id: string }[] =>
  listed.map(({ id }) => ({ id: required(id, `the id of a ${what}`) }));

/** Creates the reads of the roles of a realm. */
export function createRoleLists(admin: KeycloakAdminClient, call: SnapshotCall) {
  // The method of the admin client does not take a window.
  const rolesOfClient = admin.clients.makeRequest<Window & { id: string }, RoleRepresentation[]>({
    method: 'GET',
    path: '/{id}/roles',
    urlParamKeys: ['id'],
  });

  return {
    /** Lists the clients, by Keycloak's ids. */
    clients: async (): Promise<string[]> => {
      const clients = await readList('clients', async (window) =>
        withIds(await call('GET clients', () => admin.clients.find({ ...window })), 'client'),
      );
      return clients.map(({ id }) => id);
    },
    realmRoles: (): Promise<ListedRole[]> =>
      readList('roles', async (window) => {
        const roles = await call('GET roles', () => admin.roles.find({ ...window }));
        return roles.map((role) => toRole(role));
      }),
    clientRoles: (id: string): Promise<ListedRole[]> =>
      readList('roles', async (window) => {
        const roles = await call('GET clients/{id}/roles', () => rolesOfClient({ id, ...window }));
        return roles.map((role) => toRole(role, id));
      }),
    /** Lists the ids of the roles that a role contains, one level deep. */
    parts: async (id: string): Promise<string[]> => {
      const roles: RoleRepresentation[] = await call('GET roles-by-id/{id}/composites', () =>
        admin.roles.getCompositeRoles({ id }),
      );
      return withIds(roles, 'role').map((role) => role.id);
    },
  };
}

/** Creates the reads of the users and groups that hold roles. */
export function createHolderLists(admin: KeycloakAdminClient, call: SnapshotCall) {
  // The admin client has no methods for the groups of a role.
  const groupsOfClientRole = admin.clients.makeRequest<
    Window & { id: string; roleName: string; briefRepresentation: boolean },
    { id?: string }[]
  >({ method: 'GET', path: '/{id}/roles/{roleName}/groups', urlParamKeys: ['id', 'roleName'] });
  const groupsOfRealmRole = admin.roles.makeRequest<
    Window & { name: string; briefRepresentation: boolean },
    { id?: string }[]
  >({ method: 'GET', path: '/roles/{name}/groups', urlParamKeys: ['name'] });

  return {
    usersWith: ({ name, client }: ListedRole) =>
      readList('administrators', async (window) => {
        const query = { ...window, briefRepresentation: true };
        const users = await (client === undefined
          ? call('GET roles/{name}/users', () => admin.roles.findUsersWithRole({ name, ...query }))
          : call('GET clients/{id}/roles/{name}/users', () =>
              admin.clients.findUsersWithRole({ id: client, roleName: name, ...query }),
            ));
        return withIds(users, 'user');
      }),
    groupsWith: async ({ name, client }: ListedRole) => {
      const query = { first: 0, max: MAX_IN_ONE_CALL + 1, briefRepresentation: true };
      const groups = await (client === undefined
        ? call('GET roles/{name}/groups', () => groupsOfRealmRole({ name, ...query }))
        : call('GET clients/{id}/roles/{name}/groups', () =>
            groupsOfClientRole({ id: client, roleName: name, ...query }),
          ));
      if (groups.length > MAX_IN_ONE_CALL) throw noSnapshot('too many groups grant administration');
      return withIds(groups, 'group');
    },
    groupsBelow: (parentId: string) =>
      readList('groups', async (window) => {
        const query = { parentId, ...window, briefRepresentation: true };
        return withIds(
          await call('GET groups/{id}/children', () => admin.groups.listSubGroups(query)),
          'group',
        );
      }),
    members: (id: string) =>
      readList('administrators', async (window) => {
        const query = { id, ...window, briefRepresentation: true };
        return withIds((await listMembers(admin, call, query)) ?? [], 'user');
      }),
    /** Finds service accounts by their names, which nothing else tells from those of persons. */
    serviceAccounts: async (): Promise<ReadonlySet<string>> => {
      const query = { username: SERVICE_ACCOUNT_PREFIX, max: MAX_IN_ONE_CALL + 1, briefRepresentation: true };
      const users = await call('GET users by username', () => admin.users.find(query));
      if (users.length > MAX_IN_ONE_CALL) throw noSnapshot('too many service accounts');
      return new Set(users.map(toUser).flatMap(({ id, serviceAccount }) => (serviceAccount ? [id] : [])));
    },
  };
}
