/** What a mapping reads and writes of a Keycloak user. */
export interface KeycloakFields {
  username?: string | undefined;
  email?: string | undefined;
  firstName?: string | undefined;
  lastName?: string | undefined;
  enabled?: boolean | undefined;
  attributes: Record<string, readonly string[]>;
}

/** The fields of a Keycloak user that hold text. */
export type TextField = 'username' | 'email' | 'firstName' | 'lastName';

/** Limits that the realm's user profile sets on the text fields; what is over them is stored shortened. */
export interface FieldLimits {
  readonly maxLength: number;
  /** Characters that Keycloak's own validator refuses. */
  readonly refused?: RegExp;
}

/** Characters that Keycloak's `person-name-prohibited-characters` validator refuses. */
export const REFUSED_IN_NAMES = /[<>&"\v$%!#?§;*~/\\|^=[\]{}()\p{Cc}]/gu;

/** The limits of Keycloak's default user profile. */
export const DEFAULT_LIMITS: Readonly<Record<'firstName' | 'lastName', FieldLimits>> = {
  firstName: { maxLength: 255, refused: REFUSED_IN_NAMES },
  lastName: { maxLength: 255, refused: REFUSED_IN_NAMES },
};

/** Cuts text to a number of UTF-16 units without splitting a character. */
export function cut(text: string, length: number): string {
  return text.length <= length ? text : text.slice(0, length).replace(/[\ud800-\udbff]$/, '');
}
