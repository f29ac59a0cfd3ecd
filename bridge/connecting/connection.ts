/** A trusted issuer of the realm's configuration. */
export interface TrustedIssuer {
  readonly name: string;
  readonly kind: string;
  /** Its other members, such as the id of a tenant. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** The values to copy into the identity provider. */
export interface Connection {
  readonly scimUrl: string;
  readonly scimUrls: readonly string[];
  readonly tokenEndpoint: string;
  readonly clientId: string;
  readonly audience: string;
  readonly scope: string;
  readonly remoteToken: boolean;
  readonly trusted: readonly TrustedIssuer[];
}
