import { LRUCache } from 'lru-cache';

/** Passes sentences about realms on, repeats of one sentence only now and then. */
export interface Folded {
  /** Passes a sentence on, unless the same one about the realm was passed on shortly before. */
  report(realm: string, sentence: string): void;
  /** Forgets a realm: the next sentence about it is passed on, whatever it is. */
  forget(realm: string): void;
}

/** How repeats are folded. */
export interface FoldOptions {
  readonly now?: () => number;
  /** How long repeats of a sentence are only counted. */
  readonly everyMs?: number;
  /** Takes a sentence; `repeats` is how often it was left out since it was passed on last. */
  readonly pass: (realm: string, sentence: string, repeats: number) => void;
}

/** Maximum number of realms whose sentences are remembered. */
const MAX_REALMS = 5_000;

/** Maximum number of sentences about one realm that are remembered. */
const MAX_SENTENCES = 20;

interface Passed {
  at: number;
  repeats: number;
}

/** Creates the folding of repeated sentences. */
export function foldRepeats({ now = Date.now, everyMs = 300_000, pass }: FoldOptions): Folded {
  const realms = new LRUCache<string, LRUCache<string, Passed>>({
    max: MAX_REALMS,
    memoMethod: () => new LRUCache<string, Passed>({ max: MAX_SENTENCES }),
  });

  return {
    report(realm, sentence) {
      const sentences = realms.memo(realm);
      const passed = sentences.get(sentence);
      if (passed !== undefined && now() - passed.at < everyMs) {
        passed.repeats += 1;
        return;
      }
      sentences.set(sentence, { at: now(), repeats: 0 });
      pass(realm, sentence, passed?.repeats ?? 0);
    },
    forget(realm) {
      realms.delete(realm);
    },
  };
}
