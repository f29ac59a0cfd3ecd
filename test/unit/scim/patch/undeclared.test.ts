import type { Json, JsonObject } from '../../../../scim/json.ts';
import { readingFor, STRICT } from '../reading.ts';
import { refusalOf } from '../refusal.ts';
import { patched, type SentOperation } from './patching.ts';

const URN = 'urn:acme:2.0:User';
const HR = 'urn:acme:hr';

const ANN: JsonObject = {
  userName: 'ann',
  [URN]: { tag: 'blue', badges: ['gold', { kind: 'iron' }], address: { city: 'Berlin', zip: '1' } },
  [HR]: { level: 7 },
};
const BLUE = ANN[URN] as JsonObject;

type Case = [SentOperation, Record<string, unknown>];

function expectCase([operation, difference]: Case, user = ANN): void {
  const expected = Object.entries({ ...user, ...difference }).filter(([, member]) => member !== undefined);
  expect(patched(user, [operation])).toEqual(Object.fromEntries(expected));
}

const without = (name: string): JsonObject =>
  Object.fromEntries(Object.entries(BLUE).filter(([key]) => key !== name));

describe('attributes of an extension that no schema declares', () => {
  it.each<Case>([
    [{ op: 'replace', path: `${URN}:tag`, value: 'red' }, { [URN]: { ...BLUE, tag: 'red' } }],
    [{ op: 'replace', path: `${URN}:TAG`, value: 'red' }, { [URN]: { ...BLUE, tag: 'red' } }],
    [{ op: 'add', path: `${URN.toUpperCase()}:tag`, value: 7 }, { [URN]: { ...BLUE, tag: 7 } }],
    [{ op: 'add', path: `${URN}:new`, value: { a: [null, 1] } }, { [URN]: { ...BLUE, new: { a: [1] } } }],
    [
      { op: 'add', path: `${URN}:badges`, value: ['gold', 'tin'] },
      { [URN]: { ...BLUE, badges: ['gold', { kind: 'iron' }, 'tin'] } },
    ],
    [{ op: 'add', path: `${URN}:badges`, value: { kind: 'iron' } }, {}],
    [{ op: 'add', path: `${URN}:badges`, value: null }, {}],
    [{ op: 'replace', path: `${URN}:badges`, value: ['tin'] }, { [URN]: { ...BLUE, badges: ['tin'] } }],
    [{ op: 'replace', path: `${URN}:tag`, value: null }, { [URN]: without('tag') }],
    [{ op: 'remove', path: `${URN}:tag` }, { [URN]: without('tag') }],
    [{ op: 'remove', path: `${URN}:none` }, {}],
    [{ op: 'remove', path: 'urn:other:2.0:User:none' }, {}],
    [{ op: 'remove', path: `${HR}:level` }, { [HR]: undefined }],
    [{ op: 'add', path: 'urn:other:2.0:User:tag', value: 'x' }, { 'urn:other:2.0:User': { tag: 'x' } }],
    [{ op: 'replace', value: { [`${URN}:tag`]: 'red' } }, { [URN]: { ...BLUE, tag: 'red' } }],
    [
      { op: 'replace', value: { [`${URN}:address`]: { city: 'Bonn' } } },
      { [URN]: { ...BLUE, address: { city: 'Bonn' } } },
    ],
    [{ op: 'replace', path: `${HR}:level`, value: { a: 1 } }, { [HR]: { level: { a: 1 } } }],
  ])('%j', (...args) => {
    expectCase(args);
  });

  it.each<[SentOperation, string]>([
    [{ op: 'remove', path: `${URN}:badges[kind eq "iron"]` }, `${URN}:badges`],
    [{ op: 'replace', path: `${URN}:address.city`, value: 'x' }, `${URN}:address.city`],
    [{ op: 'add', value: { [`${URN}:__proto__`]: 'x' } }, `${URN}:__proto__`],
  ])('refuses %j', (operation, path) => {
    expect(refusalOf(() => patched(ANN, [operation]))).toBe(
      `invalidPath: "${path}" is declared by no schema and can only be changed as a whole.`,
    );
  });

  it('refuses text that cannot be stored', () => {
    const operation: SentOperation = { op: 'add', path: `${URN}:tag`, value: { a: ['\u0000'] } };
    expect(refusalOf(() => patched(ANN, [operation]))).toBe(
      `invalidValue: "${URN}:tag.a[0]" holds a NUL character (U+0000); leave it out.`,
    );
  });
});

describe('an extension that no schema declares, as a whole', () => {
  it.each<Case>([
    [{ op: 'remove', path: URN }, { [URN]: undefined }],
    [{ op: 'remove', path: URN.toUpperCase() }, { [URN]: undefined }],
    [{ op: 'remove', path: HR }, { [HR]: undefined }],
    [{ op: 'replace', path: URN, value: null }, { [URN]: undefined }],
    [{ op: 'replace', path: URN, value: { Tag: 'red' } }, { [URN]: { ...BLUE, tag: 'red' } }],
    [{ op: 'add', path: HR, value: { level: null, grade: 1 } }, { [HR]: { grade: 1 } }],
    [
      { op: 'add', path: URN, value: { badges: ['tin'] } },
      { [URN]: { ...BLUE, badges: ['gold', { kind: 'iron' }, 'tin'] } },
    ],
    [
      { op: 'replace', value: { [URN]: { tag: 'red', new: 1 }, [HR]: { level: 8 } } },
      { [URN]: { ...BLUE, tag: 'red', new: 1 }, [HR]: { level: 8 } },
    ],
    [{ op: 'replace', value: { [URN]: null } }, { [URN]: undefined }],
    [{ op: 'add', path: 'urn:other:2.0:User', value: { a: 1 } }, { 'urn:other:2.0:User': { a: 1 } }],
    [{ op: 'add', value: { 'urn:other:hr': { a: 1 } } }, { 'urn:other:hr': { a: 1 } }],
    [{ op: 'add', value: { 'urn:acme:x': { a: 1 } } }, { 'urn:acme:x': { a: 1 } }],
    [{ op: 'add', path: 'urn:acme:x', value: { a: 1 } }, { 'urn:acme:x': { a: 1 } }],
    [{ op: 'remove', path: 'urn:other:2.0:User' }, {}],
    [{ op: 'add', path: URN, value: {} }, {}],
  ])('%j', (...args) => {
    expectCase(args);
  });

  it.each<Json>(['x', ['x'], 7, true])('takes an object, not %j', (value) => {
    for (const path of [URN, 'urn:other:2.0:User', 'urn:acme:x']) {
      expect(refusalOf(() => patched(ANN, [{ op: 'replace', path, value }]))).toMatch(
        `invalidValue: "${path}" takes an object with the attributes of that extension, not `,
      );
    }
  });

  it('is nested as deep as in a POST, and no deeper', () => {
    const deep = (levels: number): Json => (levels === 0 ? 1 : { a: deep(levels - 1) });
    expectCase([{ op: 'add', value: { 'urn:other:2.0:User': deep(8) } }, { 'urn:other:2.0:User': deep(8) }]);
    expect(refusalOf(() => patched(ANN, [{ op: 'add', value: { [URN]: deep(9) } }]))).toMatch(
      /too deeply\.$/,
    );
    expect(refusalOf(() => patched(ANN, [{ op: 'add', path: `${URN}:a`, value: deep(8) }]))).toMatch(
      /too deeply\.$/,
    );
  });
});

describe('an undeclared extension in a tenant that does not keep them', () => {
  it.each<SentOperation>([
    { op: 'replace', path: `${URN}:tag`, value: 'red' },
    { op: 'remove', path: `${URN}:tag` },
    { op: 'remove', path: URN },
    { op: 'remove', path: `${URN}:badges[kind eq "iron"]` },
  ])('is passed over or refused: %j', (operation) => {
    const reading = readingFor({ unknown: 'ignore' });
    const name = operation.path?.replace(/\[.*/, '') ?? '';
    expect(patched(ANN, [operation], reading)).toEqual(ANN);
    expect(reading.passedOver).toEqual([name]);
    expect(refusalOf(() => patched(ANN, [operation], STRICT))).toBe(
      `invalidPath: There is no attribute or extension "${name}" on User.`,
    );
  });
});
