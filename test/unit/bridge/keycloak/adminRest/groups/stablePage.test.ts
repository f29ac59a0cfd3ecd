import fc from 'fast-check';
import { stablePage } from '../../../../../../bridge/keycloak/adminRest/groups/stablePage.ts';

interface Group {
  readonly id: string;
  readonly name: string;
}

/** Creates a store that orders by name only: groups of one name come in another order with every read. */
function createUnstableStore(groups: readonly Group[]) {
  const windows: [first: number, max: number][] = [];
  return {
    windows,
    read: (first: number, max: number): Promise<Group[]> => {
      windows.push([first, max]);
      const salt = windows.length;
      const shuffled = groups.map((group, at) => ({ group, key: (at * 7_919 + salt * 104_729) % 1_009 }));
      shuffled.sort((a, b) =>
        a.group.name === b.group.name ? a.key - b.key : a.group.name < b.group.name ? -1 : 1,
      );
      return Promise.resolve(shuffled.map(({ group }) => group).slice(first, first + max));
    },
  };
}

const named = (names: readonly string[]): Group[] => names.map((name, n) => ({ id: `id-${n}`, name }));

describe('stablePage', () => {
  it('shows every group once and in one order with pages of any size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('a', 'b', 'c', 'same', 'Same'), { maxLength: 60 }),
        fc.integer({ min: 1, max: 12 }),
        async (names, size) => {
          const groups = named(names);
          const { read } = createUnstableStore(groups);
          const paged: Group[] = [];
          for (let first = 0; first < groups.length + size; first += size) {
            paged.push(...(await stablePage(read, { first, max: size })));
          }
          const order = (a: Group, b: Group): number =>
            a.name === b.name ? (a.id < b.id ? -1 : 1) : a.name < b.name ? -1 : 1;
          expect(paged).toEqual([...groups].sort(order));
        },
      ),
    );
  });

  it('reads once if the names differ', async () => {
    const { read, windows } = createUnstableStore(named(['a', 'b', 'c', 'd', 'e', 'f']));
    expect((await stablePage(read, { first: 2, max: 2 })).map(({ name }) => name)).toEqual(['c', 'd']);
    expect(windows).toEqual([[1, 4]]);
  });

  it('reads once at the beginning and beyond the end', async () => {
    const { read, windows } = createUnstableStore(named(['a', 'b']));
    expect(await stablePage(read, { first: 0, max: 5 })).toHaveLength(2);
    expect(await stablePage(read, { first: 7, max: 5 })).toEqual([]);
    expect(windows).toEqual([
      [0, 6],
      [6, 7],
    ]);
  });

  it('reads more groups if an edge is among groups of one name, but not the whole store', async () => {
    const names = Array.from({ length: 1_000 }, (_, n) => String(n).padStart(4, '0'));
    names.fill('0500', 495, 505);
    const { read, windows } = createUnstableStore(named(names));
    const window = await stablePage(read, { first: 498, max: 4 });
    expect(window.map(({ id }) => id)).toEqual(['id-498', 'id-499', 'id-500', 'id-501']);
    expect(windows.length).toBeLessThanOrEqual(3);
    expect(Math.max(...windows.map(([, max]) => max))).toBeLessThan(100);
  });

  it('returns nothing for an empty window', async () => {
    const { read } = createUnstableStore(named(['a', 'b']));
    expect(await stablePage(read, { first: 1, max: 0 })).toEqual([]);
  });
});
