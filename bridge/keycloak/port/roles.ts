import type { KeycloakGroup } from './groups.ts';

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

/** The realm role that marks users whom SCIM created. */
export const MARKER_ROLE = 'scim-managed';
