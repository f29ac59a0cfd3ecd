import { Command, CommanderError, type Argument, type Option } from 'commander';
import { required } from '../bridge/keycloak/port/required.ts';
import { administratorToken } from '../bridge/keycloak/setup/administrator.ts';
import { createAdminApi, type AdminApi } from './adminApi.ts';
import { addApply } from './commands/apply.ts';
import { addBrake } from './commands/brake.ts';
import { addBridgeKey } from './commands/bridgeKey.ts';
import type { CommandTools } from './commands/command.ts';
import { addConnect } from './commands/connect.ts';
import { addConnection } from './commands/connection.ts';
import { addDecommission } from './commands/decommission.ts';
import { addDisable } from './commands/disable.ts';
import { addDoctor } from './commands/doctor.ts';
import { addDrift } from './commands/drift.ts';
import { addEnable } from './commands/enable.ts';
import { addEnableConsole } from './commands/enableConsole.ts';
import { addExplain } from './commands/explain.ts';
import { addExport } from './commands/export.ts';
import { ReportedError } from './commands/forEachRealm.ts';
import { addInit } from './commands/init.ts';
import { addList } from './commands/list.ts';
import { addLog } from './commands/log.ts';
import { addMigrate } from './commands/migrate.ts';
import { addPlan } from './commands/plan.ts';
import { addShow } from './commands/show.ts';
import { addStatus } from './commands/status.ts';
import { addTest } from './commands/test.ts';
import { addToken } from './commands/token.ts';
import { addValidate } from './commands/validate.ts';
import {
  createEnvironment,
  DEFAULT_MANAGEMENT_URL,
  ENVIRONMENT_HELP,
  readSettings,
  type Variables,
} from './environment.ts';
import {
  EXIT_CODE,
  exitCodeOf,
  failureJson,
  failureOf,
  linesOf,
  usageExitCode,
  type Failure,
} from './failure.ts';
import { capitalized } from './render/capitalized.ts';
import type { SecretInput } from './readSecret.ts';
import { terminalText } from './render/escapeTerminal.ts';
import { readVersion } from '../bridge/version.ts';

/** Where a command runs. */
export interface Terminal {
  readonly variables: Variables;
  /** Writes a line to standard output. */
  readonly writeLine: (line: string) => void;
  /** Writes a line to standard error. */
  readonly writeErrorLine: (line: string) => void;
  /** What is typed or piped; by default standard input. */
  readonly input?: SecretInput;
  /** Whether nobody reads standard output any more. */
  readonly isClosed?: () => boolean;
}

/** Everything is written through these. */
function createTools({
  variables,
  writeLine,
  writeErrorLine,
  input = process.stdin,
  isClosed = () => false,
}: Terminal): CommandTools {
  const environment = createEnvironment(variables);
  function openAt(defaultUrl?: string): AdminApi | undefined {
    const { administrator, managementUrl = defaultUrl } = readSettings({
      administrator: environment.administrator,
      managementUrl: environment.managementUrl,
    });
    if (managementUrl === undefined) return undefined;
    return createAdminApi({ managementUrl, signIn: () => administratorToken(administrator) });
  }
  return {
    environment,
    variables,
    openApi: () => required(openAt(DEFAULT_MANAGEMENT_URL), 'the admin API'),
    openKnownApi: () => openAt(),
    input,
    isClosed,
    print(printed) {
      writeLine(terminalText(printed));
    },
    note(printed) {
      writeErrorLine(terminalText(printed));
    },
  };
}

/** The commands, in the order in which `--help` lists them. */
const COMMANDS = [
  addEnable,
  addEnableConsole,
  addExplain,
  addList,
  addShow,
  addStatus,
  addTest,
  addDoctor,
  addConnection,
  addConnect,
  addDisable,
  addBrake,
  addToken,
  addLog,
  addInit,
  addValidate,
  addPlan,
  addApply,
  addDrift,
  addExport,
  addMigrate,
  addDecommission,
  addBridgeKey,
];

const linesOfText = (text: string): string[] => text.replace(/\n$/, '').split('\n');

/** The lines of an error of Commander: it quotes arguments, which may hold line breaks, and may end with a guess. */
function linesOfError(text: string): string[] {
  const [, message = text, guess] = /^([^]*?)(?:\n(\(Did you mean .*\)))?\n?$/.exec(text) ?? [];
  return guess === undefined ? [message] : [message, guess];
}

/** Help that leaves out defaults that say nothing, and says which options are required. */
const HELP = {
  optionDescription({ description, mandatory, argChoices = [], ...option }: Option): string {
    const defaultValue = option.defaultValue as unknown;
    const notes = [
      ...(mandatory ? ['required'] : []),
      ...(argChoices.length > 0 ? [`choices: ${argChoices.join(', ')}`] : []),
      ...(typeof defaultValue === 'string' ? [`default: ${defaultValue}`] : []),
    ];
    return `${capitalized(description)}${notes.length === 0 ? '' : ` (${notes.join('; ')})`}`;
  },
  argumentDescription: ({ description }: Argument): string => capitalized(description),
  subcommandDescription: (command: Command): string => capitalized(command.description()),
};

/** Writes a failure: as an object to standard output with `--json`, otherwise as text to standard error. */
function writeFailure(failure: Failure, { print, note }: CommandTools, json: boolean): void {
  if (json) print(failureJson(failure));
  else note(linesOf(failure));
}

/** The command line, with all its commands. */
function createProgram(tools: CommandTools, json: boolean): Command {
  const { print, note } = tools;
  const program = new Command('realm-config')
    .exitOverride()
    .configureOutput({
      writeOut(text) {
        print(linesOfText(text));
      },
      writeErr(text) {
        if (!json) note(text.startsWith('error: ') ? linesOfError(text) : linesOfText(text));
      },
    })
    .configureHelp(HELP)
    .description('Sets up realms of Keycloak for SCIM, and looks after them.')
    .version(readVersion(), '--version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .addHelpText('after', ENVIRONMENT_HELP);
  for (const add of COMMANDS) add(program, tools);
  return program;
}

/** Runs `realm-config` with its arguments, and returns the exit code. */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<number> {
  const tools = createTools(terminal);
  const json = args.includes('--json');
  const command = args.find((arg) => !arg.startsWith('-'));
  const program = createProgram(tools, json);
  let realm: string | undefined;
  program.hook('preAction', (_, { registeredArguments, processedArgs }) => {
    const value: unknown =
      processedArgs[registeredArguments.findIndex((argument) => argument.name() === 'realm')];
    if (typeof value === 'string') realm = value;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return EXIT_CODE.done;
  } catch (error) {
    if (error instanceof ReportedError) return exitCodeOf(error.failures, command);
    // Commander has said what is wrong, or has printed the help or the version that was asked for.
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return EXIT_CODE.done;
      if (json) writeFailure({ code: 'usage', message: error.message }, tools, json);
      return usageExitCode(command);
    }
    const failure = failureOf(error);
    writeFailure(realm === undefined ? failure : { realm, ...failure }, tools, json);
    return exitCodeOf([failure], command);
  }
}
