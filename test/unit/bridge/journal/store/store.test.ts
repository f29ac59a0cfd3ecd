import { statSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { APPLICATION_ID, MIGRATIONS } from '../../../../../bridge/journal/store/migrations.ts';
import { createStores, entry, eventually } from '../entries.ts';
import { requests } from './requestIds.ts';

const stores = createStores();
const inFolder = (...names: string[]): string => path.join(stores.folder(), ...names);

afterEach(stores.clear);

describe('a store', () => {
  it('finds new entries, newest first, in a file that only its owner can read', async () => {
    const file = inFolder('new', 'data', 'journal.db');
    const { store, notices } = stores.open(file);
    const first = entry({ requestId: 'first', asked: { userName: 'jané \ud800 \0', a: [null, true, 1.5] } });
    store.append(first);
    store.append(entry({ requestId: 'second', realm: 'globex' }));
    store.append(entry({ requestId: 'third' }));
    const { entries, next } = await store.query({ realm: 'acme' });
    expect(requests(entries)).toEqual(['third', 'first']);
    expect(entries[1]).toEqual({ ...first, id: 1 });
    expect(next).toBeUndefined();
    expect(store.stats()).toEqual({ queued: 0, written: 3, dropped: 0, healthy: true });
    for (const [name, mode] of [
      [file, 0o600],
      [`${file}-wal`, 0o600],
      [path.dirname(file), 0o700],
    ] as const) {
      expect(statSync(name).mode & 0o777).toBe(mode);
    }
    expect(notices).toEqual([]);
  });

  it.each([':memory:', 'file'])('stores entries in %s', async (file) => {
    const { store } = stores.open(file === 'file' ? inFolder('journal.db') : file);
    store.append(entry());
    expect((await store.query({ realm: 'acme' })).entries).toHaveLength(1);
  });

  it('counts what came of the requests to realms since a time, and knows the last use of their credentials', async () => {
    const { store } = stores.open(':memory:');
    const at = (time: number, changes: Parameters<typeof entry>[0] = {}): void => {
      store.append(entry({ time, ...changes }));
    };
    at(99);
    at(100);
    at(101, { status: 200 });
    at(102, { kind: 'read', status: 200 });
    at(103, { kind: 'refusal', status: 409 });
    at(104, { kind: 'audit', status: 201 });
    at(105, { realm: 'globex', kind: 'refusal', status: 401 });
    at(106, { realm: 'initech' });
    store.used('acme', 'first', 7);
    store.used('acme', 'second', 5);
    expect(await store.activity(['acme', 'globex', 'unknown'], 100)).toEqual([
      { realm: 'acme', succeeded: 3, created: 1, failed: 1, lastUse: 7 },
      { realm: 'globex', succeeded: 0, created: 0, failed: 1, lastRefusal: 105 },
      { realm: 'unknown', succeeded: 0, created: 0, failed: 0 },
    ]);
    expect(await store.activity([], 100)).toEqual([]);
  });

  it('recalls the last of several values of a realm and name, also after a restart', async () => {
    const file = inFolder('journal.db');
    const { store } = stores.open(file);
    store.remember('acme', 'brake', { leavers: { a: 1 } });
    store.remember('acme', 'brake', { leavers: { a: 1, b: 2 }, since: 3 });
    store.remember('globex', 'brake', 'other');
    expect(await store.recall('acme', 'brake')).toEqual({ leavers: { a: 1, b: 2 }, since: 3 });
    store.remember('acme', 'brake', { leavers: {} });
    await store.close();
    const { store: again } = stores.open(file);
    expect(await again.recall('acme', 'brake')).toEqual({ leavers: {} });
    expect(await again.recall('globex', 'brake')).toBe('other');
    expect(await again.recall('acme', 'other')).toBeUndefined();
  });

  it('finds earlier entries after a restart, and continues their ids', async () => {
    const file = inFolder('journal.db');
    const { store } = stores.open(file);
    store.append(entry({ requestId: 'before' }));
    store.used('acme', 'token', 5);
    await store.close();
    const { store: again } = stores.open(file);
    again.append(entry({ requestId: 'after' }));
    const { entries } = await again.query({ realm: 'acme' });
    expect(entries.map(({ id, requestId }) => [id, requestId])).toEqual([
      [2, 'after'],
      [1, 'before'],
    ]);
    expect(await again.lastUses('acme')).toEqual(new Map([['token', 5]]));
  });

  it('finds every entry about a resource by any of its names and by its id, and nothing of other realms', async () => {
    const { store } = stores.open(':memory:');
    const about = (requestId: string, name: string | undefined, realm = 'acme') =>
      entry({
        requestId,
        realm,
        resource: { type: 'User', id: 'id-1', ...(name === undefined ? {} : { name }) },
      });
    store.append(about('created', 'Ann'));
    store.append(about('renamed', 'Anna'));
    store.append(about('unnamed', undefined));
    store.append(about('elsewhere', 'ann', 'globex'));
    store.append(entry({ requestId: 'other', resource: { type: 'User', id: 'id-2', name: 'bob' } }));
    store.append(entry({ requestId: 'refused', resource: { type: 'User', name: 'ann' } }));
    const find = async (name: string) =>
      requests((await store.query({ realm: 'acme', names: [name] })).entries);
    expect(await find('ann')).toEqual(['refused', 'unnamed', 'renamed', 'created']);
    expect(await find('anna')).toEqual(['unnamed', 'renamed', 'created']);
    expect(await find('id-1')).toEqual(['unnamed', 'renamed', 'created']);
    expect(await find('nobody')).toEqual([]);
  });

  it('finds a person by a name or address from before the first entry about the person', async () => {
    const { store } = stores.open(':memory:');
    const about = (requestId: string, name: string, aliases?: string[]) =>
      entry({ requestId, resource: { type: 'User', id: 'id-1', name, ...(aliases && { aliases }) } });
    store.append(about('renamed', 'anna', ['Ann', 'ann@x.test']));
    store.append(about('deleted', 'anna'));
    store.append(
      entry({ requestId: 'refused', resource: { type: 'User', name: 'a', aliases: ['ann@x.test'] } }),
    );
    store.append(
      entry({ requestId: 'again', resource: { type: 'User', name: 'a', aliases: ['ann@x.test'] } }),
    );
    const find = async (name: string) =>
      requests((await store.query({ realm: 'acme', names: [name] })).entries);
    expect(await find('ann')).toEqual(['deleted', 'renamed']);
    expect(await find('ann@x.test')).toEqual(['again', 'refused', 'deleted', 'renamed']);
    expect(requests((await store.query({ requestId: 'refused' })).entries)).toEqual(['refused']);
  });

  it('forgets a name with the last entry that has it', async () => {
    const file = inFolder('journal.db');
    const day = 86_400_000;
    const { store } = stores.open(file, { sweepEveryMs: 20, retentionDays: 10 });
    const about = (name: string, days: number) =>
      entry({ time: Date.now() - days * day, resource: { type: 'User', id: 'id-1', name } });
    store.append(about('ann', 11));
    store.append(about('anna', 0));
    await store.flush();
    const names = () => {
      const db = new DatabaseSync(file, { readOnly: true });
      const rows = db.prepare('SELECT alias FROM alias').all();
      db.close();
      return rows.map(({ alias }) => alias);
    };
    await eventually(() => !names().includes('ann'));
    expect(names()).toEqual(['anna']);
  });

  it('finds the names in a file of the version before', async () => {
    const file = inFolder('journal.db');
    const db = new DatabaseSync(file);
    for (const migration of MIGRATIONS.slice(0, 2)) db.exec(migration);
    db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = 2`);
    const insert = db.prepare(
      `INSERT INTO entry (time, realm, kind, status, request, resource, name, body)
       VALUES (?, 'acme', 'write', 200, ?, ?, ?, ?)`,
    );
    for (const [requestId, id, name, changes] of [
      ['renamed', 'id-1', 'anna', [{ what: 'renamed', from: 'Ann', to: 'anna' }]],
      ['deleted', 'id-1', 'anna', undefined],
      ['refused', undefined, 'anna', undefined],
    ] as const) {
      const made = entry({
        requestId,
        resource: { type: 'User', name, ...(id && { id }) },
        ...(changes && { changes }),
      });
      insert.run(made.time, requestId, id ?? null, name, JSON.stringify(made));
    }
    db.close();
    const { store, notices } = stores.open(file);
    const find = async (name: string) =>
      requests((await store.query({ realm: 'acme', names: [name] })).entries);
    expect(await find('anna')).toEqual(['refused', 'deleted', 'renamed']);
    expect(await find('ann')).toEqual(['deleted', 'renamed']);
    store.append(entry({ requestId: 'after', resource: { type: 'User', id: 'id-1', name: 'anna' } }));
    expect(await find('ann')).toEqual(['after', 'deleted', 'renamed']);
    expect(notices).toEqual([]);
  });

  it('finds the entry in which a request is counted, and forgets the request with that entry', async () => {
    const file = inFolder('journal.db');
    const { store } = stores.open(file, { sweepEveryMs: 20, retentionDays: 10 });
    const counts = (requestIds: string[], days: number, realm = 'acme') =>
      entry({ ...{ requestId: '', realm, requestIds }, time: Date.now() - days * 86_400_000 });
    store.append(counts(['old'], 11));
    store.append(counts(['a', 'b', 'b'], 0));
    store.append(counts(['c'], 0, 'globex'));
    store.append(entry({ requestId: 'a' }));
    const find = async (requestId: string, realm?: string) =>
      (await store.query({ requestId, ...(realm && { realm }) })).entries.map(({ id }) => id);
    expect([await find('a'), await find('b', 'acme'), await find('c')]).toEqual([[4, 2], [2], [3]]);
    expect([await find('c', 'acme'), await find('none')]).toEqual([[], []]);
    const counted = () => {
      const db = new DatabaseSync(file, { readOnly: true });
      const rows = db.prepare('SELECT request FROM counted').all();
      db.close();
      return rows.map(({ request }) => request);
    };
    await eventually(() => !counted().includes('old'));
    expect(counted().sort()).toEqual(['a', 'b', 'c']);
  });

  it('stores the last use of each credential', async () => {
    const { store } = stores.open(inFolder('journal.db'));
    for (let time = 1; time <= 1000; time += 1) store.used('acme', 'a', time);
    store.used('acme', 'b', 7);
    store.used('globex', 'a', 9);
    await store.flush();
    store.used('acme', 'a', 500);
    expect(await store.lastUses('acme')).toEqual(
      new Map([
        ['a', 1000],
        ['b', 7],
      ]),
    );
    expect(await store.lastUses('nobody')).toEqual(new Map());
  });

  it('writes entries after a short delay, and closes quickly', async () => {
    const { store } = stores.open(inFolder('journal.db'));
    store.append(entry());
    store.used('acme', 'a', 1);
    const closed = store.close();
    expect(store.close()).toBe(closed);
    store.append(entry());
    store.used('acme', 'a', 2);
    await closed;
    await store.flush();
    expect(store.stats()).toMatchObject({ queued: 0, written: 1, dropped: 1 });
    await expect(store.query({ realm: 'acme' })).rejects.toThrow('closed');
  });

  it('drops and counts the oldest entries when too many wait', async () => {
    const { store, notices } = stores.open(inFolder('journal.db'), { queueLimit: 10, sweepEveryMs: 100 });
    for (let n = 0; n < 25; n += 1) store.append(entry({ requestId: String(n) }));
    expect(store.stats()).toMatchObject({ queued: 10, dropped: 15 });
    expect(requests((await store.query({ realm: 'acme' })).entries)).toEqual([
      '24',
      '23',
      '22',
      '21',
      '20',
      '19',
      '18',
      '17',
      '16',
      '15',
    ]);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(notices).toEqual(['More was to be written into the journal than could be; lost: 15 entries.']);
  });

  it('drops an entry that has no JSON form, and writes the others', async () => {
    const { store } = stores.open(inFolder('journal.db'));
    const endless: Record<string, unknown> = {};
    endless.self = endless;
    store.append({ ...entry(), asked: endless as never });
    store.append(entry({ outcome: 'x'.repeat(2_000_000) }));
    store.append(entry());
    await store.flush();
    expect(store.stats()).toMatchObject({ written: 1, dropped: 2, healthy: true });
  });
});
