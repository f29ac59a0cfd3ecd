import type { DoctorReport } from '../../../../bridge/admin/contract.ts';

/** How much a finding matters, in the order in which findings are shown. */
export const SEVERITIES = ['error', 'warning', 'unchecked', 'note'] as const;

/** A finding of the examination. */
export type Finding = DoctorReport['findings'][number];

/** The page on which a finding is mended. */
export const PAGE_OF: Readonly<Partial<Record<Finding['code'], string>>> = {
  notEnabled: 'endpoint',
  switchedOff: 'endpoint',
  configuration: 'configuration',
  missing: 'onboarding',
  email: 'onboarding',
  brake: 'leavers',
  noCredential: 'tokens',
  tokenExpires: 'tokens',
};

/** A part of a text: words, or a command to copy. */
export interface Part {
  readonly text: string;
  readonly isCommand: boolean;
}

/** Finds the commands in what a finding says to do: they stand in quotation marks. */
export function partsOf(remedy: string): readonly Part[] {
  return remedy
    .split(/"(realm-config [^"]*)"/)
    .map((text, at) => ({ text, isCommand: at % 2 === 1 }))
    .filter(({ text }) => text !== '');
}

/** How a realm stands if it has a finding that matters so much, the gravest first; `unchecked` says nothing. */
const STANDINGS = [
  ['error', 'red'],
  ['warning', 'amber'],
  ['note', 'off'],
] as const;

/** How a realm stands by its findings; off if it is meant to be. */
export function standingOf(
  findings: readonly Pick<Finding, 'severity'>[],
): 'green' | 'amber' | 'red' | 'off' {
  const found = STANDINGS.find(([severity]) => findings.some((finding) => finding.severity === severity));
  return found?.[1] ?? 'green';
}
