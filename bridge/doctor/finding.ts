import { cutText, formatText, formatTexts, shorten, type Message, type Text } from '../../documents/text.ts';
import { REALM_FINDINGS, type FindingKind, type RealmFindingCode, type Severity } from './codes.ts';

/** Something about a realm that an operator should know, and what to do about it. */
export interface RealmFinding {
  /** Stable, for scripts. */
  readonly code: RealmFindingCode;
  readonly severity: Severity;
  /** The setting, client, attribute or user that it is about. */
  readonly where: string;
  /** What was seen there. */
  readonly evidence: string;
  /** What to do about it. */
  readonly remedy: string;
  /** The same as data, for other languages than English. */
  readonly texts: {
    readonly where: readonly Text[];
    readonly evidence: readonly Text[];
    readonly remedy: readonly Text[];
  };
}

/** What a check has found. */
export interface Found {
  readonly code: RealmFindingCode;
  readonly where: Text;
  readonly evidence: Text | readonly Text[];
  /** By default that of its kind. */
  readonly remedy?: Text | undefined;
  /** What was probably meant, to be added to the remedy. */
  readonly suggestion?: Text;
}

/** The template of what to do about a kind of finding. */
export const remedyTemplate = ({ remedy }: FindingKind): string => remedy.replaceAll('REALM', '{realm}');

/** Maximum characters of a text: it may quote what stands in Keycloak. */
const MAX_TEXT = 1_000;

const cut = (text: string): string => shorten(text, MAX_TEXT);

/** Makes a finding about a realm of what a check has found. */
export function findingOf({ code, where, evidence, remedy, suggestion }: Found, realm: string): RealmFinding {
  const kind = REALM_FINDINGS[code];
  const usual: Message = { template: remedyTemplate(kind), values: { realm } };
  const sentences = [evidence].flat();
  const remedies = [remedy ?? usual, ...(suggestion === undefined ? [] : [suggestion])];
  const bounded = (texts: readonly Text[]): readonly Text[] => texts.map((text) => cutText(text, cut));
  return {
    code,
    severity: kind.severity,
    where: cut(formatText(where)),
    evidence: cut(formatTexts(sentences)),
    remedy: cut(formatTexts(remedies)),
    texts: { where: bounded([where]), evidence: bounded(sentences), remedy: bounded(remedies) },
  };
}
