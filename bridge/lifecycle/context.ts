import type { Tenant } from '../tenants/tenant.ts';

/** Something that a request did to a user or group, in the words of the journal. */
export interface Change {
  readonly what: 'disabled' | 'enabled' | 'hidden' | 'deleted' | 'renamed' | 'joined' | 'left';
  /** The names before and after a renaming. */
  readonly from?: string;
  readonly to?: string;
  /** The number of members who joined or left. */
  readonly count?: number;
}

/** Receives what operators should know of a request. */
interface Reporting {
  /** Reports an attribute or a value of the request that was ignored. */
  readonly ignored: (path: string) => void;
  /** Reports something that was done, in a sentence. */
  readonly note: (sentence: string) => void;
  /** Reports the userName or displayName of the resource that the request addresses. */
  readonly named: (name: string) => void;
  /** Reports a change that was made. */
  readonly did: (change: Change) => void;
}

/** The tenant of a request, and its report. */
export interface Context {
  readonly tenant: Tenant;
  readonly report: Reporting;
}
