import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import type { Caller } from './call.ts';
import type { KeycloakNames } from '../port/realm.ts';

/** Most names that are read where not all of them are needed. */
const MAX = 500;

const textsOf = (values: readonly (string | undefined)[]): string[] =>
  values.filter((value) => value !== undefined);

/** Creates the part of a realm that tells what there is for rules to name. */
export function createNames(admin: KeycloakAdminClient, call: Caller): KeycloakNames {
  return {
    async realmRoles() {
      const found = await call('GET roles', () => admin.roles.find({ first: 0, max: MAX }));
      return textsOf(found.map(({ name }) => name));
    },
    async clientRoles(id) {
      const found = await call('GET clients/{id}/roles', () => admin.clients.listRoles({ id }));
      return textsOf(found.map(({ name }) => name));
    },
    async clients() {
      const found = await call('GET clients', () => admin.clients.find({ first: 0, max: MAX }));
      return textsOf(found.map(({ clientId }) => clientId));
    },
    async requiredActions() {
      const found = await call('GET required-actions', () =>
        admin.authenticationManagement.getRequiredActions(),
      );
      return textsOf(found.map(({ alias }) => alias));
    },
    async identityProviders() {
      const found = await call('GET identity-providers', () =>
        admin.identityProviders.find({ first: 0, max: MAX }),
      );
      return textsOf(found.map(({ alias }) => alias));
    },
    async hasIdentityProvider(alias) {
      const found = await call('GET identity-providers/{alias}', () =>
        admin.identityProviders.findOne({ alias }),
      );
      return found?.alias !== undefined;
    },
  };
}
