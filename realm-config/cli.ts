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
import { administrator, ENVIRONMENT_HELP, givenManagementUrl } from './environment.ts';
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

const tools: CommandTools = {
  openApi: () => adminApiAt(givenManagementUrl() ?? 'http://localhost:3001'),
  openKnownApi() {
    const managementUrl = givenManagementUrl();
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
  const known =
    error instanceof CommandError ||
    error instanceof BridgeKeyError ||
    error instanceof DocumentError ||
    error instanceof KeycloakError;
  note(known ? error.message : inspect(error));
  process.exitCode = 1;
});
