import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';

/** Gives a user roles of a client that administers a realm: `realm-management`, or `<realm>-realm` in `master`. */
export async function grantRights(
  admin: KeycloakAdminClient,
  {
    realm,
    userId,
    clientId = 'realm-management',
  }: { readonly realm: string; readonly userId: string; readonly clientId?: string },
  isGranted: (roleName: string) => boolean,
): Promise<void> {
  const [client] = await admin.clients.find({ realm, clientId });
  const clientUniqueId = client?.id ?? '';
  const roles = await admin.clients.listRoles({ realm, id: clientUniqueId });
  await admin.users.addClientRoleMappings({
    ...{ realm, id: userId, clientUniqueId },
    roles: roles.flatMap(({ id = '', name = '' }) => (isGranted(name) ? [{ id, name }] : [])),
  });
}
