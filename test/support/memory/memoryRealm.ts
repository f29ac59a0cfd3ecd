import { randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { withKnownPersons } from '../../../bridge/keycloak/adminRest/users/knownPersons.ts';
import type { KeycloakLookups, KeycloakRealm, RealmSettings } from '../../../bridge/keycloak/port/realm.ts';
import type { KeycloakGroups, KeycloakTree } from '../../../bridge/keycloak/port/groups.ts';
import type { KeycloakAdministration, KeycloakRoles } from '../../../bridge/keycloak/port/roles.ts';
import type { ActionsMail, UserCalls } from '../../../bridge/keycloak/port/users.ts';
import { NEW_REALM } from '../../../bridge/enablement/plan/compileRequest.ts';
import { createMemoryConsole } from './memoryConsole.ts';
import { createMemoryGroups } from './memoryGroups.ts';
import { createMemoryAdministration, createMemoryRoles } from './memoryRoles.ts';
import { addClient, addRole, asPromises, clientOf, type Immediate, type MemoryState } from './memoryState.ts';
import { createUserReads } from './memoryUsers.ts';
import { createUserWrites } from './memoryUserWrites.ts';
import type { OpenRealm, RealmConsole, RealmOptions } from './openRealm.ts';

/** A realm in memory, with the mails that it would have sent. */
export interface MemoryRealm extends OpenRealm {
  readonly mails: readonly ActionsMail[];
}

/** How a realm in memory is made. */
export interface MemoryRealmOptions extends RealmOptions {
  /** The name of the realm; `acme` by default. */
  readonly name?: string;
}

/** Roles of `realm-management` that tests use; a real realm has more. */
const RIGHTS = ['manage-users', 'view-users', 'query-users', 'view-realm', 'view-clients', 'manage-realm'];

const REQUIRED_ACTIONS = ['CONFIGURE_TOTP', 'UPDATE_PASSWORD', 'UPDATE_PROFILE', 'VERIFY_EMAIL'];

const LENGTH = { length: { max: 255 } };

/** The validators of the user profile of a new realm. */
export const DEFAULT_VALIDATORS: Readonly<Record<string, RealmSettings['profile'][number]['validators']>> = {
  username: {
    length: { min: 3, max: 255 },
    'username-prohibited-characters': {},
    'up-username-not-idn-homograph': {},
  },
  email: { email: {}, ...LENGTH },
  firstName: { ...LENGTH, 'person-name-prohibited-characters': {} },
  lastName: { ...LENGTH, 'person-name-prohibited-characters': {} },
};

/** The user profile of a new realm. */
const PROFILE: RealmSettings['profile'] = NEW_REALM.settings.profile.map((attribute) => ({
  ...attribute,
  validators: DEFAULT_VALIDATORS[attribute.name] ?? {},
}));

/** A realm as Keycloak creates one, where administrators may write undeclared attributes. */
function newState({ name = 'acme', usernamesEditable = true }: MemoryRealmOptions): MemoryState {
  const defaultRole = { id: randomUUID(), name: `default-roles-${name}` };
  const state: MemoryState = {
    name,
    settings: {
      ...NEW_REALM.settings,
      id: randomUUID(),
      usernamesEditable,
      keepsUnmanagedAttributes: true,
      unmanagedAttributePolicy: 'ADMIN_EDIT',
      defaultRole,
      profile: PROFILE,
    },
    users: new Map(),
    groups: new Map(),
    roles: new Map(),
    clients: new Map(),
    identityProviders: new Set(),
    defaultGroups: new Set(),
  };
  const composites = ['offline_access', 'uma_authorization'].map((role) => addRole(state, role).id);
  state.roles.set(defaultRole.id, { role: defaultRole, composites });
  addClient(state, 'account', ['manage-account', 'view-profile']);
  addClient(state, 'realm-management', RIGHTS);
  return state;
}

/** What exists in a realm in memory for rules to name. */
function createMemoryLookups(state: MemoryState): Immediate<KeycloakLookups> {
  const rolesOf = (client: string | undefined): string[] =>
    [...state.roles.values()].flatMap(({ role }) => (role.client === client ? [role.name] : []));
  return {
    realmRoles: () => rolesOf(undefined),
    clientRoles: (id) => rolesOf(id),
    clients: () => [...state.clients.values()].map(({ clientId }) => clientId),
    requiredActions: () => REQUIRED_ACTIONS,
    identityProviders: () => [...state.identityProviders],
    hasIdentityProvider: (alias) => state.identityProviders.has(alias),
  };
}

/**
 * Creates a realm in memory that behaves as Keycloak does behind the port; test/contract/realm runs the same cases
 * against both. Groups that are roles are not part of it.
 */
export function createMemoryRealm(options: MemoryRealmOptions = {}): MemoryRealm {
  const state = newState(options);
  const mails: ActionsMail[] = [];
  const groups = {
    ...asPromises<Omit<KeycloakGroups & KeycloakTree, 'knownName'>>(createMemoryGroups(state)),
    knownName: (id: string) => state.groups.get(id)?.group.name,
  };
  const issuer = `https://keycloak.example.test/realms/${state.name}`;
  const realm: KeycloakRealm = {
    name: state.name,
    key: state.name,
    users: withKnownPersons(
      asPromises<UserCalls>({
        ...createUserReads(state),
        ...createUserWrites(state, mails),
      }),
      { realm: state.name, persons: new LRUCache({ max: 1_000 }) },
    ),
    groups,
    tree: groups,
    rolesAsGroups() {
      throw new Error('A realm in memory has no roles in the place of groups.');
    },
    roles: asPromises<KeycloakRoles>(createMemoryRoles(state)),
    administration: asPromises<KeycloakAdministration>(createMemoryAdministration(state)),
    lookups: asPromises<KeycloakLookups>(createMemoryLookups(state)),
    settings: () => Promise.resolve(state.settings),
    sharesSecret: () => false,
    issuer: () => Promise.resolve(issuer),
    keysUrl: `${issuer}/protocol/openid-connect/certs`,
    client: (clientId) => Promise.resolve(clientOf(state, clientId)),
  };
  return {
    realm,
    console: asPromises<RealmConsole>(createMemoryConsole(state)),
    mails,
    close: () => Promise.resolve(),
  };
}
