import { AsyncLocalStorage } from 'node:async_hooks';

/** What happened while one request was served; the log line and, later, the journal are made of it. */
export interface Trace {
  readonly requestId: string;
  realm?: string;
  credential?: string;
  /** The stable code of the error that was answered. */
  error?: string;
  /** What the operator should know about that error. */
  hint?: string;
  readonly quirks: string[];
  /** Paths in the request that were passed over. */
  readonly ignored: string[];
  readonly keycloak: { call: string; outcome: string; milliseconds: number }[];
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
