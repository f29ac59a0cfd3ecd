import { randomBytes } from 'node:crypto';
import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import { enableConsole } from '../../../bridge/enablement/consoleClient.ts';
import { openSetup } from '../../../bridge/keycloak/setup/realmSetup.ts';
import { grantRights } from '../../../dev/keycloak/grantRights.ts';
import { startTestBridge, type TestBridge, type TestRealm } from '../fixtures/bridge.ts';
import { testKeycloak } from '../keycloak/keycloak.ts';

/** A person who uses the console. */
export interface Person {
  readonly username: string;
  readonly password: string;
}

/** The people of a realm, by what they may do. */
interface People {
  /** May do everything that the console offers. */
  readonly operator: Person;
  /** May see everything and change nothing. */
  readonly viewer: Person;
  /** May do nothing. */
  readonly stranger: Person;
}

/** The roles of the client `realm-management` with which the console shows everything. */
const VIEWER_ROLES = ['view-clients', 'view-realm', 'view-users', 'view-events'];

/** Those with which it also changes everything. */
const OPERATOR_ROLES = [...VIEWER_ROLES, 'manage-clients', 'manage-realm', 'manage-users'];

/** A bridge with a console, and a realm whose people use it. */
export interface Stage {
  readonly bridge: TestBridge;
  readonly realm: TestRealm;
  readonly people: People;
  /** The address of the console of a realm, with a slash at its end. */
  consoleUrl(realm?: string): string;
  /** The address of a page about the stage's realm. */
  pageUrl(page: string): string;
  close(): Promise<void>;
}

/** Makes a person with roles of `realm-management`. */
async function createPerson(
  admin: KeycloakAdminClient,
  realm: string,
  username: string,
  roleNames: readonly string[],
): Promise<Person> {
  const password = randomBytes(12).toString('base64url');
  const { id } = await admin.users.create({
    realm,
    username,
    enabled: true,
    email: `${username}@example.com`,
    firstName: username,
    lastName: 'Example',
    credentials: [{ type: 'password', value: password, temporary: false }],
  });
  await grantRights(admin, { realm, userId: id }, (name) => roleNames.includes(name));
  return { username, password };
}

/** Brings up a bridge with its console and a realm with people; close it in `afterAll`. */
export async function openStage(options: Parameters<TestBridge['realm']>[0] = {}): Promise<Stage> {
  const bridge = await startTestBridge({ KEYCLOAK_URL: testKeycloak().url });
  const realm = await bridge.realm(options);
  const consoleUrl = (name = realm.name): string =>
    `${bridge.managementUrl}/realms/${encodeURIComponent(name)}/scim/console/`;
  const { url, adminUser, adminPassword } = testKeycloak();
  const setup = await openSetup(realm.name, { url, adminUser, adminPassword, adminRealm: 'master' });
  await enableConsole(setup, bridge.managementUrl);
  const person = (username: string, roles: readonly string[]): Promise<Person> =>
    createPerson(bridge.admin, realm.name, username, roles);
  return {
    bridge,
    realm,
    people: {
      operator: await person('olga', OPERATOR_ROLES),
      viewer: await person('vera', VIEWER_ROLES),
      stranger: await person('nora', []),
    },
    consoleUrl,
    pageUrl: (page) => `${consoleUrl()}${realm.name}/${page}`,
    close: () => bridge.close(),
  };
}
