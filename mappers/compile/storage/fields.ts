/** The fields of a Keycloak user or group that a mapping reads and writes. */
export interface KeycloakFields {
  username?: string | undefined;
  email?: string | undefined;
  firstName?: string | undefined;
  lastName?: string | undefined;
  enabled?: boolean | undefined;
  emailVerified?: boolean | undefined;
  /** Of a group. */
  name?: string | undefined;
  attributes: Record<string, readonly string[]>;
}

/** The fields of a Keycloak user or group that hold text. */
export type TextField = 'username' | 'email' | 'firstName' | 'lastName' | 'name';

/** The fields of a Keycloak user that are true or false. */
export type FlagField = 'enabled' | 'emailVerified';

/** The limits of the realm's user profile on a text field; a longer text is stored shortened. */
export interface FieldLimits {
  readonly maxLength: number;
  /** Characters that Keycloak's own validator refuses. */
  readonly refused?: RegExp;
}

/** The characters that Keycloak's `person-name-prohibited-characters` validator refuses (contract/user-profile). */
export const REFUSED_IN_NAMES = /[<>&"$%!#?§;*~/\\|^=[\]{}()\u0085\u2028\u2029]|(?![\u0080-\u009f])\p{Cc}/gu;

/** The limits of Keycloak on stored values. */
export interface StoreLimits {
  readonly firstName: FieldLimits;
  readonly lastName: FieldLimits;
  /** Maximum length of one value of an attribute, in UTF-16 units. */
  readonly valueLength: number;
}

/** The limits of users under Keycloak's default user profile. */
export const DEFAULT_LIMITS: StoreLimits = {
  firstName: { maxLength: 255, refused: REFUSED_IN_NAMES },
  lastName: { maxLength: 255, refused: REFUSED_IN_NAMES },
  valueLength: 2048,
};

/** The limits of groups: Keycloak answers 500 to a longer attribute value (contract/groups). */
export const GROUP_LIMITS: StoreLimits = { ...DEFAULT_LIMITS, valueLength: 255 };

/** Cuts text to a length in UTF-16 units without splitting a character. */
export function cut(text: string, length: number): string {
  return text.length <= length ? text : text.slice(0, length).replace(/[\ud800-\udbff]$/, '');
}
