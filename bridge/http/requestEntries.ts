import type { Request } from 'express';
import { formatText, type Message } from '../../documents/text.ts';
import { reasonText, refusal } from '../credentials/refusals.ts';
import { MAX_LISTED, type RefusalSummary } from '../credentials/throttle/throttleReport.ts';
import { changedAttributes } from '../journal/changedAttributes.ts';
import type { NewEntry } from '../journal/entry.ts';
import type { Facts } from '../protocol/report.ts';
import { isObserved, outcomeOf, reasonOf } from './requestOutcome.ts';

/** An answered request. */
export interface AnsweredRequest {
  readonly request: Request;
  readonly status: number;
  readonly milliseconds: number;
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
export function entryOf(
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

/** Creates the journal entry that tells a realm that its static token was sent to another one. */
export function entryOfStrayToken(
  facts: Facts,
  { realm, id, label }: NonNullable<Facts['strayToken']>,
  answered: AnsweredRequest,
): NewEntry {
  const reason = refusal('arrivedElsewhere', { label, id, realm: facts.realm ?? '' });
  return entryOf({ ...facts, realm, credential: { id, label }, refusal: reason }, 'refusal', answered);
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
export const entryOfAlarm = (realm: string, sentence: Message, requestId = ''): NewEntry => ({
  ...withoutRequest(realm),
  kind: 'alarm',
  requestId,
  status: 200,
  outcome: formatText(sentence),
  texts: [sentence],
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
