import { USER_TYPE } from '../../../../scim/schema/resourceTypes.ts';
import { applyConsoleMappers, type ConsoleMapper } from '../../../../mappers/console/consoleMappers.ts';
import { locatedPreset } from '../../../../mappers/document/presets.ts';
import { compileProfile } from '../../../../mappers/profile.ts';
import { formatText } from '../../../../documents/text.ts';
import { ACME, applied, ENTERPRISE, KIND, mapper, quirks } from './attributeMappers.ts';

describe('mappers that are passed over without a finding', () => {
  it.each([
    ['of another kind', mapper('x', 'title', { kind: 'oidc-usermodel-property-mapper' })],
    ['of the kind of an audience', mapper('x', `${ACME}:x`, { kind: 'oidc-audience-mapper' })],
    ['without an attribute', mapper('', 'title')],
    ['with a blank attribute', mapper(' ', 'title')],
    ['without a claim', mapper('x', '')],
    ['without a configuration', { name: 'x', kind: KIND, config: {} }],
  ])('%s', (_name, one) => {
    const before = locatedPreset('generic')?.user ?? [];
    expect(applyConsoleMappers(before, [one], USER_TYPE)).toEqual({ rows: before, findings: [] });
  });
});

describe('findings about mappers', () => {
  it.each<[string, ConsoleMapper, string]>([
    [
      'inverted sense',
      mapper('isDisabled', 'active', { type: 'boolean' }),
      'invertedSense | mapper "isDisabled" | "isDisabled" says the opposite of "active"; it is understood so when a client sends it, and not stored.',
    ],
    [
      'no URN',
      mapper('x', 'department'),
      `unprefixed | mapper "x" | "department" lacks the name of its extension; it is read as "${ENTERPRISE}:department".`,
    ],
    [
      'no URN of a part',
      mapper('x', 'manager.value'),
      `unprefixed | mapper "x" | "manager.value" lacks the name of its extension; it is read as "${ENTERPRISE}:manager.value".`,
    ],
    [
      'a mistyped path',
      mapper('x', 'userNme'),
      'unknownPath | mapper "x" | There is no SCIM attribute "userNme"; the mapper is passed over. | Did you mean "userName"?',
    ],
    [
      'a path that is like none',
      mapper('x', 'shoeSize'),
      'unknownPath | mapper "x" | There is no SCIM attribute "shoeSize"; the mapper is passed over.',
    ],
    [
      'a mistyped extension',
      mapper('x', `${ENTERPRISE.replace('enterprise', 'enterprize')}:department`),
      `unknownPath | mapper "x" | "${ENTERPRISE.replace('enterprise', 'enterprize')}" is nearly the name of an extension. The mapper is passed over. | Did you mean "${ENTERPRISE}"?`,
    ],
    [
      'an element instead of a part of one',
      mapper('x', 'emails[type eq "work"]'),
      'unknownPath | mapper "x" | "emails[type eq "work"]" names an element; a row is about one part of it. The mapper is passed over. | For example "emails[type eq "work"].value".',
    ],
    [
      'a filter that does not say what an element is known by',
      mapper('x', 'emails[type ne "work"].value'),
      'unknownPath | mapper "x" | The filter of "emails[type ne "work"].value" must say what the element is known by, with "eq" and "and" only. The mapper is passed over. | For example emails[type eq "work"].value.',
    ],
    [
      'an attribute that steers Keycloak, for a new row',
      mapper('LDAP_ID', `${ACME}:x`),
      'forbiddenTarget | mapper "LDAP_ID" | The user attribute "LDAP_ID" steers Keycloak itself and cannot be mapped. The mapper is passed over.',
    ],
    [
      "an attribute of the bridge's own, for a new row",
      mapper('scim.x', `${ACME}:x`),
      'forbiddenTarget | mapper "scim.x" | User attributes that begin with "scim." are the bridge\'s own, "scim.x" too. The mapper is passed over.',
    ],
    [
      'a flag of Keycloak, for a new row',
      mapper('emailVerified', `${ACME}:x`, { type: 'boolean' }),
      'forbiddenTarget | mapper "emailVerified" | The user attribute "emailVerified" steers Keycloak itself and cannot be mapped. The mapper is passed over.',
    ],
    [
      'an attribute that another row has, for a new row',
      mapper('title', `${ACME}:x`),
      'sameTarget | mapper "title" | "title" holds "title" already. The mapper is passed over.',
    ],
    [
      'a field that a list has as its principal, for a new row',
      mapper('email', `${ACME}:x`),
      'sameTarget | mapper "email" | "email" holds "emails" already. The mapper is passed over.',
    ],
  ])('%s', (_name, one, line) => {
    const { told } = applied('generic', one);
    expect(told).toEqual([line]);
  });

  it.each<[string, ConsoleMapper]>([
    ['a mistyped path', mapper('x', 'userNme')],
    ['an element', mapper('x', 'emails[type eq "work"]')],
    ['a forbidden attribute', mapper('LDAP_ID', `${ACME}:x`)],
    ['a taken attribute', mapper('title', `${ACME}:x`)],
  ])('come without a changed row for %s', (_name, one) => {
    expect(applied('generic', one).changes).toEqual({});
  });

  it.each<[string, ConsoleMapper, string]>([
    [
      'forbidden',
      mapper('LDAP_ID', 'title'),
      'forbiddenTarget | mapper "LDAP_ID" | The user attribute "LDAP_ID" steers Keycloak itself and cannot be mapped. "title" is not stored there as well.',
    ],
    [
      'for the language of pages',
      mapper('locale', 'title'),
      'forbiddenTarget | mapper "locale" | The user attribute "locale" chooses the language of Keycloak\'s pages; only "locale" or "preferredLanguage" can be mapped to it. "title" is not stored there as well.',
    ],
    [
      'without a name that Keycloak takes',
      mapper('a"b', 'title'),
      'forbiddenTarget | mapper "a"b" | "a"b" is no name for a user attribute: it has blanks at its ends, quotes, backslashes or control characters. "title" is not stored there as well.',
    ],
    [
      'where another row is',
      mapper('department', 'title'),
      `sameTarget | mapper "department" | "department" holds "${ENTERPRISE}:department" already. "title" is not stored there as well.`,
    ],
    [
      'a field of another row',
      mapper('username', 'title'),
      'sameTarget | mapper "username" | "username" holds "userName" already. "title" is not stored there as well.',
    ],
    [
      'the principal of a list',
      mapper('email', 'title'),
      'sameTarget | mapper "email" | "email" holds "emails" already. "title" is not stored there as well.',
    ],
  ])('report an attribute that is %s, and add no mirror', (_name, one, line) => {
    const { changes, told } = applied('generic', one);
    expect(told).toEqual([line]);
    expect(changes.title?.mirror).toBeUndefined();
  });

  it.each(['locale', 'preferredLanguage'])('do not report locale for %s', (claim) => {
    const { changes, findings } = applied('generic', mapper('locale', claim));
    expect(changes[claim]?.mirror).toEqual(['locale']);
    expect(findings).toEqual([]);
  });

  it('report two mappers of one attribute', () => {
    const { changes, told } = applied('generic', mapper('x', `${ACME}:x`), mapper('x', `${ACME}:y`));
    expect(Object.values(changes).map(({ scim }) => scim)).toEqual([`${ACME}:x`]);
    expect(told).toEqual([
      `sameTarget | mapper "x" | "x" holds "${ACME}:x" already. The mapper is passed over.`,
    ]);
    expect(applied('generic', mapper('x', 'title'), mapper('x', 'nickName')).told).toEqual([
      'sameTarget | mapper "x" | "x" holds "title" already. "nickName" is not stored there as well.',
    ]);
  });

  it.each<[string, string, string[]]>([
    ['title', 'String', []],
    ['profileUrl', 'String', []],
    ['active', 'boolean', []],
    ['phoneNumbers', 'String', []],
    ['phoneNumbers', 'JSON', []],
    ['title', 'boolean', ['"title" is string, and the mapper says boolean; the schema counts.']],
    ['title', 'long', ['"title" is string, and the mapper says long; the schema counts.']],
    ['title', 'JSON', ['"title" is string, and the mapper says JSON; the schema counts.']],
    ['active', 'String', ['"active" is boolean, and the mapper says String; the schema counts.']],
    ['profileUrl', 'int', ['"profileUrl" is reference, and the mapper says int; the schema counts.']],
    [`${ACME}:x`, 'JSON', ['Values of type JSON are kept as text.']],
  ])('report a wrong type of %s: %s', (claim, type, sentences) => {
    const { changes, told } = applied('generic', mapper('also', claim, { type }));
    expect(told).toEqual(sentences.map((sentence) => `typeClash | mapper "also" | ${sentence}`));
    expect(Object.keys(changes)).toHaveLength(1);
  });

  it('do not report a missing type', () => {
    const one = { name: 'x', kind: KIND, config: { 'user.attribute': 'x', 'claim.name': 'title' } };
    expect(applied('generic', one).findings).toEqual([]);
  });

  it('come for every mapper, and correct mappers apply', () => {
    const consoleMappers = [
      mapper('x', 'userNme'),
      mapper('pos', 'title'),
      mapper('LDAP_ID', 'nickName'),
      mapper('isDeleted', 'active', { type: 'boolean' }),
    ];
    const profile = compileProfile({ preset: 'generic', quirks, consoleMappers });
    expect(profile.findings.map(({ code, where }) => [code, formatText(where)])).toEqual([
      ['unknownPath', 'mapper "x"'],
      ['forbiddenTarget', 'mapper "LDAP_ID"'],
      ['invertedSense', 'mapper "isDeleted"'],
    ]);
    expect(profile.user.mapping.ownedAttributes.has('pos')).toBe(true);
    expect(profile.user.mapping.ownedAttributes.has('LDAP_ID')).toBe(false);
  });
});
