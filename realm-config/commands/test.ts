import type { Command } from 'commander';
import { isAddress } from '../../bridge/tenants/baseUrl.ts';
import { UsageError } from '../commandError.ts';
import { readSecret } from '../readSecret.ts';
import { realmTestLines } from '../render/probe.ts';
import { examples, PRINT_JSON, REALM, type CommandTools, type WithJson } from './command.ts';
import { ReportedError } from './forEachRealm.ts';
import { askBridge, bridgeChecks, NOT_SERVED, testRealm, withoutSecrets } from './realmTest.ts';

/** The options of the command line. */
interface TestFlags extends WithJson {
  readonly url?: string;
  readonly token?: string;
  readonly readOnly: boolean;
  readonly email?: string;
}

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

/** `realm-config test REALM`: calls the realm's SCIM URL as identity providers do. */
async function runTest(realm: string, flags: TestFlags, tools: CommandTools): Promise<void> {
  const { url, readOnly, email, json } = flags;
  const { environment, openApi, print } = tools;
  if (url !== undefined && !isAddress(url)) {
    throw new UsageError(`--url takes the SCIM URL of the realm, without a query, not "${url}".`);
  }
  const given = await tokenOf(flags, tools);
  const isComplete = given !== undefined && (url !== undefined || environment.setsPublicUrl);
  const asksBridge = !isComplete || (url === undefined && environment.hasAdministrator);
  const asked = asksBridge ? await askBridge(openApi(), realm) : undefined;
  const result = await testRealm(realm, { url, given, readOnly, email, asked }, tools);
  const checks = [...bridgeChecks(asked), ...result.checks];
  const { providers, notes, secrets } = result;
  const failures = checks.filter(({ outcome }) => outcome === 'fail').length;
  const troubles = providers.filter(({ passed }) => !passed).length;
  const passed = failures + troubles === 0;
  const test = { realm, url: result.url, passed, notes, checks, providers };
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
