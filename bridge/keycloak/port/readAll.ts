/** The number of users or groups that one call reads. */
export const WINDOW = 100;

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
  for (let first = 0; ; first += WINDOW) {
    const window = await find({ first, max: WINDOW });
    all.push(...window);
    if (all.length > limit) return undefined;
    if (window.length < WINDOW) return all;
  }
}
