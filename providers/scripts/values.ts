/** What a script for Entra ID sets up. */
export interface ScriptValues {
  readonly realm: string;
  readonly scimUrl: string;
  /** The name of the enterprise application, by which a later run finds it. */
  readonly appName: string;
  /** Object ids of the groups to assign. */
  readonly groups: readonly string[];
}

/** Whether a text can stand in a line of a script: whether it has no characters that begin a line or hide others. */
export const isOneLine = (text: string): boolean => !/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u.test(text);

/** The name of an application whose operator has named none. */
export const defaultAppName = (realm: string, scimUrl: string): string =>
  `Keycloak realm ${realm} at ${new URL(scimUrl).host}`;

/** The id of the template of non-gallery applications, the same in all tenants. */
export const NON_GALLERY_TEMPLATE = '8adf8e6e-67b2-4cf2-a259-e3dc5476c621';

/** The role of applications that declare no roles. */
export const DEFAULT_ROLE = '00000000-0000-0000-0000-000000000000';
