import { LRUCache } from 'lru-cache';
import { isObject, type Json, type JsonObject } from '../../scim/json.ts';
import type { RealmCredentials } from './acceptedCredentials.ts';

/**
 * The credentials that a realm accepted when it was served last. They open nothing: they only tell a good credential
 * from a wrong one while the realm cannot be served.
 */
export interface LastAccepted {
  /** The addresses of the realm, the default one first. */
  readonly addresses: readonly string[];
  readonly credentials: RealmCredentials;
}

/** What all realms accepted last, by name; it outlives the process. */
export interface LastAcceptedMemory {
  find(realm: string): LastAccepted | undefined;
  keep(realm: string, accepted: LastAccepted): void;
  /** Forgets a realm that does not exist any more, or that has SCIM switched off. */
  forget(realm: string): void;
  /** The names of the remembered realms. */
  realms(): readonly string[];
}

/** Maximum number of realms that are remembered. */
const MAX_REALMS = 5_000;

/** Maximum characters of what is remembered of a realm. */
const MAX_LENGTH = 16_384;

/** What was stored of a realm; `undefined` if it is not what this bridge stores. */
function readStored(value: Json): { realm: string; time: number; text: string } | undefined {
  if (!isObject(value)) return undefined;
  const { realm, time, addresses, credentials } = value;
  if (typeof realm !== 'string' || typeof time !== 'number' || !Array.isArray(addresses)) return undefined;
  if (!isObject(credentials) || !Array.isArray(credentials.tokens) || !Array.isArray(credentials.issuers)) {
    return undefined;
  }
  return { realm, time, text: JSON.stringify({ addresses, credentials }) };
}

/** Creates the memory from what an earlier process stored; `store` stores a change of a realm. */
export function createLastAccepted(
  stored: readonly Json[],
  store: (realm: string, value: Json) => void,
): LastAcceptedMemory {
  const texts = new LRUCache<string, string>({ max: MAX_REALMS });
  // Of a realm that was deleted and created again under the same name there are two.
  const rows = stored.flatMap((value) => readStored(value) ?? []);
  for (const { realm, text } of rows.sort((a, b) => a.time - b.time)) texts.set(realm, text);

  function forget(realm: string): void {
    if (texts.delete(realm)) store(realm, {});
  }

  return {
    find(realm) {
      const text = texts.get(realm);
      return text === undefined ? undefined : (JSON.parse(text) as LastAccepted);
    },
    keep(realm, { addresses, credentials }) {
      const text = JSON.stringify({ addresses, credentials });
      if (texts.get(realm) === text) return;
      if (text.length > MAX_LENGTH) {
        forget(realm);
        return;
      }
      texts.set(realm, text);
      store(realm, { ...(JSON.parse(text) as JsonObject), realm, time: Date.now() });
    },
    forget,
    realms: () => [...texts.keys()],
  };
}
