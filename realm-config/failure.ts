import { inEnglish } from '../documents/text.ts';
import { inspect } from 'node:util';
import { BridgeKeyError } from '../bridge/keycloak/auth/bridgeKey.ts';
import { SetupError } from '../bridge/enablement/setupError.ts';
import { KeycloakError, type KeycloakFailure } from '../bridge/keycloak/port/errors.ts';
import { AdministratorSignInError } from '../bridge/keycloak/setup/administrator.ts';
import { DocumentError, formatMistake, type Mistake } from '../documents/mistake.ts';
import { CommandError } from './commandError.ts';

/** What the exit code of `realm-config` says. */
export const EXIT_CODE = {
  done: 0,
  failed: 1,
  usage: 2,
  /** Of `plan`, `drift` and `migrate`. */
  changes: 2,
  invalidDocument: 3,
  notServed: 4,
  /** Of `apply`. */
  stale: 4,
} as const;

/** The failure of a command, or of its work on one realm. */
export interface Failure {
  /** The realm that the command is about; absent if it is not about one. */
  readonly realm?: string;
  /** The kind of failure, stable for scripts. */
  readonly code: string;
  readonly message: string;
  /** The message line by line, for the terminal; absent if it has one line. */
  readonly lines?: readonly string[];
  readonly mistakes?: readonly Mistake[];
}

/** The message of a failure, line by line. */
export const linesOf = ({ lines, message }: Failure): readonly string[] => lines ?? [message];

/** A failure as JSON says it, with further members. */
export const failureJson = ({ lines, ...failure }: Failure, facts: object = {}): string =>
  JSON.stringify({ ...failure, ...facts });

/** The codes of failures that have an exit code of their own. */
const EXIT_CODE_OF: Readonly<Record<string, number>> = {
  invalidDocument: EXIT_CODE.invalidDocument,
  invalidConfiguration: EXIT_CODE.invalidDocument,
  notServed: EXIT_CODE.notServed,
  changes: EXIT_CODE.changes,
  stale: EXIT_CODE.stale,
};

/** The commands of which the exit code 2 says that there are changes; wrong usage of them is a failure like others. */
const COMMANDS_WITH_CHANGES: readonly (string | undefined)[] = ['plan', 'drift', 'apply', 'migrate'];

/** The exit code for wrong usage of a command. */
export const usageExitCode = (command: string | undefined): number =>
  COMMANDS_WITH_CHANGES.includes(command) ? EXIT_CODE.failed : EXIT_CODE.usage;

/** The exit code of a command with these failures: theirs if they agree, otherwise 1. */
export function exitCodeOf(failures: readonly Failure[], command: string | undefined): number {
  const exitCodes = new Set(
    failures.map(({ code }) =>
      code === 'usage' ? usageExitCode(command) : (EXIT_CODE_OF[code] ?? EXIT_CODE.failed),
    ),
  );
  const [first = EXIT_CODE.done] = exitCodes;
  return exitCodes.size > 1 ? EXIT_CODE.failed : first;
}

/** The codes of failed calls to Keycloak, the same as those of the admin API. */
const KEYCLOAK_CODE: Readonly<Partial<Record<KeycloakFailure, string>>> = {
  refused: 'forbidden',
  notFound: 'notFound',
  unavailable: 'keycloakUnavailable',
  timeout: 'keycloakUnavailable',
};

/** Whether Keycloak refused the administrator's sign-in, so that the next one would fail as well. */
export const isRefused = ({ failure }: AdministratorSignInError): boolean =>
  failure === 'refused' || failure === 'invalid';

function keycloakFailure(error: KeycloakError): Failure {
  const { failure, message, status } = error;
  if (error instanceof AdministratorSignInError) {
    return {
      code: isRefused(error) ? 'unauthorized' : (KEYCLOAK_CODE[failure] ?? 'keycloakRejected'),
      message,
    };
  }
  const text = status === 403 ? `Your account lacks a right in this realm. ${message}` : message;
  return { code: KEYCLOAK_CODE[failure] ?? 'keycloakRejected', message: `${text}.` };
}

/** Describes what a command has thrown. */
export function failureOf(error: unknown): Failure {
  if (error instanceof CommandError) {
    const { code, message, lines } = error;
    return { code, message, lines };
  }
  if (error instanceof SetupError) return { code: error.code, message: error.message };
  if (error instanceof DocumentError) {
    const { message, mistakes } = error;
    return {
      code: 'invalidDocument',
      message,
      lines: mistakes.map(formatMistake),
      mistakes: mistakes.map(inEnglish),
    };
  }
  if (error instanceof BridgeKeyError) return { code: 'bridgeKey', message: error.message };
  if (error instanceof KeycloakError) return keycloakFailure(error);
  const stack = inspect(error);
  // Only the calls get lines of their own: a name in the message may itself hold a line break.
  return { code: 'internal', message: stack, lines: stack.split(/\n(?= {4}at )/) };
}
