import type { NewEntry } from '../journal/entry.ts';
import type { Journal } from '../journal/journal.ts';
import { withoutSecretText } from '../journal/redaction/redactedText.ts';
import type { Logger } from '../observability/logger.ts';
import type { Metrics } from '../observability/metrics.ts';
import type { Facts } from '../protocol/report.ts';
import type { RecordsRead } from './recordedReads.ts';
import { entryOf, entryOfStrayToken, type AnsweredRequest } from './requestEntries.ts';

/** The sinks of the outcome of a request. */
export interface RequestLogs {
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly journal: Pick<Journal, 'record' | 'used'>;
  readonly recordsRead: RecordsRead;
}

/** The endpoints that have a metric label of their own. */
const ENDPOINTS = ['Users', 'Groups', 'Schemas', 'ResourceTypes', 'ServiceProviderConfig', '.search'];

/** The metric label of the endpoint in a path; `other` for names that are no endpoint. */
function endpointOf({ target = '' }: Facts): string {
  const [, first = ''] = target.split(/[/?]/);
  return ENDPOINTS.find((name) => name.toLowerCase() === first.toLowerCase()) ?? 'other';
}

/** The kind of a request's journal entry; `undefined` if it gets no entry. */
function kindOf(facts: Facts, status: number): NewEntry['kind'] | undefined {
  const { realmExists, writes, credential, quiet } = facts;
  // A 401 is told under its reference, wherever it was; others reach existing realms only.
  if (quiet === true || (realmExists !== true && status !== 401)) return undefined;
  if (status < 400) return writes === true ? 'write' : credential === undefined ? undefined : 'read';
  const isRefusal = writes === true || [401, 403, 429].includes(status) || status >= 500;
  return isRefusal ? 'refusal' : undefined;
}

/** Writes the outcome of a request: log line, metrics and journal entry. */
export function writeRequestLog(
  { log, metrics, journal, recordsRead }: RequestLogs,
  facts: Facts,
  answered: AnsweredRequest,
): void {
  const { request, status, milliseconds } = answered;
  metrics.request({
    realm: facts.credential === undefined ? '' : (facts.realm ?? ''),
    method: request.method,
    resource: endpointOf(facts),
    status,
    seconds: milliseconds / 1000,
  });
  for (const quirk of facts.quirks) metrics.quirk(quirk);
  const kind = kindOf(facts, status);
  const isRecorded =
    kind === 'read' ? recordsRead(facts.realm ?? '', facts.credential?.id ?? '') : kind !== undefined;
  if (kind !== undefined && isRecorded) {
    journal.record(entryOf(facts, kind, answered));
  }
  if (facts.strayToken !== undefined && facts.quiet !== true) {
    journal.record(entryOfStrayToken(facts, facts.strayToken, answered));
  }
  const level = status >= 500 && status !== 501 ? 'error' : 'info';
  if (facts.quiet === true || !log.isLevelEnabled(level)) return;
  const { requestId, realm, credential, error, hint, quirks, ignored, keycloak } = facts;
  log[level]('request', {
    requestId,
    realm,
    credential: credential?.label,
    account: credential?.account,
    error,
    hint,
    quirks,
    ignored: ignored.map(withoutSecretText),
    keycloak,
    method: request.method,
    path: request.originalUrl.split('?')[0],
    status,
    milliseconds,
    address: request.ip,
    client: request.headers['user-agent'],
  });
}
