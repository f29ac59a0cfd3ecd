/** The number of users or groups that one call reads. */
const WINDOW = 100;

/** Reads all matches of a query, window by window, each only when the loop asks for it. */
export async function* readWindows<T>(
  find: (window: { first: number; max: number }) => Promise<readonly T[]>,
): AsyncGenerator<readonly T[], void> {
  for (let first = 0; ; first += WINDOW) {
    const window = await find({ first, max: WINDOW });
    yield window;
    if (window.length < WINDOW) return;
  }
}

/** Reads all matches of a query, window by window; `undefined` if there are more than `limit`. */
export async function readAll<T>(
  find: (window: { first: number; max: number }) => Promise<readonly T[]>,
): Promise<T[]>;
export async function readAll<T>(
  find: (window: { first: number; max: number }) => Promise<readonly T[]>,
  limit: number | undefined,
): Promise<T[] | undefined>;
export async function readAll<T>(
  find: (window: { first: number; max: number }) => Promise<readonly T[]>,
  limit = Number.POSITIVE_INFINITY,
): Promise<T[] | undefined> {
  const all: T[] = [];
  for await (const window of readWindows(find)) {
    all.push(...window);
    if (all.length > limit) return undefined;
  }
  return all;
}
