#!/usr/bin/env node
import { Command } from 'commander';
import { KeycloakError } from '../bridge/keycloak/port.ts';
import { openSetup } from '../bridge/keycloak/setup.ts';
import { ConfigError } from '../bridge/tenants/config.ts';
import { loadQuirks } from '../mappers/loadQuirks.ts';
import { MappingError } from '../mappers/mistakes.ts';
import { PRESET_NAMES } from '../mappers/presets.ts';
import { EnableError } from './apply/enable.ts';
import { runEnable } from './commands/enable.ts';
import { readMappingFile } from './model/mappingFile.ts';

function fromEnvironment(name: string, fallback?: string): string {
  const value = process.env[name] ?? fallback;
  if (value === undefined || value === '') throw new EnableError(`Set the environment variable ${name}.`);
  return value;
}

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
      const url = fromEnvironment('KEYCLOAK_URL').replace(/\/+$/, '');
      const adminUser = fromEnvironment('KEYCLOAK_ADMIN');
      const adminPassword = fromEnvironment('KEYCLOAK_ADMIN_PASSWORD');
      const adminRealm = fromEnvironment('KEYCLOAK_ADMIN_REALM', 'master');
      await runEnable({
        ...options,
        realms,
        profiles: PRESET_NAMES,
        mapping: options.mapping === undefined ? undefined : await readMappingFile(options.mapping),
        quirks: await loadQuirks(),
        publicUrl: fromEnvironment('PUBLIC_URL', 'http://localhost:3000').replace(/\/+$/, ''),
        bridgeClientId: fromEnvironment('KEYCLOAK_CLIENT_ID', 'scim-bridge'),
        bridgeClientSecret: process.env.KEYCLOAK_CLIENT_SECRET,
        open: (realm) => openSetup(realm, { url, adminUser, adminPassword, adminRealm }),
        print: (line) => {
          console.log(line);
        },
      });
    },
  );

program.parseAsync().catch((error: unknown) => {
  const known =
    error instanceof EnableError ||
    error instanceof ConfigError ||
    error instanceof MappingError ||
    error instanceof KeycloakError;
  console.error(known ? error.message : error);
  process.exitCode = 1;
});
