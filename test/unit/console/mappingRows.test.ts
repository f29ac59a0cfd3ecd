import {
  changeFor,
  mergedRow,
  ownRows,
  shownRows,
  withOwnRow,
  withOwnRows,
  withRow,
  type MappingRow,
} from '../../../console/src/pages/mapping/rows.ts';

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

  it('are put into the configuration, of which the rest stays', () => {
    const configuration = { enabled: true, profile: 'generic', config: { version: 1 as const } };
    const withTitle = withOwnRow(configuration, 'user', undefined, { scim: 'title', lookup: true });
    expect(withTitle.config).toEqual({ version: 1, mapping: { user: [{ scim: 'title', lookup: true }] } });
    expect(withOwnRow(withTitle, 'user', 0, undefined)).toEqual(configuration);
  });

  it('are merged with what they inherit, also while a member is no text', () => {
    expect(mergedRow({ scim: 'title', lookup: true }, TITLE)).toEqual({ ...TITLE, lookup: true });
    expect(mergedRow({ scim: 'title', keycloak: null }, TITLE)).toEqual({ ...TITLE, keycloak: '' });
  });
});
