import type { Tenant } from '../tenants/tenant.ts';

/** Receives what operators should know of a request. */
interface Reporting {
  /** Reports an attribute or a value of the request that was ignored. */
  readonly ignored: (path: string) => void;
  /** Reports something that was done, in a sentence. */
  readonly note: (sentence: string) => void;
}

/** The tenant of a request, and its report. */
export interface Context {
  readonly tenant: Tenant;
  readonly report: Reporting;
}
