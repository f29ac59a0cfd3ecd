import type { KeycloakRealm } from '../../../bridge/keycloak/port/realm.ts';
import type { KeycloakRole, RoleHolder } from '../../../bridge/keycloak/port/roles.ts';

/** The settings of a realm that cases are run with. */
export interface RealmOptions {
  /** Whether administrators may change user names; true by default. */
  readonly usernamesEditable?: boolean;
}

/** What people do with a realm outside the bridge, for which the port has no call: administrators in Keycloak's console, and users at a login page. */
export interface RealmConsole {
  /** Creates a group below another one and returns the new id. */
  createSubgroup(parentId: string, name: string): Promise<string>;
  /** Creates a role of the realm that has these roles as its composites. */
  createRealmRole(name: string, composites?: readonly KeycloakRole[]): Promise<KeycloakRole>;
  /** Gives a user or a group a role, also one that the bridge may not give. */
  giveRole(holder: RoleHolder, role: KeycloakRole): Promise<void>;
  takeRole(holder: RoleHolder, role: KeycloakRole): Promise<void>;
  /** Creates a client with a service account and roles of its own. */
  createClient(
    clientId: string,
    roles?: readonly string[],
  ): Promise<{ readonly id: string; readonly serviceAccountId: string }>;
  /** Creates an identity provider with this alias. */
  createIdentityProvider(alias: string): Promise<void>;
  /** Makes every new user a member of a group. */
  addDefaultGroup(groupId: string): Promise<void>;
  /** Signs a user in at a client that {@link createClient} made; `offline` leaves the client an offline token. */
  signIn(username: string, password: string, clientId: string, offline?: boolean): Promise<void>;
  /** Counts the online sessions of a user. */
  countSessions(userId: string): Promise<number>;
  /** Lists the types of a user's credentials, such as `password`. */
  credentialTypes(userId: string): Promise<string[]>;
}

/** A realm of Keycloak, a real one or one in memory, that tests run against. */
export interface OpenRealm {
  readonly realm: KeycloakRealm;
  readonly console: RealmConsole;
  close(): Promise<void>;
}
