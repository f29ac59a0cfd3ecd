import { outageError } from '../keycloak/port/outage.ts';
import { KeycloakError, type KeycloakProblem } from '../keycloak/port/errors.ts';
import { ScimError } from '../../scim/errors.ts';
import type { Tenant } from '../tenants/tenant.ts';

/** What Keycloak's message keys mean, in words for clients (contract/user-profile: "the validator of names"). */
const MESSAGE_BY_KEY: Readonly<Record<string, string>> = {
  'error-username-invalid-character':
    'holds a character that the user profile of the realm does not allow in user names (validators username-prohibited-characters and up-username-not-idn-homograph)',
  'error-person-name-invalid-character':
    'holds a character that the user profile of the realm does not allow in names (validator person-name-prohibited-characters)',
  'error-invalid-email': 'is no e-mail address that Keycloak accepts',
  'error-invalid-length': 'is too short or too long for the user profile of the realm',
  'error-invalid-length-too-short': 'is too short for the user profile of the realm',
  'error-invalid-length-too-long': 'is too long for the user profile of the realm',
  'error-user-attribute-required': 'is required by the user profile of the realm',
  'error-pattern-no-match': 'does not match the pattern in the user profile of the realm',
};

/** Keycloak's answer to a change of a read-only field, such as a fixed user name (contract/user-profile). */
export const READ_ONLY = 'error-user-attribute-read-only';

function explain({ field, message }: KeycloakProblem, tenant: Tenant, noun: Noun): string {
  if (field === undefined) return `Keycloak refuses the ${noun}: ${message.replace(/\.$/, '')}.`;
  const path = field === 'username' ? 'userName' : (tenant.userMapping.scimPathOf(field) ?? field);
  return `"${path}" ${MESSAGE_BY_KEY[message] ?? `is refused by Keycloak (${message})`}.`;
}

function invalid(error: KeycloakError, tenant: Tenant, noun: Noun): ScimError {
  const { problems } = error;
  if (problems.some(({ message }) => message === READ_ONLY)) {
    const detail = problems.some(({ field }) => field === 'username')
      ? 'The realm does not allow user names to be changed (Realm settings > Login > Edit username).'
      : problems.map((problem) => explain(problem, tenant, noun)).join(' ');
    return new ScimError('mutability', detail, { cause: error });
  }
  const detail = problems.map((problem) => explain(problem, tenant, noun)).join(' ');
  return new ScimError('invalidValue', detail === '' ? `Keycloak refuses this ${noun}.` : detail, {
    cause: error,
  });
}

function conflict(error: KeycloakError, noun: Noun): string {
  if (noun === 'group') return 'Another group of the realm already has this displayName.';
  // Of many creations at once, Keycloak does not always name the field (contract/errors: "not always with the field
  // named").
  const messages = error.problems.map(({ message }) => message).join(' ');
  const [userName, email] = [/same username/i.test(messages), /email/i.test(messages)];
  const attribute = userName === email ? 'userName or e-mail address' : email ? 'e-mail address' : 'userName';
  return `Another user of the realm already has this ${attribute}.`;
}

/** The kind of resource that a call was about. */
type Noun = 'user' | 'group';

/** Adds a sentence to an error, for the client and for operators. */
export const withSentence = (error: ScimError, sentence: string): ScimError =>
  new ScimError(error.code, `${error.message} ${sentence}`, {
    headers: { ...error.headers },
    cause: error.cause,
    ...(error.hint === undefined ? {} : { hint: `${error.hint} ${sentence}` }),
  });

/** Turns a failed call to Keycloak about a user or a group into a SCIM error; other errors are returned unchanged. */
export function toScimError(error: KeycloakError | ScimError, tenant: Tenant, noun?: Noun): ScimError;
export function toScimError(error: unknown, tenant: Tenant, noun?: Noun): unknown;
export function toScimError(error: unknown, tenant: Tenant, noun: Noun = 'user'): unknown {
  if (!(error instanceof KeycloakError)) return error;
  const options = { cause: error, hint: error.message };
  switch (error.failure) {
    case 'conflict':
      return new ScimError('uniqueness', conflict(error, noun), options);
    case 'invalid':
      return invalid(error, tenant, noun);
    case 'readOnly':
      return new ScimError(
        'forbidden',
        'This user comes from a user federation that Keycloak must not write to.',
        options,
      );
    case 'notFound':
      return new ScimError('notFound', `There is no such ${noun}.`, options);
    default:
      return outageError(error);
  }
}
