import { createSorter } from '../../../../realm-config/migrate/sorter.ts';
import type { Verdict } from '../../../../realm-config/migrate/verdict.ts';

/** Sorts users with these verdicts, whose names are their ids. */
function sorted(verdicts: Readonly<Record<string, Verdict>>) {
  const sorter = createSorter();
  for (const [id, verdict] of Object.entries(verdicts)) sorter.add({ id, name: id }, verdict);
  const { candidates, skipped, ...counts } = sorter.sorted();
  return { adopt: candidates.map(({ name }) => name), skipped: Object.fromEntries(skipped), ...counts };
}

describe('users of another SCIM server', () => {
  it('are adopted in their order, with and without externalId', () => {
    expect(
      sorted({
        ann: { kind: 'adopt', externalId: 'a' },
        ben: { kind: 'adopt' },
        cat: { kind: 'adopt', externalId: 'c' },
        dan: { kind: 'found', externalId: 'd' },
        eve: { kind: 'stranger' },
        fay: { kind: 'skip', reason: 'federated' },
      }),
    ).toEqual({
      adopt: ['ann', 'cat', 'ben'],
      found: 1,
      strangers: 1,
      skipped: { federated: { count: 1, first: ['fay'] } },
    });
  });

  it('are all left out if several have one externalId, case counting', () => {
    expect(
      sorted({
        ann: { kind: 'adopt', externalId: 'x' },
        ben: { kind: 'adopt', externalId: 'X' },
        cat: { kind: 'adopt', externalId: 'x' },
        dan: { kind: 'adopt', externalId: 'x' },
      }),
    ).toMatchObject({
      adopt: ['ben'],
      skipped: { sameExternalId: { count: 3, first: ['ann', 'cat', 'dan'] } },
    });
  });

  it.each([
    ['a stranger', { kind: 'stranger', externalId: 'x' }, ['ann']],
    ['a user of another source', { kind: 'skip', reason: 'otherSource', externalId: 'x' }, ['ann']],
    ['a user of the bridge', { kind: 'found', externalId: 'x' }, ['ann', 'other']],
  ] as const)('are left out if %s has the same externalId, whoever comes first', (_, other, names) => {
    const ann: Verdict = { kind: 'adopt', externalId: 'x' };
    for (const verdicts of [
      { ann, other },
      { other, ann },
    ]) {
      const { adopt, skipped } = sorted(verdicts);
      expect(adopt).toEqual([]);
      expect([...(skipped.sameExternalId?.first ?? [])].sort()).toEqual(names);
    }
  });

  it('are counted, and only the first of them are named', () => {
    const many = Array.from({ length: 25 }, (_, at): [string, Verdict] => [
      `user-${at}`,
      { kind: 'skip', reason: 'administrator' },
    ]);
    const { administrator } = sorted(Object.fromEntries(many)).skipped;
    expect(administrator?.count).toBe(25);
    expect(administrator?.first).toHaveLength(10);
  });
});
