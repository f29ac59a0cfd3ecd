import { KeycloakError } from '../keycloak/port/errors.ts';
import { DocumentError, type Mistake } from '../../documents/mistake.ts';
import { LIMITS } from '../../scim/limits.ts';
import type { MistakeCode } from '../../documents/codes.ts';
import { ATTRIBUTE } from '../tenants/config.ts';

/** Every problem that the admin API can answer, by stable code: HTTP status and title (RFC 9457 §3.1). */
export const PROBLEMS = {
  malformed: { status: 400, title: 'The request is malformed' },
  unauthorized: { status: 401, title: 'No access token that Keycloak accepts' },
  forbidden: { status: 403, title: 'Keycloak does not allow you this' },
  notFound: { status: 404, title: 'There is no such thing' },
  methodNotAllowed: { status: 405, title: 'The method is not allowed here' },
  conflict: { status: 409, title: 'This is not possible as things are' },
  versionMismatch: { status: 412, title: 'The configuration has been changed meanwhile' },
  tooLarge: { status: 413, title: 'The body is too large' },
  unsupportedMediaType: { status: 415, title: 'The body is not JSON in UTF-8, or is compressed' },
  invalidConfiguration: { status: 422, title: 'The configuration has mistakes' },
  versionRequired: { status: 428, title: 'Say which version you are replacing' },
  internal: { status: 500, title: 'The bridge failed' },
  keycloakRejected: { status: 502, title: 'Keycloak did not do what was asked' },
  keycloakUnavailable: { status: 503, title: 'Keycloak does not answer' },
  journalUnavailable: { status: 503, title: 'The journal cannot be read' },
} as const satisfies Record<string, { status: number; title: string }>;

/** The stable code of a problem. */
export type ProblemCode = keyof typeof PROBLEMS;

/** One mistake in a document, as it is answered: what kind, where and what. */
export interface ProblemMistake {
  readonly code: MistakeCode;
  readonly pointer: string;
  readonly detail: string;
  readonly hint?: string | undefined;
}

/** A mistake as it is answered: the realm's own document needs no name. */
export const problemMistake = ({ code, file, pointer, sentence, hint }: Mistake): ProblemMistake => ({
  code,
  pointer: file === ATTRIBUTE.config || file === '' ? pointer : `${file}#${pointer}`,
  detail: sentence,
  hint,
});

/** Most characters of a sentence, a pointer or a hint: they may quote what was sent. */
const MAX_TEXT = 1_000;

const cut = (text: string): string => (text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT)}…`);

/** A mistake; the last one may only count the others, and has no code. */
type ToldMistake = Omit<ProblemMistake, 'code'> & Partial<Pick<ProblemMistake, 'code'>>;

/** The first mistakes, and how many more there are. */
function bounded(mistakes: readonly ProblemMistake[]): readonly ToldMistake[] {
  const { max } = LIMITS.adminMistakes;
  const told = mistakes.slice(0, max).map(({ code, pointer, detail, hint }) => ({
    code,
    pointer: cut(pointer),
    detail: cut(detail),
    ...(hint === undefined ? {} : { hint: cut(hint) }),
  }));
  const others = mistakes.length - told.length;
  return others === 0 ? told : [...told, { pointer: '', detail: `There are ${others} more mistakes.` }];
}

/** A problem that the admin API answers. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ProblemCode;
  readonly mistakes: readonly ToldMistake[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: ProblemCode,
    detail: string,
    options: { mistakes?: readonly ProblemMistake[]; headers?: Record<string, string>; cause?: unknown } = {},
  ) {
    super(cut(detail), options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.mistakes = bounded(options.mistakes ?? []);
    this.headers = options.headers ?? {};
  }

  /** The HTTP status of this problem. */
  get status(): number {
    return PROBLEMS[this.code].status;
  }
}

/** What is said of a realm that there is not, whether Keycloak was asked or need not be. */
export const NO_SUCH_REALM = 'There is no such realm; names are case-sensitive.';

function ofKeycloak(error: KeycloakError): Problem {
  const options = { cause: error };
  switch (error.failure) {
    case 'refused':
      return error.status === 401
        ? new Problem('unauthorized', 'Keycloak does not accept the access token for this realm.', {
            ...options,
            headers: { 'WWW-Authenticate': 'Bearer' },
          })
        : new Problem('forbidden', `Your account lacks a right in this realm. ${error.message}.`, options);
    case 'notFound':
      return new Problem('notFound', NO_SUCH_REALM, options);
    case 'unavailable':
    case 'timeout':
      return new Problem('keycloakUnavailable', 'Keycloak does not answer; try again later.', {
        ...options,
        headers: { 'Retry-After': '5' },
      });
    default:
      return new Problem('keycloakRejected', error.message, options);
  }
}

/** The problem that an error stands for. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof KeycloakError) return ofKeycloak(error);
  if (error instanceof DocumentError) {
    return new Problem('invalidConfiguration', 'The configuration has mistakes; nothing was changed.', {
      mistakes: error.mistakes.map(problemMistake),
    });
  }
  return new Problem('internal', 'The bridge failed; its log has the reason under the request id.', {
    cause: error,
  });
}
