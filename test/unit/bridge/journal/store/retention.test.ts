import { statSync } from 'node:fs';
import path from 'node:path';
import { UNSERVED_KEY } from '../../../../../bridge/journal/store/retention.ts';
import { createStores, entry, eventually } from '../entries.ts';

const stores = createStores();
const DAY = 86_400_000;

afterEach(stores.clear);

async function count(store: ReturnType<typeof stores.open>['store']): Promise<number> {
  let found = 0;
  let before: number | undefined;
  do {
    const page = await store.query({
      realm: 'acme',
      limit: 500,
      ...(before === undefined ? {} : { before }),
    });
    found += page.entries.length;
    before = page.next;
  } while (before !== undefined);
  return found;
}

describe('retention', () => {
  it('deletes entries older than the retention, at the start and periodically', async () => {
    const file = path.join(stores.folder(), 'journal.db');
    const start = Date.now();
    let now = start;
    const options = { retentionDays: 10, now: () => now };
    const { store } = stores.open(file, options);
    for (let n = 0; n < 3_000; n += 1) store.append(entry({ time: start - 5 * DAY + n }));
    for (let n = 0; n < 10; n += 1) store.append(entry({ time: start }));
    expect(await count(store)).toBe(3_010);
    await store.close();

    const sweeping = stores.open(file, { ...options, sweepEveryMs: 20 });
    expect(await count(sweeping.store)).toBe(3_010);
    now = start + 6 * DAY;
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await count(sweeping.store)).toBe(10);
    await sweeping.store.close();
    expect(statSync(file).size).toBeLessThan(200_000);

    now = start + 11 * DAY;
    const { store: last } = stores.open(file, options);
    expect(await count(last)).toBe(0);
    last.append(entry());
    expect((await last.query({ realm: 'acme' })).entries.map(({ id }) => id)).toEqual([3_011]);
  });

  it('keeps only the newest reads, and the newest refusals of realms that are not served', async () => {
    const { store } = stores.open(path.join(stores.folder(), 'journal.db'), {
      sweepEveryMs: 20,
      queueLimit: 30_000,
    });
    store.append(entry({ requestId: 'a write' }));
    for (let n = 0; n < 2_010; n += 1) store.append(entry({ realmKey: UNSERVED_KEY, requestId: String(n) }));
    for (let n = 0; n < 20_010; n += 1) store.append(entry({ kind: 'read', requestId: String(n) }));
    const oldest = async (requestId: string, kind: 'read' | 'write') =>
      (await store.query({ requestId, kinds: [kind] })).entries.length;
    await store.flush();
    while ((await oldest('9', 'read')) + (await oldest('9', 'write')) > 0);
    expect([await oldest('10', 'read'), await oldest('10', 'write')]).toEqual([1, 1]);
    expect(await oldest('a write', 'write')).toBe(1);
  });

  it('lets no realm push out the entries of another one, nor what administrators did', async () => {
    const file = path.join(stores.folder(), 'journal.db');
    const { store } = stores.open(file, { maxBytes: 1_000_000, sweepEveryMs: 20 });
    for (let n = 0; n < 20; n += 1) {
      store.append(entry({ realm: 'quiet', kind: 'write', requestId: `quiet ${n}` }));
      store.append(entry({ realm: 'noisy', kind: 'audit', requestId: `audit ${n}` }));
    }
    for (let n = 0; n < 200; n += 1) {
      store.append(entry({ realm: 'noisy', kind: 'refusal', status: 400, outcome: 'x'.repeat(16_000) }));
      if (n % 20 === 0) await store.flush();
    }
    await store.flush();
    await eventually(() => statSync(file).size <= 1_000_000);
    const left = async (realm: string, kind: 'write' | 'audit' | 'refusal') =>
      (await store.query({ realm, kinds: [kind], limit: 500 })).entries.length;
    expect(await left('quiet', 'write')).toBe(20);
    expect(await left('noisy', 'audit')).toBe(20);
    expect(await left('noisy', 'refusal')).toBeLessThan(100);
  });

  it('keeps the file below its maximum size by deleting the oldest entries, and shrinks it', async () => {
    const file = path.join(stores.folder(), 'journal.db');
    const { store } = stores.open(file);
    for (let n = 0; n < 4_000; n += 1)
      store.append(entry({ requestId: String(n), outcome: 'x'.repeat(500) }));
    await store.flush();
    await store.close();
    expect(statSync(file).size).toBeGreaterThan(2_000_000);

    const { store: small, notices } = stores.open(file, { maxBytes: 1_000_000, sweepEveryMs: 20 });
    await eventually(() => statSync(file).size <= 1_000_000);
    const { entries } = await small.query({ realm: 'acme', limit: 500 });
    expect(entries).toHaveLength(500);
    expect(entries[0]?.requestId).toBe('3999');
    const left = await count(small);
    expect(left).toBeGreaterThan(600);
    expect(left).toBeLessThan(1_800);
    expect(notices).toEqual([]);
  });
});
