#!/usr/bin/env node
import { Command } from 'commander';
import { BridgeKeyError, publicKeys, readBridgeKey, type PublicKeys } from '../bridge/keycloak/bridgeKey.ts';
import { KeycloakError } from '../bridge/keycloak/port.ts';
import { explainRequest, explainUser, type ExplainContext } from '../bridge/explain.ts';
import { openSetup, type SetupOptions } from '../bridge/keycloak/setup.ts';
import { ConfigError } from '../bridge/tenants/config.ts';
import { previewTenant } from '../bridge/tenants/tenant.ts';
import { loadQuirks } from '../mappers/loadQuirks.ts';
import { MappingError } from '../mappers/mistakes.ts';
import { PRESET_NAMES } from '../mappers/presets.ts';
import { EnableError } from './apply/enable.ts';
import { newBridgeKey, pruneBridgeKey, rotateBridgeKey, showBridgeKey } from './commands/bridgeKey.ts';
import { runEnable } from './commands/enable.ts';
import { runExplain } from './commands/explain.ts';
import { readMappingFile } from './model/mappingFile.ts';

function fromEnvironment(name: string, fallback?: string): string {
  const value = process.env[name] ?? fallback;
  if (value === undefined || value === '') throw new EnableError(`Set the environment variable ${name}.`);
  return value;
}

/** The administrator that the environment names. */
const administrator = (): SetupOptions => ({
  url: fromEnvironment('KEYCLOAK_URL').replace(/\/+$/, ''),
  adminUser: fromEnvironment('KEYCLOAK_ADMIN'),
  adminPassword: fromEnvironment('KEYCLOAK_ADMIN_PASSWORD'),
  adminRealm: fromEnvironment('KEYCLOAK_ADMIN_REALM', 'master'),
});

const publicUrl = (): string => fromEnvironment('PUBLIC_URL', 'http://localhost:3000').replace(/\/+$/, '');

/** What the realms have to know of the bridge: its secret, or the public part of its key. */
async function bridgeProof(): Promise<{
  bridgeClientSecret: string | undefined;
  bridgePublicKeys: PublicKeys | undefined;
}> {
  const { BRIDGE_KEY_FILE: file = '', KEYCLOAK_CLIENT_SECRET: secret = '' } = process.env;
  if (file !== '' && secret !== '') {
    throw new EnableError(
      'KEYCLOAK_CLIENT_SECRET and BRIDGE_KEY_FILE are both set: keep the one that the bridge signs in with.',
    );
  }
  return {
    bridgeClientSecret: secret === '' ? undefined : secret,
    bridgePublicKeys: file === '' ? undefined : publicKeys(await readBridgeKey(file)),
  };
}

const print = (line: string): void => {
  console.log(line);
};

const program = new Command('realm-config').description('Sets up realms of Keycloak for SCIM.').addHelpText(
  'after',
  `
Environment:
  KEYCLOAK_URL             base URL of Keycloak
  KEYCLOAK_ADMIN           name of an administrator
  KEYCLOAK_ADMIN_PASSWORD  that administrator's password
  KEYCLOAK_ADMIN_REALM     realm of that administrator (default master)
  KEYCLOAK_CLIENT_ID       the bridge's client in each realm (default scim-bridge)
  KEYCLOAK_CLIENT_SECRET   the secret the bridge signs in with; without it Keycloak makes one up
  BRIDGE_KEY_FILE          the key the bridge signs in with instead of a secret; its public part goes into the realms
  PUBLIC_URL               URL under which clients reach the bridge (default http://localhost:3000)`,
);

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
  .option('--new-token', 'make a new token and revoke the ones there are, at once', false)
  .option('--label <text>', 'name for the static token', 'first token')
  .option('--json', 'print one JSON object per realm', false)
  .action(
    async (
      realms: string[],
      options: { profile?: string; mapping?: string; newToken: boolean; label: string; json: boolean },
    ) => {
      if (process.env.PUBLIC_URL === undefined) {
        console.error('PUBLIC_URL is not set: the SCIM URLs below begin with http://localhost:3000.');
      }
      await runEnable({
        ...options,
        realms,
        profiles: PRESET_NAMES,
        mapping: options.mapping === undefined ? undefined : await readMappingFile(options.mapping),
        quirks: await loadQuirks(),
        publicUrl: publicUrl(),
        bridgeClientId: fromEnvironment('KEYCLOAK_CLIENT_ID', 'scim-bridge'),
        ...(await bridgeProof()),
        open: (realm) => openSetup(realm, administrator()),
        print,
      });
    },
  );

interface ExplainOptions {
  readonly user?: string;
  readonly profile?: string;
  readonly mapping?: string;
  readonly json: boolean;
}

/** A realm as it is served, or as it would be with another profile or mapping; its calls are told. */
async function openForExplanation(
  realm: string,
  { profile, mapping }: ExplainOptions,
): Promise<ExplainContext> {
  const calls: string[] = [];
  const setup = await openSetup(realm, {
    ...administrator(),
    onCall: ({ call }) => calls.push(call),
  });
  if ((await setup.realmEnabled()) === undefined) {
    throw new EnableError(`There is no realm "${realm}"; names are case-sensitive.`);
  }
  const defaults = {
    publicUrl: publicUrl(),
    scanLimit: 5_000,
    quirks: await loadQuirks(),
    mayAsk: () => true,
  };
  const document = mapping === undefined ? undefined : await readMappingFile(mapping);
  return { tenant: await previewTenant(setup.realm, defaults, { profile, mapping: document }), calls };
}

program
  .command('explain')
  .description(
    'Says what would become of a request, attribute by attribute, or what a user of the realm is made of; writes nothing.',
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
        open: () => openForExplanation(realm, options),
        explainRequest,
        explainUser,
        print,
      });
    },
  );

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
    error instanceof EnableError ||
    error instanceof BridgeKeyError ||
    error instanceof ConfigError ||
    error instanceof MappingError ||
    error instanceof KeycloakError;
  console.error(known ? error.message : error);
  process.exitCode = 1;
});
