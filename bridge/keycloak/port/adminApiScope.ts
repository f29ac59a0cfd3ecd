/**
 * The client scope that an access token needs for Keycloak's Admin REST API, from Keycloak 26.8.2 on; older versions do
 * not have it.
 */
export const ADMIN_API_SCOPE = 'kc-admin-api';
