import type { KeycloakCall, NewEntry, Page, Query } from './entry.ts';
import {
  cutNote,
  nameDigest,
  withoutPersonalData,
  withoutSecrets,
  withoutSecretsOf,
} from './redaction/redaction.ts';
import { redactTarget, withoutQuoted, withoutSecretText } from './redaction/redactedText.ts';
import type { Store, StoreStats } from './store/store.ts';
import { more, told, toldList, toldText } from './redaction/cutText.ts';

/** The provisioning journal: what was asked of every realm, and what came of it. */
export interface Journal {
  /** Adds an entry; never waits and never throws. */
  readonly record: (entry: NewEntry) => void;
  /**
   * Says which realm bears a name by now, by Keycloak's id: everything is kept by the id, so that a realm that is made
   * anew under an old name sees nothing of the old one. Of a realm without an id nothing is kept and nothing is shown.
   * Returns whether it is another one than before.
   */
  readonly identify: (realm: string, id: string | undefined) => boolean;
  readonly read: (query: Query) => Promise<Page>;
  /** Notes that a credential was used; never waits and never throws. */
  readonly used: (realm: string, credentialId: string, time: number) => void;
  /** When each credential of a realm was last used, by id. */
  readonly lastUses: (realm: string) => Promise<ReadonlyMap<string, number>>;
  /** Keeps something small of a realm that outlives the process; never waits and never throws. */
  readonly remember: Store['remember'];
  readonly recall: Store['recall'];
  readonly stats: () => StoreStats;
  readonly flush: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** What a journal is made of. */
export interface JournalOptions {
  readonly store: Store;
  /** Whether bodies and names are kept as they are, or without what tells of a person. */
  readonly personalData: 'keep' | 'redact';
}

const MAX_CLIENT = 200;

const cutTexts = (list: readonly string[]): readonly string[] => toldList(list, more).map(toldText);

const cutCalls = (calls: readonly KeycloakCall[]): readonly KeycloakCall[] =>
  toldList(calls, (others) => ({
    call: more(others),
    outcome: '',
    milliseconds: others.reduce((sum, call) => sum + call.milliseconds, 0),
  }));

function withoutSecretsIn({ asked, ...entry }: NewEntry): NewEntry {
  const kept = asked === undefined ? undefined : withoutSecrets(asked);
  return {
    ...entry,
    ...(kept === undefined ? {} : { asked: kept }),
    outcome: withoutSecretsOf(entry.outcome, asked, kept),
    target: redactTarget(entry.target, { personalData: false }),
    ignored: entry.ignored.map(withoutSecretText),
  };
}

function bounded({ asked, client, credential, resource, ...entry }: NewEntry): NewEntry {
  return {
    ...entry,
    ...(client === undefined ? {} : { client: toldText(client.slice(0, MAX_CLIENT)) }),
    ...(credential === undefined ? {} : { credential: told(credential) as typeof credential }),
    ...(resource === undefined ? {} : { resource: told(resource) as typeof resource }),
    ...(asked === undefined ? {} : { asked: cutNote(asked) ?? asked }),
    target: toldText(entry.target),
    quirks: cutTexts(entry.quirks),
    ignored: cutTexts(entry.ignored),
    keycloak: cutCalls(entry.keycloak),
    outcome: toldText(entry.outcome),
  };
}

/** The entry as it is kept; a body that is too long is not even looked through. */
function keptOf({ asked, ...entry }: NewEntry, redacts: boolean): NewEntry {
  const tooLong = asked === undefined ? undefined : cutNote(asked);
  const safe = withoutSecretsIn({
    ...entry,
    ...(asked === undefined || tooLong !== undefined ? {} : { asked }),
  });
  const kept = bounded(redacts ? withoutPersonalData(safe) : safe);
  if (tooLong === undefined) return kept;
  // What is secret in such a body is not known, and a refusal may quote it.
  return {
    ...kept,
    asked: tooLong,
    outcome: entry.status < 400 ? kept.outcome : withoutQuoted(kept.outcome),
  };
}

/** What the store knows a realm by: no realm can have a name with a slash in it. */
const keyOf = (id: string): string => `/${id}`;

/** Creates the journal upon a store; what is not to be kept is left out before anything is queued. */
export function createJournal({ store, personalData }: JournalOptions): Journal {
  const redacts = personalData === 'redact';
  /** What the store knows realms by, by their names. */
  const keys = new Map<string, string>();
  return {
    identify: (realm, id) => {
      const key = id === undefined ? undefined : keyOf(id);
      if (keys.get(realm) === key) return false;
      if (key === undefined) keys.delete(realm);
      else {
        keys.set(realm, key);
        store.adopt(realm, key);
      }
      return true;
    },
    record: (entry) => {
      const key = keys.get(entry.realm);
      if (key === undefined) return;
      try {
        store.append({ ...keptOf(entry, redacts), realmKey: key });
      } catch {
        store.lost(1);
      }
    },
    read: async ({ realm, name, resource, ...query }) => {
      const key = keys.get(realm);
      if (key === undefined) return { entries: [] };
      const digest = (text: string): string => nameDigest(realm, text);
      return store.query({
        ...query,
        realm: key,
        ...(name === undefined ? {} : { names: [name.toLowerCase(), digest(name)] }),
        ...(resource === undefined ? {} : { resources: [resource, digest(resource)] }),
      });
    },
    used: (realm, credentialId, time) => {
      const key = keys.get(realm);
      if (key !== undefined) store.used(key, credentialId, time);
    },
    lastUses: async (realm) => {
      const key = keys.get(realm);
      return key === undefined ? new Map<string, number>() : store.lastUses(key);
    },
    remember: (realm, name, value) => {
      const key = keys.get(realm);
      if (key !== undefined) store.remember(key, name, value);
    },
    recall: async (realm, name) => {
      const key = keys.get(realm);
      return key === undefined ? undefined : store.recall(key, name);
    },
    stats: store.stats,
    flush: store.flush,
    close: store.close,
  };
}
