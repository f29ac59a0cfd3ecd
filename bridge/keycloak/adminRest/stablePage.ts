/** What a window is cut out of: groups in the order of their names. */
interface Named {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
}

/** How many more groups are read at first where a window cuts through groups of one name. */
const STEP = 10;

/** Keycloak orders by name alone; groups of one name, below different parents, come in any order: the id decides. */
function settled<T extends Named>(groups: readonly T[]): T[] {
  const runs = [...Map.groupBy(groups, ({ name }) => name).values()];
  return runs.flatMap((run) => run.sort((a, b) => ((a.id ?? '') < (b.id ?? '') ? -1 : 1)));
}

/**
 * A window on groups that is the same whenever it is asked for, so that pages neither repeat nor lose a group: one more
 * group is read on either side, and further ones while the window's edge runs through groups of one name.
 */
export async function stableWindow<T extends Named>(
  read: (first: number, max: number) => Promise<readonly T[]>,
  { first, max }: { first: number; max: number },
): Promise<T[]> {
  let start = Math.max(0, first - 1);
  let end = first + max + 1;
  for (let step = STEP; ; step *= 4) {
    const groups = await read(start, end - start);
    const nameAt = (position: number): string | undefined => groups[position - start]?.name;
    const last = Math.min(first + max, start + groups.length) - 1;
    if (last < first) return [];
    const cutBefore = start > 0 && nameAt(start) === nameAt(first);
    const cutAfter = groups.length === end - start && nameAt(end - 1) === nameAt(last);
    if (!cutBefore && !cutAfter) return settled(groups).slice(first - start, first - start + max);
    if (cutBefore) start = Math.max(0, start - step);
    if (cutAfter) end += step;
  }
}
