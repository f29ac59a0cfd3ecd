import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import { LRUCache } from 'lru-cache';
import type { Caller } from './call.ts';
import type { RealmIssuer } from '../auth/issuer.ts';
import type { KeycloakRealm } from '../port/realm.ts';
import { required } from '../port/required.ts';
import { createAdministration } from './rights/administration.ts';
import { createGroups } from './groups/groups.ts';
import { withKnownNames, type GroupNames } from './groups/knownGroupNames.ts';
import { withKnownPersons, type KnownPersons } from './users/knownPersons.ts';
import { createLookups } from './lookups.ts';
import { settingsOf } from './realmSettings.ts';
import { createRoles } from './roles/roles.ts';
import { createRolesAsGroups } from './roles/rolesAsGroups.ts';
import { withWrittenNames, type WrittenNames } from './users/staleNames.ts';
import { createUsers } from './users/users.ts';

/** What is remembered of a realm that the bridge has signed in to. */
export interface RealmMemory {
  /** The names that users were given. */
  readonly writtenNames: WrittenNames;
  readonly groupNames: GroupNames;
  readonly persons: KnownPersons;
}

/** Maximum number of groups, and of users, that are known to an account that does not stay. */
const MAX_PASSING_ENTRIES = 100;

/** Creates the realm of the port; `memory` is for an account that stays. */
export function createRealm(
  name: string,
  admin: KeycloakAdminClient,
  call: Caller,
  issuer: RealmIssuer,
  memory?: RealmMemory,
): KeycloakRealm {
  const plainGroups = createGroups(admin, call, name);
  const plainUsers = createUsers(admin, call);
  const groupNames = memory?.groupNames ?? new LRUCache({ max: MAX_PASSING_ENTRIES });
  const groups = withKnownNames(plainGroups, { realm: name, names: groupNames });
  const persons = memory?.persons ?? new LRUCache({ max: MAX_PASSING_ENTRIES });
  const users = withKnownPersons(
    memory === undefined
      ? plainUsers
      : withWrittenNames(plainUsers, { realm: name, writtenNames: memory.writtenNames, admin, call }),
    { realm: name, persons },
  );
  const roles = createRoles(admin, call);
  const administration = createAdministration(admin, call, { realm: name, groups, roles });
  return {
    name,
    // Its id is unknown until its settings are read; a tenant has it as key.
    key: name,
    issuer: () => issuer.get(),
    keysUrl: issuer.keysUrl,
    sharesSecret: () => false,
    users,
    groups,
    tree: groups,
    rolesAsGroups: () => createRolesAsGroups(admin, call, { name, users, administration }),
    roles,
    administration,
    lookups: createLookups(admin, call),
    async settings() {
      const [realm, profile] = await Promise.all([
        call('GET realm', () => admin.realms.findOne({ realm: name })),
        call('GET users/profile', () => admin.users.getProfile()),
      ]);
      return settingsOf(name, realm, profile);
    },
    async client(clientId) {
      const [client] = await call('GET clients', () => admin.clients.find({ clientId }));
      if (client === undefined) return undefined;
      return {
        id: required(client.id, 'the id of a client'),
        enabled: client.enabled ?? false,
        attributes: (client.attributes ?? {}) as Record<string, string>,
        mappers: (client.protocolMappers ?? [])
          .map(({ name = '', protocolMapper = '', config = {} }) => ({
            name,
            kind: protocolMapper,
            config: config as Record<string, string>,
          }))
          .sort((a, b) => (a.name < b.name ? -1 : 1)),
      };
    },
  };
}
