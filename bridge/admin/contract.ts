import type { Text } from '../../documents/text.ts';
import type { Instructions } from '../connecting/instructions.ts';
import type { FilledScript } from '../connecting/filledScripts.ts';
import type { Connection, TrustedIssuer } from '../connecting/connection.ts';
import type { BrakeRule, ScimConfig } from '../tenants/config.ts';
import type { Enabled } from '../enablement/enable.ts';
import type { StepOutcome } from '../enablement/steps/step.ts';
import type { CallerRight } from '../keycloak/port/callerRights.ts';
import type { BridgeSignIn } from '../keycloak/port/bridgeSignIn.ts';
import type { Examination } from '../doctor/examine.ts';
import type { Entry } from '../journal/entry.ts';
import type { Explanation, StoredExplanation } from '../protocol/explain.ts';
import type { CycleExplanation } from '../protocol/firstCycle/cycleUser.ts';
import type { MappingRows } from '../../mappers/mappingRows.ts';
import type { RealmExport } from '../enablement/realmExport.ts';
import type { Light, ReasonCode } from './light.ts';
import type { ProblemCode, ProblemMistake } from './problem.ts';

/** A credential that a realm accepts, and when it was last used. */
export interface CredentialUse {
  /** Its id in log and journal. */
  readonly id: string;
  readonly kind: 'staticToken' | 'issuer' | 'remoteToken';
  readonly label: string;
  /** ISO date and time; absent if the store of the bridge has no record of a use. */
  readonly lastUsed?: string;
}

/** A realm in a few words. */
export interface RealmSummary {
  readonly realm: string;
  /** Whether SCIM is switched on in Keycloak. */
  readonly enabled: boolean;
  /** Whether the bridge serves it. */
  readonly served: boolean;
  readonly profile: string;
}

/** A realm among all realms: how it stands, and why. */
export interface FleetRealm extends RealmSummary {
  readonly light: Light;
  readonly reasons: readonly ReasonCode[];
  /** ISO date and time of the last request with a good credential; absent if the store of the bridge has no record of one. */
  readonly lastRequest?: string;
  /** The number of users and groups that were created in the last 24 hours. */
  readonly createdToday: number;
  /** The number of refusals in the journal of the last 24 hours. */
  readonly failedToday: number;
  /** ISO date and time at which the first of the static tokens in use expires; absent if none does. */
  readonly tokenExpires?: string;
  readonly brakeEngaged: boolean;
}

/** Realms that the bridge is to serve, sorted by name. */
interface RealmPage<Realm extends RealmSummary> {
  readonly realms: readonly Realm[];
  /** The `after` of the next page; absent if there are no more realms. */
  readonly next?: string;
}

/** The state of SCIM in a realm. */
export interface RealmStatus extends RealmSummary {
  readonly mode: 'provision' | 'observe';
  readonly revision: number;
  readonly problems: readonly string[];
  readonly rules: Readonly<Record<string, unknown>>;
  readonly findings: readonly string[];
  readonly credentials: {
    readonly staticTokens: number;
    readonly basic: boolean;
    readonly remoteToken: boolean;
    /** The names of the trusted issuers. */
    readonly issuers: readonly string[];
    readonly trusted: readonly TrustedIssuer[];
    /** Every credential that can be used, with its last use. */
    readonly uses: readonly CredentialUse[];
  };
  readonly journal: { readonly healthy: boolean; readonly problem?: string };
  /** Whether SCIM is set up in the realm at all: whether it has the client that is its configuration. */
  readonly setUp: boolean;
  /** The version of the configuration, as `GET /config` has it as ETag. */
  readonly version: string;
  /** Who asks, and the rights over the realm that Keycloak lets them use. */
  readonly caller: { readonly name: string; readonly rights: readonly CallerRight[] };
}

/** The OAuth client of the identity provider, with its secret. */
interface ClientSecret {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** A realm's configuration, without the members that the bridge manages itself. */
export interface Configuration {
  readonly enabled: boolean;
  readonly profile: string;
  readonly config: Omit<ScimConfig, 'revision' | 'indexed'>;
}

/** Findings for operators, in English and as data. */
export interface Findings {
  readonly findings: readonly string[];
  /** The sentences of each finding. */
  readonly texts: { readonly findings: readonly (readonly Text[])[] };
}

/** The mistakes in a configuration, and findings for operators. */
interface ValidationResult extends Findings {
  readonly valid: boolean;
  readonly mistakes: readonly Partial<ProblemMistake>[];
}

/** A static token, without its text. */
export interface TokenSummary {
  readonly id: string;
  readonly label: string;
  readonly created: string;
  readonly expires?: string;
  readonly revoked?: string;
  readonly readOnly: boolean;
  readonly source?: string;
  readonly status: string;
  readonly lastUsed?: string;
}

/** A static token that was just created, with its text. */
export interface NewToken extends TokenSummary {
  readonly token: string;
}

/** Whether the bridge can get the keys of an issuer that a realm trusts. */
export interface KeyServerStatus {
  /** The name of the issuer. */
  readonly issuer: string;
  readonly reachable: boolean;
  readonly problem?: string;
}

/** The state of a realm's brake on leavers. */
export interface BrakeStatus {
  readonly engaged: boolean;
  /** ISO date and time. */
  readonly since?: string;
  readonly leavers: number;
  readonly rule?: BrakeRule;
}

/** An entry of the journal in the admin API. */
export interface JournalEntry extends Omit<Entry, 'time'> {
  /** ISO date and time. */
  readonly time: string;
}

/** Entries of the journal, newest first. */
interface JournalPage {
  readonly entries: readonly JournalEntry[];
  /** The `before` of the next page; absent if there are no older entries. */
  readonly next?: number;
}

/** What a command of `realm-config` has changed in a realm. */
export interface SetupReport {
  /** By default `enable`. */
  readonly command?: 'enable' | 'apply' | 'decommission' | 'migrate';
  /** The names of the options that were given. */
  readonly options?: readonly string[];
  readonly steps: readonly {
    readonly step: string;
    readonly outcome: 'created' | 'changed' | 'removed';
    /** What differs afterwards, such as members of the configuration. */
    readonly changes?: readonly string[];
  }[];
  /** Why the rest was not done; absent if all is done. */
  readonly problem?: string;
}

/** What to type at an identity provider, field by field, and scripts that do it. */
export interface ProviderInstructions extends Instructions {
  readonly scripts: readonly FilledScript[];
}

/** A realm in which SCIM was switched on; the token is shown once. */
export interface EnabledRealm extends Omit<Enabled, 'findings'>, Findings {
  readonly steps: readonly StepOutcome[];
}

/** What an examination of a realm has found. */
export interface DoctorReport extends Examination {
  /** The versions of the bridge and of its Node.js. */
  readonly versions: { readonly bridge: string; readonly node: string };
}

/** A profile that a realm can have. */
interface ProfileSummary {
  readonly name: string;
  readonly title: string;
  readonly description: string;
}

/** A rewrite of a client's dialect that a mapping can name. */
interface QuirkSummary {
  readonly name: string;
  readonly meaning: string;
  /** An example on the wire. */
  readonly wire: string;
}

/** Where Keycloak keeps each SCIM attribute, and the quirks that a mapping can name. */
interface MappingOverview extends MappingRows {
  readonly quirks: readonly QuirkSummary[];
}

/** The response body of each route of the admin API, if it succeeds. */
export interface AdminBodies {
  readonly 'GET /': RealmStatus;
  readonly 'GET /connection': Connection;
  readonly 'GET /connection/{provider}': ProviderInstructions;
  readonly 'POST /connection/secret': ClientSecret;
  readonly 'POST /reload': undefined;
  readonly 'GET /bridge': BridgeSignIn;
  readonly 'POST /setup': undefined;
  readonly 'POST /enable': EnabledRealm;
  readonly 'POST /disable': { readonly changed: boolean };
  readonly 'GET /realms': RealmPage<RealmSummary>;
  readonly 'GET /fleet': RealmPage<FleetRealm>;
  readonly 'GET /config': Configuration;
  readonly 'PUT /config': Findings;
  readonly 'POST /config/validation': ValidationResult;
  readonly 'GET /config/document': RealmExport;
  readonly 'GET /mapping': MappingOverview;
  readonly 'GET /profiles': readonly ProfileSummary[];
  readonly 'GET /tokens': readonly TokenSummary[];
  readonly 'POST /tokens': NewToken;
  readonly 'POST /tokens/{id}/rotation': NewToken;
  readonly 'DELETE /tokens/{id}': undefined;
  readonly 'GET /journal': JournalPage;
  /** A stream of {@link JournalEntry}. */
  readonly 'GET /journal/stream': undefined;
  readonly 'GET /references/{id}': JournalPage;
  readonly 'POST /explain': Explanation;
  readonly 'GET /explain/user': StoredExplanation;
  readonly 'POST /explain/user': StoredExplanation;
  readonly 'POST /explain/cycle': CycleExplanation;
  readonly 'GET /brake': BrakeStatus;
  readonly 'POST /brake/release': undefined;
  readonly 'GET /doctor': DoctorReport;
  readonly 'GET /key-servers': readonly KeyServerStatus[];
}

/** The body of a problem (RFC 9457). */
export interface ProblemBody {
  readonly code: ProblemCode;
  readonly detail: string;
  readonly mistakes?: readonly ProblemMistake[];
}
