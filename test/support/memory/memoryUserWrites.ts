import { randomUUID } from 'node:crypto';
import { isEmailAddress } from '../../../bridge/keycloak/port/emailFormat.ts';
import type { KeycloakProblem } from '../../../bridge/keycloak/port/errors.ts';
import type {
  ActionsMail,
  KeycloakUser,
  UserReplacement,
  UserWrite,
  UserWrites,
} from '../../../bridge/keycloak/port/users.ts';
import { idAtPath } from './memoryGroups.ts';
import {
  entryOf,
  failed,
  isBlank,
  storedAttributes,
  type Immediate,
  type MemoryState,
  type StoredUser,
} from './memoryState.ts';

const NO_USER = 'User not found';

/** Characters that the user profile of a new realm prohibits in names of persons. */
const PROHIBITED_IN_NAMES = /[<>&"$%!#?§;*~/\\|^=[\]{}()]/;

/** A user with the names of a write as Keycloak stores them: lower case, and blank ones not at all. */
function stored(before: KeycloakUser, write: UserReplacement): KeycloakUser {
  const text = (value: string | undefined): string | undefined =>
    value === undefined || isBlank(value) ? undefined : value;
  const attributes = storedAttributes(write.attributes);
  // Values that are only in another order are not saved (contract/users-write).
  const sorted = (values: readonly string[] | undefined): string => JSON.stringify(values?.toSorted());
  for (const [name, values] of Object.entries(before.attributes)) {
    if (sorted(values) === sorted(attributes[name])) attributes[name] = [...values];
  }
  return {
    ...before,
    username: write.username.toLowerCase(),
    email: text(write.email)?.toLowerCase(),
    firstName: text(write.firstName),
    lastName: text(write.lastName),
    enabled: write.enabled ?? before.enabled,
    emailVerified: write.emailVerified ?? before.emailVerified,
    attributes,
  };
}

/** Refuses a name or an e-mail address that another user has as either of both; the address is reported first (contract/errors). */
function refuseTaken(state: MemoryState, { id, username, email }: KeycloakUser): void {
  const others = [...state.users.values()].map(({ user }) => user).filter((user) => user.id !== id);
  const isTaken = (value: string): boolean =>
    others.some((user) => user.username === value || user.email === value);
  if (email !== undefined && isTaken(email)) throw failed(409, { message: 'User exists with same email' });
  if (isTaken(username)) throw failed(409, { message: 'User exists with same username' });
}

/** Refuses what the user profile of a new realm refuses, after values that are taken (contract/errors). */
function refuseInvalid(user: KeycloakUser): void {
  const { username, email, attributes } = user;
  const problems: KeycloakProblem[] = [];
  const add = (field: string, message: string): number => problems.push({ field, message });
  if (username.length < 3 || username.length > 255) add('username', 'error-invalid-length');
  if (email !== undefined && !isEmailAddress(email)) add('email', 'error-invalid-email');
  for (const field of ['firstName', 'lastName'] as const) {
    if (PROHIBITED_IN_NAMES.test(user[field] ?? '')) add(field, 'error-person-name-invalid-character');
  }
  for (const [name, values] of Object.entries(attributes)) {
    if (values.some((value) => value.length > 2_048)) add(name, 'error-invalid-length');
  }
  if (problems.length > 0) throw failed(400, ...problems);
}

/** Refuses another user name where the realm does not let administrators change it. */
function refuseRename({ settings }: MemoryState, before: KeycloakUser, after: KeycloakUser): void {
  if (settings.usernamesEditable || before.username === after.username) return;
  throw failed(400, { field: 'username', message: 'error-user-attribute-read-only' });
}

/** A new user with nothing but what every new user of the realm gets. */
export function addUser(state: MemoryState, user: Omit<KeycloakUser, 'id' | 'federated'>): StoredUser {
  const id = randomUUID();
  const { defaultRole } = state.settings;
  const added: StoredUser = {
    id,
    user: { ...user, id, federated: false },
    password: undefined,
    sessions: 0,
    offlineGrants: new Set(),
    identities: [],
    groups: new Set(state.defaultGroups),
    roles: new Set(defaultRole === undefined ? [] : [defaultRole.id]),
  };
  state.users.set(id, added);
  return added;
}

/** What changes the users of a realm in memory; mails are not sent but added to `mails`. */
export function createUserWrites(state: MemoryState, mails: ActionsMail[]): Immediate<UserWrites> {
  /** Checks a user as it is to be stored. */
  function check(user: KeycloakUser): void {
    refuseTaken(state, user);
    refuseInvalid(user);
  }
  const read = (id: string): StoredUser => entryOf(state.users, id, NO_USER);
  function setPassword(user: StoredUser, { password }: Pick<UserWrite, 'password'>): void {
    if (password !== undefined) user.password = password;
  }

  return {
    create(write) {
      if (isBlank(write.username)) throw failed(400, { message: 'User name is missing' });
      const { createdTimestamp = Date.now(), groups: paths = [], identity } = write;
      const empty = { id: '', username: '', enabled: false, emailVerified: false, attributes: {} };
      const user = stored({ ...empty, createdTimestamp, serviceAccount: false, federated: false }, write);
      check(user);
      const groups = paths.map((path) => idAtPath(state, path));
      // Keycloak answers 500 to a path that leads nowhere, and creates nobody (contract/onboarding).
      if (groups.includes(undefined)) throw failed(500, { message: 'unknown_error' });
      const added = addUser(state, user);
      for (const id of groups) if (id !== undefined) added.groups.add(id);
      setPassword(added, write);
      if (identity !== undefined) added.identities = [identity];
      return added.id;
    },
    replace(id, write) {
      const target = read(id);
      const user = stored(target.user, write);
      check(user);
      refuseRename(state, target.user, user);
      target.user = user;
      setPassword(target, write);
    },
    setEnabled(id, enabled) {
      const target = read(id);
      target.user = { ...target.user, enabled };
    },
    delete(id) {
      return state.users.delete(id);
    },
    endSessions(id) {
      read(id).sessions = 0;
    },
    endOfflineGrant(id, clientId) {
      state.users.get(id)?.offlineGrants.delete(clientId);
    },
    removeAccess(id) {
      const target = read(id);
      target.password = undefined;
      // Links to identity providers that do not exist are not listed, so that nothing removes them.
      const { identityProviders } = state;
      target.identities = target.identities.filter(({ provider }) => !identityProviders.has(provider));
      target.offlineGrants.clear();
    },
    sendActions(id, mail) {
      const { user } = read(id);
      if (user.email === undefined) throw failed(400, { message: 'User email missing' });
      if (!user.enabled) throw failed(400, { message: 'User is disabled' });
      mails.push(mail);
    },
  };
}
