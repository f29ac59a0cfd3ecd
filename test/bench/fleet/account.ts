import { randomBytes } from 'node:crypto';
import KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import type { RoleMappingPayload } from '@keycloak/keycloak-admin-client/lib/defs/roleRepresentation.js';
import type { RunningKeycloak } from '../../../dev/keycloak/launch.ts';
import { signIn } from '../../../dev/keycloak/signIn.ts';

/** Who sets the realms up. */
export interface Account {
  signIn(): Promise<KeycloakAdminClient>;
  /** The environment variables by which the command line signs in. */
  readonly env: Readonly<Record<string, string>>;
}

/** Keycloak's first administrator, whose role `admin` contains twenty roles of every realm. */
export const administrator = (keycloak: RunningKeycloak): Account => ({
  signIn: () => signIn(keycloak),
  env: { KEYCLOAK_ADMIN: keycloak.adminUser, KEYCLOAK_ADMIN_PASSWORD: keycloak.adminPassword },
});

/**
 * Creates a service account as docs/reference/realm-documents.md advises: lightweight tokens, and rights over the realms
 * that it creates alone.
 */
export async function createServiceAccount(keycloak: RunningKeycloak): Promise<Account> {
  const clientId = 'bench-fleet';
  const clientSecret = randomBytes(18).toString('base64url');
  const admin = await signIn(keycloak);
  const master = { realm: 'master' };
  const { id } = await admin.clients.create({
    ...{ ...master, clientId, secret: clientSecret, publicClient: false, serviceAccountsEnabled: true },
    attributes: { 'client.use.lightweight.access.token.enabled': 'true' },
  });
  const account = await admin.clients.getServiceAccountUser({ ...master, id });
  const role = await admin.roles.findOneByName({ ...master, name: 'create-realm' });
  await admin.users.addRealmRoleMappings({
    ...{ ...master, id: account.id ?? '' },
    roles: [role as RoleMappingPayload],
  });
  return {
    async signIn() {
      const client = new KeycloakAdminClient({ baseUrl: keycloak.url, realmName: 'master' });
      await client.auth({ grantType: 'client_credentials', clientId, clientSecret });
      return client;
    },
    env: { KEYCLOAK_ADMIN_CLIENT_ID: clientId, KEYCLOAK_ADMIN_CLIENT_SECRET: clientSecret },
  };
}
