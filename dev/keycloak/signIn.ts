import KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import type { RunningKeycloak } from './launch.ts';

/** An admin client of Keycloak's own administrator; its token lives a minute, so sign in again rather than keep it. */
export async function signIn({
  url,
  adminUser,
  adminPassword,
}: Pick<RunningKeycloak, 'url' | 'adminUser' | 'adminPassword'>): Promise<KeycloakAdminClient> {
  const admin = new KeycloakAdminClient({ baseUrl: url, realmName: 'master' });
  await admin.auth({
    grantType: 'password',
    clientId: 'admin-cli',
    username: adminUser,
    password: adminPassword,
  });
  return admin;
}
