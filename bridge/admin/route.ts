import type { Message } from '../../documents/text.ts';
import type { Holder } from './caller.ts';
import type { AdminBodies } from './contract.ts';
import type { EventStream } from './eventStream.ts';
import type { ExplainContext } from '../protocol/explain.ts';
import type { KeySets } from '../credentials/jwt/keySet.ts';
import type { Journal } from '../journal/journal.ts';
import type { BridgeSignIn, SecretProof } from '../keycloak/port/bridgeSignIn.ts';
import type { Mistake } from '../../documents/mistake.ts';
import type { SignInTrial } from '../keycloak/port/inspection.ts';
import type { RealmSetup } from '../keycloak/setup/realmSetup.ts';
import type { ClientProof } from '../enablement/request/setupRequest.ts';
import type { CallerRealm, KeycloakClient } from '../keycloak/port/realm.ts';
import type { MadeTokens } from '../credentials/static/madeTokens.ts';
import type { Throttle } from '../credentials/throttle/throttle.ts';
import type { Brake } from '../lifecycle/deprovisioning/brake.ts';
import type { Json } from '../../scim/json.ts';
import type { TenantDefaults } from '../tenants/tenant.ts';
import type { LoadedTenant } from '../tenants/tenants.ts';
import type { Preview } from '../tenants/preview.ts';

/** A JSON Schema (2020-12), as data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** A parameter in the query. */
export interface Parameter {
  readonly name: string;
  readonly description: string;
  readonly schema: JsonSchema;
}

/** What the routes of the admin API can use of the bridge. */
export interface AdminTools {
  /** The bridge's public URL; also the base of addresses in realms without SCIM. */
  readonly publicUrl: string;
  /** The URL under which browsers reach the console. */
  readonly consoleUrl: string;
  readonly quirks: TenantDefaults['quirks'];
  /** Whether the bridge may fetch keys from a URL. */
  readonly mayAsk: TenantDefaults['mayAsk'];
  readonly version: string;
  /** The client id of the bridge's client in every realm. */
  readonly bridgeClientId: string;
  /** Lists the names of all realms that are to be served, sorted. */
  index(): readonly string[];
  /** Lists the names of realms in which SCIM is switched off, as far as they are in memory, sorted. */
  switchedOff(): readonly string[];
  /** Finds the tenant of a realm as it is served now. */
  findTenant(realm: string): Promise<LoadedTenant>;
  /** Reads the realm again, so that a change is in force with the next request. */
  reload(realm: string): Promise<void>;
  /** Has the journal keep entries of a realm that the bridge cannot serve yet; `id` is Keycloak's id of it. */
  identify(realm: string, id: string): void;
  /** Runs one change of a realm's configuration at a time. */
  exclusively<T>(realm: string, work: () => Promise<T>): Promise<T>;
  /** Compiles the realm as it would be served with another configuration, read with the caller's rights. */
  preview(caller: CallerRealm, preview: Preview): Promise<ExplainContext>;
  /** Tells how the bridge signs in to a realm, and whether a caller knows its secret there. */
  signIn(realm: string, proof?: SecretProof): Promise<BridgeSignIn>;
  /** How the bridge's client in a realm is to sign in so that this bridge can. */
  clientProof(): ClientProof;
  /** Signs in to a realm anew, without a change. */
  trySignIn(realm: string): Promise<SignInTrial>;
  readonly journal: Pick<
    Journal,
    'read' | 'follow' | 'activity' | 'realmsOf' | 'readUnserved' | 'lastUses' | 'stats'
  >;
  readonly brake: Pick<Brake, 'state' | 'release'>;
  readonly keySets: Pick<KeySets, 'failureOf'>;
  readonly throttle: Pick<Throttle, 'summarize'>;
  /** Has a token that was made told in its realm when it is sent to another one. */
  readonly rememberToken: MadeTokens['remember'];
}

/** A request to the admin API whose caller Keycloak has accepted. */
export interface AdminRequest {
  readonly realm: string;
  readonly caller: CallerRealm;
  /** Returns another realm with the rights of the caller, of which nothing is known yet. */
  readonly as: (realm: string) => CallerRealm;
  /** Opens the realm for set-up, with the rights of the caller. */
  readonly openSetup: () => RealmSetup;
  /** Opens another realm that has SCIM; throws if the caller does not see its `scim-endpoint` client. */
  readonly open: (realm: string) => Promise<CallerRealm>;
  /** Tells who the caller is; Keycloak is asked if the token does not say. */
  readonly nameHolder: () => Promise<Holder>;
  /**
   * The only realm in which the caller can have rights, with its client; `undefined` for an account of `master`, which may
   * have some anywhere. Only read for a route about all realms.
   */
  readonly sole: { readonly realm: string; readonly client: KeycloakClient } | undefined;
  /** The `scim-endpoint` client, whose attributes are the realm's SCIM configuration. */
  readonly client: KeycloakClient;
  readonly tools: AdminTools;
  /** Parameters in the path, by name. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Json | undefined;
  /** The mistakes in the shape of the body; none if the route does not list them itself. */
  readonly bodyMistakes: readonly Mistake[];
  readonly ifMatch: string | undefined;
  /** The header `Last-Event-ID`: the last event of a stream that the client has seen. */
  readonly lastEventId: string | undefined;
}

/** The answer of a route. */
export interface AdminAnswer<Body = unknown> {
  readonly status: number;
  readonly body?: Body;
  /** What is sent in place of a body, until it ends. */
  readonly stream?: EventStream;
  readonly headers?: Readonly<Record<string, string>>;
  /** A sentence about the change, for the audit. */
  readonly audit?: Message;
  /** Whether all was so already; then nothing is audited. */
  readonly isUnchanged?: boolean;
}

/** One route of the admin API; routing, validation and the OpenAPI document are made from it. */
export interface AdminRoute {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** Path below the realm's admin URL, with parameters as `{name}`. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  /** The rights in Keycloak that the caller needs. */
  readonly rights: string;
  readonly query?: readonly Parameter[];
  readonly body?: JsonSchema;
  /** Whether the route itself lists the mistakes in the shape of its body, together with others. */
  readonly listsMistakes?: boolean;
  /**
   * Whether it changes something: changes of a realm run one at a time, are in force with the next request, and are
   * audited.
   */
  readonly changes?: boolean;
  /**
   * The right of those whom it also answers before SCIM is set up, when there is no `scim-endpoint` client: the request has
   * an empty one. Absent if it answers nobody then.
   */
  readonly beforeSetup?: 'view-realm' | 'view-clients';
  /** Whether it is about all realms in which the caller has rights; then the realm in the path plays no role. */
  readonly aboutAllRealms?: boolean;
  /** Whether it answers with a stream of events, whose schema is that of their data. */
  readonly streams?: boolean;
  /** Whether it requires If-Match, or heeds it if it is sent. */
  readonly conditional?: 'always' | 'onRequest';
  readonly answers: Readonly<Record<number, { readonly description: string; readonly schema?: JsonSchema }>>;
  readonly handle: (request: AdminRequest) => Promise<AdminAnswer>;
}

/** A route without method and path. */
interface RouteOf<Body> extends Omit<AdminRoute, 'method' | 'path' | 'handle'> {
  readonly handle: (request: AdminRequest) => Promise<AdminAnswer<Body>>;
}

/** Defines a route by method and path; the contract fixes the type of its answer. */
export function route<Name extends keyof AdminBodies>(
  name: Name,
  rest: RouteOf<AdminBodies[Name]>,
): AdminRoute {
  const [method = '', path = ''] = name.split(' ');
  return { method: method.toLowerCase() as AdminRoute['method'], path, ...rest };
}
