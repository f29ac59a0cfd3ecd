import type { Tenant } from '../tenants/tenant.ts';

/** What a use case knows of the request it serves. */
export interface Context {
  readonly tenant: Tenant;
  /** Told the path of everything in the request that was passed over. */
  readonly ignored: (path: string) => void;
  /** Told in a sentence what an operator should know of what was done. */
  readonly note: (sentence: string) => void;
}
