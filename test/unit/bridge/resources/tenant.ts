import type { KeycloakRealm, RealmSettings } from '../../../../bridge/keycloak/port/realm.ts';
import type { KeycloakUser } from '../../../../bridge/keycloak/port/users.ts';
import type { Tenant } from '../../../../bridge/tenants/tenant.ts';
import type { Behaviours } from '../../../../mappers/document/types.ts';
import { loadQuirks } from '../../../../mappers/rewriting/loadQuirks.ts';
import { compileProfile } from '../../../../mappers/profile.ts';

const SETTINGS: RealmSettings = {
  id: 'acme-id',
  enabled: true,
  usernamesEditable: true,
  emailAsUsername: false,
  duplicateEmails: false,
  keepsUnmanagedAttributes: true,
  usersWriteUnmanaged: false,
  internationalized: false,
  hasMailServer: true,
  hasOwnScimApi: false,
  maxSessionSeconds: 36_000,
  profile: [],
};

/** A realm without any calls, for code that makes none. */
const REALM = { name: 'acme', key: 'acme-id' } as KeycloakRealm;

const PROFILE = compileProfile({ preset: 'generic', quirks: await loadQuirks() });

/** A tenant with the generic preset. */
export function tenantWith(
  settings: Partial<RealmSettings> = {},
  behaviours: Partial<Behaviours> = {},
): Tenant {
  return {
    realm: REALM,
    endpointId: 'endpoint-id',
    source: 'scim',
    baseUrl: 'https://x.example/realms/acme/scim/v2',
    profile: PROFILE,
    compiledFrom: '',
    behaviours: { ...PROFILE.behaviours, ...behaviours },
    quirks: [],
    userType: PROFILE.user.type,
    userMapping: PROFILE.user.mapping,
    groupType: PROFILE.group.type,
    groupMapping: PROFILE.group.mapping,
    findings: [],
    dropped: new Map(),
    defaultGrants: { grants: [], readAt: 0, read: () => Promise.resolve([]) },
    settings: { ...SETTINGS, ...settings },
    indexed: new Set(PROFILE.user.mapping.indexed),
    scanLimit: 100,
    addresses: ['https://x.example'],
    config: { version: 1 },
    credentials: { tokens: [], basic: true, issuers: [] },
    accepted: { tokens: [], basic: true, issuers: [] },
  };
}

/** A user as Keycloak stores it. */
export function keycloakUser(members: Partial<KeycloakUser> = {}): KeycloakUser {
  return {
    id: '1',
    username: 'ann',
    enabled: true,
    attributes: {},
    serviceAccount: false,
    federated: false,
    ...members,
  };
}
