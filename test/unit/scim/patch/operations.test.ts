import type { Json } from '../../../../scim/json.ts';
import { MESSAGES } from '../../../../scim/messages.ts';
import { LIMITS } from '../../../../scim/limits.ts';
import { namedAttributes, readPatch } from '../../../../scim/patch/operations.ts';
import { attributePath } from '../../../../scim/schema/lookup.ts';
import { refusalOf } from '../refusal.ts';
import { USER_TYPE } from '../userType.ts';

const schemas = [MESSAGES.patch];
const read = (...operations: Json[]) => readPatch(USER_TYPE, { schemas, Operations: operations });

describe('readPatch', () => {
  it('reads operations in their order', () => {
    expect(
      read(
        { op: 'add', value: { title: 'x' } },
        { op: 'replace', path: 'emails[type eq "work"].value', value: null },
        { op: 'remove', path: 'name.givenName' },
        { op: 'remove', path: 'roles', value: [] },
        { op: 'add', path: null, value: {} },
      ),
    ).toMatchObject([
      { op: 'add', value: { title: 'x' } },
      {
        op: 'replace',
        path: {
          path: 'emails',
          filter: { kind: 'compare', path: 'type', operator: 'eq', value: 'work' },
          sub: 'value',
        },
        value: null,
      },
      { op: 'remove', path: { path: 'name.givenName' } },
      { op: 'remove', path: { path: 'roles' }, value: [] },
      { op: 'add', value: {} },
    ]);
  });

  it('knows names and URNs in any case', () => {
    const body = {
      SCHEMAS: ['urn:other', MESSAGES.patch.toUpperCase()],
      operations: [{ OP: 'add', Path: 'title', VALUE: 'x' }],
    };
    expect(readPatch(USER_TYPE, body)).toMatchObject([{ op: 'add', path: { path: 'title' }, value: 'x' }]);
  });

  const noSchemas = `invalidSyntax: "schemas" must be an array that names "${MESSAGES.patch}".`;
  const noOperations = 'invalidSyntax: "Operations" must be an array with at least one operation.';
  it.each<[Json | undefined, string]>([
    [undefined, 'invalidSyntax: The body must be a JSON object with "Operations".'],
    [null, 'invalidSyntax: The body must be a JSON object with "Operations".'],
    [[], 'invalidSyntax: The body must be a JSON object with "Operations".'],
    ['x', 'invalidSyntax: The body must be a JSON object with "Operations".'],
    [{ Operations: [] }, noSchemas],
    [{ schemas: [], Operations: [] }, noSchemas],
    [{ schemas: MESSAGES.patch, Operations: [] }, noSchemas],
    [{ schemas: [1, MESSAGES.search], Operations: [] }, noSchemas],
    [{ schemas }, noOperations],
    [{ schemas, Operations: [] }, noOperations],
    [{ schemas, Operations: null }, noOperations],
    [{ schemas, Operations: { op: 'add' } }, noOperations],
  ])('refuses the body %j', (body, refusal) => {
    expect(refusalOf(() => readPatch(USER_TYPE, body))).toBe(refusal);
  });

  it.each<[Json, string]>([
    ['add', 'invalidSyntax: Operations[1] must be an object, not "add".'],
    [null, 'invalidSyntax: Operations[1] must be an object, not null.'],
    [{}, 'invalidSyntax: Operations[1]: "op" is "add", "replace" or "remove", not nothing.'],
    [
      { op: 'Add', value: {} },
      'invalidSyntax: Operations[1]: "op" is "add", "replace" or "remove", not "Add".',
    ],
    [{ op: 'move' }, 'invalidSyntax: Operations[1]: "op" is "add", "replace" or "remove", not "move".'],
    [{ op: ['add'] }, 'invalidSyntax: Operations[1]: "op" is "add", "replace" or "remove", not an array.'],
    [{ op: 'add', path: 1 }, 'invalidPath: Operations[1]: "path" takes a string, not 1.'],
    [{ op: 'add', path: 'title' }, 'invalidValue: Operations[1]: "add" needs a "value".'],
    [{ op: 'replace', path: 'title' }, 'invalidValue: Operations[1]: "replace" needs a "value".'],
    [{ op: 'remove' }, 'noTarget: Operations[1]: "remove" needs a "path".'],
    [{ op: 'remove', value: { title: 'x' } }, 'noTarget: Operations[1]: "remove" needs a "path".'],
    [
      { op: 'add' },
      'invalidValue: Operations[1]: without a "path", "value" must be an object of attributes, not nothing.',
    ],
    [
      { op: 'replace', value: null },
      'invalidValue: Operations[1]: without a "path", "value" must be an object of attributes, not null.',
    ],
    [
      { op: 'replace', value: [{ title: 'x' }] },
      'invalidValue: Operations[1]: without a "path", "value" must be an object of attributes, not an array.',
    ],
  ])('refuses the operation %j', (operation, refusal) => {
    expect(refusalOf(() => read({ op: 'add', value: {} }, operation))).toBe(refusal);
  });

  it.each([
    ['', 'invalidPath'],
    ['emails[', 'invalidFilter'],
    ['emails[type eq "work"', 'invalidFilter'],
    ['emails[type eq "work"]x', 'invalidPath'],
    ['__proto__.isAdmin', 'invalidPath'],
    ['urn:acme:constructor', 'invalidPath'],
  ])('refuses the path %j', (path, code) => {
    expect(refusalOf(() => read({ op: 'remove', path }))).toMatch(new RegExp(`^${code}: Expected`));
  });

  it('refuses more than 10,000 operations', () => {
    const operation = { op: 'add', value: {} };
    const many = Array.from({ length: LIMITS.operations.max }, () => operation);
    expect(read(...many)).toHaveLength(10_000);
    expect(refusalOf(() => read(...many, operation))).toBe(
      'tooLarge: A PATCH takes at most 10000 operations, not 10001.',
    );
  });
});

describe('the paths of readPatch', () => {
  const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';

  it.each([
    ['TITLE', 'title'],
    [`${CORE.toUpperCase()}:Name.GivenName`, 'name.givenName'],
    ['emails[type eq "work"].value', 'emails'],
    ['urn:ietf:params:scim:schemas:extension:ENTERPRISE:2.0:user:Department', undefined],
  ])('carry the attribute that %s means', (path, canonical) => {
    const [operation] = read({ op: 'remove', path });
    const resolved = operation?.path?.resolved;
    expect(resolved?.kind === 'attribute' ? attributePath(resolved) : undefined).toBe(
      canonical ?? 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department',
    );
  });
});

describe('namedAttributes', () => {
  const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';

  it.each<[string, Json, string[]]>([
    ['of a path', { op: 'remove', path: 'NAME.familyName' }, ['name.familyName']],
    ['before a filter', { op: 'remove', path: 'emails[type eq "work"].value' }, ['emails']],
    ['in a value', { op: 'add', value: { Title: 'x', nickname: 'y' } }, ['title', 'nickName']],
    ['in the core schema within a value', { op: 'add', value: { [CORE]: { active: false } } }, ['active']],
    [
      'in a value at the path of the core schema',
      { op: 'add', path: CORE, value: { active: 1 } },
      ['active'],
    ],
    ['with the URN of the core schema', { op: 'add', value: { [`${CORE}:active`]: false } }, ['active']],
  ])('finds attributes %s', (_where, sent, paths) => {
    expect(
      read(sent).flatMap((operation) => namedAttributes(USER_TYPE, operation).map(attributePath)),
    ).toEqual(paths);
  });

  it('passes over names of other extensions, even if they end like an attribute of users', () => {
    const value = { 'urn:acme:2.0:User:active': false, 'urn:acme:2.0:User': { active: false }, shoeSize: 43 };
    expect(read({ op: 'add', value }).flatMap((operation) => namedAttributes(USER_TYPE, operation))).toEqual(
      [],
    );
  });
});
