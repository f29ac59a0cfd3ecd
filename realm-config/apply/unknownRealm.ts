import { CommandError } from '../commandError.ts';

/** The error for a realm that Keycloak does not have; with `hint`, what else to do about it. */
export const unknownRealm = (name: string, hint?: string): CommandError =>
  new CommandError(
    `There is no realm "${name}"; names are case-sensitive.${hint === undefined ? '' : ` ${hint}`}`,
    { code: 'notFound' },
  );
