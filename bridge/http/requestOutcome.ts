import { reasonText, type Reason } from '../credentials/refusals.ts';
import type { Facts } from '../protocol/report.ts';

/** The participle for a completed change, by method. */
const CHANGE_PARTICIPLES: Readonly<Record<string, string>> = {
  POST: 'created',
  PUT: 'replaced',
  PATCH: 'changed',
  DELETE: 'deleted',
};

/** Describes one change; a deletion is told by the participle already. */
function changeText({ what, from = '', to = '', count = 0, names = [] }: Facts['changes'][number]): string {
  const list = names.map((name) => JSON.stringify(name)).join(' and ');
  const plural = names.length === 1 ? '' : 's';
  switch (what) {
    case 'deleted':
      return '';
    case 'renamed':
      return `renamed from ${JSON.stringify(from)} to ${JSON.stringify(to)}`;
    case 'joined':
    case 'left':
      return `${what} ${count}`;
    case 'rolesGiven':
      return `given the role${plural} ${list}`;
    case 'groupsGiven':
      return `given the group${plural} ${list}`;
    case 'linked':
      return `linked to ${list}`;
    default:
      return what;
  }
}

/** Describes the changes of a request that the participle does not tell already. */
const changesText = (changes: Facts['changes']): string => changes.map(changeText).filter(Boolean).join(', ');

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
export function reasonOf({ refusal, error, detail, hint }: Facts, status: number): Reason | undefined {
  if (refusal !== undefined || error === undefined || status < 400) return refusal;
  const clientFirst = error === 'protected' ? [detail, hint].filter(Boolean).join(' ') : (detail ?? hint);
  const operatorFirst = hint ?? detail;
  const text = status === 401 || status >= 500 ? operatorFirst : clientFirst;
  return { code: error, values: { detail: text ?? `status ${status}` } };
}

/** Whether a request would have written, had the realm not been in mode `observe`. */
export const isObserved = ({ observed }: Facts, status: number): boolean =>
  observed !== undefined && (status < 400 || observed.length > 0);

/** Describes the outcome of a request for the journal. */
export function outcomeOf(facts: Facts, method: string, status: number): string {
  if (status < 400) return successOf(facts, method);
  const reason = reasonOf(facts, status);
  const text = reason === undefined ? `status ${status}` : reasonText(reason);
  const observeNote = isObserved(facts, status) ? ' Observed: nothing was written.' : '';
  return `${status >= 500 ? 'Failed' : 'Refused'}: ${text}${conflictText(facts)}${observeNote}`;
}
