import type { KeycloakUser } from '../keycloak/port/users.ts';

/** The group attribute that says when SCIM made a group, as ISO date and time; Admin REST shows none. */
export const CREATED_ATTRIBUTE = 'scim.created';

/** The attribute that says when SCIM last changed a user or a group, as ISO date and time. */
export const LAST_MODIFIED_ATTRIBUTE = 'scim.lastModified';

/** The user attribute that says from which source SCIM created a user. */
export const SOURCE_ATTRIBUTE = 'scim.source';

/** The user attribute that hides a user from SCIM, where the realm hides whom clients delete. */
export const HIDDEN_ATTRIBUTE = 'scim.hidden';

/** The value of the attribute that hides a user. */
export const HIDDEN = 'true';

/** The user attribute that keeps the e-mail address of a hidden user whose address somebody else has got. */
export const FORMER_EMAIL = 'scim.formerEmail';

/** Attributes that a federation keeps itself; sent back stale, they would be refused, left out, they stay. */
const OF_FEDERATION = /^(LDAP_ID|LDAP_ENTRY_DN|createTimestamp|modifyTimestamp)$/i;

/** Whether a federation keeps an attribute itself. */
export const isOfFederation = (name: string): boolean => OF_FEDERATION.test(name);

/** Attributes of a user without those that its federation keeps itself. */
export const withoutFederation = (attributes: KeycloakUser['attributes']): KeycloakUser['attributes'] =>
  Object.fromEntries(Object.entries(attributes).filter(([name]) => !isOfFederation(name)));
