import { readWindows } from '../../keycloak/port/readAll.ts';
import type { KeycloakUser, KeycloakUsers } from '../../keycloak/port/users.ts';
import { lookupKeysOf } from '../../tenants/realmNeeds.ts';
import { LOOKUP_ATTRIBUTE } from '../../../mappers/compile/lookupKey.ts';
import type { Mapping } from '../../../mappers/compile/mapping.ts';
import { sweep } from './step.ts';

/** The lookup keys that a user is to have; `undefined` if it has them. */
function missingKeys(mapping: Mapping, user: KeycloakUser): readonly string[] | undefined {
  const keys = lookupKeysOf(mapping, user);
  const storedKeys = [...(user.attributes[LOOKUP_ATTRIBUTE] ?? [])].sort();
  return user.serviceAccount || JSON.stringify(storedKeys) === JSON.stringify(keys) ? undefined : keys;
}

/**
 * Writes the lookup keys of every user that lacks some; returns how many users were written. The realm is served
 * meanwhile: each of them is read again right before, and whether the user is enabled is left out, so that nothing is
 * undone that a client wrote since the users were listed.
 */
async function indexUsers(users: KeycloakUsers, mapping: Mapping): Promise<number> {
  let written = 0;
  for await (const window of readWindows((at) => users.find({ by: 'all' }, at))) {
    for (const { id } of window.filter((user) => missingKeys(mapping, user) !== undefined)) {
      const user = await users.get(id);
      const keys = user && missingKeys(mapping, user);
      if (user === undefined || keys === undefined) continue;
      const { username, email, firstName, lastName } = user;
      const attributes = { ...user.attributes, [LOOKUP_ATTRIBUTE]: keys };
      await users.replace(id, { username, email, firstName, lastName, attributes });
      written += 1;
    }
  }
  return written;
}

/** Brings every user into the index of lookup keys, so that a user who is not found there does not exist. */
export const lookupIndex = sweep({
  name: 'index of lookup keys',
  isNeeded({ desired: { profile, config }, options: { reindex = false } }) {
    return reindex || !profile.user.mapping.indexed.every((path) => config.indexed?.includes(path) === true);
  },
  run: ({ setup, desired }) => indexUsers(setup.realm.users, desired.profile.user.mapping),
});
