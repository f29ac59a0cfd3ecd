import type { Severity } from '../../bridge/doctor/codes.ts';
import type { Examination } from '../../bridge/doctor/examine.ts';
import type { RealmFinding } from '../../bridge/doctor/finding.ts';
import { textAt } from '../../scim/json.ts';
import type { TestResult } from '../probe/connectionTest.ts';
import { ask } from '../probe/request.ts';
import type { RealmCheck } from '../../bridge/connecting/finding.ts';
import { CODE_OF_CHECK, OUTSIDE_FINDINGS, type OutsideFindingCode } from './codes.ts';

/** A finding about a realm, seen from inside or from outside. */
export interface DoctorFinding extends Omit<RealmFinding, 'code' | 'texts'> {
  readonly code: RealmFinding['code'] | OutsideFindingCode;
}

/** Makes a finding that only the command line can have. */
export const outsideFinding = (
  code: OutsideFindingCode,
  where: string,
  evidence: string,
  options: { readonly remedy?: string | undefined; readonly severity?: Severity } = {},
): DoctorFinding => {
  const { severity = OUTSIDE_FINDINGS[code].severity, remedy = OUTSIDE_FINDINGS[code].remedy } = options;
  return { code, severity, where, evidence, remedy };
};

const SEVERITY: Readonly<Partial<Record<RealmCheck['outcome'], Severity>>> = {
  fail: 'error',
  warning: 'warning',
};

/** The findings of a test; what identity providers would show is one only if nothing explains it. */
export function testFindings(
  firstUrl: string,
  checks: readonly RealmCheck[],
  providers: readonly TestResult[],
): DoctorFinding[] {
  const findings = checks.flatMap(({ check, outcome, seen, remedy, url = firstUrl }) => {
    const severity = SEVERITY[outcome];
    const code = CODE_OF_CHECK[check] ?? 'connectionTest';
    return severity === undefined ? [] : [outsideFinding(code, url, seen, { remedy, severity })];
  });
  if (findings.some(({ severity }) => severity === 'error')) return findings;
  const troubles = providers.filter(({ passed }) => !passed);
  return [
    ...findings,
    ...troubles.map(({ provider, button, shows, request = '' }) =>
      outsideFinding('connectionTest', `${firstUrl}, ${request}`, `${provider}, ${button}: "${shows}"`),
    ),
  ];
}

/** Checks that the issuer that Keycloak names outside is one that the realm accepts; nothing if Keycloak is not there. */
export async function issuerFindings(
  { issuer, scimUrls }: Pick<Examination, 'issuer' | 'scimUrls'>,
  timeoutMs: number,
): Promise<DoctorFinding[]> {
  const realmUrls = scimUrls.map((url) => url.replace(/\/scim\/v2$/, ''));
  const [first] = realmUrls;
  if (first === undefined || issuer === undefined) return [];
  const reply = await ask(`${first}/.well-known/openid-configuration`, { method: 'GET' }, { timeoutMs });
  if ('code' in reply || reply.status !== 200) return [];
  const outside = textAt(reply.json ?? {}, 'issuer');
  if (outside === '' || [issuer, ...realmUrls].includes(outside)) return [];
  return [outsideFinding('issuer', first, `Keycloak names ${outside} there, and ${issuer} to the bridge.`)];
}
