import { GROUP_TYPE, USER_TYPE } from '../../../../scim/schema/resourceTypes.ts';
import type { RowChange } from '../../../../mappers/document/types.ts';
import { layRows, type LocatedRow } from '../../../../mappers/document/layers.ts';
import { formatMistake } from '../../../../documents/mistake.ts';
import { frozen } from '../../scim/reading.ts';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const ACME = 'urn:ietf:params:scim:schemas:extension:Acme:2.0:User';
const MOBILE = 'phoneNumbers[type eq "mobile"].value';

const BASE: readonly RowChange[] = [
  { scim: 'userName', keycloak: 'username', aliases: ['login'] },
  { scim: 'title', keycloak: 'attributes.title', lookup: true, transforms: ['trim'] },
  { scim: `${ENTERPRISE}:department`, keycloak: 'attributes.department' },
  { scim: `${ACME}:Tag`, keycloak: 'attributes.tag', type: 'string' },
  { scim: MOBILE, keycloak: 'attributes.mobile' },
];

const lay = (inherited: readonly LocatedRow[], file: string, changes: readonly RowChange[]) =>
  layRows(inherited, frozen(changes), { file, pointer: '/user' }, USER_TYPE);
const base = frozen(lay([], 'base.json', BASE).rows);
const over = (...changes: RowChange[]) => lay(base, 'acme.json', changes);
const rowOf = (rows: readonly LocatedRow[], path: string) => rows.find((row) => row.path === path);

describe('rows over no inherited rows', () => {
  it('are all new, in their order, each member at its place', () => {
    expect(base.map(({ row }) => row)).toEqual(BASE);
    expect(base[1]?.places).toEqual({
      scim: { file: 'base.json', pointer: '/user/1/scim' },
      keycloak: { file: 'base.json', pointer: '/user/1/keycloak' },
      lookup: { file: 'base.json', pointer: '/user/1/lookup' },
      transforms: { file: 'base.json', pointer: '/user/1/transforms' },
    });
  });

  it('have the canonical spelling of their path', () => {
    expect(base.map(({ path }) => path)).toEqual([
      'userName',
      'title',
      `${ENTERPRISE}:department`,
      `${ACME}:tag`.toLowerCase(),
      MOBILE,
    ]);
  });
});

describe('a row with the path of an inherited one', () => {
  it.each([
    ['title', 'title'],
    ['TITLE', 'title'],
    [`${CORE}:Title`, 'title'],
    ['username', 'userName'],
    [`${ENTERPRISE.toUpperCase()}:DEPARTMENT`, `${ENTERPRISE}:department`],
    [`${ACME.toUpperCase()}:TAG`, `${ACME}:tag`.toLowerCase()],
    ['phoneNumbers[ type  EQ "mobile" ].VALUE', MOBILE],
    [`${CORE}:PhoneNumbers[type eq "mobile"].value`, MOBILE],
  ])('changes it, as %s changes %s', (scim, path) => {
    const { rows, mistakes } = over({ scim, keycloak: 'attributes.elsewhere' });
    expect(mistakes).toEqual([]);
    expect(rows.map((row) => row.path)).toEqual(base.map((row) => row.path));
    expect(rowOf(rows, path)?.row).toEqual({
      ...rowOf(base, path)?.row,
      scim,
      keycloak: 'attributes.elsewhere',
    });
    expect(rows.filter((row) => row.path !== path)).toEqual(base.filter((row) => row.path !== path));
  });

  it('keeps the members that are not named', () => {
    const { rows } = over({ scim: 'title', mirror: 'pos', transforms: [] });
    expect(rows[1]?.row).toEqual({
      scim: 'title',
      keycloak: 'attributes.title',
      lookup: true,
      transforms: [],
      mirror: 'pos',
    });
  });

  it('has for each member the place where it was written last', () => {
    const { rows } = over({ scim: 'userName' }, { scim: 'TITLE', mirror: 'pos', lookup: false });
    expect(rows[1]?.places).toEqual({
      scim: { file: 'base.json', pointer: '/user/1/scim' },
      keycloak: { file: 'base.json', pointer: '/user/1/keycloak' },
      transforms: { file: 'base.json', pointer: '/user/1/transforms' },
      lookup: { file: 'acme.json', pointer: '/user/1/lookup' },
      mirror: { file: 'acme.json', pointer: '/user/1/mirror' },
    });
  });

  it('can itself be changed by a third layer', () => {
    const second = over({ scim: 'title', mirror: 'a', lookup: false });
    const { rows } = lay(second.rows, 'third.json', [{ scim: 'title', mirror: 'b' }]);
    expect(rows[1]?.row).toMatchObject({ keycloak: 'attributes.title', lookup: false, mirror: 'b' });
    expect(rows[1]?.places).toMatchObject({
      lookup: { file: 'acme.json', pointer: '/user/0/lookup' },
      mirror: { file: 'third.json', pointer: '/user/0/mirror' },
    });
  });
});

describe('keycloak null', () => {
  it('removes an inherited row, in any spelling', () => {
    const { rows, mistakes } = over(
      { scim: 'Title', keycloak: null },
      { scim: `${ACME}:TAG`, keycloak: null },
    );
    expect(mistakes).toEqual([]);
    expect(rows).toEqual([base[0], base[2], base[4]]);
  });

  it('removes a row, so that a later layer must declare all of it', () => {
    const second = over({ scim: 'title', keycloak: null });
    const { rows } = lay(second.rows, 'third.json', [{ scim: 'title', keycloak: 'attributes.t' }]);
    expect(rows.map(({ row }) => row.scim).at(-1)).toBe('title');
    expect(rows.at(-1)?.row).toEqual({ scim: 'title', keycloak: 'attributes.t' });
    expect(rows.at(-1)?.places.scim).toEqual({ file: 'third.json', pointer: '/user/0/scim' });
  });

  it('is a mistake if there is no such row', () => {
    const { rows, mistakes } = over({ scim: 'titel', keycloak: null }, { scim: 'ims', keycloak: null });
    expect(rows).toEqual(base);
    expect(mistakes.map(formatMistake)).toEqual([
      'acme.json#/user/0/scim: There is no inherited row "titel" to be removed. Did you mean "title"?',
      'acme.json#/user/1/scim: There is no inherited row "ims" to be removed.',
    ]);
  });
});

describe('a row with a new path', () => {
  it('comes after inherited rows', () => {
    const { rows } = over(
      { scim: 'nickName', keycloak: 'attributes.nick' },
      { scim: 'title', mirror: 'pos' },
      { scim: `${ACME}:other`, keycloak: 'attributes.other' },
    );
    expect(rows.slice(0, base.length).map(({ path }) => path)).toEqual(base.map(({ path }) => path));
    expect(rows.slice(base.length).map(({ row }) => row.scim)).toEqual(['nickName', `${ACME}:other`]);
    expect(rows.at(-1)?.places.scim).toEqual({ file: 'acme.json', pointer: '/user/2/scim' });
  });

  it('must have a target in Keycloak', () => {
    const { rows, mistakes } = over({ scim: `${ACME}:other`, mirror: 'x' });
    expect(rows).toEqual(base);
    expect(mistakes.map(formatMistake)).toEqual([
      `acme.json#/user/0: "keycloak" is missing: no row for "${ACME}:other" is inherited, so this one must say where Keycloak keeps it.`,
    ]);
  });

  it('is accepted here even if its path is unknown', () => {
    const { rows, mistakes } = over({ scim: 'emails[', keycloak: 'attributes.x' });
    expect(mistakes).toEqual([]);
    expect(rows.at(-1)).toMatchObject({ path: 'emails[', row: { scim: 'emails[' } });
  });
});

describe('two rows of one layer', () => {
  it('for one path are a mistake, and the first counts', () => {
    const { rows, mistakes } = over(
      { scim: 'title', mirror: 'a' },
      { scim: 'TITLE', mirror: 'b' },
      { scim: `${CORE}:title`, keycloak: null },
    );
    expect(rows[1]?.row.mirror).toBe('a');
    expect(mistakes.map(formatMistake)).toEqual([
      'acme.json#/user/1/scim: "TITLE" has a row already, at /user/0; one row says everything of it.',
      `acme.json#/user/2/scim: "${CORE}:title" has a row already, at /user/0; one row says everything of it.`,
    ]);
  });

  it('have the place of their layer', () => {
    const place = { file: 'scim.config', pointer: '/mapping/group' };
    const changes = [{ scim: 'displayName', keycloak: 'name' }, { scim: 'DISPLAYNAME' }];
    const { rows, mistakes } = layRows([], changes, place, GROUP_TYPE);
    expect(rows[0]?.places.keycloak).toEqual({
      file: 'scim.config',
      pointer: '/mapping/group/0/keycloak',
    });
    expect(mistakes.map(formatMistake)).toEqual([
      'scim.config#/mapping/group/1/scim: "DISPLAYNAME" has a row already, at /mapping/group/0; one row says everything of it.',
    ]);
  });
});
