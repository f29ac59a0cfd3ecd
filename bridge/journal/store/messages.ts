import type { Activity, Query } from '../entry.ts';

/** A query with every name and id under which entries of a resource may be stored. */
export interface StoreQuery extends Omit<Query, 'name' | 'resource' | 'realm'> {
  /** The key of a realm; without it entries of all realms are found. */
  readonly realm?: string;
  /** In lower case. */
  readonly names?: readonly string[];
  readonly resources?: readonly string[];
}

/** A query of entries of one realm. */
export type RealmQuery = StoreQuery & { readonly realm: string };

/** When a credential was last used. */
export interface Use {
  readonly realm: string;
  readonly credential: string;
  readonly time: number;
}

/** A small value that outlives the process, one per realm and name; `value` is JSON text. */
export interface Memo {
  readonly realm: string;
  readonly name: string;
  readonly value: string;
}

/** A task for the worker. */
export type Work =
  /** Entries are JSON text. An empty write checks whether the file can be written. */
  | {
      readonly type: 'write';
      readonly entries: readonly string[];
      readonly uses: readonly Use[];
      readonly memos: readonly Memo[];
    }
  /** Moves rows stored under a realm's name to its key. */
  | { readonly type: 'adopt'; readonly name: string; readonly realm: string }
  | { readonly type: 'memo'; readonly realm: string; readonly name: string }
  /** Reads all memos of a realm. */
  | { readonly type: 'memos'; readonly realm: string }
  | { readonly type: 'query'; readonly query: StoreQuery }
  /** Reads entries that are newer than the one with the id `after`; only tells the newest id if that is `undefined`. */
  | { readonly type: 'newer'; readonly query: RealmQuery; readonly after: number | undefined }
  | { readonly type: 'lastUses'; readonly realm: string }
  /** Counts the entries of realms since a time. */
  | { readonly type: 'activity'; readonly realms: readonly string[]; readonly since: number }
  /** Deletes some old or surplus entries; repeated while `more` is answered. */
  | { readonly type: 'sweep'; readonly now: number }
  | { readonly type: 'close' };

/** Entries that match a query, as JSON text. */
export interface FoundRows {
  readonly rows: readonly { readonly id: number; readonly body: string }[];
  readonly more: boolean;
}

/** Entries that are newer than another one, oldest first. */
export interface NewerRows extends FoundRows {
  /** The id up to which all entries were looked at. */
  readonly reached: number;
}

/** The answer of the worker to each kind of work. */
export interface Answers {
  /** The keys of the realms whose entries were written. */
  readonly write: readonly string[];
  readonly adopt: null;
  readonly query: FoundRows;
  readonly newer: NewerRows;
  readonly lastUses: readonly Use[];
  readonly activity: readonly RealmActivity[];
  readonly memo: string | null;
  readonly memos: readonly string[];
  readonly sweep: { readonly more: boolean };
  readonly close: null;
}

/** What came of the requests to a realm. */
export interface RealmActivity extends Activity {
  readonly realm: string;
}

/** Why work was not done. */
export interface Failure {
  /** A sentence for operators. */
  readonly problem: string;
  /** Whether the same work may succeed later. */
  readonly retryable: boolean;
}

/** A message to the worker. */
export interface Request {
  readonly id: number;
  readonly work: Work;
}

/** The worker's answer to one message; `notices` are sentences for operators, such as that a damaged file was moved. */
export type Reply = {
  readonly id: number;
  readonly notices: readonly string[];
} & (
  { readonly value: Answers[keyof Answers]; readonly failure?: undefined } | { readonly failure: Failure }
);

/** Settings of the worker. */
export interface WorkerOptions {
  readonly file: string;
  readonly maxBytes: number;
  readonly retentionDays: number;
  /** How long to wait for another process that writes. */
  readonly busyTimeoutMs: number;
}
