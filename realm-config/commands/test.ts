import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import type { KeyServerStatus } from '../../bridge/admin/contract.ts';
import { openSetup } from '../../bridge/keycloak/setup/realmSetup.ts';
import { isAddress, scimBaseUrl } from '../../bridge/tenants/baseUrl.ts';
import type { AdminApi } from '../adminApi.ts';
import { CommandError, UsageError } from '../commandError.ts';
import { readSecret } from '../readSecret.ts';
import { ReportedError } from './forEachRealm.ts';
import { givenCredential, makeCredential, type TestCredential } from '../probe/credential.ts';
import { expectationsOf, type Expectations, type RealmKnowledge } from '../probe/expectations.ts';
import { fail, notChecked, pass, type CheckResult } from '../probe/finding.ts';
import { probe, type ProbeOptions, type ProbeResult } from '../probe/probe.ts';
import type { TestUser } from '../probe/userCycle.ts';
import { realmTestLines, type RealmCheck } from '../render/probe.ts';
import { examples, PRINT_JSON, REALM, type CommandTools, type WithJson } from './command.ts';

/** The options of the command line. */
interface TestFlags extends WithJson {
  readonly url?: string;
  readonly token?: string;
  readonly readOnly: boolean;
  readonly email?: string;
}

/** How long a request of the test may take. */
const TIMEOUT_MS = 15_000;

/** The token that the operator gave, by option, environment or standard input; `undefined` if there is none. */
async function tokenOf(
  { token }: TestFlags,
  { environment, note, input }: CommandTools,
): Promise<string | undefined> {
  if (token !== '-') return token ?? environment.scimToken;
  const line = await readSecret(input, () => {
    note('Paste the token, which is not shown, and press Enter:');
  });
  if (line === '') throw new UsageError('There is no token on standard input.');
  return line;
}

/** What the bridge says of a realm, and how its administrator reaches it. */
interface AskedBridge extends RealmKnowledge {
  readonly api: AdminApi;
  readonly scimUrls: readonly string[];
  readonly keyServers: readonly KeyServerStatus[];
}

async function askBridge(api: AdminApi, realm: string): Promise<AskedBridge> {
  const { body: status } = await api(realm, { route: 'GET /' });
  const { body: configuration } = await api(realm, { route: 'GET /config' });
  const { scimUrls } = (await api(realm, { route: 'GET /connection' })).body;
  const keyServers = status.served ? (await api(realm, { route: 'GET /key-servers' })).body : [];
  return { api, status, configuration, scimUrls, keyServers };
}

/** What the bridge itself knows: whether the realm is served, and whether it gets the keys of issuers. */
function bridgeChecks(asked: AskedBridge | undefined): CheckResult[] {
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
async function purge(realm: string, userName: string, { environment }: CommandTools): Promise<number> {
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
  tools: CommandTools,
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
  { environment }: CommandTools,
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
const withoutSecrets = (text: string, secrets: readonly string[]): string =>
  secrets
    .filter((secret) => secret.length >= MIN_SECRET_LENGTH)
    .reduce((rest, secret) => rest.replaceAll(secret, '********'), text);

const NOT_SERVED = 'The realm is not served.';

/** The credential that was given, or one that is made for the test. */
function credentialFor(
  realm: string,
  given: string | undefined,
  asked: AskedBridge | undefined,
  readOnly: boolean,
): Promise<TestCredential> | TestCredential {
  const { basic = true, staticTokens = true } = asked?.configuration.config.authentication ?? {};
  if (given !== undefined) return givenCredential(given, asked !== undefined && basic && staticTokens);
  if (asked?.status.served === true) {
    return makeCredential(asked.api, realm, asked.configuration, { readOnly, timeoutMs: TIMEOUT_MS });
  }
  const release = (): Promise<undefined> => Promise.resolve(undefined);
  return { credential: undefined, reason: NOT_SERVED, checks: [], secrets: [], release };
}

/** `realm-config test REALM`: calls the realm's SCIM URL as identity providers do. */
async function runTest(realm: string, flags: TestFlags, tools: CommandTools): Promise<void> {
  const { url, readOnly, email, json } = flags;
  const { environment, openApi, print, note } = tools;
  if (url !== undefined && !isAddress(url)) {
    throw new UsageError(`--url takes the SCIM URL of the realm, without a query, not "${url}".`);
  }
  const given = await tokenOf(flags, tools);
  const isComplete = given !== undefined && (url !== undefined || environment.setsPublicUrl);
  const asksBridge = !isComplete || (url === undefined && environment.hasAdministrator);
  const asked = asksBridge ? await askBridge(openApi(), realm) : undefined;
  const expectations = expectationsOf(asked, { readOnly, email });
  const { credential, reason, checks, secrets, release } = await credentialFor(realm, given, asked, readOnly);
  const user = testUser(email);
  const urls = urlsOf(realm, url, asked, tools);
  const result = await interruptibly(async (signal) => {
    try {
      const { withoutUser, observes } = expectations;
      const how = { withoutCredential: reason, withoutUser, observes, user, timeoutMs: TIMEOUT_MS, signal };
      const probed = await probeAll(urls, { realm, credential, ...how });
      const left = await checkLeftovers(realm, probed, expectations, tools);
      if (signal.aborted) note('Interrupted; what follows is what was checked until then.');
      return { ...probed, checks: [...bridgeChecks(asked), ...checks, ...probed.checks, ...left] };
    } finally {
      const problem = await release();
      if (problem !== undefined) note(problem);
    }
  });
  const failures = result.checks.filter(({ outcome }) => outcome === 'fail').length;
  const troubles = result.providers.filter(({ passed }) => !passed).length;
  const passed = failures + troubles === 0;
  const { providers } = result;
  const test = {
    realm,
    url: urls[0] ?? '',
    passed,
    notes: expectations.notes,
    checks: result.checks,
    providers,
  };
  const lines = json ? [JSON.stringify(test)] : realmTestLines(test);
  print(lines.map((line) => withoutSecrets(line, secrets)));
  if (passed) return;
  // The result says what failed.
  throw new ReportedError([
    asked?.status.served === false
      ? { realm, code: 'notServed', message: NOT_SERVED }
      : { realm, code: 'failed', message: 'The test failed.' },
  ]);
}

/** Adds `test`. */
export function addTest(program: Command, tools: CommandTools): void {
  program
    .command('test')
    .description(
      "Calls a realm's SCIM URL as identity providers do, with a user that it creates and removes; fails if a check fails.",
    )
    .argument(...REALM)
    .option('--read-only', 'create no user', false)
    .option('--url <url>', 'the SCIM URL; by default every address of the realm')
    .option(
      '--token <token>',
      'a token of the realm, or - to read one from standard input; by default SCIM_TOKEN, or a token made for the test. With --url and a token, no administrator is needed',
    )
    .option('--email <address>', 'the e-mail address of the user, where new users get an invitation')
    .option(...PRINT_JSON)
    .addHelpText(
      'after',
      examples(
        'test acme',
        'test acme --read-only --json',
        'test acme --url https://id.example.com/realms/acme/scim/v2 --token -',
      ),
    )
    .action((realm: string, flags: TestFlags) => runTest(realm, flags, tools));
}
