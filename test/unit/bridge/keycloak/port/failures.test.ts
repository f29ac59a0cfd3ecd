import { NetworkError } from '@keycloak/keycloak-admin-client';
import { failureOf, toKeycloakError } from '../../../../../bridge/keycloak/port/failures.ts';
import { outageError } from '../../../../../bridge/keycloak/port/outage.ts';
import { KeycloakError, type KeycloakFailure } from '../../../../../bridge/keycloak/port/errors.ts';

const answered = (status: number, responseData: unknown = {}, call = 'PUT me'): KeycloakError =>
  toKeycloakError(new NetworkError('x', { response: new Response(null, { status }), responseData }), call);

/** Returns an error as Node throws it, with a code and perhaps a cause. */
function failed(name: string, members: { message?: string; code?: string; cause?: unknown } = {}): Error {
  return Object.assign(new Error(members.message ?? name, { cause: members.cause }), { name, ...members });
}

describe('toKeycloakError for an answer of Keycloak', () => {
  it.each<[number, KeycloakFailure]>([
    [400, 'invalid'],
    [401, 'refused'],
    [403, 'refused'],
    [404, 'notFound'],
    [409, 'conflict'],
    [418, 'unexpected'],
    [500, 'unexpected'],
    [502, 'unavailable'],
    [503, 'unavailable'],
    [504, 'timeout'],
  ])('turns status %i into the failure %s', (status, failure) => {
    expect(answered(status)).toMatchObject({
      failure,
      status,
      message: `PUT me: Keycloak answered ${status}`,
    });
    expect(failureOf(status)).toBe(failure);
  });

  it.each<[unknown, unknown[], string]>([
    [undefined, [], ''],
    [null, [], ''],
    ['', [], ''],
    [{}, [], ''],
    [
      { errorMessage: 'User exists with same email' },
      [{ message: 'User exists with same email' }],
      ' (User exists with same email)',
    ],
    [
      { field: 'email', errorMessage: 'error-invalid-email', params: ['email', 'x'] },
      [{ field: 'email', message: 'error-invalid-email' }],
      ' (email: error-invalid-email)',
    ],
    [
      { errorMessage: 'error-x', params: ['lastName', 1] },
      [{ field: 'lastName', message: 'error-x' }],
      ' (lastName: error-x)',
    ],
    [{ errorMessage: 'error-x', params: [7] }, [{ message: 'error-x' }], ' (error-x)'],
    [
      { errors: [{ field: 'a', errorMessage: 'one' }, { field: 'b', errorMessage: 'two' }, null, {}] },
      [
        { field: 'a', message: 'one' },
        { field: 'b', message: 'two' },
      ],
      ' (a: one; b: two)',
    ],
    [
      { error: 'unauthorized_client', error_description: 'Bad secret' },
      [{ message: 'Bad secret' }],
      ' (Bad secret)',
    ],
    [{ error: 'HTTP 401 Unauthorized' }, [{ message: 'HTTP 401 Unauthorized' }], ' (HTTP 401 Unauthorized)'],
  ])('reads the problems in the body %j', (body, problems, details) => {
    const error = answered(400, body);
    expect(error.problems).toEqual(problems);
    expect(error.message).toBe(`PUT me: Keycloak answered 400${details}`);
  });

  it.each<[string | undefined, string, number, KeycloakFailure]>([
    [undefined, 'User is read only!', 400, 'readOnly'],
    [undefined, 'User is read-only', 400, 'readOnly'],
    [undefined, 'User is read only!', 409, 'conflict'],
    ['username', 'error-user-attribute-read-only', 400, 'invalid'],
  ])('recognizes a read-only federation: field %s, %s, %i', (field, errorMessage, status, failure) => {
    expect(answered(status, { ...(field === undefined ? {} : { field }), errorMessage }).failure).toBe(
      failure,
    );
  });
});

describe('toKeycloakError for a refusal for lack of rights', () => {
  it.each([
    ['GET realm', 'view-realm'],
    ['PUT realm', 'manage-realm'],
    ['PUT users/profile', 'manage-realm'],
    ['POST role', 'manage-realm'],
    ['GET users/{id}', 'view-users'],
    ['POST rights', 'manage-users'],
    ['PUT clients/{id}', 'manage-clients'],
    ['GET client-scopes', 'view-clients'],
    ['GET identity-providers/{alias}', 'view-identity-providers'],
  ])('names the role that %s needs: %s', (call, role) => {
    expect(answered(403, { error: 'HTTP 403 Forbidden' }, call).message).toBe(
      `${call}: Keycloak answered 403 (HTTP 403 Forbidden; the role ${role} is needed)`,
    );
  });
});

describe('toKeycloakError for the page of a proxy', () => {
  it.each<[number, KeycloakFailure]>([
    [403, 'unexpected'],
    [404, 'unexpected'],
    [502, 'unavailable'],
  ])('does not take status %i for an answer of Keycloak', (status, failure) => {
    expect(answered(status, '<html>Not Found</html>')).toMatchObject({
      failure,
      status,
      message: `PUT me: a proxy in front of Keycloak answered ${status}; does it send this path to Keycloak?`,
    });
  });
});

describe('toKeycloakError without an answer of Keycloak', () => {
  const cause = (code: string) => failed('Error', { code });
  it.each<[unknown, KeycloakFailure]>([
    [failed('TypeError', { message: 'fetch failed', cause: cause('ECONNREFUSED') }), 'unavailable'],
    [failed('TypeError', { message: 'fetch failed', cause: cause('UND_ERR_SOCKET') }), 'unavailable'],
    [failed('TypeError', { message: 'fetch failed', cause: cause('ENOTFOUND') }), 'unavailable'],
    [failed('TypeError', { message: 'fetch failed' }), 'unavailable'],
    [
      failed('TypeError', { message: 'fetch failed', cause: new AggregateError([cause('ETIMEDOUT')]) }),
      'timeout',
    ],
    [
      failed('TypeError', { message: 'fetch failed', cause: new AggregateError([cause('ECONNREFUSED')]) }),
      'unavailable',
    ],
    [failed('TypeError', { message: 'fetch failed', cause: cause('UND_ERR_HEADERS_TIMEOUT') }), 'timeout'],
    [new DOMException('The operation was aborted due to timeout', 'TimeoutError'), 'timeout'],
    [failed('AbortError'), 'timeout'],
    [failed('ClientError', { code: 'OAUTH_TIMEOUT' }), 'timeout'],
    [failed('SyntaxError', { message: 'Unexpected token' }), 'unexpected'],
    [new Error('anything'), 'unexpected'],
    ['a text', 'unexpected'],
    [undefined, 'unexpected'],
    [null, 'unexpected'],
  ])('turns %s into the failure %s', (thrown, failure) => {
    const error = toKeycloakError(thrown, 'GET users');
    expect(error).toMatchObject({ failure, status: undefined, problems: [] });
    expect(error.message).toMatch(/^GET users: /);
    expect(error.cause).toBe(thrown);
  });

  it.each([
    ['DEPTH_ZERO_SELF_SIGNED_CERT', /NODE_EXTRA_CA_CERTS/],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /NODE_EXTRA_CA_CERTS/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', /for another host name/],
    ['CERT_HAS_EXPIRED', /has expired/],
    ['ERR_SSL_WRONG_VERSION_NUMBER', /http instead of https/],
    ['ENOTFOUND', /no address for this host name/],
    ['EAI_AGAIN', /DNS server/],
    ['ECONNREFUSED', /connection is refused/],
    ['EHOSTUNREACH', /no route to the host/],
    ['ECONNRESET', /connection was closed/],
    ['UND_ERR_CONNECT_TIMEOUT', /in time/],
  ])('says what %s means and what to check', (code, says) => {
    const thrown = failed('TypeError', { message: 'fetch failed', cause: cause(code) });
    const { message } = toKeycloakError(thrown, 'GET users');
    expect(message).toMatch(says);
    expect(message).toContain(`(${code})`);
    expect(message).not.toContain('fetch failed');
  });

  it('stops at an error that is its own cause', () => {
    const circle = failed('Error');
    Object.assign(circle, { cause: circle });
    expect(toKeycloakError(circle, 'x').failure).toBe('unexpected');
  });

  it('returns a KeycloakError as it is', () => {
    const error = new KeycloakError('conflict', 'x');
    expect(toKeycloakError(error, 'other')).toBe(error);
  });
});

describe('outageError', () => {
  it.each<[KeycloakFailure, string, number, Record<string, string>]>([
    ['unavailable', 'keycloakUnavailable', 503, { 'Retry-After': '5' }],
    ['timeout', 'keycloakTimeout', 504, {}],
    ['refused', 'keycloakRejected', 502, {}],
    ['unexpected', 'keycloakRejected', 502, {}],
  ])('answers the failure %s with the error %s', (failure, code, status, headers) => {
    const error = outageError(new KeycloakError(failure, 'secret detail'));
    expect(error).toMatchObject({ code, status, headers, hint: 'secret detail' });
    expect(JSON.stringify(error.toBody())).not.toContain('secret');
  });
});
