import type { Activity, Entry, Followed, KeycloakCall, NewEntry, Page, Query } from './entry.ts';
import {
  cutNote,
  nameDigest,
  withoutPersonalData,
  withoutSecrets,
  withoutSecretsOf,
} from './redaction/redaction.ts';
import { changeReasons, changeTexts, withoutSecretValue } from './redaction/redactedReason.ts';
import { redactTarget, withoutQuoted, withoutSecretText } from './redaction/redactedText.ts';
import { UNSERVED_KEY } from './store/retention.ts';
import type { RealmQuery } from './store/messages.ts';
import type { Store, StoreStats } from './store/store.ts';
import type { Json } from '../../scim/json.ts';
import { bounded, boundedList, boundedText, moreNote } from './redaction/bounded.ts';

/** The provisioning journal: the requests to every realm and their outcomes. */
export interface Journal {
  /** Adds an entry; never waits and never throws. */
  readonly record: (entry: NewEntry) => void;
  /**
   * Sets the id that Keycloak gave the realm of this name; returns whether it has changed. Entries are stored by that
   * id, so that a new realm with the name of a deleted one does not see the old entries. For a realm without an id
   * nothing is read, and only refused credentials are stored, apart from the entries of realms.
   */
  readonly identify: (realm: string, id: string | undefined) => boolean;
  readonly read: (query: Query) => Promise<Page>;
  /**
   * Returns the function that reads the entries of a realm that came after the one with the id `after` (by default after
   * the newest), and goes on with what comes, until the signal aborts, or until the realm is another one or cannot be
   * read any more. The first result comes at once; each may be without entries. `undefined` if nothing can be read of the
   * realm.
   */
  readonly follow: (
    query: Query,
    after: number | undefined,
  ) => ((signal: AbortSignal) => AsyncIterable<Followed>) | undefined;
  /**
   * Tells which realms have entries of a request; `undefined` in the list stands for {@link readUnserved}. Whether a
   * reader may know of a realm is for the caller to check.
   */
  readonly realmsOf: (requestId: string) => Promise<readonly (string | undefined)[]>;
  /** Reads the entries of a request whose credential was refused because the bridge does not serve the realm. */
  readonly readUnserved: (requestId: string) => Promise<Page>;
  /** Records the use of a credential; never waits and never throws. */
  readonly used: (realm: string, credentialId: string, time: number) => void;
  /** When each credential of a realm was last used, by credential id. */
  readonly lastUses: (realm: string) => Promise<ReadonlyMap<string, number>>;
  /** Counts what came of the requests to realms since a time, by name; realms of which nothing can be read are missing. */
  readonly activity: (realms: readonly string[], since: number) => Promise<ReadonlyMap<string, Activity>>;
  /** Stores a small value of a realm that outlives the process; never waits and never throws. */
  readonly remember: Store['remember'];
  /** Reads a stored value of a realm; `undefined` if there is none. */
  readonly recall: Store['recall'];
  /** Stores a small value of the bridge itself, whatever realm it is about; never waits and never throws. */
  readonly rememberOwn: (name: string, value: Json) => void;
  /** Reads all stored values of the bridge itself. */
  readonly recallOwn: () => Promise<readonly Json[]>;
  readonly stats: () => StoreStats;
  readonly flush: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Dependencies and settings of a journal. */
export interface JournalOptions {
  readonly store: Store;
  /** Whether bodies and names are stored unchanged, or without personal data. */
  readonly personalData: 'keep' | 'redact';
}

/** Maximum characters of a User-Agent. */
const MAX_CLIENT = 200;

const boundedTexts = (list: readonly string[]): readonly string[] =>
  boundedList(list, moreNote).map(boundedText);

const boundedCalls = (calls: readonly KeycloakCall[]): readonly KeycloakCall[] =>
  boundedList(calls, (others) => ({
    call: moreNote(others),
    outcome: '',
    milliseconds: others.reduce((sum, call) => sum + call.milliseconds, 0),
  }));

function withoutSecretsInEntry({ asked, ...entry }: NewEntry): NewEntry {
  const redacted = asked === undefined ? undefined : withoutSecrets(asked);
  const fromSentence = (text: string): string => withoutSecretsOf(text, asked, redacted);
  return {
    ...entry,
    ...(redacted === undefined ? {} : { asked: redacted }),
    ...changeReasons(entry, withoutSecretValue(fromSentence)),
    ...changeTexts(entry, fromSentence),
    outcome: fromSentence(entry.outcome),
    target: redactTarget(entry.target, { personalData: false }),
    ignored: entry.ignored.map(withoutSecretText),
  };
}

/** Maximum characters of the name of a realm that the bridge does not know. */
const MAX_REALM = 255;

function boundedEntry(unbounded: NewEntry): NewEntry {
  const { asked, client, credential, resource, conflict, changes, requestIds, ...entry } = unbounded;
  return {
    ...entry,
    realm: entry.realm.slice(0, MAX_REALM),
    ...(client === undefined ? {} : { client: boundedText(client.slice(0, MAX_CLIENT)) }),
    ...(credential === undefined ? {} : { credential: bounded(credential) as typeof credential }),
    ...(resource === undefined ? {} : { resource: bounded(resource) as typeof resource }),
    ...(conflict === undefined ? {} : { conflict: bounded(conflict) as typeof conflict }),
    ...(changes === undefined
      ? {}
      : { changes: changes.map((change) => bounded({ ...change }) as typeof change) }),
    ...(asked === undefined ? {} : { asked: cutNote(asked) ?? asked }),
    ...(requestIds === undefined ? {} : { requestIds: boundedTexts(requestIds) }),
    target: boundedText(entry.target),
    quirks: boundedTexts(entry.quirks),
    ignored: boundedTexts(entry.ignored),
    keycloak: boundedCalls(entry.keycloak),
    ...changeReasons(entry, boundedText),
    ...changeTexts(entry, boundedText),
    outcome: boundedText(entry.outcome),
  };
}

/**
 * The entry as it is stored: bounded and without secrets. A body that is too long is replaced without being searched
 * for secrets.
 */
function storedEntryOf({ asked, ...entry }: NewEntry, redactsPersonalData: boolean): NewEntry {
  const tooLong = asked === undefined ? undefined : cutNote(asked);
  const safe = withoutSecretsInEntry({
    ...entry,
    ...(asked === undefined || tooLong !== undefined ? {} : { asked }),
  });
  const stored = boundedEntry(redactsPersonalData ? withoutPersonalData(safe) : safe);
  if (tooLong === undefined) return stored;
  // The secrets of such a body are unknown, and the sentence of a refusal may quote one.
  if (entry.status < 400) return { ...stored, asked: tooLong, ...changeReasons(stored, withoutQuoted) };
  const { texts: _, ...rest } = stored;
  return {
    ...rest,
    asked: tooLong,
    ...changeReasons(stored, withoutQuoted),
    outcome: withoutQuoted(stored.outcome),
  };
}

/**
 * The key under which the store keeps a realm; the slash keeps it apart from names of realms, under which earlier
 * versions stored.
 */
const keyOf = (id: string): string => `/${id}`;

/** Whether an entry is about a credential that was refused. */
const isRefusedCredential = ({ kind, status }: NewEntry): boolean => kind === 'refusal' && status === 401;

/** Entries without the keys of their realms, which are of no use outside. */
const withoutKeys = <P extends Pick<Page, 'entries'>>(page: P): P => ({
  ...page,
  entries: page.entries.map(({ realmKey: _, ...entry }): Entry => entry),
});

/** A query as the store takes it: with the key of the realm, and with what names and ids may be stored as. */
function storeQueryOf({ realm, name, resource, ...query }: Query, key: string): RealmQuery {
  const digest = (text: string): string => nameDigest(realm, text);
  return {
    ...query,
    realm: key,
    ...(name === undefined ? {} : { names: [name.toLowerCase(), digest(name)] }),
    ...(resource === undefined ? {} : { resources: [resource, digest(resource)] }),
  };
}

/** Passes on what is read of a realm, as long as its name belongs to the same realm. */
async function* whileSame(
  pages: AsyncIterable<Followed>,
  isSame: () => boolean,
): AsyncGenerator<Followed, void, undefined> {
  for await (const page of pages) {
    if (!isSame()) return;
    yield withoutKeys(page);
  }
}

/** The key under which the store keeps values of the bridge itself; no id of a realm begins with a slash. */
const OWN_KEY = keyOf('/bridge');

/** Creates a journal on a store; secrets are removed before an entry is queued. */
export function createJournal({ store, personalData }: JournalOptions): Journal {
  const redactsPersonalData = personalData === 'redact';
  /** The store's keys of realms, by name. */
  const keys = new Map<string, string>();

  return {
    identify: (realm, id) => {
      const key = id === undefined ? undefined : keyOf(id);
      const keyBefore = keys.get(realm);
      if (keyBefore === key) return false;
      if (keyBefore !== undefined) store.wake(keyBefore);
      if (key === undefined) keys.delete(realm);
      else {
        keys.set(realm, key);
        store.adopt(realm, key);
      }
      return true;
    },
    record: (entry) => {
      const key = keys.get(entry.realm) ?? (isRefusedCredential(entry) ? UNSERVED_KEY : undefined);
      if (key === undefined) return;
      try {
        store.append({ ...storedEntryOf(entry, redactsPersonalData), realmKey: key });
      } catch {
        store.lost(1);
      }
    },
    read: async (query) => {
      const key = keys.get(query.realm);
      return key === undefined ? { entries: [] } : withoutKeys(await store.query(storeQueryOf(query, key)));
    },
    follow: (query, after) => {
      const key = keys.get(query.realm);
      const isSame = (): boolean => keys.get(query.realm) === key;
      return key === undefined
        ? undefined
        : (signal) => whileSame(store.follow(storeQueryOf(query, key), after, signal), isSame);
    },
    realmsOf: async (requestId) => {
      const { entries } = await store.query({ requestId });
      return [
        ...new Set(entries.map(({ realm, realmKey }) => (realmKey === UNSERVED_KEY ? undefined : realm))),
      ];
    },
    readUnserved: async (requestId) => withoutKeys(await store.query({ realm: UNSERVED_KEY, requestId })),
    used: (realm, credentialId, time) => {
      const key = keys.get(realm);
      if (key !== undefined) store.used(key, credentialId, time);
    },
    lastUses: async (realm) => {
      const key = keys.get(realm);
      return key === undefined ? new Map<string, number>() : store.lastUses(key);
    },
    activity: async (realms, since) => {
      const names = new Map(realms.flatMap((realm) => [[keys.get(realm) ?? '', realm] as const]));
      names.delete('');
      const found = await store.activity([...names.keys()], since);
      return new Map(found.map(({ realm: key, ...activity }) => [names.get(key) ?? '', activity]));
    },
    remember: (realm, name, value) => {
      const key = keys.get(realm);
      if (key !== undefined) store.remember(key, name, value);
    },
    recall: async (realm, name) => {
      const key = keys.get(realm);
      return key === undefined ? undefined : store.recall(key, name);
    },
    rememberOwn: (name, value) => {
      store.remember(OWN_KEY, name, value);
    },
    recallOwn: () => store.recallAll(OWN_KEY),
    stats: store.stats,
    flush: store.flush,
    close: store.close,
  };
}
