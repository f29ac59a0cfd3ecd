import fc from 'fast-check';
import { parsePath, type PatchPath, printPath } from '../../../../scim/path/parse.ts';
import { anyFilter } from '../filter/arbitraries.ts';
import { and, compare, eq } from '../filter/build.ts';
import { refusalOf } from '../refusal.ts';
import { assertQuick } from '../../../support/load/quickly.ts';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const MEMBER = '2819c223-7f76-453a-919d-413861904646';
const OPERATOR = 'an operator (eq, ne, co, sw, ew, gt, ge, lt, le or pr)';

describe('parsePath', () => {
  it.each<[string, PatchPath]>([
    ['members', { path: 'members' }],
    ['name.familyName', { path: 'name.familyName' }],
    ['addresses[type eq "work"]', { path: 'addresses', filter: eq('type', 'work') }],
    [`members[value eq "${MEMBER}"]`, { path: 'members', filter: eq('value', MEMBER) }],
    [
      `members[value eq "${MEMBER}"].displayName`,
      { path: 'members', filter: eq('value', MEMBER), sub: 'displayName' },
    ],
    [
      'emails[type eq "work" and value ew "example.com"]',
      { path: 'emails', filter: and(eq('type', 'work'), compare('value', 'ew', 'example.com')) },
    ],
    [
      'addresses[type eq "work"].streetAddress',
      { path: 'addresses', filter: eq('type', 'work'), sub: 'streetAddress' },
    ],
  ])('reads an example of RFC 7644 §3.5.2: %s', (text, path) => {
    expect(parsePath(text)).toEqual(path);
  });

  it.each<[string, PatchPath]>([
    ['NAME.GivenName', { path: 'NAME.GivenName' }],
    ['members.$ref', { path: 'members.$ref' }],
    [ENTERPRISE, { path: ENTERPRISE }],
    [`${ENTERPRISE}:department`, { path: `${ENTERPRISE}:department` }],
    [`${ENTERPRISE}:manager.value`, { path: `${ENTERPRISE}:manager.value` }],
    [
      `${CORE}:emails[primary eq true].value`,
      { path: `${CORE}:emails`, filter: eq('primary', true), sub: 'value' },
    ],
    ['emails[value eq "a].b[c"].value', { path: 'emails', filter: eq('value', 'a].b[c'), sub: 'value' }],
    ['members[ value  EQ "1" ].$ref', { path: 'members', filter: eq('value', '1'), sub: '$ref' }],
  ])('reads %s', (text, path) => {
    expect(parsePath(text)).toEqual(path);
  });

  it.each([
    ['', 'Expected an attribute at character 1, found the end of the path.'],
    ['"emails"', 'Expected an attribute at character 1, found the string "emails".'],
    ['.value', 'Expected an attribute at character 1, found ".value".'],
    ['emails.value.x', 'Expected an attribute at character 1, found "emails.value.x".'],
    ['[type eq "work"]', 'Expected an attribute at character 1, found "[".'],
    ['emails.', 'Expected an attribute at character 1, found "emails.".'],
    ['emails value', 'Expected the end of the path after "emails" at character 8, found "value".'],
    ['emails eq "x"', 'Expected the end of the path after "emails" at character 8, found "eq".'],
    ['emails]', 'Expected the end of the path after "emails" at character 7, found "]".'],
    ['emails[type pr]value', 'Expected the end of the path after "]" at character 16, found "value".'],
    ['emails[type pr] .value', 'Expected the end of the path after "]" at character 17, found ".value".'],
    ['emails[type pr].', 'Expected a sub-attribute such as ".value" after "]" at character 16, found ".".'],
    [
      'emails[type pr].a.b',
      'Expected a sub-attribute such as ".value" after "]" at character 16, found ".a.b".',
    ],
    [
      'emails[type pr].value[a pr]',
      'Expected the end of the path after ".value" at character 22, found "[".',
    ],
    [
      'emails[type pr].value eq "x"',
      'Expected the end of the path after ".value" at character 23, found "eq".',
    ],
    ['__proto__', 'Expected an attribute at character 1, found "__proto__".'],
    ['__proto__.polluted', 'Expected an attribute at character 1, found "__proto__.polluted".'],
    ['constructor', 'Expected an attribute at character 1, found "constructor".'],
    ['name.prototype', 'Expected an attribute at character 1, found "name.prototype".'],
    ['urn:__proto__:x', 'Expected an attribute at character 1, found "urn:__proto__:x".'],
    [
      'emails[type pr].constructor',
      'Expected a sub-attribute such as ".value" after "]" at character 16, found ".constructor".',
    ],
    ['x'.repeat(2049), 'Expected a path of at most 2048 characters, found 2049.'],
  ])('refuses %j', (text, detail) => {
    expect(refusalOf(() => parsePath(text))).toBe(`invalidPath: ${detail}`);
  });

  it.each([
    ['emails[]', 'Expected a sub-attribute, "not" or "(" after "[" at character 8, found "]".'],
    ['emails[type]', `Expected ${OPERATOR} after "type" at character 12, found "]".`],
    ['emails[type[a pr]]', `Expected ${OPERATOR} after "type" at character 12, found "[".`],
    [
      'emails[type eq "work"',
      'Expected "and", "or" or "]" after "work" at character 22, found the end of the path.',
    ],
    [
      'emails[prototype pr]',
      'Expected a sub-attribute, "not" or "(" after "[" at character 8, found "prototype".',
    ],
    [
      `emails${'[('.repeat(12)}`,
      'Expected a sub-attribute, "not" or "(" after "(" at character 9, found "[".',
    ],
    [`emails[${'('.repeat(12)}`, 'Expected at most 10 nested brackets, found one more at character 17.'],
  ])('answers a mistake between the brackets as invalidFilter: %j', (text, detail) => {
    expect(refusalOf(() => parsePath(text))).toBe(`invalidFilter: ${detail}`);
  });

  it('refuses 10,000 brackets at once', async () => {
    await assertQuick(() => {
      expect(refusalOf(() => parsePath(`a${'['.repeat(10_000)}`))).toMatch(/^invalidPath: .* found 10001\.$/);
    });
  });
});

describe('printPath', () => {
  it('prints what parsePath reads as the same path', () => {
    const path = fc.constantFrom('emails', `${ENTERPRISE}:manager`, 'name.givenName');
    const bare = path.map((text): PatchPath => ({ path: text }));
    const flat = anyFilter.filter((filter) => !printPath({ path: '', filter }).slice(1).includes('['));
    const bracketed = fc.record(
      { path, filter: flat, sub: fc.constantFrom('value', '$ref') },
      { requiredKeys: ['path', 'filter'] },
    );
    fc.assert(
      fc.property(fc.oneof(bare, bracketed), (patchPath) => {
        expect(parsePath(printPath(patchPath))).toEqual(patchPath);
      }),
    );
  });
});
