import type { JournalEntry } from '../../../../bridge/admin/contract.ts';
import { resultOf } from './sentence.ts';

/** The periods that can be chosen, in milliseconds. */
export const PERIODS: Readonly<Record<string, number>> = {
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
  month: 2_592_000_000,
};

/** What became of requests, as it can be chosen. */
export const RESULTS = ['ok', 'refused', 'failed'] as const;

/** The kinds of entries that can be chosen. */
export const KINDS: readonly JournalEntry['kind'][] = ['write', 'read', 'refusal', 'audit', 'alarm'];

/** The conditions in the address, in the order of their chips. */
export const CONDITIONS = ['period', 'result', 'kind', 'credential', 'name', 'request'] as const;

/** The name of a condition. */
export type Condition = (typeof CONDITIONS)[number];

/** Which entries are shown: what is absent is not asked for. */
export type Filter = Readonly<Partial<Record<Condition, string>>>;

/** The values that conditions may have; others may have any. */
const KNOWN: Readonly<Partial<Record<Condition, readonly string[]>>> = {
  period: Object.keys(PERIODS),
  result: RESULTS,
  kind: KINDS,
};

/** Reads the filter from the query of the address; what makes no sense there is left out. */
export function filterOf(search: URLSearchParams): Filter {
  const given = CONDITIONS.flatMap((condition): [Condition, string][] => {
    const value = (search.get(condition) ?? '').slice(0, 255);
    const isKnown = KNOWN[condition]?.includes(value) ?? value !== '';
    return isKnown ? [[condition, value]] : [];
  });
  return Object.fromEntries(given);
}

/** Puts one condition into the query of an address, or takes it out; the rest stays. */
export function withCondition(
  search: URLSearchParams,
  condition: Condition,
  value: string | undefined,
): URLSearchParams {
  const changed = new URLSearchParams(search);
  if (value === undefined || value === '') changed.delete(condition);
  else changed.set(condition, value);
  return changed;
}

/** The conditions of the admin API's journal, but for the period. */
export function queryOf({ result, kind, credential, name, request }: Filter): Record<string, string> {
  const failed = result === undefined ? undefined : String(result !== 'ok');
  const conditions = { failed, kind, credential, name, request };
  return Object.fromEntries(
    Object.entries(conditions).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** The beginning of the period, as the admin API takes it; `undefined` without a period. */
export function sinceOf({ period = '' }: Filter, now: number): string | undefined {
  const length = PERIODS[period];
  return length === undefined ? undefined : new Date(now - length).toISOString();
}

/** Whether an entry is to be shown: the admin API does not tell refusals and failures apart. */
export const isShown = (entry: JournalEntry, { result }: Filter): boolean =>
  result === undefined || resultOf(entry) === result;

/** The newest entries before the others, each once. */
export function mergeEntries(
  fresh: readonly JournalEntry[],
  known: readonly JournalEntry[],
): readonly JournalEntry[] {
  const ids = new Set(known.map(({ id }) => id));
  const added = fresh.filter(({ id }) => !ids.has(id));
  return added.length === 0 ? known : [...added, ...known].toSorted((a, b) => b.id - a.id);
}
