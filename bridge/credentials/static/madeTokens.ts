import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';

/** A static token by what its realm calls it. */
interface MadeToken {
  readonly realm: string;
  readonly id: string;
  readonly label: string;
}

/** The static tokens that this process has made, so that one which is sent to another realm is told in its own. */
export interface MadeTokens {
  /** Remembers a token with its text. */
  readonly remember: (made: MadeToken, text: string) => void;
  /**
   * Finds the token of another realm that was sent to a realm; `undefined` if it was not made here, or long ago, or if it
   * was found too often just now.
   */
  readonly findStray: (text: string, realm: string) => MadeToken | undefined;
}

/** Maximum number of tokens that are remembered. */
const MAX_TOKENS = 10_000;

/** How long a token is remembered: who connects an identity provider pastes it within days. */
const MEMORY_MS = 7 * 86_400_000;

/** How often a token is found within a minute: names of realms can be made up, and each would be told. */
const MAX_FOUND = 20;

const MINUTE_MS = 60_000;

/** Creates the memory of the static tokens that this process makes; it holds digests alone. */
export function createMadeTokens(now: () => number = Date.now): MadeTokens {
  const tokens = new LRUCache<string, MadeToken & { since: number; found: number }>({
    max: MAX_TOKENS,
    ttl: MEMORY_MS,
  });
  const digestOf = (text: string): string => hash('sha256', text);
  return {
    remember(made, text) {
      tokens.set(digestOf(text), { ...made, since: now(), found: 0 });
    },
    findStray(text, realm) {
      const made = tokens.get(digestOf(text));
      if (made === undefined || made.realm === realm) return undefined;
      if (now() - made.since >= MINUTE_MS) Object.assign(made, { since: now(), found: 0 });
      made.found += 1;
      return made.found > MAX_FOUND ? undefined : { realm: made.realm, id: made.id, label: made.label };
    },
  };
}
