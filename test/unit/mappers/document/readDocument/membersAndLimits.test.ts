import { LIMITS } from '../../../../../scim/limits.ts';
import { at, linesOf, MEMBERS, ofRow } from './mistakeLines.ts';

const ROW_MEMBERS =
  'There is "scim", "keycloak", "principal", "direction", "type", "multiValued", "description", "aliases", "mirror", "transforms", "lookup", "required" or "returned".';

describe('a document that is no object', () => {
  it.each([
    ['a number', 7],
    ['a string', 'title'],
    ['an array', []],
    ['null', null],
    ['true', true],
    ['false', false],
  ])('%s', (kind, document) => {
    expect(linesOf(document)).toEqual([`acme.json#: This takes an object, not ${kind}.`]);
  });
});

describe('an unknown member', () => {
  it.each<[string, unknown, string]>([
    ['like one of the document', { users: [] }, '#: There is no member "users". Did you mean "user"?'],
    ['like none', { zzzzzzzz: 1 }, `#: There is no member "zzzzzzzz". ${MEMBERS}`],
    [
      'named as JavaScript names things',
      JSON.parse('{"__proto__": 1}') as unknown,
      `#: There is no member "__proto__". ${MEMBERS}`,
    ],
    [
      'like one of a row',
      { user: [{ scim: 'title' }, { scim: 'nickName', keycloack: 'attributes.x' }] },
      '#/user/1: There is no member "keycloack". Did you mean "keycloak"?',
    ],
    [
      'like none of a row',
      { group: [{ scim: 'displayName', foo: 1 }] },
      `#/group/0: There is no member "foo". ${ROW_MEMBERS}`,
    ],
    [
      'like a behaviour',
      { behaviours: { passwords: 'store' } },
      '#/behaviours: There is no member "passwords". Did you mean "password"?',
    ],
  ])('%s', (_name, document, line) => {
    expect(linesOf(document)).toEqual([`acme.json${line}`]);
  });
});

describe('a member of the wrong type', () => {
  it.each<[string, unknown, string]>([
    ['name', 7, 'a string, not a number'],
    ['title', true, 'a string, not true'],
    ['description', [], 'a string, not an array'],
    ['extends', null, 'a string, not null'],
    ['$schema', {}, 'a string, not an object'],
    ['user', {}, 'an array, not an object'],
    ['group', 'title', 'an array, not a string'],
    ['quirks', 'aliases', 'an array, not a string'],
    ['behaviours', [], 'an object, not an array'],
  ])('%s of a document: %j', (name, value, takes) => {
    expect(linesOf({ [name]: value })).toEqual([`acme.json#/${name}: "${name}" takes ${takes}.`]);
  });

  it.each<[string, unknown, string]>([
    ['scim', 7, 'a string, not a number'],
    ['keycloak', 7, 'a string or null, not a number'],
    ['keycloak', true, 'a string or null, not true'],
    ['multiValued', 'yes', 'a boolean, not a string'],
    ['description', 1, 'a string, not a number'],
    ['aliases', 'job', 'an array, not a string'],
    ['transforms', 'not', 'an array, not a string'],
    ['lookup', 1, 'a boolean, not a number'],
    ['required', null, 'a boolean, not null'],
  ])('%s of a row: %j', (name, value, takes) => {
    expect(ofRow({ [name]: value })).toEqual(at(name, `"${name}" takes ${takes}.`));
  });

  it.each([
    [null, 'null'],
    ['title', 'a string'],
    [[], 'an array'],
  ])('a row: %j', (row, kind) => {
    expect(linesOf({ user: [{ scim: 'title' }, row] })).toEqual([
      `acme.json#/user/1: This takes an object, not ${kind}.`,
    ]);
  });

  it('a quirk', () => {
    expect(linesOf({ quirks: ['aliases', 7] })).toEqual([
      'acme.json#/quirks/1: This takes a string, not a number.',
    ]);
  });
});

describe('a member that is missing, empty or listed twice', () => {
  it.each<[string, unknown, string]>([
    ['a row without a path', { user: [{ keycloak: 'username' }] }, '/user/0: "scim" is missing.'],
    ['a row of nothing', { group: [{}] }, '/group/0: "scim" is missing.'],
    ['an empty path', { user: [{ scim: '' }] }, '/user/0/scim: "scim" must not be empty.'],
    ['an empty name', { name: '' }, '/name: "name" must not be empty.'],
    ['a quirk twice', { quirks: ['aliases', 'x', 'aliases'] }, '/quirks: "quirks" lists "aliases" twice.'],
  ])('%s', (_name, document, line) => {
    expect(linesOf(document)).toEqual([`acme.json#${line}`]);
  });
});

describe('the rows of a mapping document', () => {
  const rows = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ scim: `urn:acme:User:a${i}`, keycloak: `attributes.a${i}` }));

  it.each(['user', 'group'])('are as many as the limits say, for a %s', (kind) => {
    const { max } = LIMITS.mappingRows;
    expect(linesOf({ [kind]: rows(max) })).toEqual([]);
    expect(linesOf({ [kind]: rows(max + 1) })).toEqual([
      `acme.json#/${kind}: "${kind}" has at most ${max} elements.`,
    ]);
  });
});
