import type { Request } from 'express';
import { MAX_LISTED, type RefusalSummary } from '../credentials/throttle/throttleReport.ts';
import type { NewEntry } from '../journal/entry.ts';
import type { Journal } from '../journal/journal.ts';
import { withoutSecretText } from '../journal/redaction/redactedText.ts';
import type { Logger } from '../observability/logger.ts';
import type { Metrics } from '../observability/metrics.ts';
import type { Facts } from '../protocol/report.ts';

/** Where it is written what came of a request. */
export interface RequestLogs {
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly journal: Pick<Journal, 'record' | 'used'>;
}

/** A request that was answered. */
export interface Answered {
  readonly request: Request;
  readonly status: number;
  readonly milliseconds: number;
}

/** What a change has done, by its method. */
const DONE: Readonly<Record<string, string>> = {
  POST: 'created',
  PUT: 'replaced',
  PATCH: 'changed',
  DELETE: 'deleted',
};

/** The endpoints that a metric tells apart. */
const ENDPOINTS = ['Users', 'Groups', 'Schemas', 'ResourceTypes', 'ServiceProviderConfig', '.search'];

/** The endpoint that a path names, for a metric: only names that the bridge has. */
function endpointOf({ target = '' }: Facts): string {
  const [, first = ''] = target.split(/[/?]/);
  return ENDPOINTS.find((name) => name.toLowerCase() === first.toLowerCase()) ?? 'other';
}

/** What came of a request, in words. */
export function outcomeOf(
  { resource, error, detail, hint, writes, notes, observed }: Facts,
  method: string,
  status: number,
): string {
  const what = resource === undefined ? '' : `${resource.type} ${resource.id ?? ''}`.trim();
  if (status < 400) {
    const word = DONE[method] ?? 'changed';
    if (writes === true && observed !== undefined) {
      const calls = observed.length === 0 ? 'nothing to write' : observed.join(', ');
      return [`Observed: ${what} would have been ${word} (${calls}); nothing was written.`, ...notes].join(
        ' ',
      );
    }
    const done = writes === true ? `${what} ${word}.` : 'Answered.';
    return [done, ...notes].join(' ');
  }
  const refused = error === 'protected' ? [detail, hint].filter(Boolean).join(' ') : (detail ?? hint);
  const told = status >= 500 ? (hint ?? detail) : refused;
  const reason = status === 401 ? (hint ?? detail) : told;
  const rehearsed = observed === undefined || observed.length === 0 ? '' : ' Observed: nothing was written.';
  return `${status >= 500 ? 'Failed' : 'Refused'}: ${reason ?? `status ${status}`}${rehearsed}`;
}

/** Whether a request belongs into the journal, and as what. */
function kindOf({ realmExists, writes, quiet }: Facts, status: number): NewEntry['kind'] | undefined {
  if (realmExists !== true || quiet === true) return undefined;
  if (writes === true && status < 400) return 'write';
  const refused = writes === true || [401, 403, 429].includes(status) || status >= 500;
  return refused ? 'refusal' : undefined;
}

/** The journal entry of a request. */
function entryOf(
  facts: Facts,
  kind: NewEntry['kind'],
  { request, status, milliseconds }: Answered,
): NewEntry {
  const { requestId, realm = '', credential, resource, requestBody, error, target = '' } = facts;
  const client = request.headers['user-agent'];
  return {
    time: Date.now(),
    realm,
    kind,
    requestId,
    ...(credential === undefined ? {} : { credential }),
    ...(client === undefined ? {} : { client }),
    ...(request.ip === undefined ? {} : { address: request.ip }),
    method: request.method,
    target,
    ...(resource === undefined ? {} : { resource }),
    ...(requestBody === undefined ? {} : { asked: requestBody }),
    quirks: facts.quirks,
    ignored: facts.ignored,
    keycloak: facts.keycloak,
    status,
    ...(error === undefined ? {} : { error }),
    outcome: outcomeOf(facts, request.method, status),
    milliseconds,
  };
}

/** What an entry has that tells of no single request. */
const ofNoRequest = (realm: string) => ({
  time: Date.now(),
  realm,
  requestId: '',
  method: '',
  target: '',
  quirks: [],
  ignored: [],
  keycloak: [],
  milliseconds: 0,
});

/** The journal entry of an alarm; no single request is to blame for it, but one may have set it off. */
export const entryOfAlarm = (realm: string, outcome: string, requestId = ''): NewEntry => ({
  ...ofNoRequest(realm),
  kind: 'alarm',
  requestId,
  status: 200,
  outcome,
});

/** Most reasons of a summary that are told. */
const MAX_REASONS = 5;

/** The journal entry of refusals that were only counted. */
export function entryOfSummary({ realm, count, addresses, reasons }: RefusalSummary): NewEntry {
  const [address, ...others] = addresses;
  const places = `${addresses.length < MAX_LISTED ? '' : 'at least '}${addresses.length} addresses`;
  const told = reasons.slice(0, MAX_REASONS).map((reason) => reason.replace(/\.$/, ''));
  const more = reasons.length > told.length ? '; and others' : '';
  const what = `${count} more ${count === 1 ? 'refusal' : 'refusals'}`;
  return {
    ...ofNoRequest(realm),
    kind: 'refusal',
    ...(others.length > 0 || address === undefined ? {} : { address }),
    status: 401,
    error: 'unauthorized',
    outcome: `${what} from ${others.length === 0 ? 'one address' : places}: ${told.join('; ')}${more}.`,
    count,
  };
}

/** Writes what came of a request: one log line, one metric, one journal entry. */
export function writeRequestLog(
  { log, metrics, journal }: RequestLogs,
  facts: Facts,
  { request, status, milliseconds }: Answered,
): void {
  metrics.request({
    realm: facts.credential === undefined ? '' : (facts.realm ?? ''),
    method: request.method,
    resource: endpointOf(facts),
    status,
    seconds: milliseconds / 1000,
  });
  for (const quirk of facts.quirks) metrics.quirk(quirk);
  const kind = kindOf(facts, status);
  if (kind !== undefined) journal.record(entryOf(facts, kind, { request, status, milliseconds }));
  if (facts.quiet === true) return;
  const { requestId, realm, credential, error, hint, quirks, ignored, keycloak } = facts;
  log[status >= 500 && status !== 501 ? 'error' : 'info']('request', {
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
