import type { AdminApi } from '../adminApi.ts';
import type { CommandEnvironment, Variables } from '../environment.ts';
import type { SecretInput } from '../readSecret.ts';
import type { Printed } from '../render/escapeTerminal.ts';

/** The tools that commands are given. */
export interface CommandTools {
  readonly environment: CommandEnvironment;
  /** The environment variables, for values that documents refer to. */
  readonly variables: Variables;
  /** Opens the admin API at `MANAGEMENT_URL`, by default that of a bridge on this machine. */
  readonly openApi: () => AdminApi;
  /** Opens the admin API at `MANAGEMENT_URL`; `undefined` if that is not set. */
  readonly openKnownApi: () => AdminApi | undefined;
  /** Writes a result. */
  readonly print: (printed: Printed) => void;
  /** Writes something that is not a result, to standard error. */
  readonly note: (printed: Printed) => void;
  /** Where a secret is read from. */
  readonly input: SecretInput;
  /** Whether nobody reads the results any more. */
  readonly isClosed: () => boolean;
}

/** The option that most commands share. */
export interface WithJson {
  readonly json: boolean;
}

/** The argument of a command for one realm. */
export const REALM = ['<realm>', 'name of the realm, case-sensitive'] as const;
/** The argument of a command for several realms. */
export const REALMS = ['<realm...>', 'names of realms, case-sensitive'] as const;
/** The option of a command that prints one result. */
export const PRINT_JSON = ['--json', 'print JSON', false] as const;
/** The option of a command that prints a result for each realm. */
export const PRINT_JSON_PER_REALM = ['--json', 'print one JSON object per realm', false] as const;
/** The option of commands that create tokens. */
export const EXPIRES = [
  '--expires <when>',
  'when it ends: a duration such as 90d or 12h, or a date',
] as const;

/** The examples at the end of a command's help. */
export const examples = (...lines: readonly string[]): string =>
  `\nExamples:\n${lines.map((line) => `  realm-config ${line}`).join('\n')}`;
