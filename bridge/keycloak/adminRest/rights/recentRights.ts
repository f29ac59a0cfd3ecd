import { createHash } from 'node:crypto';
import { decodeJwt } from 'jose';
import { LRUCache } from 'lru-cache';
import type { CallerRight } from '../../port/callerRights.ts';

type Rights = Promise<readonly CallerRight[]>;

/** The rights of callers that were read within the last seconds, by access token and realm. */
export interface RecentRights {
  /** Finds rights that were read recently, with a token that has not expired since. */
  find(accessToken: string, realm: string): Rights | undefined;
  /** Remembers rights; those that cannot be read are forgotten. */
  keep(accessToken: string, realm: string, rights: Rights): void;
}

/** For how long rights are remembered. */
const MAX_AGE_MS = 30_000;

/** Maximum number of pairs of token and realm whose rights are remembered. */
const MAX_PAIRS = 1_000;

/** Identifies a token in a realm, without keeping the token itself. */
const keyOf = (accessToken: string, realm: string): string =>
  createHash('sha256').update(`${accessToken} ${realm}`).digest('base64');

/** Creates the memory of rights; nothing is in it yet. */
export function createRecentRights(now: () => number = Date.now): RecentRights {
  const recent = new LRUCache<string, { readonly rights: Rights; readonly until: number }>({
    max: MAX_PAIRS,
  });
  return {
    find(accessToken, realm) {
      const found = recent.get(keyOf(accessToken, realm));
      return found !== undefined && now() < found.until ? found.rights : undefined;
    },
    keep(accessToken, realm, rights) {
      const { exp = 0 } = decodeJwt(accessToken);
      const key = keyOf(accessToken, realm);
      recent.set(key, { rights, until: Math.min(now() + MAX_AGE_MS, exp * 1_000) });
      rights.catch(() => recent.delete(key));
    },
  };
}
