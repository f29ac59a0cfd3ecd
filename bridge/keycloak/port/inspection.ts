/** What Keycloak says of itself. */
export interface ServerInfo {
  /** The version; `undefined` if the account may not see it, which takes `manage-realm`. */
  readonly version: string | undefined;
  /** Whether Keycloak's own SCIM API is switched on for the whole server. */
  readonly hasOwnScimApi: boolean;
}

/** A client that signs in for itself. */
export interface ServiceClient {
  /** Keycloak's id of the client. */
  readonly id: string;
  readonly enabled: boolean;
  readonly hasServiceAccount: boolean;
  /** The client scopes that all its tokens have. */
  readonly defaultScopes: readonly string[];
}

/** An organization of a realm, or one of its members. */
interface OrganizationItem {
  readonly id: string;
  /** The alias of the organization, or the user name of the member. */
  readonly name: string;
}

/** What only an examination of a realm reads, with the rights of the account that calls. */
export interface RealmInspection {
  server(): Promise<ServerInfo>;
  /** Finds a client by its client id; `undefined` if there is none. */
  serviceClient(clientId: string): Promise<ServiceClient | undefined>;
  /** Lists the effective administration roles of the service account of a client, by Keycloak's id of the client. */
  rightsOf(clientId: string): Promise<readonly string[]>;
  /** Lists the names of the client scopes of the realm. */
  clientScopes(): Promise<readonly string[]>;
  /** Lists the names of the attributes of the realm. */
  realmAttributes(): Promise<readonly string[]>;
  /** Lists the organizations of the realm; none if the realm has them switched off. */
  organizations(): Promise<readonly OrganizationItem[]>;
  /** Lists the members of the organization with this id. */
  organizationMembers(id: string): Promise<readonly OrganizationItem[]>;
  /** Lists the calls that Keycloak has refused so far because of a missing right. */
  refusedCalls(): readonly string[];
}

/** What a new sign-in of the bridge to a realm shows. */
export interface SignInTrial {
  /** How far Keycloak's clock is ahead of the bridge's, to a second or two. */
  readonly clockAheadSeconds: number;
  /** The length of the access token. */
  readonly tokenBytes: number;
}
