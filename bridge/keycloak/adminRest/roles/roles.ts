import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import type { Caller } from '../call.ts';
import { roleHolder } from '../roleHolder.ts';
import { required } from '../../port/required.ts';
import { toUser, type UserRepresentation } from '../representation.ts';
import type { KeycloakRole, KeycloakRoles, RoleHolder } from '../../port/roles.ts';

type Representation = NonNullable<Awaited<ReturnType<KeycloakAdminClient['roles']['findOneByName']>>>;

/** The mapped roles of one client; `id` is the client's. */
interface ClientMapping {
  readonly id?: string;
  readonly mappings?: readonly Representation[];
}

/** Groups roles by the client that they belong to; realm roles are under the empty text. */
function groupByClient(roles: readonly KeycloakRole[]): Map<string, { id: string; name: string }[]> {
  const groups = new Map<string, { id: string; name: string }[]>();
  for (const { id, name, client = '' } of roles) {
    groups.set(client, [...(groups.get(client) ?? []), { id, name }]);
  }
  return groups;
}

/** Creates the part of the port for roles and role mappings. */
export function createRoles(admin: KeycloakAdminClient, call: Caller): KeycloakRoles {
  async function changeMappings(
    method: 'POST' | 'DELETE',
    holder: RoleHolder,
    roles: readonly KeycloakRole[],
  ) {
    const [kind, id, api] = roleHolder(admin, holder);
    for (const [clientUniqueId, payload] of groupByClient(roles)) {
      const isRealm = clientUniqueId === '';
      const name = `${method} ${kind}/{id}/role-mappings/${isRealm ? 'realm' : 'clients/{id}'}`;
      await call(name, () => {
        if (isRealm) {
          const mapping = { id, roles: payload };
          return method === 'POST' ? api.addRealmRoleMappings(mapping) : api.delRealmRoleMappings(mapping);
        }
        const mapping = { id, clientUniqueId, roles: payload };
        return method === 'POST' ? api.addClientRoleMappings(mapping) : api.delClientRoleMappings(mapping);
      });
    }
  }

  async function findClientRole(name: string, clientId: string): Promise<KeycloakRole | undefined> {
    const [client] = await call('GET clients', () => admin.clients.find({ clientId }));
    const id = client?.id;
    if (id === undefined) return undefined;
    const role: Representation | null = await call('GET clients/{id}/roles/{name}', () =>
      admin.clients.findRole({ id, roleName: name }),
    );
    return role?.id === undefined ? undefined : { id: role.id, name, client: id };
  }

  return {
    async find(name, clientId) {
      // Such names would lead to another URL (contract/roles-as-groups: "cannot be read by the name "%s""), and an
      // empty client id would find some client.
      if (['', '.', '..'].includes(name) || clientId === '') return undefined;
      if (clientId !== undefined) return findClientRole(name, clientId);
      const role = await call('GET roles/{name}', () => admin.roles.findOneByName({ name }));
      return role?.id === undefined ? undefined : { id: role.id, name };
    },
    async listDirect(holder) {
      const [kind, id, api] = roleHolder(admin, holder);
      const mapped = await call(`GET ${kind}/{id}/role-mappings`, () => api.listRoleMappings({ id }));
      const clientMappings = Object.values(mapped.clientMappings ?? {}) as ClientMapping[];
      return [{ mappings: mapped.realmMappings ?? [] }, ...clientMappings].flatMap(
        ({ id: client, mappings = [] }) =>
          mappings.map((role) => ({
            id: required(role.id, 'the id of a role'),
            name: required(role.name, 'the name of a role'),
            ...(client === undefined ? {} : { client }),
          })),
      );
    },
    async directHolders(name, { first, max }) {
      // Brief: without it the answer for a role of many breaks off.
      // A role that does not exist has no list at all.
      const holders: unknown = await call('GET roles/{name}/users', () =>
        admin.roles.findUsersWithRole({ name, first, max, briefRepresentation: true }),
      );
      return (Array.isArray(holders) ? (holders as UserRepresentation[]) : []).map((holder) => {
        const { id, username } = toUser(holder);
        return { id, username };
      });
    },
    give: (to, roles) => changeMappings('POST', to, roles),
    take: (from, roles) => changeMappings('DELETE', from, roles),
  };
}
