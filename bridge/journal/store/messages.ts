import type { Query } from '../entry.ts';

/** A query as the store answers it: the names and ids of a resource under which its entries may be kept. */
export interface StoreQuery extends Omit<Query, 'name' | 'resource'> {
  readonly names?: readonly string[];
  readonly resources?: readonly string[];
}

/** When a credential was last used. */
export interface Use {
  readonly realm: string;
  readonly credential: string;
  readonly time: number;
}

/** Something small that outlives the process: one value per realm and name, as JSON text. */
export interface Memo {
  readonly realm: string;
  readonly name: string;
  readonly value: string;
}

/** What the worker is asked to do. */
export type Work =
  /** Entries come as their JSON text; with nothing in it, tries whether the file can be written. */
  | {
      readonly type: 'write';
      readonly entries: readonly string[];
      readonly uses: readonly Use[];
      readonly memos: readonly Memo[];
    }
  /** Gives a realm what is kept under its name. */
  | { readonly type: 'adopt'; readonly name: string; readonly realm: string }
  | { readonly type: 'memo'; readonly realm: string; readonly name: string }
  | { readonly type: 'query'; readonly query: StoreQuery }
  | { readonly type: 'lastUses'; readonly realm: string }
  /** Deletes some of what is too old or too much; to be repeated while there is more. */
  | { readonly type: 'sweep'; readonly now: number }
  | { readonly type: 'close' };

/** Entries found, as JSON text. */
export interface FoundRows {
  readonly rows: readonly { readonly id: number; readonly body: string }[];
  readonly more: boolean;
}

/** What the worker answers to each kind of work. */
export interface Answers {
  readonly write: null;
  readonly adopt: null;
  readonly query: FoundRows;
  readonly lastUses: readonly Use[];
  readonly memo: string | null;
  readonly sweep: { readonly more: boolean };
  readonly close: null;
}

/** Why some work was not done. */
export interface Failure {
  /** In words, for operators. */
  readonly problem: string;
  /** Whether the same work may succeed later: it is not what was asked that is wrong. */
  readonly passing: boolean;
}

/** A message to the worker. */
export interface Request {
  readonly id: number;
  readonly work: Work;
}

/** The worker's answer to one message; notices tell what operators should know once, such as a file that was moved. */
export type Reply = {
  readonly id: number;
  readonly notices: readonly string[];
} & (
  { readonly value: Answers[keyof Answers]; readonly failure?: undefined } | { readonly failure: Failure }
);

/** What the worker has to know. */
export interface WorkerOptions {
  readonly file: string;
  readonly maxBytes: number;
  readonly retentionDays: number;
  /** Milliseconds to wait for another process that writes. */
  readonly busyTimeout: number;
}
