import { randomBytes } from 'node:crypto';
import type { RoleMappingPayload } from '@keycloak/keycloak-admin-client/lib/defs/roleRepresentation.js';
import { startKeycloak } from '../../../dev/keycloak/start.ts';
import { signIn } from '../../../dev/keycloak/signIn.ts';
import type { RunningKeycloak } from '../../../dev/keycloak/launch.ts';
import type { TestKeycloak } from '../keycloak/keycloak.ts';

/** What jest's setup and teardown, loaded apart from one another, share within one jest process. */
export const shared = globalThis as {
  testKeycloak?: Promise<RunningKeycloak>;
  testAdministrator?: Promise<TestKeycloak>;
};

/**
 * Creates an administrator who has rights over the realms that he creates, and over `master`. The role `admin` of
 * Keycloak's first administrator contains twenty roles of every realm, and Keycloak goes through them at each of his
 * calls: with two hundred realms that takes it longer than all that the call does.
 */
async function createTestAdministrator(keycloak: RunningKeycloak): Promise<TestKeycloak> {
  const admin = await signIn(keycloak);
  const realm = 'master';
  const adminUser = 'administrator';
  const adminPassword = randomBytes(18).toString('base64url');
  const { id } = await admin.users.create({
    realm,
    username: adminUser,
    enabled: true,
    credentials: [{ type: 'password', value: adminPassword, temporary: false }],
  });
  const creator = await admin.roles.findOneByName({ realm, name: 'create-realm' });
  const [client] = await admin.clients.find({ realm, clientId: 'master-realm' });
  if (creator === undefined || client?.id === undefined) throw new Error('master has no administrator roles');
  const rights = await admin.clients.listRoles({ realm, id: client.id });
  await admin.users.addRealmRoleMappings({ realm, id, roles: [creator as RoleMappingPayload] });
  await admin.users.addClientRoleMappings({
    realm,
    id,
    clientUniqueId: client.id,
    roles: rights as RoleMappingPayload[],
  });
  return { url: keycloak.url, adminUser, adminPassword };
}

/** Starts the one Keycloak of a test run, whatever the number of projects that ask for it. */
export default async (): Promise<void> => {
  shared.testKeycloak ??= startKeycloak({
    purpose: 'tests',
    log: (line) => {
      process.stderr.write(`${line}\n`);
    },
  });
  const keycloak = await shared.testKeycloak;
  // In older versions such an administrator cannot grant rights over the realms that he creates (26.4).
  const isDefaultVersion = process.env.KEYCLOAK_VERSION === undefined;
  shared.testAdministrator ??=
    keycloak.throwaway && isDefaultVersion ? createTestAdministrator(keycloak) : Promise.resolve(keycloak);
  const { url, adminUser, adminPassword } = await shared.testAdministrator;
  Object.assign(process.env, {
    TEST_KEYCLOAK_URL: url,
    TEST_KEYCLOAK_ADMIN: adminUser,
    TEST_KEYCLOAK_PASSWORD: adminPassword,
    TEST_KEYCLOAK_THROWAWAY: String(keycloak.throwaway),
  });
};
