import type { Json } from '../../scim/json.ts';
import type { Text } from '../../documents/text.ts';
import type { Reason } from '../credentials/refusals.ts';

/** Every kind of entry: a write, a successful read, a refused request, a change by an administrator, or an alarm. */
export const ENTRY_KINDS = ['write', 'read', 'refusal', 'audit', 'alarm'] as const;

/** The kind of an entry. */
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** One call to Keycloak. */
export interface KeycloakCall {
  readonly call: string;
  readonly outcome: string;
  readonly status?: number;
  readonly milliseconds: number;
}

/** Every word for something that a request did to a user or group. */
export const CHANGE_WORDS = [
  'disabled',
  'enabled',
  'hidden',
  'restored',
  'deleted',
  'renamed',
  'joined',
  'left',
  'rolesGiven',
  'groupsGiven',
  'linked',
  'invited',
] as const;

/** Something that a request did to a user or group. */
interface EntryChange {
  readonly what: (typeof CHANGE_WORDS)[number];
  /** The names before and after a renaming. */
  readonly from?: string;
  readonly to?: string;
  /** The number of members who joined or left. */
  readonly count?: number;
  /** The roles or groups that a user was given, or the identity provider that it was linked to. */
  readonly names?: readonly string[];
}

/** An attribute that differs after a change, by its path (RFC 7644 §3.10); an absent value was absent. */
export interface ChangedAttribute {
  readonly path: string;
  readonly from?: string;
  readonly to?: string;
}

/** A user or group; `name` is its userName or displayName. */
interface EntryResource {
  readonly type: string;
  readonly id?: string;
  readonly name?: string;
}

/** The record of one request. */
export interface NewEntry {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly realm: string;
  /** The key under which the store keeps the realm; its name if absent. */
  readonly realmKey?: string;
  readonly kind: EntryKind;
  readonly requestId: string;
  readonly credential?: {
    readonly id: string;
    readonly label: string;
    /** The user name of Basic, or the account name configured for a trusted issuer. */
    readonly account?: string;
  };
  /** The User-Agent. */
  readonly client?: string;
  readonly address?: string;
  readonly method: string;
  /** The path below the realm's SCIM or admin URL, with the query. */
  readonly target: string;
  /** The resource that the request addressed; absent aliases mean none, or an entry of an earlier version. */
  readonly resource?: EntryResource & {
    /** The other user names and e-mail addresses that the user had before or has after the request. */
    readonly aliases?: readonly string[];
  };
  /** The user or group that has the value that the request asked for (status 409). */
  readonly conflict?: EntryResource;
  /** What was done to the resource; absent in entries of earlier versions. */
  readonly changes?: readonly EntryChange[];
  /** The attributes that the request changed; absent in entries of earlier versions. */
  readonly attributes?: readonly ChangedAttribute[];
  /** The number of further attributes that it changed. */
  readonly moreAttributes?: number;
  /** The body of the request. */
  readonly asked?: Json;
  readonly quirks: readonly string[];
  readonly ignored: readonly string[];
  readonly keycloak: readonly KeycloakCall[];
  readonly status: number;
  /** The stable code of the error in the response. */
  readonly error?: string;
  /** Why the request was refused or failed; absent in entries of earlier versions. */
  readonly reason?: Reason;
  /** Why the requests were refused for which the entry stands. */
  readonly reasons?: readonly Reason[];
  /** The number of results of a list that was read. */
  readonly results?: number;
  /** Set if the realm was in mode `observe`, so that nothing was written. */
  readonly observed?: true;
  /** The outcome, as a sentence. */
  readonly outcome: string;
  /** The outcome as data, for other languages than English; absent where only its sentence is recorded. */
  readonly texts?: readonly Text[];
  readonly milliseconds: number;
  /** The number of similar requests that this entry stands for. */
  readonly count?: number;
  /** The ids of the last of these requests; the entry is found by each of them. */
  readonly requestIds?: readonly string[];
}

/** A stored entry; ids grow, and are never reused. */
export interface Entry extends NewEntry {
  readonly id: number;
}

/** Selects entries; every condition that is set must hold. */
export interface Query {
  readonly realm: string;
  /** First and last time, in milliseconds since 1970. */
  readonly since?: number;
  readonly until?: number;
  readonly kinds?: readonly EntryKind[];
  readonly statuses?: readonly number[];
  /** `true`: only failures (status 400 and above); `false`: only successes. */
  readonly failed?: boolean;
  /** The id of a credential. */
  readonly credential?: string;
  /** The id of a resource. */
  readonly resource?: string;
  /**
   * A name or e-mail address that a resource has or had, case-insensitive, or its id: finds every entry about this
   * resource.
   */
  readonly name?: string;
  readonly requestId?: string;
  /** Only entries older than the one with this id. */
  readonly before?: number;
  /** Maximum entries of a page, 1 to 500. */
  readonly limit?: number;
}

/** What came of the requests to a realm since a time. */
export interface Activity {
  /** When a credential was last accepted, whenever that was, in milliseconds since 1970; absent if there is no record of it. */
  readonly lastUse?: number;
  /** The number of writes and recorded reads that succeeded. */
  readonly succeeded: number;
  /** The number of users and groups that were created. */
  readonly created: number;
  /** The number of refusals. */
  readonly failed: number;
  /** When a credential was last refused, in milliseconds since 1970. */
  readonly lastRefusal?: number;
}

/** Entries that came after others, oldest first. */
export interface Followed {
  readonly entries: readonly Entry[];
  /** The id after which to go on. */
  readonly reached: number;
}

/** Entries, newest first; `next`, if there are more, is the `before` of the next page. */
export interface Page {
  readonly entries: readonly Entry[];
  readonly next?: number;
}
