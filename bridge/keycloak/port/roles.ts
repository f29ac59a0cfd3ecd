import type { KeycloakGroup } from './groups.ts';
import type { KeycloakUser } from './users.ts';

/** A role of the realm or of a client. */
export interface KeycloakRole {
  readonly id: string;
  readonly name: string;
  /** Keycloak's id of the client that the role belongs to; `undefined` for a realm role. */
  readonly client?: string | undefined;
}

/** A user or a group that roles are mapped to, by id. */
export type RoleHolder = { readonly user: string } | { readonly group: string };

/** The operations that change role mappings. */
export interface RoleWrites {
  /** Maps roles to the holder: one call for realm roles, one for each client; existing mappings stay. */
  give(to: RoleHolder, roles: readonly KeycloakRole[]): Promise<void>;
  /** Removes direct role mappings; missing ones are ignored. */
  take(from: RoleHolder, roles: readonly KeycloakRole[]): Promise<void>;
}

/** The roles of one realm and of its clients. */
export interface KeycloakRoles extends RoleWrites {
  /** Finds a realm role by name, or a role of the client with this client id; `undefined` if there is none. */
  find(name: string, clientId?: string): Promise<KeycloakRole | undefined>;
  /** Lists the roles that are mapped directly to the holder. */
  listDirect(holder: RoleHolder): Promise<KeycloakRole[]>;
  /** Reads one window of the users that hold a realm role directly; `first` counts from 0. Nobody holds an unknown role. */
  directHolders(
    name: string,
    window: { readonly first: number; readonly max: number },
  ): Promise<Pick<KeycloakUser, 'id' | 'username'>[]>;
}

/**
 * Tells who may administer the realm: the names of the effective administration roles; empty for an unknown user, group
 * or role.
 */
export interface KeycloakAdministration {
  /**
   * Lists the administration roles of a user: direct, through composite roles, through groups and their parents, or by
   * default.
   */
  ofUser(id: string): Promise<readonly string[]>;
  /**
   * Lists the administration roles that a group and its parents grant to members; passing a group that was just read
   * saves a call.
   */
  ofGroup(group: string | KeycloakGroup): Promise<readonly string[]>;
  /** Lists the administration roles that a role contains, itself included. */
  ofRole(id: string): Promise<readonly string[]>;
  /** Reads everybody and everything that administers the realm at once; fails if that would take too many calls. */
  snapshot(): Promise<Administrators>;
}

/** The administration roles by the id of who holds or grants them; an id that is not there has none. */
type AdminRolesById = ReadonlyMap<string, readonly string[]>;

/** Who administers a realm, and the accounts of its clients. */
export interface Administrators {
  /** The roles of users whom Keycloak itself stores; a user of a federation may hold others. */
  readonly users: AdminRolesById;
  /** The roles of groups, with those of their parents. */
  readonly groups: AdminRolesById;
  /** The roles that a role contains, itself included. */
  readonly roles: AdminRolesById;
  /** The ids of service accounts. */
  readonly serviceAccounts: ReadonlySet<string>;
  /** The number of calls that it took to read this. */
  readonly calls: number;
}

/** The realm role that marks users who were created through SCIM. */
export const MARKER_ROLE = 'scim-managed';
