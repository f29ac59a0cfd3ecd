import type { Json } from '../../scim/json.ts';
import type { CompiledAlias } from './aliases.ts';
import type { ResourceType } from '../../scim/schema/types.ts';

/** The parts of a request that quirks may rewrite. */
export interface WireRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** The resource type of the request. */
  readonly type: ResourceType;
  /** The kind of message in the body; `none` for requests without one. */
  readonly message: 'resource' | 'patch' | 'search' | 'none';
  readonly body: Json | undefined;
  /** The text of the filter, from the URL or a SearchRequest. */
  readonly filter: string | undefined;
  /** The aliases of the tenant's rows. */
  readonly aliases?: readonly CompiledAlias[];
}

/** A deviation of real clients from the standard, as a rewrite into what they mean; `rewrite` returns the same request if there is nothing to do. */
export interface Quirk {
  readonly name: string;
  /** The clients that are known to send it. */
  readonly clients: readonly string[];
  /** An example on the wire. */
  readonly wire: string;
  /** The meaning of it, in one sentence. */
  readonly meaning: string;
  /** The month in which it was last known to be sent. */
  readonly seen: string;
  /** A request sequence below test/clients that has it. */
  readonly fixture: string;
  /** Other names of endpoints, in lower case, with the names they have here. */
  readonly endpoints?: ReadonlyMap<string, string>;
  rewrite(request: WireRequest): WireRequest;
}

/** Applies quirks in their order; `applied` are the names of those that changed the request. */
export function applyQuirks(
  quirks: readonly Quirk[],
  wire: WireRequest,
): { readonly request: WireRequest; readonly applied: readonly string[] } {
  const applied: string[] = [];
  const request = quirks.reduce((before, quirk) => {
    const after = quirk.rewrite(before);
    if (after !== before) applied.push(quirk.name);
    return after;
  }, wire);
  return { request, applied };
}
