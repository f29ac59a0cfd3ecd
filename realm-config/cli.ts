#!/usr/bin/env node
import { inspect } from 'node:util';
import { Command } from 'commander';
import { BridgeKeyError } from '../bridge/keycloak/auth/bridgeKey.ts';
import { KeycloakError } from '../bridge/keycloak/port/errors.ts';
import { administratorToken } from '../bridge/keycloak/setup/realmSetup.ts';
import { DocumentError } from '../documents/mistake.ts';
import { createAdminApi, type AdminApi } from './adminApi.ts';
import { CommandError } from './commandError.ts';
import { addBrake } from './commands/brake.ts';
import { addBridgeKey } from './commands/bridgeKey.ts';
import type { CommandTools } from './commands/command.ts';
import { addConnection } from './commands/connection.ts';
import { addDisable } from './commands/disable.ts';
import { addEnable } from './commands/enable.ts';
import { addExplain } from './commands/explain.ts';
import { addLog } from './commands/log.ts';
import { addStatus } from './commands/status.ts';
import { addToken } from './commands/token.ts';
import { administrator, configuredManagementUrl, ENVIRONMENT_HELP } from './environment.ts';
import { escapeTerminalLines } from './render/escapeTerminal.ts';

/** Writes a result to standard output, escaped: names that strangers chose must not steer the terminal. */
const print = (line: string): void => {
  console.log(escapeTerminalLines(line));
};

/** Writes anything else to standard error, escaped. */
const note = (line: string): void => {
  console.error(escapeTerminalLines(line));
};

/** A client of the admin API at a management port, which signs in as the administrator of the environment. */
const adminApiAt = (managementUrl: string): AdminApi =>
  createAdminApi({ managementUrl, signIn: () => administratorToken(administrator()) });

const tools: CommandTools = {
  openApi: () => adminApiAt(configuredManagementUrl() ?? 'http://localhost:3001'),
  openKnownApi() {
    const managementUrl = configuredManagementUrl();
    return managementUrl === undefined ? undefined : adminApiAt(managementUrl);
  },
  print,
  note,
};

const program = new Command('realm-config')
  .configureOutput({
    writeErr: (text) => {
      note(text.replace(/\n$/, ''));
    },
  })
  .description('Sets up realms of Keycloak for SCIM, and looks after them.')
  .addHelpText('after', ENVIRONMENT_HELP);

for (const add of [
  addEnable,
  addExplain,
  addStatus,
  addConnection,
  addDisable,
  addBrake,
  addToken,
  addLog,
  addBridgeKey,
])
  add(program, tools);

program.parseAsync().catch((error: unknown) => {
  const isExpected =
    error instanceof CommandError ||
    error instanceof BridgeKeyError ||
    error instanceof DocumentError ||
    error instanceof KeycloakError;
  note(isExpected ? error.message : inspect(error));
  process.exitCode = 1;
});
