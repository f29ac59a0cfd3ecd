import { addGroup } from './memoryGroups.ts';
import { heldBy } from './memoryRoles.ts';
import {
  addClient,
  addRole,
  entryOf,
  type Immediate,
  type MemoryState,
  type StoredUser,
} from './memoryState.ts';
import { addUser } from './memoryUserWrites.ts';
import type { RealmConsole } from './openRealm.ts';

/** What people do outside the bridge with a realm in memory. */
export function createMemoryConsole(state: MemoryState): Immediate<RealmConsole> {
  const read = (userId: string): StoredUser => entryOf(state.users, userId, 'User not found');
  return {
    createSubgroup: (parentId, name) => addGroup(state, { name, attributes: {} }, parentId),
    createRealmRole: (name, composites = []) =>
      addRole(state, name, { composites: composites.map(({ id }) => id) }),
    giveRole(holder, { id }) {
      heldBy(state, holder).add(id);
    },
    takeRole(holder, { id }) {
      heldBy(state, holder).delete(id);
    },
    createClient(clientId, roles = []) {
      const { id } = addClient(state, clientId, roles);
      const username = `service-account-${clientId.toLowerCase()}`;
      const account = { username, enabled: true, emailVerified: false, attributes: {} };
      const { id: serviceAccountId } = addUser(state, { ...account, serviceAccount: true });
      return { id, serviceAccountId };
    },
    createIdentityProvider(alias) {
      state.identityProviders.add(alias);
    },
    addDefaultGroup(groupId) {
      state.defaultGroups.add(groupId);
    },
    signIn(username, password, clientId, offline = false) {
      const user = [...state.users.values()].find((stored) => stored.user.username === username);
      if (user?.password !== password || !user.user.enabled) throw new Error(`${username} cannot sign in`);
      if (offline) user.offlineGrants.add(clientId);
      else user.sessions += 1;
    },
    countSessions: (userId) => read(userId).sessions,
    credentialTypes: (userId) => (read(userId).password === undefined ? [] : ['password']),
  };
}
