import { Problem } from './problem.ts';

/** Reads when a token is to expire; throws if that has passed. */
export function expiryOf(expires: string | undefined): Date | undefined {
  if (expires === undefined) return undefined;
  const expiry = new Date(expires);
  if (expiry.getTime() > Date.now()) return expiry;
  throw new Problem('malformed', '"expires" must be a moment in the future.');
}
