import { createLocalJWKSet, errors, type CryptoKey, type JWTVerifyGetKey } from 'jose';
import { LRUCache } from 'lru-cache';
import { fetchKeys, isHttps, KeyServerError, type Asking, type KeySource } from './fetchKeys.ts';

/** What key sets are made with; times are milliseconds. */
export interface KeySetOptions extends Partial<Asking> {
  /** Age at which keys are asked for anew, in the background. */
  readonly maxAge?: number;
  /** The least time between two requests to one key server. */
  readonly cooldown?: number;
  /** How long keys are good while their server does not answer. */
  readonly keepFor?: number;
  readonly now?: () => number;
  /** Told why keys could not be had, also while the old ones are still good. */
  readonly onFailure?: (sentence: string) => void;
}

/** The keys of all trusted issuers. */
export interface KeySets {
  /** Chooses the key of a token for jose; throws a `KeyServerError` when there are no keys at all, or jose's error when none fits. */
  keysFor(source: KeySource): JWTVerifyGetKey;
}

/** Most key servers that are remembered. */
const MAX_SOURCES = 1_000;

interface Entry {
  keys?: ReturnType<typeof createLocalJWKSet>;
  /** When the keys were answered. */
  since: number;
  /** When the last request ended. */
  asked: number;
  /** How many requests may follow that one before a cooldown is over; part of one is what a cooldown has brought so far. */
  credit: number;
  /** How many requests there were. */
  requests: number;
  pending?: Promise<void> | undefined;
  failure?: KeyServerError | undefined;
}

/** Most requests in a row that unknown keys cause: one brings the keys, the other those of a rotation a moment later. */
const MAX_CREDIT = 2;

/**
 * Keeps the keys of issuers. One request serves all who wait; a server that fails is asked once per cooldown, and unknown
 * keys cause one request per cooldown and one more, so that neither strangers nor an outage can make every call wait.
 */
export function createKeySets(options: KeySetOptions = {}): KeySets {
  const { maxAge = 600_000, cooldown = 30_000, keepFor = 86_400_000, now = Date.now } = options;
  const asking: Asking = {
    fetch: options.fetch ?? fetch,
    timeout: options.timeout ?? 5_000,
    maxBytes: options.maxBytes ?? 262_144,
    allowed: options.allowed ?? isHttps,
  };
  const entries = new LRUCache<string, Entry>({ max: MAX_SOURCES });

  async function ask(entry: Entry, source: KeySource): Promise<void> {
    try {
      entry.keys = createLocalJWKSet({ keys: [...(await fetchKeys(source, asking))] });
      entry.since = now();
      entry.failure = undefined;
    } catch (error) {
      entry.failure =
        error instanceof KeyServerError
          ? error
          : new KeyServerError('The key server answers no usable keys.');
      options.onFailure?.(entry.failure.message);
    } finally {
      entry.asked = now();
      entry.pending = undefined;
    }
  }

  /** Asks the key server unless it was asked too often a moment ago; never fails. */
  function refresh(entry: Entry, source: KeySource): Promise<void> {
    if (entry.pending !== undefined) return entry.pending;
    const cooldowns = (now() - entry.asked) / cooldown;
    const credit = Math.min(MAX_CREDIT, entry.credit + cooldowns);
    if (entry.failure === undefined ? credit < 1 : cooldowns < 1) return Promise.resolve();
    entry.requests += 1;
    entry.credit = Math.max(0, credit - 1);
    entry.pending = ask(entry, source);
    return entry.pending;
  }

  function entryOf(source: KeySource): Entry {
    const id = 'jwks' in source ? `jwks ${source.jwks}` : `discovery ${source.discovery}`;
    const held = entries.get(id);
    if (held !== undefined) return held;
    const entry: Entry = { since: -Infinity, asked: -Infinity, credit: 0, requests: 0 };
    entries.set(id, entry);
    return entry;
  }

  const keysOf = (entry: Entry): Entry['keys'] => (now() - entry.since < keepFor ? entry.keys : undefined);

  return {
    keysFor: (source) => {
      const entry = entryOf(source);
      return async (header, token): Promise<CryptoKey> => {
        const { requests } = entry;
        if (keysOf(entry) === undefined) await refresh(entry, source);
        const keys = keysOf(entry);
        if (keys === undefined) throw entry.failure ?? new KeyServerError('The keys are too old.');
        if (now() - entry.since >= maxAge) void refresh(entry, source);
        try {
          return await keys(header, token);
        } catch (error) {
          if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
          // Keys that came meanwhile are as new as can be.
          if (entry.requests === requests || entry.pending !== undefined) await refresh(entry, source);
          // The server may know the key, and cannot be asked.
          const { failure } = entry;
          return await (keysOf(entry) ?? keys)(header, token).catch((second: unknown) => {
            throw failure ?? second;
          });
        }
      };
    },
  };
}
