/** The source of credentials that name none. */
export const DEFAULT_SOURCE = 'scim';

/** What a source may be called. */
export const SOURCE_PATTERN = '^[a-z0-9][a-z0-9._-]{0,62}$';

/** Who a request comes from. */
export interface Principal {
  readonly realm: string;
  readonly credentialId: string;
  /** The name that the operator gave the credential. */
  readonly label: string;
  /** The account name that the calls carry: the user name of Basic, or what the operator set for an issuer. */
  readonly account?: string;
  /** Where the users come from whom it creates: an identity provider, whatever its credentials. */
  readonly source: string;
  /** Whether the credential may only read. */
  readonly readOnly: boolean;
}
