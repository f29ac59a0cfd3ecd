import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import type { Caller } from './call.ts';
import type { KeycloakRole, KeycloakRoles, RoleHolder } from '../port/roles.ts';

type Representation = NonNullable<Awaited<ReturnType<KeycloakAdminClient['roles']['findOneByName']>>>;

/** The roles of one client that are held. */
interface Mapping {
  readonly id?: string;
  readonly mappings?: readonly Representation[];
}

/** Roles by the client that they belong to; the realm's under the empty name. */
function byClient(roles: readonly KeycloakRole[]): Map<string, { id: string; name: string }[]> {
  const sorted = new Map<string, { id: string; name: string }[]>();
  for (const { id, name, client = '' } of roles) {
    sorted.set(client, [...(sorted.get(client) ?? []), { id, name }]);
  }
  return sorted;
}

/** Creates the roles part of a realm. */
export function createRoles(admin: KeycloakAdminClient, call: Caller): KeycloakRoles {
  async function map(method: 'POST' | 'DELETE', holder: RoleHolder, roles: readonly KeycloakRole[]) {
    const [kind, id, api] =
      'user' in holder
        ? (['users', holder.user, admin.users] as const)
        : (['groups', holder.group, admin.groups] as const);
    for (const [clientUniqueId, payload] of byClient(roles)) {
      const ofRealm = clientUniqueId === '';
      const name = `${method} ${kind}/{id}/role-mappings/${ofRealm ? 'realm' : 'clients/{id}'}`;
      await call(name, () => {
        if (ofRealm) {
          const mapping = { id, roles: payload };
          return method === 'POST' ? api.addRealmRoleMappings(mapping) : api.delRealmRoleMappings(mapping);
        }
        const mapping = { id, clientUniqueId, roles: payload };
        return method === 'POST' ? api.addClientRoleMappings(mapping) : api.delClientRoleMappings(mapping);
      });
    }
  }

  async function clientRole(name: string, clientId: string): Promise<KeycloakRole | undefined> {
    const [client] = await call('GET clients', () => admin.clients.find({ clientId }));
    const id = client?.id;
    if (id === undefined) return undefined;
    const found: Representation | null = await call('GET clients/{id}/roles/{name}', () =>
      admin.clients.findRole({ id, roleName: name }),
    );
    return found?.id === undefined ? undefined : { id: found.id, name, client: id };
  }

  return {
    async find(name, clientId) {
      // The address would be another one.
      if (['', '.', '..'].includes(name) || clientId === '') return undefined;
      if (clientId !== undefined) return clientRole(name, clientId);
      const found = await call('GET roles/{name}', () => admin.roles.findOneByName({ name }));
      return found?.id === undefined ? undefined : { id: found.id, name };
    },
    async held(holder) {
      const [kind, id, api] =
        'user' in holder
          ? (['users', holder.user, admin.users] as const)
          : (['groups', holder.group, admin.groups] as const);
      const held = await call(`GET ${kind}/{id}/role-mappings`, () => api.listRoleMappings({ id }));
      const ofClients = Object.values(held.clientMappings ?? {}) as Mapping[];
      return [{ mappings: held.realmMappings ?? [] }, ...ofClients].flatMap(({ id: client, mappings = [] }) =>
        mappings.map((role) => ({
          id: role.id ?? '',
          name: role.name ?? '',
          ...(client === undefined ? {} : { client }),
        })),
      );
    },
    give: (to, roles) => map('POST', to, roles),
    take: (from, roles) => map('DELETE', from, roles),
  };
}
