/** Wakes those who follow realms when entries of these were written. */
export interface Followers {
  /** Tells that entries of these realms were written; costs nothing for a realm that nobody follows. */
  readonly wake: (realms: readonly string[]) => void;
  /** Begins to follow a realm, until the signal aborts. */
  readonly follow: (realm: string, signal: AbortSignal) => Follower;
}

/** One who follows a realm. */
interface Follower {
  /** Resolves when entries may have been written since the last call, or when the signal has aborted. */
  readonly news: () => Promise<void>;
}

/** Creates a set of followers. */
export function createFollowers(): Followers {
  const bells = new Map<string, Set<() => void>>();

  function add(realm: string, bell: () => void): void {
    const ofRealm = bells.get(realm) ?? new Set();
    bells.set(realm, ofRealm.add(bell));
  }

  function remove(realm: string, bell: () => void): void {
    const ofRealm = bells.get(realm);
    ofRealm?.delete(bell);
    if (ofRealm?.size === 0) bells.delete(realm);
  }

  return {
    wake: (realms) => {
      if (bells.size === 0) return;
      for (const realm of realms) for (const ring of bells.get(realm) ?? []) ring();
    },
    follow: (realm, signal) => {
      let hasRung = false;
      let wake = (): void => undefined;
      const ring = (): void => {
        hasRung = true;
        wake();
      };
      add(realm, ring);
      signal.addEventListener('abort', () => {
        remove(realm, ring);
        ring();
      });
      return {
        news: async () => {
          if (!hasRung && !signal.aborted) {
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
          }
          hasRung = false;
        },
      };
    },
  };
}
