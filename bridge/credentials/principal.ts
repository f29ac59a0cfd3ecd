/** Who a request comes from. */
export interface Principal {
  readonly realm: string;
  readonly credentialId: string;
  /** The name that the operator gave the credential. */
  readonly label: string;
}
