import type { JsonObject } from '../../../scim/json.ts';
import { dateTime, integer, string } from '../../../scim/schema/define.ts';
import { ENTERPRISE_USER } from '../../../scim/schema/enterpriseUser.ts';
import type { ResourceType } from '../../../scim/schema/types.ts';
import { readSorting, sortAttribute, sortResources } from '../../../scim/sort.ts';
import { frozen } from './reading.ts';
import { refusalOf } from './refusal.ts';
import { USER_TYPE } from './userType.ts';

const ENTERPRISE = ENTERPRISE_USER.id;

describe('readSorting', () => {
  it.each([
    [{}, undefined],
    [{ sortBy: ' ' }, undefined],
    [{ sortOrder: 'descending' }, undefined],
    [{ sortBy: ' userName ' }, { sortBy: 'userName', descending: false }],
    [
      { sortBy: 'userName', sortOrder: 'Ascending' },
      { sortBy: 'userName', descending: false },
    ],
    [
      { sortBy: 'userName', sortOrder: 'DESCENDING' },
      { sortBy: 'userName', descending: true },
    ],
  ])('%j', (query, expected) => {
    expect(readSorting(query)).toEqual(expected);
  });

  it.each(['desc', 'asc', '-'])('refuses the order %j', (sortOrder) => {
    expect(refusalOf(() => readSorting({ sortBy: 'userName', sortOrder }))).toBe(
      `invalidValue: "sortOrder" is "ascending" or "descending", not "${sortOrder}".`,
    );
  });
});

describe('sortAttribute', () => {
  it.each([
    ['shoeSize', 'invalidValue: "sortBy" names no attribute of User: "shoeSize".'],
    [ENTERPRISE, `invalidValue: "sortBy" names no attribute of User: "${ENTERPRISE}".`],
    ['urn:acme:2.0:User:tag', 'invalidValue: "sortBy" names no attribute of User: "urn:acme:2.0:User:tag".'],
    ['name', 'invalidValue: "sortBy" must name a sub-attribute of "name".'],
    ['addresses', 'invalidValue: "sortBy" must name a sub-attribute of "addresses".'],
  ])('refuses %s', (sortBy, refusal) => {
    expect(refusalOf(() => sortAttribute(USER_TYPE, sortBy))).toBe(refusal);
  });
});

describe('sortResources', () => {
  const USERS: JsonObject[] = frozen([
    {
      id: 'b',
      userName: 'bob',
      name: { familyName: 'Zed' },
      emails: [
        { value: 'z@x', type: 'work' },
        { value: 'a@x', type: 'home', primary: true },
      ],
      active: true,
      meta: { created: '2026-01-01T00:30:00+01:00' },
      [ENTERPRISE]: { department: 'IT', manager: { value: 'M2' } },
    },
    { id: 'A', userName: 'ann', emails: [{ value: 'M@x', type: 'home' }], active: false },
    {
      id: 'c',
      userName: 'Cid',
      name: { familyName: 'ANG' },
      emails: [{ type: 'work' }],
      meta: { created: '2025-12-31T23:15:00Z' },
      [ENTERPRISE]: { department: 'hr', manager: { value: 'M1' } },
    },
  ]);
  const order = (sortBy: string, descending = false) =>
    sortResources(USER_TYPE, USERS, { sortBy, descending }).reduce(
      (ids, { id }) => ids + (typeof id === 'string' ? id : '?'),
      '',
    );

  it.each([
    ['userName', 'Abc', 'cbA'],
    ['USERNAME', 'Abc', 'cbA'],
    [`${USER_TYPE.schema.id}:userName`, 'Abc', 'cbA'],
    // case-exact
    ['id', 'Abc', 'cbA'],
    ['name.familyName', 'cbA', 'Abc'],
    // the primary element, or else the first (RFC 7644 §3.4.2.3)
    ['emails', 'bAc', 'cAb'],
    ['emails.value', 'bAc', 'cAb'],
    ['emails.type', 'bAc', 'cbA'],
    ['active', 'Abc', 'cbA'],
    // by instant: 23:30 before 23:15 UTC would be wrong
    ['meta.created', 'cbA', 'Abc'],
    [`${ENTERPRISE}:department`, 'cbA', 'Abc'],
    [`${ENTERPRISE}:manager`, 'cbA', 'Abc'],
    // nobody has one: the order stays
    ['title', 'bAc', 'bAc'],
  ])('by %s: %s, %s', (sortBy, ascending, descending) => {
    expect(order(sortBy)).toBe(ascending);
    expect(order(sortBy, true)).toBe(descending);
  });

  it('compares numbers as numbers, and text by case where the schema says so', () => {
    const type: ResourceType = {
      ...USER_TYPE,
      schema: {
        ...USER_TYPE.schema,
        attributes: [integer('n', ''), string('exact', '', { caseExact: true }), dateTime('at', '')],
      },
    };
    const things = [
      { n: 10, exact: 'a' },
      { n: 9, exact: 'B' },
    ];
    expect(sortResources(type, things, { sortBy: 'n', descending: false })).toEqual([things[1], things[0]]);
    expect(sortResources(type, things, { sortBy: 'exact', descending: false })).toEqual([
      things[1],
      things[0],
    ]);
  });

  it('is stable in both directions', () => {
    const users = Array.from({ length: 50 }, (_, i) => ({ id: String(i), title: i % 2 === 0 ? 'x' : 'X' }));
    for (const descending of [false, true]) {
      expect(sortResources(USER_TYPE, users, { sortBy: 'title', descending })).toEqual(users);
    }
  });
});
