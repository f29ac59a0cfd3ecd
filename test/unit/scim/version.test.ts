import type { JsonObject } from '../../../scim/json.ts';
import { checkIfMatch, isUnchanged, versionOf } from '../../../scim/version.ts';
import { refusalOf } from './refusal.ts';

const user: JsonObject = { id: '1', userName: 'ann', emails: [{ value: 'a@x' }, { value: 'b@x' }] };
const V = 'W/"abc"';

describe('versionOf', () => {
  it('is a weak ETag', () => {
    expect(versionOf(user)).toMatch(/^W\/"[\w-]{22}"$/);
  });

  it.each<[string, JsonObject, boolean]>([
    ['meta', { ...user, meta: { lastModified: '2026-01-01T00:00:00Z' } }, true],
    ['the order of members', { emails: user.emails ?? [], userName: 'ann', id: '1' }, true],
    ['another value', { ...user, userName: 'Ann' }, false],
    ['another member', { ...user, title: '' }, false],
    ['the order of elements', { ...user, emails: [{ value: 'b@x' }, { value: 'a@x' }] }, false],
  ])('with %s: equal is %j', (_what, other, same) => {
    expect(versionOf(other) === versionOf(user)).toBe(same);
  });
});

describe('If-Match and If-None-Match (RFC 7644 §3.14)', () => {
  it.each([
    ['W/"abc"', true],
    ['"abc"', true],
    ['*', true],
    [' * ', true],
    ['"x", W/"abc"', true],
    ['"x","abc","y"', true],
    [' W/"abc" , "y"', true],
    ['"x"', false],
    ['W/"ABC"', false],
    ['abc', false],
    ['"*"', false],
    ['"x", *', false],
    ['', false],
    ['"x", "y"', false],
  ])('%j names the version: %j', (header, named) => {
    const refused = `versionMismatch: The resource has changed: its version is ${V}, If-Match says ${header}.`;
    const check = (): string => {
      checkIfMatch(header, V);
      return 'accepted';
    };
    expect(isUnchanged(header, V)).toBe(named);
    expect(named ? check() : refusalOf(check)).toBe(named ? 'accepted' : refused);
  });

  it('do not apply if the header is absent', () => {
    expect(() => {
      checkIfMatch(undefined, V);
    }).not.toThrow();
    expect(isUnchanged(undefined, V)).toBe(false);
  });
});
