import { KeycloakError } from '../port/errors.ts';
import { MADE_BY_SETUP, type RealmAccess } from './part.ts';

/** What set-up has made in a realm, to be removed. */
export interface Removals {
  /** Finds a client scope with its attributes; `undefined` if there is none of this name. */
  clientScope(name: string): Promise<{ readonly id: string; readonly isMadeBySetup: boolean } | undefined>;
  /** Finds a realm role by its name, and tells whether set-up made it; `undefined` if it does not exist. */
  role(name: string): Promise<{ readonly isMadeBySetup: boolean } | undefined>;
  /** Removes the client with this Keycloak id; it may have gone already. */
  removeClient(id: string): Promise<void>;
  removeClientScope(id: string): Promise<void>;
  removeRole(name: string): Promise<void>;
}

/** Whether set-up has made something: its attributes say so, or its description where it was made before they did. */
export const isMadeBySetup = (
  {
    attributes = {},
    description,
  }: { attributes?: Readonly<Record<string, unknown>> | undefined; description?: unknown },
  ownDescription: string,
): boolean =>
  description === ownDescription ||
  Object.entries(MADE_BY_SETUP).every(([name, value]) => attributes[name] === value);

/** The description of the client scope that set-up makes. */
export const SCOPE_DESCRIPTION = 'Provisioning of users and groups by SCIM.';

/** The description of the realm role that set-up makes. */
export const ROLE_DESCRIPTION = 'Marks users whom SCIM created.';

/** Creates the removals of a realm. */
export function createRemovals({ admin, realm, call }: RealmAccess): Removals {
  const unlessGone = async (removal: Promise<unknown>): Promise<void> => {
    try {
      await removal;
    } catch (error) {
      if (!(error instanceof KeycloakError) || error.failure !== 'notFound') throw error;
    }
  };
  return {
    async clientScope(name) {
      const scopes = await call('GET client-scopes', () => admin.clientScopes.find({ realm }));
      const scope = scopes.find((candidate) => candidate.name === name);
      if (scope?.id === undefined) return undefined;
      return { id: scope.id, isMadeBySetup: isMadeBySetup(scope, SCOPE_DESCRIPTION) };
    },
    async role(name) {
      // The admin client turns 404 into `null`.
      const role = (await call('GET role', () => admin.roles.findOneByName({ realm, name }))) ?? undefined;
      return role && { isMadeBySetup: isMadeBySetup(role, ROLE_DESCRIPTION) };
    },
    removeClient: (id) => unlessGone(call('DELETE clients/{id}', () => admin.clients.del({ realm, id }))),
    removeClientScope: (id) =>
      unlessGone(call('DELETE client-scopes/{id}', () => admin.clientScopes.del({ realm, id }))),
    removeRole: (name) => unlessGone(call('DELETE role', () => admin.roles.delByName({ realm, name }))),
  };
}
