import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import { readAdministrators } from './administrators.ts';
import type { Caller } from './call.ts';
import { KeycloakError } from '../port/errors.ts';
import type { KeycloakGroups } from '../port/groups.ts';
import type { KeycloakAdministration, RoleHolder } from '../port/roles.ts';
import { required } from '../port/required.ts';
import { isId } from './representation.ts';

/** The client whose roles are the administration roles of its realm. */
const MANAGEMENT_CLIENT = 'realm-management';

/**
 * The master realm has no such client, but one for each realm, its own included (contract/administration: "has a client
 * with administrator rights for each realm, and administrator roles of its own").
 */
const REALM_CLIENT_SUFFIX = '-realm';

/** Realm roles of the master realm that administer all realms. */
const MASTER_ADMIN_ROLES: readonly string[] = ['admin', 'create-realm'];

/** Maximum number of roles that one composite role may contain. */
const MAX_COMPOSITES = 1_000;

/** The roles that administer a realm: all roles of these clients (by id), and these realm roles (by name). */
interface AdminRoles {
  readonly clientIds: readonly string[];
  readonly realmRoles: readonly string[];
}

interface Role {
  readonly id?: string;
  readonly name?: string;
  readonly composite?: boolean;
  readonly clientRole?: boolean;
  readonly containerId?: string;
}

/**
 * Tells an unknown user or group from an unknown client: both are 404 (contract/administration: "are answered 404 for
 * an unknown id", "are answered 404 for a client that was deleted").
 */
const UNKNOWN_HOLDER = /user not found|could not find group/i;

const namesOf = (roles: readonly Role[]): string[] =>
  roles.map(({ name }) => required(name, 'the name of a role'));

/** Looks up the administration roles of a realm and caches them. */
interface AdminRolesReader {
  read(): Promise<AdminRoles>;
  /** Drops the cached roles, so that the next `read` asks Keycloak. */
  forget(): void;
}

function createAdminRolesReader(admin: KeycloakAdminClient, call: Caller): AdminRolesReader {
  /** Not cached in the master realm, which gets another client with every realm. */
  let cached: Promise<AdminRoles> | undefined;

  async function load(): Promise<AdminRoles> {
    const [client] = await call('GET clients', () => admin.clients.find({ clientId: MANAGEMENT_CLIENT }));
    if (client?.id !== undefined) return { clientIds: [client.id], realmRoles: [] };
    cached = undefined;
    const realmClients = await call('GET clients', () =>
      admin.clients.find({ clientId: REALM_CLIENT_SUFFIX, search: true }),
    );
    const clientIds = realmClients.flatMap(({ id, clientId }) =>
      id !== undefined && clientId?.endsWith(REALM_CLIENT_SUFFIX) === true ? [id] : [],
    );
    if (clientIds.length > 0) return { clientIds, realmRoles: MASTER_ADMIN_ROLES };
    // Without view-clients the list is empty (contract/service-account-rights: "answer an empty list of clients if
    // query-clients is there"). Taking that for "nobody is an administrator" would leave administrators unprotected.
    throw new KeycloakError(
      'refused',
      'GET clients: the clients that hold the rights over realms are hidden',
    );
  }

  async function read(): Promise<AdminRoles> {
    const reading = (cached ??= load());
    try {
      return await reading;
    } catch (error) {
      if (cached === reading) cached = undefined;
      throw error;
    }
  }

  return {
    read,
    forget() {
      cached = undefined;
    },
  };
}

/**
 * Lists the names of the effective realm roles of a user or group, or its effective roles of one client; empty for an
 * unknown user or group, `undefined` if the client does not exist.
 */
async function effectiveRoles(
  admin: KeycloakAdminClient,
  call: Caller,
  holder: RoleHolder,
  clientUniqueId?: string,
): Promise<string[] | undefined> {
  const [kind, id, api] =
    'user' in holder
      ? (['users', holder.user, admin.users] as const)
      : (['groups', holder.group, admin.groups] as const);
  const route = `GET ${kind}/{id}/role-mappings`;
  try {
    return namesOf(
      clientUniqueId === undefined
        ? await call(`${route}/realm/composite`, () => api.listCompositeRealmRoleMappings({ id }))
        : await call(`${route}/clients/{id}/composite`, () =>
            api.listCompositeClientRoleMappings({ id, clientUniqueId }),
          ),
    );
  } catch (error) {
    if (!(error instanceof KeycloakError) || error.failure !== 'notFound') throw error;
    return error.problems.some(({ message }) => UNKNOWN_HOLDER.test(message)) ? [] : undefined;
  }
}

/**
 * Lists all roles that a role contains, itself included. Keycloak lists one level only, and roles may contain each
 * other in a circle (contract/administration: "are listed one level deep, and the bridge reads all levels", "may form a
 * circle").
 */
async function allComposites(admin: KeycloakAdminClient, call: Caller, id: string): Promise<Role[]> {
  const root: Role | null | undefined = await call('GET roles-by-id/{id}', () =>
    admin.roles.findOneById({ id }),
  );
  const roles = new Map<string, Role>(!root ? [] : [[id, root]]);
  for (const [roleId, { composite }] of roles) {
    if (composite !== true) continue;
    const children: Role[] = await call('GET roles-by-id/{id}/composites', () =>
      admin.roles.getCompositeRoles({ id: roleId }),
    );
    for (const child of children) {
      if (child.id !== undefined && !roles.has(child.id)) roles.set(child.id, child);
    }
    if (roles.size > MAX_COMPOSITES) {
      throw new KeycloakError('unexpected', `More than ${MAX_COMPOSITES} roles come with one role`);
    }
  }
  return [...roles.values()];
}

/** Creates the part of the port that tells who may administer a realm. */
export function createAdministration(
  admin: KeycloakAdminClient,
  call: Caller,
  groups: Pick<KeycloakGroups, 'get'>,
): KeycloakAdministration {
  const adminRoles = createAdminRolesReader(admin, call);

  async function effectiveAdminRoles(holder: RoleHolder): Promise<string[]> {
    const { clientIds, realmRoles } = await adminRoles.read();
    const [ofRealm, ...ofClients] = await Promise.all([
      realmRoles.length === 0 ? [] : effectiveRoles(admin, call, holder),
      ...clientIds.map((clientId) => effectiveRoles(admin, call, holder, clientId)),
    ]);
    // In the master realm a client may be missing because its realm has just been deleted: that one grants nothing.
    if (realmRoles.length > 0 || !ofClients.includes(undefined)) {
      const ofMaster = (ofRealm ?? []).filter((name) => realmRoles.includes(name));
      return [...new Set([...ofMaster, ...ofClients.flatMap((names) => names ?? [])])];
    }
    // Elsewhere the realm may have been created anew, with another client: look it up again.
    adminRoles.forget();
    const current = await adminRoles.read();
    return current.clientIds.join() === clientIds.join() ? [] : effectiveAdminRoles(holder);
  }

  return {
    ofUser: async (user) => (isId(user) ? effectiveAdminRoles({ user }) : []),
    async ofGroup(group) {
      const names = new Set<string>();
      const visitedIds = new Set<string>();
      // Members inherit the roles of parent groups, which the effective roles of a group do not contain
      // (contract/administration: "may leave out those of the parent group, which the bridge adds itself").
      let current = typeof group === 'string' ? await groups.get(group) : group;
      while (current !== undefined && !visitedIds.has(current.id)) {
        visitedIds.add(current.id);
        if (current.holdsRoles !== false) {
          for (const name of await effectiveAdminRoles({ group: current.id })) names.add(name);
        }
        current = current.parent === undefined ? undefined : await groups.get(current.parent);
      }
      return [...names];
    },
    async ofRole(id) {
      if (!isId(id)) return [];
      const { clientIds, realmRoles } = await adminRoles.read();
      const isAdminRole = ({ clientRole, containerId = '', name = '' }: Role): boolean =>
        clientRole === true ? clientIds.includes(containerId) : realmRoles.includes(name);
      const [root, ...composites] = await allComposites(admin, call, id);
      if (root === undefined) return [];
      return namesOf([root, ...composites].filter(isAdminRole));
    },
    async snapshot() {
      const { clientIds, realmRoles } = await adminRoles.read();
      const [management] = clientIds;
      if (management === undefined || realmRoles.length > 0) {
        throw new KeycloakError('unexpected', 'The master realm has a client of rights for each realm');
      }
      try {
        return await readAdministrators(admin, call, management);
      } catch (error) {
        // The realm may have been created anew, with another client.
        adminRoles.forget();
        throw error;
      }
    },
  };
}
