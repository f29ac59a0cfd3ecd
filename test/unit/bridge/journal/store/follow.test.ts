import { rmSync } from 'node:fs';
import path from 'node:path';
import type { Followed, Query } from '../../../../../bridge/journal/entry.ts';
import { createJournal } from '../../../../../bridge/journal/journal.ts';
import type { Store } from '../../../../../bridge/journal/store/store.ts';
import { createStores, entry, eventually } from '../entries.ts';

const stores = createStores();
const following: AbortController[] = [];

afterEach(async () => {
  for (const controller of following.splice(0)) controller.abort();
  await stores.clear();
});

/** Follows, and collects what comes. */
function collect(open: (signal: AbortSignal) => AsyncIterable<Followed>) {
  const controller = new AbortController();
  following.push(controller);
  const pages: Followed[] = [];
  const ended = (async () => {
    for await (const page of open(controller.signal)) pages.push(page);
  })();
  return {
    ids: () => pages.flatMap(({ entries }) => entries.map(({ id }) => id)),
    requests: () => pages.flatMap(({ entries }) => entries.map(({ requestId }) => requestId)),
    pages: () => pages,
    started: () => eventually(() => pages.length > 0),
    end: async () => {
      controller.abort();
      await ended;
    },
    ended,
  };
}

const follow = (store: Store, after?: number, query: Partial<Query> = {}) =>
  collect((signal) => store.follow({ ...query, realm: 'acme' }, after, signal));

describe('following a realm in the store', () => {
  it('begins after what was added before, and goes on with each new entry of the realm', async () => {
    const { store } = stores.open(':memory:');
    store.append(entry({ requestId: 'before' }));
    const followed = follow(store);
    await followed.started();
    expect(followed.pages()[0]).toEqual({ entries: [], reached: 1 });
    store.append(entry({ requestId: 'a' }));
    store.append(entry({ requestId: 'other', realm: 'globex' }));
    store.append(entry({ requestId: 'b' }));
    await eventually(() => followed.ids().length === 2);
    store.append(entry({ requestId: 'c' }));
    await eventually(() => followed.ids().length === 3);
    expect(followed.requests()).toEqual(['a', 'b', 'c']);
    expect(followed.ids()).toEqual([2, 4, 5]);
    await followed.end();
  });

  it('resumes after an id without a gap or a repetition, in small pages', async () => {
    const { store } = stores.open(':memory:');
    for (let i = 1; i <= 25; i += 1) store.append(entry({ requestId: `r${i}` }));
    await store.flush();
    const followed = follow(store, 5, { limit: 4 });
    for (let i = 26; i <= 50; i += 1) store.append(entry({ requestId: `r${i}` }));
    await eventually(() => followed.ids().length >= 45);
    expect(followed.ids()).toEqual(Array.from({ length: 45 }, (_, i) => i + 6));
    expect(Math.max(...followed.pages().map(({ entries }) => entries.length))).toBe(4);
    await followed.end();
  });

  it('passes over entries that do not match, and remembers that it has seen them', async () => {
    const { store } = stores.open(':memory:');
    const followed = follow(store, 0, { failed: true });
    await followed.started();
    store.append(entry({ requestId: 'fine' }));
    store.append(entry({ requestId: 'refused', status: 409 }));
    store.append(entry({ requestId: 'fine too' }));
    await eventually(() => followed.pages().at(-1)?.reached === 3);
    expect(followed.requests()).toEqual(['refused']);
    await followed.end();
  });

  it('goes on with all entries of a store that was begun anew', async () => {
    const file = path.join(stores.folder(), 'journal.db');
    const { store } = stores.open(file);
    for (let i = 0; i < 9; i += 1) store.append(entry());
    await store.flush();
    const followed = follow(store, 9);
    await followed.started();
    for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix);
    store.append(entry({ requestId: 'anew' }));
    await eventually(() => followed.ids().length > 0);
    expect(followed.requests()).toEqual(['anew']);
    await followed.end();
  });

  it('holds at most some hundred thousand characters at once', async () => {
    const { store } = stores.open(':memory:');
    for (let i = 0; i < 40; i += 1) store.append(entry({ asked: 'x'.repeat(50_000) }));
    const followed = follow(store, 0);
    await eventually(() => followed.ids().length === 40);
    expect(Math.max(...followed.pages().map(({ entries }) => entries.length))).toBeLessThanOrEqual(5);
    await followed.end();
  });

  it('ends with a failure once the store is closed', async () => {
    const { store } = stores.open(':memory:');
    const followed = follow(store);
    await followed.started();
    await store.close();
    store.wake('acme');
    await expect(followed.ended).rejects.toThrow('The journal is closed.');
  });
});

describe('following a realm in the journal', () => {
  it('ends when another realm has its name, and shows none of its entries', async () => {
    const { store } = stores.open(':memory:');
    const journal = createJournal({ store, personalData: 'keep' });
    expect(journal.follow({ realm: 'acme' }, undefined)).toBeUndefined();
    journal.identify('acme', 'first');
    const followed = collect((signal) => journal.follow({ realm: 'acme' }, 0)!(signal)); // eslint-disable-line @typescript-eslint/no-non-null-assertion -- identified
    journal.record(entry({ requestId: 'of the first' }));
    await eventually(() => followed.ids().length === 1);
    expect(followed.pages().flatMap(({ entries }) => entries)[0]).not.toHaveProperty('realmKey');
    journal.identify('acme', 'second');
    journal.record(entry({ requestId: 'of the second' }));
    await followed.ended;
    expect(followed.requests()).toEqual(['of the first']);
  });
});
