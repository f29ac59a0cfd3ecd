import { assertQuick } from '../../../../support/load/quickly.ts';
import { patched, type SentOperation } from '../patching.ts';
import { ANN } from './patchedUser.ts';

describe('several operations', () => {
  it('apply to the result of those before', () => {
    const operations: SentOperation[] = [
      { op: 'remove', path: 'emails' },
      { op: 'add', path: 'emails', value: { value: 'n@x', type: 'work' } },
      { op: 'add', path: 'emails[type eq "work"].primary', value: true },
      { op: 'replace', path: 'roles[value eq "a"].value', value: 'c' },
      { op: 'remove', path: 'roles', value: [{ value: 'b' }] },
    ];
    expect(patched(ANN, operations)).toEqual({
      ...ANN,
      emails: [{ value: 'n@x', type: 'work', primary: true }],
      roles: [{ value: 'c' }],
    });
  });

  it('are quick on long lists', async () => {
    const value = Array.from({ length: 20_000 }, (_, i) => ({ value: `role ${i}` }));
    const addAndRemove = () =>
      patched({ roles: value }, [
        { op: 'add', path: 'roles', value },
        { op: 'remove', path: 'roles', value },
      ]);
    expect(addAndRemove()).toEqual({});
    await assertQuick(addAndRemove, 2_000);
  });
});
