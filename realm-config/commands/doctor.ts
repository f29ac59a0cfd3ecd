import type { Command } from 'commander';
import type { DoctorReport } from '../../bridge/admin/contract.ts';
import type { Severity } from '../../bridge/doctor/codes.ts';
import { examine, type Examination } from '../../bridge/doctor/examine.ts';
import { openSetup } from '../../bridge/keycloak/setup/realmSetup.ts';
import { readVersion } from '../../bridge/version.ts';
import { loadQuirks } from '../../mappers/rewriting/loadQuirks.ts';
import type { AdminApi } from '../adminApi.ts';
import { CommandError } from '../commandError.ts';
import {
  issuerFindings,
  outsideFinding,
  testFindings,
  type DoctorFinding,
} from '../doctor/outsideFindings.ts';
import { readSettings } from '../environment.ts';
import { CYCLE_CHECKS } from '../probe/userCycle.ts';
import { jsonInEnglish } from '../render/jsonInEnglish.ts';
import { doctorLines, type DoctorResult } from '../render/doctor.ts';
import { examples, PRINT_JSON, REALM, type CommandTools, type WithJson } from './command.ts';
import { ReportedError } from './forEachRealm.ts';
import { askBridge, testRealm, TIMEOUT_MS, withoutSecrets, type RealmTestResult } from './realmTest.ts';

/** What was found inside: by the bridge, or by this process with the rights of the administrator. */
interface Inside {
  readonly examination: Examination;
  /** Absent if no bridge was asked. */
  readonly versions?: DoctorReport['versions'];
  /** The admin API of the bridge that was asked. */
  readonly api?: AdminApi;
  readonly findings: readonly DoctorFinding[];
}

const NOT_ASKED =
  'MANAGEMENT_URL is not set, so no bridge was asked: whether it serves the realm, its clock, token, key servers and brake were not looked at.';

/** Examines a realm in this process, as an administrator. */
async function examineDirectly(realm: string, { environment }: CommandTools): Promise<Examination> {
  const { administrator, publicUrl, mayAsk, bridgeClientId } = readSettings({
    administrator: environment.administrator,
    publicUrl: environment.publicUrl,
    mayAsk: environment.mayAsk,
    bridgeClientId: environment.bridgeClientId,
  });
  const setup = await openSetup(realm, administrator);
  if ((await setup.realmEnabled()) === undefined) {
    throw new CommandError(`There is no realm "${realm}"; names are case-sensitive.`, { code: 'notFound' });
  }
  const { realm: opened, inspection } = setup;
  const quirks = await loadQuirks();
  return examine({ ...{ realm: opened, inspection, publicUrl, mayAsk, bridgeClientId, quirks } });
}

/** Has the bridge examine a realm. */
async function examineByBridge(realm: string, api: AdminApi): Promise<Inside> {
  const { versions, ...examination } = (await api(realm, { route: 'GET /doctor' })).body;
  const own = readVersion();
  const evidence = `The bridge is ${versions.bridge}, and this is ${own}.`;
  const findings = versions.bridge === own ? [] : [outsideFinding('versionMismatch', 'bridge', evidence)];
  return { examination, versions, api, findings };
}

/** Whether an error of the admin API leaves something to be found without it. */
const isBridgeAway = (error: unknown): error is CommandError =>
  error instanceof CommandError && ['bridgeUnavailable', 'notFound'].includes(error.code);

/** Examines a realm by the bridge where one is known, otherwise or if it does not answer in this process. */
async function examineRealm(realm: string, tools: CommandTools): Promise<Inside> {
  const api = tools.openKnownApi();
  if (api === undefined) {
    const examination = await examineDirectly(realm, tools);
    tools.note(NOT_ASKED);
    return { examination, findings: [] };
  }
  try {
    return await examineByBridge(realm, api);
  } catch (error) {
    if (!isBridgeAway(error)) throw error;
    const examination = await examineDirectly(realm, tools);
    const isAway = error.code === 'bridgeUnavailable';
    return {
      examination,
      findings: isAway ? [outsideFinding('bridgeUnavailable', 'MANAGEMENT_URL', error.message)] : [],
    };
  }
}

const LEFT_OUT = 'Left out because of --no-test.';

const NO_TOKEN = 'Set MANAGEMENT_URL, so that a token can be made for the test, or SCIM_TOKEN.';

const NO_CREDENTIAL = 'No credential could be had.';

/** What was seen from outside. */
interface Outside {
  readonly result: RealmTestResult;
  readonly findings: readonly DoctorFinding[];
}

/** Calls the SCIM URLs of a realm from here; `withoutCredential` says why only as far as no credential is needed. */
async function callUrls(
  realm: string,
  { api, examination: { scimUrls } }: Inside,
  withoutCredential: string | undefined,
  tools: CommandTools,
): Promise<RealmTestResult> {
  const asked =
    withoutCredential === undefined && api !== undefined ? await askBridge(api, realm) : undefined;
  const request = {
    ...{ given: tools.environment.scimToken, readOnly: true, asked, withoutCredential },
    ...(scimUrls.length === 0 ? {} : { urls: scimUrls }),
  };
  const result = await testRealm(realm, request, tools);
  // What is left out on purpose is no news.
  const isLeftOut = (check: string, seen: string): boolean =>
    seen === LEFT_OUT || CYCLE_CHECKS.some((name) => name === check);
  return {
    ...result,
    checks: result.checks.filter(({ check, seen }) => !isLeftOut(check, seen)),
    providers: withoutCredential === undefined ? result.providers : [],
  };
}

/** Tests a realm from outside; if no credential can be had, that is a finding, and the way is looked at without one. */
async function testFromOutside(
  realm: string,
  inside: Inside,
  isTested: boolean,
  tools: CommandTools,
): Promise<Outside> {
  const hasSource = inside.api !== undefined || tools.environment.scimToken !== undefined;
  const reason = !isTested ? LEFT_OUT : hasSource ? undefined : NO_TOKEN;
  try {
    return { result: await callUrls(realm, inside, reason, tools), findings: [] };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    const finding: DoctorFinding = {
      ...{ code: 'notChecked', severity: 'unchecked', where: `realm ${realm}` },
      evidence: `No token could be made for the test: ${error.message}`,
      remedy:
        'Set SCIM_TOKEN to a token that the realm accepts, or sign in with an account that may make one.',
    };
    return { result: await callUrls(realm, inside, NO_CREDENTIAL, tools), findings: [finding] };
  }
}

/** What was seen of a realm that is not called, because it answers nobody. */
const NOT_CALLED: Outside = {
  result: { url: '', notes: [], checks: [], providers: [], secrets: [] },
  findings: [],
};

/** How much a finding may matter that does not fail. */
const HARMLESS: readonly Severity[] = ['warning', 'note'];

/** `realm-config doctor REALM`: looks for everything that may be amiss, and says how to mend it. */
async function runDoctor(realm: string, { test, json }: DoctorFlags, tools: CommandTools): Promise<void> {
  const inside = await examineRealm(realm, tools);
  const { examination, versions } = inside;
  const isOff = examination.findings.some(({ code }) => code === 'switchedOff');
  const tested = isOff ? NOT_CALLED : await testFromOutside(realm, inside, test, tools);
  const { checks: outside, providers, url, secrets } = tested.result;
  const findings = [
    ...inside.findings,
    ...examination.findings,
    ...tested.findings,
    ...testFindings(url, outside, providers),
    ...(isOff ? [] : await issuerFindings(examination, TIMEOUT_MS)),
  ];
  const healthy = findings.every(({ severity }) => HARMLESS.includes(severity));
  const { scimUrls, checks } = examination;
  const result: DoctorResult = {
    ...{ realm, healthy, scimUrls: scimUrls.length === 0 && !isOff ? [url] : scimUrls },
    ...(versions === undefined ? {} : { versions }),
    ...{ findings, checks, outside, providers },
  };
  const lines = json ? [jsonInEnglish(result)] : doctorLines(result);
  tools.print(lines.map((line) => withoutSecrets(line, secrets)));
  // The result says what is wrong.
  if (!healthy) throw new ReportedError([{ realm, code: 'failed', message: 'Something is wrong.' }]);
}

/** The options of the command line. */
interface DoctorFlags extends WithJson {
  readonly test: boolean;
}

/** Adds `doctor`. */
export function addDoctor(program: Command, tools: CommandTools): void {
  program
    .command('doctor')
    .description(
      'Looks for everything that may be amiss with SCIM in a realm, and says how to mend it: in Keycloak, in the bridge at MANAGEMENT_URL, and at the SCIM URL, which is tested as by "test --read-only". Makes nothing but a token for the test, which it takes back; warnings alone do not fail.',
    )
    .argument(...REALM)
    .option('--no-test', 'call the SCIM URL without a credential only')
    .option(...PRINT_JSON)
    .addHelpText('after', examples('doctor acme', 'doctor acme --no-test --json'))
    .action((realm: string, flags: DoctorFlags) => runDoctor(realm, flags, tools));
}
