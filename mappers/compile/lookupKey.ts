import { createHash } from 'node:crypto';

/** The user attribute of lookup keys. */
export const LOOKUP_ATTRIBUTE = 'scim.lookup';

/** Longer than 255 characters, so that Keycloak finds the value through its indexed hash, in constant time. */
const LENGTH = 260;

/**
 * The key under which a value is found fast: a digest of path and value, padded past 255 characters. Two people may
 * share a key only by sharing the value, but a hit is verified all the same.
 */
export function lookupKey(path: string, value: string, caseExact: boolean): string {
  const digest = createHash('sha256')
    .update(`${path}\n${caseExact ? value : value.toLowerCase()}`)
    .digest('hex');
  return digest.padEnd(LENGTH, '.');
}
