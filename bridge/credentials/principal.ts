/** Who a request comes from. */
export interface Principal {
  readonly realm: string;
  readonly credentialId: string;
  /** The name that the operator gave the credential. */
  readonly label: string;
  /** The account name that the calls carry: the user name of Basic, or what the operator set for an issuer. */
  readonly account?: string;
  /** Whether the credential may only read. */
  readonly readOnly: boolean;
}
