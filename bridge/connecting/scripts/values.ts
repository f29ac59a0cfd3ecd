/** What a script for Entra ID sets up. */
export interface ScriptValues {
  readonly realm: string;
  readonly scimUrl: string;
  /** The name of the enterprise application, by which a later run finds it. */
  readonly appName: string;
  /** Object ids of the groups to assign. */
  readonly groups: readonly string[];
}

/** The id of the template of non-gallery applications, the same in all tenants. */
export const NON_GALLERY_TEMPLATE = '8adf8e6e-67b2-4cf2-a259-e3dc5476c621';

/** The role of applications that declare no roles. */
export const DEFAULT_ROLE = '00000000-0000-0000-0000-000000000000';
