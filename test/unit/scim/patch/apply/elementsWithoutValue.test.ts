import type { JsonObject } from '../../../../../scim/json.ts';
import { STRICT } from '../../reading.ts';
import { patched, type SentOperation } from '../patching.ts';

describe('elements that have lost their value', () => {
  const phones: JsonObject[] = [
    { value: '+1', type: 'work', primary: true, display: 'Desk' },
    { value: '+2', type: 'home' },
  ];
  const user: JsonObject = {
    userName: 'ann',
    phoneNumbers: phones,
    addresses: [{ type: 'work', formatted: 'A 1, Berlin', locality: 'Berlin' }],
  };
  const hollow = { type: 'work', primary: true, display: 'Desk' };

  it.each<[string, SentOperation]>([
    ['remove', { op: 'remove', path: 'phoneNumbers[type eq "work"].value' }],
    ['replace by null', { op: 'replace', path: 'phoneNumbers[type eq "work"].value', value: null }],
    ['an added null', { op: 'add', path: 'phoneNumbers[type eq "work"].value', value: null }],
    [
      'an element without value',
      { op: 'replace', path: 'phoneNumbers[type eq "work"]', value: { type: 'work', value: null } },
    ],
  ])('are gone too in a tolerant tenant: %s', (_what, operation) => {
    expect(patched(user, [operation]).phoneNumbers).toEqual(phones.slice(1));
  });

  it('stay to the letter of the standard', () => {
    const operation: SentOperation = { op: 'remove', path: 'phoneNumbers[type eq "work"].value' };
    expect(patched(user, [operation], STRICT).phoneNumbers).toEqual([hollow, phones[1]]);
  });

  it('are gone with the last part of an address, not before', () => {
    const remove = (sub: string): SentOperation => ({
      op: 'remove',
      path: `addresses[type eq "work"].${sub}`,
    });
    expect(patched(user, [remove('locality')]).addresses).toEqual([
      { type: 'work', formatted: 'A 1, Berlin' },
    ]);
    expect(patched(user, [remove('locality'), remove('formatted')])).not.toHaveProperty('addresses');
  });

  it('stay if they had none before, or if the change gives them something', () => {
    const before = { userName: 'ann', phoneNumbers: [{ type: 'work' }] };
    const operations: SentOperation[] = [
      { op: 'replace', path: 'phoneNumbers[type eq "work"].type', value: 'mobile' },
    ];
    expect(patched(before, operations).phoneNumbers).toEqual([{ type: 'mobile' }]);
  });

  it('are not added in a tolerant tenant', () => {
    const value = [
      { value: null, type: 'fax' },
      { value: '+3', type: 'other' },
    ];
    expect(patched(user, [{ op: 'add', path: 'phoneNumbers', value }]).phoneNumbers).toEqual([
      ...phones,
      { value: '+3', type: 'other' },
    ]);
  });
});
