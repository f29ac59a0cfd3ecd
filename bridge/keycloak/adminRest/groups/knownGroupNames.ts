import type { LRUCache } from 'lru-cache';
import type { KeycloakGroup, KeycloakGroups, KeycloakTree } from '../../port/groups.ts';

/** The names that groups had when they were last read or written, by realm name and group id. */
export type GroupNames = LRUCache<string, string>;

/** Remembers the names of the groups that are read and written, so that the journal can name a group without a call. */
export function withKnownNames(
  groups: Omit<KeycloakGroups, 'knownName'> & KeycloakTree,
  { realm, names }: { readonly realm: string; readonly names: GroupNames },
): KeycloakGroups & KeycloakTree {
  const keyOf = (id: string): string => `${realm}/${id}`;
  const remember = ({ id, name }: Pick<KeycloakGroup, 'id' | 'name'>): void => {
    names.set(keyOf(id), name);
  };

  return {
    ...groups,
    knownName: (id) => names.get(keyOf(id)),
    async get(id) {
      const group = await groups.get(id);
      if (group === undefined) names.delete(keyOf(id));
      else remember(group);
      return group;
    },
    async find(query, window) {
      const found = await groups.find(query, window);
      found.forEach(remember);
      return found;
    },
    async create(group) {
      const id = await groups.create(group);
      remember({ id, name: group.name });
      return id;
    },
    async replace(id, group) {
      await groups.replace(id, group);
      remember({ id, name: group.name });
    },
  };
}
