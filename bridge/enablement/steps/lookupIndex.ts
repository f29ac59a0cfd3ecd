import { readWindows } from '../../keycloak/port/readAll.ts';
import type { KeycloakUsers } from '../../keycloak/port/users.ts';
import { lookupKeysOf } from '../../tenants/realmNeeds.ts';
import { LOOKUP_ATTRIBUTE } from '../../../mappers/compile/lookupKey.ts';
import type { Mapping } from '../../../mappers/compile/mapping.ts';
import { sweep } from './step.ts';

/** Writes the lookup keys of every user that lacks some; returns how many users were written. */
async function indexUsers(users: KeycloakUsers, mapping: Mapping): Promise<number> {
  let written = 0;
  for await (const window of readWindows((at) => users.find({ by: 'all' }, at))) {
    for (const user of window) {
      const keys = lookupKeysOf(mapping, user);
      const storedKeys = [...(user.attributes[LOOKUP_ATTRIBUTE] ?? [])].sort();
      if (user.serviceAccount || JSON.stringify(storedKeys) === JSON.stringify(keys)) continue;
      const { username, email, firstName, lastName, enabled } = user;
      const attributes = { ...user.attributes, [LOOKUP_ATTRIBUTE]: keys };
      await users.replace(user.id, { username, email, firstName, lastName, enabled, attributes });
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
