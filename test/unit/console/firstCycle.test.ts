import { countsOf, csvRows, inList, partsOf } from '../../../console/src/pages/sources/firstCycle.ts';
import { readUserList } from '../../../console/src/pages/sources/userList.ts';

const work = (value: string) => [{ value, type: 'work', primary: true }];

describe('a list of users', () => {
  it('is CSV with the columns of a provider, in any order and with any separator', () => {
    const entra =
      'displayName,userPrincipalName,mail,accountEnabled\r\n"Lee, Ann",ann,ann@example.com,False\r\n';
    expect(readUserList(entra)).toEqual({
      users: [{ line: 2, user: { userName: 'ann', emails: work('ann@example.com'), active: false } }],
      mistakes: [],
    });
    const okta = '\uFEFFlogin;first name;External ID;status\nann;Ann;17;ACTIVE\n\nbob;;;\n';
    expect(readUserList(okta).users).toEqual([
      { line: 2, user: { userName: 'ann', externalId: '17', active: true, name: { givenName: 'Ann' } } },
      { line: 4, user: { userName: 'bob' } },
    ]);
  });

  it('has fields with quotes, separators and line breaks in quotes', () => {
    const { users } = readUserList('userName,email\n"a ""b"", c","x\ny"\nd,e');
    expect(users).toEqual([
      { line: 2, user: { userName: 'a "b", c', emails: work('x\ny') } },
      { line: 4, user: { userName: 'd', emails: work('e') } },
    ]);
  });

  it('is JSON: a user in each line, a list, or an answer of another SCIM server', () => {
    const [ann, bob] = [{ userName: 'ann' }, { userName: 'bob' }];
    const both = [
      { line: 1, user: ann },
      { line: 2, user: bob },
    ];
    for (const text of [
      `${JSON.stringify(ann)}\n${JSON.stringify(bob)}\n`,
      JSON.stringify([ann, bob], null, 2),
      JSON.stringify({ Resources: [ann, bob] }),
    ]) {
      expect(readUserList(text)).toEqual({ users: both, mistakes: [] });
    }
  });

  it('says which lines are odd', () => {
    expect(readUserList('name,phone\nann,1').mistakes).toEqual([{ code: 'noColumn', line: 1 }]);
    expect(readUserList('userName,email\nann,a\n,b\nAnn,c').mistakes).toEqual([
      { code: 'noUserName', line: 3 },
      { code: 'repeated', line: 4, detail: '2' },
    ]);
    expect(readUserList('{"userName":"ann"}\n{').mistakes).toEqual([{ code: 'noJson', line: 2 }]);
    expect(readUserList(' ')).toEqual({ users: [], mistakes: [] });
  });
});

describe('the preview of a first cycle', () => {
  const users = readUserList(
    `userName\n${Array.from({ length: 600 }, (_none, at) => `user${at}`).join('\n')}`,
  ).users;
  const row = { changes: [], notes: [], status: 409, outcome: 'conflict' as const };
  const counts = { created: 0, restored: 0, adopted: 0, unchanged: 0, conflict: 1, protected: 0, refused: 0 };

  it('is asked for in parts, whose rows are lines of the list', () => {
    const parts = partsOf(users);
    expect(parts.map((part) => part.length)).toEqual([250, 250, 100]);
    const explained = {
      counts,
      users: [{ ...row, row: 2, conflicts: [{ row: 1 }, { id: '7', name: 'ann' }] }],
    };
    expect(inList(explained, parts[1] ?? [])).toMatchObject([
      { row: 253, conflicts: [{ row: 252 }, { id: '7', name: 'ann' }], notes: [] },
    ]);
  });

  it('is counted by outcome, and exported', () => {
    const list = [
      { ...row, row: 2, userName: 'ann', conflicts: [{ row: 1 }, { id: '7', name: 'bob' }] },
      { ...row, row: 3, outcome: 'created' as const },
    ];
    expect(countsOf(list)).toEqual([
      ['conflict', 1],
      ['created', 1],
    ]);
    expect(csvRows(list)[1]).toEqual([
      2,
      'ann',
      'conflict',
      undefined,
      undefined,
      undefined,
      '',
      '#1 bob',
      409,
      '',
    ]);
  });
});
