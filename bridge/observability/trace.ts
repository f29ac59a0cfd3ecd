import { AsyncLocalStorage } from 'node:async_hooks';
import type { Json } from '../../scim/json.ts';

/** What happened while one request was served; log line, metrics and journal entry are made of it. */
export interface Trace {
  readonly requestId: string;
  /** The realm in the path, whether there is one or not. */
  realm?: string;
  /** Whether the realm is known to exist; only then does the request belong into its journal. */
  realmExists?: boolean;
  /** The credential that opened the door. */
  credential?: { readonly id: string; readonly label: string; readonly account?: string };
  /** Path and query below the realm's SCIM URL. */
  target?: string;
  /** Whether the request asks for a change. */
  writes?: boolean;
  /** What the request is about. */
  resource?: { type: string; id?: string; name?: string };
  /** The body of a request for a change. */
  asked?: Json;
  /** The stable code of the error that was answered. */
  error?: string;
  /** What was answered with the error, for the client. */
  detail?: string;
  /** What the operator should know about that error. */
  hint?: string;
  /** Whether this request is one of many alike, counted but not told. */
  quiet?: boolean;
  /** Called when the answer is written, whether the client is still there or not. */
  finish?: () => void;
  /** Calls that would have changed something, where the realm only observes. */
  observed?: string[];
  readonly quirks: string[];
  /** Paths in the request that were passed over. */
  readonly ignored: string[];
  /** What an operator should know of what was done. */
  readonly notes: string[];
  readonly keycloak: { call: string; outcome: string; status?: number; milliseconds: number }[];
}

const storage = new AsyncLocalStorage<Trace>();

/** Runs work as part of a trace. */
export function traced<T>(trace: Trace, work: () => T): T {
  return storage.run(trace, work);
}

/** The trace of the request that is being served, where there is one. */
export function currentTrace(): Trace | undefined {
  return storage.getStore();
}
