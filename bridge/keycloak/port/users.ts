/** A user as Keycloak's Admin REST API holds one; attribute values are lists of strings. */
export interface KeycloakUser {
  readonly id: string;
  readonly username: string;
  readonly email?: string | undefined;
  readonly firstName?: string | undefined;
  readonly lastName?: string | undefined;
  readonly enabled: boolean;
  readonly emailVerified?: boolean | undefined;
  readonly attributes: Readonly<Record<string, readonly string[]>>;
  /** Milliseconds since 1970. */
  readonly createdTimestamp?: number | undefined;
  /** Whether this is the account of a client, which is no person. */
  readonly serviceAccount: boolean;
  /** Whether the user comes from a user federation, which may not let itself be written to. */
  readonly federated: boolean;
}

/** What a user is to be; names, e-mail address and attributes that are left out are cleared. */
export interface UserWrite {
  readonly username: string;
  readonly email?: string | undefined;
  readonly firstName?: string | undefined;
  readonly lastName?: string | undefined;
  readonly enabled: boolean;
  /** Left out, it stays as it is. */
  readonly emailVerified?: boolean | undefined;
  readonly attributes: Readonly<Record<string, readonly string[]>>;
  /** A new password, stored as given; never logged. */
  readonly password?: string | undefined;
}

/** What a user is replaced with: `enabled` that is left out stays as it is, even if that was changed a moment ago. */
export interface UserReplacement extends Omit<UserWrite, 'enabled'> {
  readonly enabled?: boolean | undefined;
}

/** What a user is created with. */
export interface NewUser extends UserWrite {
  /** Milliseconds since 1970. */
  readonly createdTimestamp?: number | undefined;
  /** Paths of the groups that the user is made a member of. */
  readonly groups?: readonly string[] | undefined;
  readonly requiredActions?: readonly string[] | undefined;
  readonly identity?: FederatedIdentity | undefined;
}

/** A user as an identity provider of the realm knows one. */
export interface FederatedIdentity {
  /** The alias of the identity provider. */
  readonly provider: string;
  readonly userId: string;
  readonly userName: string;
}

/** A mail that leads a user to required actions. */
export interface ActionsMail {
  readonly actions: readonly string[];
  /** How long the link works; as long as the realm says, unless told. */
  readonly lifespanSeconds?: number | undefined;
  readonly clientId?: string | undefined;
  readonly redirectUri?: string | undefined;
}

/** A question that Keycloak can answer about users; `all` means no question. */
export type UserQuery =
  | { readonly by: 'all' }
  | { readonly by: 'id'; readonly id: string }
  | { readonly by: 'username' | 'email' | 'firstName' | 'lastName'; readonly value: string }
  /** Users whose attribute equals the value, whatever its case; of this name only, where there is one. */
  | {
      readonly by: 'attribute';
      readonly name: string;
      readonly value: string;
      readonly username?: string;
    }
  | { readonly by: 'enabled'; readonly value: boolean }
  | { readonly by: 'group'; readonly groupId: string };

/** Where to look for users with a value: a query, or a key in the index of lookup keys. */
export type UserSource =
  | UserQuery
  | {
      readonly by: 'lookup';
      readonly path: string;
      readonly key: string;
      readonly otherwise: UserSource | undefined;
    };

/** What changes users. */
export interface UserWrites {
  /** Creates a user and returns the new id. */
  create(user: NewUser): Promise<string>;
  /** Replaces a user; attributes and names that are left out are cleared. */
  replace(id: string, user: UserReplacement): Promise<void>;
  /** Enables or disables a user and touches nothing else. */
  setEnabled(id: string, enabled: boolean): Promise<void>;
  /** Deletes a user; false when there was none. */
  delete(id: string): Promise<boolean>;
  /** Ends the online sessions of a user and makes refresh tokens issued until now useless. */
  endSessions(id: string): Promise<void>;
  /** Makes the offline tokens that a client holds of a user useless for good. */
  endOfflineGrant(id: string, clientId: string): Promise<void>;
  /** Deletes what a user signs in with, and what it agreed to: credentials, links to identity providers, consents. */
  removeAccess(id: string): Promise<void>;
  /** Sends a user a mail that leads to required actions; never twice. */
  sendActions(id: string, mail: ActionsMail): Promise<void>;
}

/** The users of one realm. */
export interface KeycloakUsers extends UserWrites {
  /** The user with this id, or `undefined`. */
  get(id: string): Promise<KeycloakUser | undefined>;
  /** A window on the answer to a query, in Keycloak's stable order (by username); `first` counts from 0. */
  find(query: UserQuery, window: { first: number; max: number }): Promise<KeycloakUser[]>;
  /** The users with these ids, in no order, without attributes when `brief`; ids of nobody are left out. */
  byIds(ids: readonly string[], options: { brief: boolean }): Promise<KeycloakUser[]>;
  /** How many users a query finds; everybody but service accounts, where there is no question. */
  count(query?: UserQuery): Promise<number>;
  /** Whether the profile of a federated user can be written to. */
  isWritable(id: string): Promise<boolean>;
  /** The client ids of the clients that hold offline tokens of a user. */
  offlineGrants(id: string): Promise<string[]>;
  /** Whether some user is linked to this account of an identity provider. */
  isLinked(provider: string, userId: string): Promise<boolean>;
}
