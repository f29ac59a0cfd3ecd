import fc from 'fast-check';
import { equal, isObject, type Json, type JsonObject } from '../../../../scim/json.ts';
import { ScimError } from '../../../../scim/errors.ts';
import { readResource } from '../../../../scim/resource.ts';
import { primaries } from '../../../../scim/values.ts';
import { readingFor } from '../reading.ts';
import { USER_TYPE } from '../userType.ts';
import { anyMembers, anyOperation, anyUser } from './arbitraries.ts';
import { patched, type SentOperation } from './patching.ts';

/** The result, or nothing where the operation is refused. */
function attempt(user: JsonObject, operations: SentOperation[]): JsonObject | undefined {
  try {
    return patched(user, operations);
  } catch (error) {
    if (error instanceof ScimError) return undefined;
    throw error;
  }
}

function twiceIsOnce(user: JsonObject, operation: SentOperation): void {
  const once = attempt(user, [operation]);
  fc.pre(once !== undefined);
  expect(patched(once, [operation])).toEqual(once);
}

/** What is never in a canonical resource: null, empty lists and objects, two primary values. */
function flaws(value: Json, path = ''): string[] {
  if (value === null) return [path];
  if (typeof value !== 'object') return [];
  const inner = Object.entries(value).flatMap(([name, member]) => flaws(member, `${path}/${name}`));
  const isEmpty = path !== '' && Object.keys(value).length === 0;
  const isTorn = Array.isArray(value) && primaries(value).length > 1;
  return isEmpty || isTorn ? [path, ...inner] : inner;
}

describe('applyPatch', () => {
  it('is idempotent for replace and remove', () => {
    fc.assert(fc.property(anyUser, anyOperation('replace', 'remove'), twiceIsOnce));
  });

  it('is idempotent for add', () => {
    fc.assert(fc.property(anyUser, anyOperation('add'), twiceIsOnce));
  });

  it('is idempotent for objects without a path', () => {
    const operation = fc.record({
      op: fc.constantFrom('add' as const, 'replace' as const),
      value: anyMembers,
    });
    fc.assert(fc.property(anyUser, operation, twiceIsOnce));
  });

  // patched() deep-freezes the user and the operations, so that a write to either would throw a TypeError.
  it('changes neither the user nor the operations, and returns a canonical user', () => {
    const operations = fc.array(anyOperation('add', 'replace', 'remove'), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(anyUser, operations, (user, list) => {
        const before = JSON.stringify([user, list]);
        const result = attempt(user, list);
        expect(JSON.stringify([user, list])).toBe(before);
        expect(flaws(result ?? {})).toEqual([]);
      }),
    );
  });

  it('applies several operations like one after the other', () => {
    const operations = fc.array(anyOperation('add', 'replace', 'remove'), { maxLength: 4 });
    fc.assert(
      fc.property(anyUser, operations, (user, list) => {
        const together = attempt(user, list);
        const oneByOne = list.reduce<JsonObject | undefined>(
          (result, operation) => result && attempt(result, [operation]),
          user,
        );
        fc.pre(list.length > 0);
        expect(together).toEqual(oneByOne);
      }),
    );
  });

  it('replaces without a path like a PUT of the merged user', () => {
    fc.assert(
      fc.property(anyUser, anyMembers, (user, value) => {
        const merged = Object.fromEntries(
          Object.entries({ ...user, ...value }).map(([name, member]): [string, Json] => {
            const old = user[name];
            return [name, isObject(old) && isObject(member) ? { ...old, ...member } : member];
          }),
        );
        const put = readResource(USER_TYPE, { schemas: [USER_TYPE.schema.id], ...merged }, readingFor());
        expect(patched(user, [{ op: 'replace', value }])).toEqual(put);
      }),
    );
  });

  it('adds to a list without losing or repeating an element', () => {
    const lists = anyUser.map(({ emails }) => (Array.isArray(emails) ? emails : []));
    fc.assert(
      fc.property(lists, lists, (old, added) => {
        const { emails = [] } = patched(old.length === 0 ? {} : { emails: old }, [
          { op: 'add', path: 'emails', value: added },
        ]);
        const result = Array.isArray(emails) ? emails : [];
        const values = (list: Json[]) =>
          new Set(
            list.map((element) => isObject(element) && JSON.stringify(element.value ?? null).toLowerCase()),
          );
        expect(values(result)).toEqual(values([...old, ...added]));
        expect(result.length).toBeLessThanOrEqual(old.length + added.length);
        expect(result.slice(0, old.length)).toHaveLength(old.length);
      }),
    );
  });

  it('removes exactly the listed elements', () => {
    const entitlements = fc.uniqueArray(fc.string({ minLength: 1 }), {
      selector: (text) => text.toLowerCase(),
    });
    fc.assert(
      fc.property(entitlements, fc.func(fc.boolean()), (values, chosen) => {
        const [out, left] = [
          values.filter((value) => chosen(value)),
          values.filter((value) => !chosen(value)),
        ];
        const list = values.map((value) => ({ value }));
        const result = patched(list.length === 0 ? {} : { entitlements: list }, [
          { op: 'remove', path: 'entitlements', value: out.map((value) => ({ value })) },
        ]);
        expect(result).toEqual(left.length === 0 ? {} : { entitlements: left.map((value) => ({ value })) });
      }),
    );
  });

  it('answers any path that parses with a result or a SCIM error, and never touches Object.prototype', () => {
    const path = fc.stringMatching(/^[a-zE_$]{1,9}([.:[][a-zE_$ "\]]{0,12}){0,3}$/);
    const names = Object.getOwnPropertyNames(Object.prototype);
    fc.assert(
      fc.property(
        anyUser,
        fc.oneof(path, fc.constantFrom('__proto__.x', 'urn:a:b:__proto__')),
        (user, text) => {
          const result = attempt(user, [{ op: 'add', path: text, value: { x: true } }]);
          return result === undefined || (isObject(result) && equal(result, result));
        },
      ),
    );
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(names);
  });
});
