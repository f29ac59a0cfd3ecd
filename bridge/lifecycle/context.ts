import type { Tenant } from '../tenants/tenant.ts';

/** Where a use case reports what an operator should know of what it does. */
interface Reporting {
  /** Something in the request was passed over. */
  readonly ignored: (path: string) => void;
  /** Something that was done, in a sentence. */
  readonly note: (sentence: string) => void;
}

/** What a use case knows of the request it serves. */
export interface Context {
  readonly tenant: Tenant;
  readonly report: Reporting;
}
