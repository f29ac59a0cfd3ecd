import type { TestResult } from '../probe/connectionTest.ts';
import type { CheckResult, Outcome, RealmCheck } from '../../bridge/connecting/finding.ts';
import { table } from './table.ts';

/** The result of `realm-config test`. */
export interface RealmTest {
  readonly realm: string;
  /** The SCIM URL. */
  readonly url: string;
  readonly passed: boolean;
  /** What the rules of the realm change in the test. */
  readonly notes: readonly string[];
  readonly checks: readonly RealmCheck[];
  /** What identity providers would show. */
  readonly providers: readonly TestResult[];
}

/** Maximum width of each column. */
const WIDTHS = { result: 11, check: 30, seen: 90 };

const MARK: Readonly<Partial<Record<Outcome, string>>> = { fail: 'x', warning: '!' };

const rowOf = ({ outcome, check, seen }: CheckResult) => ({
  result: outcome,
  check: check,
  seen: seen,
});

/** Checks as the lines of a table. */
export const checkTable = (checks: readonly CheckResult[]): string[] => table(checks.map(rowOf), WIDTHS);

/** What is to be done: each failure and warning in full, with its remedy. */
const remedyLines = (checks: readonly CheckResult[]): string[] =>
  checks.flatMap(({ outcome, check, seen, remedy }) => {
    const mark = MARK[outcome];
    if (mark === undefined) return [];
    return [`${mark} ${check}: ${seen}`, ...(remedy === undefined ? [] : [`    ${remedy}`])];
  });

/** What identity providers would show, as lines. */
export const providerLines = (providers: readonly TestResult[]): string[] =>
  providers.flatMap(({ provider, button, passed, shows, request }) => [
    `${passed ? ' ' : 'x'} ${provider}, ${button}: "${shows}"`,
    ...(request === undefined ? [] : [`    at ${request}`]),
  ]);

/** How many checks had which outcome. */
export function countsText(checks: readonly Pick<CheckResult, 'outcome'>[]): string {
  const count = (outcome: Outcome): number => checks.filter((check) => check.outcome === outcome).length;
  return `${count('pass')} passed, ${count('warning')} to look at, ${count('fail')} failed, ${count('not checked')} not checked.`;
}

/** The result of a test as lines. */
export function realmTestLines({ realm, url, notes, checks, providers }: RealmTest): string[] {
  const others = [...new Set(checks.flatMap((check) => (check.url === undefined ? [] : [check.url])))];
  const own = checks.filter((check) => check.url === undefined);
  const remedies = remedyLines(checks);
  return [
    `Realm ${realm} at ${url}`,
    ...notes.map((note) => `  ! ${note}`),
    '',
    ...checkTable(own),
    ...others.flatMap((other) => [
      '',
      `Also at ${other}`,
      '',
      ...checkTable(checks.filter((check) => check.url === other)),
    ]),
    ...(remedies.length === 0 ? [] : ['', ...remedies]),
    ...(providers.length === 0
      ? []
      : ['', 'What identity providers would show, in words like these:', ...providerLines(providers)]),
    '',
    countsText(checks),
  ];
}
