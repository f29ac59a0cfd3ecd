import fc from 'fast-check';
import type { Json, JsonObject } from '../../../../scim/json.ts';
import { COMMON_ATTRIBUTES } from '../../../../scim/schema/common.ts';
import { USER_TYPE } from '../../../../scim/schema/resourceTypes.ts';
import type { Attribute } from '../../../../scim/schema/types.ts';

/** Texts that stores like to spoil: blank, folded, cut, split, refused, and like our own notation. */
const nasty = fc.constantFrom(
  '',
  ' ',
  '\t\n',
  '\u00a0',
  '\u0001',
  ' Ann ',
  'ANN',
  'İstanbul',
  'ΣΊΣΥΦΟΣ',
  'Straße',
  'Smith (External)',
  '()',
  'a  b',
  'e\u0301',
  '😀👨‍👩‍👧',
  '\u202Eabc',
  '__proto__',
  '0:{"p":"userName"}',
  'null',
  "O'Neil; DROP--",
  'x'.repeat(255),
  'y'.repeat(256),
  `${'n'.repeat(254)} (x) tail`,
  '😀'.repeat(1024),
  `a${'😀'.repeat(1024)}`,
  ' '.repeat(2049),
  'z'.repeat(10_000),
);

/** Any text that a resource can hold. */
export const anyText = fc
  .oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme', minLength: 1 }), nasty)
  .filter((text) => text.isWellFormed() && !text.includes('\u0000'));

const base64 = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('base64'));

function simple({ type, canonicalValues, name }: Attribute): fc.Arbitrary<Json> {
  if (type === 'boolean') return fc.boolean();
  if (type === 'binary') return base64;
  if (name === 'userName') return anyText.filter((text) => text.trim() !== '');
  return canonicalValues === undefined ? anyText : fc.oneof(anyText, fc.constantFrom(...canonicalValues));
}

const isWritten = ({ mutability }: Attribute): boolean =>
  mutability === 'readWrite' || mutability === 'immutable';

/** Objects of attributes in canonical form: nothing empty, nothing that only the service writes. */
function objects(attributes: readonly Attribute[]): fc.Arbitrary<JsonObject> {
  const members = attributes
    .filter(isWritten)
    .map((attribute) => [attribute.name, values(attribute)] as const);
  const requiredKeys = attributes.filter(({ required }) => required).map(({ name }) => name);
  return fc.record(Object.fromEntries(members), { requiredKeys, noNullPrototype: true });
}

const filled = (object: JsonObject): boolean => Object.keys(object).length > 0;

function onePrimary(list: JsonObject[]): JsonObject[] {
  const first = list.findIndex(({ primary }) => primary === true);
  return list.map((element, i) =>
    element.primary === true && i !== first ? { ...element, primary: false } : element,
  );
}

function values(attribute: Attribute): fc.Arbitrary<Json> {
  if (attribute.type !== 'complex') return simple(attribute);
  const elements = objects(attribute.subAttributes ?? []).filter(filled);
  return attribute.multiValued
    ? fc.array(elements, { minLength: 1, maxLength: 4 }).map(onePrimary)
    : elements;
}

const undeclared = fc
  .dictionary(
    fc.string({ minLength: 1 }).filter((name) => name !== '__proto__'),
    fc.oneof(anyText, fc.integer(), fc.boolean(), fc.array(anyText, { minLength: 1 })),
    {
      minKeys: 1,
      maxKeys: 3,
      noNullPrototype: true,
    },
  )
  .filter((object) => Object.keys(object).every((name) => name.isWellFormed()));

/** The runs of a property for a preset: the presets that inherit from `generic` differ from it in a few rows. */
export const runsFor = (preset: string, full = 100): { numRuns: number } => ({
  numRuns: preset === 'generic' ? full : Math.ceil(full / 10),
});

/** Users as they are after reading and checking, derived from the schemas. */
export const anyUser: fc.Arbitrary<JsonObject> = fc
  .tuple(
    objects([
      ...USER_TYPE.schema.attributes,
      ...COMMON_ATTRIBUTES.filter(({ name }) => name === 'externalId'),
    ]),
    fc.record(
      Object.fromEntries([
        ...USER_TYPE.extensions.map(({ schema }) => [schema.id, objects(schema.attributes).filter(filled)]),
        ['urn:acme:2.0:User', undeclared],
        ['URN:acme:hr', undeclared],
      ]) as Record<string, fc.Arbitrary<JsonObject>>,
      { requiredKeys: [], noNullPrototype: true },
    ),
  )
  .map(([core, extensions]) => ({ ...core, ...extensions }) as JsonObject);
