/** The number of users or groups that one call reads. */
const WINDOW = 100;

/** Something that Keycloak lists. */
interface Identified {
  readonly id: string;
}

/** Reads one window of a query; `first` counts from 0. */
type Find<T extends Identified> = (window: { first: number; max: number }) => Promise<readonly T[]>;

/**
 * Reads all matches of a query, window by window, each only when the loop asks for it. Keycloak's windows shift when
 * something is added or removed meanwhile, so that one may repeat what another has shown: every id comes once.
 */
export async function* readWindows<T extends Identified>(find: Find<T>): AsyncGenerator<readonly T[], void> {
  const ids = new Set<string>();
  for (let first = 0; ; first += WINDOW) {
    const window = await find({ first, max: WINDOW });
    yield window.filter(({ id }) => ids.size < ids.add(id).size);
    if (window.length < WINDOW) return;
  }
}

/** Reads all matches of a query, each once, window by window; `undefined` if there are more than `limit`. */
export async function readAll<T extends Identified>(find: Find<T>): Promise<T[]>;
export async function readAll<T extends Identified>(
  find: Find<T>,
  limit: number | undefined,
): Promise<T[] | undefined>;
export async function readAll<T extends Identified>(
  find: Find<T>,
  limit = Number.POSITIVE_INFINITY,
): Promise<T[] | undefined> {
  const all: T[] = [];
  for await (const window of readWindows(find)) {
    all.push(...window);
    if (all.length > limit) return undefined;
  }
  return all;
}
