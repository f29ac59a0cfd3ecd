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

describe('a file', () => {
  it.each([
    ['text', Buffer.from('this is no database at all, it is a text'.repeat(100))],
    ['a few bytes', Buffer.from('x')],
    ['a header and garbage', Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(9_000, 0xa5)])],
  ])('of %s is moved aside and begun anew, which is told once', async (_what, garbage) => {
    const file = inFolder('journal.db');
    writeFileSync(file, garbage);
    const { store, told } = stores.open(file);
    store.append(entry());
    expect((await store.query({ realm: 'acme' })).entries).toHaveLength(1);
    const aside = readdirSync(path.dirname(file)).filter((name) => name.startsWith('journal.db.damaged-'));
    expect(aside).toHaveLength(1);
    expect(readFileSync(path.join(path.dirname(file), aside[0] ?? '')).equals(garbage)).toBe(true);
    expect(told).toEqual([expect.stringContaining('is damaged')]);
    expect(store.stats()).toMatchObject({ written: 1, dropped: 0, healthy: true });
  });

  it('that is damaged behind its first page is begun anew', async () => {
    const file = inFolder('journal.db');
    const { store, told } = stores.open(file);
    for (let n = 0; n < 5_000; n += 1) store.append(entry());
    await store.close();
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.fill(0xa5, 4096));
    const { store: again, told: toldAgain } = stores.open(file);
    again.append(entry({ requestId: 'after' }));
    await eventually(() => again.stats().written === 1);
    expect((await again.query({ realm: 'acme' })).entries).toEqual([
      expect.objectContaining({ requestId: 'after' }),
    ]);
    expect([told, toldAgain]).toEqual([[], [expect.stringContaining('is damaged')]]);
  });

  it('that is removed is begun anew, and nothing is lost but what was in it', async () => {
    const file = inFolder('data', 'journal.db');
    const { store, told } = stores.open(file);
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
    expect(told).toEqual([expect.stringContaining('was removed'), expect.stringContaining('was removed')]);
    expect(store.stats()).toMatchObject({ written: 3, dropped: 0, healthy: true });
  });

  it.each([
    ['of a newer bridge', 'PRAGMA user_version = 99', 'newer bridge'],
    ['of something else', 'CREATE TABLE users (id)', 'something else'],
  ])('%s is left as it is', async (_what, sql, problem) => {
    const file = inFolder('journal.db');
    const other = new DatabaseSync(file);
    other.exec(sql);
    other.close();
    const before = readFileSync(file);
    const { store, told } = stores.open(file);
    store.append(entry());
    await eventually(() => told.length > 0);
    await expect(store.query({ realm: 'acme' })).rejects.toThrow(problem);
    await store.close();
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(told).toEqual([
      expect.stringContaining(problem),
      'The journal was closed; lost before that: 1 entry.',
    ]);
  });

  it('that cannot be made is tried again until it can, and what waited is written', async () => {
    const file = inFolder('below', 'journal.db');
    writeFileSync(path.dirname(file), 'a file, not a folder');
    const { store, told } = stores.open(file, { queueLimit: 3 });
    for (let n = 0; n < 5; n += 1) store.append(entry({ requestId: String(n) }));
    await eventually(() => told.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await store.flush();
    expect(store.stats()).toMatchObject({ queued: 3, written: 0, dropped: 2, healthy: false });
    expect(told).toEqual([
      expect.stringMatching(/^The journal cannot be written; provisioning goes on .*EEXIST|ENOTDIR/),
    ]);
    unlinkSync(path.dirname(file));
    mkdirSync(path.dirname(file));
    await eventually(() => store.stats().healthy);
    expect(store.stats()).toEqual({ queued: 0, written: 3, dropped: 2, healthy: true });
    expect(told.slice(1)).toEqual(['The journal is written again; 2 entries were lost.']);
  });

  it('in a place where the system makes no folders is a problem, and the store ends when it is told to', async () => {
    const { store, told } = stores.open('/proc/nope/journal.db');
    store.append(entry());
    await eventually(() => !store.stats().healthy);
    await store.close();
    expect(told[0]).toMatch(/^The journal cannot be written; provisioning goes on /);
  });

  it('without room for anything is a problem, and the rest of the bridge is not told of it twice', async () => {
    const { store, told } = stores.open(inFolder('journal.db'), { maxBytes: 8_192 });
    store.append(entry());
    await eventually(() => told.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(told).toEqual([expect.stringContaining('full')]);
    expect(store.stats()).toMatchObject({ written: 0, healthy: false });
  });

  it('that is full makes room by deleting the oldest', async () => {
    const file = inFolder('journal.db');
    const maxBytes = 512 * 1024;
    const { store, told } = stores.open(file, { maxBytes });
    for (let n = 0; n < 3_000; n += 1)
      store.append(entry({ requestId: String(n), outcome: 'x'.repeat(1_000) }));
    const { entries } = await store.query({ realm: 'acme', limit: 500 });
    expect(store.stats()).toMatchObject({ written: 3_000, dropped: 0, healthy: true });
    expect(entries.length).toBeGreaterThan(150);
    expect(entries.length).toBeLessThan(450);
    expect(entries[0]?.requestId).toBe('2999');
    expect(told).toEqual([]);
    await store.close();
    expect(statSync(file).size).toBeLessThanOrEqual(maxBytes);
  });
});

describe('a worker', () => {
  it('that dies is replaced, which is told', async () => {
    const { store, told, kill, started } = openMortal(inFolder('journal.db'));
    store.append(entry({ requestId: 'before' }));
    await store.flush();
    await kill();
    expect(store.stats().healthy).toBe(false);
    store.append(entry({ requestId: 'after' }));
    await eventually(() => store.stats().healthy);
    const { entries } = await store.query({ realm: 'acme' });
    expect(entries.map(({ requestId }) => requestId)).toEqual(['after', 'before']);
    expect(told).toEqual([expect.stringContaining('ended'), 'The journal is written again.']);
    expect(started()).toBe(2);
  });

  it('that dies at work takes with it what it had, and no more', async () => {
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

  it('that does not answer keeps nobody waiting', async () => {
    const silent = new URL(
      'data:text/javascript,import { parentPort } from "node:worker_threads"; parentPort.on("message", () => {});',
    );
    const { store, told } = stores.open(inFolder('journal.db'), {
      answerWithin: 100,
      spawn: () => new Worker(silent),
    });
    store.append(entry());
    await expect(store.query({ realm: 'acme' })).rejects.toThrow('does not answer');
    await eventually(() => told.length > 0);
    expect(told).toEqual([expect.stringContaining('does not answer')]);
    const start = performance.now();
    await store.close();
    expect(performance.now() - start).toBeLessThan(10_000);
    expect(store.stats()).toMatchObject({ queued: 0, dropped: 1 });
  });

  it('that cannot be started is a problem and no exception', async () => {
    const { store, told } = stores.open(inFolder('journal.db'), {
      spawn: () => new Worker(new URL('file:///nowhere/worker.ts')),
    });
    store.append(entry());
    await eventually(() => told.length > 0);
    expect(told[0]).toContain('nowhere');
    await store.flush();
    expect(store.stats().healthy).toBe(false);
  });

  it('does not keep a process alive whose store is not closed', () => {
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
  it('both write, and see what the other wrote', async () => {
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
    expect([...one.told, ...two.told]).toEqual([]);
  });

  it('are told of a lock that is held too long, and write when it is gone', async () => {
    const file = inFolder('journal.db');
    const { store, told } = stores.open(file, { busyTimeout: 100 });
    await store.query({ realm: 'acme' });
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    store.append(entry());
    await eventually(() => told.length > 0);
    expect((await store.query({ realm: 'acme' })).entries).toEqual([]);
    other.exec('ROLLBACK');
    other.close();
    await eventually(() => store.stats().healthy);
    expect((await store.query({ realm: 'acme' })).entries).toHaveLength(1);
    expect(told).toEqual([expect.stringContaining('locked'), 'The journal is written again.']);
  });
});
