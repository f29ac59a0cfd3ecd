import type { KeycloakCall, NewEntry, Page, Query } from './entry.ts';
import { cutNote, nameDigest, withoutPersonalData, withoutSecrets, withoutSecretsOf } from './redaction.ts';
import { redactTarget, withoutQuoted, withoutSecretText } from './redactedText.ts';
import type { Store, StoreStats } from './store.ts';
import { more, told, toldList, toldText } from './told.ts';

/** The provisioning journal: what was asked of every realm, and what came of it. */
export interface Journal {
  /** Adds an entry; never waits and never throws. */
  readonly record: (entry: NewEntry) => void;
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

/** Creates the journal upon a store; what is not to be kept is left out before anything is queued. */
export function createJournal({ store, personalData }: JournalOptions): Journal {
  const redacts = personalData === 'redact';
  return {
    record: (entry) => {
      try {
        store.append(keptOf(entry, redacts));
      } catch {
        store.lost(1);
      }
    },
    read: ({ name, resource, ...query }) => {
      const digest = (text: string): string => nameDigest(query.realm, text);
      return store.query({
        ...query,
        ...(name === undefined ? {} : { names: [name.toLowerCase(), digest(name)] }),
        ...(resource === undefined ? {} : { resources: [resource, digest(resource)] }),
      });
    },
    used: store.used,
    lastUses: store.lastUses,
    remember: store.remember,
    recall: store.recall,
    stats: store.stats,
    flush: store.flush,
    close: store.close,
  };
}
