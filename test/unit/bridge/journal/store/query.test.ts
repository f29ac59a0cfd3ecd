import path from 'node:path';
import type { Store } from '../../../../../bridge/journal/store/store.ts';
import { createStores, entry } from '../entries.ts';
import { requests } from './requestIds.ts';

const stores = createStores();

afterEach(stores.clear);

describe('a query', () => {
  const JANE = { type: 'User', id: 'u1', name: 'Jané' };

  const filledStores = createStores();
  let filled: Store;

  beforeAll(() => {
    const { store } = filledStores.open(path.join(filledStores.folder(), 'journal.db'));
    store.append(entry({ requestId: '1', time: 100, resource: JANE, credential: { id: 'a', label: 'A' } }));
    store.append(
      entry({ requestId: '2', time: 200, kind: 'refusal', status: 409, error: 'taken', resource: JANE }),
    );
    store.append(
      entry({ requestId: '3', time: 300, kind: 'audit', status: 200, credential: { id: 'b', label: 'B' } }),
    );
    store.append(
      entry({ requestId: '4', time: 400, kind: 'alarm', status: 503, resource: { type: 'Group', id: 'g1' } }),
    );
    store.append(entry({ requestId: '4', time: 400, realm: 'globex' }));
    filled = store;
  });

  afterAll(filledStores.clear);

  it.each([
    [{}, ['4', '3', '2', '1']],
    [{ since: 200 }, ['4', '3', '2']],
    [{ until: 200 }, ['2', '1']],
    [{ since: 200, until: 300 }, ['3', '2']],
    [{ kinds: ['audit', 'alarm'] as const }, ['4', '3']],
    [{ kinds: [] }, []],
    [{ failed: true }, ['4', '2']],
    [{ failed: false }, ['3', '1']],
    [{ statuses: [409, 200] }, ['3', '2']],
    [{ credential: 'a' }, ['1']],
    [{ resources: ['u1', '#0'] }, ['2', '1']],
    [{ names: ['jané'] }, ['2', '1']],
    [{ requestId: '4' }, ['4']],
    [{ failed: true, names: ['jané'], since: 150 }, ['2']],
    [{ before: 3 }, ['2', '1']],
    [{ limit: 0 }, ['4']],
    [{ limit: Number.NaN }, ['4', '3', '2', '1']],
    [{ names: ["' OR 1=1 --"] }, []],
  ])('for %j finds %j', async (query, requestIds) => {
    expect(requests((await filled.query({ realm: 'acme', ...query })).entries)).toEqual(requestIds);
  });

  it('pages through all entries, each once, while others are added', async () => {
    const { store } = stores.open(path.join(stores.folder(), 'journal.db'), { batch: 50 });
    for (let n = 0; n < 1_000; n += 1) store.append(entry({ requestId: String(n) }));
    const seen: string[] = [];
    let before: number | undefined;
    do {
      const page = await store.query({
        realm: 'acme',
        limit: 37,
        ...(before === undefined ? {} : { before }),
      });
      seen.push(...requests(page.entries));
      before = page.next;
      for (let n = 0; n < 40; n += 1) store.append(entry({ requestId: 'later' }));
    } while (before !== undefined);
    expect(seen).toEqual(Array.from({ length: 1_000 }, (_, n) => String(999 - n)));
  });

  it('returns 50 entries by default, at most 500, and fewer if they are long', async () => {
    const { store } = stores.open(path.join(stores.folder(), 'journal.db'));
    for (let n = 0; n < 100; n += 1) store.append(entry({ outcome: 'x'.repeat(100_000) }));
    for (let n = 0; n < 600; n += 1) store.append(entry({ realm: 'globex' }));
    const { entries, next } = await store.query({ realm: 'acme', limit: 100 });
    expect(entries).toHaveLength(20);
    expect(next).toBe(entries.at(-1)?.id);
    expect((await store.query({ realm: 'globex' })).entries).toHaveLength(50);
    expect((await store.query({ realm: 'globex', limit: 9_999 })).entries).toHaveLength(500);
  });
});
