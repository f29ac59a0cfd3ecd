import { join } from 'node:path';
import { run } from '../../dev/guarded.ts';
import { ensurePython } from '../../dev/python.ts';

const packages = [
  'scim2-tester==0.5.2',
  'scim2-client[httpx2]==0.13.2',
  'scim2-models==0.12.3',
  'scim-sanity==0.7.4',
];

/** The SCIM server that a suite runs against. */
export interface SuiteTarget {
  baseUrl: string;
  token: string;
}

/** What a suite says about one of its checks, in its own words. */
export interface SuiteResult {
  name: string;
  status: string;
  reason: string;
  /** What the suite had in hand, cut to a readable length. */
  data: string;
}

const runSuite = async (
  suite: string,
  target: SuiteTarget,
  resourceTypes: string[],
): Promise<SuiteResult[]> => {
  const python = await ensurePython(packages);
  const { code, stdout, lastWords } = await run(
    [python, join(import.meta.dirname, 'suites.py'), suite, ...resourceTypes],
    { env: { ...process.env, SCIM_URL: target.baseUrl, SCIM_TOKEN: target.token } },
  );
  if (code !== 0) throw new Error(`${suite} did not run to its end (code ${code}):\n${lastWords}`);
  return JSON.parse(stdout) as SuiteResult[];
};

/** Runs scim2-tester: discovery always, and each resource type or only the named ones. */
export const runScimTester = (target: SuiteTarget & { resourceTypes?: string[] }): Promise<SuiteResult[]> =>
  runSuite('scim2-tester', target, target.resourceTypes ?? []);

/** Runs scim-sanity in its strict mode: discovery, search and errors always, and each resource type or only the named one. */
export const runScimSanity = (target: SuiteTarget & { resourceType?: string }): Promise<SuiteResult[]> =>
  runSuite('scim-sanity', target, target.resourceType ? [target.resourceType] : []);

/** The checks in which a suite found the server wrong, one readable line each. */
export const violations = (results: SuiteResult[]): string[] =>
  results
    .filter(({ status }) => ['ERROR', 'CRITICAL', 'FAIL'].includes(status))
    .map(({ name, status, reason, data }) => [status, name, reason, data].filter(Boolean).join(' | '));
