import type { Finding } from '../../mappers/finding.ts';
import { findingTexts, formatFinding } from '../tenants/lint.ts';
import type { Findings } from './contract.ts';
import { listOf, object, TEXTS } from './schemas.ts';

/** Findings as a member of an answer, in English and as data. */
export const findingsBody = (findings: readonly Finding[]): Findings => ({
  findings: findings.map(formatFinding),
  texts: { findings: findings.map(findingTexts) },
});

/** The schemas of these members. */
export const FINDINGS = {
  findings: { ...listOf({ type: 'string' }), description: 'What the operator should know.' },
  texts: {
    ...object({ findings: listOf(TEXTS) }),
    description: 'The same as data, for other languages than English.',
  },
};
