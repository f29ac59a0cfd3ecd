import { readAll } from '../../../../../bridge/keycloak/port/readAll.ts';

const people = (count: number) => Array.from({ length: count }, (_, n) => ({ id: `id-${n}` }));

describe('readAll', () => {
  it('names nobody twice if somebody joins between two windows', async () => {
    const list = people(150);
    const find = ({ first, max }: { first: number; max: number }) => {
      const window = list.slice(first, first + max);
      list.unshift({ id: `joined-at-${first}` });
      return Promise.resolve(window);
    };
    const ids = (await readAll(find)).map(({ id }) => id);
    expect(ids).toHaveLength(150);
    expect(new Set(ids).size).toBe(150);
  });

  it('counts everybody once when it compares with a limit', async () => {
    const list = people(100);
    const find = ({ first }: { first: number }) => Promise.resolve(first === 0 ? list : list.slice(0, 50));
    expect(await readAll(find, 100)).toHaveLength(100);
    expect(await readAll(find, 99)).toBeUndefined();
  });
});
