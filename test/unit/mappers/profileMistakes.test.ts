import type { MistakeCode } from '../../../documents/codes.ts';
import { DocumentError, type Mistake } from '../../../documents/mistake.ts';
import { readDocument } from '../../../mappers/document/readDocument.ts';
import type { Behaviours, MappingDocument, RowChange } from '../../../mappers/document/types.ts';
import { compileProfile, type ProfileSources } from '../../../mappers/profile.ts';
import { loadQuirks } from '../../../mappers/rewriting/loadQuirks.ts';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const ACME = 'urn:ietf:params:scim:schemas:extension:Acme:2.0:User';
const MOBILE = 'phoneNumbers[type eq "mobile"].value';

const quirks = await loadQuirks();

function mistakesOf(sources: Omit<ProfileSources, 'quirks'>): readonly Mistake[] {
  try {
    compileProfile({ ...sources, quirks });
    return [];
  } catch (error) {
    if (error instanceof DocumentError) return error.mistakes;
    throw error;
  }
}

/** A mistake without its sentence: `unknownPath acme.json#/user/0/scim`. */
const brief = ({ code, file, pointer }: Mistake): string => `${code} ${file}#${pointer}`;

const inDocument = (document: MappingDocument, preset = 'generic'): readonly Mistake[] =>
  mistakesOf({ preset, document: { document, file: 'acme.json' } });
const ofUsers = (...user: RowChange[]): string[] => inDocument({ user }).map(brief);
const ofGroups = (...group: RowChange[]): string[] => inDocument({ group }).map(brief);
/** The mistakes in the first row of users, of groups, or anywhere. */
const user = (...lines: string[]): string[] => lines.map((line) => line.replace(' /', ' acme.json#/user/0/'));
const group = (...lines: string[]): string[] =>
  lines.map((line) => line.replace(' /', ' acme.json#/group/0/'));
const at = (...lines: string[]): string[] => lines.map((line) => line.replace(' /', ' acme.json#/'));

/** A row of an extension that only the mapping declares, at a target of its own. */
const own = (members: Partial<RowChange> = {}): RowChange => ({
  scim: `${ACME}:x`,
  keycloak: 'attributes.x',
  ...members,
});

describe('the path of a row', () => {
  it.each<[code: MistakeCode, paths: readonly string[]]>([
    [
      'unknownPath',
      [
        ...['', 'a b', 'title[', '__proto__', 'emails[type eq work].value', `${MOBILE}.x`],
        ...['titel', 'name.givenNam', 'title.x', 'shoeSize', 'members', `${ENTERPRISE}:departmnt`],
        ...['enterprize:2.0', 'enterprise:1.0'].map((name) =>
          ENTERPRISE.replace('enterprise:2.0', name).concat(':department'),
        ),
        ...['urn:acme:tag', `${ACME}:tag.sub`, `${ACME}.tag`, `${ENTERPRISE}:shoeSize`],
        ...['emails[type eq "work"].vale', 'emails[type eq "work"].shoeSize', 'emails[tpe eq "work"].value'],
        `${ACME}:list[type eq "x"].value`,
      ],
    ],
    [
      'unmappable',
      [
        ...['name', `${ENTERPRISE}:manager`, ENTERPRISE, ACME],
        ...['id', 'meta', 'meta.created', 'schemas', 'groups', 'groups.value', 'password'],
        `${ENTERPRISE}:manager.displayName`,
        ...['name[type eq "x"].givenName', 'title[type eq "x"].value'],
        ...['emails[type eq "work"]', 'emails.value', 'emails.value[type eq "work"]'],
        ...['emails[type ne "work"].value', 'emails[type pr].value', 'emails[value eq "x"].value'],
        ...['emails[type eq "work" or type eq "home"].value', 'emails[not (type eq "work")].value'],
        'addresses[locality sw "B"].country',
      ],
    ],
  ])('is refused with %s', (code, paths) => {
    for (const scim of paths) {
      expect([scim, ...ofUsers({ scim, keycloak: 'attributes.x' })]).toEqual([
        scim,
        ...user(`${code} /scim`),
      ]);
    }
  });

  it.each([
    ...[`${ACME}:tag`, 'urn:acme:2.0:User:tag', `${CORE}:title`, 'TITLE', `${ENTERPRISE}:DIVISION`],
    ...[MOBILE, 'emails[type eq "work" and primary eq true].value', 'emails[primary eq true].display'],
    'addresses[type eq "work"].locality',
  ])('may be %s', (scim) => {
    expect(ofUsers({ scim, keycloak: 'attributes.x' })).toEqual([]);
  });

  it.each<[scim: string, code: MistakeCode]>([
    ['title', 'unknownPath'],
    ['name.givenName', 'unknownPath'],
    ['displayNam', 'unknownPath'],
    ['members', 'unmappable'],
    ['members[type eq "User"].value', 'unmappable'],
  ])('of groups: %s is refused', (scim, code) => {
    expect(ofGroups({ scim, keycloak: 'attributes.x' })).toEqual(group(`${code} /scim`));
  });
});

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

describe('transforms', () => {
  it.each<[string, RowChange]>([
    ['not of text', { scim: 'title', transforms: ['not'] }],
    ['not of a list', own({ multiValued: true, transforms: ['not'] })],
    ['not of an integer', own({ type: 'integer', transforms: ['not'] })],
    ['trim of a boolean', { scim: 'active', transforms: ['trim'] }],
    ['case of a boolean', { scim: 'active', transforms: [{ case: 'lower' }] }],
    ['table of a boolean', { scim: 'active', transforms: [{ table: { a: 'b' } }] }],
    ['join of text', { scim: 'title', transforms: [{ join: ',' }] }],
    ['join of one value of a list', { scim: MOBILE, keycloak: 'attributes.m', transforms: [{ join: ',' }] }],
    [
      'split of one value of a list',
      { scim: MOBILE, keycloak: 'attributes.m', transforms: [{ split: ',' }] },
    ],
    ['split of a boolean', { scim: 'active', keycloak: 'attributes.a', transforms: [{ split: ',' }] }],
    ['split of an integer', own({ type: 'integer', transforms: [{ split: ',' }] })],
    ['split of a list', own({ multiValued: true, transforms: [{ split: ',' }] })],
    ['any of objects', { scim: 'emails', transforms: ['trim', { case: 'lower' }] }],
    ['a table with a value twice', { scim: 'title', transforms: [{ table: { a: 'b', c: 'b' } }] }],
    ['a second one with a mistake', { scim: 'title', transforms: ['trim', { table: { a: 'b', e: 'b' } }] }],
    ['a default of another type', own({ type: 'integer', transforms: [{ default: 'x' }] })],
    ['a constant of another type', { scim: 'active', transforms: [{ constant: 'yes' }] }],
  ])('cannot be %s', (_what, row) => {
    expect(ofUsers(row)).toEqual(user('wrongTransform /transforms'));
  });

  it.each<[string, RowChange]>([
    ['not of a boolean', { scim: 'active', transforms: ['not'] }],
    ['split of text, then join', { scim: 'title', transforms: [{ split: ',' }, { join: ';' }] }],
    ['join of a list, then split', own({ multiValued: true, transforms: [{ join: ',' }, { split: ';' }] })],
    [
      'those for text, of a list of texts',
      own({ multiValued: true, transforms: ['trim', { case: 'upper' }, { table: { a: 'b' } }] }),
    ],
    ['constant and default', own({ transforms: [{ default: 'a' }, { constant: 'b' }] })],
    ['none, of objects', { scim: 'emails', transforms: [] }],
  ])('can be %s', (_what, row) => {
    expect(ofUsers(row)).toEqual([]);
  });
});

describe('members of a row', () => {
  const mobile = { scim: MOBILE, keycloak: 'attributes.m' };
  const withoutName = { scim: 'name.givenName', keycloak: null } as const;

  it.each<[member: string, of: string, RowChange]>([
    ['type', 'text', { scim: 'title', type: 'integer' }],
    ['type', 'a boolean', { scim: 'active', type: 'string' }],
    ['type', 'a reference', { scim: 'profileUrl', type: 'dateTime' }],
    ['type', 'objects', { scim: 'emails', type: 'string' }],
    ['multiValued', 'one text', { scim: 'title', multiValued: true }],
    ['multiValued', 'a list', { scim: 'emails', multiValued: false }],
    ['direction', 'a list', { scim: 'emails', direction: 'toScim' }],
    ['direction', 'one value of a list', { ...mobile, direction: 'toKeycloak' }],
    ['direction', 'externalId', { scim: 'externalId', lookup: false, direction: 'toScim' }],
    ['lookup', 'one value of a list', { ...mobile, lookup: true }],
    ['lookup', 'values that do not come back', { scim: 'title', lookup: true, transforms: ['trim'] }],
    ['lookup', 'one direction', { scim: 'title', lookup: true, direction: 'toScim' }],
    ['required', 'one value of a list', { ...mobile, required: true }],
    ['required', 'externalId', { scim: 'externalId', required: true }],
    ['required', 'what clients cannot send', { scim: 'title', direction: 'toScim', required: true }],
    ['returned', 'one value of a list', { ...mobile, returned: 'never' }],
    ['returned', 'externalId, in any case', { scim: 'EXTERNALID', returned: 'always' }],
    ['principal', 'text', { scim: 'title', principal: 'firstName' }],
    ['principal', 'a boolean', { scim: 'active', principal: 'firstName' }],
    ['principal', 'a list of texts', own({ multiValued: true, principal: 'firstName' })],
    ['principal', 'one value of a list', { ...mobile, principal: 'firstName' }],
  ])('do not include %s of %s', (member, _of, row) => {
    expect(ofUsers(row, withoutName)).toEqual(user(`wrongMember /${member}`));
  });

  it('do not include a direction of userName', () => {
    expect(ofUsers({ scim: 'userName', direction: 'toScim' })).toContainEqual(
      'wrongMember acme.json#/user/0/direction',
    );
  });

  it('do not include lookup of groups', () => {
    expect(ofGroups({ scim: 'externalId', lookup: true })).toEqual(group('wrongMember /lookup'));
  });

  it.each<[string, RowChange]>([
    ['what it is by its schema', { scim: 'title', type: 'string', multiValued: false, direction: 'both' }],
    ['a list as a list', { scim: 'emails', multiValued: true, direction: 'both', required: true }],
    ['the direction of one text', { scim: 'title', direction: 'toScim', returned: 'request' }],
    ['everything that it declares', own({ type: 'integer', multiValued: true, direction: 'toScim' })],
    ['lookup of text', { scim: 'title', lookup: true, required: true }],
    ['the principal of a list', { scim: 'phoneNumbers', principal: 'firstName' }],
  ])('may say %s', (_what, row) => {
    expect(ofUsers(row, withoutName)).toEqual([]);
  });
});

describe('aliases', () => {
  it.each([
    ...['a b', '1a', '', 'a.b', 'urn:x:y', '$ref', '__proto__', 'constructor'],
    ...[
      'title',
      'TITLE',
      'nickName',
      'password',
      'groups',
      'id',
      'externalID',
      'meta',
      'schemas',
      'department',
    ],
  ])('cannot be %j', (name) => {
    expect(ofUsers({ scim: 'title', aliases: ['job', name] })).toEqual(user('wrongAlias /aliases'));
  });

  it('cannot be an attribute of groups for groups', () => {
    expect(ofGroups({ scim: 'displayName', aliases: ['title', 'Members'] })).toEqual(
      group('wrongAlias /aliases'),
    );
  });

  it('cannot be listed twice, in any case', () => {
    expect(ofUsers({ scim: 'title', aliases: ['job', { name: 'JOB' }] })).toEqual(
      user('wrongAlias /aliases'),
    );
  });

  it.each<[string, RowChange]>([
    ['not, for text', { scim: 'title', aliases: [{ name: 'job', transform: 'not' }] }],
    ['split', { scim: 'title', aliases: [{ name: 'job', transform: { split: ',' } }] }],
  ])('cannot have the transform %s', (_what, row) => {
    expect(ofUsers(row)).toEqual(user('wrongAlias /aliases'));
  });

  it.each<[string, RowChange[], string[], string]>([
    [
      'two rows of a document',
      [
        { scim: 'title', aliases: ['job'] },
        { scim: 'userType', aliases: ['Job'] },
      ],
      at('wrongAlias /user/1/aliases'),
      'generic',
    ],
    [
      'a row and a later one of the preset',
      [{ scim: 'userName', aliases: ['email'] }],
      user('wrongAlias /aliases'),
      'generic',
    ],
    [
      'a row and an earlier one of the preset',
      [{ scim: 'title', aliases: ['surname'] }],
      user('wrongAlias /aliases'),
      'azure',
    ],
  ])('cannot be those of %s', (_what, rows, mistakes, preset) => {
    expect(inDocument({ user: rows }, preset).map(brief)).toEqual(mistakes);
  });

  it('replace those that are inherited', () => {
    const rows = [
      { scim: 'name.familyName', aliases: ['sn'] },
      { scim: 'title', aliases: ['surname'] },
    ];
    expect(inDocument({ user: rows }, 'azure')).toEqual([]);
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

describe('rows of a document over those of its preset', () => {
  it.each<[string, MappingDocument, string]>([
    [
      'two rows for one path',
      {
        user: [
          { scim: 'nickName', keycloak: 'attributes.a' },
          { scim: 'NICKNAME', keycloak: 'attributes.LDAP_ID' },
        ],
      },
      'duplicate /user/1/scim',
    ],
    [
      'two rows for one path with and without the URN of the core schema',
      {
        user: [
          { scim: 'title', keycloak: null },
          { scim: `${CORE}:title`, keycloak: 'attributes.b' },
        ],
      },
      'duplicate /user/1/scim',
    ],
    [
      'two rows for one attribute that the mapping declares',
      { user: [own(), own({ scim: `${ACME.toUpperCase()}:X`, keycloak: 'attributes.y' })] },
      'duplicate /user/1/scim',
    ],
    [
      'the removal of a row that is not inherited',
      { user: [{ scim: 'shoeSize', keycloak: null }] },
      'unknownPath /user/0/scim',
    ],
    ['a new row without a target', { user: [{ scim: MOBILE, mirror: 'x' }] }, 'missingMember /user/0'],
    ['users without userName', { user: [{ scim: 'userName', keycloak: null }] }, 'missingRow /user'],
    ['users without externalId', { user: [{ scim: 'externalId', keycloak: null }] }, 'missingRow /user'],
    ['groups without displayName', { group: [{ scim: 'displayName', keycloak: null }] }, 'missingRow /group'],
    ['groups without externalId', { group: [{ scim: 'externalId', keycloak: null }] }, 'missingRow /group'],
    [
      'userName with another target',
      { user: [{ scim: 'userName', keycloak: 'attributes.login' }] },
      'wrongMember /user/0/keycloak',
    ],
    [
      'displayName with another target',
      { group: [{ scim: 'displayName', keycloak: 'attributes.label' }] },
      'wrongMember /group/0/keycloak',
    ],
  ])('cannot be %s', (_what, document, mistake) => {
    expect(inDocument(document).map(brief)).toEqual(at(mistake));
  });

  it('can remove any other row', () => {
    expect(ofUsers({ scim: 'active', keycloak: null }, { scim: 'emails', keycloak: null })).toEqual([]);
  });
});

describe('unknown names', () => {
  it('of quirks are refused', () => {
    expect(inDocument({ quirks: ['aliases', 'alias', 'Aliases', 'shoeSize'] }).map(brief)).toEqual(
      at('unknownValue /quirks/1', 'unknownValue /quirks/2', 'unknownValue /quirks/3'),
    );
  });

  it.each(['azur', 'Generic', 'shoeSize', '__proto__'])('of profiles are refused: %s', (preset) => {
    expect(mistakesOf({ preset }).map(brief)).toEqual(['unknownValue scim.profile#']);
    const presetPlace = { file: 'acme.json', pointer: '/extends' };
    expect(mistakesOf({ preset, presetPlace }).map(brief)).toEqual(at('unknownValue /extends'));
  });
});

describe('several mistakes', () => {
  const document: MappingDocument = {
    user: [
      { scim: 'titel', keycloak: 'attributes.a' },
      {
        scim: 'nickName',
        keycloak: 'attributes.LDAP_ID',
        aliases: ['title', 'a b'],
        transforms: ['not'],
        mirror: 'displayName',
      },
      { scim: 'shoeSize', keycloak: null },
    ],
    group: [{ scim: 'displayName', keycloak: null }],
    quirks: ['shoeSize'],
  };
  const ALL = [
    'missingRow /group',
    'unknownValue /quirks/0',
    'unknownPath /user/0/scim',
    'wrongAlias /user/1/aliases',
    'wrongAlias /user/1/aliases',
    'forbiddenTarget /user/1/keycloak',
    'sameTarget /user/1/mirror',
    'wrongTransform /user/1/transforms',
    'unknownPath /user/2/scim',
  ];

  it('are reported together, in the order of the document', () => {
    expect(inDocument(document).map(brief)).toEqual(at(...ALL));
  });

  it('are reported at the place of the document in its file', () => {
    const located = { document, file: 'scim.config', pointer: '/mapping' };
    expect(mistakesOf({ preset: 'azure', document: located }).map(brief)).toEqual(
      ALL.map((line) => line.replace(' /', ' scim.config#/mapping/')),
    );
  });
});

describe('mistakes in the shape of a document', () => {
  /** The mistakes of a document as a file has it. */
  function inFile(value: unknown, preset = 'generic'): string[] {
    const file = 'acme.json';
    const checked = readDocument(value, file);
    const presetPlace = { file, pointer: '/extends' };
    return mistakesOf({ preset, presetPlace, document: { ...checked, file } }).map(brief);
  }

  it.each<[what: string, document: object, lines: string[]]>([
    [
      'a path beside a misspelt member',
      { user: [{ scim: 'titel', keycloack: 'attributes.x' }], quirks: ['alias'], behaviour: {} },
      [
        'unknownMember acme.json#',
        ...at('unknownValue /quirks/0', 'unknownMember /user/0', 'unknownPath /user/0/scim'),
      ],
    ],
    [
      'a target beside a mistaken alias',
      { user: [{ scim: 'title', keycloak: 'attributes.LDAP_ID', aliases: [7] }] },
      ['wrongAlias /user/0/aliases/0', 'forbiddenTarget /user/0/keycloak'],
    ],
    [
      'an alias and a transform beside a mistaken target',
      { user: [{ scim: 'title', keycloak: 7, aliases: ['nickName'], transforms: ['not'] }] },
      ['wrongAlias /user/0/aliases', 'wrongType /user/0/keycloak', 'wrongTransform /user/0/transforms'],
    ],
    [
      'a direction beside a misspelt transform',
      { user: [{ scim: 'userName', direction: 'toScim', tranforms: ['trim'] }] },
      ['unknownMember /user/0', 'wrongMember /user/0/direction'],
    ],
    [
      'a second row with the path of a mistaken one',
      { user: [{ scim: 'title', lookup: 'yes' }, { scim: 'title' }] },
      ['wrongType /user/0/lookup', 'duplicate /user/1/scim'],
    ],
    [
      'a target that a mistaken row has too',
      { user: [{ scim: 'title', keycloak: 'attributes.x', lookup: 7 }, own()] },
      ['wrongType /user/0/lookup', 'sameTarget /user/1/keycloak'],
    ],
    [
      'a quirk beside one that is no text',
      { quirks: [7, 'alias'] },
      ['wrongType /quirks/0', 'unknownValue /quirks/1'],
    ],
  ])('hide no other mistake: %s', (_what, document, lines) => {
    expect(inFile(document)).toEqual(at(...lines));
  });

  it.each<[what: string, document: object, line: string]>([
    ['a misspelt path is not missing', { user: [{ scmi: 'title' }] }, 'unknownMember /user/0'],
    [
      'a misspelt target is not missing',
      { user: [{ scim: `${ACME}:x`, keycloack: 'attributes.x' }] },
      'unknownMember /user/0',
    ],
    [
      'a misspelt type does not clash with the target',
      { user: [own({ keycloak: 'emailVerified', ...{ typ: 'boolean' } })] },
      'unknownMember /user/0',
    ],
    [
      'a mistaken transform does not clash with a lookup',
      { user: [{ ...own({ lookup: true }), transforms: [{ default: {} }] }] },
      'wrongTransform /user/0/transforms/0',
    ],
    [
      'a mistaken target of userName is not another one',
      { user: [{ scim: 'userName', keycloak: 7 }] },
      'wrongType /user/0/keycloak',
    ],
  ])('have no consequences: %s', (_what, document, line) => {
    expect(inFile(JSON.parse(JSON.stringify(document)))).toEqual(at(line));
  });

  it('hide no other mistake where the profile is unknown, and inherited rows with it', () => {
    const user = [
      { scim: 'titel', keycloak: 'attributes.a' },
      { scim: 'nickName' },
      { scim: 'x', keycloak: null },
    ];
    expect(inFile({ user, quirks: ['alias'] }, 'azur')).toEqual(
      at('unknownValue /extends', 'unknownValue /quirks/0', 'unknownPath /user/0/scim'),
    );
  });
});

describe('the sentence of a mistake', () => {
  it.each<[code: MistakeCode, document: MappingDocument, line: string]>([
    [
      'unknownPath',
      { user: [{ scim: 'titel', keycloak: 'attributes.x' }] },
      '/user/0/scim: There is no attribute "titel" of User. Did you mean "title"?',
    ],
    [
      'unmappable',
      { user: [{ scim: 'emails.value', keycloak: 'attributes.x' }] },
      '/user/0/scim: "emails" is a list; map it whole, or one value of it. For example "emails[type eq \\"work\\"].value".',
    ],
    [
      'unknownTarget',
      { group: [{ scim: 'externalId', keycloak: 'shoeSize' }] },
      '/group/0/keycloak: There is no place "shoeSize" in a Keycloak group. There is "name" or "attributes.<name>".',
    ],
    [
      'forbiddenTarget',
      { user: [{ scim: 'title', keycloak: 'attributes.LDAP_ID' }] },
      '/user/0/keycloak: The user attribute "LDAP_ID" steers Keycloak itself and cannot be mapped.',
    ],
    [
      'sameTarget',
      { user: [{ scim: 'title', keycloak: 'email' }] },
      '/user/0/keycloak: "email" would hold "emails" and "title"; one would overwrite the other.',
    ],
    [
      'typeClash',
      { user: [own({ keycloak: 'emailVerified', type: 'boolean', multiValued: true })] },
      `/user/0/keycloak: "${ACME}:x" is a list of booleans, and "emailVerified" is true or false.`,
    ],
    [
      'wrongTransform',
      { user: [{ scim: 'title', transforms: [{ table: { a: 'b', c: 'b' } }] }] },
      '/user/0/transforms: The table has "b" for two values, so it cannot be read backwards.',
    ],
    [
      'wrongAlias',
      { user: [{ scim: 'title', aliases: ['nickName'] }] },
      '/user/0/aliases: "nickName" is an attribute of User itself, so it cannot be another name for "title".',
    ],
    [
      'wrongMember',
      { user: [{ scim: 'title', type: 'integer' }] },
      '/user/0/type: "title" is text; a row cannot make it an integer.',
    ],
    [
      'missingRow',
      { user: [{ scim: 'userName', keycloak: null }] },
      '/user: "userName" must have a row: every User is known by it.',
    ],
    [
      'duplicate',
      { user: [{ scim: 'title' }, { scim: 'TITLE' }] },
      '/user/1/scim: "TITLE" has a row already, at /user/0; one row says everything of it.',
    ],
    [
      'missingMember',
      { user: [{ scim: MOBILE }] },
      `/user/0: "keycloak" is missing: no row for "${MOBILE}" is inherited, so this one must say where Keycloak keeps it.`,
    ],
    ['unknownValue', { quirks: ['alias'] }, '/quirks/0: There is no quirk "alias". Did you mean "aliases"?'],
  ])('%s', (code, document, line) => {
    const mistakes = inDocument(document);
    expect(mistakes).toMatchObject([{ code }]);
    expect(new DocumentError(mistakes).message).toBe(`acme.json#${line}`);
  });
});

describe('a document without mistakes', () => {
  it('changes rows, quirks and behaviours of the preset', () => {
    const behaviours: Partial<Behaviours> = { password: 'ignore', groups: 'default' };
    const document = {
      user: [own(), { scim: 'nickName', keycloak: null }],
      quirks: ['text-booleans', 'aliases'],
      behaviours,
    };
    const profile = compileProfile({ preset: 'azure', quirks, document: { document, file: 'acme.json' } });
    const before = compileProfile({ preset: 'azure', quirks });
    expect(profile.name).toBe('azure');
    expect(profile.user.rows).toEqual([
      ...before.user.rows.filter(({ scim }) => scim !== 'nickName'),
      { scim: `${ACME}:x`, keycloak: 'attributes.x' },
    ]);
    expect(profile.group.rows).toEqual(before.group.rows);
    expect(profile.quirks.map(({ name }) => name)).toEqual(['text-booleans', 'aliases']);
    expect(profile.behaviours).toEqual({ ...before.behaviours, ...behaviours });
    expect(profile.findings).toEqual([]);
  });

  it('can have no quirks', () => {
    const document = { quirks: [] };
    expect(compileProfile({ preset: 'azure', quirks, document: { document, file: 'a' } }).quirks).toEqual([]);
  });
});
