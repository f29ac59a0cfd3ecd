import { NetworkError } from '@keycloak/keycloak-admin-client';
import { KeycloakError, type KeycloakFailure, type KeycloakProblem } from './errors.ts';

/** The error shapes of Admin REST: one problem flat, several in `errors`, or OAuth's `error`. */
interface ErrorBody {
  readonly field?: string;
  readonly errorMessage?: string;
  readonly params?: readonly unknown[];
  readonly errors?: readonly ErrorBody[];
  readonly error?: string;
  readonly error_description?: string;
}

function isErrorBody(value: unknown): value is ErrorBody {
  return typeof value === 'object' && value !== null;
}

function problemsOf(body: unknown): KeycloakProblem[] {
  if (!isErrorBody(body)) return [];
  if (Array.isArray(body.errors)) return body.errors.flatMap(problemsOf);
  const message = body.error_description ?? body.errorMessage ?? body.error;
  if (message === undefined) return [];
  const field = body.field ?? (typeof body.params?.[0] === 'string' ? body.params[0] : undefined);
  return [{ field, message }];
}

const BY_STATUS: Readonly<Record<number, KeycloakFailure>> = {
  400: 'invalid',
  401: 'refused',
  403: 'refused',
  404: 'notFound',
  409: 'conflict',
  502: 'unavailable',
  503: 'unavailable',
  504: 'timeout',
};

/** What an HTTP status of Keycloak stands for. */
export const failureOf = (status: number): KeycloakFailure => BY_STATUS[status] ?? 'unexpected';

const UNREACHABLE =
  /ECONNREFUSED|ECONNRESET|ENOTFOUND|EPIPE|EAI_AGAIN|EHOSTUNREACH|UND_ERR_(SOCKET|CONNECT_TIMEOUT)|fetch failed/;
const TIMED_OUT = /TimeoutError|AbortError|OAUTH_TIMEOUT|ETIMEDOUT|UND_ERR_(HEADERS|BODY)_TIMEOUT/;

/** Names, codes and messages of an error and of what caused it. */
function traces(error: unknown, depth = 4): string {
  if (typeof error !== 'object' || error === null || depth === 0) return '';
  const {
    name,
    code,
    message,
    cause,
    errors = [cause],
  } = error as Partial<AggregateError> & { code?: unknown };
  return [name, code, message, ...errors.map((one: unknown) => traces(one, depth - 1))].join(' ');
}

function connectionFailure(error: Error): KeycloakFailure {
  const text = traces(error);
  if (TIMED_OUT.test(text)) return 'timeout';
  return UNREACHABLE.test(text) ? 'unavailable' : 'unexpected';
}

/** Turns whatever the admin client or a token request threw into our words; `call` names the call in the log. */
export function toKeycloakError(error: unknown, call: string): KeycloakError {
  if (error instanceof KeycloakError) return error;
  if (error instanceof NetworkError) {
    const { status } = error.response;
    const problems = problemsOf(error.responseData);
    const readOnly = problems.some(
      ({ field, message }) => field === undefined && /read.?only|not writable/i.test(message),
    );
    const failure = readOnly && status === 400 ? 'readOnly' : (BY_STATUS[status] ?? 'unexpected');
    const said = problems.map(({ field, message }) => [field, message].filter(Boolean).join(': ')).join('; ');
    return new KeycloakError(
      failure,
      `${call}: Keycloak answered ${status}${said === '' ? '' : ` (${said})`}`,
      {
        problems,
        status,
        cause: error,
      },
    );
  }
  const wrapped = error instanceof Error ? error : new Error(String(error));
  return new KeycloakError(connectionFailure(wrapped), `${call}: ${wrapped.message}`, { cause: error });
}
