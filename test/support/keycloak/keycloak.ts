import { randomBytes } from 'node:crypto';
import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import type { RoleMappingPayload } from '@keycloak/keycloak-admin-client/lib/defs/roleRepresentation.js';
import { signIn } from '../../../dev/keycloak/signIn.ts';

/** The Keycloak that this test run shares. */
export interface TestKeycloak {
  readonly url: string;
  readonly adminUser: string;
  readonly adminPassword: string;
}

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '')
    throw new Error(`${name} is not set: run live tests through npm test`);
  return value;
}

/** Where the shared Keycloak is. */
export function testKeycloak(): TestKeycloak {
  return {
    url: required('TEST_KEYCLOAK_URL'),
    adminUser: required('TEST_KEYCLOAK_ADMIN'),
    adminPassword: required('TEST_KEYCLOAK_PASSWORD'),
  };
}

/** An admin client that looks at Keycloak from outside the bridge; signs in anew whenever its token runs out. */
export function adminClient(): Promise<KeycloakAdminClient> {
  return signIn(testKeycloak());
}

/** Takes the rights over a realm, which Keycloak gave the tests' administrator when he created it, from him. */
async function giveUpRights(admin: KeycloakAdminClient, realm: string): Promise<void> {
  const [client] = await admin.clients.find({ realm: 'master', clientId: `${realm}-realm` });
  const [user] = await admin.users.find({ realm: 'master', username: testKeycloak().adminUser, exact: true });
  if (client?.id === undefined || user?.id === undefined) throw new Error(`no rights over realm ${realm}`);
  const holder = { realm: 'master', id: user.id, clientUniqueId: client.id };
  const roles = (await admin.users.listClientRoleMappings(holder)) as RoleMappingPayload[];
  await admin.users.delClientRoleMappings({ ...holder, roles });
}

/**
 * Ends the use of realms that a test made: deletes them, unless the Keycloak ends with the tests, since to delete a
 * realm is more work for Keycloak than all that most tests do in it.
 */
export async function removeRealms(...realms: readonly string[]): Promise<void> {
  const admin = await adminClient();
  for (const realm of realms) {
    if (process.env.TEST_KEYCLOAK_THROWAWAY === 'true') await giveUpRights(admin, realm);
    else await admin.realms.del({ realm });
  }
}

/** A realm name that no other test uses. */
export function freshRealmName(prefix = 'test'): string {
  return `${prefix}-${randomBytes(5).toString('hex')}`;
}
