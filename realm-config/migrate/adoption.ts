import type { KeycloakGroup } from '../../bridge/keycloak/port/groups.ts';
import type { KeycloakUser, UserReplacement } from '../../bridge/keycloak/port/users.ts';
import { lookupKeysOf } from '../../bridge/tenants/realmNeeds.ts';
import { SOURCE_ATTRIBUTE } from '../../bridge/tenants/scimAttributes.ts';
import { LOOKUP_ATTRIBUTE } from '../../mappers/compile/lookupKey.ts';
import type { Mapping } from '../../mappers/compile/mapping.ts';
import { EXACT_ATTRIBUTE } from '../../mappers/compile/originals.ts';

const ATTRIBUTES = 'attributes.';

/**
 * The attributes in which a mapping keeps externalId, the main one first; empty if it keeps it in one of Keycloak's own
 * fields.
 */
export function externalIdAttributes({ rows }: Mapping): readonly string[] {
  const { targets = [] } = rows.find(({ path }) => path === 'externalId') ?? {};
  return targets.every((target) => target.startsWith(ATTRIBUTES))
    ? targets.map((target) => target.slice(ATTRIBUTES.length))
    : [];
}

/** A user or group with an externalId where the mapping keeps it; nothing else of it changes. */
export function withExternalId<Stored extends KeycloakUser | KeycloakGroup>(
  stored: Stored,
  externalId: string,
  mapping: Mapping,
): Stored {
  const resource = mapping.toScim(stored);
  if (resource.externalId === externalId) return stored;
  resource.externalId = externalId;
  const { attributes } = mapping.toKeycloak(resource);
  const written = [...externalIdAttributes(mapping), EXACT_ATTRIBUTE].flatMap((name) => {
    const values = attributes[name];
    return values === undefined ? [] : [[name, values] as const];
  });
  return { ...stored, attributes: { ...stored.attributes, ...Object.fromEntries(written) } };
}

/**
 * The write that makes a user one of a source. Whether the user is enabled is left out, so that the write does not undo
 * a deactivation of the same moment.
 */
export function adoptedUser(
  user: KeycloakUser,
  { externalId, source, mapping }: { externalId: string | undefined; source: string; mapping: Mapping },
): UserReplacement {
  const { username, email, firstName, lastName, attributes } =
    externalId === undefined ? user : withExternalId(user, externalId, mapping);
  const keys = lookupKeysOf(mapping, { ...user, attributes });
  return {
    ...{ username, email, firstName, lastName },
    attributes: { ...attributes, [LOOKUP_ATTRIBUTE]: keys, [SOURCE_ATTRIBUTE]: [source] },
  };
}
