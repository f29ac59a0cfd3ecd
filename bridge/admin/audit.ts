import type { Request } from 'express';
import type { NewEntry } from '../journal/entry.ts';
import type { Journal } from '../journal/journal.ts';
import type { Logger } from '../observability/logger.ts';
import { formatText, message } from '../../documents/text.ts';
import type { Json } from '../../scim/json.ts';
import type { Holder } from './caller.ts';
import type { Problem } from './problem.ts';
import type { AdminAnswer, AdminRoute } from './route.ts';

/** The sinks of the outcome of a request. */
export interface AuditLogs {
  readonly journal: Pick<Journal, 'record'>;
  readonly log: Logger;
}

/** Collects the facts about a request to the admin API while it is served. */
export interface AdminReport {
  readonly requestId: string;
  readonly realm: string;
  /** The holder of the access token, by its claims, which the bridge does not verify itself. */
  holder?: Holder;
  /** Asks Keycloak for the holder's name if the token has none. */
  nameHolder?: () => Promise<Holder>;
  /** Whether Keycloak has accepted the token. */
  accepted: boolean;
  /** The body; absent until it is read. */
  body?: Json | undefined;
  answer?: AdminAnswer;
  /** When the access token expires, in milliseconds since 1970. */
  expires?: number | undefined;
  /** Gives the place back that the answer takes among the streams. */
  leave?: () => void;
  problem?: Problem;
}

/** Creates the journal entry of a change or a refused change. */
function entryOf(
  request: Request,
  { requestId, realm, holder, body, answer, problem }: AdminReport,
  status: number,
  milliseconds: number,
): NewEntry {
  const client = request.headers['user-agent'];
  const { originalUrl } = request;
  const text =
    problem === undefined
      ? (answer?.audit ?? message('Done.'))
      : (problem.audit ?? message('Refused: {reason}', { reason: problem.message }));
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
    outcome: formatText(text),
    texts: [text],
    milliseconds,
  };
}

/**
 * Whether Keycloak has accepted the caller's token: it answers 403 only to such a token, otherwise 401
 * (contract/service-account-rights).
 */
const isIdentified = ({ accepted, problem }: AdminReport): boolean =>
  accepted || problem?.code === 'forbidden';

/** Whether a request is audited: an identified caller asked for a change. */
const isAudited = ({ changes = false }: AdminRoute, report: AdminReport): boolean =>
  changes && report.answer?.isUnchanged !== true && isIdentified(report);

/** Completes the name of the caller of a request that is audited. */
export async function completeHolder(route: AdminRoute, report: AdminReport): Promise<void> {
  const { nameHolder } = report;
  if (nameHolder !== undefined && isAudited(route, report)) report.holder = await nameHolder();
}

/**
 * Writes the outcome of a request: a log line, and a journal entry of kind `audit` if an identified caller asked for a
 * change.
 */
export function writeAudit(
  route: AdminRoute,
  { journal, log }: AuditLogs,
  request: Request,
  report: AdminReport,
  milliseconds: number,
): void {
  const { requestId, realm, holder, answer, problem } = report;
  const status = problem?.status ?? answer?.status ?? 500;
  if (isAudited(route, report)) journal.record(entryOf(request, report, status, milliseconds));
  const cause = problem?.cause instanceof Error ? problem.cause : undefined;
  log[status >= 500 ? 'error' : 'info']('admin request', {
    requestId,
    realm,
    by: isIdentified(report) ? holder?.label : undefined,
    operation: route.operationId,
    status,
    error: problem?.code,
    hint: problem?.code === 'internal' ? cause?.stack : problem?.message,
    milliseconds,
  });
}
