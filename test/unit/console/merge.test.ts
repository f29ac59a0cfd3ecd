import { isSame, merge, type Choices } from '../../../console/src/configuration/merge.ts';

/** What comes of a merge, with the places in short. */
function outcome(base: unknown, theirs: unknown, mine: unknown, choices?: Choices) {
  const { merged, places } = merge({ base, theirs, mine }, choices);
  return { merged, places: places.map(({ path, changedBy }) => `${path}: ${changedBy}`) };
}

describe('a merge of what two people made of a configuration', () => {
  it('takes what each of them has changed where the other has not', () => {
    const base = {
      profile: 'generic',
      config: { version: 1, email: 'keep', brake: { users: 5, percent: 10 } },
    };
    const theirs = { profile: 'azure', config: { version: 1, brake: { users: 5, percent: 25 } } };
    const mine = {
      profile: 'generic',
      config: { version: 1, email: 'keep', ownership: 'own', brake: { users: 7, percent: 10 } },
    };
    expect(outcome(base, theirs, mine)).toEqual({
      merged: {
        profile: 'azure',
        config: { version: 1, ownership: 'own', brake: { users: 7, percent: 25 } },
      },
      places: [
        'profile: theirs',
        'config.brake.users: mine',
        'config.brake.percent: theirs',
        'config.email: theirs',
        'config.ownership: mine',
      ],
    });
  });

  it('takes the chosen one where both have made something else of it, and what both have done without asking', () => {
    const [base, theirs, mine] = [
      { email: 'keep', ownership: 'all' },
      { email: 'refuse', ownership: 'own' },
      { ownership: 'own' },
    ];
    expect(outcome(base, theirs, mine)).toEqual({ merged: mine, places: ['email: both'] });
    expect(outcome(base, theirs, mine, { email: 'theirs' }).merged).toEqual(theirs);
    expect(outcome(base, theirs, mine, { email: 'mine' }).merged).toEqual(mine);
  });

  it('asks about a section that one has removed and the other has changed', () => {
    const [base, mine] = [{ brake: { users: 5 } }, { brake: { users: 7 } }];
    expect(outcome(base, {}, mine)).toEqual({ merged: mine, places: ['brake: both'] });
    expect(outcome(base, {}, mine, { brake: 'theirs' }).merged).toEqual({});
  });

  it('takes new sections of the same name member by member', () => {
    expect(outcome({}, { a: { x: 1 } }, { a: { y: 2 } })).toEqual({
      merged: { a: { x: 1, y: 2 } },
      places: ['a.x: theirs', 'a.y: mine'],
    });
  });

  it('takes elements of lists by themselves: texts, and those with a name', () => {
    expect(outcome(['/a', '/b'], ['/b', '/c'], ['/a', '/b', '/d'])).toEqual({
      merged: ['/b', '/d', '/c'],
      places: ['[/a]: theirs', '[/d]: mine', '[/c]: theirs'],
    });
    const row = (scim: string, keycloak: string) => ({ scim, keycloak });
    expect(
      outcome(
        [row('title', 'a'), row('nickName', 'b')],
        [row('title', 'theirs'), row('nickName', 'b'), row('locale', 'c')],
        [row('title', 'mine'), row('nickName', 'mine')],
        { '[title].keycloak': 'theirs' },
      ),
    ).toEqual({
      merged: [row('title', 'theirs'), row('nickName', 'mine'), row('locale', 'c')],
      places: ['[title].keycloak: both', '[nickName].keycloak: mine', '[locale]: theirs'],
    });
  });

  it('keeps an order that one of them has changed, and asks about the whole list if both have', () => {
    expect(outcome(['a', 'b', 'c'], ['a', 'b', 'c', 'd'], ['c', 'b', 'a']).merged).toEqual([
      'c',
      'd',
      'b',
      'a',
    ]);
    expect(outcome(['a', 'b', 'c'], ['b', 'a', 'c'], ['a', 'c', 'b'])).toEqual({
      merged: ['a', 'c', 'b'],
      places: [': both'],
    });
  });

  it('takes a list whose elements have no names of their own as a whole', () => {
    expect(outcome([{ x: 1 }], [{ x: 1 }, { x: 2 }], [{ x: 1 }])).toEqual({
      merged: [{ x: 1 }, { x: 2 }],
      places: [': theirs'],
    });
    expect(outcome(['a', 'a'], ['a', 'a', 'b'], ['a']).places).toEqual([': both']);
  });
});

describe('two values', () => {
  it('are the same whatever the order of their members, but not of their elements', () => {
    expect(isSame({ a: 1, b: [{ c: null }] }, { b: [{ c: null }], a: 1 })).toBe(true);
    expect(isSame(['a', 'b'], ['b', 'a'])).toBe(false);
    expect(isSame({ a: undefined }, { b: undefined })).toBe(false);
    expect(isSame({ a: 1 }, { a: 1, b: 2 })).toBe(false);
  });
});
