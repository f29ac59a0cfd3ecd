/** The server in the place of Keycloak, as it describes itself once it listens. */
export interface StubKeycloak {
  readonly url: string;
  readonly realm: string;
  /** The SCIM token of the realm. */
  readonly token: string;
  /** The id of its group. */
  readonly group: string;
  /** The ids of its users, in the order of `person`. */
  readonly ids: readonly string[];
}
