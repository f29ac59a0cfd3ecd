import type { Json } from '../../scim/json.ts';

/** What an entry tells of: a write, a request that was refused, a change of an administrator, or an alarm. */
export type EntryKind = 'write' | 'refusal' | 'audit' | 'alarm';

/** One call to Keycloak, as an entry tells it. */
export interface KeycloakCall {
  readonly call: string;
  readonly outcome: string;
  readonly status?: number;
  readonly milliseconds: number;
}

/** What is recorded of one request. */
export interface NewEntry {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly realm: string;
  /** What the store knows the realm by; its name where this is absent. */
  readonly realmKey?: string;
  readonly kind: EntryKind;
  readonly requestId: string;
  readonly credential?: {
    readonly id: string;
    readonly label: string;
    /** The user name of Basic, or the account name of an issuer. */
    readonly account?: string;
  };
  /** The User-Agent. */
  readonly client?: string;
  readonly address?: string;
  readonly method: string;
  /** The path below the realm's SCIM or admin URL, with the query. */
  readonly target: string;
  /** What the request was about; `name` is the userName or displayName. */
  readonly resource?: { readonly type: string; readonly id?: string; readonly name?: string };
  /** The body. */
  readonly asked?: Json;
  readonly quirks: readonly string[];
  readonly ignored: readonly string[];
  readonly keycloak: readonly KeycloakCall[];
  readonly status: number;
  /** The stable code of the error that was answered. */
  readonly error?: string;
  /** What came of it, in words. */
  readonly outcome: string;
  readonly milliseconds: number;
  /** How many alike this entry stands for. */
  readonly count?: number;
}

/** An entry that is kept; ids grow, and are never used again. */
export interface Entry extends NewEntry {
  readonly id: number;
}

/** Which entries are wanted; everything that is given must hold. */
export interface Query {
  readonly realm: string;
  /** First and last moment, in milliseconds since 1970. */
  readonly since?: number;
  readonly until?: number;
  readonly kinds?: readonly EntryKind[];
  readonly statuses?: readonly number[];
  /** Only what failed (400 and above), or only what did not. */
  readonly failed?: boolean;
  /** The id of a credential. */
  readonly credential?: string;
  /** The id of a resource. */
  readonly resource?: string;
  /** The name of a resource, in any case. */
  readonly name?: string;
  readonly requestId?: string;
  /** Only entries older than the one with this id. */
  readonly before?: number;
  /** Most entries of a page, 1 to 500. */
  readonly limit?: number;
}

/** Entries, newest first; `next`, when there is more, is the `before` of the page that follows. */
export interface Page {
  readonly entries: readonly Entry[];
  readonly next?: number;
}
