import type { KeycloakGroup, KeycloakGroups } from '../../port/groups.ts';

/** Lists groups and those above them, each once; members inherit the roles of all of them. */
export async function withGroupsAbove(
  start: readonly KeycloakGroup[],
  groups: Pick<KeycloakGroups, 'get'>,
): Promise<readonly KeycloakGroup[]> {
  const byId = new Map(start.map((group) => [group.id, group]));
  // A map that grows is iterated to its end.
  for (const { parent } of byId.values()) {
    const above = parent === undefined || byId.has(parent) ? undefined : await groups.get(parent);
    if (above !== undefined) byId.set(above.id, above);
  }
  return [...byId.values()];
}
