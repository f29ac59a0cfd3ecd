import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import { adminApi, type AdminSend } from './adminApi.ts';
import type { TestBridge, TestRealm } from './bridge.ts';
import { adminClient } from './keycloak.ts';

/** A realm that has things for rules to name. */
export interface OnboardingStage {
  readonly realm: TestRealm;
  readonly api: AdminSend;
  /** Puts rules into force; throws unless they are accepted. */
  rules(onboarding: Record<string, unknown>, members?: Record<string, unknown>): Promise<void>;
  /** The administrator, signed in anew. */
  admin(): Promise<KeycloakAdminClient>;
  /** Roles of the realm, and of the client `shop`, that a user holds directly. */
  rolesOf(id: string): Promise<string[]>;
  /** How many users the realm has with this name. */
  count(username: string): Promise<number>;
}

const PROVIDER = {
  providerId: 'oidc',
  enabled: true,
  config: {
    clientId: 'a',
    clientSecret: 'b',
    authorizationUrl: 'https://idp.example.test/a',
    tokenUrl: 'https://idp.example.test/t',
  },
};

/** Makes a realm with roles `staff`, `other` and, of the client `shop`, `buyer`; groups `/staff` and `/staff/sales`; an identity provider `corp`. */
export async function onboardingStage(
  bridge: TestBridge,
  options: Parameters<TestBridge['realm']>[0] = {},
): Promise<OnboardingStage> {
  const realm = await bridge.realm(options);
  const { name } = realm;
  const api = adminApi(bridge, name);
  const admin = await adminClient();
  for (const role of ['staff', 'other']) await admin.roles.create({ realm: name, name: role });
  const shop = await admin.clients.create({
    realm: name,
    clientId: 'shop',
    redirectUris: ['https://shop.test/*'],
  });
  await admin.clients.createRole({ realm: name, id: shop.id, name: 'buyer' });
  await admin.clients.createRole({ realm: name, id: shop.id, name: 'seller' });
  const staff = await admin.groups.create({ realm: name, name: 'staff' });
  await admin.groups.createChildGroup({ realm: name, id: staff.id }, { name: 'sales' });
  await admin.identityProviders.create({ realm: name, alias: 'corp', ...PROVIDER });
  return {
    realm,
    api,
    admin: adminClient,
    async rules(onboarding, members = {}) {
      const config = { version: 1, ...members, onboarding };
      const { profile = 'generic' } = options;
      const put = await api('PUT', '/config', { enabled: true, profile, config }, { 'If-Match': '*' });
      if (put.status !== 200) throw new Error(JSON.stringify(put.body));
    },
    async rolesOf(id) {
      const fresh = await adminClient();
      const { realmMappings = [], clientMappings = {} } = await fresh.users.listRoleMappings({
        realm: name,
        id,
      });
      const ofShop =
        (clientMappings as Record<string, { mappings: { name: string }[] }>).shop?.mappings ?? [];
      return [...realmMappings, ...ofShop]
        .map((role) => role.name ?? '')
        .filter((role) => !role.startsWith('default-roles-'))
        .sort();
    },
    async count(username) {
      const fresh = await adminClient();
      return (await fresh.users.find({ realm: name, username, exact: true })).length;
    },
  };
}
