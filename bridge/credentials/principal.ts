/** The source of a credential that has no source set. */
export const DEFAULT_SOURCE = 'scim';

/** The regular expression of valid sources. */
export const SOURCE_PATTERN = '^[a-z0-9][a-z0-9._-]{0,62}$';

/** The client that a request comes from. */
export interface Principal {
  readonly realm: string;
  readonly credentialId: string;
  /** The name that the operator gave the credential. */
  readonly label: string;
  /** The account name in journal and audit: the user name of Basic, or what the operator set for a trusted issuer. */
  readonly account?: string;
  /** The identity source that users created with the credential belong to. */
  readonly source: string;
  /** Whether the credential may only read. */
  readonly readOnly: boolean;
}
