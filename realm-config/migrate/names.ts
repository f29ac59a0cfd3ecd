/** How many there are, and the first names. */
export interface Names {
  readonly count: number;
  readonly first: readonly string[];
}

/** How many names are shown. */
const SHOWN_NAMES = 10;

/** Counts names, and keeps the first. */
export function countNames(): { add(name: string): void; names(): Names } {
  let count = 0;
  const first: string[] = [];
  return {
    add(name) {
      count += 1;
      if (first.length < SHOWN_NAMES) first.push(name);
    },
    names: () => ({ count, first }),
  };
}
