/** The fields of a group that define its position in a list. */
interface Positioned {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
}

/** How many more groups are read first if the edge of a window is among groups of one name. */
const FIRST_STEP = 10;

/**
 * Orders groups of one name by id. Keycloak orders by name only, and groups of one name, below different parents, come
 * in any order (contract/groups: "are listed next to one another, in a stable order").
 */
function orderByNameAndId<T extends Positioned>(groups: readonly T[]): T[] {
  const runs = [...Map.groupBy(groups, ({ name }) => name).values()];
  return runs.flatMap((run) => run.sort((a, b) => ((a.id ?? '') < (b.id ?? '') ? -1 : 1)));
}

/**
 * Reads a window of groups that is the same every time, so that pages neither repeat nor lose a group: reads one more
 * group on either side, and further ones while an edge of the window is among groups of one name.
 */
export async function stablePage<T extends Positioned>(
  read: (first: number, max: number) => Promise<readonly T[]>,
  { first, max }: { first: number; max: number },
): Promise<T[]> {
  let start = Math.max(0, first - 1);
  let end = first + max + 1;
  for (let step = FIRST_STEP; ; step *= 4) {
    const groups = await read(start, end - start);
    const nameAt = (position: number): string | undefined => groups[position - start]?.name;
    const last = Math.min(first + max, start + groups.length) - 1;
    if (last < first) return [];
    const cutBefore = start > 0 && nameAt(start) === nameAt(first);
    const cutAfter = groups.length === end - start && nameAt(end - 1) === nameAt(last);
    if (!cutBefore && !cutAfter) return orderByNameAndId(groups).slice(first - start, first - start + max);
    if (cutBefore) start = Math.max(0, start - step);
    if (cutAfter) end += step;
  }
}
