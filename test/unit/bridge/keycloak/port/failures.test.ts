import { NetworkError } from '@keycloak/keycloak-admin-client';
import { failureOf, toKeycloakError } from '../../../../../bridge/keycloak/port/failures.ts';
import { outageError } from '../../../../../bridge/keycloak/port/outage.ts';
import { KeycloakError, type KeycloakFailure } from '../../../../../bridge/keycloak/port/errors.ts';

const answered = (status: number, responseData: unknown = {}): KeycloakError =>
  toKeycloakError(
    new NetworkError('x', { response: new Response(null, { status }), responseData }),
    'PUT users/{id}',
  );

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
      message: `PUT users/{id}: Keycloak answered ${status}`,
    });
    expect(failureOf(status)).toBe(failure);
  });

  it.each<[unknown, unknown[], string]>([
    [undefined, [], ''],
    [null, [], ''],
    ['<html>', [], ''],
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
    expect(error.message).toBe(`PUT users/{id}: Keycloak answered 400${details}`);
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
