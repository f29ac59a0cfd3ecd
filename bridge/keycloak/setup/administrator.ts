import KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import type { CallRecord } from '../adminRest/call.ts';
import { ADMIN_API_SCOPE } from '../port/adminApiScope.ts';
import { connectionCause } from '../port/connectionCause.ts';
import { KeycloakError } from '../port/errors.ts';
import { toKeycloakError } from '../port/failures.ts';
import { required } from '../port/required.ts';

/** The account of an administrator: a person with a password, or the service account of a client. */
export type Administrator =
  | { readonly adminUser: string; readonly adminPassword: string }
  | { readonly adminClientId: string; readonly adminClientSecret: string };

/** How set-up signs in: as an administrator whose credential is never stored. */
export type SetupOptions = Administrator & {
  readonly url: string;
  /** The realm that the administrator belongs to. */
  readonly adminRealm: string;
  /** Called after every call to Keycloak. */
  readonly onCall?: (record: CallRecord) => void;
};

/** A sign-in that failed; the next one with the same account would fail as well, unless Keycloak was away. */
export class AdministratorSignInError extends KeycloakError {}

/** How long a call to Keycloak may take. */
export const TIMEOUT_MS = 30_000;

const nameOf = (administrator: Administrator): string =>
  'adminUser' in administrator ? administrator.adminUser : administrator.adminClientId;

/** A failed sign-in in one sentence that says what to look at. */
function signInSentence(error: KeycloakError, options: SetupOptions): string {
  const { url, adminRealm } = options;
  const { status, failure } = error;
  const reason = error.problems.map(({ message }) => message).join(' ');
  if (failure === 'unavailable' || failure === 'timeout') {
    const cause = status === undefined ? connectionCause(error.cause) : `the answer is ${status}`;
    return `Keycloak does not answer at ${url}${cause === undefined ? '' : `: ${cause}`}.`;
  }
  // An unknown realm is a 404 as well, and says so (contract/tokens: "answers 404 in an unknown realm").
  const isOtherPath = failure === 'notFound' && !/realm does not exist/i.test(reason);
  if (failure === 'unexpected' || isOtherPath) {
    const answer =
      status === undefined
        ? (connectionCause(error.cause) ?? 'the answer is not JSON')
        : `the answer is ${status}`;
    return `Nothing of Keycloak is at ${url} (${answer}): KEYCLOAK_URL is the URL before "/realms" and "/admin"; only a Keycloak with the setting http-relative-path has a path there, such as "/auth".`;
  }
  return `Keycloak did not let "${nameOf(options)}" sign in to realm "${adminRealm}"${reason === '' ? '' : `: ${reason}`}.`;
}

/** The error for an access token that Keycloak gave an administrator a moment ago and refuses all the same. */
export function refusedAdministrator(error: KeycloakError, options: SetupOptions): AdministratorSignInError {
  const { adminRealm } = options;
  const client = 'adminClientId' in options ? options.adminClientId : 'admin-cli';
  const sentence = `Keycloak refuses the access token that it gave "${nameOf(options)}" in realm "${adminRealm}" (${error.message}). From Keycloak 26.8.2 on client "${client}" needs the client scope "${ADMIN_API_SCOPE}": assign it there, as a default scope.`;
  return new AdministratorSignInError('refused', sentence, { status: 401, cause: error });
}

/** Signs in as an administrator; returns the access token, which lives for a minute by default. */
export async function administratorToken(options: SetupOptions): Promise<string> {
  const { url: baseUrl, adminRealm: realmName } = options;
  const session = new KeycloakAdminClient({ baseUrl, realmName, timeout: TIMEOUT_MS });
  const credentials =
    'adminUser' in options
      ? ({
          grantType: 'password',
          clientId: 'admin-cli',
          username: options.adminUser,
          password: options.adminPassword,
        } as const)
      : ({
          grantType: 'client_credentials',
          clientId: options.adminClientId,
          clientSecret: options.adminClientSecret,
        } as const);
  try {
    await session.auth(credentials);
  } catch (thrown) {
    const error = toKeycloakError(thrown, 'sign in');
    const sentence = signInSentence(error, options);
    throw new AdministratorSignInError(error.failure, sentence, { status: error.status, cause: thrown });
  }
  return required(session.accessToken, 'an access token');
}
