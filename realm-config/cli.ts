#!/usr/bin/env node
import { inspect } from 'node:util';
import { Command } from 'commander';
import { BridgeKeyError } from '../bridge/keycloak/auth/bridgeKey.ts';
import { KeycloakError } from '../bridge/keycloak/port/errors.ts';
import { explainRequest, explainUser, type ExplainContext } from '../bridge/protocol/explain.ts';
import { administratorToken, openSetup } from '../bridge/keycloak/setup/realmSetup.ts';
import { previewTenant } from '../bridge/tenants/tenant.ts';
import { loadQuirks } from '../mappers/rewriting/loadQuirks.ts';
import { DocumentError } from '../documents/mistake.ts';
import { PRESET_NAMES } from '../mappers/document/presets.ts';
import { createAdminApi, type AdminApi } from './adminApi.ts';
import { CommandError } from './commandError.ts';
import { newBridgeKey, pruneBridgeKey, rotateBridgeKey, showBridgeKey } from './commands/bridgeKey.ts';
import { runEnable } from './commands/enable.ts';
import { remoteExplainer, runExplain, type Explainer, type ExplainPreview } from './commands/explain.ts';
import {
  administrator,
  bridgeProof,
  ENVIRONMENT_HELP,
  fromEnvironment,
  givenManagementUrl,
  mayAsk,
  publicUrl,
} from './environment.ts';
import { readBrake } from './model/brake.ts';
import { readConfigFile } from './model/file.ts';
import { readFuture } from './model/durations.ts';
import { readPublicUrls } from './model/publicUrls.ts';
import { readMappingFile } from './model/mappingFile.ts';
import { addOperatorCommands } from './operatorCommands.ts';
import { plainLines } from './render/escapeTerminal.ts';

/** The one place that writes results; whatever strangers have put into them, it does not steer the terminal. */
const print = (line: string): void => {
  console.log(plainLines(line));
};

/** The one place that writes anything else. */
const note = (line: string): void => {
  console.error(plainLines(line));
};

/** The admin API of the bridge at a management port, as the administrator of the environment sees it. */
const adminApiAt = (managementUrl: string): AdminApi =>
  createAdminApi({ managementUrl, signIn: () => administratorToken(administrator()) });

const program = new Command('realm-config')
  .configureOutput({
    writeErr: (text) => {
      note(text.replace(/\n$/, ''));
    },
  })
  .description('Sets up realms of Keycloak for SCIM, and looks after them.')
  .addHelpText('after', ENVIRONMENT_HELP);

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
  readonly label: string;
  readonly expires?: string;
  readonly readOnly?: boolean;
  readonly json: boolean;
}

/** Tells the bridge at a management port to read a realm anew. */
function reloadAt(managementUrl: string): (realm: string) => Promise<void> {
  const api = adminApiAt(managementUrl);
  return async (realm) => {
    await api(realm, { route: 'POST /reload' });
  };
}

program
  .command('enable')
  .description('Switches SCIM on for realms and shows each its SCIM URL and token; may be repeated.')
  .argument('<realm...>', 'names of realms, case-sensitive')
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
    'which credentials the realm accepts, as JSON, in the place of what it says so far',
  )
  .option(
    '--lifecycle <file>',
    'what becomes of users who come and go, as JSON: any of onboarding, offboarding, groups, ownership, protection, mode, each in the place of what the realm says so far; null takes it away (docs/guides/onboarding.md)',
  )
  .option('--observe', 'check, answer and journal everything, and write nothing')
  .option('--no-observe', 'write again')
  .option('--remote-token', "accept tokens of the realm's own token endpoint")
  .option(
    '--azure-tenant <tenant id>',
    'accept what Entra ID signs for this tenant (Secret Token left blank)',
  )
  .option(
    '--domain <url...>',
    'further addresses under which clients reach the realm; "none" takes them away',
  )
  .option('--brake <limit>', 'most users who may leave within an hour: a number, a share such as 10%, or off')
  .option('--new-token', 'make a new token and revoke the ones there are, at once', false)
  .option('--label <text>', 'name for the static token', 'first token')
  .option('--expires <when>', 'when that token ends: a duration such as 90d or 12h, or a date')
  .option('--read-only', 'that token may only read')
  .option('--json', 'print one JSON object per realm', false)
  .action(
    async (
      realms: string[],
      { mapping, authentication, lifecycle, domain, brake, expires, ...options }: EnableFlags,
    ) => {
      if (process.env.PUBLIC_URL === undefined) {
        note('PUBLIC_URL is not set: the SCIM URLs below begin with http://localhost:3000.');
      }
      const managementUrl = givenManagementUrl();
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
        publicUrl: publicUrl(),
        bridgeClientId: fromEnvironment('KEYCLOAK_CLIENT_ID', 'scim-bridge'),
        ...(await bridgeProof()),
        mayAsk: mayAsk(),
        open: (realm) => openSetup(realm, administrator()),
        reload: managementUrl === undefined ? undefined : reloadAt(managementUrl),
        print,
        note,
      });
    },
  );

interface ExplainOptions {
  readonly user?: string;
  readonly profile?: string;
  readonly mapping?: string;
  readonly json: boolean;
}

/** A realm as it is served, or as it would be with another profile or mapping; its calls are collected. */
async function openForExplanation(realm: string, preview: ExplainPreview): Promise<ExplainContext> {
  const calls: string[] = [];
  const setup = await openSetup(realm, {
    ...administrator(),
    onCall: ({ call }) => calls.push(call),
  });
  if ((await setup.realmEnabled()) === undefined) {
    throw new CommandError(`There is no realm "${realm}"; names are case-sensitive.`);
  }
  const defaults = {
    publicUrl: publicUrl(),
    scanLimit: 5_000,
    quirks: await loadQuirks(),
    mayAsk: () => true,
  };
  return { tenant: await previewTenant(setup.realm, defaults, preview), calls };
}

/** Explains in this process, where no bridge is known. */
const localExplainer = (realm: string, preview: ExplainPreview): Explainer => ({
  request: async (request) => explainRequest(await openForExplanation(realm, preview), request),
  user: async (idOrName) => explainUser(await openForExplanation(realm, preview), idOrName),
});

async function explainerOf(realm: string, { user, profile, mapping }: ExplainOptions): Promise<Explainer> {
  const document = mapping === undefined ? undefined : await readMappingFile(mapping);
  const preview = { profile, mapping: document };
  const managementUrl = givenManagementUrl();
  const isPreview = profile !== undefined || mapping !== undefined;
  // The bridge explains users as they are.
  return managementUrl === undefined || (user !== undefined && isPreview)
    ? localExplainer(realm, preview)
    : remoteExplainer(adminApiAt(managementUrl), realm, preview);
}

program
  .command('explain')
  .description(
    'Says what would become of a request, attribute by attribute, or what a user of the realm is made of; writes nothing. Asks the bridge at MANAGEMENT_URL where that is set.',
  )
  .argument('<realm>', 'name of the realm, case-sensitive')
  .argument('[method]', 'GET, POST, PUT, PATCH or DELETE')
  .argument('[path]', "below the realm's SCIM URL, such as /Users")
  .argument('[body]', 'file with the body; - for standard input')
  .option('--user <id or name>', 'explain this user instead of a request')
  .option('--profile <name>', 'as if the realm had this profile')
  .option('--mapping <file>', 'as if the realm had this mapping document')
  .option('--json', 'print JSON', false)
  .action(
    async (
      realm: string,
      method: string | undefined,
      path: string | undefined,
      bodyFile: string | undefined,
      options: ExplainOptions,
    ) => {
      await runExplain({
        realm,
        method,
        path,
        bodyFile,
        user: options.user,
        json: options.json,
        explainer: await explainerOf(realm, options),
        print,
      });
    },
  );

addOperatorCommands(program, {
  openApi: () => adminApiAt(givenManagementUrl() ?? 'http://localhost:3001'),
  print,
  note,
});

const bridgeKey = program
  .command('bridge-key')
  .description("Makes and rotates the bridge's key, which BRIDGE_KEY_FILE names.")
  .addHelpText(
    'after',
    `
To rotate without a request failing: rotate; enable every realm; restart the bridge; prune; enable every realm.`,
  );

const keyCommands = [
  ['new', 'makes a key file', newBridgeKey],
  ['rotate', 'puts a new key before the one there is', rotateBridgeKey],
  ['prune', 'keeps the first key only', pruneBridgeKey],
  ['show', 'prints the public keys, as a realm stores them', showBridgeKey],
] as const;

for (const [name, description, run] of keyCommands) {
  bridgeKey
    .command(name)
    .description(description)
    .argument('<file>', 'the key file')
    .action((file: string) => run(file, print));
}

program.parseAsync().catch((error: unknown) => {
  const known =
    error instanceof CommandError ||
    error instanceof BridgeKeyError ||
    error instanceof DocumentError ||
    error instanceof KeycloakError;
  note(known ? error.message : inspect(error));
  process.exitCode = 1;
});
