import type { TFunction } from 'i18next';
import type { JournalEntry } from '../../../../bridge/admin/contract.ts';
import { inLanguage } from '../../i18n/bridgeTexts.ts';
import { reasonText } from './reason.ts';

type Change = NonNullable<JournalEntry['changes']>[number];
type ChangeWord = Change['what'];

/** What a request did, by method, unless its changes say it better. */
const VERBS: Readonly<Record<string, string>> = {
  POST: 'created',
  PUT: 'replaced',
  PATCH: 'changed',
  DELETE: 'deleted',
};

/** The changes that say what became of somebody: the first one that was made begins the sentence. */
const HEADLINES: readonly ChangeWord[] = ['restored', 'deleted', 'hidden', 'disabled', 'enabled', 'renamed'];

/** A text in the body of a request. */
function askedText({ asked }: JournalEntry, name: string): string | undefined {
  if (typeof asked !== 'object' || asked === null || Array.isArray(asked)) return undefined;
  const value = (asked as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The name of the user or group that an entry is about; empty if it is about none. */
export function nameOf(entry: JournalEntry): string {
  const { resource } = entry;
  const name = resource?.name ?? askedText(entry, 'userName') ?? askedText(entry, 'displayName');
  return name ?? [resource?.type, resource?.id].filter((part) => part !== undefined).join(' ');
}

/** Where the account of a sender is, if that says more than the label. */
function accountOf({ kind, realm, credential }: JournalEntry): string | undefined {
  const { label, account } = credential ?? {};
  // The account of an administrator is named by the issuer, whose last part is the realm.
  const where = kind === 'audit' ? account?.split('/').at(-1) : account;
  return where === label || where === realm ? undefined : where;
}

/** Who sent the request of an entry; empty if nobody is known. */
export function whoOf(entry: JournalEntry): string {
  const { credential, address = '' } = entry;
  if (credential === undefined) return address;
  const account = accountOf(entry);
  return account === undefined ? credential.label : `${credential.label} (${account})`;
}

/** What became of the request of an entry. */
export type Result = 'ok' | 'refused' | 'failed';

/** What became of the request of an entry: a refusal is for the client to mend, a failure for an operator. */
export const resultOf = ({ status }: JournalEntry): Result =>
  status < 400 ? 'ok' : status < 500 ? 'refused' : 'failed';

/** A change in a few words: "renamed from bert to bertha". */
export const changeText = ({ what, from = '', to = '', count = 0, names }: Change, t: TFunction): string =>
  t(`log.change.${what}`, { from, to, count: names?.length ?? count, list: names?.join(', ') });

/** What a write did: "Created anna", "Disabled bert: renamed from b to bert", "Changed Staff: 2 joined". */
function writeSentence(entry: JournalEntry, t: TFunction): string {
  const { changes = [], method, target } = entry;
  const name = nameOf(entry) || target;
  const word = HEADLINES.find((each) => changes.some(({ what }) => what === each));
  const headline = changes.find(({ what }) => what === word);
  const verb = word ?? VERBS[method] ?? 'changed';
  const { from = '', to = '' } = headline ?? {};
  const begun = t(`log.did.${verb}`, { name, from, to });
  // What the rules give to every new user is told with the entry, not in the line.
  const others = changes.filter((change) => change !== headline && change.names === undefined);
  const rest = others.map((change) => changeText(change, t));
  return rest.length === 0 ? begun : `${begun}: ${rest.join(', ')}`;
}

/** What a read asked for, and how much there was. */
function readSentence(entry: JournalEntry, t: TFunction): string {
  const { target, results: count } = entry;
  const endpoint = /^\/(Users|Groups)\b/i.exec(target)?.[1]?.toLowerCase();
  if (endpoint !== undefined && count !== undefined) return t(`log.found.${endpoint}`, { count });
  return t('log.did.read', { name: nameOf(entry) || target });
}

/** Says why a request was refused or failed, and names its user or group; entries of earlier versions keep their English sentence. */
function refusalSentence(entry: JournalEntry, t: TFunction): string {
  const { conflict, outcome } = entry;
  const why = entry.reason === undefined ? '' : reasonText(entry.reason, t);
  if (why === '') return outcome;
  const holder = conflict?.name ?? conflict?.id;
  const reason = holder === undefined ? why : t('log.heldBy', { reason: why, name: holder });
  const name = reason.includes(nameOf(entry)) ? '' : nameOf(entry);
  return t(name === '' ? `log.${resultOf(entry)}` : `log.${resultOf(entry)}For`, { name, reason });
}

/** How many requests were refused besides those that have an entry of their own, and why. */
function countedSentence({ count, reasons = [], outcome }: JournalEntry, t: TFunction): string {
  const texts = reasons.map((reason) => reasonText(reason, t));
  return texts.length === 0 || texts.includes('')
    ? outcome
    : t('log.counted', { count, reasons: texts.join(' ') });
}

/** What happened, in one sentence in the person's language; what earlier versions wrote is in the bridge's words. */
export function sentenceOf(entry: JournalEntry, t: TFunction): string {
  const { kind, outcome, status, texts } = entry;
  if (texts !== undefined) return inLanguage(texts);
  if (kind === 'alarm' || kind === 'audit') return outcome;
  if (entry.count !== undefined) return countedSentence(entry, t);
  if (status >= 400) return refusalSentence(entry, t);
  if (kind === 'read') return readSentence(entry, t);
  const verb = VERBS[entry.method] ?? 'changed';
  const name = nameOf(entry) || entry.target;
  return entry.observed === true ? t(`log.observed.${verb}`, { name }) : writeSentence(entry, t);
}
