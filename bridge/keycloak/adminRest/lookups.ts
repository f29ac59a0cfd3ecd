import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import type { Caller } from './call.ts';
import type { KeycloakLookups } from '../port/realm.ts';

/** Maximum length of a list of suggestions. */
const MAX_SUGGESTIONS = 500;

const definedIn = (values: readonly (string | undefined)[]): string[] =>
  values.filter((value) => value !== undefined);

/** Creates the part of the port that looks up the names that rules can refer to. */
export function createLookups(admin: KeycloakAdminClient, call: Caller): KeycloakLookups {
  return {
    async realmRoles() {
      const roles = await call('GET roles', () => admin.roles.find({ first: 0, max: MAX_SUGGESTIONS }));
      return definedIn(roles.map(({ name }) => name));
    },
    async clientRoles(id) {
      const roles = await call('GET clients/{id}/roles', () => admin.clients.listRoles({ id }));
      return definedIn(roles.map(({ name }) => name));
    },
    async clients() {
      const clients = await call('GET clients', () => admin.clients.find({ first: 0, max: MAX_SUGGESTIONS }));
      return definedIn(clients.map(({ clientId }) => clientId));
    },
    async requiredActions() {
      const actions = await call('GET required-actions', () =>
        admin.authenticationManagement.getRequiredActions(),
      );
      return definedIn(actions.map(({ alias }) => alias));
    },
    async identityProviders() {
      const providers = await call('GET identity-providers', () =>
        admin.identityProviders.find({ first: 0, max: MAX_SUGGESTIONS }),
      );
      return definedIn(providers.map(({ alias }) => alias));
    },
    async hasIdentityProvider(alias) {
      const provider = await call('GET identity-providers/{alias}', () =>
        admin.identityProviders.findOne({ alias }),
      );
      return provider?.alias !== undefined;
    },
  };
}
