import { ADMIN_API_SCOPE } from '../port/adminApiScope.ts';
import { KeycloakError, SignInError, type SignInObstacle } from '../port/errors.ts';
import { failureOf } from '../port/failures.ts';

/** What a sign-in was tried with. */
export interface SignInAttempt {
  readonly realm: string;
  readonly clientId: string;
  readonly kind: 'key' | 'secret';
}

/** An answer of Keycloak that is no token. */
export interface RefusedAnswer {
  readonly status: number;
  /** The member `error` of the answer; `undefined` if it is not JSON. */
  readonly error?: string | undefined;
  readonly description?: string | undefined;
}

/**
 * What Keycloak's answers mean (contract/sign-in-refusals). The first matching row counts; a text is found anywhere in
 * error and description.
 */
const OBSTACLES: readonly (readonly [status: number, text: string, obstacle: SignInObstacle])[] = [
  [404, 'Realm does not exist', 'noRealm'],
  [403, 'Realm not enabled', 'realmDisabled'],
  [400, 'Token is not active', 'clock'],
  [400, 'Token was issued in the future', 'clock'],
  [400, 'invalid_client', 'otherCredential'],
  [401, 'service account', 'noServiceAccount'],
  [401, 'unauthorized_client', 'otherCredential'],
  [401, 'invalid_client', 'noClient'],
];

const VARIABLE = { key: 'BRIDGE_KEY_FILE', secret: 'KEYCLOAK_CLIENT_SECRET' } as const;

const OTHER_WAY = {
  key: 'give the bridge the key that the realm was enabled with (it reads a changed key file by itself)',
  secret: 'restart the bridge with the secret that the realm was enabled with',
} as const;

/** What keeps the bridge from signing in, and what an operator can do. */
function remedyOf(obstacle: SignInObstacle, { realm, clientId, kind }: SignInAttempt): string {
  const enable = `run "realm-config enable ${realm}" with the ${VARIABLE[kind]} of this bridge`;
  switch (obstacle) {
    case 'noRealm':
      return 'There is no such realm.';
    case 'realmDisabled':
      return 'The realm is disabled; enable it in Keycloak.';
    case 'noClient':
      return `The realm has no enabled client "${clientId}" that signs in with a ${kind}, as the bridge does: ${enable}; if the client is only disabled, enable it in Keycloak.`;
    case 'otherCredential':
      return `The bridge runs with another ${kind} than this realm has: ${enable}, or ${OTHER_WAY[kind]}.`;
    case 'noServiceAccount':
      return `The client has no service account: ${enable}.`;
    case 'clock':
      return 'The clocks of Keycloak and the bridge must agree within 15 seconds.';
    case 'refusedToken':
      return `From Keycloak 26.8.2 on the client needs the client scope "${ADMIN_API_SCOPE}", which Keycloak gives to its own clients only: ${enable}.`;
    case 'other':
      return 'Look at the log of Keycloak.';
  }
}

/**
 * Returns the error for a sign-in that Keycloak did not answer with a token. An answer that Keycloak itself does not
 * give comes from something between, and is an outage: it says nothing of the realm.
 */
export function signInError(attempt: SignInAttempt, answer: RefusedAnswer, cause: unknown): KeycloakError {
  const { status, error, description } = answer;
  const said = [status, [error, description].filter(Boolean).join(': ')]
    .filter((part) => part !== '')
    .join(' ');
  const text = `Keycloak gave client "${attempt.clientId}" no token in realm "${attempt.realm}" (${said})`;
  if (status >= 500) return new KeycloakError(failureOf(status), text, { status, cause });
  const [, , known] =
    OBSTACLES.find(([rowStatus, rowText]) => rowStatus === status && said.includes(rowText)) ?? [];
  const obstacle = known ?? (status === 404 || error === undefined ? undefined : 'other');
  if (obstacle === undefined) {
    return new KeycloakError('unavailable', `${text}. Does KEYCLOAK_URL lead to Keycloak?`, {
      status,
      cause,
    });
  }
  return new SignInError(obstacle, `${text}. ${remedyOf(obstacle, attempt)}`, { status, cause });
}

/** Returns the error for an access token that Keycloak gave the bridge a moment ago and refuses all the same. */
export function refusedTokenError(attempt: SignInAttempt, cause: KeycloakError): SignInError {
  const text = `Keycloak refuses the access tokens that it gives client "${attempt.clientId}" in realm "${attempt.realm}" (${cause.message})`;
  return new SignInError('refusedToken', `${text}. ${remedyOf('refusedToken', attempt)}`, {
    status: 401,
    cause,
  });
}
