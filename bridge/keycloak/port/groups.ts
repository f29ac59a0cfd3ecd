import type { KeycloakUser } from './users.ts';

/**
 * A Keycloak group; attribute values have at most 255 characters (contract/groups: "stores a value of 255 characters,
 * and answers 500 to one of 256").
 */
export interface KeycloakGroup {
  readonly id: string;
  readonly name: string;
  readonly description?: string | undefined;
  readonly attributes: Readonly<Record<string, readonly string[]>>;
  /** The number of direct subgroups; `undefined` in lists, which do not count them. */
  readonly subGroups?: number | undefined;
  /** The id of the parent group; `undefined` for a top-level group. */
  readonly parent?: string | undefined;
  /** True if this is a realm role that is presented as a group. */
  readonly isRole?: boolean | undefined;
  /** Whether roles are mapped to the group itself, not counting its parents; `undefined` if the answer does not say. */
  readonly holdsRoles?: boolean | undefined;
}

/** The fields of a group that is created or replaced; a description that is left out is cleared. */
export type GroupWrite = Pick<KeycloakGroup, 'name' | 'description' | 'attributes'>;

/** A query for groups that Keycloak can answer; it covers every depth of the group tree. */
export type GroupQuery =
  | { readonly by: 'all' }
  | { readonly by: 'id'; readonly id: string }
  /** Groups whose name contains the value, ignoring case; with `exact`, others than those of this very name may be left out. */
  | { readonly by: 'name'; readonly value: string; readonly exact?: boolean }
  /** Groups whose attribute equals the value, case-sensitively. */
  | { readonly by: 'attribute'; readonly name: string; readonly value: string }
  | { readonly by: 'member'; readonly userId: string };

/** The result of a join or a leave: `done` (also if nothing had to change), or the user does not exist. */
export type MembershipOutcome = 'done' | 'noSuchUser';

/** The operations that change groups. */
export interface GroupWrites {
  /** Creates a top-level group and returns its id. */
  create(group: GroupWrite): Promise<string>;
  replace(id: string, group: GroupWrite): Promise<void>;
  /** Deletes a group and its subgroups; false if the group does not exist. */
  delete(id: string): Promise<boolean>;
  /** Makes a user a member; fails with `notFound` if the group does not exist. */
  join(id: string, userId: string): Promise<MembershipOutcome>;
  /** Ends a membership; fails with `notFound` if the group does not exist. */
  leave(id: string, userId: string): Promise<MembershipOutcome>;
}

/** The Admin REST calls behind the operations that change groups; a dry run reports them instead of making them. */
export type GroupCalls = Readonly<Record<keyof GroupWrites, string>>;

/** The groups of one realm, subgroups included. */
export interface KeycloakGroups extends GroupWrites {
  readonly calls: GroupCalls;
  /** Reads a group; `undefined` if it does not exist. */
  get(id: string): Promise<KeycloakGroup | undefined>;
  /** Reads one window of the groups that match a query, ordered by name and then by id; `first` counts from 0. */
  find(query: GroupQuery, window: { first: number; max: number }): Promise<KeycloakGroup[]>;
  /** Returns the name that a group had when it was last read or written; `undefined` if that is not known any more. */
  knownName(id: string): string | undefined;
  /** Counts all groups, at every depth. */
  count(): Promise<number>;
  /** Reads one window of the direct members; without attributes if `brief`. */
  members(id: string, window: { first: number; max: number; brief: boolean }): Promise<KeycloakUser[]>;
}

/** The group tree of Keycloak, also in realms whose SCIM groups are realm roles. */
export interface KeycloakTree {
  /** Finds the group at a path such as `/staff/sales`, case-sensitively; `undefined` if there is none. */
  byPath(path: string): Promise<KeycloakGroup | undefined>;
  join: KeycloakGroups['join'];
  /** Lists the default groups: Keycloak makes every new user a member of them. */
  joinedByDefault(): Promise<readonly DefaultGroup[]>;
}

/** A default group of the realm. */
interface DefaultGroup {
  readonly id: string;
  /** For example `/staff/sales`. */
  readonly path: string;
}
