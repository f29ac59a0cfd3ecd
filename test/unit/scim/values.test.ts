import type { Json } from '../../../scim/json.ts';
import {
  binary,
  boolean,
  complex,
  dateTime,
  integer,
  list,
  reference,
  string,
} from '../../../scim/schema/define.ts';
import type { Attribute } from '../../../scim/schema/types.ts';
import { checkText, primaries, readAttributes, readUndeclared, readValue } from '../../../scim/values.ts';
import { readingFor } from './reading.ts';
import { refusalOf } from './refusal.ts';
import { inheritsNothing } from '../../support/scim/inheritsNothing.ts';

const decimal: Attribute = { ...integer('decimal', ''), type: 'decimal' };
const words = string('words', '', { multiValued: true });
const colour = string('colour', '', { canonicalValues: ['red', 'Green'] });
const name = complex('name', '', [
  string('given', ''),
  string('secret', '', { returned: 'never' }),
  string('auto', '', { mutability: 'readOnly' }),
]);
const emails = list('emails', '', [string('value', ''), colour, boolean('primary', '')]);

const read = (attribute: Attribute, value: Json, options = {}) =>
  readValue(attribute, value, attribute.name, readingFor(options));

describe('readValue', () => {
  it.each<[Attribute, Json]>([
    [string('string', ''), 'Ann'],
    [string('string', ''), ''],
    [string('string', ''), '  '],
    [string('string', ''), '😀 שלום ' + '\u202E' + 'é\u0301\t\r\n\u0001'],
    [string('string', ''), 'x'.repeat(100_000)],
    [reference('reference', '', ['external']), 'https://x.example/ä'],
    [reference('reference', '', ['uri']), '../Users/1'],
    [boolean('boolean', ''), false],
    [boolean('boolean', ''), true],
    [integer('integer', ''), 0],
    [integer('integer', ''), -9007199254740991],
    [integer('integer', ''), 1.0],
    [decimal, 1.5],
    [decimal, 1e300],
    [dateTime('dateTime', ''), '2026-01-31T08:00:00Z'],
    [dateTime('dateTime', ''), '2024-02-29T23:59:59.123456+14:00'],
    [binary('binary', ''), ''],
    [binary('binary', ''), 'AbC='],
    [binary('binary', ''), 'AA=='],
    [binary('binary', ''), 'ab+/'],
    [words, ['a', 'b', 'a']],
    [name, { given: 'Ann' }],
    [emails, [{ value: 'a@x', primary: true }, { value: 'b@x' }]],
    [emails, [{ primary: false }, { primary: false }]],
  ])('accepts for %j the value %j', (attribute, value) => {
    expect(read(attribute, value)).toEqual(value);
  });

  it.each<[Attribute, Json, string]>([
    [string('string', ''), 1, '"string" takes a string, not 1.'],
    [string('string', ''), true, '"string" takes a string, not true.'],
    [string('string', ''), ['a'], '"string" takes a string, not an array.'],
    [string('string', ''), { value: 'a' }, '"string" takes a string, not an object.'],
    [reference('reference', '', ['uri']), 1, '"reference" takes a string holding a URI, not 1.'],
    [boolean('boolean', ''), 'true', '"boolean" takes true or false, not "true".'],
    [boolean('boolean', ''), 1, '"boolean" takes true or false, not 1.'],
    [integer('integer', ''), 1.5, '"integer" takes a whole number, not 1.5.'],
    [integer('integer', ''), 2 ** 53, '"integer" takes a whole number, not 9007199254740992.'],
    [integer('integer', ''), '1', '"integer" takes a whole number, not "1".'],
    [decimal, '1.5', '"decimal" takes a number, not "1.5".'],
    ...[
      '2026-01-31',
      '2026-01-31T08:00:00',
      '2026-02-30T08:00:00Z',
      '2026-13-01T00:00:00Z',
      '31.1.2026',
      '',
    ].map((text): [Attribute, Json, string] => [
      dateTime('dateTime', ''),
      text,
      `"dateTime" takes a date and time with a zone, such as "2026-01-31T08:00:00Z", not "${text}".`,
    ]),
    [
      dateTime('dateTime', ''),
      0,
      '"dateTime" takes a date and time with a zone, such as "2026-01-31T08:00:00Z", not 0.',
    ],
    ...['A', 'AAA', 'A===', 'AA=A', 'A-_=', 'AAAA\n'].map((text): [Attribute, Json, string] => [
      binary('binary', ''),
      text,
      `"binary" takes Base64 text, not ${JSON.stringify(text)}.`,
    ]),
    [words, 'a', '"words" takes an array, not "a".'],
    [words, ['a', 1], '"words[1]" takes a string, not 1.'],
    [name, 'Ann', '"name" takes an object, not "Ann".'],
    [name, [], '"name" takes an object, not an array.'],
    [name, { given: 7 }, '"name.given" takes a string, not 7.'],
    [emails, { value: 'a@x' }, '"emails" takes an array, not an object.'],
    [emails, ['a@x'], '"emails[0]" takes an object, not "a@x".'],
    [emails, [{ value: 'a@x' }, { value: 1 }], '"emails[1].value" takes a string, not 1.'],
    [
      emails,
      [
        { value: 'a', primary: true },
        { value: 'b', primary: true },
      ],
      '"emails" has more than one primary value; at most one may be primary.',
    ],
    [string('string', ''), 'a\u0000b', '"string" holds a NUL character (U+0000); leave it out.'],
    [string('string', ''), 'a\ud83d', '"string" holds half of a surrogate pair; send whole characters.'],
    [string('string', ''), '\ude00a', '"string" holds half of a surrogate pair; send whole characters.'],
    [emails, [{ value: '\u0000' }], '"emails[0].value" holds a NUL character (U+0000); leave it out.'],
    [boolean('boolean', ''), 'x'.repeat(80), `"boolean" takes true or false, not "${'x'.repeat(56)}...".`],
    // Cut where the 57th unit is the first half of an emoji.
    [
      boolean('boolean', ''),
      'x'.repeat(55) + '😀'.repeat(9),
      `"boolean" takes true or false, not "${'x'.repeat(55)}...".`,
    ],
  ])('refuses for %j the value %j', (attribute, value, detail) => {
    expect(refusalOf(() => read(attribute, value))).toBe(`invalidValue: ${detail}`);
  });

  it('does not repeat a value that is never returned', () => {
    const detail = refusalOf(() => read(name, { secret: 4711 }));
    expect(detail).toBe('invalidValue: "name.secret" takes a string.');
  });

  it.each<[Attribute, Json]>([
    [string('string', ''), null],
    [words, null],
    [words, []],
    [words, [null]],
    [name, null],
    [name, {}],
    [name, { given: null }],
    [name, { auto: 'set by the service' }],
    [emails, null],
    [emails, []],
    [emails, [null, {}, { value: null }]],
  ])('reads for %j the value %j as unassigned (RFC 7643 §2.5)', (attribute, value) => {
    expect(read(attribute, value)).toBeUndefined();
  });

  it('removes unassigned elements from a list', () => {
    expect(read(emails, [null, { value: 'a' }, {}])).toEqual([{ value: 'a' }]);
  });

  it.each<[string, 'suggest' | 'enforce', string | undefined]>([
    ['blue', 'suggest', undefined],
    ['RED', 'enforce', undefined],
    ['green', 'enforce', undefined],
    ['blue', 'enforce', 'invalidValue: "colour" takes one of red, Green, not "blue".'],
    ['', 'enforce', 'invalidValue: "colour" takes one of red, Green, not "".'],
  ])('canonical values: %j, %s', (value, canonicalValues, refusal) => {
    const action = () => read(colour, value, { canonicalValues });
    expect(refusal === undefined ? action() : refusalOf(action)).toBe(refusal ?? value);
  });
});

describe('readAttributes', () => {
  const attributes = [string('userName', ''), string('id', '', { mutability: 'readOnly' }), emails];

  it('accepts names in any case and returns them as the schema spells them', () => {
    const source = { USERNAME: 'Ann', EMAILS: [{ VALUE: 'a@x', Primary: true }] };
    const result = readAttributes(attributes, source, '', readingFor());
    expect(result).toEqual({ userName: 'Ann', emails: [{ value: 'a@x', primary: true }] });
    expect(inheritsNothing(result)).toBe(true);
  });

  it.each<[Record<string, Json>, string]>([
    [{ userName: 'a', username: 'b' }, 'userName'],
    [{ userName: 'a', USERNAME: null }, 'userName'],
    [{ id: '1', ID: '2' }, 'id'],
    [{ emails: [{ value: 'a', Value: 'a' }] }, 'emails[0].value'],
  ])('refuses %j', (source, path) => {
    expect(refusalOf(() => readAttributes(attributes, source, '', readingFor()))).toBe(
      `invalidSyntax: "${path}" is given twice, in different spellings of its name.`,
    );
  });

  it('passes over read-only attributes, whatever their value', () => {
    const reading = readingFor();
    expect(readAttributes(attributes, { id: 4711, userName: 'ann' }, '', reading)).toEqual({
      userName: 'ann',
    });
    expect(reading.passedOver).toEqual([]);
  });

  it.each(['keep', 'ignore'] as const)('passes over unknown attributes and reports them (%s)', (unknown) => {
    const reading = readingFor({ unknown });
    const source = { shoeSize: 43, toString: 'x', emails: [{ value: 'a', foo: 1 }] };
    expect(readAttributes(attributes, source, 'urn:x:', reading)).toEqual({ emails: [{ value: 'a' }] });
    expect(reading.passedOver).toEqual(['urn:x:shoeSize', 'urn:x:toString', 'urn:x:emails[0].foo']);
  });

  it.each<[Record<string, Json>, string]>([
    [{ shoeSize: 43 }, 'shoeSize'],
    [{ shoeSize: null }, 'shoeSize'],
    [{ emails: [{ foo: 1 }] }, 'emails[0].foo'],
    [{ 'userName.x': 'a' }, 'userName.x'],
  ])('refuses unknown attributes in a tenant that rejects them: %j', (source, path) => {
    const reading = readingFor({ unknown: 'reject' });
    expect(refusalOf(() => readAttributes(attributes, source, '', reading))).toBe(
      `invalidSyntax: There is no attribute "${path}".`,
    );
  });
});

describe('readUndeclared', () => {
  const deep = (levels: number): Json => (levels === 0 ? 'x' : { a: deep(levels - 1) });

  it.each<[Json, Json | undefined]>([
    ['', ''],
    [0, 0],
    [false, false],
    [null, undefined],
    [[], undefined],
    [{}, undefined],
    [{ a: null, b: [null, {}], c: { d: [] } }, undefined],
    [{ a: null, b: [1, null, 'x'] }, { b: [1, 'x'] }],
    [deep(8), deep(8)],
  ])('reads %j', (value, expected) => {
    expect(readUndeclared(value, 'urn:x')).toEqual(expected);
  });

  it.each<[Json, string]>([
    [deep(9), `"urn:x${'.a'.repeat(8)}" is nested too deeply.`],
    [[[[[[[[[[1]]]]]]]]], `"urn:x${'[0]'.repeat(8)}" is nested too deeply.`],
    [{ a: ['\u0000'] }, '"urn:x.a[0]" holds a NUL character (U+0000); leave it out.'],
    [{ '\ud83d': 1 }, '"urn:x" holds half of a surrogate pair; send whole characters.'],
  ])('refuses %j', (value, detail) => {
    expect(refusalOf(() => readUndeclared(value, 'urn:x'))).toBe(`invalidValue: ${detail}`);
  });
});

describe('checkText', () => {
  it('returns text that can be stored', () => {
    expect(checkText('\u0001\uffff😀', 'x')).toBe('\u0001\uffff😀');
  });
});

describe('primaries', () => {
  it('counts only elements with primary true', () => {
    const yes = { primary: true };
    expect(primaries([yes, { primary: false }, { primary: 'true' }, {}, 'primary', null])).toEqual([yes]);
  });
});
