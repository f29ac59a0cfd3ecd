import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import { LRUCache } from 'lru-cache';
import type { Caller } from '../call.ts';
import { allComposites, type RoleInComposite } from './composites.ts';
import { KeycloakError } from '../../port/errors.ts';
import type { KeycloakGroups } from '../../port/groups.ts';
import { readAll } from '../../port/readAll.ts';
import { required } from '../../port/required.ts';
import type { KeycloakRole, KeycloakRoles, RoleHolder } from '../../port/roles.ts';
import { MASTER_ADMIN_ROLES, MASTER_REALM, managementClient } from '../managementClient.ts';
import { withGroupsAbove } from './groupsAbove.ts';
import type { Rights } from './rights.ts';

/** `master` has a client for each realm, its own included, whose roles are the rights over that realm. */
const REALM_CLIENT_SUFFIX = '-realm';

/** The realm role that has all rights over all realms. */
const ADMIN = 'admin';

/** Maximum number of clients of which is remembered whether their roles are rights over a realm. */
const MAX_CLIENTS = 1_000;

/** The role `admin` contains some twenty roles of every realm, so that it is not taken apart. */
const isAdminRole = ({ name, clientRole }: RoleInComposite): boolean => clientRole !== true && name === ADMIN;

/** Returns a function that tells whether a client, by Keycloak's id, is one of the rights over a realm. */
function createRealmClientCheck(admin: KeycloakAdminClient, call: Caller): (id: string) => Promise<boolean> {
  const known = new LRUCache<string, boolean>({ max: MAX_CLIENTS });
  return async (id) => {
    const remembered = known.get(id);
    if (remembered !== undefined) return remembered;
    const client = await call('GET clients/{id}', () => admin.clients.findOne({ id }));
    // A client that is missing has just been deleted, with its roles.
    const isOfRealm = client?.clientId?.endsWith(REALM_CLIENT_SUFFIX) === true;
    known.set(id, isOfRealm);
    return isOfRealm;
  };
}

/**
 * Reads the rights over realms that somebody of the realm `master` has, starting from the roles that are mapped to him
 * and to his groups. Nothing here lists the clients of `master`: there is one for each realm, and Keycloak takes 70 ms
 * for each that it has not read lately (docs/adr/0025-the-administrators-of-a-busy-realm-are-read-at-once.md).
 */
export function createMasterRights(
  admin: KeycloakAdminClient,
  call: Caller,
  {
    groups,
    roles,
  }: { groups: Pick<KeycloakGroups, 'get' | 'find'>; roles: Pick<KeycloakRoles, 'listDirect'> },
): Rights {
  const isOfRealmClient = createRealmClientCheck(admin, call);

  async function isRight({ name = '', clientRole, containerId }: RoleInComposite): Promise<boolean> {
    if (clientRole !== true) return MASTER_ADMIN_ROLES.includes(name);
    return isOfRealmClient(required(containerId, 'the client of a role'));
  }

  /** Lists the names of all rights over a realm, which are the same for every realm. */
  async function allRights(): Promise<string[]> {
    const clientId = managementClient(MASTER_REALM);
    const [client] = await call('GET clients', () => admin.clients.find({ clientId }));
    const id = required(client?.id, `the id of the client ${clientId}`);
    const rights = await call('GET clients/{id}/roles', () => admin.clients.listRoles({ id }));
    return rights.map(({ name }) => required(name, 'the name of a role'));
  }

  async function ofRole(id: string): Promise<readonly string[]> {
    const names = new Set<string>();
    for (const role of await allComposites(admin, call, id, isAdminRole)) {
      if (!(await isRight(role))) continue;
      names.add(required(role.name, 'the name of a role'));
      if (isAdminRole(role))
        for (const name of [...MASTER_ADMIN_ROLES, ...(await allRights())]) names.add(name);
    }
    return [...names];
  }

  /** Lists the roles that are mapped directly to a user or group; none if it is unknown. */
  async function listDirect(holder: RoleHolder): Promise<readonly KeycloakRole[]> {
    try {
      return await roles.listDirect(holder);
    } catch (error) {
      if (error instanceof KeycloakError && error.failure === 'notFound') return [];
      throw error;
    }
  }

  async function ofDirectRoles(holder: RoleHolder): Promise<readonly string[]> {
    return (await Promise.all((await listDirect(holder)).map(({ id }) => ofRole(id)))).flat();
  }

  return {
    async ofUser(id) {
      const joined = await readAll((window) => groups.find({ by: 'member', userId: id }, window));
      const holders = (await withGroupsAbove(joined, groups)).filter(
        ({ holdsRoles }) => holdsRoles !== false,
      );
      const names = await Promise.all([
        ofDirectRoles({ user: id }),
        ...holders.map((group) => ofDirectRoles({ group: group.id })),
      ]);
      return [...new Set(names.flat())];
    },
    ofGroupItself: (group) => ofDirectRoles({ group }),
    ofRole,
    snapshot: () =>
      Promise.reject(
        new KeycloakError('unexpected', 'The master realm has a client of rights for each realm'),
      ),
  };
}
