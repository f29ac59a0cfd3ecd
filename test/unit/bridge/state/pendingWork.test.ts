import { createPendingWork } from '../../../../bridge/state/pendingWork.ts';

describe('pending work', () => {
  it('is found by its key until it is done', () => {
    const pending = createPendingWork<{ id: string }>();
    const work = { id: 'ann' };
    pending.add('a', work);
    expect(pending.get('a')).toBe(work);
    pending.done('a');
    expect(pending.get('a')).toBeUndefined();
  });

  it('takes the place of earlier work of its key', () => {
    const pending = createPendingWork<{ id: string }>();
    pending.add('a', { id: 'ann' });
    pending.add('a', { id: 'bob' });
    expect(pending.get('a')).toEqual({ id: 'bob' });
  });

  it('forgets the oldest of too much', () => {
    const pending = createPendingWork<{ id: number }>();
    for (let id = 0; id <= 10_000; id += 1) pending.add(String(id), { id });
    expect(pending.get('0')).toBeUndefined();
    expect(pending.get('10000')).toEqual({ id: 10_000 });
  });
});
