import type { RowChange } from '../../../../mappers/document/types.ts';
import { ACME, at, group, MOBILE, ofGroups, ofUsers, own, user } from './mistakes.ts';

const UNNAMEABLE = ['  ', ' x', 'x ', 'a"b', 'a\\b', 'a\u0007b', 'x'.repeat(256)];
const STEERING = [
  ...[
    'LDAP_ID',
    'ldap_entry_dn',
    'KERBEROS_X',
    'kc.x',
    'KC.org.id',
    'terms_and_conditions',
    'disabledReason',
  ],
  ...['username', 'EMAIL', 'firstName', 'lastname', 'enabled', 'emailVerified'],
  ...['__proto__', 'constructor', 'prototype'],
  ...['createTimestamp', 'created_timestamp', 'createdTimestamp', 'modifyTimestamp'],
];
const OURS = [
  'scim.x',
  'SCIM.x',
  'scim.exact',
  'scim.lookup',
  'scim.extensions',
  'scim.keptEmail',
  'scim.title',
];

describe('the target of a row', () => {
  it.each(['', 'shoeSize', 'userName', 'mail', 'attributes'])('%j does not exist', (keycloak) => {
    expect(ofUsers({ scim: 'title', keycloak })).toEqual(user('unknownTarget /keycloak'));
  });

  it.each(['', ...UNNAMEABLE, ...STEERING, ...OURS, 'locale'])('attributes.%j is forbidden', (name) => {
    expect(ofUsers({ scim: 'title', keycloak: `attributes.${name}` })).toEqual(
      user('forbiddenTarget /keycloak'),
    );
  });

  it.each([...UNNAMEABLE, ...STEERING, ...OURS, 'locale'])('%j is forbidden as a mirror, too', (name) => {
    expect(ofUsers({ scim: 'title', mirror: ['fine', name] })).toEqual(user('forbiddenTarget /mirror'));
  });

  it.each([...['x', 'a.b', 'a b', 'Ümlaut', 'kcx', 'LDAP', 'toString', 'scimx', 'x'.repeat(255)]])(
    'may be attributes.%s',
    (name) => {
      expect(ofUsers({ scim: 'title', keycloak: `attributes.${name}` })).toEqual([]);
      expect(ofUsers({ scim: 'title', mirror: name })).toEqual([]);
    },
  );

  it.each(['shoeSize', 'nam', 'username'])('of groups: %s does not exist', (keycloak) => {
    expect(ofGroups({ scim: 'externalId', keycloak })).toEqual(group('unknownTarget /keycloak'));
  });

  it.each(['locale', 'LOCALE', 'preferredLanguage'])('may be "locale" for %s', (scim) => {
    expect(ofUsers({ scim, keycloak: 'attributes.locale' })).toEqual([]);
    expect(ofUsers({ scim, mirror: 'locale' })).toEqual([]);
  });

  it('may not be "locale" for an attribute of an extension that has that name', () => {
    expect(ofUsers(own({ scim: `${ACME}:locale`, keycloak: 'attributes.locale' }))).toEqual(
      user('forbiddenTarget /keycloak'),
    );
  });
});

describe('a target that cannot store the value', () => {
  it.each<[string, RowChange]>([
    ['text', own()],
    ['a list of booleans', own({ type: 'boolean', multiValued: true })],
    ['an integer', own({ type: 'integer' })],
    ['a dateTime', own({ type: 'dateTime' })],
    ['a list of objects', { scim: 'phoneNumbers' }],
    ['one value of a list', { scim: MOBILE }],
  ])('is a flag for %s', (_what, row) => {
    expect(ofUsers({ ...row, keycloak: 'emailVerified' })).toEqual(user('typeClash /keycloak'));
  });

  /** Frees `firstName`, so that it is the target of no other row. */
  const inFirstName = (row: RowChange): string[] =>
    ofUsers({ ...row, keycloak: 'firstName' }, { scim: 'name.givenName', keycloak: null });

  it.each<[string, RowChange]>([
    ['a boolean', own({ type: 'boolean' })],
    ['a list of texts', own({ multiValued: true })],
    ['a list of integers', own({ type: 'integer', multiValued: true })],
    ['a list of objects', { scim: 'phoneNumbers' }],
  ])('is a text field for %s', (_what, row) => {
    expect(inFirstName(row)).toEqual(user('typeClash /keycloak'));
  });

  it.each<[string, RowChange]>([
    ['text', own()],
    ['an integer', own({ type: 'integer' })],
    ['a list that is joined', own({ multiValued: true, transforms: [{ join: ',' }] })],
    ['text that is split and joined again', { scim: 'title', transforms: [{ split: ',' }, { join: ';' }] }],
    ['one value of a list', { scim: MOBILE }],
  ])('is not a text field for %s', (_what, row) => {
    expect(inFirstName(row)).toEqual([]);
  });

  it('is not a flag for a boolean, nor a user attribute', () => {
    expect(ofUsers(own({ type: 'boolean', keycloak: 'emailVerified' }))).toEqual([]);
    expect(ofUsers({ scim: 'active', keycloak: 'attributes.active' })).toEqual([]);
  });

  it('is a text field for a text that is split: the transform is the mistake', () => {
    const split = { transforms: [{ split: ',' }] };
    expect(inFirstName({ scim: 'title', ...split })).toEqual(user('wrongTransform /transforms'));
    expect(ofUsers({ scim: 'name.givenName', ...split })).toEqual(user('wrongTransform /transforms'));
  });
});

describe('two rows with one target', () => {
  it.each<[string, RowChange[], string]>([
    ['of the preset before it', [{ scim: 'title', keycloak: 'attributes.displayName' }], '0/keycloak'],
    ['of the preset after it', [{ scim: 'nickName', keycloak: 'attributes.title' }], '0/keycloak'],
    ['of a new row', [own({ keycloak: 'attributes.title' })], '0/keycloak'],
    ['of two new rows', [own(), own({ scim: `${ACME}:y` })], '1/keycloak'],
    ['that is the principal of a list', [{ scim: 'title', keycloak: 'email' }], '0/keycloak'],
    ['that is a flag', [own({ type: 'boolean', keycloak: 'enabled' })], '0/keycloak'],
    [
      'of two values of one list',
      [
        { scim: MOBILE, keycloak: 'attributes.m' },
        { scim: 'phoneNumbers[type eq "work"].value', keycloak: 'attributes.m' },
      ],
      '1/keycloak',
    ],
    ['that is a mirror', [{ scim: 'title', mirror: ['free', 'displayName'] }], '0/mirror'],
    ['that is a mirror, of a later row', [{ scim: 'userName', mirror: 'title' }], '0/mirror'],
    [
      'that is a mirror of both',
      [
        { scim: 'nickName', mirror: 'pos' },
        { scim: 'title', mirror: 'pos' },
      ],
      '1/mirror',
    ],
    [
      'that is a mirror of the other',
      [
        { scim: 'nickName', mirror: 'pos' },
        { scim: 'title', keycloak: 'attributes.pos' },
      ],
      '1/keycloak',
    ],
    ['that is the principal of both', [{ scim: 'phoneNumbers', principal: 'email' }], '0/principal'],
    ['that is its own mirror', [{ scim: 'title', mirror: 'title' }], '0/mirror'],
  ])('are refused: one %s', (_what, rows, pointer) => {
    expect(ofUsers(...rows)).toEqual(at(`sameTarget /user/${pointer}`));
  });

  it('are refused for groups', () => {
    expect(ofGroups({ scim: 'externalId', keycloak: 'name' })).toEqual(group('sameTarget /keycloak'));
  });

  it.each<[string, RowChange[]]>([
    [
      'the other is removed',
      [
        { scim: 'displayName', keycloak: null },
        { scim: 'title', keycloak: 'attributes.displayName' },
      ],
    ],
    [
      'the two are exchanged',
      [
        { scim: 'displayName', keycloak: 'attributes.title' },
        { scim: 'title', keycloak: 'attributes.displayName' },
      ],
    ],
    ['the case differs', [{ scim: 'nickName', keycloak: 'attributes.Title' }]],
  ])('are accepted if %s', (_what, rows) => {
    expect(ofUsers(...rows)).toEqual([]);
  });
});
