import { checkAddress } from '../../bridge/connecting/address.ts';
import {
  askDiscovery,
  askWithoutCredential,
  checkBasic,
  checkContentType,
  checkCredential,
  checkHeader,
  checkLocation,
  checkRefusal,
  checkRoute,
  checkTrailingSlash,
} from './bridgeChecks.ts';
import { checkCertificate, checkName, checkPort } from './connection.ts';
import { runConnectionTest, type TestResult } from './connectionTest.ts';
import { notChecked, warning, type CheckResult, type Finding } from '../../bridge/connecting/finding.ts';
import { PROVIDERS, URL_RULES } from '../../providers/connectionTests.ts';
import { createSend, type Reply, type Send } from './request.ts';
import { CYCLE_CHECKS, runUserCycle, type TestUser } from './userCycle.ts';

/** The credential that the test presents. */
export interface ProbeCredential {
  /** The value of the Authorization header. */
  readonly authorization: string;
  /** A static token that may also be the password of Basic; `undefined` if Basic is not tried. */
  readonly basicToken?: string | undefined;
}

/** What is tested, and how. */
export interface ProbeOptions {
  readonly realm: string;
  /** The SCIM URL. */
  readonly url: string;
  /** The credential; `undefined` if there is none, with the reason in `withoutCredential`. */
  readonly credential: ProbeCredential | undefined;
  readonly withoutCredential: string;
  /** Why no user is created; `undefined` if one is. */
  readonly withoutUser: string | undefined;
  readonly observes: boolean;
  readonly user: TestUser;
  readonly timeoutMs: number;
  /** Interrupts the test; the user is removed all the same. */
  readonly signal?: AbortSignal | undefined;
}

/** The result of a test. */
export interface ProbeResult {
  readonly checks: readonly CheckResult[];
  readonly providers: readonly TestResult[];
  /** What became of the test user; `undefined` if none was created. */
  readonly testUser: { readonly userName: string; readonly removed: boolean } | undefined;
}

/** Collects the results of checks, in order. */
function createResults() {
  const checks: CheckResult[] = [];
  return {
    checks,
    /** Adds a finding; false if the checks that build on it cannot pass. */
    add(check: string, finding: Finding): boolean {
      checks.push({ check, ...finding });
      return finding.outcome === 'pass' || finding.outcome === 'warning';
    },
    skip(names: readonly string[], reason: string): void {
      for (const check of names) checks.push({ check, ...notChecked(reason) });
    },
  };
}

type Results = ReturnType<typeof createResults>;

const CHECKS = {
  address: 'address',
  name: 'name resolution',
  port: 'TCP connection',
  certificate: 'TLS certificate',
  route: 'route to the bridge',
  header: 'Authorization header',
  credential: 'credential',
  contentType: 'content type',
  location: 'addresses in answers',
  slash: 'slash at the end',
  basic: 'Basic authentication',
  refusal: 'wrong credential',
} as const;

const CONNECTION_CHECKS = [CHECKS.name, CHECKS.port, CHECKS.certificate];
const BRIDGE_CHECKS = [
  CHECKS.header,
  CHECKS.credential,
  CHECKS.contentType,
  CHECKS.location,
  CHECKS.slash,
  CHECKS.basic,
  CHECKS.refusal,
];

/** Checks the SCIM URL and the connection to it; false if no request can be sent. */
async function probeConnection(results: Results, { url, timeoutMs }: ProbeOptions): Promise<boolean> {
  if (!results.add(CHECKS.address, checkAddress(url))) {
    results.skip(CONNECTION_CHECKS, 'There is no valid address.');
    return false;
  }
  for (const { pattern, seen, remedy } of URL_RULES) {
    if (pattern.test(url)) results.add(CHECKS.address, warning(seen, remedy));
  }
  const parsed = new URL(url);
  if (!results.add(CHECKS.name, await checkName(parsed))) {
    results.skip([CHECKS.port, CHECKS.certificate], 'The host has no address.');
    return false;
  }
  if (!results.add(CHECKS.port, await checkPort(parsed, { timeoutMs }))) {
    results.skip([CHECKS.certificate], 'There is no connection.');
    return false;
  }
  const certificate = await checkCertificate(parsed, { timeoutMs });
  results.add(CHECKS.certificate, certificate);
  return certificate.outcome !== 'fail';
}

/** Checks the way of a request to the bridge and back; false if the credential is not accepted. */
async function probeBridge(
  results: Results,
  send: Send,
  { realm, url, credential, withoutCredential }: ProbeOptions,
): Promise<boolean> {
  const without: Reply = await askWithoutCredential(send);
  if (!results.add(CHECKS.route, checkRoute(without))) {
    results.skip(BRIDGE_CHECKS, 'The bridge is not reached.');
    return false;
  }
  if (credential === undefined) {
    results.skip(BRIDGE_CHECKS, withoutCredential);
    return false;
  }
  const reply = await askDiscovery(send);
  if (!results.add(CHECKS.header, checkHeader(without, reply))) {
    results.skip(BRIDGE_CHECKS.slice(1), 'The bridge gets no credential.');
    return false;
  }
  const isAccepted = results.add(CHECKS.credential, checkCredential(reply, realm));
  if ('code' in reply || !isAccepted) {
    results.skip(BRIDGE_CHECKS.slice(2), 'The credential is not accepted.');
    return false;
  }
  results.add(CHECKS.contentType, checkContentType(reply));
  results.add(CHECKS.location, checkLocation(reply, url));
  results.add(CHECKS.slash, await checkTrailingSlash(send));
  results.add(CHECKS.basic, await checkBasic(send, credential.basicToken));
  results.add(CHECKS.refusal, await checkRefusal(send));
  return true;
}

/** Tests a SCIM URL as its clients use it. */
export async function probe(options: ProbeOptions): Promise<ProbeResult> {
  const { url: typedUrl, credential, timeoutMs, signal, user, observes, withoutUser } = options;
  const results = createResults();
  const url = typedUrl.replace(/(?<!\/)\/+$/, '');
  const senderWith = (stop?: AbortSignal): Send =>
    createSend({ url, authorization: credential?.authorization ?? 'none', timeoutMs, signal: stop });
  const send = senderWith(signal);
  const isConnected = await probeConnection(results, options);
  if (!isConnected) results.skip([CHECKS.route, ...BRIDGE_CHECKS], 'There is no connection.');
  const isAccepted = isConnected && (await probeBridge(results, send, { ...options, url }));
  const providers: TestResult[] = [];
  const parsed = URL.parse(url);
  if (parsed !== null && (credential !== undefined || !isConnected)) {
    for (const provider of PROVIDERS) providers.push(await runConnectionTest(provider, send, parsed));
  }
  if (!isAccepted || withoutUser !== undefined || signal?.aborted === true) {
    results.skip(CYCLE_CHECKS, withoutUser ?? 'No request is accepted.');
    return { checks: results.checks, providers, testUser: undefined };
  }
  const cycle = await runUserCycle({ send, sendAlways: senderWith(), url, user, observes });
  const testUser = { userName: user.userName, removed: cycle.removed };
  return { checks: [...results.checks, ...cycle.results], providers, testUser };
}
