import { randomUUID } from 'node:crypto';
import { KeycloakError } from '../keycloak/port/errors.ts';
import type { GroupWrites } from '../keycloak/port/groups.ts';
import { emailRefusals } from '../keycloak/port/emailFormat.ts';
import type { KeycloakRealm, RealmSettings } from '../keycloak/port/realm.ts';
import type { KeycloakRole, RoleHolder, RoleWrites } from '../keycloak/port/roles.ts';
import type { UserReplacement, UserWrites } from '../keycloak/port/users.ts';

/** The dependencies of a dry run. */
export interface DryRun {
  /** Called for every write, with the name of the call. */
  readonly onWrite: (call: string) => void;
  /** Runs work whose calls the dry run adds itself, so that they are not reported as calls of the request. */
  readonly aside: <T>(work: () => Promise<T>) => Promise<T>;
  readonly settings: Pick<RealmSettings, 'duplicateEmails' | 'profile'>;
}

/** Creates the function that refuses a user as Keycloak would, as far as that is known without a write. */
function createRefusal(
  realm: KeycloakRealm,
  { aside, settings }: Pick<DryRun, 'aside' | 'settings'>,
): (id: string, user: UserReplacement) => Promise<void> {
  const isTaken = async (by: 'username' | 'email', value: string, id: string): Promise<boolean> => {
    const holders = await aside(() => realm.users.find({ by, value }, { first: 0, max: 2 }));
    return holders.some((user) => user.id !== id);
  };
  /** Refuses a value that another user has as user name or as e-mail address; the latter is reported first (contract/errors). */
  async function refuseConflict(id: string, user: UserReplacement): Promise<void> {
    const username = user.username.toLowerCase();
    const email = settings.duplicateEmails ? '' : (user.email ?? '');
    const usernameAsEmail = settings.duplicateEmails || !username.includes('@') ? '' : username;
    for (const [field, by, value] of [
      ['email', 'email', email],
      ['email', 'username', email],
      ['username', 'username', email === username ? '' : username],
      ['username', 'email', email === username ? '' : usernameAsEmail],
    ] as const) {
      if (value === '' || !(await isTaken(by, value, id))) continue;
      throw new KeycloakError('conflict', 'taken', {
        problems: [{ message: `User exists with same ${field}` }],
      });
    }
  }
  /** Refuses an e-mail address as Keycloak does, which reports values that are taken first (contract/errors). */
  function refuseMalformed({ email = '' }: UserReplacement): void {
    const rules = settings.profile.find(({ name }) => name === 'email');
    const messages = rules === undefined || email === '' ? [] : emailRefusals(email, rules);
    if (messages.length === 0) return;
    throw new KeycloakError('invalid', 'refused', {
      problems: messages.map((message) => ({ field: 'email', message })),
    });
  }

  return async (id, user) => {
    await refuseConflict(id, user);
    refuseMalformed(user);
  };
}

/**
 * Decorates a realm so that it is read but not written: writes are reported by name and succeed, unless another user
 * has the user name or e-mail address, or the user profile of the realm refuses the e-mail address.
 */
export function dryRun(realm: KeycloakRealm, { onWrite, aside, settings }: DryRun): KeycloakRealm {
  const { calls } = realm.groups;
  const newId = randomUUID();
  const refuse = createRefusal(realm, { aside, settings });
  const write = <T>(call: string, result: T): Promise<T> => {
    onWrite(call);
    return Promise.resolve(result);
  };
  /** Keycloak takes the roles of the realm in one call, and the roles of each client in another. */
  const mapRoles = (method: string, holder: RoleHolder, roles: readonly KeycloakRole[]): Promise<void> => {
    const kind = 'user' in holder ? 'users' : 'groups';
    for (const client of new Set(roles.map((role) => role.client))) {
      onWrite(`${method} ${kind}/{id}/role-mappings/${client === undefined ? 'realm' : 'clients/{id}'}`);
    }
    return Promise.resolve();
  };
  // The types make sure that no write is missing: a call that is missing here would reach Keycloak.
  const users: UserWrites = {
    create: async (user) => {
      onWrite('POST users');
      await refuse(newId, user);
      return newId;
    },
    replace: async (id, user) => {
      onWrite('PUT users/{id}');
      await refuse(id, user);
    },
    setEnabled: () => write('PUT users/{id}', undefined),
    delete: () => write('DELETE users/{id}', true),
    endSessions: () => write('POST users/{id}/logout', undefined),
    endOfflineGrant: () => write('DELETE users/{id}/consents/{client}', undefined),
    removeAccess: () => write('DELETE users/{id}/credentials/{id}', undefined),
    sendActions: () => write('PUT users/{id}/execute-actions-email', undefined),
  };
  const groups: GroupWrites = {
    create: () => write(calls.create, newId),
    replace: () => write(calls.replace, undefined),
    delete: () => write(calls.delete, true),
    join: () => write(calls.join, 'done'),
    leave: () => write(calls.leave, 'done'),
  };
  const roles: RoleWrites = {
    give: (holder, given) => mapRoles('POST', holder, given),
    take: (holder, taken) => mapRoles('DELETE', holder, taken),
  };
  return {
    ...realm,
    users: { ...realm.users, ...users },
    groups: {
      ...realm.groups,
      ...groups,
      get: (id) => (id === newId ? Promise.resolve({ id, name: '', attributes: {} }) : realm.groups.get(id)),
    },
    roles: { ...realm.roles, ...roles },
    tree: { ...realm.tree, join: () => write('PUT users/{id}/groups/{id}', 'done') },
  };
}
