import { REALM_FINDINGS, type RealmFindingCode, type Severity } from './codes.ts';

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
}

/** What a check has found; without a remedy that of its kind counts. */
export interface Found {
  readonly code: RealmFindingCode;
  readonly where: string;
  readonly evidence: string;
  readonly remedy?: string | undefined;
}

/** Maximum characters of a text: it may quote what stands in Keycloak. */
const MAX_TEXT = 1_000;

const cut = (text: string): string => (text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT)}…`);

/** Makes a finding about a realm of what a check has found. */
export function findingOf({ code, where, evidence, remedy }: Found, realm: string): RealmFinding {
  const kind = REALM_FINDINGS[code];
  return {
    code,
    severity: kind.severity,
    where: cut(where),
    evidence: cut(evidence),
    remedy: cut(remedy ?? kind.remedy.replaceAll('REALM', realm)),
  };
}
