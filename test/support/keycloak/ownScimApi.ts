import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import type { RoleMappingPayload } from '@keycloak/keycloak-admin-client/lib/defs/roleRepresentation.js';
import { send, type Answer } from '../scim/send.ts';
import { testKeycloak } from './keycloak.ts';
import { accessToken } from './tokenEndpoint.ts';

/** Keycloak's own SCIM API in a realm, as one of its clients reaches it. */
export interface OwnScimApi {
  send(method: string, path: string, body?: unknown): Promise<Answer>;
  /** Creates a user with this externalId, and gives its id. */
  createUser(
    userName: string,
    externalId: string,
    members?: Readonly<Record<string, unknown>>,
  ): Promise<string>;
  /** Creates a group with this externalId, and gives its id. */
  createGroup(displayName: string, externalId: string): Promise<string>;
}

const SECRET = 'secret-of-a-scim-client';

/** Declares user attributes, which administrators alone see and write. */
export async function declareAttributes(
  admin: KeycloakAdminClient,
  realm: string,
  declared: readonly { readonly name: string; readonly annotations?: Record<string, unknown> }[],
): Promise<void> {
  const { attributes = [], ...profile } = await admin.users.getProfile({ realm });
  const permissions = { view: ['admin'], edit: ['admin'] };
  const added = declared.map((attribute) => ({ permissions, ...attribute }));
  await admin.users.updateProfile({ realm, ...profile, attributes: [...attributes, ...added] });
}

/** A client whose account may manage the users of the realm, and whose tokens the API accepts; gives such a token. */
async function makeClient(admin: KeycloakAdminClient, realm: string, audience: string): Promise<string> {
  const clientId = 'former-provisioning';
  const { id } = await admin.clients.create({
    ...{ realm, clientId, secret: SECRET, serviceAccountsEnabled: true, standardFlowEnabled: false },
    protocolMappers: [
      {
        ...{ name: 'audience', protocol: 'openid-connect', protocolMapper: 'oidc-audience-mapper' },
        config: { 'included.custom.audience': audience, 'access.token.claim': 'true' },
      },
    ],
  });
  const account = await admin.clients.getServiceAccountUser({ realm, id });
  const [management] = await admin.clients.find({ realm, clientId: 'realm-management' });
  const clientUniqueId = management?.id ?? '';
  const role = await admin.clients.findRole({ realm, id: clientUniqueId, roleName: 'manage-users' });
  await admin.users.addClientRoleMappings({
    ...{ realm, id: account.id ?? '', clientUniqueId },
    roles: [role as RoleMappingPayload],
  });
  return accessToken(realm, { grant_type: 'client_credentials', client_id: clientId, client_secret: SECRET });
}

/** Opens Keycloak's own SCIM API of a realm, in which it is switched on; `paths` are SCIM paths by user attribute. */
export async function openOwnScimApi(
  admin: KeycloakAdminClient,
  realm: string,
  paths: Readonly<Record<string, string>>,
): Promise<OwnScimApi> {
  const annotated = Object.entries(paths).map(([name, path]) => ({
    name,
    annotations: { 'kc.scim.schema.attribute': path },
  }));
  await declareAttributes(admin, realm, annotated);
  const base = `${testKeycloak().url}/realms/${realm}/scim/v2`;
  const headers = { Authorization: `Bearer ${await makeClient(admin, realm, base)}` };
  const request: OwnScimApi['send'] = (method, path, body) =>
    send(method, `${base}${path}`, { body, headers });

  async function create(path: string, body: object): Promise<string> {
    const made = await request('POST', path, body);
    if (made.status === 201) return String(made.body.id);
    throw new Error(`POST ${path}: ${made.status} ${JSON.stringify(made.body)}`);
  }

  return {
    send: request,
    createUser: (userName, externalId, members = {}) =>
      create('/Users', {
        ...{ schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName, externalId, active: true },
        ...{
          name: { givenName: 'Given', familyName: 'Family' },
          emails: [{ value: `${userName}@example.com` }],
        },
        ...members,
      }),
    createGroup: (displayName, externalId) =>
      create('/Groups', {
        ...{ schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName, externalId },
      }),
  };
}
