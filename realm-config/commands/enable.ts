import type { Command } from 'commander';
import type { Outcome } from '../../bridge/keycloak/setup/part.ts';
import { openSetup, type RealmSetup } from '../../bridge/keycloak/setup/realmSetup.ts';
import { PRESET_NAMES } from '../../mappers/document/presets.ts';
import { loadQuirks } from '../../mappers/rewriting/loadQuirks.ts';
import type { AdminApi } from '../adminApi.ts';
import { readBrake } from '../model/brake.ts';
import { readConfigFile } from '../model/file.ts';
import { readFuture } from '../model/durations.ts';
import { readPublicUrls } from '../model/publicUrls.ts';
import { readMappingFile } from '../model/mappingFile.ts';
import { PRINT_JSON_PER_REALM, REALMS, type CommandTools } from './command.ts';
import { formatFinding } from '../../bridge/tenants/lint.ts';
import { askBridgeAt, checkBridgeSignIn, REPLACE_BRIDGE_KEY, type AskBridge } from '../apply/bridgeSignIn.ts';
import { enable, type Enabled } from '../apply/enable.ts';
import { CommandError } from '../commandError.ts';
import type { EnableOptions } from '../plan/desiredRealm.ts';
import { escapeTerminal } from '../render/escapeTerminal.ts';

/** What the command line and the environment ask for. */
interface EnableCommand extends Omit<EnableOptions, 'report'> {
  readonly realms: readonly string[];
  readonly profiles: readonly string[];
  readonly json: boolean;
  readonly open: (realm: string) => Promise<RealmSetup>;
  /** Has a running bridge reload a realm; `undefined` if `MANAGEMENT_URL` names no bridge. */
  readonly reload?: ((realm: string) => Promise<void>) | undefined;
  /** Asks a running bridge how it signs in; `undefined` if `MANAGEMENT_URL` names no bridge. */
  readonly askBridge?: AskBridge | undefined;
  readonly replaceBridgeKey?: boolean | undefined;
  readonly print: (line: string) => void;
  /** Writes something that is not a result, to standard error. */
  readonly note: (line: string) => void;
}

const MARK: Readonly<Record<Outcome, string>> = { created: '+', changed: '~', kept: '=' };

/** Has the bridge reload a realm, if the bridge is known. A bridge notices changes itself within seconds, so a failure is only noted. */
async function reloadIfKnown(realm: string, { reload, note }: EnableCommand): Promise<void> {
  try {
    await reload?.(realm);
  } catch (error) {
    note(`${(error as Error).message}\nThe change is in force within ten seconds all the same.`);
  }
}

function tokenText({ token, staticTokens = true }: Enabled): string {
  if (token !== undefined) return token;
  return staticTokens
    ? '(the realm has one already; tokens are shown once, --new-token replaces it)'
    : '(the realm accepts no static tokens)';
}

function printResult(result: Enabled, command: EnableCommand): void {
  const { print, bridgeClientId } = command;
  for (const finding of result.findings) print(`  ! ${escapeTerminal(formatFinding(finding))}`);
  print(`  SCIM URL      ${result.scimUrl}`);
  print(`  Token         ${tokenText(result)}`);
  if (result.tokenEndpoint !== undefined) {
    print(`  Token endpoint  ${result.tokenEndpoint}`);
    print(`  Client id     ${result.clientId ?? ''}  ("connection --secret" shows its secret)`);
  }
  if (result.bridgeClientSecret !== undefined) {
    print(
      `  For the bridge: KEYCLOAK_CLIENT_ID=${bridgeClientId} KEYCLOAK_CLIENT_SECRET=${result.bridgeClientSecret}`,
    );
  }
}

/** `realm-config enable REALM...`: switches SCIM on and prints what has to be copied; secrets are printed once. */
async function runEnable(command: EnableCommand): Promise<void> {
  if (command.profile !== undefined && !command.profiles.includes(command.profile)) {
    throw new CommandError(
      `There is no profile "${command.profile}"; there is ${command.profiles.join(', ')}.`,
    );
  }
  for (const realm of command.realms) {
    if (!command.json) command.print(`Realm ${realm}`);
    const outcomes: Outcome[] = [];
    const setup = await command.open(realm);
    for (const line of await checkBridgeSignIn(setup, command.askBridge, command)) command.note(line);
    const result = await enable(setup, {
      ...command,
      report: (step, outcome) => {
        outcomes.push(outcome);
        if (!command.json) command.print(`  ${MARK[outcome]} ${step} (${outcome})`);
      },
    });
    if (command.json) command.print(JSON.stringify({ realm, ...result }));
    else printResult(result, command);
    if (outcomes.some((outcome) => outcome !== 'kept')) await reloadIfKnown(realm, command);
  }
}

/** The options of the command line. */
interface EnableFlags {
  readonly profile?: string;
  readonly mapping?: string;
  readonly authentication?: string;
  readonly lifecycle?: string;
  readonly observe?: boolean;
  readonly remoteToken?: boolean;
  readonly azureTenant?: string;
  readonly domain?: string[];
  readonly brake?: string;
  readonly newToken: boolean;
  readonly replaceBridgeKey?: boolean;
  readonly label: string;
  readonly expires?: string;
  readonly readOnly?: boolean;
  readonly json: boolean;
}

/** Has the bridge reload a realm. */
async function reload(api: AdminApi, realm: string): Promise<void> {
  await api(realm, { route: 'POST /reload' });
}

/** Adds `enable`. */
export function addEnable(program: Command, { environment, openKnownApi, print, note }: CommandTools): void {
  program
    .command('enable')
    .description('Switches SCIM on for realms and shows each its SCIM URL and token; may be repeated.')
    .argument(...REALMS)
    .option(
      '--profile <name>',
      `what kind of client provisions: ${PRESET_NAMES.join(', ')}; a new realm gets generic`,
    )
    .option(
      '--mapping <file>',
      "what the realm changes in the profile's mapping, as JSON (docs/reference/mapping.md)",
    )
    .option(
      '--authentication <file>',
      'which credentials the realm accepts, as JSON; replaces what it accepts so far',
    )
    .option(
      '--lifecycle <file>',
      'what becomes of users who come and go, as JSON: any of onboarding, offboarding, groups, ownership, protection, mode, each replaces what the realm has; null removes it (docs/guides/onboarding.md)',
    )
    .option('--observe', 'check, answer and journal everything, and write nothing')
    .option('--no-observe', 'write again')
    .option('--remote-token', "accept tokens of the realm's own token endpoint")
    .option(
      '--azure-tenant <tenant id>',
      'accept what Entra ID signs for this tenant (Secret Token left blank)',
    )
    .option('--domain <url...>', 'further addresses under which clients reach the realm; "none" removes them')
    .option(
      '--brake <limit>',
      'maximum number of users who may leave within an hour: a number, a share such as 10%, or off',
    )
    .option('--new-token', 'create a new token and revoke the existing ones, at once', false)
    .option('--label <text>', 'name for the static token', 'first token')
    .option('--expires <when>', 'when that token ends: a duration such as 90d or 12h, or a date')
    .option('--read-only', 'that token may only read')
    .option(...REPLACE_BRIDGE_KEY)
    .option(...PRINT_JSON_PER_REALM)
    .action(
      async (
        realms: string[],
        { mapping, authentication, lifecycle, domain, brake, expires, ...options }: EnableFlags,
      ) => {
        if (!environment.setsPublicUrl) {
          note('PUBLIC_URL is not set: the SCIM URLs below begin with http://localhost:3000.');
        }
        const api = openKnownApi();
        await runEnable({
          ...options,
          realms,
          profiles: PRESET_NAMES,
          mapping: mapping === undefined ? undefined : await readMappingFile(mapping),
          authentication: authentication === undefined ? undefined : await readConfigFile(authentication),
          lifecycle: lifecycle === undefined ? undefined : await readConfigFile(lifecycle),
          publicUrls: domain === undefined ? undefined : readPublicUrls('--domain', domain),
          brake: brake === undefined ? undefined : readBrake('--brake', brake),
          expires: expires === undefined ? undefined : readFuture('--expires', expires),
          quirks: await loadQuirks(),
          publicUrl: environment.publicUrl(),
          bridgeClientId: environment.bridgeClientId(),
          ...(await environment.bridgeProof()),
          mayAsk: environment.mayAsk(),
          open: (realm) => openSetup(realm, environment.administrator()),
          askBridge: askBridgeAt(api),
          reload: api === undefined ? undefined : (realm) => reload(api, realm),
          print,
          note,
        });
      },
    );
}
