import type { AdminBodies } from './contract.ts';
import type { ExplainContext } from '../protocol/explain.ts';
import type { Journal } from '../journal/journal.ts';
import type { CallerRealm, KeycloakClient } from '../keycloak/port/realm.ts';
import type { Brake } from '../lifecycle/deprovisioning/brake.ts';
import type { Json } from '../../scim/json.ts';
import type { LoadedTenant } from '../tenants/tenants.ts';
import type { Preview } from '../tenants/tenant.ts';

/** A JSON Schema (2020-12), as data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** A parameter in the query. */
export interface Parameter {
  readonly name: string;
  readonly description: string;
  readonly schema: JsonSchema;
}

/** What every use case of the admin API can do. */
export interface AdminTools {
  /** The addresses of a realm where SCIM is not served, too. */
  readonly publicUrl: string;
  /** The realm as it is served right now. */
  served(realm: string): Promise<LoadedTenant>;
  /** Brings a change into force with the next request. */
  changed(realm: string): Promise<void>;
  /** One change of a realm's configuration at a time. */
  exclusively<T>(realm: string, work: () => Promise<T>): Promise<T>;
  /** The realm as the caller sees it and as it would be served. */
  preview(caller: CallerRealm, preview: Preview): Promise<ExplainContext>;
  readonly journal: Pick<Journal, 'read' | 'lastUses' | 'stats'>;
  readonly brake: Pick<Brake, 'state' | 'release'>;
}

/** A request to the admin API whose caller Keycloak knows. */
export interface AdminRequest {
  readonly realm: string;
  readonly caller: CallerRealm;
  /** The client that is the realm's SCIM configuration, as the caller may see it. */
  readonly client: KeycloakClient;
  readonly tools: AdminTools;
  /** Parts of the path by name. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Json | undefined;
  readonly ifMatch: string | undefined;
}

/** What a route answers. */
export interface AdminAnswer<Body = unknown> {
  readonly status: number;
  readonly body?: Body;
  readonly headers?: Readonly<Record<string, string>>;
  /** What was changed, in words, for the audit. */
  readonly audit?: string;
}

/** One route of the admin API: the OpenAPI document is made of the same data as the routing. */
export interface AdminRoute {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** Below the realm's admin URL, with `{name}` for parts. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  /** The rights in Keycloak that the caller needs. */
  readonly rights: string;
  readonly query?: readonly Parameter[];
  readonly body?: JsonSchema;
  /** Whether it changes something: one at a time in a realm, in force with the next request, and told in the audit. */
  readonly changes?: boolean;
  /** Whether If-Match is needed. */
  readonly conditional?: boolean;
  readonly answers: Readonly<Record<number, { readonly description: string; readonly schema?: JsonSchema }>>;
  readonly handle: (request: AdminRequest) => Promise<AdminAnswer>;
}

/** A route without what its name says. */
interface RouteOf<Body> extends Omit<AdminRoute, 'method' | 'path' | 'handle'> {
  readonly handle: (request: AdminRequest) => Promise<AdminAnswer<Body>>;
}

/** Defines a route by its method and path; it answers what the contract says. */
export function route<Name extends keyof AdminBodies>(
  name: Name,
  rest: RouteOf<AdminBodies[Name]>,
): AdminRoute {
  const [method = '', path = ''] = name.split(' ');
  return { method: method.toLowerCase() as AdminRoute['method'], path, ...rest };
}
