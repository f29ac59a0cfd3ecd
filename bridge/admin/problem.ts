import { SetupError } from '../enablement/setupError.ts';
import { KeycloakError } from '../keycloak/port/errors.ts';
import { DocumentError, type Mistake } from '../../documents/mistake.ts';
import { cutText, formatText, message, shorten, type Message, type Text } from '../../documents/text.ts';
import { LIMITS } from '../../scim/limits.ts';
import type { MistakeCode } from '../../documents/codes.ts';
import { ATTRIBUTE } from '../tenants/config.ts';

/** Every problem of the admin API, by stable code: HTTP status and title (RFC 9457 §3.1). */
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
  tooManyStreams: { status: 429, title: 'You have too many streams open' },
  internal: { status: 500, title: 'The bridge failed' },
  keycloakRejected: { status: 502, title: 'Keycloak did not do what was asked' },
  keycloakUnavailable: { status: 503, title: 'Keycloak does not answer' },
  journalUnavailable: { status: 503, title: 'The journal cannot be read' },
  noMoreStreams: { status: 503, title: 'Nobody can open a stream at present' },
} as const satisfies Record<string, { status: number; title: string }>;

/** The stable code of a problem. */
export type ProblemCode = keyof typeof PROBLEMS;

/** One mistake in a document, as a member of a problem. */
export interface ProblemMistake {
  readonly code: MistakeCode;
  readonly pointer: string;
  readonly detail: string;
  readonly hint?: string | undefined;
  /** Detail and hint as data, for other languages than English. */
  readonly texts?: readonly Text[];
}

/**
 * Converts a mistake to a member of a problem; the pointer is prefixed with the file, unless that is the realm's own
 * document.
 */
const problemMistake = ({ code, file, pointer, sentence, hint }: Mistake): ProblemMistake => ({
  code,
  pointer: file === ATTRIBUTE.config || file === '' ? pointer : `${file}#${pointer}`,
  detail: formatText(sentence),
  hint: hint === undefined ? undefined : formatText(hint),
  texts: hint === undefined ? [sentence] : [sentence, hint],
});

/** Maximum characters of a sentence, pointer or hint: they may quote what was sent. */
const MAX_TEXT = 1_000;

const cut = (text: string): string => shorten(text, MAX_TEXT);

/** A mistake in a response; the last one may only count the others, and has no code. */
type BoundedMistake = Omit<ProblemMistake, 'code'> & Partial<Pick<ProblemMistake, 'code'>>;

/** The first mistakes, followed by a count of the others. */
function bounded(mistakes: readonly ProblemMistake[]): readonly BoundedMistake[] {
  const { max } = LIMITS.adminMistakes;
  const first = mistakes.slice(0, max).map(({ code, pointer, detail, hint, texts = [] }) => ({
    code,
    pointer: cut(pointer),
    detail: cut(detail),
    ...(hint === undefined ? {} : { hint: cut(hint) }),
    texts: texts.map((text) => cutText(text, cut)),
  }));
  const others = mistakes.length - first.length;
  if (others === 0) return first;
  const rest = message('There are {count} more mistakes.', { count: others });
  return [...first, { pointer: '', detail: formatText(rest), texts: [rest] }];
}

/** An error that the admin API answers as a problem (RFC 9457). */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ProblemCode;
  readonly mistakes: readonly BoundedMistake[];
  readonly headers: Readonly<Record<string, string>>;
  /** A sentence for the audit; by default that the request was refused. */
  readonly audit: Message | undefined;

  constructor(
    code: ProblemCode,
    detail: string,
    options: {
      mistakes?: readonly ProblemMistake[];
      headers?: Readonly<Record<string, string>>;
      audit?: Message;
      cause?: unknown;
    } = {},
  ) {
    super(cut(detail), options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.mistakes = bounded(options.mistakes ?? []);
    this.headers = options.headers ?? {};
    this.audit = options.audit;
  }

  /** The HTTP status of this problem. */
  get status(): number {
    return PROBLEMS[this.code].status;
  }
}

/** The body of the answer about a problem, and of the event that ends a stream. */
export function problemBody(
  { code, message, mistakes }: Problem,
  requestId: string,
): Record<string, unknown> {
  const { status, title } = PROBLEMS[code];
  return {
    type: `problems/${code}`,
    title,
    status,
    detail: message,
    code,
    requestId,
    ...(mistakes.length === 0 ? {} : { mistakes }),
  };
}

/** The answer about an unknown realm; the same whether Keycloak was asked or the name is impossible. */
export const NO_SUCH_REALM = 'There is no such realm; names are case-sensitive.';

/** Refuses a body or query that has mistakes. */
export function refuseMistakes(mistakes: readonly Mistake[], what: string): void {
  if (mistakes.length === 0) return;
  throw new Problem('malformed', `The ${what} has mistakes; nothing was changed.`, {
    mistakes: mistakes.map(problemMistake),
  });
}

function keycloakProblem(error: KeycloakError): Problem {
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

/** Converts an error to a problem; an unexpected one becomes `internal`. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof KeycloakError) return keycloakProblem(error);
  if (error instanceof SetupError) {
    return error.code === 'notFound'
      ? new Problem('notFound', NO_SUCH_REALM, { cause: error })
      : new Problem('conflict', error.message, { cause: error });
  }
  if (error instanceof DocumentError) {
    return new Problem('invalidConfiguration', 'The configuration has mistakes; nothing was changed.', {
      mistakes: error.mistakes.map(problemMistake),
    });
  }
  return new Problem('internal', 'The bridge failed; its log has the reason under the request id.', {
    cause: error,
  });
}
