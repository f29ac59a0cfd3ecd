import type { JsonObject } from '../../../../scim/json.ts';
import { applyPatch } from '../../../../scim/patch/apply.ts';
import { readPatch } from '../../../../scim/patch/operations.ts';
import { GROUP_TYPE } from '../../../../scim/schema/resourceTypes.ts';
import { MESSAGES } from '../../../../scim/messages.ts';
import { frozen, readingFor, STRICT } from '../reading.ts';
import { patched, type SentOperation } from './patching.ts';

/** The examples of the RFC; letter for letter, but for line breaks in strings. */

const BABS = { display: 'Babs Jensen', value: '2819c223-7f76-453a-919d-413861904646' };
const JAMES = { display: 'James Smith', value: '08e1d05d-121c-4561-8b96-473d93df9210' };
const MANDY = { display: 'Mandy Pepperidge', value: '902c246b-6245-4190-8e05-00816be7344a' };

/** Of members the service itself sets `display`; clients give the id. */
const only = ({ value }: JsonObject): JsonObject => ({ value: value ?? null });

function patchedGroup(members: JsonObject[], operations: SentOperation[]): JsonObject {
  const group = frozen({ displayName: 'Tour Guides', members });
  const body = { schemas: [MESSAGES.patch], Operations: operations.map((operation) => ({ ...operation })) };
  return applyPatch(GROUP_TYPE, group, readPatch(GROUP_TYPE, body), readingFor(STRICT));
}

describe('RFC 7644 §3.5.2.1, add', () => {
  const value = [
    { display: 'Babs Jensen', $ref: 'https://example.com/v2/Users/2819c223', value: BABS.value },
  ];

  it('adds a member to a group', () => {
    const { members } = patchedGroup([only(MANDY)], [{ op: 'add', path: 'members', value }]);
    expect(members).toEqual([only(MANDY), { ...only(BABS), $ref: 'https://example.com/v2/Users/2819c223' }]);
  });

  it('changes nothing when the member is there', () => {
    const there = { ...only(BABS), $ref: 'https://example.com/v2/Users/2819c223' };
    expect(patchedGroup([there], [{ op: 'add', path: 'members', value }])).toEqual({
      displayName: 'Tour Guides',
      members: [there],
    });
  });

  it('adds several attributes at once, without a path', () => {
    const user = { userName: 'babs' };
    const operation: SentOperation = {
      op: 'add',
      value: { emails: [{ value: 'babs@jensen.org', type: 'home' }], nickName: 'Babs' },
    };
    expect(patched(user, [operation], STRICT)).toEqual({
      userName: 'babs',
      emails: [{ value: 'babs@jensen.org', type: 'home' }],
      nickName: 'Babs',
    });
  });
});

describe('RFC 7644 §3.5.2.2, remove', () => {
  it('removes a single member', () => {
    const path = `members[value eq "${BABS.value}"]`;
    expect(patchedGroup([only(BABS), only(JAMES)], [{ op: 'remove', path }]).members).toEqual([only(JAMES)]);
  });

  it('removes all members', () => {
    expect(patchedGroup([only(BABS), only(JAMES)], [{ op: 'remove', path: 'members' }])).toEqual({
      displayName: 'Tour Guides',
    });
  });

  it('removes a value from a complex multi-valued attribute', () => {
    const emails = [
      { value: 'babs@example.com', type: 'work' },
      { value: 'babs@jensen.org', type: 'home' },
    ];
    const path = 'emails[type eq "work" and value ew "example.com"]';
    expect(patched({ emails }, [{ op: 'remove', path }], STRICT)).toEqual({ emails: [emails[1]] });
  });

  it('removes one member and adds another in one request', () => {
    const operations: SentOperation[] = [
      { op: 'remove', path: `members[value eq "${BABS.value}"]` },
      { op: 'add', path: 'members', value: [JAMES] },
    ];
    expect(patchedGroup([only(BABS)], operations).members).toEqual([only(JAMES)]);
  });
});

describe('RFC 7644 §3.5.2.3, replace', () => {
  it('replaces all members', () => {
    const operation: SentOperation = { op: 'replace', path: 'members', value: [BABS, JAMES] };
    expect(patchedGroup([only(MANDY)], [operation]).members).toEqual([only(BABS), only(JAMES)]);
  });

  const addresses = [
    { type: 'work', streetAddress: '1 Old Road', locality: 'Elsewhere' },
    { type: 'home', streetAddress: '2 Old Road' },
  ];

  it('replaces the address that a filter selects', () => {
    const value = {
      type: 'work',
      streetAddress: '911 Universal City Plaza',
      locality: 'Hollywood',
      region: 'CA',
      postalCode: '91608',
      country: 'US',
      formatted: '911 Universal City Plaza\nHollywood, CA 91608 US',
      primary: true,
    };
    const operation: SentOperation = { op: 'replace', path: 'addresses[type eq "work"]', value };
    expect(patched({ addresses }, [operation], STRICT)).toEqual({ addresses: [value, addresses[1]] });
  });

  it('replaces one sub-attribute of it', () => {
    const path = 'addresses[type eq "work"].streetAddress';
    const operation: SentOperation = { op: 'replace', path, value: '1010 Broadway Ave' };
    expect(patched({ addresses }, [operation], STRICT)).toEqual({
      addresses: [{ ...addresses[0], streetAddress: '1010 Broadway Ave' }, addresses[1]],
    });
  });

  it('replaces several attributes at once, without a path', () => {
    const value = {
      emails: [
        { value: 'bjensen@example.com', type: 'work', primary: true },
        { value: 'babs@jensen.org', type: 'home' },
      ],
      nickName: 'Babs',
    };
    const user = { userName: 'babs', nickName: 'B', emails: [{ value: 'old@example.com' }] };
    expect(patched(user, [{ op: 'replace', value }], STRICT)).toEqual({ userName: 'babs', ...value });
  });
});
