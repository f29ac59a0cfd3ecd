import { randomBytes } from 'node:crypto';
import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
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

/**
 * Deletes realms that a test made, unless the Keycloak ends with the tests: to delete a realm is more work for Keycloak
 * than all that most tests do in it.
 */
export async function removeRealms(...realms: readonly string[]): Promise<void> {
  if (process.env.TEST_KEYCLOAK_THROWAWAY === 'true') return;
  const admin = await adminClient();
  for (const realm of realms) await admin.realms.del({ realm });
}

/** A realm name that no other test uses. */
export function freshRealmName(prefix = 'test'): string {
  return `${prefix}-${randomBytes(5).toString('hex')}`;
}
