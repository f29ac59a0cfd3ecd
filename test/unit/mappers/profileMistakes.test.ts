import type { Behaviours, MappingDocument, RowChange } from '../../../mappers/document/types.ts';
import { loadQuirks } from '../../../mappers/rewriting/loadQuirks.ts';
import { DocumentError } from '../../../documents/mistake.ts';
import { compileProfile, type ProfileSources } from '../../../mappers/profile.ts';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const ACME = 'urn:ietf:params:scim:schemas:extension:Acme:2.0:User';
const MOBILE = 'phoneNumbers[type eq "mobile"].value';
const ELEMENT = 'must say what the element is known by, with "eq" and "and" only.';
const NOT_A_NAME = 'has blanks at its ends, quotes, backslashes or control characters.';
const LOCALE =
  'The user attribute "locale" chooses the language of Keycloak\'s pages; only "locale" or "preferredLanguage" can be mapped to it.';
const steers = (name: string) => `The user attribute "${name}" steers Keycloak itself and cannot be mapped.`;
const ours = (name: string) => `User attributes that begin with "scim." are the bridge's own, "${name}" too.`;

const quirks = await loadQuirks();

function mistakesOf(sources: Omit<ProfileSources, 'quirks'>): string[] {
  try {
    compileProfile({ ...sources, quirks });
    return [];
  } catch (error) {
    if (error instanceof DocumentError) return error.message.split('\n');
    throw error;
  }
}
const linesOf = (document: MappingDocument, preset = 'generic'): string[] =>
  mistakesOf({ preset, document: { document, file: 'acme.json' } });
const ofUsers = (...user: RowChange[]): string[] => linesOf({ user });
const ofGroups = (...group: RowChange[]): string[] => linesOf({ group });
/** A row of an extension of the mapping's own, kept where nothing else is. */
const own = (members: Partial<RowChange> = {}): RowChange => ({
  scim: `${ACME}:x`,
  keycloak: 'attributes.x',
  ...members,
});
const user = (...lines: string[]): string[] => lines.map((line) => `acme.json#/user/0${line}`);
const group = (...lines: string[]): string[] => lines.map((line) => `acme.json#/group/0${line}`);

describe('the path of a row', () => {
  it.each([
    ['', '"" is no path: Expected an attribute at character 1, found the end of the path.'],
    ['a b', '"a b" is no path: Expected the end of the path after "a" at character 3, found "b".'],
    [
      'title[',
      '"title[" is no path: Expected a sub-attribute, "not" or "(" after "[" at character 7, found the end of the path.',
    ],
    ['__proto__', '"__proto__" is no path: Expected an attribute at character 1, found "__proto__".'],
    [
      'emails[type eq work].value',
      '"emails[type eq work].value" is no path: Expected a value (a JSON string, a number, true, false or null) after "eq" at character 16, found "work".',
    ],
    [
      `${MOBILE}.x`,
      `"${MOBILE}.x" is no path: Expected a sub-attribute such as ".value" after "]" at character 31, found ".value.x".`,
    ],
    ['titel', 'There is no attribute "titel" of User. Did you mean "title"?'],
    ['name.givenNam', 'There is no attribute "name.givenNam" of User. Did you mean "name.givenName"?'],
    ['title.x', 'There is no attribute "title.x" of User. Did you mean "title"?'],
    ['shoeSize', 'There is no attribute "shoeSize" of User.'],
    ['members', 'There is no attribute "members" of User.'],
    [
      `${ENTERPRISE}:departmnt`,
      `There is no attribute "${ENTERPRISE}:departmnt" of User. Did you mean "${ENTERPRISE}:department"?`,
    ],
    ['name', '"name" has parts, and a row is about one of them. For example "name.formatted".'],
    [
      `${ENTERPRISE}:manager`,
      `"${ENTERPRISE}:manager" has parts, and a row is about one of them. For example "${ENTERPRISE}:manager.value".`,
    ],
    ...['id', 'meta', 'meta.created', 'schemas', 'groups', 'groups.value', 'password'].map(
      (path): [string, string] => [path, `"${path}" is not for rows: the bridge sees to it itself.`],
    ),
    [
      `${ENTERPRISE}:manager.displayName`,
      `"${ENTERPRISE}:manager.displayName" is not for rows: the bridge sees to it itself.`,
    ],
  ])('%j', (scim, sentence) => {
    expect(ofUsers({ scim, keycloak: 'attributes.x' })).toEqual(user(`/scim: ${sentence}`));
  });

  it('of an extension, whole', () => {
    const [line, ...others] = ofUsers({ scim: ENTERPRISE, keycloak: 'attributes.x' });
    expect(line).toContain(
      `acme.json#/user/0/scim: "${ENTERPRISE}" is a whole extension; a row is about one of its attributes.`,
    );
    expect(others).toEqual([]);
  });

  it.each([ENTERPRISE.replace('enterprise', 'enterprize'), ENTERPRISE.replace('2.0', '1.0')])(
    'of an extension with a mistyped name: %s',
    (urn) => {
      expect(ofUsers({ scim: `${urn}:department`, keycloak: 'attributes.x' })).toEqual(
        user(`/scim: "${urn}" is nearly the name of an extension. Did you mean "${ENTERPRISE}"?`),
      );
    },
  );

  it.each(['urn:acme:tag', `${ACME}:tag.sub`, `${ACME}.tag`])('of an extension, malformed: %s', (scim) => {
    expect(ofUsers({ scim, keycloak: 'attributes.x' })).toEqual(
      user(`/scim: "${scim}" is no attribute of an extension. For example "${ACME}:tag".`),
    );
  });

  it.each([`${ACME}:tag`, 'urn:acme:2.0:User:tag', `${CORE}:title`, 'TITLE', `${ENTERPRISE}:DIVISION`])(
    'is right: %s',
    (scim) => {
      expect(ofUsers({ scim, keycloak: 'attributes.x' })).toEqual([]);
    },
  );

  it.each([
    ['title', 'There is no attribute "title" of Group.'],
    ['name.givenName', 'There is no attribute "name.givenName" of Group.'],
    ['displayNam', 'There is no attribute "displayNam" of Group. Did you mean "displayName"?'],
    ['members', '"members" is not for rows: the bridge sees to it itself.'],
    [
      'members[type eq "User"].value',
      '"members[type eq "User"].value" is not for rows: the bridge sees to it itself.',
    ],
  ])('of groups: %s', (scim, sentence) => {
    expect(ofGroups({ scim, keycloak: 'attributes.x' })).toEqual(group(`/scim: ${sentence}`));
  });
});

describe('the path of one value of a list', () => {
  it.each([
    ['name[type eq "x"].givenName', '"name" is no list, so its path takes no filter.'],
    ['title[type eq "x"].value', '"title" is no list, so its path takes no filter.'],
    ['emails[type eq "work"].vale', '"emails" has no part "vale". Did you mean "value"?'],
    ['emails[type eq "work"].shoeSize', '"emails" has no part "shoeSize".'],
    [
      'emails[type eq "work"]',
      '"emails[type eq "work"]" names an element; a row is about one part of it. For example "emails[type eq "work"].value".',
    ],
    [
      'emails.value',
      '"emails" is a list; map it whole, or one value of it. For example "emails[type eq \\"work\\"].value".',
    ],
    ...[
      'emails[type ne "work"].value',
      'emails[type eq "work" or type eq "home"].value',
      'emails[not (type eq "work")].value',
      'emails[type pr].value',
      'emails[value eq "x"].value',
    ].map((path): [string, string] => [
      path,
      `The filter of "${path}" ${ELEMENT} For example emails[type eq "work"].value.`,
    ]),
    [
      'addresses[locality sw "B"].country',
      `The filter of "addresses[locality sw "B"].country" ${ELEMENT} For example addresses[type eq "work"].country.`,
    ],
  ])('%s', (scim, sentence) => {
    expect(ofUsers({ scim, keycloak: 'attributes.x' })).toEqual(user(`/scim: ${sentence}`));
  });

  it.each([
    MOBILE,
    'emails[type eq "work" and primary eq true].value',
    'emails[primary eq true].display',
    'addresses[type eq "work"].locality',
  ])('is right: %s', (scim) => {
    expect(ofUsers({ scim, keycloak: 'attributes.x' })).toEqual([]);
  });
});

describe('the place of a row in Keycloak', () => {
  const FIELDS =
    'There is "username", "email", "firstName", "lastName", "enabled", "emailVerified" or "attributes.<name>".';

  it.each([
    ['', `There is no place "" in a Keycloak user. ${FIELDS}`],
    ['shoeSize', `There is no place "shoeSize" in a Keycloak user. ${FIELDS}`],
    ['userName', 'There is no place "userName" in a Keycloak user. Did you mean "username"?'],
    ['mail', 'There is no place "mail" in a Keycloak user. Did you mean "email"?'],
    ['attributes', 'There is no place "attributes" in a Keycloak user. Did you mean "attributes."?'],
    ['attributes.', 'A user attribute needs a name.'],
    ['attributes.  ', 'A user attribute needs a name.'],
    ['attributes. x', `" x" is no name for a user attribute: it ${NOT_A_NAME}`],
    ['attributes.x ', `"x " is no name for a user attribute: it ${NOT_A_NAME}`],
    ['attributes.a"b', `"a"b" is no name for a user attribute: it ${NOT_A_NAME}`],
    ['attributes.a\\b', `"a\\b" is no name for a user attribute: it ${NOT_A_NAME}`],
    ['attributes.a\u0007b', `"a\u0007b" is no name for a user attribute: it ${NOT_A_NAME}`],
    [`attributes.${'x'.repeat(256)}`, 'The name of a user attribute has at most 255 characters.'],
    ...[
      'LDAP_ID',
      'ldap_entry_dn',
      'KERBEROS_X',
      'kc.x',
      'KC.org.id',
      'username',
      'EMAIL',
      'firstName',
      'lastname',
      'enabled',
      'emailVerified',
      'terms_and_conditions',
      'disabledReason',
      '__proto__',
      'constructor',
      'prototype',
      'createTimestamp',
      'created_timestamp',
      'createdTimestamp',
      'modifyTimestamp',
    ].map((name): [string, string] => [`attributes.${name}`, steers(name)]),
    ...['scim.x', 'SCIM.x', 'scim.exact', 'scim.lookup', 'scim.extensions', 'scim.title'].map(
      (name): [string, string] => [`attributes.${name}`, ours(name)],
    ),
    ['attributes.locale', LOCALE],
  ])('%j', (keycloak, sentence) => {
    expect(ofUsers({ scim: 'title', keycloak })).toEqual(user(`/keycloak: ${sentence}`));
  });

  it.each([
    'attributes.x',
    'attributes.a.b',
    'attributes.a b',
    'attributes.Ümlaut',
    'attributes.kcx',
    'attributes.LDAP',
    'attributes.toString',
    'attributes.scimx',
    `attributes.${'x'.repeat(255)}`,
  ])('is right: %s', (keycloak) => {
    expect(ofUsers({ scim: 'title', keycloak })).toEqual([]);
  });

  it.each([
    ['shoeSize', 'There is no place "shoeSize" in a Keycloak group. There is "name" or "attributes.<name>".'],
    ['nam', 'There is no place "nam" in a Keycloak group. Did you mean "name"?'],
    ['username', 'There is no place "username" in a Keycloak group. There is "name" or "attributes.<name>".'],
  ])('of groups: %s', (keycloak, sentence) => {
    expect(ofGroups({ scim: 'externalId', keycloak })).toEqual(group(`/keycloak: ${sentence}`));
  });

  it.each(['locale', 'LOCALE', 'preferredLanguage'])('can be "locale" for %s', (scim) => {
    expect(ofUsers({ scim, keycloak: 'attributes.locale' })).toEqual([]);
    expect(ofUsers({ scim, mirror: 'locale' })).toEqual([]);
  });

  it('cannot be "locale" for an attribute of an extension that has that name', () => {
    expect(ofUsers(own({ scim: `${ACME}:locale`, keycloak: 'attributes.locale' }))).toEqual(
      user(`/keycloak: ${LOCALE}`),
    );
  });
});

describe('mirrors', () => {
  it.each<[string | string[], string[]]>([
    [' ', ['A user attribute needs a name.']],
    ['a"b', [`"a"b" is no name for a user attribute: it ${NOT_A_NAME}`]],
    ['x'.repeat(256), ['The name of a user attribute has at most 255 characters.']],
    ['LDAP_ID', [steers('LDAP_ID')]],
    ['username', [steers('username')]],
    ['scim.x', [ours('scim.x')]],
    ['locale', [LOCALE]],
    [
      ['fine', 'kc.y', ' z'],
      [steers('kc.y'), `" z" is no name for a user attribute: it ${NOT_A_NAME}`],
    ],
  ])('%j', (mirror, sentences) => {
    expect(ofUsers({ scim: 'title', mirror })).toEqual(
      user(...sentences.map((sentence) => `/mirror: ${sentence}`)),
    );
  });
});

describe('places that do not hold such values', () => {
  const X = `${ACME}:x`;

  it.each<[string, RowChange, string]>([
    [
      'text as a flag',
      own({ keycloak: 'emailVerified' }),
      `/keycloak: "${X}" is text, and "emailVerified" is true or false.`,
    ],
    [
      'a list of booleans as a flag',
      own({ keycloak: 'emailVerified', type: 'boolean', multiValued: true }),
      `/keycloak: "${X}" is a list of booleans, and "emailVerified" is true or false.`,
    ],
    [
      'an integer as a flag',
      own({ keycloak: 'emailVerified', type: 'integer' }),
      `/keycloak: "${X}" is an integer, and "emailVerified" is true or false.`,
    ],
    [
      'a dateTime as a flag',
      own({ keycloak: 'emailVerified', type: 'dateTime' }),
      `/keycloak: "${X}" is a dateTime, and "emailVerified" is true or false.`,
    ],
    [
      'objects as a flag',
      { scim: 'phoneNumbers', keycloak: 'emailVerified' },
      '/keycloak: "phoneNumbers" is a list of objects, and "emailVerified" is true or false.',
    ],
    [
      'one text of a list as a flag',
      { scim: MOBILE, keycloak: 'emailVerified' },
      `/keycloak: "${MOBILE}" is a part of a list; it can be kept in a user attribute.`,
    ],
  ])('%s', (_name, row, line) => {
    expect(ofUsers(row)).toEqual(user(line));
  });

  /** Frees `firstName`, so that nothing else is wrong with a row that is kept there. */
  const inFirstName = (row: RowChange): string[] =>
    ofUsers({ ...row, keycloak: 'firstName' }, { scim: 'name.givenName', keycloak: null });

  it.each<[string, RowChange, string]>([
    ['a boolean', own({ type: 'boolean' }), `"${X}" is a boolean, and "firstName" holds text.`],
    [
      'a list of texts',
      own({ multiValued: true }),
      `"${X}" is a list of texts, and "firstName" holds one text. A user attribute holds several.`,
    ],
    [
      'a list of integers',
      own({ type: 'integer', multiValued: true }),
      `"${X}" is a list of integers, and "firstName" holds one text. A user attribute holds several.`,
    ],
    [
      'a list of objects',
      { scim: 'phoneNumbers' },
      '"phoneNumbers" is a list of objects, and "firstName" holds one text. Keep the list in a user attribute, and name the field as "principal".',
    ],
  ])('%s in a field', (_name, row, sentence) => {
    expect(inFirstName(row)).toEqual(user(`/keycloak: ${sentence}`));
  });

  it('a list that a transform makes in a field', () => {
    expect(inFirstName({ scim: 'title', transforms: [{ split: ',' }] })).toEqual(
      user('/transforms: "split" makes a list of "title", and "firstName" holds one text.'),
    );
    expect(ofUsers({ scim: 'name.givenName', transforms: [{ split: ',' }] })).toEqual(
      user('/transforms: "split" makes a list of "name.givenName", and "firstName" holds one text.'),
    );
    expect(inFirstName({ scim: 'title', transforms: [{ split: ',' }, { join: ';' }] })).toEqual([]);
  });

  it('a part of a list that is split', () => {
    expect(ofUsers({ scim: MOBILE, keycloak: 'attributes.m', transforms: [{ split: ',' }] })).toEqual(
      user(`/transforms: "split" is for whole attributes, and "${MOBILE}" is a part of a list.`),
    );
  });

  it('a part of a list of an extension that nobody declares', () => {
    const scim = 'urn:ietf:params:scim:schemas:extension:Acme:2.0:User:list[type eq "x"].value';
    expect(ofUsers({ scim, keycloak: 'attributes.x' })).toEqual(
      user(
        `/scim: "${scim}" is no path: attributes of extensions of your own are simple, their paths take no filter.`,
      ),
    );
  });

  it('lookup of what does not come back as it was sent, or not at all', () => {
    expect(ofUsers({ scim: 'title', lookup: true, transforms: ['trim'] })).toEqual(
      user('/lookup: "lookup" needs values that come back as they were sent, and those of "title" do not.'),
    );
    expect(ofUsers({ scim: 'title', lookup: true, direction: 'toScim' })).toEqual(
      user('/lookup: "lookup" is for attributes that go both ways, and "title" does not.'),
    );
  });

  it.each(['userName', 'externalId'])('%s in one direction', (scim) => {
    expect(ofUsers({ scim, direction: 'toScim' }).join()).toContain(
      `/direction: "${scim}" goes both ways: clients know what they made by it.`,
    );
  });

  it.each<[string, RowChange]>([
    ['text', own()],
    ['an integer', own({ type: 'integer' })],
    ['a list that is joined', own({ multiValued: true, transforms: [{ join: ',' }] })],
    ['one value of a list', { scim: MOBILE }],
  ])('%s in a field is right', (_name, row) => {
    expect(inFirstName(row)).toEqual([]);
  });

  it('a flag for a boolean is right', () => {
    expect(ofUsers(own({ type: 'boolean', keycloak: 'emailVerified' }))).toEqual([]);
    expect(ofUsers({ scim: 'active', keycloak: 'attributes.active' })).toEqual([]);
  });
});

describe('a principal', () => {
  const withoutName = { scim: 'name.givenName', keycloak: null } as const;

  it.each<[string, RowChange, string]>([
    ['text', { scim: 'title' }, '"title" is text'],
    ['a boolean', { scim: 'active' }, '"active" is a boolean'],
    ['a list of texts', own({ multiValued: true }), `"${ACME}:x" is a list of texts`],
    ['one value of a list', { scim: MOBILE, keycloak: 'attributes.m' }, `"${MOBILE}" is text`],
  ])('of %s', (_name, row, what) => {
    expect(ofUsers({ ...row, principal: 'firstName' }, withoutName)).toEqual(
      user(`/principal: "principal" is for lists, and ${what}.`),
    );
  });

  it('of a list is right where nothing else is kept there', () => {
    expect(ofUsers({ scim: 'phoneNumbers', principal: 'firstName' }, withoutName)).toEqual([]);
    expect(ofUsers({ scim: 'phoneNumbers', principal: 'firstName' })).toEqual(
      user(
        '/principal: "firstName" would hold "name.givenName" and "phoneNumbers"; one would overwrite the other.',
      ),
    );
  });
});

describe('transforms that are not for such values', () => {
  const X = `${ACME}:x`;
  const TWICE = 'The table has "b" for two values, so it cannot be read backwards.';

  it.each<[string, RowChange, string]>([
    ['not of text', { scim: 'title', transforms: ['not'] }, '"not" is for booleans, and "title" is text.'],
    [
      'not of a list',
      own({ multiValued: true, transforms: ['not'] }),
      `"not" is for booleans, and "${X}" is a list of texts.`,
    ],
    [
      'not of an integer',
      own({ type: 'integer', transforms: ['not'] }),
      `"not" is for booleans, and "${X}" is an integer.`,
    ],
    [
      'trim of a boolean',
      { scim: 'active', transforms: ['trim'] },
      '"trim" is for text, and "active" is a boolean.',
    ],
    [
      'case of a boolean',
      { scim: 'active', transforms: [{ case: 'lower' }] },
      '"case" is for text, and "active" is a boolean.',
    ],
    [
      'table of a boolean',
      { scim: 'active', transforms: [{ table: { a: 'b' } }] },
      '"table" is for text, and "active" is a boolean.',
    ],
    [
      'join of text',
      { scim: 'title', transforms: [{ join: ',' }] },
      '"join" is for lists, and "title" is none.',
    ],
    [
      'join of one value of a list',
      { scim: MOBILE, keycloak: 'attributes.m', transforms: [{ join: ',' }] },
      `"join" is for lists, and "${MOBILE}" is none.`,
    ],
    [
      'split of a boolean',
      { scim: 'active', keycloak: 'attributes.a', transforms: [{ split: ',' }] },
      '"split" is for one text, and "active" is a boolean.',
    ],
    [
      'split of an integer',
      own({ type: 'integer', transforms: [{ split: ',' }] }),
      `"split" is for one text, and "${X}" is an integer.`,
    ],
    [
      'split of a list',
      own({ multiValued: true, transforms: [{ split: ',' }] }),
      `"split" is for one text, and "${X}" is a list of texts.`,
    ],
    [
      'any of objects',
      { scim: 'emails', transforms: ['trim', { case: 'lower' }] },
      '"emails" is a list of objects; transforms are for simple values.',
    ],
    ['a table with a value twice', { scim: 'title', transforms: [{ table: { a: 'b', c: 'b' } }] }, TWICE],
    [
      'the second of several',
      { scim: 'title', transforms: ['trim', { table: { a: 'b', c: 'd', e: 'b' } }] },
      TWICE,
    ],
  ])('%s', (_name, row, sentence) => {
    expect(ofUsers(row)).toEqual(user(`/transforms: ${sentence}`));
  });

  it.each<[string, RowChange]>([
    ['not of a boolean', { scim: 'active', transforms: ['not'] }],
    ['split of text, then join', { scim: 'title', transforms: [{ split: ',' }, { join: ';' }] }],
    ['join of a list, then split', own({ multiValued: true, transforms: [{ join: ',' }, { split: ';' }] })],
    [
      'text of a list',
      own({ multiValued: true, transforms: ['trim', { case: 'upper' }, { table: { a: 'b' } }] }),
    ],
    ['constant and default', own({ transforms: [{ default: 'a' }, { constant: 'b' }] })],
    ['none of objects', { scim: 'emails', transforms: [] }],
  ])('%s is right', (_name, row) => {
    expect(ofUsers(row)).toEqual([]);
  });
});

describe('members that a row cannot change', () => {
  it.each<[string, RowChange, string]>([
    [
      'the type of text',
      { scim: 'title', type: 'integer' },
      '/type: "title" is text; a row cannot make it an integer.',
    ],
    [
      'the type of a boolean',
      { scim: 'active', type: 'string' },
      '/type: "active" is a boolean; a row cannot make it text.',
    ],
    [
      'the type of a reference',
      { scim: 'profileUrl', type: 'dateTime' },
      '/type: "profileUrl" is a reference; a row cannot make it a dateTime.',
    ],
    [
      'the type of objects',
      { scim: 'emails', type: 'string' },
      '/type: "emails" is a list of objects; a row cannot make it text.',
    ],
    [
      'one text to a list',
      { scim: 'title', multiValued: true },
      '/multiValued: "title" is text; a row cannot change that.',
    ],
    [
      'a list to one',
      { scim: 'emails', multiValued: false },
      '/multiValued: "emails" is a list of objects; a row cannot change that.',
    ],
    [
      'the direction of a list',
      { scim: 'emails', direction: 'toScim' },
      '/direction: "emails" goes both ways: a list is read and written as a whole.',
    ],
    [
      'the direction of one value of a list',
      { scim: MOBILE, keycloak: 'attributes.m', direction: 'toKeycloak' },
      `/direction: "${MOBILE}" goes both ways: a list is read and written as a whole.`,
    ],
    [
      'lookup of one value of a list',
      { scim: MOBILE, keycloak: 'attributes.m', lookup: true },
      '/lookup: "lookup" is for the row of the whole list "phoneNumbers".',
    ],
    [
      'required of one value of a list',
      { scim: MOBILE, keycloak: 'attributes.m', required: true },
      `/required: "required" is for whole attributes, and "${MOBILE}" is a part of a list.`,
    ],
    [
      'returned of one value of a list',
      { scim: MOBILE, keycloak: 'attributes.m', returned: 'never' },
      `/returned: "returned" is for whole attributes, and "${MOBILE}" is a part of a list.`,
    ],
    [
      'required of externalId',
      { scim: 'externalId', required: true },
      '/required: "required" cannot be changed for "externalId", which all resources have alike.',
    ],
    [
      'returned of externalId, in any case',
      { scim: 'EXTERNALID', returned: 'always' },
      '/returned: "returned" cannot be changed for "externalId", which all resources have alike.',
    ],
    [
      'required of what clients cannot send',
      { scim: 'title', direction: 'toScim', required: true },
      '/required: "required" is for what clients send, and what they send as "title" is ignored.',
    ],
  ])('%s', (_name, row, line) => {
    expect(ofUsers(row)).toEqual(user(line));
  });

  it('lookup of groups', () => {
    expect(ofGroups({ scim: 'externalId', lookup: true })).toEqual(
      group('/lookup: "lookup" is for users; groups are found by their name.'),
    );
  });

  it.each<[string, RowChange]>([
    ['what it is anyway', { scim: 'title', type: 'string', multiValued: false, direction: 'both' }],
    ['a list as a list', { scim: 'emails', multiValued: true, direction: 'both', required: true }],
    ['the direction of one text', { scim: 'title', direction: 'toScim', returned: 'request' }],
    [
      'everything of an attribute of its own',
      own({ type: 'integer', multiValued: true, direction: 'toScim' }),
    ],
    ['lookup of text', { scim: 'title', lookup: true, required: true }],
  ])('%s is right', (_name, row) => {
    expect(ofUsers(row)).toEqual([]);
  });
});

describe('aliases', () => {
  it.each(['a b', '1a', '', 'a.b', 'urn:x:y', '$ref', '__proto__'])('%j, which is no name', (name) => {
    expect(ofUsers({ scim: 'title', aliases: [name] })).toEqual(
      user(`/aliases: "${name}" is no name that an attribute can have.`),
    );
  });

  it.each(['title', 'TITLE', 'nickName', 'password', 'groups', 'id', 'externalID', 'meta', 'schemas'])(
    '%s, which is an attribute itself',
    (name) => {
      expect(ofUsers({ scim: 'title', aliases: ['job', { name, transform: 'trim' }] })).toEqual(
        user(`/aliases: "${name}" is an attribute of User itself, so it cannot be another name for "title".`),
      );
    },
  );

  it('of groups', () => {
    expect(ofGroups({ scim: 'displayName', aliases: ['title', 'Members'] })).toEqual(
      group(
        '/aliases: "Members" is an attribute of Group itself, so it cannot be another name for "displayName".',
      ),
    );
  });

  it('listed twice, in any case', () => {
    expect(ofUsers({ scim: 'title', aliases: ['job', { name: 'JOB' }] })).toEqual(
      user('/aliases: "JOB" is listed twice.'),
    );
  });

  it.each<[string, RowChange[], string[], string]>([
    [
      'of two rows of a document',
      [
        { scim: 'title', aliases: ['job'] },
        { scim: 'userType', aliases: ['Job'] },
      ],
      ['acme.json#/user/1/aliases: "Job" would stand for "title" and for "userType".'],
      'generic',
    ],
    [
      'of a row of the preset after it',
      [{ scim: 'userName', aliases: ['email'] }],
      user('/aliases: "email" would stand for "userName" and for "emails".'),
      'generic',
    ],
    [
      'of a row of the preset before it',
      [{ scim: 'title', aliases: ['surname'] }],
      user('/aliases: "surname" would stand for "name.familyName" and for "title".'),
      'azure',
    ],
  ])('%s', (_name, rows, lines, preset) => {
    expect(linesOf({ user: rows }, preset)).toEqual(lines);
  });

  it('replace those that are inherited', () => {
    expect(
      linesOf(
        {
          user: [
            { scim: 'name.familyName', aliases: ['sn'] },
            { scim: 'title', aliases: ['surname'] },
          ],
        },
        'azure',
      ),
    ).toEqual([]);
  });
});

describe('two rows with one place', () => {
  const both = (target: string, one: string, other: string) =>
    `"${target}" would hold "${one}" and "${other}"; one would overwrite the other.`;

  it.each<[string, RowChange[], string]>([
    [
      'a row moved to where the preset has another',
      [{ scim: 'title', keycloak: 'attributes.displayName' }],
      `/user/0/keycloak: ${both('attributes.displayName', 'displayName', 'title')}`,
    ],
    [
      'a row moved to where a later row of the preset is',
      [{ scim: 'nickName', keycloak: 'attributes.title' }],
      `/user/0/keycloak: ${both('attributes.title', 'nickName', 'title')}`,
    ],
    [
      'a new row',
      [own({ keycloak: 'attributes.title' })],
      `/user/0/keycloak: ${both('attributes.title', 'title', `${ACME}:x`)}`,
    ],
    [
      'two new rows',
      [own(), own({ scim: `${ACME}:y` })],
      `/user/1/keycloak: ${both('attributes.x', `${ACME}:x`, `${ACME}:y`)}`,
    ],
    [
      'a field that is the principal of a list',
      [{ scim: 'title', keycloak: 'email' }],
      `/user/0/keycloak: ${both('email', 'emails', 'title')}`,
    ],
    [
      'a flag',
      [own({ type: 'boolean', keycloak: 'enabled' })],
      `/user/0/keycloak: ${both('enabled', 'active', `${ACME}:x`)}`,
    ],
    [
      'two values of one list',
      [
        { scim: MOBILE, keycloak: 'attributes.m' },
        { scim: 'phoneNumbers[type eq "work"].value', keycloak: 'attributes.m' },
      ],
      `/user/1/keycloak: ${both('attributes.m', MOBILE, 'phoneNumbers[type eq "work"].value')}`,
    ],
    [
      'a mirror where a row is',
      [{ scim: 'title', mirror: ['free', 'displayName'] }],
      `/user/0/mirror: ${both('attributes.displayName', 'displayName', 'title')}`,
    ],
    [
      'a mirror where a later row is',
      [{ scim: 'userName', mirror: 'title' }],
      `/user/0/mirror: ${both('attributes.title', 'userName', 'title')}`,
    ],
    [
      'two mirrors',
      [
        { scim: 'nickName', mirror: 'pos' },
        { scim: 'title', mirror: 'pos' },
      ],
      `/user/1/mirror: ${both('attributes.pos', 'nickName', 'title')}`,
    ],
    [
      'a row and the mirror of another',
      [
        { scim: 'nickName', mirror: 'pos' },
        { scim: 'title', keycloak: 'attributes.pos' },
      ],
      `/user/1/keycloak: ${both('attributes.pos', 'nickName', 'title')}`,
    ],
    [
      'the principals of two lists',
      [{ scim: 'phoneNumbers', principal: 'email' }],
      `/user/0/principal: ${both('email', 'emails', 'phoneNumbers')}`,
    ],
    [
      'a row and its own mirror',
      [{ scim: 'title', mirror: 'title' }],
      '/user/0/mirror: "attributes.title" would hold "title" twice.',
    ],
  ])('%s', (_name, rows, line) => {
    expect(ofUsers(...rows)).toEqual([`acme.json#${line}`]);
  });

  it('of groups', () => {
    expect(ofGroups({ scim: 'externalId', keycloak: 'name' })).toEqual(
      group(`/keycloak: ${both('name', 'displayName', 'externalId')}`),
    );
  });

  it.each<[string, RowChange[]]>([
    [
      'where the other is taken away',
      [
        { scim: 'displayName', keycloak: null },
        { scim: 'title', keycloak: 'attributes.displayName' },
      ],
    ],
    [
      'where the two are exchanged',
      [
        { scim: 'displayName', keycloak: 'attributes.title' },
        { scim: 'title', keycloak: 'attributes.displayName' },
      ],
    ],
    ['where only the case is the same', [{ scim: 'nickName', keycloak: 'attributes.Title' }]],
  ])('is right %s', (_name, rows) => {
    expect(ofUsers(...rows)).toEqual([]);
  });
});

describe('rows of a document over those of its preset', () => {
  it.each<[string, RowChange[], string]>([
    [
      'two for one path',
      [
        { scim: 'nickName', keycloak: 'attributes.a' },
        { scim: 'NICKNAME', keycloak: 'attributes.b' },
      ],
      '/user/1/scim: "NICKNAME" has a row already, at /user/0; one row says everything of it.',
    ],
    [
      'two for one path with and without the URN of the core',
      [
        { scim: 'title', keycloak: null },
        { scim: `${CORE}:title`, keycloak: 'attributes.b' },
      ],
      `/user/1/scim: "${CORE}:title" has a row already, at /user/0; one row says everything of it.`,
    ],
    [
      'two for one attribute of its own',
      [own(), own({ scim: `${ACME.toUpperCase()}:X`, keycloak: 'attributes.y' })],
      `/user/1/scim: "${ACME.toUpperCase()}:X" has a row already, at /user/0; one row says everything of it.`,
    ],
    [
      'the removal of what there is not',
      [{ scim: 'shoeSize', keycloak: null }],
      '/user/0/scim: There is no inherited row "shoeSize" to be removed.',
    ],
    [
      'the removal of what is called otherwise',
      [{ scim: 'titel', keycloak: null }],
      '/user/0/scim: There is no inherited row "titel" to be removed. Did you mean "title"?',
    ],
    [
      'a new row without a place',
      [{ scim: MOBILE, mirror: 'x' }],
      `/user/0: "keycloak" is missing: no row for "${MOBILE}" is inherited, so this one must say where Keycloak keeps it.`,
    ],
  ])('%s', (_name, rows, line) => {
    expect(ofUsers(...rows)).toEqual([`acme.json#${line}`]);
  });

  it.each<[string, MappingDocument, string]>([
    [
      'users without userName',
      { user: [{ scim: 'userName', keycloak: null }] },
      '/user: "userName" must have a row: every User is known by it.',
    ],
    [
      'users without externalId',
      { user: [{ scim: 'externalId', keycloak: null }] },
      '/user: "externalId" must have a row: clients know what they made by it.',
    ],
    [
      'groups without displayName',
      { group: [{ scim: 'displayName', keycloak: null }] },
      '/group: "displayName" must have a row: every Group is known by it.',
    ],
    [
      'groups without externalId',
      { group: [{ scim: 'externalId', keycloak: null }] },
      '/group: "externalId" must have a row: clients know what they made by it.',
    ],
    [
      'userName elsewhere',
      { user: [{ scim: 'userName', keycloak: 'attributes.login' }] },
      '/user/0/keycloak: "userName" must be kept in "username".',
    ],
    [
      'displayName elsewhere',
      { group: [{ scim: 'displayName', keycloak: 'attributes.label' }] },
      '/group/0/keycloak: "displayName" must be kept in "name".',
    ],
  ])('%s', (_name, document, line) => {
    expect(linesOf(document)).toEqual([`acme.json#${line}`]);
  });

  it('can take any other row away', () => {
    expect(ofUsers({ scim: 'active', keycloak: null }, { scim: 'emails', keycloak: null })).toEqual([]);
  });
});

describe('names that there are not', () => {
  it('of quirks', () => {
    expect(linesOf({ quirks: ['aliases', 'alias', 'Aliases', 'shoeSize'] })).toEqual([
      'acme.json#/quirks/1: There is no quirk "alias". Did you mean "aliases"?',
      'acme.json#/quirks/2: There is no quirk "Aliases". Did you mean "aliases"?',
      'acme.json#/quirks/3: There is no quirk "shoeSize". docs/reference/quirks.md lists them.',
    ]);
  });

  it.each([
    ['azur', 'Did you mean "azure"?'],
    ['Generic', 'Did you mean "generic"?'],
    ['shoeSize', 'There is generic, azure, okta, jumpcloud, onelogin, google, strict.'],
    ['__proto__', 'There is generic, azure, okta, jumpcloud, onelogin, google, strict.'],
  ])('of profiles: %s', (preset, hint) => {
    expect(mistakesOf({ preset })).toEqual([`scim.profile#: There is no profile "${preset}". ${hint}`]);
    const presetPlace = { file: 'acme.json', pointer: '/extends' };
    expect(mistakesOf({ preset, presetPlace })).toEqual([
      `acme.json#/extends: There is no profile "${preset}". ${hint}`,
    ]);
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
  const LINES = [
    '/group: "displayName" must have a row: every Group is known by it.',
    '/quirks/0: There is no quirk "shoeSize". docs/reference/quirks.md lists them.',
    '/user/0/scim: There is no attribute "titel" of User. Did you mean "title"?',
    '/user/1/aliases: "title" is an attribute of User itself, so it cannot be another name for "nickName".',
    '/user/1/aliases: "a b" is no name that an attribute can have.',
    `/user/1/keycloak: ${steers('LDAP_ID')}`,
    '/user/1/mirror: "attributes.displayName" would hold "displayName" and "nickName"; one would overwrite the other.',
    '/user/1/transforms: "not" is for booleans, and "nickName" is text.',
    '/user/2/scim: There is no inherited row "shoeSize" to be removed.',
  ];

  it('are told together', () => {
    expect(linesOf(document)).toEqual(LINES.map((line) => `acme.json#${line}`));
  });

  it('are told where the document stands in its file', () => {
    expect(
      mistakesOf({ preset: 'azure', document: { document, file: 'scim.config', pointer: '/mapping' } }),
    ).toEqual(LINES.map((line) => `scim.config#/mapping${line}`));
  });

  it('of rows that are told once are not told for all rows of a path', () => {
    expect(
      linesOf({
        user: [
          { scim: 'title', keycloak: 'attributes.LDAP_ID' },
          { scim: 'TITLE', keycloak: 'attributes.KERBEROS_X' },
        ],
      }),
    ).toEqual([
      `acme.json#/user/0/keycloak: ${steers('LDAP_ID')}`,
      'acme.json#/user/1/scim: "TITLE" has a row already, at /user/0; one row says everything of it.',
    ]);
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

  it('can have no quirks at all', () => {
    const document = { quirks: [] };
    expect(compileProfile({ preset: 'azure', quirks, document: { document, file: 'a' } }).quirks).toEqual([]);
  });
});

describe('slips that look right at first', () => {
  const ACME = 'urn:ietf:params:scim:schemas:extension:Acme:2.0:User';

  it.each<[string, RowChange, string]>([
    [
      'a filter behind the part',
      { scim: 'emails.value[type eq "work"]', keycloak: 'attributes.x' },
      '/scim: The filter of "emails.value[type eq "work"]" must follow the list itself. For example "emails[type eq \\"work\\"].value".',
    ],
    [
      'a part that the list does not have, in the filter',
      { scim: 'emails[tpe eq "work"].value', keycloak: 'attributes.x' },
      '/scim: "emails" has no part "tpe". Did you mean "type"?',
    ],
    [
      'an extension without the name of an attribute',
      { scim: ACME, keycloak: 'attributes.x' },
      `/scim: "${ACME}" is a whole extension; a row is about one of its attributes. For example "${ACME}:tag".`,
    ],
    [
      'a default of another type',
      { scim: `${ACME}:level`, keycloak: 'attributes.x', type: 'integer', transforms: [{ default: 'x' }] },
      `/transforms: "default" is "x", and "${ACME}:level" is an integer.`,
    ],
    [
      'a constant of another type',
      { scim: 'active', transforms: [{ constant: 'yes' }] },
      '/transforms: "constant" is "yes", and "active" is a boolean.',
    ],
    [
      'an alias with a meaning to JavaScript',
      { scim: 'title', aliases: ['constructor'] },
      '/aliases: "constructor" is no name that an attribute can have.',
    ],
    [
      'an alias that an extension declares',
      { scim: 'title', aliases: ['department'] },
      '/aliases: "department" is an attribute of EnterpriseUser, which clients send under that name too.',
    ],
    [
      'an alias of opposite sense for text',
      { scim: 'title', aliases: [{ name: 'job', transform: 'not' }] },
      '/aliases: "not" is for booleans, and "title" is text.',
    ],
    [
      'an alias that is split',
      { scim: 'title', aliases: [{ name: 'job', transform: { split: ',' } }] },
      '/aliases: "split" is for rows; another name has its values in the same shape.',
    ],
  ])('%s', (_name, row, line) => {
    expect(ofUsers(row)).toEqual(user(line));
  });

  it('an attribute of a known extension is compared by its own name, not by the length of its URN', () => {
    const scim = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:shoeSize';
    expect(ofUsers({ scim, keycloak: 'attributes.x' })).toEqual(
      user(`/scim: There is no attribute "${scim}" of User.`),
    );
  });
});
