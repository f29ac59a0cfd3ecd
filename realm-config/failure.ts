import { inspect } from 'node:util';
import { BridgeKeyError } from '../bridge/keycloak/auth/bridgeKey.ts';
import { KeycloakError, type KeycloakFailure } from '../bridge/keycloak/port/errors.ts';
import { AdministratorSignInError } from '../bridge/keycloak/setup/realmSetup.ts';
import { DocumentError, type Mistake } from '../documents/mistake.ts';
import { CommandError } from './commandError.ts';

/** What the exit code of `realm-config` says. */
export const EXIT_CODE = { done: 0, failed: 1, usage: 2, invalidDocument: 3, notServed: 4 } as const;

/** The failure of a command, or of its work on one realm. */
export interface Failure {
  /** The realm that the command is about; absent if it is not about one. */
  readonly realm?: string;
  /** The kind of failure, stable for scripts. */
  readonly code: string;
  readonly message: string;
  readonly mistakes?: readonly Mistake[];
}

/** The codes of failures that have an exit code of their own. */
const EXIT_CODE_OF: Readonly<Record<string, number>> = {
  usage: EXIT_CODE.usage,
  invalidDocument: EXIT_CODE.invalidDocument,
  invalidConfiguration: EXIT_CODE.invalidDocument,
  notServed: EXIT_CODE.notServed,
};

/** The exit code of a command with these failures: theirs if they agree, otherwise 1. */
export function exitCodeOf(failures: readonly Failure[]): number {
  const exitCodes = new Set(failures.map(({ code }) => EXIT_CODE_OF[code] ?? EXIT_CODE.failed));
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
  if (error instanceof CommandError) return { code: error.code, message: error.message };
  if (error instanceof DocumentError) {
    return { code: 'invalidDocument', message: error.message, mistakes: error.mistakes };
  }
  if (error instanceof BridgeKeyError) return { code: 'bridgeKey', message: error.message };
  if (error instanceof KeycloakError) return keycloakFailure(error);
  return { code: 'internal', message: inspect(error) };
}
