import { randomBytes } from 'node:crypto';
import type { KeyServerStatus } from '../../bridge/admin/contract.ts';
import { openSetup } from '../../bridge/keycloak/setup/realmSetup.ts';
import { scimBaseUrl } from '../../bridge/tenants/baseUrl.ts';
import type { AdminApi } from '../adminApi.ts';
import { CommandError } from '../commandError.ts';
import { givenCredential, makeCredential, type TestCredential } from '../probe/credential.ts';
import { expectationsOf, type Expectations, type RealmKnowledge } from '../probe/expectations.ts';
import {
  fail,
  notChecked,
  pass,
  type CheckResult,
  type RealmCheck,
} from '../../bridge/connecting/finding.ts';
import { probe, type ProbeOptions, type ProbeResult } from '../probe/probe.ts';
import type { TestUser } from '../probe/userCycle.ts';
import type { RealmTest } from '../render/probe.ts';
import type { CommandTools } from './command.ts';

/** How long a request of a test may take. */
export const TIMEOUT_MS = 15_000;

/** What a test uses of the command line. */
type Tools = Pick<CommandTools, 'environment' | 'note'>;

/** What the bridge says of a realm, and how its administrator reaches it. */
export interface AskedBridge extends RealmKnowledge {
  readonly api: AdminApi;
  readonly scimUrls: readonly string[];
  readonly keyServers: readonly KeyServerStatus[];
}

/** Asks the bridge what a test of a realm has to know. */
export async function askBridge(api: AdminApi, realm: string): Promise<AskedBridge> {
  const { body: status } = await api(realm, { route: 'GET /' });
  const { body: configuration } = await api(realm, { route: 'GET /config' });
  const { scimUrls } = (await api(realm, { route: 'GET /connection' })).body;
  const keyServers = status.served ? (await api(realm, { route: 'GET /key-servers' })).body : [];
  return { api, status, configuration, scimUrls, keyServers };
}

/** What the bridge itself knows: whether the realm is served, and whether it gets the keys of issuers. */
export function bridgeChecks(asked: AskedBridge | undefined): CheckResult[] {
  if (asked === undefined) {
    const reason = 'Only an administrator can ask the bridge: leave out --url or --token.';
    return ['served by the bridge', 'key servers'].map((check) => ({ check, ...notChecked(reason) }));
  }
  const { status, keyServers } = asked;
  const served = status.served
    ? pass(`profile ${status.profile}`)
    : fail(status.problems.join(' '), 'Mend that, or "realm-config enable" the realm.');
  const keys = keyServers.map(({ issuer, reachable, problem = '' }): CheckResult => ({
    check: `keys of ${issuer}`,
    ...(reachable
      ? pass('the bridge gets them')
      : fail(
          problem,
          'The bridge asks key servers itself: check its network, its HTTPS_PROXY and KEY_SERVERS.',
        )),
  }));
  const none = { check: 'key servers', ...notChecked('The realm trusts no issuers.') };
  return [{ check: 'served by the bridge', ...served }, ...(keys.length === 0 ? [none] : keys)];
}

/** A user name that nobody has; an address, because some realms take nothing else. */
function testUser(email: string | undefined): TestUser {
  const userName = `scim-test-${randomBytes(8).toString('hex')}@example.invalid`;
  return { userName, email: email ?? userName };
}

/** Deletes the test user in Keycloak, where SCIM has hidden it or could not remove it. */
async function purge(realm: string, userName: string, { environment }: Tools): Promise<number> {
  const { users } = (await openSetup(realm, environment.administrator())).realm;
  const left = await users.find({ by: 'username', value: userName }, { first: 0, max: 2 });
  for (const { id } of left) await users.delete(id);
  return left.length;
}

/** Checks that the test user is gone, and deletes in Keycloak what is left. */
async function checkLeftovers(
  realm: string,
  { testUser: user }: ProbeResult,
  { hides }: Expectations,
  tools: Tools,
): Promise<CheckResult[]> {
  if (user === undefined) return [];
  const { userName, removed } = user;
  const check = 'nothing is left';
  if (removed && !hides) return [{ check, ...pass('the test user is removed') }];
  try {
    if (!tools.environment.hasAdministrator) throw new CommandError('there is no administrator');
    const count = await purge(realm, userName, tools);
    return [{ check, ...pass(count === 0 ? 'the test user is removed' : 'deleted in Keycloak') }];
  } catch (error) {
    const remedy = `Delete the user "${userName}" in Keycloak's console (${(error as Error).message}).`;
    return [{ check, ...fail('The test user may still be in the realm.', remedy) }];
  }
}

/** Runs work with a signal that Ctrl-C gives. */
async function interruptibly<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = (): void => {
    controller.abort();
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    return await work(controller.signal);
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

/** The SCIM URLs to test, the most important first. */
function urlsOf(
  realm: string,
  url: string | undefined,
  asked: AskedBridge | undefined,
  { environment }: Tools,
) {
  if (url !== undefined) return [url];
  return asked?.scimUrls ?? [scimBaseUrl(realm, environment.publicUrl())];
}

/** Tests every address of a realm: the first with a user, the others without. */
async function probeAll(
  [first = '', ...others]: readonly string[],
  options: Omit<ProbeOptions, 'url'>,
): Promise<ProbeResult & { readonly checks: readonly RealmCheck[] }> {
  const result = await probe({ ...options, url: first });
  const checks: RealmCheck[] = [...result.checks];
  for (const url of others) {
    const withoutUser = 'A user is created at the first address only.';
    const other = await probe({ ...options, url, withoutUser });
    checks.push(...other.checks.map((check) => ({ ...check, url })));
  }
  return { ...result, checks };
}

/** Minimum length of a credential: a shorter text is none, and part of many words. */
const MIN_SECRET_LENGTH = 8;

/** Removes credentials from what is printed, in case a server repeats them. */
export const withoutSecrets = (text: string, secrets: readonly string[]): string =>
  secrets
    .filter((secret) => secret.length >= MIN_SECRET_LENGTH)
    .reduce((rest, secret) => rest.replaceAll(secret, '********'), text);

/** What is said of a realm that the bridge does not serve. */
export const NOT_SERVED = 'The realm is not served.';

const noCredential = (reason: string): TestCredential => ({
  ...{ credential: undefined, reason, checks: [], secrets: [] },
  release: () => Promise.resolve(undefined),
});

/** The credential that was given, or one that is made for the test. */
function credentialFor(
  realm: string,
  { given, asked, readOnly, withoutCredential }: RealmTestRequest,
): Promise<TestCredential> | TestCredential {
  const { basic = true, staticTokens = true } = asked?.configuration.config.authentication ?? {};
  if (withoutCredential !== undefined) return noCredential(withoutCredential);
  if (given !== undefined) return givenCredential(given, asked !== undefined && basic && staticTokens);
  if (asked?.status.served === true) {
    return makeCredential(asked.api, realm, asked.configuration, { readOnly, timeoutMs: TIMEOUT_MS });
  }
  return noCredential(NOT_SERVED);
}

/** What a test of a realm is to do. */
export interface RealmTestRequest {
  /** The SCIM URL; by default every address of the realm. */
  readonly url?: string | undefined;
  /** The addresses of the realm, if they are known already. */
  readonly urls?: readonly string[];
  /** A credential; by default one is made for the test. */
  readonly given: string | undefined;
  /** Why no credential is used at all; absent if one is. */
  readonly withoutCredential?: string | undefined;
  readonly readOnly: boolean;
  readonly email?: string | undefined;
  /** What the bridge says of the realm; `undefined` if it was not asked. */
  readonly asked: AskedBridge | undefined;
}

/** The result of a test of a realm, and the texts that must not be shown. */
export interface RealmTestResult extends Pick<RealmTest, 'url' | 'notes' | 'checks' | 'providers'> {
  readonly secrets: readonly string[];
}

/** Calls the SCIM URLs of a realm as identity providers do. */
export async function testRealm(
  realm: string,
  request: RealmTestRequest,
  tools: Tools,
): Promise<RealmTestResult> {
  const { note } = tools;
  const { url, readOnly, email, asked } = request;
  const expectations = expectationsOf(asked, { readOnly, email });
  const { credential, reason, checks, secrets, release } = await credentialFor(realm, request);
  const user = testUser(email);
  const urls = request.urls ?? urlsOf(realm, url, asked, tools);
  const result = await interruptibly(async (signal) => {
    try {
      const { withoutUser, observes } = expectations;
      const how = { withoutCredential: reason, withoutUser, observes, user, timeoutMs: TIMEOUT_MS, signal };
      const probed = await probeAll(urls, { realm, credential, ...how });
      const left = await checkLeftovers(realm, probed, expectations, tools);
      if (signal.aborted) note('Interrupted; what follows is what was checked until then.');
      return { ...probed, checks: [...checks, ...probed.checks, ...left] };
    } finally {
      const problem = await release();
      if (problem !== undefined) note(problem);
    }
  });
  const { providers } = result;
  return { url: urls[0] ?? '', notes: expectations.notes, checks: result.checks, providers, secrets };
}
