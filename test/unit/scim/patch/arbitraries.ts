import fc from 'fast-check';
import type { Json, JsonObject } from '../../../../scim/json.ts';
import { ENTERPRISE_USER } from '../../../../scim/schema/enterpriseUser.ts';
import type { SentOperation } from './patching.ts';

/** Texts so few that operations often meet what is there. */
const text = fc.constantFrom('a', 'b', 'A', 'c d', '');
const type = fc.constantFrom('work', 'home', 'other');

const element = fc
  .record({ value: text, type, display: text, primary: fc.boolean() }, { requiredKeys: [] })
  .filter((value) => Object.keys(value).length > 0);

const onePrimary = (list: JsonObject[]): Json[] =>
  list.map((element, i) => ({ ...element, ...(element.primary === true ? { primary: i === 0 } : {}) }));

/** No pair of value and type is there twice (RFC 7643 §2.4). */
const elements: fc.Arbitrary<Json[]> = fc
  .uniqueArray(element, {
    minLength: 1,
    maxLength: 4,
    selector: ({ value, type }) => `${value?.toLowerCase() ?? 'none'} ${type ?? 'none'}`,
  })
  .map(onePrimary);

/** Elements that do not contradict one another, so that it does not matter which of them comes first. */
const sentElements: fc.Arbitrary<Json[]> = fc
  .uniqueArray(element, { minLength: 1, maxLength: 4, selector: ({ value }) => value?.toLowerCase() })
  .map(onePrimary);

const name = fc
  .record({ givenName: text, familyName: text, middleName: text }, { requiredKeys: [] })
  .filter((value) => Object.keys(value).length > 0);

const enterprise = fc
  .record({ department: text, division: text, manager: fc.record({ value: text }) }, { requiredKeys: [] })
  .filter((value) => Object.keys(value).length > 0);

const members = {
  title: text,
  active: fc.boolean(),
  name,
  emails: elements,
  roles: elements,
  [ENTERPRISE_USER.id]: enterprise,
  'urn:acme:2.0:User': fc.record({ tag: text, tags: fc.array(text, { minLength: 1 }) }),
};

/** Users in canonical form. */
export const anyUser = fc.record(
  { userName: text, ...members },
  { requiredKeys: [] },
) as fc.Arbitrary<JsonObject>;

/** What a path may lead to, and values that fit there. */
const targets: readonly (readonly [path: string, value: fc.Arbitrary<Json>])[] = [
  ['title', text],
  ['active', fc.boolean()],
  ['name', name],
  ['name.givenName', text],
  ['emails', sentElements],
  ['roles', sentElements],
  // Without a type: a change that takes an element out of its own filter is another one when it is repeated.
  ['emails[type eq "work"]', element.map(({ type: _type, ...rest }) => ({ display: 'x', ...rest }))],
  ['emails[type eq "work"].value', text],
  ['emails[type eq "home" and value eq "a"].display', text],
  ['emails[not (type eq "work")].display', text],
  ['emails.display', text],
  ['roles[value eq "a"].primary', fc.constant(false)],
  [ENTERPRISE_USER.id, enterprise],
  [`${ENTERPRISE_USER.id}:department`, text],
  [`${ENTERPRISE_USER.id}:manager`, fc.record({ value: text })],
  ['urn:acme:2.0:User:tag', text],
  ['urn:acme:2.0:User:tags', fc.array(text)],
];

/** Operations with a path that are all in order, though not always possible. */
export const anyOperation = (...ops: SentOperation['op'][]): fc.Arbitrary<SentOperation> =>
  fc
    .tuple(fc.constantFrom(...ops), fc.constantFrom(...targets))
    .chain(([op, [path, values]]): fc.Arbitrary<SentOperation> =>
      op === 'remove'
        ? fc.constant({ op, path })
        : fc.oneof({ weight: 6, arbitrary: values }, fc.constant(null)).map((value) => ({ op, path, value })),
    );

/** Objects as an operation without a path takes them. */
export const anyMembers = fc.record(
  { ...members, emails: sentElements, roles: sentElements },
  { requiredKeys: [] },
) as fc.Arbitrary<JsonObject>;
