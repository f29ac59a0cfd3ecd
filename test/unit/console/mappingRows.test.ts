import {
  changeFor,
  ownRows,
  shownRows,
  withOwnRows,
  withRow,
  type MappingRow,
} from '../../../console/src/pages/mapping/rows.ts';
import { rowOf, textsOf } from '../../../console/src/pages/mapping/rowText.ts';

const TITLE = { scim: 'title', keycloak: 'attributes.title' };
const MAPPED: readonly MappingRow[] = [
  {
    path: 'userName',
    source: 'profile',
    row: { scim: 'userName', keycloak: 'username' },
    inherited: { scim: 'userName', keycloak: 'username' },
  },
  { path: 'title', source: 'realm', row: { ...TITLE, keycloak: 'attributes.job' }, inherited: TITLE },
];
const SAVED = [{ scim: 'title', keycloak: 'attributes.job' }];

describe('the rows with what was typed', () => {
  it('are those in force as long as nothing was typed', () => {
    const [userName, title] = shownRows(MAPPED, SAVED, SAVED);
    expect(userName).toMatchObject({ source: 'profile', isEdited: false });
    expect(title).toMatchObject({
      source: 'realm',
      at: 0,
      isEdited: false,
      row: { keycloak: 'attributes.job' },
    });
  });

  it('have the new ones at their end, and those that were removed without a row', () => {
    const typed = [
      { scim: 'TITLE', keycloak: null },
      { scim: 'nickName', keycloak: 'attributes.nick' },
    ];
    const [, title, nickName] = shownRows(MAPPED, SAVED, typed);
    expect(title).toEqual({ scim: 'TITLE', inherited: TITLE, source: 'realm', at: 0, isEdited: true });
    expect(nickName).toMatchObject({ scim: 'nickName', at: 1, isEdited: true });
  });

  it('are what is inherited once the realm says nothing of it any more', () => {
    const [, title] = shownRows(MAPPED, SAVED, []);
    expect(title).toEqual({ scim: 'title', row: TITLE, inherited: TITLE, source: 'profile', isEdited: true });
  });
});

describe('the rows of the realm itself', () => {
  it('say only what differs from what is inherited', () => {
    expect(changeFor({ ...TITLE, required: true }, TITLE)).toEqual({ scim: 'title', required: true });
    expect(changeFor(TITLE, TITLE)).toBeUndefined();
    expect(changeFor(TITLE, undefined)).toEqual(TITLE);
  });

  it('are replaced, added and taken away at their place', () => {
    const other = { scim: 'nickName', keycloak: 'attributes.nick' };
    expect(withRow(SAVED, undefined, other)).toEqual([...SAVED, other]);
    expect(withRow(SAVED, 0, other)).toEqual([other]);
    expect(withRow(SAVED, 0, undefined)).toEqual([]);
  });

  it('are left out of the mapping with it when there are none', () => {
    expect(withOwnRows({ user: SAVED }, 'user', [])).toBeUndefined();
    expect(withOwnRows({ user: SAVED, quirks: [] }, 'user', [])).toEqual({ quirks: [] });
    expect(withOwnRows(undefined, 'group', SAVED)).toEqual({ group: SAVED });
    expect(ownRows({ user: 'nothing' }, 'user')).toEqual([]);
  });
});

describe('the form of a row', () => {
  it('changes what it shows and keeps the rest', () => {
    const row = {
      ...TITLE,
      lookup: true,
      transforms: ['trim' as const],
      aliases: ['jobTitle', { name: 'noTitle', transform: 'not' as const }],
    };
    const texts = { ...textsOf(row), absent: 'Guest', mirror: 'a, b' };
    expect(rowOf(row, texts)).toEqual({
      ...row,
      transforms: ['trim', { default: 'Guest' }],
      mirror: ['a', 'b'],
    });
    expect(rowOf(row, { ...textsOf(row), aliases: 'x' })).toEqual({
      ...row,
      aliases: ['x', { name: 'noTitle', transform: 'not' }],
    });
    expect(rowOf(row, textsOf(row))).toBe(row);
  });

  it('takes a default for a flag as true or false', () => {
    const row = { scim: 'active', keycloak: 'enabled' };
    expect(rowOf(row, { ...textsOf(row), absent: 'true' })).toEqual({
      ...row,
      transforms: [{ default: true }],
    });
  });

  it('says what an inherited row said, where that is taken back', () => {
    const row = { ...TITLE, direction: 'toScim' as const, required: true };
    const back = rowOf(row, { ...textsOf(row), direction: 'both', required: false });
    expect(changeFor(back, row)).toEqual({ scim: 'title', direction: 'both', required: false });
  });
});
