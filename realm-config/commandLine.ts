import { inspect } from 'node:util';
import { Command, CommanderError } from 'commander';
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
import { addTest } from './commands/test.ts';
import { addToken } from './commands/token.ts';
import { createEnvironment, ENVIRONMENT_HELP, type Variables } from './environment.ts';
import { escapeTerminalLines } from './render/escapeTerminal.ts';

/** Where a command runs. */
export interface Terminal {
  readonly variables: Variables;
  /** Writes a line to standard output. */
  readonly writeLine: (line: string) => void;
  /** Writes a line to standard error. */
  readonly writeErrorLine: (line: string) => void;
}

/** Everything is written through these, escaped: names that strangers chose must not steer the terminal. */
function createTools({ variables, writeLine, writeErrorLine }: Terminal): CommandTools {
  const environment = createEnvironment(variables);
  const adminApiAt = (managementUrl: string): AdminApi =>
    createAdminApi({ managementUrl, signIn: () => administratorToken(environment.administrator()) });
  const { managementUrl } = environment;
  return {
    environment,
    openApi: () => adminApiAt(managementUrl ?? 'http://localhost:3001'),
    openKnownApi: () => (managementUrl === undefined ? undefined : adminApiAt(managementUrl)),
    print(line) {
      writeLine(escapeTerminalLines(line));
    },
    note(line) {
      writeErrorLine(escapeTerminalLines(line));
    },
  };
}

/** The commands, in the order in which `--help` lists them. */
const COMMANDS = [
  addEnable,
  addExplain,
  addStatus,
  addTest,
  addConnection,
  addDisable,
  addBrake,
  addToken,
  addLog,
  addBridgeKey,
];

const withoutLineBreak = (text: string): string => text.replace(/\n$/, '');

/** Runs `realm-config` with its arguments, and returns the exit code. */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<number> {
  const tools = createTools(terminal);
  const { print, note } = tools;
  const program = new Command('realm-config')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        print(withoutLineBreak(text));
      },
      writeErr: (text) => {
        note(withoutLineBreak(text));
      },
    })
    .description('Sets up realms of Keycloak for SCIM, and looks after them.')
    .addHelpText('after', ENVIRONMENT_HELP);
  for (const add of COMMANDS) add(program, tools);
  try {
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    // Commander has said what is wrong, or has printed the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode;
    const isExpected =
      error instanceof CommandError ||
      error instanceof BridgeKeyError ||
      error instanceof DocumentError ||
      error instanceof KeycloakError;
    note(isExpected ? error.message : inspect(error));
    return 1;
  }
}
