import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import type { Caller } from './call.ts';
import { KeycloakError } from '../port/errors.ts';
import type { KeycloakGroups } from '../port/groups.ts';
import type { KeycloakAdministration, RoleHolder } from '../port/roles.ts';
import { isId } from './representation.ts';

/** The client whose roles are the rights over its realm. */
const MANAGEMENT_CLIENT = 'realm-management';

/** Keycloak's own realm has no such client, but one for each realm, its own included. */
const CLIENT_OF_A_REALM = '-realm';

/** Roles of Keycloak's own realm that are rights over realms. */
const OF_ALL_REALMS: readonly string[] = ['admin', 'create-realm'];

/** Most roles that are looked at to know what comes with one. */
const MAX_ROLES = 1_000;

/** Where the rights over a realm are: ids of clients, and names of roles of the realm. */
interface Rights {
  readonly clients: readonly string[];
  readonly realmRoles: readonly string[];
}

interface Role {
  readonly id?: string;
  readonly name?: string;
  readonly composite?: boolean;
  readonly clientRole?: boolean;
  readonly containerId?: string;
}

const NO_SUCH_HOLDER = /user not found|could not find group/i;

const namesOf = (roles: readonly Role[]): string[] => roles.map(({ name = '' }) => name);

/** The rights over realms, as they are looked up and remembered. */
interface RightsReader {
  read(): Promise<Rights>;
  /** Looks them up anew the next time. */
  forget(): void;
}

function createRightsReader(admin: KeycloakAdminClient, call: Caller): RightsReader {
  /** Remembered where it is one client; Keycloak's own realm gets a new one with every realm. */
  let remembered: Promise<Rights> | undefined;

  async function readRights(): Promise<Rights> {
    const [own] = await call('GET clients', () => admin.clients.find({ clientId: MANAGEMENT_CLIENT }));
    if (own?.id !== undefined) return { clients: [own.id], realmRoles: [] };
    remembered = undefined;
    const found = await call('GET clients', () =>
      admin.clients.find({ clientId: CLIENT_OF_A_REALM, search: true }),
    );
    const clients = found.flatMap(({ id, clientId }) =>
      id !== undefined && clientId?.endsWith(CLIENT_OF_A_REALM) === true ? [id] : [],
    );
    if (clients.length > 0) return { clients, realmRoles: OF_ALL_REALMS };
    throw new KeycloakError(
      'refused',
      'GET clients: the clients that hold the rights over realms are hidden',
    );
  }

  async function read(): Promise<Rights> {
    const reading = (remembered ??= readRights());
    try {
      return await reading;
    } catch (error) {
      if (remembered === reading) remembered = undefined;
      throw error;
    }
  }

  return {
    read,
    forget() {
      remembered = undefined;
    },
  };
}

/** Names of the effective roles of a client, or of the realm; `undefined` when it is the client that is gone. */
async function effective(
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
    return error.problems.some(({ message }) => NO_SUCH_HOLDER.test(message)) ? [] : undefined;
  }
}

/** Everything that comes with a role, itself included. */
async function composites(admin: KeycloakAdminClient, call: Caller, id: string): Promise<Role[]> {
  const first: Role | null | undefined = await call('GET roles-by-id/{id}', () =>
    admin.roles.findOneById({ id }),
  );
  const found = new Map<string, Role>(!first ? [] : [[id, first]]);
  for (const [roleId, { composite }] of found) {
    if (composite !== true) continue;
    const parts: Role[] = await call('GET roles-by-id/{id}/composites', () =>
      admin.roles.getCompositeRoles({ id: roleId }),
    );
    for (const part of parts) if (part.id !== undefined && !found.has(part.id)) found.set(part.id, part);
    if (found.size > MAX_ROLES) {
      throw new KeycloakError('unexpected', `More than ${MAX_ROLES} roles come with one role`);
    }
  }
  return [...found.values()];
}

/** Creates the part of a realm that knows who may administer it. */
export function createAdministration(
  admin: KeycloakAdminClient,
  call: Caller,
  groups: Pick<KeycloakGroups, 'get'>,
): KeycloakAdministration {
  const rights = createRightsReader(admin, call);

  async function held(holder: RoleHolder): Promise<string[]> {
    const { clients, realmRoles } = await rights.read();
    const [ofRealm, ...ofClients] = await Promise.all([
      realmRoles.length === 0 ? [] : effective(admin, call, holder),
      ...clients.map((client) => effective(admin, call, holder, client)),
    ]);
    // In Keycloak's own realm a client is gone when its realm was deleted this instant.
    if (realmRoles.length > 0 || !ofClients.includes(undefined)) {
      const ofOwnRealm = (ofRealm ?? []).filter((name) => realmRoles.includes(name));
      return [...new Set([...ofOwnRealm, ...ofClients.flatMap((names) => names ?? [])])];
    }
    rights.forget();
    const now = await rights.read();
    return now.clients.join() === clients.join() ? [] : held(holder);
  }

  return {
    ofUser: async (user) => (isId(user) ? held({ user }) : []),
    async ofGroup(group) {
      const names = new Set<string>();
      const seen = new Set<string>();
      let next = typeof group === 'string' ? await groups.get(group) : group;
      while (next !== undefined && !seen.has(next.id)) {
        seen.add(next.id);
        if (next.holdsRoles !== false) for (const name of await held({ group: next.id })) names.add(name);
        next = next.parent === undefined ? undefined : await groups.get(next.parent);
      }
      return [...names];
    },
    async ofRole(id) {
      if (!isId(id)) return [];
      const { clients, realmRoles } = await rights.read();
      const isRight = ({ clientRole, containerId = '', name = '' }: Role): boolean =>
        clientRole === true ? clients.includes(containerId) : realmRoles.includes(name);
      return namesOf((await composites(admin, call, id)).filter(isRight));
    },
  };
}
