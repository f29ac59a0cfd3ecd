import { Argument, Option, type Command } from 'commander';
import { isAddress } from '../../bridge/tenants/baseUrl.ts';
import { CommandError, UsageError } from '../commandError.ts';
import { instructionsFor } from '../../bridge/connecting/instructions.ts';
import type { ProviderGuide } from '../../providers/guides/guide.ts';
import { PROVIDER_GUIDES } from '../../providers/guides/guides.ts';
import type { RealmFacts } from '../../bridge/connecting/realmFacts.ts';
import { isGuid } from '../../providers/issuers/guid.ts';
import { SCRIPTS, type Script, type ScriptLanguage } from '../../providers/scripts/scripts.ts';
import { defaultAppName, isOneLine, type ScriptValues } from '../../providers/scripts/values.ts';
import { jsonInEnglish } from '../render/jsonInEnglish.ts';
import { instructionLines } from '../render/instructions.ts';
import type { AdminApi } from '../adminApi.ts';
import { examples, PRINT_JSON, REALM, type CommandTools, type WithJson } from './command.ts';

/** The options of the command line. */
interface ConnectFlags extends WithJson {
  readonly url?: string;
  readonly print?: ScriptLanguage;
  readonly appName?: string;
  readonly group?: readonly string[];
}

/** Maximum characters of `displayName` of an application in Microsoft Graph. */
const MAX_NAME_LENGTH = 256;

function addGroup(id: string, groups: readonly string[] = []): readonly string[] {
  if (!isGuid(id)) throw new UsageError(`--group takes the object id of a group, not "${id}".`);
  return [...groups, id.toLowerCase()];
}

/** What the bridge says of a realm, at one of its addresses. */
async function readFacts(api: AdminApi, realm: string, url: string | undefined): Promise<RealmFacts> {
  const { body: status } = await api(realm, { route: 'GET /' });
  const { body: connection } = await api(realm, { route: 'GET /connection' });
  const { config } = (await api(realm, { route: 'GET /config' })).body;
  if (url !== undefined && !connection.scimUrls.includes(url)) {
    throw new UsageError([
      `--url takes a SCIM URL of the realm, not "${url}". Its URLs:`,
      ...connection.scimUrls.map((known) => `  ${known}`),
    ]);
  }
  const { authentication = {} } = config;
  return { realm, scimUrl: url ?? connection.scimUrl, status, connection, authentication };
}

/** Finds the generator of the requested script; `undefined` if no script is requested. */
function requestedScript(
  { name, title }: ProviderGuide,
  { print, appName, group }: ConnectFlags,
): Script | undefined {
  if (print === undefined) {
    if (appName === undefined && group === undefined) return undefined;
    throw new UsageError('--app-name and --group are for a script: --print.');
  }
  const script = SCRIPTS[name]?.[print];
  if (script !== undefined) return script;
  throw new UsageError(`There is no script for ${title}: --print is for ${Object.keys(SCRIPTS).join(', ')}.`);
}

/** Collects the values of a script; refuses texts that could break out of their line. */
function scriptValues({ realm, scimUrl }: RealmFacts, { appName, group = [] }: ConnectFlags): ScriptValues {
  if (!isAddress(scimUrl))
    throw new CommandError(`"${scimUrl}" is no address: check PUBLIC_URL of the bridge.`);
  const application = appName ?? defaultAppName(realm, scimUrl);
  for (const text of [realm, application]) {
    if (!isOneLine(text)) throw new UsageError(`"${text}" has control characters, which no script may have.`);
  }
  if (application.trim() === '' || application.length > MAX_NAME_LENGTH) {
    throw new UsageError(`The name of the application needs 1 to ${MAX_NAME_LENGTH} characters: --app-name.`);
  }
  return { realm, scimUrl, appName: application, groups: group };
}

/** `realm-config connect PROVIDER REALM`: says what to type at an identity provider. */
async function runConnect(
  { provider, realm }: { provider: ProviderGuide; realm: string },
  flags: ConnectFlags,
  { openApi, print, note }: CommandTools,
): Promise<void> {
  const script = requestedScript(provider, flags);
  const facts = await readFacts(openApi(), realm, flags.url);
  const instructions = instructionsFor(provider, facts);
  if (script === undefined) {
    print(flags.json ? jsonInEnglish(instructions) : instructionLines(instructions));
    return;
  }
  const text = script(scriptValues(facts, flags));
  print(
    flags.json
      ? JSON.stringify({ realm, provider: provider.name, script: text })
      : text.trimEnd().split('\n'),
  );
  // Standard output is redirected into a file, so warnings go to standard error.
  note([`Token: ${instructions.token}`, ...instructions.findings.map((finding) => `! ${finding}`)]);
}

/** Adds `connect`. */
export function addConnect(program: Command, tools: CommandTools): void {
  const names = PROVIDER_GUIDES.map(({ name }) => name);
  program
    .command('connect')
    .description(
      'Says what to type at an identity provider, field by field, with the values of the realm; for Entra ID also as a script. Never prints a token.',
    )
    .addArgument(new Argument('<provider>', `identity provider: ${names.join(', ')}`).choices(names))
    .argument(...REALM)
    .option('--url <url>', 'the SCIM URL to type, one of the realm; by default the first')
    .addOption(
      new Option('--print <language>', 'print a script for Entra ID instead').choices([
        ...['powershell', 'az', 'terraform'],
      ]),
    )
    .option(
      '--app-name <name>',
      'name of the application that the script creates; by default after realm and host',
    )
    .option('--group <object id>', 'a group that the script assigns; can be given several times', addGroup)
    .option(...PRINT_JSON)
    .addHelpText(
      'after',
      examples(
        'connect okta acme',
        'connect entra acme --print az > entra.sh',
        'connect entra acme --print terraform --group 11111111-2222-3333-4444-555555555555 > entra.tf',
      ),
    )
    .action((name: string, realm: string, flags: ConnectFlags) => {
      const provider = PROVIDER_GUIDES.find((known) => known.name === name);
      if (provider === undefined) throw new UsageError(`There is no provider "${name}".`);
      return runConnect({ provider, realm }, flags, tools);
    });
}
