import { compilePath } from '../../../../scim/path/read.ts';
import { objectOf, type Json, type JsonObject } from '../../../../scim/json.ts';
import { tenantWith } from '../../bridge/resources/tenant.ts';

const { userType } = tenantWith();
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

const RESOURCE: JsonObject = objectOf([
  ['externalId', 'E1'],
  ['userName', 'ann'],
  ['active', true],
  ['name', { givenName: 'Ann' }],
  [
    'emails',
    [
      { value: 'home@a.test', type: 'home' },
      { value: 'work@a.test', type: 'Work' },
      { value: 'both@a.test', type: 'work' },
    ],
  ],
  [ENTERPRISE, { employeeNumber: '7' }],
]);

describe('compilePath', () => {
  it.each([
    { path: 'externalId', values: ['E1'] },
    { path: 'USERNAME', values: ['ann'] },
    { path: 'urn:ietf:params:scim:schemas:core:2.0:User:userName', values: ['ann'] },
    { path: 'active', values: [true] },
    { path: 'name.givenName', values: ['Ann'] },
    { path: 'name.familyName', values: [] },
    { path: 'emails.value', values: ['home@a.test', 'work@a.test', 'both@a.test'] },
    { path: 'emails[type eq "work"].value', values: ['work@a.test', 'both@a.test'] },
    { path: 'emails[type eq "work" and value sw "both"].VALUE', values: ['both@a.test'] },
    { path: 'emails[type eq "other"].value', values: [] },
    { path: `${ENTERPRISE}:employeeNumber`, values: ['7'] },
    { path: `${ENTERPRISE}:costCenter`, values: [] },
  ] as { path: string; values: Json[] }[])('$path reads $values', ({ path, values }) => {
    expect(compilePath(userType, path)(RESOURCE)).toEqual(values);
  });

  it.each([
    { path: 'nothing', says: '"nothing" is not an attribute of User.' },
    { path: 'urn:acme:User:tag', says: '"urn:acme:User:tag" is not an attribute of User.' },
    { path: `${ENTERPRISE}:tag`, says: `"${ENTERPRISE}:tag" is not an attribute of User.` },
    { path: 'name', says: '"name" is complex: name an attribute in it, such as "name.formatted".' },
    { path: 'emails[type eq "work"]', says: '"emails" is complex: name an attribute in it' },
    { path: 'emails[type eq "work"].tag', says: '"tag" is not an attribute of "emails".' },
    { path: 'emails[kind eq "work"].value', says: '"kind" is not an attribute of emails.' },
    { path: 'userName[type eq "work"]', says: '"userName" has no sub-attributes to filter by.' },
    { path: ENTERPRISE, says: 'is complex: name an attribute in it.' },
    { path: 'password', says: 'The attribute "password" is not allowed in a filter.' },
    { path: 'emails[', says: '' },
    { path: '', says: '' },
  ])('refuses the path $path', ({ path, says }) => {
    expect(() => compilePath(userType, path)).toThrow(says);
  });
});
