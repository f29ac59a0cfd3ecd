import type { KeycloakGroups, KeycloakTree } from './groups.ts';
import type { KeycloakAdministration, KeycloakRole, KeycloakRoles } from './roles.ts';
import type { KeycloakUsers } from './users.ts';

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
