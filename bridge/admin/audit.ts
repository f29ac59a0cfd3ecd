import type { Request } from 'express';
import type { NewEntry } from '../journal/entry.ts';
import type { Journal } from '../journal/journal.ts';
import type { Logger } from '../observability/logger.ts';
import type { Json } from '../../scim/json.ts';
import type { Problem } from './problem.ts';
import type { AdminAnswer, AdminRoute } from './route.ts';

/** Where it is told what came of a request. */
export interface AuditParts {
  readonly journal: Pick<Journal, 'record'>;
  readonly log: Logger;
}

/** What came of a request to the admin API. */
export interface Outcome {
  readonly requestId: string;
  readonly realm: string;
  /** Who holds the access token, by its own word. */
  holder?: NonNullable<NewEntry['credential']>;
  /** Whether Keycloak has accepted the token. */
  accepted: boolean;
  /** The body, once it is read. */
  body?: Json | undefined;
  answer?: AdminAnswer;
  problem?: Problem;
}

/** The journal entry of a change, or of one that was refused. */
function entryOf(
  request: Request,
  { requestId, realm, holder, body, answer, problem }: Outcome,
  status: number,
  milliseconds: number,
): NewEntry {
  const client = request.headers['user-agent'];
  const { originalUrl } = request;
  return {
    time: Date.now(),
    realm,
    kind: 'audit',
    requestId,
    ...(holder === undefined ? {} : { credential: holder }),
    ...(client === undefined ? {} : { client }),
    ...(request.ip === undefined ? {} : { address: request.ip }),
    method: request.method,
    target: originalUrl.slice(originalUrl.indexOf('/scim/admin/v1')),
    ...(body === undefined ? {} : { asked: body }),
    quirks: [],
    ignored: [],
    keycloak: [],
    status,
    ...(problem === undefined ? {} : { error: problem.code }),
    outcome: problem === undefined ? (answer?.audit ?? 'Done.') : `Refused: ${problem.message}`,
    milliseconds,
  };
}

/** Tells what came of a request to the admin API: one log line, and an audit entry where Keycloak knows who wanted a change. */
export function tell(
  { operationId, changes = false }: AdminRoute,
  { journal, log }: AuditParts,
  request: Request,
  outcome: Outcome,
  milliseconds: number,
): void {
  const { requestId, realm, holder, accepted, answer, problem } = outcome;
  const status = problem?.status ?? answer?.status ?? 500;
  const known = accepted || problem?.code === 'forbidden';
  if (changes && known) journal.record(entryOf(request, outcome, status, milliseconds));
  const cause = problem?.cause instanceof Error ? problem.cause : undefined;
  log[status >= 500 ? 'error' : 'info']('admin request', {
    requestId,
    realm,
    by: known ? holder?.label : undefined,
    operation: operationId,
    status,
    error: problem?.code,
    hint: problem?.code === 'internal' ? cause?.stack : problem?.message,
    milliseconds,
  });
}
