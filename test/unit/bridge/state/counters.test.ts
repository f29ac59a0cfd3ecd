import { createCounters, type CounterMemo } from '../../../../bridge/state/counters.ts';

/** Counters over a store that outlives them. */
function fixture() {
  const stored = new Map<string, CounterMemo>();
  const start = () =>
    createCounters({
      recall: (realm) => Promise.resolve(stored.get(realm)),
      remember: (realm, memo) => void stored.set(realm, structuredClone(memo)),
    });
  return { stored, start };
}

describe('a counter', () => {
  it('counts an id once, with the time of the last', async () => {
    const counter = await fixture().start().open('acme');
    counter.add('ann', 1, false);
    counter.add('ann', 2, false);
    expect([...counter.times]).toEqual([['ann', 2]]);
  });

  it('knows since when there are too many', async () => {
    const counter = await fixture().start().open('acme');
    counter.add('ann', 1, false);
    expect(counter.since).toBeUndefined();
    counter.add('bob', 2, true);
    counter.add('eve', 3, true);
    expect(counter.since).toBe(2);
    counter.reset();
    expect([counter.since, counter.times.size]).toEqual([undefined, 0]);
  });

  it('forgets what was counted before a time', async () => {
    const counter = await fixture().start().open('acme');
    for (const [time, id] of ['ann', 'bob', 'eve'].entries()) counter.add(id, time, false);
    counter.forgetBefore(1);
    expect([...counter.times.keys()]).toEqual(['bob', 'eve']);
  });

  it('outlives the process, and a realm that is forgotten is read anew', async () => {
    const { stored, start } = fixture();
    (await start().open('acme')).add('ann', 1, true);
    const counters = start();
    expect((await counters.open('acme')).since).toBe(1);
    stored.delete('acme');
    expect((await counters.open('acme')).since).toBe(1);
    counters.forget('acme');
    expect((await counters.open('acme')).since).toBeUndefined();
  });

  it('begins with nothing if the store cannot be read', async () => {
    const counters = createCounters({
      recall: () => Promise.reject(new Error('The disk is gone.')),
      remember: () => undefined,
    });
    expect((await counters.open('acme')).times.size).toBe(0);
  });
});
