import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import { readAdministrators } from './administrators.ts';
import type { Caller } from '../call.ts';
import { roleHolder } from '../roleHolder.ts';
import { allComposites, type RoleInComposite } from './composites.ts';
import { KeycloakError } from '../../port/errors.ts';
import { required } from '../../port/required.ts';
import type { RoleHolder } from '../../port/roles.ts';
import { REALM_MANAGEMENT } from '../managementClient.ts';
import type { Rights } from './rights.ts';

/**
 * Tells an unknown user or group from an unknown client: both are 404 (contract/administration: "are answered 404 for
 * an unknown id", "are answered 404 for a client that was deleted").
 */
const UNKNOWN_HOLDER = /user not found|could not find group/i;

const namesOf = (roles: readonly RoleInComposite[]): string[] =>
  roles.map(({ name }) => required(name, 'the name of a role'));

/** Looks up Keycloak's id of the client of the rights over the realm, and caches it. */
interface ManagementId {
  read(): Promise<string>;
  /** Drops the cached id, so that the next `read` asks Keycloak. */
  forget(): void;
}

function createManagementId(admin: KeycloakAdminClient, call: Caller): ManagementId {
  let cached: Promise<string> | undefined;

  async function load(): Promise<string> {
    const [client] = await call('GET clients', () => admin.clients.find({ clientId: REALM_MANAGEMENT }));
    if (client?.id !== undefined) return client.id;
    // Without view-clients the list is empty (contract/service-account-rights: "answer an empty list of clients if
    // query-clients is there"). Taking that for "nobody is an administrator" would leave administrators unprotected.
    throw new KeycloakError(
      'refused',
      'GET clients: the client that holds the rights over the realm is hidden',
    );
  }

  return {
    async read() {
      const reading = (cached ??= load());
      try {
        return await reading;
      } catch (error) {
        if (cached === reading) cached = undefined;
        throw error;
      }
    },
    forget() {
      cached = undefined;
    },
  };
}

/** Reads the rights over a realm other than `master`, which are the roles of one client. */
export function createRealmRights(admin: KeycloakAdminClient, call: Caller): Rights {
  const managementId = createManagementId(admin, call);

  async function effectiveRoles(holder: RoleHolder): Promise<readonly string[]> {
    const clientUniqueId = await managementId.read();
    const [kind, id, api] = roleHolder(admin, holder);
    try {
      return namesOf(
        await call(`GET ${kind}/{id}/role-mappings/clients/{id}/composite`, () =>
          api.listCompositeClientRoleMappings({ id, clientUniqueId }),
        ),
      );
    } catch (error) {
      if (!(error instanceof KeycloakError) || error.failure !== 'notFound') throw error;
      if (error.problems.some(({ message }) => UNKNOWN_HOLDER.test(message))) return [];
      // The realm may have been created anew, with another client: look it up again.
      managementId.forget();
      return (await managementId.read()) === clientUniqueId ? [] : effectiveRoles(holder);
    }
  }

  return {
    ofUser: (user) => effectiveRoles({ user }),
    ofGroupItself: (group) => effectiveRoles({ group }),
    async ofRole(id) {
      const management = await managementId.read();
      const roles = await allComposites(admin, call, id);
      return namesOf(roles.filter(({ containerId }) => containerId === management));
    },
    async snapshot() {
      const management = await managementId.read();
      try {
        return await readAdministrators(admin, call, management);
      } catch (error) {
        // The realm may have been created anew, with another client.
        managementId.forget();
        throw error;
      }
    },
  };
}
