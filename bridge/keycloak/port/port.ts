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

/** A group as Keycloak holds one; attribute values are at most 255 characters long. */
export interface KeycloakGroup {
  readonly id: string;
  readonly name: string;
  readonly description?: string | undefined;
  readonly attributes: Readonly<Record<string, readonly string[]>>;
  /** How many groups are below this one; unknown in lists. */
  readonly subGroups?: number | undefined;
  /** The id of the group above this one. */
  readonly parent?: string | undefined;
  /** Whether it is a role of the realm, where groups are roles. */
  readonly isRole?: boolean | undefined;
  /** Whether it was given any role itself, its parents aside. */
  readonly holdsRoles?: boolean | undefined;
}

/** What a group is created or replaced with; a description that is left out is cleared. */
export type GroupWrite = Pick<KeycloakGroup, 'name' | 'description' | 'attributes'>;

/** A question that Keycloak can answer about groups, at every depth of their tree. */
export type GroupQuery =
  | { readonly by: 'all' }
  | { readonly by: 'id'; readonly id: string }
  /** Groups whose name holds the text somewhere, whatever its case. */
  | { readonly by: 'name'; readonly value: string }
  /** Groups whose attribute equals the value, case counting. */
  | { readonly by: 'attribute'; readonly name: string; readonly value: string }
  | { readonly by: 'member'; readonly userId: string };

/** What came of a join or a leave: done (or already so), or no such user. */
export type MembershipOutcome = 'done' | 'noSuchUser';

/** What changes groups. */
export interface GroupWrites {
  /** Creates a group at the top of the tree and returns the new id. */
  create(group: GroupWrite): Promise<string>;
  replace(id: string, group: GroupWrite): Promise<void>;
  /** Deletes a group and the groups below it; false when there was none. */
  delete(id: string): Promise<boolean>;
  /** Makes a user a member; a failure `notFound` says that there is no such group. */
  join(id: string, userId: string): Promise<MembershipOutcome>;
  /** Ends a membership; a failure `notFound` says that there is no such group. */
  leave(id: string, userId: string): Promise<MembershipOutcome>;
}

/** The names of the calls that change groups. */
export type GroupCalls = Readonly<Record<keyof GroupWrites, string>>;

/** The groups of one realm, those below others included. */
export interface KeycloakGroups extends GroupWrites {
  readonly calls: GroupCalls;
  get(id: string): Promise<KeycloakGroup | undefined>;
  /** A window on the answer to a query, in the order of names and, where they are the same, of ids; `first` counts from 0. */
  find(query: GroupQuery, window: { first: number; max: number }): Promise<KeycloakGroup[]>;
  count(): Promise<number>;
  /** A window on the direct members; without attributes when `brief`. */
  members(id: string, window: { first: number; max: number; brief: boolean }): Promise<KeycloakUser[]>;
}

/** An attribute of a realm's user profile, as far as the bridge heeds it. */
export interface ProfileAttribute {
  readonly name: string;
  readonly maxLength?: number | undefined;
  /** Whether the `person-name-prohibited-characters` validator is on. */
  readonly prohibitsCharacters: boolean;
  /** Whether administrators may write it; what they may not is dropped. */
  readonly adminEdits: boolean;
  /** Whether users may write their own at the account API. */
  readonly userEdits: boolean;
  /** Whether Keycloak refuses a user without it, even if an administrator writes the user. */
  readonly requiredOfAdmins: boolean;
}

/** A role that can be given. */
export interface KeycloakRole {
  readonly id: string;
  readonly name: string;
  /** Keycloak's id of the client that it belongs to; absent for a role of the realm. */
  readonly client?: string | undefined;
}

/** Whom a role is given to: a user or a group, by id. */
export type RoleHolder = { readonly user: string } | { readonly group: string };

/** What changes who holds roles. */
export interface RoleWrites {
  /** Gives roles directly, in one call for the realm's and one for each client's; one that is held stays. */
  give(to: RoleHolder, roles: readonly KeycloakRole[]): Promise<void>;
  /** Takes roles that are held directly away again; one that is not held is none to take. */
  take(from: RoleHolder, roles: readonly KeycloakRole[]): Promise<void>;
}

/** The roles of one realm and its clients. */
export interface KeycloakRoles extends RoleWrites {
  /** The role of this name, of the realm or of the client with this client id; `undefined` when there is none. */
  find(name: string, clientId?: string): Promise<KeycloakRole | undefined>;
  /** The roles that are held directly. */
  held(by: RoleHolder): Promise<KeycloakRole[]>;
}

/** Who may administer the realm, by any way: names of the roles for it that are held, none for who is not there. */
export interface KeycloakAdministration {
  /** Held directly, through other roles, through groups and those above them, or because everybody holds them. */
  ofUser(id: string): Promise<readonly string[]>;
  /** What members of a group get by it and the groups above it; a group that was just read saves a call. */
  ofGroup(group: string | KeycloakGroup): Promise<readonly string[]>;
  /** What comes with a role, itself included. */
  ofRole(id: string): Promise<readonly string[]>;
}

/** What there is in a realm for rules to name; lists are for suggestions and may be cut. */
export interface KeycloakNames {
  realmRoles(): Promise<readonly string[]>;
  /** Those of the client with this Keycloak id. */
  clientRoles(id: string): Promise<readonly string[]>;
  clients(): Promise<readonly string[]>;
  /** All of them. */
  requiredActions(): Promise<readonly string[]>;
  identityProviders(): Promise<readonly string[]>;
  /** Whether the realm has an identity provider with this alias. */
  hasIdentityProvider(alias: string): Promise<boolean>;
}

/** What the bridge needs to know of a realm. */
export interface RealmSettings {
  /** Keycloak's id of the realm: a realm that is made anew under the same name has another one. */
  readonly id: string;
  readonly enabled: boolean;
  /** Whether administrators may change user names. */
  readonly usernamesEditable: boolean;
  readonly emailAsUsername: boolean;
  /** Whether attributes that the user profile does not declare are kept when an administrator writes them. */
  readonly keepsUnmanagedAttributes: boolean;
  /** Whether users may write such attributes of their own at the account API. */
  readonly usersWriteUnmanaged: boolean;
  /** Whether the realm has internationalization on; without it Keycloak drops the attribute `locale`. */
  readonly internationalized: boolean;
  /** The address under which people and clients reach this realm, where it has one of its own. */
  readonly frontendUrl?: string | undefined;
  /** The role that everybody holds; absent where it is not shown. */
  readonly defaultRole?: Omit<KeycloakRole, 'client'> | undefined;
  readonly profile: readonly ProfileAttribute[];
}

/** A protocol mapper of a client. */
export interface KeycloakMapper {
  readonly name: string;
  /** Keycloak's id of the kind of mapper. */
  readonly kind: string;
  readonly config: Readonly<Record<string, string>>;
}

/** A client, as far as the bridge heeds it. */
export interface KeycloakClient {
  /** Keycloak's id of it. */
  readonly id: string;
  readonly enabled: boolean;
  readonly attributes: Readonly<Record<string, string>>;
  /** The mappers of the client itself (its dedicated scope), in the order of their names. */
  readonly mappers: readonly KeycloakMapper[];
}

/** The realm role that marks users whom SCIM created. */
export const MARKER_ROLE = 'scim-managed';

/** Keycloak's groups, whatever groups of SCIM are. */
export interface KeycloakTree {
  /** The group at a path such as `/staff/sales`, case counting; `undefined` when there is none. */
  byPath(path: string): Promise<KeycloakGroup | undefined>;
  join: KeycloakGroups['join'];
  /** The groups that every new user is made a member of. */
  joinedByDefault(): Promise<readonly DefaultGroup[]>;
}

/** A group that every new user is made a member of. */
export interface DefaultGroup {
  readonly id: string;
  /** Such as `/staff/sales`. */
  readonly path: string;
}

/** A realm, as the bridge's own account sees it. */
export interface KeycloakRealm {
  readonly name: string;
  /** Tells this realm from every other one, also from one that had its name before. */
  readonly key: string;
  readonly users: KeycloakUsers;
  /** What groups of SCIM are. */
  readonly groups: KeycloakGroups;
  readonly tree: KeycloakTree;
  /** What takes the place of parts of the realm where groups of SCIM are its roles. */
  rolesAsGroups(): Pick<KeycloakRealm, 'users' | 'groups' | 'administration'>;
  readonly roles: KeycloakRoles;
  readonly administration: KeycloakAdministration;
  readonly names: KeycloakNames;
  settings(): Promise<RealmSettings>;
  /** Whether the bridge signed in last with the secret that all realms share, instead of the realm's own. */
  sharesSecret(): boolean;
  /** What the realm calls itself in its tokens. */
  issuer(): Promise<string>;
  /** Where the keys are that the realm signs its tokens with. */
  readonly keysUrl: string;
  /** The client with this client id, as far as the bridge heeds it; `undefined` without such a client. */
  client(clientId: string): Promise<KeycloakClient | undefined>;
}

/** Keycloak as the bridge sees it. */
export interface Keycloak {
  /** A realm as the bridge's own account sees it; fails with `notFound` where there is none. */
  realm(name: string): Promise<KeycloakRealm>;
  /** The realm as the holder of an access token sees it: Keycloak decides what that person may do. */
  as(accessToken: string, name: string): CallerRealm;
  /** Whether Keycloak answers at all. */
  answers(): Promise<boolean>;
}

/** A realm as an administrator who calls sees it, with that person's rights. */
export interface CallerRealm {
  readonly realm: KeycloakRealm;
  /** The calls that were made so far, by name; emptied by whoever wants to count. */
  readonly calls: string[];
  setClientAttributes(id: string, attributes: Readonly<Record<string, string>>): Promise<void>;
  /** The secret of a client, for whoever may change the client; `undefined` where it has none. */
  clientSecret(id: string): Promise<string | undefined>;
  /** Succeeds for whoever may read the realm's admin events. */
  readAdminEvents(): Promise<void>;
}

/** Why a call to Keycloak failed, in our words. */
export type KeycloakFailure =
  /** A value that must be unique is taken. */
  | 'conflict'
  /** Keycloak refused what was sent; see `problems`. */
  | 'invalid'
  /** The account comes from a directory that Keycloak must not write to. */
  | 'readOnly'
  | 'notFound'
  /** The bridge's account is unknown or lacks a right. */
  | 'refused'
  | 'unavailable'
  | 'timeout'
  | 'unexpected';

/** One thing that Keycloak found wrong with a user: a field of its own, a message key, and the key's parameters. */
export interface KeycloakProblem {
  readonly field?: string | undefined;
  readonly message: string;
}

/** A failed call to Keycloak. */
export class KeycloakError extends Error {
  override readonly name = 'KeycloakError';
  readonly failure: KeycloakFailure;
  readonly problems: readonly KeycloakProblem[];
  /** HTTP status of the answer, where there was one. */
  readonly status: number | undefined;

  constructor(
    failure: KeycloakFailure,
    message: string,
    options: { problems?: readonly KeycloakProblem[]; status?: number | undefined; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.failure = failure;
    this.problems = options.problems ?? [];
    this.status = options.status;
  }
}
