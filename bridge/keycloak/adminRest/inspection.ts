import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import type { RealmInspection } from '../port/inspection.ts';
import { readAll } from '../port/readAll.ts';
import { required } from '../port/required.ts';
import type { KeycloakAdministration } from '../port/roles.ts';
import type { Caller, CallRecord } from './call.ts';

/** The feature of Keycloak that is its own SCIM API. */
const SCIM_API = 'SCIM_API';

/** Keeps the calls that Keycloak refuses because of a missing right, of all calls that it is told. */
export function createRefusalRecord() {
  const calls: string[] = [];
  return {
    calls: (): readonly string[] => [...calls],
    note: ({ call, status }: CallRecord): void => {
      if (status === 403) calls.push(call);
    },
  };
}

/** Creates the part of the port that reads what an examination of a realm needs besides. */
export function createInspection(
  admin: KeycloakAdminClient,
  call: Caller,
  administration: Pick<KeycloakAdministration, 'ofUser'>,
  refusedCalls: RealmInspection['refusedCalls'],
): RealmInspection {
  return {
    async server() {
      const { systemInfo, features = [] } = await call('GET serverinfo', () => admin.serverInfo.find());
      const scimApi = features.find(({ name }) => name === SCIM_API);
      return { version: systemInfo?.version, hasOwnScimApi: scimApi?.enabled === true };
    },
    async serviceClient(clientId) {
      const [client] = await call('GET clients', () => admin.clients.find({ clientId }));
      if (client === undefined) return undefined;
      return {
        id: required(client.id, 'the id of a client'),
        enabled: client.enabled ?? false,
        hasServiceAccount: client.serviceAccountsEnabled ?? false,
        defaultScopes: client.defaultClientScopes ?? [],
      };
    },
    async rightsOf(clientId) {
      const account = await call('GET service account', () =>
        admin.clients.getServiceAccountUser({ id: clientId }),
      );
      return administration.ofUser(required(account.id, 'the id of a service account'));
    },
    async clientScopes() {
      const scopes = await call('GET client-scopes', () => admin.clientScopes.find());
      return scopes.map(({ name = '' }) => name);
    },
    async realmAttributes() {
      const found = await call('GET realm', () => admin.realms.findOne({ realm: admin.realmName }));
      return Object.keys(found?.attributes ?? {}).sort();
    },
    async organizations() {
      const found = await call('GET realm', () => admin.realms.findOne({ realm: admin.realmName }));
      // Where they are off, Keycloak answers 404, as if there were no such realm.
      if (found?.organizationsEnabled !== true) return [];
      return readAll(async (window) => {
        const organizations = await call('GET organizations', () => admin.organizations.find(window));
        return organizations.map(({ id, alias = '' }) => ({
          id: required(id, 'the id of an organization'),
          name: alias,
        }));
      });
    },
    organizationMembers: (orgId) =>
      readAll(async (window) => {
        const members = await call('GET organizations/{id}/members', () =>
          admin.organizations.listMembers({ orgId, ...window }),
        );
        return members.map(({ id, username = '' }) => ({
          id: required(id, 'the id of a member'),
          name: username,
        }));
      }),
    refusedCalls,
  };
}
