import { countNames, type Names } from './names.ts';
import type { SkipReason, Verdict } from './verdict.ts';

/** A user or group that may be adopted. */
export interface Candidate {
  readonly id: string;
  /** The user name, or the name of the group. */
  readonly name: string;
  readonly externalId: string | undefined;
}

/** Users or groups by what becomes of them. */
export interface Sorted {
  readonly candidates: readonly Candidate[];
  /** How many clients of the bridge find already. */
  readonly found: number;
  readonly skipped: ReadonlyMap<SkipReason, Names>;
  /** How many have no trace of the former server. */
  readonly strangers: number;
}

/** A user or group with a verdict; `isDone` if there is nothing to adopt. */
type Holder = Candidate & { readonly isDone: boolean };

/** Sorts users or groups one after the other; of several with one externalId none is adopted. */
export function createSorter() {
  /** By externalId; `undefined` where several have it, or one that is no candidate. */
  const holders = new Map<string, Holder | undefined>();
  const others: Holder[] = [];
  const counters = new Map<SkipReason, ReturnType<typeof countNames>>();
  let strangers = 0;

  function skip(reason: SkipReason, name: string): void {
    const counter = counters.get(reason) ?? countNames();
    counters.set(reason, counter);
    counter.add(name);
  }

  function hold(externalId: string, holder: Holder | undefined): void {
    if (!holders.has(externalId)) {
      holders.set(externalId, holder);
      return;
    }
    for (const one of [holders.get(externalId), holder])
      if (one !== undefined) skip('sameExternalId', one.name);
    holders.set(externalId, undefined);
  }

  return {
    add({ id, name }: Pick<Candidate, 'id' | 'name'>, verdict: Verdict): void {
      const { kind, externalId } = verdict;
      if (kind === 'stranger') strangers += 1;
      if (kind === 'skip') skip(verdict.reason, name);
      const isHolder = kind === 'adopt' || kind === 'found';
      const holder = isHolder ? { id, name, externalId, isDone: kind === 'found' } : undefined;
      if (externalId !== undefined) hold(externalId, holder);
      else if (holder !== undefined) others.push(holder);
    },
    sorted(): Sorted {
      const alone = [...holders.values(), ...others].filter((holder) => holder !== undefined);
      return {
        candidates: alone.flatMap(({ isDone, ...candidate }) => (isDone ? [] : [candidate])),
        found: alone.filter(({ isDone }) => isDone).length,
        skipped: new Map([...counters].map(([reason, counter]) => [reason, counter.names()])),
        strangers,
      };
    },
  };
}
