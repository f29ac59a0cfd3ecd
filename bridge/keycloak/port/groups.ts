import type { KeycloakUser } from './users.ts';

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

/** Keycloak's groups, whatever groups of SCIM are. */
export interface KeycloakTree {
  /** The group at a path such as `/staff/sales`, case counting; `undefined` when there is none. */
  byPath(path: string): Promise<KeycloakGroup | undefined>;
  join: KeycloakGroups['join'];
  /** The groups that every new user is made a member of. */
  joinedByDefault(): Promise<readonly DefaultGroup[]>;
}

/** A group that every new user is made a member of. */
interface DefaultGroup {
  readonly id: string;
  /** Such as `/staff/sales`. */
  readonly path: string;
}
