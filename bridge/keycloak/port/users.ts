/** A Keycloak user; every attribute is a list of strings. */
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
  /** Whether this is the service account of a client rather than a person. */
  readonly serviceAccount: boolean;
  /** Whether the user comes from a user federation, which may be read-only. */
  readonly federated: boolean;
}

/** The fields of a user that is written; names, e-mail address and attributes that are left out are cleared. */
export interface UserWrite {
  readonly username: string;
  readonly email?: string | undefined;
  readonly firstName?: string | undefined;
  readonly lastName?: string | undefined;
  readonly enabled: boolean;
  /**
   * Left out, it stays as it is (contract/users-write: "keeps "enabled" and e-mail verification that are left out").
   */
  readonly emailVerified?: boolean | undefined;
  readonly attributes: Readonly<Record<string, readonly string[]>>;
  /** A new password, stored as it is; never logged. */
  readonly password?: string | undefined;
}

/**
 * The fields of a user that is replaced. `enabled` that is left out stays as it is, so that a replacement does not undo
 * a concurrent deactivation (contract/users-write: "with attributes and without "enabled" keeps that field").
 */
export interface UserReplacement extends Omit<UserWrite, 'enabled'> {
  readonly enabled?: boolean | undefined;
}

/** The fields of a user that is created. */
export interface NewUser extends UserWrite {
  /** Milliseconds since 1970. */
  readonly createdTimestamp?: number | undefined;
  /** Paths of the groups that the user joins, in the same call. */
  readonly groups?: readonly string[] | undefined;
  readonly requiredActions?: readonly string[] | undefined;
  readonly identity?: FederatedIdentity | undefined;
}

/** A link to an account of an identity provider of the realm. */
export interface FederatedIdentity {
  /** The alias of the identity provider. */
  readonly provider: string;
  readonly userId: string;
  readonly userName: string;
}

/** An e-mail with a link to required actions. */
export interface ActionsMail {
  readonly actions: readonly string[];
  /** Lifetime of the link; by default the realm's setting. */
  readonly lifespanSeconds?: number | undefined;
  readonly clientId?: string | undefined;
  readonly redirectUri?: string | undefined;
}

/** A query for users that Keycloak can answer; `all` has no criterion. */
export type UserQuery =
  | { readonly by: 'all' }
  | { readonly by: 'id'; readonly id: string }
  | { readonly by: 'username' | 'email' | 'firstName' | 'lastName'; readonly value: string }
  /** Users whose attribute equals the value, ignoring case; with `username`, only the user of that name. */
  | {
      readonly by: 'attribute';
      readonly name: string;
      readonly value: string;
      readonly username?: string;
    }
  | { readonly by: 'enabled'; readonly value: boolean }
  | { readonly by: 'group'; readonly groupId: string };

/** Where users with a value can be found: by a query, or by a key in the index of lookup keys. */
export type UserSource =
  | UserQuery
  | {
      readonly by: 'lookup';
      readonly path: string;
      readonly key: string;
      readonly otherwise: UserSource | undefined;
    };

/** The operations that change users. */
export interface UserWrites {
  /** Creates a user and returns its id. */
  create(user: NewUser): Promise<string>;
  /** Replaces a user; names and attributes that are left out are cleared. */
  replace(id: string, user: UserReplacement): Promise<void>;
  /** Enables or disables a user and touches nothing else. */
  setEnabled(id: string, enabled: boolean): Promise<void>;
  /** Deletes a user; false if it does not exist. */
  delete(id: string): Promise<boolean>;
  /** Ends the online sessions of a user and invalidates the refresh tokens issued until now. */
  endSessions(id: string): Promise<void>;
  /** Invalidates the offline tokens that a client holds for a user, for good. */
  endOfflineGrant(id: string, clientId: string): Promise<void>;
  /** Deletes the credentials, identity provider links and consents of a user. */
  removeAccess(id: string): Promise<void>;
  /** Sends an e-mail that leads to required actions; a failed call is not repeated, so that nobody gets two. */
  sendActions(id: string, mail: ActionsMail): Promise<void>;
}

/** What Keycloak is asked about the users of one realm, and what it is told to change. */
export interface UserCalls extends UserWrites {
  /** Reads a user; `undefined` if it does not exist. */
  get(id: string): Promise<KeycloakUser | undefined>;
  /** Reads one window of the users that match a query, ordered by username; `first` counts from 0. */
  find(query: UserQuery, window: { first: number; max: number }): Promise<KeycloakUser[]>;
  /** Reads users by id, in no particular order, without attributes if `brief`; unknown ids are left out. */
  byIds(ids: readonly string[], options: { brief: boolean }): Promise<KeycloakUser[]>;
  /** Counts the users that match a query; without a query, all users except service accounts. */
  count(query?: UserQuery): Promise<number>;
  /** Whether the profile of a federated user can be changed. */
  isWritable(id: string): Promise<boolean>;
  /** Lists the client ids of the clients that hold offline tokens for a user. */
  offlineGrants(id: string): Promise<string[]>;
  /** Finds a user who is linked to this account of an identity provider; `undefined` if nobody is. */
  linkedTo(provider: string, userId: string): Promise<Pick<KeycloakUser, 'id' | 'username'> | undefined>;
}

/** The users of one realm. */
export interface KeycloakUsers extends UserCalls {
  /**
   * Whether a user was read or created earlier and is not the account of a client; makes no call, and says nothing of
   * whether the user still exists.
   */
  isKnownPerson(id: string): boolean;
}
