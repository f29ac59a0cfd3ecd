import type { Json } from '../../scim/json.ts';
import type { CompiledAlias } from './aliases.ts';
import type { ResourceType } from '../../scim/schema/types.ts';

/** A request as far as quirks may rewrite it. */
export interface WireRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** What kind of resource is spoken of. */
  readonly type: ResourceType;
  /** What kind of body this is; `none` for requests without one. */
  readonly message: 'resource' | 'patch' | 'search' | 'none';
  readonly body: Json | undefined;
  /** The text of the filter, from the URL or a SearchRequest. */
  readonly filter: string | undefined;
  /** Other names under which the tenant's rows take attributes. */
  readonly aliases?: readonly CompiledAlias[];
}

/**
 * One way in which real clients differ from the standard, as a rewrite into what they mean. A quirk returns the
 * request it was given when it has nothing to do.
 */
export interface Quirk {
  readonly name: string;
  /** Who is known to do this. */
  readonly clients: readonly string[];
  /** What it looks like on the wire. */
  readonly wire: string;
  /** What it means. */
  readonly meaning: string;
  /** When it was last known to be sent, as year and month. */
  readonly seen: string;
  /** A request sequence below test/clients in which it is sent. */
  readonly fixture: string;
  rewrite(request: WireRequest): WireRequest;
}

/** Turns a client's dialect into the standard, quirk after quirk; tells which of them had something to do. */
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
