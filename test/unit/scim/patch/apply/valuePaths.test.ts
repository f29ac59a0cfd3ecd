import type { Json, JsonObject } from '../../../../../scim/json.ts';
import { STRICT } from '../../reading.ts';
import { refusalOf } from '../../refusal.ts';
import { patched, type SentOperation } from '../patching.ts';
import { ANN, CORE, expectCase, HOME, NOTHING, WORK, type Case } from './patchedUser.ts';

describe('elements of lists', () => {
  const workWith = (change: JsonObject) => ({ emails: [{ ...WORK, ...change }, HOME] });
  it.each<Case>([
    ['replace', 'emails[type eq "work"].value', 'new@x', workWith({ value: 'new@x' })],
    ['add', 'emails[type eq "work"].value', 'new@x', workWith({ value: 'new@x' })],
    ['replace', 'EMAILS[TYPE EQ "WORK"].VALUE', 'new@x', workWith({ value: 'new@x' })],
    ['replace', `${CORE}:emails[type eq "work"].value`, 'new@x', workWith({ value: 'new@x' })],
    ['replace', 'emails[primary eq true].value', 'new@x', workWith({ value: 'new@x' })],
    ['replace', 'emails[value co "@work"].display', 'Ann', workWith({ display: 'Ann' })],
    ['add', 'emails[type eq "work"]', { display: 'Ann' }, workWith({ display: 'Ann' })],
    ['add', 'emails[type eq "work"]', null, NOTHING],
    ['add', 'emails[type eq "work"]', {}, NOTHING],
    [
      'replace',
      'emails[type eq "work"]',
      { value: 'n@x', type: 'other' },
      { emails: [{ value: 'n@x', type: 'other' }, HOME] },
    ],
    [
      'replace',
      'emails[type eq "work"]',
      { value: 'n@x' },
      { emails: [{ value: 'n@x', type: 'work' }, HOME] },
    ],
    [
      'replace',
      'emails[value ew ".example"]',
      { value: 'n@x' },
      { emails: [{ value: 'n@x' }, { value: 'n@x' }] },
    ],
    ['replace', 'emails[type eq "work"]', null, { emails: [HOME] }],
    ['remove', 'emails[type eq "work"]', undefined, { emails: [HOME] }],
    ['remove', 'emails[value pr]', undefined, { emails: undefined }],
    ['remove', 'emails[type eq "other"]', undefined, NOTHING],
    ['remove', 'emails[type eq "other"].value', undefined, NOTHING],
    ['remove', 'emails[not (type eq "work")]', undefined, { emails: [WORK] }],
    ['remove', 'roles[value eq "a"].value', undefined, { roles: [{ value: 'b' }] }],
    [
      'replace',
      'roles[value eq "a" or value eq "b"].display',
      'x',
      {
        roles: [
          { value: 'a', display: 'x' },
          { value: 'b', display: 'x' },
        ],
      },
    ],
    [
      'replace',
      'roles.display',
      'x',
      {
        roles: [
          { value: 'a', display: 'x' },
          { value: 'b', display: 'x' },
        ],
      },
    ],
    ['remove', 'roles.value', undefined, { roles: undefined }],
    [
      'replace',
      'addresses[type eq "work"].locality',
      'Bonn',
      { addresses: [{ type: 'work', locality: 'Bonn', country: 'DE' }] },
    ],
  ])('%s %s %j', (...args) => {
    expectCase(args);
    expectCase(args, STRICT);
  });

  it.each<[SentOperation['op'], string, Json, JsonObject]>([
    ['replace', 'phoneNumbers[type eq "mobile"].value', '+1', { type: 'mobile', value: '+1' }],
    ['add', 'phoneNumbers[type eq "mobile"].value', '+1', { type: 'mobile', value: '+1' }],
    ['add', 'phoneNumbers[type eq "mobile"]', { value: '+1' }, { type: 'mobile', value: '+1' }],
    ['replace', 'phoneNumbers[TYPE eq "mobile"]', { value: '+1', type: 'fax' }, { type: 'fax', value: '+1' }],
    [
      'add',
      'phoneNumbers[type eq "work" and primary eq true].value',
      '+1',
      { type: 'work', primary: true, value: '+1' },
    ],
    ['add', 'phoneNumbers[type eq "work" and display eq null].value', '+1', { type: 'work', value: '+1' }],
    ['add', 'phoneNumbers[value eq "+1"].display', 'x', { value: '+1', display: 'x' }],
    ['add', 'phoneNumbers.value', '+1', { value: '+1' }],
  ])('are created if the filter matches none: %s %s %j', (op, path, value, element) => {
    expectCase([op, path, value, { phoneNumbers: [element] }]);
  });

  it.each<[string, Json]>([
    ['phoneNumbers[type eq "mobile"].value', null],
    ['phoneNumbers[type eq "mobile"]', null],
    ['phoneNumbers.value', null],
  ])('are not created for %s %j', (path, value) => {
    expectCase(['replace', path, value, NOTHING]);
    expectCase(['add', path, value, NOTHING]);
  });

  it.each([
    'emails[value co "nobody"].display',
    'emails[type ne "work" and value co "nobody"].display',
    'phoneNumbers[type eq "work" or type eq "home"].value',
    'phoneNumbers[not (type eq "work")].value',
    'phoneNumbers[type pr].value',
    'phoneNumbers[type eq "work" and type eq "home"].value',
    'phoneNumbers[type eq "work"].type',
    'phoneNumbers[value eq "y"].value',
  ])('cannot be created from the filter of %s', (path) => {
    const attribute = path.slice(0, path.indexOf('['));
    expect(refusalOf(() => patched(ANN, [{ op: 'replace', path, value: 'x' }]))).toBe(
      `noTarget: No element of "${attribute}" matches the filter of the path.`,
    );
  });

  it.each(['add', 'replace'] as const)('%s: no match is noTarget in a strict tenant', (op) => {
    const path = 'phoneNumbers[type eq "mobile"].value';
    expect(refusalOf(() => patched(ANN, [{ op, path, value: '+1' }], STRICT))).toBe(
      'noTarget: No element of "phoneNumbers" matches the filter of the path.',
    );
  });

  it('are checked if a filter describes them', () => {
    const path = 'emails[type eq "wo\\u0000rk"].value';
    expect(refusalOf(() => patched(ANN, [{ op: 'add', path, value: 'x' }]))).toBe(
      'invalidValue: "emails.type" holds a NUL character (U+0000); leave it out.',
    );
  });
});
