import type { WireRequest } from '../../mappers/rewriting/quirk.ts';
import type { Context } from '../lifecycle/context.ts';
import type { Conditions } from '../resources/context.ts';
import type { Json, JsonObject } from '../../scim/json.ts';

/** A request after authentication, parsing and quirks: strict SCIM. */
export interface ScimRequest {
  readonly context: Context;
  /** The id or URN in the path; empty if the endpoint has none. */
  readonly id: string;
  readonly query: ReadonlyMap<string, string>;
  readonly body: Json | undefined;
  readonly conditions: Conditions;
}

/** A response, before it is written to HTTP. */
export interface ScimResponse {
  readonly status: number;
  readonly body?: JsonObject;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Serves one method of one endpoint. */
export type Handler = (request: ScimRequest) => ScimResponse | Promise<ScimResponse>;

/** One method of an endpoint. */
export interface Operation {
  /** The kind of resource, by which quirks know the schema of a body. */
  readonly about: 'user' | 'group';
  /** The kind of body that it accepts. */
  readonly message: WireRequest['message'];
  readonly handle: Handler;
}

/** An endpoint below a realm's base URL; `:id` stands for one path segment. */
export interface Endpoint {
  readonly path: string;
  readonly methods: Readonly<Partial<Record<'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', Operation>>>;
}
