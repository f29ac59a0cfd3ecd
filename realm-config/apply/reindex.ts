import type { Mapping } from '../../mappers/compile/mapping.ts';
import { LOOKUP_ATTRIBUTE } from '../../mappers/compile/lookupKey.ts';
import type { KeycloakUsers } from '../../bridge/keycloak/port/users.ts';

const WINDOW = 100;

/**
 * Brings every user of a realm into the index of lookup keys, so that a miss there can be believed; returns how many
 * users had to be written.
 */
export async function reindex(users: KeycloakUsers, mapping: Mapping): Promise<number> {
  let written = 0;
  for (let first = 0; ; first += WINDOW) {
    const window = await users.find({ by: 'all' }, { first, max: WINDOW });
    for (const user of window) {
      const keys = mapping.toKeycloak(mapping.toScim(user)).attributes[LOOKUP_ATTRIBUTE] ?? [];
      const stored = [...(user.attributes[LOOKUP_ATTRIBUTE] ?? [])].sort();
      if (user.serviceAccount || JSON.stringify(stored) === JSON.stringify(keys)) continue;
      const { username, email, firstName, lastName, enabled } = user;
      const attributes = { ...user.attributes, [LOOKUP_ATTRIBUTE]: keys };
      await users.replace(user.id, { username, email, firstName, lastName, enabled, attributes });
      written += 1;
    }
    if (window.length < WINDOW) return written;
  }
}
