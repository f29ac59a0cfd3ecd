import type { WireRequest } from '../../mappers/rewriting/quirk.ts';
import type { Context } from '../lifecycle/context.ts';
import type { Conditions } from '../resources/context.ts';
import type { Json, JsonObject } from '../../scim/json.ts';

/** A request after authentication, parsing and quirks: strict SCIM from here on. */
export interface ScimRequest {
  readonly context: Context;
  /** The id or URN in the path, where the endpoint has one. */
  readonly id: string;
  readonly query: ReadonlyMap<string, string>;
  readonly body: Json | undefined;
  readonly conditions: Conditions;
}

/** What a handler returns; `http/send` writes it. */
export interface ScimResponse {
  readonly status: number;
  readonly body?: JsonObject;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Serves one method of one endpoint. */
export type Handler = (request: ScimRequest) => ScimResponse | Promise<ScimResponse>;

/** One method of an endpoint. */
export interface Operation {
  /** What it is about; tells quirks which schema a body follows. */
  readonly about: 'user' | 'group';
  /** What kind of body it takes. */
  readonly message: WireRequest['message'];
  readonly handle: Handler;
}

/** An endpoint below a realm's base URL; `:id` stands for one path segment. */
export interface Endpoint {
  readonly path: string;
  readonly methods: Readonly<Partial<Record<'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', Operation>>>;
}
