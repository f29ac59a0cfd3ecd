import type { Request } from 'express';
import { reasonText, type Reason } from '../credentials/refusals.ts';
import { MAX_LISTED, type RefusalSummary } from '../credentials/throttle/throttleReport.ts';
import { changedAttributes } from '../journal/changedAttributes.ts';
import type { NewEntry } from '../journal/entry.ts';
import type { Journal } from '../journal/journal.ts';
import { withoutSecretText } from '../journal/redaction/redactedText.ts';
import type { Logger } from '../observability/logger.ts';
import type { Metrics } from '../observability/metrics.ts';
import type { Facts } from '../protocol/report.ts';
import type { RecordsRead } from './recordedReads.ts';

/** The sinks of the outcome of a request. */
export interface RequestLogs {
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly journal: Pick<Journal, 'record' | 'used'>;
  readonly recordsRead: RecordsRead;
}

/** An answered request. */
export interface AnsweredRequest {
  readonly request: Request;
  readonly status: number;
  readonly milliseconds: number;
}

/** The participle for a completed change, by method. */
const CHANGE_PARTICIPLES: Readonly<Record<string, string>> = {
  POST: 'created',
  PUT: 'replaced',
  PATCH: 'changed',
  DELETE: 'deleted',
};

/** The endpoints that have a metric label of their own. */
const ENDPOINTS = ['Users', 'Groups', 'Schemas', 'ResourceTypes', 'ServiceProviderConfig', '.search'];

/** The metric label of the endpoint in a path; `other` for names that are no endpoint. */
function endpointOf({ target = '' }: Facts): string {
  const [, first = ''] = target.split(/[/?]/);
  return ENDPOINTS.find((name) => name.toLowerCase() === first.toLowerCase()) ?? 'other';
}

/** Describes the changes of a request that the participle does not tell already. */
function changesText(changes: Facts['changes']): string {
  const words = changes.flatMap(({ what, from = '', to = '', count = 0 }) => {
    if (what === 'deleted') return [];
    if (what === 'renamed') return [`renamed from ${JSON.stringify(from)} to ${JSON.stringify(to)}`];
    return [what === 'joined' || what === 'left' ? `${what} ${count}` : what];
  });
  return words.join(', ');
}

/** Describes what a successful request did. */
function successOf(facts: Facts, method: string): string {
  const { resource, writes, notes, changes, observed, resultCount } = facts;
  if (writes !== true) {
    if (resultCount === undefined) return 'Answered.';
    return `Answered: ${resultCount} ${resultCount === 1 ? 'result' : 'results'}.`;
  }
  const subject = resource === undefined ? '' : `${resource.type} ${resource.id ?? ''}`.trim();
  const participle = CHANGE_PARTICIPLES[method] ?? 'changed';
  if (observed !== undefined) {
    const calls = observed.length === 0 ? 'nothing to write' : observed.join(', ');
    return [
      `Observed: ${subject} would have been ${participle} (${calls}); nothing was written.`,
      ...notes,
    ].join(' ');
  }
  const done = changesText(changes);
  // A DELETE may disable or hide instead of deleting, a POST restore instead of creating.
  const isToldByWords = method === 'DELETE' || changes.some(({ what }) => what === 'restored');
  const words = [isToldByWords && done !== '' ? '' : participle, done].filter(Boolean).join(': ');
  return [`${subject} ${words}.`, ...notes].join(' ');
}

/** Names the user or group that has the value which another one asked for. */
function conflictText({ conflict }: Facts): string {
  if (conflict === undefined) return '';
  return ` It is ${conflict.type.toLowerCase()} ${conflict.id} ${JSON.stringify(conflict.name)}.`;
}

/** Why a request was refused or failed; `undefined` if it was not. */
function reasonOf({ refusal, error, detail, hint }: Facts, status: number): Reason | undefined {
  if (refusal !== undefined || error === undefined || status < 400) return refusal;
  const clientFirst = error === 'protected' ? [detail, hint].filter(Boolean).join(' ') : (detail ?? hint);
  const operatorFirst = hint ?? detail;
  const text = status === 401 || status >= 500 ? operatorFirst : clientFirst;
  return { code: error, values: { detail: text ?? `status ${status}` } };
}

/** Whether a request would have written, had the realm not been in mode `observe`. */
const isObserved = ({ observed }: Facts, status: number): boolean =>
  observed !== undefined && (status < 400 || observed.length > 0);

/** Describes the outcome of a request for the journal. */
export function outcomeOf(facts: Facts, method: string, status: number): string {
  if (status < 400) return successOf(facts, method);
  const reason = reasonOf(facts, status);
  const text = reason === undefined ? `status ${status}` : reasonText(reason);
  const observeNote = isObserved(facts, status) ? ' Observed: nothing was written.' : '';
  return `${status >= 500 ? 'Failed' : 'Refused'}: ${text}${conflictText(facts)}${observeNote}`;
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

/** The resource that a request addressed, with its other names and e-mail addresses. */
function resourceOf({ resource, aliases = [] }: Facts): NewEntry['resource'] {
  if (resource === undefined) return undefined;
  const others = aliases.filter((alias) => alias.toLowerCase() !== resource.name?.toLowerCase());
  return { ...resource, ...(others.length === 0 ? {} : { aliases: others }) };
}

/** What a request has changed. */
function changesOf({
  changes,
  versions,
}: Facts): Pick<NewEntry, 'changes' | 'attributes' | 'moreAttributes'> {
  const { before, after } = versions?.() ?? {};
  return {
    ...(changes.length === 0 ? {} : { changes }),
    ...(before === undefined || after === undefined ? {} : changedAttributes(before, after)),
  };
}

/** Creates the journal entry of a request. */
function entryOf(
  facts: Facts,
  kind: NewEntry['kind'],
  { request, status, milliseconds }: AnsweredRequest,
): NewEntry {
  const { requestId, realm = '', credential, requestBody, error, conflict, target = '', resultCount } = facts;
  const resource = resourceOf(facts);
  const reason = reasonOf(facts, status);
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
    ...(conflict === undefined ? {} : { conflict }),
    ...(facts.observed === undefined ? changesOf(facts) : {}),
    ...(requestBody === undefined ? {} : { asked: requestBody }),
    quirks: facts.quirks,
    ignored: facts.ignored,
    keycloak: facts.keycloak,
    status,
    ...(error === undefined ? {} : { error }),
    ...(reason === undefined ? {} : { reason }),
    ...(kind !== 'read' || resultCount === undefined ? {} : { results: resultCount }),
    ...(isObserved(facts, status) && kind !== 'read' ? { observed: true } : {}),
    outcome: outcomeOf(facts, request.method, status),
    milliseconds,
  };
}

/** The members of an entry that does not stand for a single request. */
const withoutRequest = (realm: string) => ({
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

/** Creates the journal entry of an alarm; `requestId` is that of the request that set it off, if there is one. */
export const entryOfAlarm = (realm: string, outcome: string, requestId = ''): NewEntry => ({
  ...withoutRequest(realm),
  kind: 'alarm',
  requestId,
  status: 200,
  outcome,
});

/** Maximum reasons that the entry of a summary lists. */
const MAX_REASONS = 5;

/** Creates the journal entry of refusals that were counted and not logged one by one. */
export function entryOfSummary({ realm, count, addresses, reasons, requestIds }: RefusalSummary): NewEntry {
  const [address, ...others] = addresses;
  const places = `${addresses.length < MAX_LISTED ? '' : 'at least '}${addresses.length} addresses`;
  const listedReasons = reasons.slice(0, MAX_REASONS);
  const texts = listedReasons.map((reason) => reasonText(reason).replace(/\.$/, ''));
  const more = reasons.length > texts.length ? '; and others' : '';
  const refusals = `${count} more ${count === 1 ? 'refusal' : 'refusals'}`;
  return {
    ...withoutRequest(realm),
    kind: 'refusal',
    ...(others.length > 0 || address === undefined ? {} : { address }),
    status: 401,
    error: 'unauthorized',
    reasons: listedReasons,
    outcome: `${refusals} from ${others.length === 0 ? 'one address' : places}: ${texts.join('; ')}${more}.`,
    count,
    requestIds,
  };
}

/** Writes the outcome of a request: log line, metrics and journal entry. */
export function writeRequestLog(
  { log, metrics, journal, recordsRead }: RequestLogs,
  facts: Facts,
  { request, status, milliseconds }: AnsweredRequest,
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
  const isRecorded =
    kind === 'read' ? recordsRead(facts.realm ?? '', facts.credential?.id ?? '') : kind !== undefined;
  if (kind !== undefined && isRecorded) {
    journal.record(entryOf(facts, kind, { request, status, milliseconds }));
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
