import { checkBounds, type Bounded } from '../../../scim/admission.ts';
import type { Json } from '../../../scim/json.ts';
import { LIMITS } from '../../../scim/limits.ts';
import { refusalOf } from './refusal.ts';

const NO_QUERY: ReadonlyMap<string, string> = new Map();
const resource = (body: Json): Bounded => ({ message: 'resource', query: NO_QUERY, body });
const search = (body: Json): Bounded => ({ message: 'search', query: NO_QUERY, body });
const patch = (...operations: Json[]): Bounded => ({
  message: 'patch',
  query: NO_QUERY,
  body: { Operations: operations },
});
const list = (query: Record<string, string>): Bounded => ({
  message: 'none',
  query: new Map(Object.entries(query)),
  body: undefined,
});

const x = (length: number): string => 'x'.repeat(length);
const elements = (count: number): Json[] => Array.from({ length: count }, (_, i) => ({ value: String(i) }));
const object = (count: number, name: (i: number) => string): Json =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [name(i), 1]));
const names = (count: number): string[] => Array.from({ length: count }, (_, i) => i.toString(36));
const urn = (i: number): string => `urn:x:${i}:User`;

type Sized = (over: number) => Bounded;

describe('checkBounds', () => {
  it.each<[string, Sized, RegExp]>([
    ['a filter of a query', (n) => list({ filter: x(2_048 + n) }), /^invalidFilter: .*2048.* 2049\.$/],
    ['a filter of a search', (n) => search({ FILTER: x(2_048 + n) }), /^invalidFilter: .*2048/],
    ['sortBy', (n) => list({ sortBy: x(2_048 + n) }), /^invalidValue: "sortBy" .*2048/],
    ['sortBy of a search', (n) => search({ sortBy: x(2_048 + n) }), /^invalidValue: "sortBy"/],
    ['attributes', (n) => list({ attributes: x(8_192 + n) }), /^invalidValue: "attributes" .*8192/],
    [
      'excludedAttributes of a search, in a list',
      (n) => search({ excludedAttributes: [x(8_000), x(191 + n)] }),
      /^invalidValue: "excludedAttributes" .*8192 characters, not 8193/,
    ],
    [
      'names in attributes',
      (n) => list({ attributes: names(1_000 + n).join(',') }),
      /^invalidValue: "attributes" has 1001 names/,
    ],
    [
      'a path of a PATCH',
      (n) => patch({ op: 'add', path: 'a' }, { op: 'add', path: x(2_048 + n) }),
      /^invalidPath: Operations\[1\]: .*2048/,
    ],
    [
      'operations of a PATCH',
      (n) => patch(...Array.from({ length: 10_000 + n }, () => null)),
      /^tooLarge: .*10000 operations, not 10001/,
    ],
    [
      'extensions of a resource',
      (n) => resource(object(200 + n, urn)),
      /^invalidValue: The body has 201 extensions/,
    ],
    [
      'extensions in an operation',
      (n) => patch({ op: 'add', value: object(200 + n, urn) }),
      /^invalidValue: "Operations\[0\].value" has 201 extensions/,
    ],
    [
      'the name of a member',
      (n) => resource({ name: { [x(2_048 + n)]: 1 } }),
      /^invalidSyntax: "name" has a member whose name is longer than 2048/,
    ],
    [
      'elements of a list',
      (n) => resource({ emails: elements(2_000 + n) }),
      /^invalidValue: "emails" has 2001 elements, of which at most 2000/,
    ],
    [
      'elements of a list in a list',
      (n) => resource({ 'urn:x:User': { list: [1, elements(2_000 + n)] } }),
      /^invalidValue: "urn:x:User.list\[1\]" has 2001/,
    ],
    [
      'elements of a value of an operation',
      (n) => patch({ op: 'add', path: 'emails', value: elements(2_000 + n) }),
      /^invalidValue: "Operations\[0\].value" has 2001/,
    ],
    [
      'elements of a list in an operation without a path',
      (n) => patch({ op: 'add', value: { roles: elements(2_000 + n) } }),
      /^invalidValue: "Operations\[0\].value.roles" has 2001/,
    ],
    [
      'members of a group',
      (n) => resource({ members: elements(50_000 + n) }),
      /^invalidValue: "members" has 50001/,
    ],
    [
      'members of a group in an operation',
      (n) => patch({ op: 'add', path: 'Members', value: elements(50_000 + n) }),
      /^invalidValue: "Operations\[0\].value" has 50001/,
    ],
    [
      'members of a group in an operation without a path',
      (n) =>
        patch({
          op: 'add',
          value: { 'urn:ietf:params:scim:schemas:core:2.0:Group:members': elements(50_000 + n) },
        }),
      /has 50001/,
    ],
    [
      'groups of a user, as they come back from a client that edits what it has read',
      (n) => resource({ groups: elements(50_000 + n) }),
      /^invalidValue: "groups" has 50001/,
    ],
  ])('accepts as much as is allowed, and refuses one more: %s', (_what, sized, refusal) => {
    expect(() => {
      checkBounds(sized(0));
    }).not.toThrow();
    expect(
      refusalOf(() => {
        checkBounds(sized(1));
      }),
    ).toMatch(refusal);
  });

  it('counts a repeated name of attributes once', () => {
    const attributes = 'a,'.repeat(LIMITS.attributes.max / 2);
    expect(() => {
      checkBounds(list({ attributes }));
    }).not.toThrow();
  });

  it.each<Json>([null, 7, 'x', [], [[]], { Operations: {} }, { Operations: [1, [], null, { path: 7 }] }])(
    'leaves what is no message for others to refuse: %j',
    (body) => {
      for (const message of ['resource', 'patch', 'search'] as const) {
        expect(() => {
          checkBounds({ message, query: NO_QUERY, body });
        }).not.toThrow();
      }
    },
  );
});
