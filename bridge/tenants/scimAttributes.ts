import type { KeycloakUser } from '../keycloak/port/users.ts';

/** The group attribute with the creation time of a group (ISO 8601), which Keycloak's Admin REST does not have. */
export const CREATED_ATTRIBUTE = 'scim.created';

/**
 * The attribute with the time of the last change through SCIM (ISO 8601), which Keycloak's Admin REST does not have.
 */
export const LAST_MODIFIED_ATTRIBUTE = 'scim.lastModified';

/** The user attribute with the source of the client that created the user. */
export const SOURCE_ATTRIBUTE = 'scim.source';

/** The user attribute that hides a soft-deleted user from SCIM. */
export const HIDDEN_ATTRIBUTE = 'scim.hidden';

/** The value of `scim.hidden` for a hidden user. */
export const HIDDEN = 'true';

/** The user attribute that keeps the e-mail address of a hidden user whose address somebody else has got. */
export const FORMER_EMAIL_ATTRIBUTE = 'scim.formerEmail';

/**
 * Attributes of a directory that Keycloak refuses with another value and keeps if they are left out
 * (contract/federation: "refuses another value of an attribute of the directory", "keeps the attributes of the
 * directory that a PUT leaves out").
 */
const FEDERATION_ATTRIBUTE = /^(LDAP_ID|LDAP_ENTRY_DN|createTimestamp|modifyTimestamp)$/i;

/** Whether an attribute belongs to the user federation. */
export const isOfFederation = (name: string): boolean => FEDERATION_ATTRIBUTE.test(name);

/** Returns the attributes of a user without those of its federation. */
export const withoutFederation = (attributes: KeycloakUser['attributes']): KeycloakUser['attributes'] =>
  Object.fromEntries(Object.entries(attributes).filter(([name]) => !isOfFederation(name)));
