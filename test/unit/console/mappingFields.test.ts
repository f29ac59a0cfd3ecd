import { readFile } from 'node:fs/promises';
import { aliasOf, namedAliases } from '../../../console/src/pages/mapping/aliases.ts';
import { withMappingMember } from '../../../console/src/pages/mapping/mappingRules.ts';
import {
  BEHAVIOURS,
  choicesOf,
  DOCUMENT_TEXTS,
  TRANSFORM_NAMES,
} from '../../../console/src/pages/mapping/mappingSchema.ts';
import {
  fieldOf,
  FIRST_FIELDS,
  moreFields,
  ROW_FIELDS,
  saysMore,
  withField,
} from '../../../console/src/pages/mapping/rowFields.ts';
import { changeFor, type Row } from '../../../console/src/pages/mapping/rows.ts';
import {
  asType,
  defaultOf,
  moved,
  nameOf,
  newTransform,
  parameterOf,
} from '../../../console/src/pages/mapping/transforms.ts';
import { TRANSFORMS } from '../../../mappers/document/transforms.ts';
import schema from '../../../mappers/document/mapping.schema.json' with { type: 'json' };

const texts = JSON.parse(
  await readFile(new URL('../../../console/src/pages/mapping/en.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, string>>;

const missing = (keys: readonly string[]): readonly string[] => keys.filter((key) => !(key in texts));

const ROW: Row = { scim: 'title', keycloak: 'attributes.title' };

/** What a document of a realm leaves out: it is of one realm, and its profile is named elsewhere. */
const NOT_IN_A_REALM = ['$schema', 'name', 'extends'];

describe('the form of a mapping', () => {
  it('knows every member of a row', () => {
    expect(Object.keys(ROW_FIELDS).sort()).toEqual(Object.keys(schema.definitions.row.properties).sort());
  });

  it('shows each member at once or on demand', () => {
    const ofExtension = { ...ROW, scim: 'urn:acme:User:badge' };
    expect([...FIRST_FIELDS, ...moreFields(ofExtension)].sort()).toEqual(Object.keys(ROW_FIELDS).sort());
    expect(moreFields(ROW)).not.toContain('type');
    expect(moreFields({ ...ROW, type: 'integer' })).toContain('type');
    expect([saysMore(ROW), saysMore({ ...ROW, lookup: true })]).toEqual([false, true]);
  });

  it('offers a choice for every member that takes one of several values, and a switch for true and false', () => {
    for (const [name, { control }] of Object.entries(ROW_FIELDS)) {
      const { enum: choices, type } = schema.definitions.row.properties[name as keyof Row] as {
        readonly enum?: readonly string[];
        readonly type?: unknown;
      };
      expect([name, control === 'choice']).toEqual([name, choices !== undefined]);
      expect([name, control === 'switch']).toEqual([name, type === 'boolean']);
      expect(choicesOf(name as keyof Row)).toEqual(choices ?? []);
    }
  });

  it('begins with what is in force where nothing is said', () => {
    for (const name of ['direction', 'returned', 'type'] as const) {
      expect([name, choicesOf(name)[0]]).toEqual([name, ROW_FIELDS[name].empty]);
    }
  });

  it('knows every member of a document', () => {
    const known = [...NOT_IN_A_REALM, 'user', 'group', 'quirks', 'behaviours', ...DOCUMENT_TEXTS];
    expect(known.sort()).toEqual(Object.keys(schema.properties).sort());
  });

  it('knows every transform, each with its parameter', () => {
    expect([...TRANSFORM_NAMES].sort()).toEqual(Object.keys(TRANSFORMS).sort());
    expect(TRANSFORM_NAMES.map((name) => nameOf(newTransform(name)))).toEqual(TRANSFORM_NAMES);
  });

  it('has a name and a help for everything, and a text for every choice', () => {
    const members = [...Object.keys(ROW_FIELDS), ...DOCUMENT_TEXTS, 'quirks'].map((name) => ({ name }));
    const behaviours = BEHAVIOURS.map(({ name, choices }) => ({ name: `behaviours.${name}`, choices }));
    const choices = Object.keys(ROW_FIELDS).map((name) => ({ name, choices: choicesOf(name as keyof Row) }));
    expect(
      missing([
        ...[...members, ...behaviours].flatMap(({ name }) => [`mapping.${name}`, `mapping.${name}.help`]),
        ...[...choices, ...behaviours].flatMap((of) => of.choices.map((one) => `mapping.${of.name}.${one}`)),
        ...TRANSFORM_NAMES.map((name) => `mapping.transform.${name}`),
      ]),
    ).toEqual([]);
  });
});

describe('a member of a row in the form', () => {
  it('changes nothing else, not even what the form does not know', () => {
    const row = { ...ROW, aliases: ['job', { name: 'no', transform: 'not' }], later: 1 } as Row;
    expect(withField(row, undefined, 'lookup', true)).toEqual({ ...row, lookup: true });
    expect(withField({ ...row, lookup: true }, undefined, 'lookup', undefined)).toEqual(row);
  });

  it('says what an inherited row said, where that is taken back', () => {
    const inherited: Row = { ...ROW, direction: 'toScim', required: true, mirror: 'x', principal: 'email' };
    const names = ['direction', 'required', 'mirror', 'principal'] as const;
    const back = names.reduce((row, name) => withField(row, inherited, name, undefined), inherited);
    expect(changeFor(back, inherited)).toEqual({
      ...{ scim: 'title', direction: 'both', required: false, mirror: [] },
    });
    expect(withField(ROW, undefined, 'keycloak', undefined).keycloak).toBe('');
  });

  it('takes one name for a list of it', () => {
    expect(fieldOf({ ...ROW, mirror: 'x' }, 'mirror')).toEqual(['x']);
    expect(fieldOf({ ...ROW, mirror: ['x', 'y'] }, 'mirror')).toEqual(['x', 'y']);
    expect(fieldOf(ROW, 'mirror')).toBeUndefined();
  });
});

describe('the changes of a value in the form', () => {
  it('keep what they say as far as another type allows', () => {
    expect([asType('true', 'boolean'), asType('7', 'number'), asType('x', 'number')]).toEqual([true, 7, 0]);
    expect(asType(false, 'string')).toBe('false');
    expect(parameterOf({ join: ', ' })).toBe(', ');
    expect(defaultOf({ transforms: ['trim', { default: 7 }] })).toBe(7);
  });

  it('move by one place, and not beyond the ends', () => {
    expect(moved(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c']);
    expect(moved(['a', 'b', 'c'], 2, -1)).toEqual(['a', 'c', 'b']);
    expect(moved(['a', 'b'], 1, 1)).toEqual(['a', 'b']);
  });

  it('are of other names too, which are short without one', () => {
    expect([aliasOf('job', undefined), aliasOf('job', 'not')]).toEqual([
      'job',
      { name: 'job', transform: 'not' },
    ]);
    expect(namedAliases(['', 'job', { name: '' }])).toEqual(['job']);
    expect(namedAliases(7)).toEqual([]);
  });
});

describe('the mapping besides its rows', () => {
  it('is left out where it says nothing', () => {
    const set = withMappingMember(undefined, 'behaviours.password', 'ignore');
    expect(set).toEqual({ behaviours: { password: 'ignore' } });
    expect(withMappingMember(set, 'behaviours.password', undefined)).toBeUndefined();
    expect(withMappingMember({ user: [ROW] }, 'quirks', [])).toEqual({ user: [ROW], quirks: [] });
  });
});
