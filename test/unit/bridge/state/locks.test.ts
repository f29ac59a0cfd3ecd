import { setImmediate } from 'node:timers/promises';
import { createLocks } from '../../../../bridge/state/locks.ts';

/** Work that says when it begins and ends, and waits in between. */
function worker(log: string[]) {
  return (name: string, pauses = 3) =>
    async (): Promise<string> => {
      log.push(`${name} begins`);
      for (let i = 0; i < pauses; i += 1) await setImmediate();
      log.push(`${name} ends`);
      return name;
    };
}

describe('createLocks', () => {
  it('lets work under one key happen in turn', async () => {
    const log: string[] = [];
    const work = worker(log);
    const locks = createLocks();
    const done = await Promise.all([
      locks.run('ann', work('a', 5)),
      locks.run('ann', work('b', 1)),
      locks.run('ann', work('c', 0)),
    ]);
    expect(done).toEqual(['a', 'b', 'c']);
    expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  });

  it('lets work under other keys, and of other locks, go on', async () => {
    const log: string[] = [];
    const work = worker(log);
    const locks = createLocks();
    await Promise.all([
      locks.run('ann', work('a', 5)),
      locks.run('bob', work('b', 1)),
      createLocks().run('ann', work('c', 1)),
    ]);
    expect(log.slice(0, 3).sort()).toEqual(['a begins', 'b begins', 'c begins']);
    expect(log.at(-1)).toBe('a ends');
  });

  it('goes on after work that failed, and tells its own caller alone', async () => {
    const log: string[] = [];
    const work = worker(log);
    const locks = createLocks();
    const failing = locks.run('ann', async () => {
      await setImmediate();
      throw new Error('no');
    });
    const next = locks.run('ann', work('b'));
    await expect(failing).rejects.toThrow('no');
    await expect(next).resolves.toBe('b');
    await expect(locks.run('ann', work('c'))).resolves.toBe('c');
  });

  it('also catches work that throws before it waits', async () => {
    const locks = createLocks();
    const throwing = locks.run('ann', () => {
      throw new Error('at once');
    });
    await expect(throwing).rejects.toThrow('at once');
    await expect(locks.run('ann', () => Promise.resolve(1))).resolves.toBe(1);
  });

  it('keeps the order of many', async () => {
    const locks = createLocks();
    const log: number[] = [];
    await Promise.all(
      Array.from({ length: 200 }, (_, i) =>
        locks.run('ann', async () => {
          if (i % 3 === 0) await setImmediate();
          log.push(i);
        }),
      ),
    );
    expect(log).toEqual(log.toSorted((a, b) => a - b));
    expect(log).toHaveLength(200);
  });
});
