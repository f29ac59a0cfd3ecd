import fc from 'fast-check';
import { emptyObject, type JsonObject } from '../../../../scim/json.ts';
import { readResource } from '../../../../scim/resource.ts';
import { GROUP_TYPE, USER_TYPE } from '../../../../scim/schema/resourceTypes.ts';
import type { ResourceType } from '../../../../scim/schema/types.ts';
import { compileMapping, type Mapping } from '../../../../mappers/compile/mapping.ts';
import { GROUP_LIMITS, type KeycloakFields } from '../../../../mappers/compile/storage/fields.ts';
import { findPreset, PRESET_NAMES } from '../../../../mappers/document/presets.ts';
import { readingFor } from '../../scim/reading.ts';

const URN = 'urn:acme:2.0:User';
const record = (value: unknown, index = 0): string => `${index}:${JSON.stringify(value)}`;
const nested = (levels: number): string => `{"a":`.repeat(levels) + '1' + '}'.repeat(levels);

/** Names that records have members of, and others. */
const names = [
  'value',
  'type',
  'primary',
  'display',
  'VALUE',
  '@',
  'p',
  'k',
  'v',
  'urn',
  'formatted',
  '__proto__',
];
const anyName = fc.oneof(fc.constantFrom(...names), fc.string({ unit: 'binary' }));
const anyScalar = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('\ud800', '\u0000', 'work', 'userName', 'not a date', URN, URN.toUpperCase(), null, {}, []),
  fc.integer(),
  fc.boolean(),
);
const anyJson = fc.oneof(
  fc.dictionary(anyName, fc.oneof(anyScalar, fc.array(anyScalar))),
  fc.jsonValue(),
  anyScalar,
);
const anyExtension = fc.record({
  urn: fc.constantFrom(URN, 'urn:\ud800', 'URN:acme:2.0:user', 5),
  value: anyJson,
});
const anyExact = fc.record({
  p: fc.constantFrom('title', 'active', 'userName', 'displayName', 'name.givenName', 'externalId'),
  k: fc.constantFrom(null, 'held'),
  v: fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('[1', '[null,{}]', 'null', '\ud800')),
});
const anyStored = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .tuple(fc.oneof(anyJson, anyExtension, anyExact), fc.nat(9))
    .map(([value, index]) => record(value, index)),
  fc.constantFrom(
    'held',
    '0.0/2:{',
    '0.1/2:}',
    '0.5/9:',
    '99999999999999999999:1',
    `0:${nested(200)}`,
    `0:{"urn":"${URN}","value":${nested(200)}}`,
  ),
);

const bareFields: Readonly<Record<string, KeycloakFields>> = {
  User: { username: 'held', email: 'held', firstName: 'held', enabled: true, attributes: {} },
  Group: { name: 'held', attributes: {} },
};

/** What Keycloak may hold of a resource after somebody wrote anything into its attributes. */
const anyFields = (type: ResourceType, mapping: Mapping): fc.Arbitrary<KeycloakFields> =>
  fc
    .record(
      Object.fromEntries(
        [...mapping.ownedAttributes].map((name) => [name, fc.array(anyStored, { maxLength: 5 })]),
      ),
      { requiredKeys: [] },
    )
    .map((attributes) => ({ ...bareFields[type.name], attributes }) as KeycloakFields);

const sendBack = (type: ResourceType, shown: JsonObject): JsonObject =>
  readResource(type, Object.assign(emptyObject(), shown, { schemas: [type.schema.id] }), readingFor());

const mappings = PRESET_NAMES.flatMap((preset): [string, string, ResourceType, Mapping][] => {
  const { user = [], group = [] } = findPreset(preset) ?? {};
  return [
    [preset, 'user', USER_TYPE, compileMapping(user, USER_TYPE)],
    [preset, 'group', GROUP_TYPE, compileMapping(group, GROUP_TYPE, GROUP_LIMITS)],
  ];
});

describe.each(mappings)(
  'preset %s, attributes of a %s that somebody damaged',
  (_preset, _kind, type, mapping) => {
    it('are shown as far as a client could have sent them', () => {
      fc.assert(
        fc.property(anyFields(type, mapping), (fields) => {
          const shown = mapping.toScim(fields);
          expect(sendBack(type, shown)).toEqual(shown);
        }),
        { numRuns: 100 },
      );
    });
  },
);

describe('a damaged record', () => {
  const mapping = compileMapping(findPreset('generic')?.user ?? [], USER_TYPE);
  const shown = (
    attributes: KeycloakFields['attributes'],
    fields: Partial<KeycloakFields> = {},
  ): JsonObject => mapping.toScim({ username: 'ann', enabled: true, ...fields, attributes });

  it('is left out of its list, and the others stay', () => {
    const stored = [null, 'text', 5, [1, 2], { value: 5 }, {}, { value: 'a@x', type: 'home', primary: true }];
    const { emails } = shown({ 'scim.emails': stored.map(record) }, { email: 'a@x' });
    expect(emails).toEqual([{ value: 'a@x', type: 'home', primary: true }]);
  });

  it('does not hide the address in Keycloak', () => {
    const { emails } = shown({ 'scim.emails': [record({ value: 'a@x', type: 7 })] }, { email: 'a@x' });
    expect(emails).toEqual([{ value: 'a@x', type: 'work', primary: true }]);
  });

  it('does not create a second primary value', () => {
    const stored = [
      { value: 'a@x', primary: true },
      { value: 'b@x', primary: true },
    ];
    const { emails } = shown({ 'scim.emails': stored.map(record) }, { email: 'a@x' });
    expect(emails).toEqual([{ value: 'a@x', primary: true }, { value: 'b@x' }]);
  });

  it('leaves out an extension that is nested too deeply to be sent', () => {
    const deep = `0:{"urn":"${URN}","value":${nested(200)}}`;
    const fine = record({ urn: 'urn:acme:hr', value: { level: null, floor: 3 } }, 1);
    const user = shown({ 'scim.extensions': [deep, fine] });
    expect(user).not.toHaveProperty([URN]);
    expect(user['urn:acme:hr']).toEqual({ floor: 3 });
  });
});
