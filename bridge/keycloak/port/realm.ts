import type { CallerRight } from './callerRights.ts';
import type { KeycloakGroups, KeycloakTree } from './groups.ts';
import type { RealmInspection, SignInTrial } from './inspection.ts';
import type { KeycloakAdministration, KeycloakRole, KeycloakRoles } from './roles.ts';
import type { KeycloakUsers } from './users.ts';

/** An attribute of a realm's user profile, reduced to what the bridge uses. */
export interface ProfileAttribute {
  readonly name: string;
  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
  /** Whether the validator `person-name-prohibited-characters` is on. */
  readonly prohibitsCharacters: boolean;
  /** Whether the validator `email` is on. */
  readonly isEmail: boolean;
  /** Whether administrators may write it; otherwise Keycloak drops it silently. */
  readonly adminEdits: boolean;
  /** Whether users may change it for themselves at the account API. */
  readonly userEdits: boolean;
  /** Whether Keycloak refuses a user without it even from an administrator. */
  readonly requiredOfAdmins: boolean;
  /** Whether it may have several values; Keycloak refuses a second one otherwise. */
  readonly multivalued: boolean;
  /** The settings of its validators, by their names in Keycloak. */
  readonly validators: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** The SCIM path that Keycloak's own SCIM API stores in it; `undefined` if it stores nothing there. */
  readonly ownScimPath?: string | undefined;
}

/** How a realm keeps its admin events, which a log of every change through Admin REST is. */
export interface AdminEventSettings {
  /** Whether the body of each change is kept too. */
  readonly hasDetails: boolean;
  /** Whether they are deleted after a time. */
  readonly expires: boolean;
}

/** The names that rules can refer to in a realm; lists are for suggestions and may be cut. */
export interface KeycloakLookups {
  realmRoles(): Promise<readonly string[]>;
  /** Lists the roles of the client with this Keycloak id. */
  clientRoles(id: string): Promise<readonly string[]>;
  clients(): Promise<readonly string[]>;
  /** Lists all required actions; this list is never cut. */
  requiredActions(): Promise<readonly string[]>;
  identityProviders(): Promise<readonly string[]>;
  /** Whether the realm has an identity provider with this alias. */
  hasIdentityProvider(alias: string): Promise<boolean>;
}

/** The settings of a realm that the bridge uses. */
export interface RealmSettings {
  /** Keycloak's id of the realm; a realm that is deleted and created again under the same name has another one. */
  readonly id: string;
  readonly enabled: boolean;
  /** Whether administrators may change usernames. */
  readonly usernamesEditable: boolean;
  readonly emailAsUsername: boolean;
  /** Whether several users may have the same e-mail address. */
  readonly duplicateEmails: boolean;
  /** Whether Keycloak keeps undeclared attributes that an administrator writes. */
  readonly keepsUnmanagedAttributes: boolean;
  /** What becomes of undeclared attributes, as Keycloak has it; absent if they are dropped. */
  readonly unmanagedAttributePolicy?: string | undefined;
  /** Whether users may write undeclared attributes for themselves at the account API. */
  readonly usersWriteUnmanaged: boolean;
  /** Whether internationalization is on; without it Keycloak drops the attribute `locale`. */
  readonly internationalized: boolean;
  /** Whether the realm can send e-mails. */
  readonly hasMailServer: boolean;
  /** Whether Keycloak's own SCIM API is switched on for the realm; the server must have it too. */
  readonly hasOwnScimApi: boolean;
  /** How admin events are kept; `undefined` if they are not. */
  readonly adminEvents?: AdminEventSettings | undefined;
  /** The maximum length of a session, which also ends the access tokens of clients. */
  readonly maxSessionSeconds: number;
  /** The frontend URL of the realm; `undefined` if it has none of its own. */
  readonly frontendUrl?: string | undefined;
  /** The default role, which every user has; `undefined` if the caller may not see it. */
  readonly defaultRole?: Omit<KeycloakRole, 'client'> | undefined;
  readonly profile: readonly ProfileAttribute[];
}

/** A protocol mapper of a client. */
export interface KeycloakMapper {
  readonly name: string;
  /** Keycloak's id of the mapper type, for example `oidc-usermodel-attribute-mapper`. */
  readonly kind: string;
  readonly config: Readonly<Record<string, string>>;
}

/** A client of a realm, reduced to what the bridge uses. */
export interface KeycloakClient {
  /** Keycloak's id of the client, which is not its client id. */
  readonly id: string;
  readonly enabled: boolean;
  readonly attributes: Readonly<Record<string, string>>;
  /** The mappers of the client itself (its dedicated scope), ordered by name. */
  readonly mappers: readonly KeycloakMapper[];
}

/** A realm, with the rights of the account that calls. */
export interface KeycloakRealm {
  readonly name: string;
  /** Identifies the realm among all realms, also among earlier ones of the same name. */
  readonly key: string;
  readonly users: KeycloakUsers;
  /** The source of SCIM groups: Keycloak's groups, or the realm's roles. */
  readonly groups: KeycloakGroups;
  readonly tree: KeycloakTree;
  /** Returns the parts of the realm that differ if its SCIM groups are realm roles. */
  rolesAsGroups(): Pick<KeycloakRealm, 'users' | 'groups' | 'administration'>;
  readonly roles: KeycloakRoles;
  readonly administration: KeycloakAdministration;
  readonly lookups: KeycloakLookups;
  /** Reads the settings; fails with `refused` if the account may not see them. */
  settings(): Promise<RealmSettings>;
  /** Whether the last sign-in used the secret that all realms share instead of the realm's own secret. */
  sharesSecret(): boolean;
  /** Returns the issuer in the tokens of the realm. */
  issuer(): Promise<string>;
  /** The URL of the JWKS with which the realm signs its tokens. */
  readonly keysUrl: string;
  /** Finds a client by its client id; `undefined` if there is none. */
  client(clientId: string): Promise<KeycloakClient | undefined>;
}

/** The port to Keycloak. */
export interface Keycloak {
  /** Opens a realm with the bridge's own account; fails with a `SignInError` if Keycloak does not let the bridge in. */
  realm(name: string): Promise<KeycloakRealm>;
  /** Has the bridge sign in to a realm with its first key again, if the realm accepted another one last. */
  renewSignIn(name: string): void;
  /** Signs the bridge in to a realm anew, and keeps the token that it has; fails with a `SignInError` if it cannot. */
  trySignIn(name: string): Promise<SignInTrial>;
  /** Lists the `kid` of the key that each connected realm accepted last. */
  acceptedKeys(): readonly string[];
  /** Opens a realm with a caller's access token: Keycloak decides what the caller may do. */
  as(accessToken: string, name: string): CallerRealm;
  /** Returns the base URL of Keycloak as browsers reach it in a realm; fails with a `SignInError` if there is no such realm. */
  publicUrl(name: string): Promise<string>;
  /** Whether Keycloak is reachable. */
  answers(): Promise<boolean>;
}

/** A realm with the rights of the administrator who calls the admin API. */
export interface CallerRealm {
  readonly realm: KeycloakRealm;
  /** The name of the realm that issued the token, by its claims; empty if they name none. */
  readonly issuingRealm: string;
  readonly inspection: RealmInspection;
  /** The names of the calls made so far; a caller that counts empties it first. */
  readonly calls: string[];
  /** Sets attributes of a client; the others stay. */
  setClientAttributes(id: string, attributes: Readonly<Record<string, string>>): Promise<void>;
  /** Reads the secret of a client, for callers who may change the client; `undefined` if it has none. */
  clientSecret(id: string): Promise<string | undefined>;
  /** Finds out which rights the caller has over the realm now. */
  rights(): Promise<readonly CallerRight[]>;
  /** The rights that the caller had within the last seconds: to be shown, never to decide on a change. */
  recentRights(): Promise<readonly CallerRight[]>;
  /** Whether the caller may change a client, by Keycloak's id of it. */
  mayChangeClient(id: string): Promise<boolean>;
  /**
   * Reads who the caller is, in the realm that issued the token; `undefined` if Keycloak does not tell. For tokens that
   * name nobody.
   */
  account(): Promise<{ readonly id: string; readonly username: string } | undefined>;
  /** Succeeds if the caller may read the realm's admin events. */
  readAdminEvents(): Promise<void>;
}
