import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import { createStores, entry, eventually } from '../entries.ts';

const stores = createStores();
const inFolder = (...names: string[]): string => path.join(stores.folder(), ...names);
const WORKER = new URL('../../../../../bridge/journal/store/storeWorker.ts', import.meta.url);

afterEach(stores.clear);

/** Opens a store with what ends its worker. */
function openMortal(file: string) {
  const workers: Worker[] = [];
  const opened = stores.open(file, {
    spawn: (workerData) => {
      const worker = new Worker(WORKER, { workerData });
      workers.push(worker);
      return worker;
    },
  });
  return { ...opened, kill: async () => workers.at(-1)?.terminate(), started: () => workers.length };
}

describe('a database file', () => {
  it.each([
    ['text', Buffer.from('this is no database at all, it is a text'.repeat(100))],
    ['a few bytes', Buffer.from('x')],
    ['a header and garbage', Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(9_000, 0xa5)])],
  ])('with %s is moved aside and replaced, with one notice', async (_what, garbage) => {
    const file = inFolder('journal.db');
    writeFileSync(file, garbage);
    const { store, notices } = stores.open(file);
    store.append(entry());
    expect((await store.query({ realm: 'acme' })).entries).toHaveLength(1);
    const aside = readdirSync(path.dirname(file)).filter((name) => name.startsWith('journal.db.damaged-'));
    expect(aside).toHaveLength(1);
    expect(readFileSync(path.join(path.dirname(file), aside[0] ?? '')).equals(garbage)).toBe(true);
    expect(notices).toEqual([expect.stringContaining('is damaged')]);
    expect(store.stats()).toMatchObject({ written: 1, dropped: 0, healthy: true });
  });

  it('damaged after its first page is replaced', async () => {
    const file = inFolder('journal.db');
    const { store, notices } = stores.open(file);
    for (let n = 0; n < 5_000; n += 1) store.append(entry());
    await store.close();
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.fill(0xa5, 4096));
    const { store: again, notices: laterNotices } = stores.open(file);
    again.append(entry({ requestId: 'after' }));
    await eventually(() => again.stats().written === 1);
    expect((await again.query({ realm: 'acme' })).entries).toEqual([
      expect.objectContaining({ requestId: 'after' }),
    ]);
    expect([notices, laterNotices]).toEqual([[], [expect.stringContaining('is damaged')]]);
  });

  it('that is removed is created again, and no new entry is lost', async () => {
    const file = inFolder('data', 'journal.db');
    const { store, notices } = stores.open(file);
    store.append(entry());
    await store.flush();
    unlinkSync(file);
    store.append(entry({ requestId: 'after' }));
    expect((await store.query({ realm: 'acme' })).entries).toEqual([
      expect.objectContaining({ requestId: 'after' }),
    ]);
    rmSync(path.dirname(file), { recursive: true });
    store.append(entry({ requestId: 'later' }));
    expect((await store.query({ realm: 'acme' })).entries).toEqual([
      expect.objectContaining({ requestId: 'later' }),
    ]);
    expect(notices).toEqual([expect.stringContaining('was removed'), expect.stringContaining('was removed')]);
    expect(store.stats()).toMatchObject({ written: 3, dropped: 0, healthy: true });
  });

  it.each([
    ['of a newer bridge', 'PRAGMA user_version = 99', 'newer bridge'],
    ['of something else', 'CREATE TABLE users (id)', 'something else'],
  ])('%s is not touched', async (_what, sql, problem) => {
    const file = inFolder('journal.db');
    const other = new DatabaseSync(file);
    other.exec(sql);
    other.close();
    const before = readFileSync(file);
    const { store, notices } = stores.open(file);
    store.append(entry());
    await eventually(() => notices.length > 0);
    await expect(store.query({ realm: 'acme' })).rejects.toThrow(problem);
    await store.close();
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(notices).toEqual([
      expect.stringContaining(problem),
      'The journal was closed; lost before that: 1 entry.',
    ]);
  });

  it('that cannot be created is tried again, and the waiting entries are written', async () => {
    const file = inFolder('below', 'journal.db');
    writeFileSync(path.dirname(file), 'a file, not a folder');
    const { store, notices } = stores.open(file, { queueLimit: 3 });
    for (let n = 0; n < 5; n += 1) store.append(entry({ requestId: String(n) }));
    await eventually(() => notices.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await store.flush();
    expect(store.stats()).toMatchObject({ queued: 3, written: 0, dropped: 2, healthy: false });
    expect(notices).toEqual([
      expect.stringMatching(/^The journal cannot be written; provisioning goes on .*EEXIST|ENOTDIR/),
    ]);
    unlinkSync(path.dirname(file));
    mkdirSync(path.dirname(file));
    await eventually(() => store.stats().healthy);
    expect(store.stats()).toEqual({ queued: 0, written: 3, dropped: 2, healthy: true });
    expect(notices.slice(1)).toEqual(['The journal is written again; 2 entries were lost.']);
  });

  it('in a folder that cannot be created is reported, and the store can be closed', async () => {
    const { store, notices } = stores.open('/proc/nope/journal.db');
    store.append(entry());
    await eventually(() => !store.stats().healthy);
    await store.close();
    expect(notices[0]).toMatch(/^The journal cannot be written; provisioning goes on /);
  });

  it('too small for any entry is reported once', async () => {
    const { store, notices } = stores.open(inFolder('journal.db'), { maxBytes: 8_192 });
    store.append(entry());
    await eventually(() => notices.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(notices).toEqual([expect.stringContaining('full')]);
    expect(store.stats()).toMatchObject({ written: 0, healthy: false });
  });

  it('that is full makes room by deleting the oldest entries', async () => {
    const file = inFolder('journal.db');
    const maxBytes = 512 * 1024;
    const { store, notices } = stores.open(file, { maxBytes });
    for (let n = 0; n < 3_000; n += 1)
      store.append(entry({ requestId: String(n), outcome: 'x'.repeat(1_000) }));
    const { entries } = await store.query({ realm: 'acme', limit: 500 });
    expect(store.stats()).toMatchObject({ written: 3_000, dropped: 0, healthy: true });
    expect(entries.length).toBeGreaterThan(150);
    expect(entries.length).toBeLessThan(450);
    expect(entries[0]?.requestId).toBe('2999');
    expect(notices).toEqual([]);
    await store.close();
    expect(statSync(file).size).toBeLessThanOrEqual(maxBytes);
  });
});

describe('a worker thread', () => {
  it('that dies is replaced, with a notice', async () => {
    const { store, notices, kill, started } = openMortal(inFolder('journal.db'));
    store.append(entry({ requestId: 'before' }));
    await store.flush();
    await kill();
    expect(store.stats().healthy).toBe(false);
    store.append(entry({ requestId: 'after' }));
    await eventually(() => store.stats().healthy);
    const { entries } = await store.query({ realm: 'acme' });
    expect(entries.map(({ requestId }) => requestId)).toEqual(['after', 'before']);
    expect(notices).toEqual([expect.stringContaining('ended'), 'The journal is written again.']);
    expect(started()).toBe(2);
  });

  it('that dies during a write loses that batch only', async () => {
    const { store, kill } = openMortal(inFolder('journal.db'));
    await store.flush();
    for (let n = 0; n < 2_000; n += 1) store.append(entry());
    const asked = store.query({ realm: 'acme' }).then(
      () => 'answered',
      () => 'refused',
    );
    await kill();
    await eventually(() => store.stats().queued === 0);
    expect(['answered', 'refused']).toContain(await asked);
    const { written, dropped } = store.stats();
    expect(written + dropped).toBe(2_000);
    expect(dropped).toBeLessThanOrEqual(500);
  });

  it('that does not answer delays neither requests nor the end of the process', async () => {
    const silent = new URL(
      'data:text/javascript,import { parentPort } from "node:worker_threads"; parentPort.on("message", () => {});',
    );
    const { store, notices } = stores.open(inFolder('journal.db'), {
      answerWithinMs: 100,
      closeWithinMs: 300,
      spawn: () => new Worker(silent),
    });
    store.append(entry());
    await expect(store.query({ realm: 'acme' })).rejects.toThrow('does not answer');
    await eventually(() => notices.length > 0);
    expect(notices).toEqual([expect.stringContaining('does not answer')]);
    const start = performance.now();
    await store.close();
    expect(performance.now() - start).toBeLessThan(5_000);
    expect(store.stats()).toMatchObject({ queued: 0, dropped: 1 });
  });

  it('that cannot be started is reported, and nothing throws', async () => {
    const { store, notices } = stores.open(inFolder('journal.db'), {
      spawn: () => new Worker(new URL('file:///nowhere/worker.ts')),
    });
    store.append(entry());
    await eventually(() => notices.length > 0);
    expect(notices[0]).toContain('nowhere');
    await store.flush();
    expect(store.stats().healthy).toBe(false);
  });

  it('does not keep the process alive if the store is not closed', () => {
    const url = new URL('../../../../../bridge/journal/store/store.ts', import.meta.url).href;
    const code = `
      import { openStore } from '${url}';
      const file = ${JSON.stringify(inFolder('journal.db'))};
      const store = openStore({ file, maxBytes: 1e7, retentionDays: 1, onProblem: console.log });
      store.append(${JSON.stringify(entry())});
      console.log((await store.query({ realm: 'acme' })).entries.length);
      store.append(${JSON.stringify(entry())});`;
    const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
      encoding: 'utf8',
      timeout: 20_000,
    });
    expect({ stdout, stderr, status }).toEqual({ stdout: '1\n', stderr: '', status: 0 });
  });
});

describe('two stores on one file', () => {
  it('both write, and each reads the entries of the other', async () => {
    const file = inFolder('journal.db');
    const one = stores.open(file);
    const two = stores.open(file);
    for (let n = 0; n < 2_000; n += 1) {
      one.store.append(entry({ requestId: 'one' }));
      two.store.append(entry({ requestId: 'two' }));
      if (n % 100 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await Promise.all([one.store.flush(), two.store.flush()]);
    await eventually(() => one.store.stats().written === 2_000 && two.store.stats().written === 2_000);
    for (const { store } of [one, two]) {
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
      expect(found).toBe(4_000);
    }
    expect([...one.notices, ...two.notices]).toEqual([]);
  });

  it('report a lock that is held too long, and write after its release', async () => {
    const file = inFolder('journal.db');
    const { store, notices } = stores.open(file, { busyTimeoutMs: 100 });
    await store.query({ realm: 'acme' });
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    store.append(entry());
    await eventually(() => notices.length > 0);
    expect((await store.query({ realm: 'acme' })).entries).toEqual([]);
    other.exec('ROLLBACK');
    other.close();
    await eventually(() => store.stats().healthy);
    expect((await store.query({ realm: 'acme' })).entries).toHaveLength(1);
    expect(notices).toEqual([expect.stringContaining('locked'), 'The journal is written again.']);
  });
});
