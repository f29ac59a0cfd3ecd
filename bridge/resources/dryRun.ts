import { randomUUID } from 'node:crypto';
import { KeycloakError } from '../keycloak/port/errors.ts';
import type { GroupWrites } from '../keycloak/port/groups.ts';
import type { KeycloakRealm } from '../keycloak/port/realm.ts';
import type { KeycloakRole, RoleHolder, RoleWrites } from '../keycloak/port/roles.ts';
import type { UserReplacement, UserWrites } from '../keycloak/port/users.ts';

/** What a dry run tells and asks. */
export interface DryRun {
  /** Told every write, by its name. */
  readonly onWrite: (call: string) => void;
  /** Does work whose calls are not part of what is rehearsed. */
  readonly aside: <T>(work: () => Promise<T>) => Promise<T>;
}

/** A realm that is read as it is and not written: writes are told by their name and succeed, unless a user's name or e-mail is taken. */
export function dryRun(realm: KeycloakRealm, { onWrite, aside }: DryRun): KeycloakRealm {
  const { calls } = realm.groups;
  /** The id of whatever is made. */
  const NEW = randomUUID();
  const write = <T>(call: string, result: T): Promise<T> => {
    onWrite(call);
    return Promise.resolve(result);
  };
  /** A call for the roles of the realm, and one for those of each client. */
  const mapRoles = (method: string, holder: RoleHolder, roles: readonly KeycloakRole[]): Promise<void> => {
    const kind = 'user' in holder ? 'users' : 'groups';
    for (const client of new Set(roles.map((role) => role.client))) {
      onWrite(`${method} ${kind}/{id}/role-mappings/${client === undefined ? 'realm' : 'clients/{id}'}`);
    }
    return Promise.resolve();
  };
  async function refuseTaken(id: string, { username, email }: UserReplacement): Promise<void> {
    for (const [by, value] of [
      ['username', username.toLowerCase()] as const,
      ['email', email ?? ''] as const,
    ]) {
      if (value === '') continue;
      const found = await aside(() => realm.users.find({ by, value }, { first: 0, max: 2 }));
      if (found.every((user) => user.id === id)) continue;
      throw new KeycloakError('conflict', 'taken', {
        problems: [{ message: `User exists with same ${by}` }],
      });
    }
  }
  // Each is whole, or it does not compile: what is forgotten here would be written.
  const users: UserWrites = {
    create: async (user) => {
      onWrite('POST users');
      await refuseTaken(NEW, user);
      return NEW;
    },
    replace: async (id, user) => {
      onWrite('PUT users/{id}');
      await refuseTaken(id, user);
    },
    setEnabled: () => write('PUT users/{id}', undefined),
    delete: () => write('DELETE users/{id}', true),
    endSessions: () => write('POST users/{id}/logout', undefined),
    endOfflineGrant: () => write('DELETE users/{id}/consents/{client}', undefined),
    removeAccess: () => write('DELETE users/{id}/credentials/{id}', undefined),
    sendActions: () => write('PUT users/{id}/execute-actions-email', undefined),
  };
  const groups: GroupWrites = {
    create: () => write(calls.create, NEW),
    replace: () => write(calls.replace, undefined),
    delete: () => write(calls.delete, true),
    join: () => write(calls.join, 'done'),
    leave: () => write(calls.leave, 'done'),
  };
  const roles: RoleWrites = {
    give: (to, given) => mapRoles('POST', to, given),
    take: (from, taken) => mapRoles('DELETE', from, taken),
  };
  return {
    ...realm,
    users: { ...realm.users, ...users },
    groups: {
      ...realm.groups,
      ...groups,
      get: (id) => (id === NEW ? Promise.resolve({ id, name: '', attributes: {} }) : realm.groups.get(id)),
    },
    roles: { ...realm.roles, ...roles },
    tree: { ...realm.tree, join: () => write('PUT users/{id}/groups/{id}', 'done') },
  };
}
