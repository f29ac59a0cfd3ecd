import { createKeycloak } from '../../../bridge/keycloak/adminRest/keycloak.ts';
import type { KeycloakRole, RoleHolder } from '../../../bridge/keycloak/port/roles.ts';
import type { OpenRealm, RealmConsole, RealmOptions } from '../memory/openRealm.ts';
import { createBareRealm, type BareAnswer, type BareRealm } from './adminRestRealm.ts';
import { testKeycloak } from './keycloak.ts';

/** The rights that the bridge is given, and the one to list identity providers, which only callers of the admin API need. */
const RIGHTS = ['manage-users', 'view-realm', 'view-clients', 'view-identity-providers'];

const SECRET = 'secret-of-an-app';

/** Where Keycloak keeps the roles that a user or a group holds directly. */
function mappingsOf(holder: RoleHolder, { client }: KeycloakRole): string {
  const path = 'user' in holder ? `/users/${holder.user}` : `/groups/${holder.group}`;
  return `${path}/role-mappings/${client === undefined ? 'realm' : `clients/${client}`}`;
}

/** What people do outside the bridge with a real realm, by Admin REST and at the token endpoint. */
function createConsole(bare: BareRealm): RealmConsole {
  async function send(method: string, path: string, body?: unknown): Promise<BareAnswer> {
    const answer = await bare.admin(method, path, body);
    if (answer.status < 300) return answer;
    throw new Error(`${method} ${path}: ${String(answer.status)} ${JSON.stringify(answer.body)}`);
  }
  const read = async <T>(path: string): Promise<T> => (await send('GET', path)).body as T;
  const newId = ({ location = '' }: BareAnswer): string => location.split('/').pop() ?? '';

  return {
    createSubgroup: async (parentId, name) =>
      newId(await send('POST', `/groups/${parentId}/children`, { name })),
    async createRealmRole(name, composites = []) {
      await send('POST', '/roles', { name });
      const { id } = await read<KeycloakRole>(`/roles/${name}`);
      const parts = composites.map((role) => ({ id: role.id, name: role.name }));
      if (parts.length > 0) await send('POST', `/roles-by-id/${id}/composites`, parts);
      return { id, name };
    },
    async giveRole(holder, role) {
      await send('POST', mappingsOf(holder, role), [{ id: role.id, name: role.name }]);
    },
    async takeRole(holder, role) {
      await send('DELETE', mappingsOf(holder, role), [{ id: role.id, name: role.name }]);
    },
    async createClient(clientId, roles = []) {
      const client = {
        ...{ clientId, secret: SECRET, publicClient: false },
        ...{ serviceAccountsEnabled: true, directAccessGrantsEnabled: true },
      };
      const id = newId(await send('POST', '/clients', client));
      for (const role of roles) await send('POST', `/clients/${id}/roles`, { name: role });
      const { id: serviceAccountId } = await read<{ id: string }>(`/clients/${id}/service-account-user`);
      return { id, serviceAccountId };
    },
    async createIdentityProvider(alias) {
      const { url } = testKeycloak();
      const config = {
        ...{ clientId: 'nobody', clientSecret: 'none' },
        ...{
          authorizationUrl: `${url}/realms/${bare.name}/auth`,
          tokenUrl: `${url}/realms/${bare.name}/token`,
        },
      };
      const provider = { alias, providerId: 'oidc', enabled: true, config };
      await send('POST', '/identity-provider/instances', provider);
    },
    async addDefaultGroup(groupId) {
      await send('PUT', `/default-groups/${groupId}`);
    },
    async signIn(username, password, clientId, offline = false) {
      const scope = offline ? 'openid offline_access' : 'openid';
      const form = { grant_type: 'password', username, password, scope };
      const { status, body } = await bare.token(form, [clientId, SECRET]);
      if (status !== 200) throw new Error(`${username} cannot sign in: ${JSON.stringify(body)}`);
    },
    countSessions: async (userId) => (await read<unknown[]>(`/users/${userId}/sessions`)).length,
    credentialTypes: async (userId) =>
      (await read<{ type: string }[]>(`/users/${userId}/credentials`)).map(({ type }) => type),
  };
}

/** Opens a new realm of Keycloak as the bridge sees it, with the bridge's rights. */
export async function openKeycloakRealm({ usernamesEditable = true }: RealmOptions = {}): Promise<OpenRealm> {
  const bare = await createBareRealm({ settings: { editUsernameAllowed: usernamesEditable } });
  const accessToken = await bare.serviceAccount('bridge', RIGHTS);
  const keycloak = createKeycloak({
    ...{ url: testKeycloak().url, clientId: 'unused', credential: { secret: '' } },
    ...{ timeoutMs: 10_000, concurrency: 10, retries: 0, onCall: () => undefined },
  });
  const { realm } = keycloak.as(accessToken, bare.name);
  return { realm, console: createConsole(bare), close: () => bare.remove() };
}
