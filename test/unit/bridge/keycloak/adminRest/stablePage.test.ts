import fc from 'fast-check';
import { stableWindow } from '../../../../../bridge/keycloak/adminRest/stablePage.ts';

interface Group {
  readonly id: string;
  readonly name: string;
}

/** A store that orders by name alone: groups of one name come in another order with every question. */
function unsteady(groups: readonly Group[]) {
  const asked: [first: number, max: number][] = [];
  return {
    asked,
    read: (first: number, max: number): Promise<Group[]> => {
      asked.push([first, max]);
      const salt = asked.length;
      const shuffled = groups.map((group, at) => ({ group, key: (at * 7_919 + salt * 104_729) % 1_009 }));
      shuffled.sort((a, b) =>
        a.group.name === b.group.name ? a.key - b.key : a.group.name < b.group.name ? -1 : 1,
      );
      return Promise.resolve(shuffled.map(({ group }) => group).slice(first, first + max));
    },
  };
}

const named = (names: readonly string[]): Group[] => names.map((name, n) => ({ id: `id-${n}`, name }));

describe('stableWindow', () => {
  it('pages of any size show every group once, in one order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('a', 'b', 'c', 'same', 'Same'), { maxLength: 60 }),
        fc.integer({ min: 1, max: 12 }),
        async (names, size) => {
          const groups = named(names);
          const { read } = unsteady(groups);
          const paged: Group[] = [];
          for (let first = 0; first < groups.length + size; first += size) {
            paged.push(...(await stableWindow(read, { first, max: size })));
          }
          const order = (a: Group, b: Group): number =>
            a.name === b.name ? (a.id < b.id ? -1 : 1) : a.name < b.name ? -1 : 1;
          expect(paged).toEqual([...groups].sort(order));
        },
      ),
    );
  });

  it('asks once where names differ', async () => {
    const { read, asked } = unsteady(named(['a', 'b', 'c', 'd', 'e', 'f']));
    expect((await stableWindow(read, { first: 2, max: 2 })).map(({ name }) => name)).toEqual(['c', 'd']);
    expect(asked).toEqual([[1, 4]]);
  });

  it('asks once at the beginning and beyond the end', async () => {
    const { read, asked } = unsteady(named(['a', 'b']));
    expect(await stableWindow(read, { first: 0, max: 5 })).toHaveLength(2);
    expect(await stableWindow(read, { first: 7, max: 5 })).toEqual([]);
    expect(asked).toEqual([
      [0, 6],
      [6, 7],
    ]);
  });

  it('reads on where an edge runs through groups of one name, not over the whole store', async () => {
    const names = Array.from({ length: 1_000 }, (_, n) => String(n).padStart(4, '0'));
    names.fill('0500', 495, 505);
    const { read, asked } = unsteady(named(names));
    const window = await stableWindow(read, { first: 498, max: 4 });
    expect(window.map(({ id }) => id)).toEqual(['id-498', 'id-499', 'id-500', 'id-501']);
    expect(asked.length).toBeLessThanOrEqual(3);
    expect(Math.max(...asked.map(([, max]) => max))).toBeLessThan(100);
  });

  it('a window of nothing is empty', async () => {
    const { read } = unsteady(named(['a', 'b']));
    expect(await stableWindow(read, { first: 1, max: 0 })).toEqual([]);
  });
});
