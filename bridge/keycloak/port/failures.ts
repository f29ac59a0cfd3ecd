import { NetworkError } from '@keycloak/keycloak-admin-client';
import { connectionCause } from './connectionCause.ts';
import { KeycloakError, type KeycloakFailure, type KeycloakProblem } from './errors.ts';
import { neededRole } from './neededRole.ts';

/**
 * The error shapes of Admin REST: one problem is flat (contract/errors: "has one problem as a flat object, with the
 * field in "field" and first in "params""), several are in `errors` ("has several problems in "errors""), others use
 * OAuth's `error`.
 */
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

/** Returns the failure that an HTTP status of Keycloak means. */
export const failureOf = (status: number): KeycloakFailure => BY_STATUS[status] ?? 'unexpected';

const UNREACHABLE =
  /ECONNREFUSED|ECONNRESET|ENOTFOUND|EPIPE|EAI_AGAIN|EHOSTUNREACH|UND_ERR_(SOCKET|CONNECT_TIMEOUT)|(fetch|connection) failed/;
const TIMED_OUT = /TimeoutError|AbortError|OAUTH_TIMEOUT|ETIMEDOUT|UND_ERR_(HEADERS|BODY)_TIMEOUT/;

/** Joins the names, codes and messages of an error and of its causes. */
function describeCauses(error: unknown, depth = 4): string {
  if (typeof error !== 'object' || error === null || depth === 0) return '';
  const {
    name,
    code,
    message,
    cause,
    errors = [cause],
  } = error as Partial<AggregateError> & { code?: unknown };
  return [name, code, message, ...errors.map((nested: unknown) => describeCauses(nested, depth - 1))].join(
    ' ',
  );
}

function connectionFailure(error: Error): KeycloakFailure {
  const text = describeCauses(error);
  if (TIMED_OUT.test(text)) return 'timeout';
  return UNREACHABLE.test(text) ? 'unavailable' : 'unexpected';
}

/** What an answer with an error says besides its status, in parentheses; empty if it says nothing. */
function detailsOf(call: string, status: number, problems: readonly KeycloakProblem[]): string {
  const texts = problems.map(({ field, message }) => [field, message].filter(Boolean).join(': '));
  const role = status === 403 ? neededRole(call) : undefined;
  const details = role === undefined ? texts : [...texts, `the role ${role} is needed`];
  return details.length === 0 ? '' : ` (${details.join('; ')})`;
}

/** Converts an answer with an error that a proxy in front of Keycloak made: Keycloak itself answers with JSON or without a body. */
function proxyError(error: NetworkError, call: string): KeycloakError {
  const { status } = error.response;
  // A proxy that has no route answers 404 (or 403); that says nothing of the users and realms of Keycloak.
  const failure = status === 403 || status === 404 ? 'unexpected' : failureOf(status);
  const text = `a proxy in front of Keycloak answered ${status}; does it send this path to Keycloak?`;
  return new KeycloakError(failure, `${call}: ${text}`, { status, cause: error });
}

/** Converts an answer of Keycloak with an error. */
function answerError(error: NetworkError, call: string): KeycloakError {
  const { status } = error.response;
  const problems = problemsOf(error.responseData);
  // Federations refuse writes in free sentences and without a field; a read-only field of the user profile names its
  // field (contract/federation: "refuses another attribute in one sentence", "refuses another name as a read-only
  // field").
  const readOnly = problems.some(
    ({ field, message }) => field === undefined && /read.?only|not writable/i.test(message),
  );
  const failure = readOnly && status === 400 ? 'readOnly' : failureOf(status);
  const text = `Keycloak answered ${status}${detailsOf(call, status, problems)}`;
  return new KeycloakError(failure, `${call}: ${text}`, { problems, status, cause: error });
}

/** Whether the body of an error is a page of text, which Keycloak never sends. */
const isPage = ({ responseData: body }: NetworkError): boolean => typeof body === 'string' && body !== '';

/**
 * Turns any error of the admin client or of a token request into a `KeycloakError`; `call` names the call in the log.
 */
export function toKeycloakError(error: unknown, call: string): KeycloakError {
  if (error instanceof KeycloakError) return error;
  if (error instanceof NetworkError)
    return isPage(error) ? proxyError(error, call) : answerError(error, call);
  const wrapped = error instanceof Error ? error : new Error(String(error));
  const text = connectionCause(wrapped) ?? wrapped.message;
  return new KeycloakError(connectionFailure(wrapped), `${call}: ${text}`, { cause: error });
}
