import type { CheckOutcome } from '../../bridge/doctor/examine.ts';
import type { Severity } from '../../bridge/doctor/codes.ts';
import type { DoctorFinding } from '../doctor/outsideFindings.ts';
import type { TestResult } from '../probe/connectionTest.ts';
import type { RealmCheck } from '../../bridge/connecting/finding.ts';
import { checkTable, countsText, providerLines } from './probe.ts';

/** The result of `realm-config doctor`. */
export interface DoctorResult {
  readonly realm: string;
  /** Whether nothing is wrong, and everything could be looked at that was to be. */
  readonly healthy: boolean;
  readonly scimUrls: readonly string[];
  /** The versions of the bridge and its Node.js; absent if no bridge was asked. */
  readonly versions?: { readonly bridge: string; readonly node: string };
  readonly findings: readonly DoctorFinding[];
  /** What was checked in Keycloak and the bridge. */
  readonly checks: readonly Omit<CheckOutcome, 'texts'>[];
  /** What was checked from outside. */
  readonly outside: readonly RealmCheck[];
  /** What identity providers would show. */
  readonly providers: readonly TestResult[];
}

const MARK: Readonly<Record<Severity, string>> = { error: 'x', warning: '!', unchecked: '?', note: '-' };

const ORDER: readonly Severity[] = ['error', 'warning', 'unchecked', 'note'];

const findingLines = (findings: readonly DoctorFinding[]): string[] =>
  findings
    .toSorted((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity))
    .flatMap(({ code, severity, where, evidence, remedy }) => [
      `${MARK[severity]} ${code}, ${where}: ${evidence}`,
      `    ${remedy}`,
    ]);

/** The result of an examination as lines. */
export function doctorLines(result: DoctorResult): string[] {
  const { realm, scimUrls, versions, findings, checks, outside, providers } = result;
  const urls = [...new Set(outside.map(({ url = scimUrls[0] ?? '' }) => url))];
  const found = findingLines(findings);
  return [
    `Realm ${realm}${versions === undefined ? '' : `, bridge ${versions.bridge} on Node.js ${versions.node}`}`,
    '',
    ...checkTable(checks),
    ...urls.flatMap((url) => [
      '',
      `At ${url}`,
      '',
      ...checkTable(outside.filter((check) => (check.url ?? scimUrls[0] ?? '') === url)),
    ]),
    ...(providers.length === 0
      ? []
      : ['', 'What identity providers would show, in words like these:', ...providerLines(providers)]),
    ...(found.length === 0 ? [] : ['', ...found]),
    '',
    countsText([...checks, ...outside]),
  ];
}
