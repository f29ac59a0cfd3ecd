import { createLocalJWKSet, errors, type CryptoKey, type JWTVerifyGetKey } from 'jose';
import { LRUCache } from 'lru-cache';
import { fetchKeys, isHttps, KeyServerError, type KeyServerRequests, type KeySource } from './fetchKeys.ts';

/** Settings of key sets. */
export interface KeySetOptions extends Partial<KeyServerRequests> {
  /** The age at which keys are fetched again, in the background. */
  readonly refreshAfterMs?: number;
  /** The minimum time between two requests to one key server. */
  readonly cooldownMs?: number;
  /** The age at which keys expire if their server does not answer. */
  readonly maxAgeMs?: number;
  readonly now?: () => number;
  /** Called with a sentence when keys cannot be fetched, even while older ones are still valid. */
  readonly onFailure?: (sentence: string) => void;
}

/** The keys of all trusted issuers. */
export interface KeySets {
  /**
   * Creates the function by which jose finds the key of a token; it throws a {@link KeyServerError} if there are no
   * keys, and jose's own error if none matches.
   */
  keysFor(source: KeySource): JWTVerifyGetKey;
  /**
   * Says why the keys of a source cannot be had, as a sentence for operators; `undefined` if they can. Asks the key server
   * only if the cached keys are due to be fetched again, and not within its cooldown after a failure.
   */
  failureOf(source: KeySource): Promise<string | undefined>;
}

/** Maximum key servers whose keys are cached. */
const MAX_SOURCES = 1_000;

interface Entry {
  keys?: ReturnType<typeof createLocalJWKSet>;
  /** When the keys were fetched. */
  fetchedAt: number;
  /** When the last request ended. */
  requestedAt: number;
  /** How many requests may follow before the cooldown is over; grows by one per cooldown, up to {@link MAX_CREDIT}. */
  credit: number;
  /** The number of requests so far. */
  requests: number;
  pending?: Promise<void> | undefined;
  failure?: KeyServerError | undefined;
}

/** Maximum requests in a row that unknown key ids cause: one for the first keys, one for a rotation a moment later. */
const MAX_CREDIT = 2;

const requestsOf = (options: KeySetOptions): KeyServerRequests => ({
  fetch: options.fetch ?? fetch,
  timeoutMs: options.timeoutMs ?? 5_000,
  maxBytes: options.maxBytes ?? 262_144,
  allowed: options.allowed ?? isHttps,
});

/**
 * Creates the cache of all issuers' keys. One request serves everybody who waits for it. A failing server is asked once per
 * cooldown, and unknown key ids cause one request per cooldown and one more, so that neither strangers nor an outage can
 * make every call wait.
 *
 * Not jose's `createRemoteJWKSet`, for three reasons. It rejects tokens once its cache is older than `cacheMaxAge` and the
 * key server fails, while here the cached keys stay valid for a day, so that an outage of the key server does not stop
 * provisioning. It fetches any address, while here an allow-list is checked, also for the `jwks_uri` that a discovery
 * document names: operators of realms could otherwise have the bridge ask addresses in its own network. And it reads a
 * response of any size.
 */
export function createKeySets(options: KeySetOptions = {}): KeySets {
  const { refreshAfterMs = 600_000, cooldownMs = 30_000, maxAgeMs = 86_400_000, now = Date.now } = options;
  const requests = requestsOf(options);
  const entries = new LRUCache<string, Entry>({ max: MAX_SOURCES });

  async function fetchInto(entry: Entry, source: KeySource): Promise<void> {
    try {
      entry.keys = createLocalJWKSet({ keys: [...(await fetchKeys(source, requests))] });
      entry.fetchedAt = now();
      entry.failure = undefined;
    } catch (error) {
      entry.failure =
        error instanceof KeyServerError
          ? error
          : new KeyServerError('The key server answers no usable keys.');
      options.onFailure?.(entry.failure.message);
    } finally {
      entry.requestedAt = now();
      entry.pending = undefined;
    }
  }

  /** Fetches the keys unless a cooldown is in force; never rejects. */
  function refresh(entry: Entry, source: KeySource): Promise<void> {
    if (entry.pending !== undefined) return entry.pending;
    const cooldowns = (now() - entry.requestedAt) / cooldownMs;
    const credit = Math.min(MAX_CREDIT, entry.credit + cooldowns);
    if (entry.failure === undefined ? credit < 1 : cooldowns < 1) return Promise.resolve();
    entry.requests += 1;
    entry.credit = Math.max(0, credit - 1);
    entry.pending = fetchInto(entry, source);
    return entry.pending;
  }

  function entryOf(source: KeySource): Entry {
    const id = 'jwks' in source ? `jwks ${source.jwks}` : `discovery ${source.discovery}`;
    const known = entries.get(id);
    if (known !== undefined) return known;
    const entry: Entry = { fetchedAt: -Infinity, requestedAt: -Infinity, credit: 0, requests: 0 };
    entries.set(id, entry);
    return entry;
  }

  /** The cached keys; `undefined` if there are none or they have expired. */
  const keysOf = (entry: Entry): Entry['keys'] =>
    now() - entry.fetchedAt < maxAgeMs ? entry.keys : undefined;

  return {
    async failureOf(source) {
      const entry = entryOf(source);
      const isFresh = entry.failure === undefined && now() - entry.fetchedAt < refreshAfterMs;
      if (!isFresh) await refresh(entry, source);
      return entry.failure?.message;
    },
    keysFor: (source) => {
      const entry = entryOf(source);
      return async (header, token): Promise<CryptoKey> => {
        const { requests: requestsBefore } = entry;
        // Keys that nobody asked for in a while may have been withdrawn since.
        const isOld = now() - entry.fetchedAt >= 2 * refreshAfterMs;
        if (isOld || keysOf(entry) === undefined) await refresh(entry, source);
        const keys = keysOf(entry);
        if (keys === undefined) throw entry.failure ?? new KeyServerError('The keys are too old.');
        if (now() - entry.fetchedAt >= refreshAfterMs) void refresh(entry, source);
        try {
          return await keys(header, token);
        } catch (error) {
          if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
          // If the keys were fetched during this call, fetching them again would change nothing.
          if (entry.requests === requestsBefore || entry.pending !== undefined) await refresh(entry, source);
          // After a failed fetch the outage is reported: the server may know the key by now.
          const { failure } = entry;
          return await (keysOf(entry) ?? keys)(header, token).catch((second: unknown) => {
            throw failure ?? second;
          });
        }
      };
    },
  };
}
