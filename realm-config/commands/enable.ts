import { Option, type Command } from 'commander';
import { openSetup, type RealmSetup } from '../../bridge/keycloak/setup/realmSetup.ts';
import { englishFinding } from '../../mappers/finding.ts';
import { PRESET_NAMES } from '../../mappers/document/presets.ts';
import { loadQuirks } from '../../mappers/rewriting/loadQuirks.ts';
import { readAzureTenant } from '../model/azureTenant.ts';
import { readBrake } from '../model/brake.ts';
import { readConfigFile } from '../model/file.ts';
import { readFuture } from '../model/durations.ts';
import { partsOf } from '../model/shownConfiguration.ts';
import { readPublicUrls } from '../model/publicUrls.ts';
import { mappingDocument, readMappingFile } from '../model/mappingFile.ts';
import { examples, PRINT_JSON_PER_REALM, REALMS, type CommandTools } from './command.ts';
import { failureOf } from '../failure.ts';
import { forEachRealm, type Facts, type Output } from './forEachRealm.ts';
import { formatFinding } from '../../bridge/tenants/lint.ts';
import { askBridgeAt, checkBridgeSignIn, REPLACE_BRIDGE_KEY, type AskBridge } from '../apply/bridgeSignIn.ts';
import { enable, type Enabled } from '../../bridge/enablement/enable.ts';
import { reportChanges, tellBridgeAt, type TellBridge } from '../apply/reportChanges.ts';
import type { StepOutcome } from '../../bridge/enablement/steps/step.ts';
import { UsageError } from '../commandError.ts';
import { DEFAULT_PUBLIC_URL, readSettings } from '../environment.ts';
import { MARK } from '../render/plan.ts';
import type { SetupRequest } from '../../bridge/enablement/request/setupRequest.ts';

/** What the command line and the environment ask for. */
interface EnableCommand extends Omit<SetupRequest, 'report'> {
  readonly realms: readonly string[];
  readonly profiles: readonly string[];
  readonly setsPublicUrl: boolean;
  readonly open: (realm: string) => Promise<RealmSetup>;
  /** The names of the options that were given. */
  readonly givenOptions: readonly string[];
  /** Tells a running bridge what was changed; `undefined` if `MANAGEMENT_URL` names no bridge. */
  readonly tellBridge?: TellBridge | undefined;
  /** Asks a running bridge how it signs in; `undefined` if `MANAGEMENT_URL` names no bridge. */
  readonly askBridge?: AskBridge | undefined;
  readonly replaceBridgeKey?: boolean | undefined;
}

function tokenText({ token, staticTokens = true }: Enabled): string {
  if (token !== undefined) return token;
  return staticTokens
    ? '(the realm has one already; tokens are shown once, --new-token replaces it)'
    : '(the realm accepts no static tokens)';
}

/** The lines that follow those of the steps: what was kept, what to know, and what to copy. */
function resultLines(result: Enabled, steps: readonly StepOutcome[]): string[] {
  const keptCount = steps.filter(({ outcome }) => outcome === 'kept').length;
  const values = [
    ['SCIM URL', result.scimUrl],
    ['Token', tokenText(result)],
    ['Token endpoint', result.tokenEndpoint],
    [
      'Client id',
      result.clientId === undefined
        ? undefined
        : `${result.clientId}  ("connection --secret" shows its secret)`,
    ],
  ] as const;
  return [
    ...(keptCount === 0 ? [] : [`  ${MARK.kept} ${keptCount} kept`]),
    ...result.findings.map((finding) => `  ! ${formatFinding(finding)}`),
    ...values.flatMap(([name, text]) => (text === undefined ? [] : [`  ${name.padEnd(16)}${text}`])),
  ];
}

/** The option that a member of the request comes from. */
const optionNameOf = (member: string): string =>
  `--${member.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** Switches SCIM on for one realm and writes what changed; returns what has to be copied. */
async function enableRealm(
  realm: string,
  facts: Facts,
  command: EnableCommand,
  output: Output,
): Promise<Enabled> {
  const { json, print } = output;
  const steps: StepOutcome[] = [];
  Object.assign(facts, { changed: false, steps });
  if (!json) print(`Realm ${realm}`);
  const setup = await command.open(realm);
  for (const line of await checkBridgeSignIn(setup, command.askBridge, command)) output.note(line);
  const result = await enable(setup, {
    ...command,
    nameOf: optionNameOf,
    report(step, outcome, changes = []) {
      steps.push({ step, outcome, ...(changes.length === 0 ? {} : { changes }) });
      if (outcome === 'kept') return;
      facts.changed = true;
      if (json) return;
      print([`  ${MARK[outcome]} ${step} (${outcome})`, ...changes.map((change) => `      ${change}`)]);
    },
  }).catch(async (error: unknown) => {
    await reportChanges(realm, steps, command, { ...output, problem: failureOf(error).message });
    throw error;
  });
  const findings = result.findings.map(englishFinding);
  print(json ? JSON.stringify({ realm, ...facts, ...result, findings }) : resultLines(result, steps));
  await reportChanges(realm, steps, command, output);
  return result;
}

/** `realm-config enable REALM...`: switches SCIM on and prints what has to be copied; secrets are printed once. */
async function runEnable(command: EnableCommand, output: Output): Promise<void> {
  if (command.profile !== undefined && !command.profiles.includes(command.profile)) {
    throw new UsageError(
      `There is no profile "${command.profile}"; there is ${command.profiles.join(', ')}.`,
    );
  }
  let isNoted = command.setsPublicUrl;
  await forEachRealm(command.realms, output, async (realm, facts) => {
    const { scimUrl } = await enableRealm(realm, facts, command, output);
    if (isNoted || !scimUrl.startsWith(`${DEFAULT_PUBLIC_URL}/`)) return;
    isNoted = true;
    output.note(
      `PUBLIC_URL is not set, so this SCIM URL begins with ${DEFAULT_PUBLIC_URL}: clients elsewhere do not reach it.`,
    );
  });
}

/** The options of the command line. */
interface EnableFlags {
  readonly profile?: string;
  readonly mapping?: string;
  readonly authentication?: string;
  readonly lifecycle?: string;
  readonly config?: string;
  readonly observe?: boolean;
  readonly remoteToken?: boolean;
  readonly azureTenant?: string;
  readonly console?: boolean;
  readonly domain?: string[];
  readonly brake?: string;
  readonly email?: 'keep' | 'refuse';
  readonly newToken: boolean;
  readonly reindex?: boolean;
  readonly replaceBridgeKey?: boolean;
  readonly label?: string;
  readonly expires?: string;
  readonly readOnly?: boolean;
  readonly json: boolean;
}

/** The options that name documents, and the profile that goes with them. */
type DocumentFlags = Pick<
  EnableFlags,
  'profile' | 'mapping' | 'authentication' | 'lifecycle' | 'config' | 'domain'
>;

/** Reads what the realm is to have from files and options. */
async function readDocuments({ config, domain, ...flags }: DocumentFlags) {
  const parts = config === undefined ? undefined : partsOf(await readConfigFile(config));
  const { mapping, authentication, lifecycle } = flags;
  const publicUrls = domain === undefined ? undefined : readPublicUrls('--domain', domain);
  return {
    profile: flags.profile ?? parts?.profile,
    mapping: mapping === undefined ? parts && mappingDocument(parts.mapping) : await readMappingFile(mapping),
    authentication:
      authentication === undefined ? parts?.authentication : await readConfigFile(authentication),
    lifecycle: lifecycle === undefined ? parts?.lifecycle : await readConfigFile(lifecycle),
    publicUrls: publicUrls ?? parts?.publicUrls,
  };
}

/** The long names of the options that the command line has. */
const givenOptionsOf = (command: Command): string[] =>
  command.options.flatMap((option) =>
    command.getOptionValueSource(option.attributeName()) === 'cli' &&
    option.negate === (command.getOptionValue(option.attributeName()) === false)
      ? [option.long ?? option.flags]
      : [],
  );

/** The command with its options. */
const enableCommand = (program: Command): Command =>
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
      'what becomes of users who come and go, as JSON: any of onboarding, offboarding, email, groups, ownership, protection, brake, mode; each replaces what the realm has; null removes it (docs/guides/onboarding.md)',
    )
    .addOption(
      new Option(
        '--config <file>',
        'the whole configuration, as "show" prints it; other options are made on top of it',
      ).conflicts(['mapping', 'authentication', 'lifecycle', 'domain']),
    )
    .option('--observe', 'check, answer and journal everything, and write nothing')
    .option('--no-observe', 'write again')
    .option('--remote-token', "accept tokens of the realm's own token endpoint")
    .option('--no-remote-token', 'accept them no longer')
    .option(
      '--azure-tenant <tenant id>',
      'accept what Entra ID signs for this tenant (Secret Token left blank), instead of the tenant so far; "none" ends it',
    )
    .option('--domain <url...>', 'further addresses under which clients reach the realm; "none" removes them')
    .option(
      '--brake <limit>',
      'maximum number of users who may leave within an hour: a number, a share such as 10%, or off',
    )
    .addOption(
      new Option(
        '--email <rule>',
        'what becomes of people whose e-mail address Keycloak does not take (malformed, or another user has it): let them in with the address in the SCIM record only, or refuse them',
      ).choices(['keep', 'refuse']),
    )
    .option('--console', 'make the client with which people sign in to the console (CONSOLE_URL)')
    .option('--no-console', 'remove that client')
    .option('--reindex', 'look at the lookup keys of every user again, where "doctor" misses some')
    .option('--new-token', 'create a new token and revoke the existing ones, at once', false)
    .option('--label <text>', 'name for the static token that is created; "first token" if left out')
    .option('--expires <when>', 'when that token ends: a duration such as 90d or 12h, or a date')
    .option('--read-only', 'that token may only read')
    .option(...REPLACE_BRIDGE_KEY)
    .option(...PRINT_JSON_PER_REALM)
    .addHelpText(
      'after',
      examples(
        'enable acme --profile okta',
        'enable acme contoso --brake 10% --json',
        'enable acme --azure-tenant d5b6f1f0-8a5e-4c2b-9f0e-2f1d6c1b7a90',
        'enable acme --new-token --label "Okta, 2027" --expires 365d',
      ),
    );

/** Adds `enable`. */
export function addEnable(program: Command, { environment, openKnownApi, print, note }: CommandTools): void {
  enableCommand(program).action(
    async (
      realms: string[],
      {
        brake,
        email,
        azureTenant,
        expires,
        json,
        newToken,
        reindex,
        label,
        readOnly,
        observe,
        remoteToken,
        replaceBridgeKey,
        console: isPresent,
        ...documents
      }: EnableFlags,
      enabling: Command,
    ) => {
      const settings = readSettings({
        administrator: environment.administrator,
        publicUrl: environment.publicUrl,
        bridgeClientId: environment.bridgeClientId,
        bridgeClientSecret: environment.bridgeClientSecret,
        mayAsk: environment.mayAsk,
        managementUrl: environment.managementUrl,
        consoleUrl: environment.consoleUrl,
      });
      const { consoleUrl } = settings;
      const api = openKnownApi();
      const command: EnableCommand = {
        ...{ newToken, reindex, label, readOnly, email, observe, remoteToken, replaceBridgeKey },
        ...settings,
        realms,
        console: isPresent === undefined ? undefined : { isPresent, consoleUrl },
        profiles: PRESET_NAMES,
        setsPublicUrl: environment.setsPublicUrl,
        ...(await readDocuments(documents)),
        azureTenant: azureTenant === undefined ? undefined : readAzureTenant('--azure-tenant', azureTenant),
        brake: brake === undefined ? undefined : readBrake('--brake', brake),
        expires: expires === undefined ? undefined : readFuture('--expires', expires),
        quirks: await loadQuirks(),
        bridgePublicKeys: await environment.bridgePublicKeys(),
        open: (realm) => openSetup(realm, settings.administrator),
        askBridge: askBridgeAt(api),
        givenOptions: givenOptionsOf(enabling),
        tellBridge: tellBridgeAt(api),
      };
      await runEnable(command, { json, print, note });
    },
  );
}
