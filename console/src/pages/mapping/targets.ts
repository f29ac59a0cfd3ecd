import type { Kind } from './rows.ts';

/** The fields of Keycloak that a row can name, besides attributes. */
const FIELDS: Readonly<Record<Kind, readonly string[]>> = {
  user: ['username', 'email', 'firstName', 'lastName', 'enabled', 'emailVerified'],
  group: ['name'],
};

const ATTRIBUTES = 'attributes.';

/** Whether a text names a place in Keycloak, such as `firstName` or `attributes.team`. */
export const isTarget = (kind: Kind, text: string): boolean =>
  FIELDS[kind].includes(text) || (text.startsWith(ATTRIBUTES) && text.length > ATTRIBUTES.length);

/** Whether a text can still become a place in Keycloak as it is typed. */
export const beginsTarget = (kind: Kind, text: string): boolean =>
  isTarget(kind, text) || [...FIELDS[kind], ATTRIBUTES].some((target) => target.startsWith(text));
