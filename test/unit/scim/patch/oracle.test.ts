import fc from 'fast-check';
import { scimPatch } from 'scim-patch';
import { clone, isObject, type Json, type JsonObject } from '../../../../scim/json.ts';
import { ScimError } from '../../../../scim/errors.ts';
import { ENTERPRISE_USER } from '../../../../scim/schema/enterpriseUser.ts';
import { refusalOf } from '../refusal.ts';
import { patched, type SentOperation } from './patching.ts';

/**
 * scim-patch 0.8 is right about the operations below, apart from these, which the operations are chosen to avoid:
 * - a path `__proto__.x` writes to Object.prototype (see the last test);
 * - null, `[]` and `{}` are stored instead of counting as no value (RFC 7643 §2.5);
 * - an element with the same value as another one is added beside it when anything else differs;
 * - a second primary element leaves the first one primary (RFC 7644 §3.5.2);
 * - `replace` with a filter merges into the element where the RFC replaces it (§3.5.2.3);
 * - `replace` without a path replaces a complex attribute where the RFC merges into it (§3.5.2.3);
 * - `replace` of a list with a single object changes every element of the list;
 * - an extension cannot be removed as a whole by its URN;
 * - `remove` with a filter fails on a list that is not there (see `isLost`);
 * - names and values are compared with regard to case.
 */
function oracle(resource: JsonObject, operations: readonly SentOperation[]): JsonObject {
  const patch = scimPatch as unknown as (
    resource: unknown,
    operations: unknown,
    options: { treatMissingAsAdd: boolean },
  ) => JsonObject;
  return operations.reduce(
    (result, operation) =>
      isLost(result, operation)
        ? result
        : withoutEmpty(patch(ordinary(result), ordinary([operation]), { treatMissingAsAdd: true })),
    resource,
  );
}

const isLost = (resource: JsonObject, { op, path }: SentOperation): boolean =>
  op === 'remove' && path?.startsWith('emails[') === true && resource.emails === undefined;

/** The library expects objects with a prototype. */
const ordinary = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** A structure without what is no value to SCIM (RFC 7643 §2.5). */
function withoutEmpty(object: JsonObject): JsonObject {
  const kept = Object.entries(object)
    .map(([name, value]): [string, Json] => [name, isObject(value) ? withoutEmpty(value) : value])
    .filter(([, value]) => typeof value !== 'object' || Object.keys(value ?? {}).length > 0);
  return Object.fromEntries(kept);
}

const ENTERPRISE = ENTERPRISE_USER.id;
const text = fc.constantFrom('a', 'b', 'c');
const type = fc.constantFrom('work', 'home', 'other');
const list = fc.uniqueArray(fc.record({ value: text, type }), {
  minLength: 1,
  maxLength: 3,
  selector: ({ value, type: of }) => value + of,
});

const users = fc.record(
  {
    userName: text,
    title: text,
    active: fc.boolean(),
    name: fc.record({ givenName: text, familyName: text }),
    emails: list,
    [ENTERPRISE]: fc.record({ department: text, division: text }),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<JsonObject>;

const set = (path: string, value: fc.Arbitrary<Json>): fc.Arbitrary<SentOperation> =>
  fc.record({ op: fc.constantFrom('add', 'replace'), path: fc.constant(path), value });
const remove = (path: string): fc.Arbitrary<SentOperation> => fc.constant({ op: 'remove', path });

const operations = fc.oneof(
  ...['title', 'name.givenName', `${ENTERPRISE}:department`].flatMap((path) => [
    set(path, text),
    remove(path),
  ]),
  set('active', fc.boolean()),
  set('name', fc.record({ givenName: text, middleName: text }, { requiredKeys: ['middleName'] })),
  set('emails', list),
  set('emails[type eq "work"].value', text),
  ...['name', 'emails', 'emails[type eq "work"]', 'emails[type eq "work" and value eq "a"]'].map(remove),
  fc.record({
    op: fc.constant('replace' as const),
    value: fc.record({ title: text, userName: text, emails: list }, { requiredKeys: [] }),
  }),
);

/** The result, or the scimType of the refusal. */
function outcome(
  apply: (user: JsonObject, operations: SentOperation[]) => JsonObject,
  user: JsonObject,
  list: SentOperation[],
): JsonObject | string {
  try {
    return apply(user, list);
  } catch (error) {
    if (error instanceof ScimError) return error.code;
    return (error as { scimCode?: string }).scimCode ?? String(error);
  }
}

describe('applyPatch, compared with scim-patch', () => {
  it('agrees on single operations', () => {
    fc.assert(
      fc.property(users, operations, (user, operation) => {
        expect(outcome(patched, user, [operation])).toEqual(outcome(oracle, user, [operation]));
      }),
      { numRuns: 500 },
    );
  });

  it('agrees on several operations', () => {
    fc.assert(
      fc.property(users, fc.array(operations, { minLength: 2, maxLength: 5 }), (user, list) => {
        expect(outcome(patched, user, list)).toEqual(outcome(oracle, user, list));
      }),
      { numRuns: 500 },
    );
  });

  it('is safe where the library is not: a path to __proto__', () => {
    const operation: SentOperation = { op: 'add', path: '__proto__.polluted', value: 'yes' };
    const fresh = (): { polluted?: string } => ({});
    try {
      oracle({ userName: 'ann' }, [operation]);
      expect(fresh().polluted).toBe('yes');
    } finally {
      Reflect.deleteProperty(Object.prototype, 'polluted');
    }
    const user = clone({ userName: 'ann' });
    expect(refusalOf(() => patched(user, [operation]))).toMatch('invalidPath: Expected an attribute');
    expect(patched(user, [{ op: 'add', value: { '__proto__.polluted': 'yes' } }])).toEqual(user);
    expect(fresh().polluted).toBeUndefined();
  });
});
