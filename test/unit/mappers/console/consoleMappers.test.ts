import { USER_TYPE } from '../../../../scim/schema/resourceTypes.ts';
import { applyConsoleMappers, type ConsoleMapper } from '../../../../mappers/console/consoleMappers.ts';
import type { Row, RowChange } from '../../../../mappers/document/types.ts';
import { loadQuirks } from '../../../../mappers/rewriting/loadQuirks.ts';
import { locatedPreset, PRESET_NAMES } from '../../../../mappers/document/presets.ts';
import { compileProfile } from '../../../../mappers/profile.ts';
import { formatText } from '../../../../documents/text.ts';

const KIND = 'oidc-usermodel-attribute-mapper';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const CUSTOM = 'urn:ietf:params:scim:schemas:extension:CustomExtensionName:2.0:User';
const ACME = 'urn:ietf:params:scim:schemas:extension:Acme:2.0:User';
const MOBILE = 'phoneNumbers[type eq "mobile"].value';

const quirks = await loadQuirks();

interface Options {
  readonly type?: string;
  readonly multivalued?: string;
  readonly kind?: string;
}

/** A mapper as the console makes it; its name is that of the attribute. */
const mapper = (attribute: string, claim: string, options: Options = {}): ConsoleMapper => ({
  name: attribute,
  kind: options.kind ?? KIND,
  config: {
    'user.attribute': attribute,
    'claim.name': claim,
    'jsonType.label': options.type ?? 'String',
    multivalued: options.multivalued,
  },
});

/** What mappers change in the rows of a preset, by path, and what there is to say of them. */
function applied(preset: string, ...mappers: ConsoleMapper[]) {
  const before = locatedPreset(preset)?.user ?? [];
  const { rows, findings } = applyConsoleMappers(before, mappers, USER_TYPE);
  const changed = rows
    .filter((row) => !before.includes(row))
    .filter(({ path, row }) => {
      const old = before.find((one) => one.path === path);
      return JSON.stringify(old?.row) !== JSON.stringify(row);
    });
  return {
    rows,
    findings,
    changes: Object.fromEntries(changed.map(({ path, row }) => [path, row])) as Record<string, Row>,
    told: findings.map(({ code, where, sentence, hint }) =>
      [
        code,
        ...[where, sentence, ...(hint === undefined ? [] : [hint])].map((text) => formatText(text)),
      ].join(' | '),
    ),
  };
}

describe('the seven mappers of a guide', () => {
  const seven = (tag: string) => [
    mapper('isSoftDeleted', 'active', { type: 'boolean' }),
    mapper('userPrincipalName', 'userName'),
    mapper('givenName', 'name.givenName'),
    mapper('manager', 'manager'),
    mapper('surName', 'name.familyName'),
    mapper('extensionAttribute1', tag),
    mapper('email', 'email'),
  ];
  const TAG_ROW = {
    scim: `${CUSTOM}:tag`,
    keycloak: 'attributes.extensionAttribute1',
    type: 'string',
    aliases: ['extensionAttribute1'],
  };
  const TOLD = [
    'invertedSense | mapper "isSoftDeleted" | "isSoftDeleted" says the opposite of "active"; it is understood so when a client sends it, and not stored.',
    `unprefixed | mapper "manager" | "manager" lacks the name of its extension; it is read as "${ENTERPRISE}:manager".`,
  ];

  describe.each([`${CUSTOM}:tag`, `${CUSTOM.replace('2.0', '2\\.0')}:tag`])('with the claim %s', (tag) => {
    it('add aliases and mirrors to the rows of a preset without them, and a row for the extension', () => {
      const { changes, told } = applied('generic', ...seven(tag));
      expect(changes).toEqual({
        userName: {
          scim: 'userName',
          keycloak: 'username',
          aliases: ['userPrincipalName'],
          mirror: ['userPrincipalName'],
        },
        active: {
          scim: 'active',
          keycloak: 'enabled',
          aliases: [{ name: 'isSoftDeleted', transform: 'not' }],
        },
        'name.givenName': {
          scim: 'name.givenName',
          keycloak: 'firstName',
          aliases: ['givenName'],
          mirror: ['givenName'],
        },
        'name.familyName': {
          scim: 'name.familyName',
          keycloak: 'lastName',
          aliases: ['surName'],
          mirror: ['surName'],
        },
        [`${CUSTOM}:tag`.toLowerCase()]: TAG_ROW,
      });
      expect(told).toEqual(TOLD);
    });

    it('add mirrors only where the preset has the aliases', () => {
      const { changes, told } = applied('azure', ...seven(tag));
      expect(changes).toEqual({
        userName: {
          scim: 'userName',
          keycloak: 'username',
          aliases: ['userPrincipalName'],
          mirror: ['userPrincipalName'],
        },
        'name.givenName': {
          scim: 'name.givenName',
          keycloak: 'firstName',
          aliases: ['givenName'],
          mirror: ['givenName'],
        },
        'name.familyName': {
          scim: 'name.familyName',
          keycloak: 'lastName',
          aliases: ['surname'],
          mirror: ['surName'],
        },
        [`${CUSTOM}:tag`.toLowerCase()]: TAG_ROW,
      });
      expect(told).toEqual(TOLD);
    });
  });

  it.each(PRESET_NAMES)('are served with preset %s', (preset) => {
    const profile = compileProfile({ preset, quirks, consoleMappers: seven(`${CUSTOM}:tag`) });
    expect(profile.findings.map(({ code }) => code)).toEqual(['invertedSense', 'unprefixed']);
    const fields = profile.user.mapping.toKeycloak({
      userName: 'Ann@Example.com',
      active: false,
      name: { givenName: 'Ann', familyName: 'Lee' },
      [CUSTOM]: { tag: 'blue' },
      [ENTERPRISE]: { manager: { value: '42' } },
    });
    expect(fields).toMatchObject({ username: 'ann@example.com', enabled: false, firstName: 'Ann' });
    expect(fields.attributes).toMatchObject({
      userPrincipalName: ['Ann@Example.com'],
      givenName: ['Ann'],
      surName: ['Lee'],
      extensionAttribute1: ['blue'],
      manager: ['42'],
    });
    expect(fields.attributes).not.toHaveProperty('isSoftDeleted');
  });
});

describe('rows that mappers change or add', () => {
  it('have the place of their mapper', () => {
    const { rows } = applied('generic', mapper('pos', 'title'), mapper('x', `${ACME}:x`));
    const place = (name: string) => ({ file: 'client scim-endpoint', pointer: `/protocolMappers/${name}` });
    expect(rows.find(({ path }) => path === 'title')?.places).toEqual({
      scim: { file: 'presets/generic.json', pointer: '/user/13/scim' },
      keycloak: { file: 'presets/generic.json', pointer: '/user/13/keycloak' },
      aliases: place('pos'),
      mirror: place('pos'),
    });
    expect(rows.at(-1)?.places).toEqual({ scim: place('x') });
  });

  it.each([
    ['deleted'],
    ['isDeleted'],
    ['soft_deleted'],
    ['is_disabled'],
    ['inactive'],
    ['accountLocked', 'same'],
    ['suspended'],
    ['terminated'],
    ['accountEnabled', 'same'],
    ['status', 'same'],
  ])('understand %s in its meaning for active', (attribute, sense = 'opposite') => {
    const { changes, findings } = applied('generic', mapper(attribute, 'active', { type: 'boolean' }));
    const isSame = sense === 'same';
    expect(changes.active?.aliases).toEqual([isSame ? attribute : { name: attribute, transform: 'not' }]);
    expect(changes.active?.mirror).toEqual(isSame ? [attribute] : undefined);
    expect(findings.map(({ code }) => code)).toEqual(isSame ? [] : ['invertedSense']);
  });

  it('invert nothing but active', () => {
    const { changes, findings } = applied('generic', mapper('isDeleted', 'title'));
    expect(changes.title).toMatchObject({ aliases: ['isDeleted'], mirror: ['isDeleted'] });
    expect(findings).toEqual([]);
  });

  it.each([
    ['the same claim in another case', 'TITLE', 'title'],
    ['the URN of the core', 'urn:ietf:params:scim:schemas:core:2.0:User:title', 'title'],
    ['blanks around the claim', ' title ', 'title'],
    ['the URN of an extension', `${ENTERPRISE}:department`, `${ENTERPRISE}:department`],
    [
      'the URN with its dot quoted',
      `${ENTERPRISE.replace('2.0', '2\\.0')}:department`,
      `${ENTERPRISE}:department`,
    ],
    ['the whole manager', `${ENTERPRISE}:manager`, `${ENTERPRISE}:manager.value`],
    ['the value of the manager', `${ENTERPRISE}:manager.value`, `${ENTERPRISE}:manager.value`],
    ['a list', 'phoneNumbers', 'phoneNumbers'],
  ])('are found by %s', (_name, claim, path) => {
    const { changes, findings } = applied('generic', mapper('also', claim));
    expect(Object.keys(changes)).toEqual([path]);
    expect(changes[path]).toMatchObject({ aliases: ['also'], mirror: ['also'] });
    expect(findings).toEqual([]);
  });

  it('are found by an alias', () => {
    const { changes } = applied('azure', mapper('pos', 'jobTitle'));
    expect(changes.title).toMatchObject({ aliases: ['jobTitle', 'pos'], mirror: ['pos'] });
  });

  it('have no alias that is another attribute', () => {
    expect(applied('generic', mapper('id', 'title')).changes.title).toEqual({
      scim: 'title',
      keycloak: 'attributes.title',
      mirror: ['id'],
    });
    expect(applied('generic', mapper('two words', 'title')).changes.title).not.toHaveProperty('aliases');
    expect(applied('azure', mapper('surname', 'title')).changes.title).toMatchObject({
      aliases: ['jobTitle'],
      mirror: ['surname'],
    });
  });

  it.each([
    ['title', 'title'],
    ['username', 'userName'],
    ['email', 'emails'],
    ['email', 'email'],
    ['firstName', 'name.givenName'],
  ])('stay as they are if a mapper says the same: %s is %s', (attribute, claim) => {
    const { changes, findings } = applied('azure', mapper(attribute, claim));
    expect(Object.values(changes).flatMap(({ mirror = [] }) => mirror)).toEqual([]);
    expect(findings).toEqual([]);
  });

  it('can be changed by two mappers', () => {
    const { changes, findings } = applied('generic', mapper('pos', 'title'), mapper('job', 'Title'));
    expect(changes.title).toMatchObject({ aliases: ['pos', 'job'], mirror: ['pos', 'job'] });
    expect(findings).toEqual([]);
  });

  it('can be added by one mapper and changed by another', () => {
    const { changes, findings } = applied('generic', mapper('x', `${ACME}:tag`), mapper('y', `${ACME}:TAG`));
    expect(Object.values(changes)).toEqual([
      { scim: `${ACME}:tag`, keycloak: 'attributes.x', type: 'string', aliases: ['x', 'y'], mirror: ['y'] },
    ]);
    expect(findings).toEqual([]);
  });

  it.each([
    ['String', undefined, { type: 'string' }],
    ['long', undefined, { type: 'integer' }],
    ['int', 'false', { type: 'integer' }],
    ['boolean', undefined, { type: 'boolean' }],
    ['String', 'true', { type: 'string', multiValued: true }],
    ['long', 'true', { type: 'integer', multiValued: true }],
  ])('of an own extension have the type of the mapper: %s, multivalued %s', (type, multivalued, row) => {
    const options = multivalued === undefined ? { type } : { type, multivalued };
    const { changes, findings } = applied('generic', mapper('x', `${ACME}:x`, options));
    expect(Object.values(changes)).toEqual([
      { scim: `${ACME}:x`, keycloak: 'attributes.x', ...row, aliases: ['x'] },
    ]);
    expect(findings).toEqual([]);
  });

  it.each([
    [MOBILE, 'mobile'],
    ['addresses[type eq "work"].locality', 'city'],
    ['emails[type eq "home"].value', 'privateMail'],
  ])('are added for one value of a list: %s', (claim, attribute) => {
    const { changes, findings, rows } = applied('generic', mapper(attribute, claim));
    expect(changes).toEqual({
      [claim]: { scim: claim, keycloak: `attributes.${attribute}`, aliases: [attribute] },
    });
    expect(rows.at(-1)?.path).toBe(claim);
    expect(findings).toEqual([]);
  });

  it('keep one value of a list in the attribute of the mapper', () => {
    const consoleMappers = [mapper('mobile', MOBILE)];
    const { mapping } = compileProfile({ preset: 'generic', quirks, consoleMappers }).user;
    const phoneNumbers = [
      { value: '1', type: 'work' },
      { value: '2', type: 'mobile' },
    ];
    const fields = mapping.toKeycloak({ userName: 'ann', phoneNumbers });
    expect(fields.attributes.mobile).toEqual(['2']);
    expect(mapping.toScim(fields).phoneNumbers).toEqual(phoneNumbers);
  });
});

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

describe('mappers and a document', () => {
  it('the document changes the row of a mapper', () => {
    const profile = compileProfile({
      preset: 'generic',
      quirks,
      consoleMappers: [mapper('x', `${ACME}:x`), mapper('pos', 'title')],
      document: {
        file: 'acme.json',
        document: {
          user: [
            { scim: `${ACME}:x`, keycloak: 'attributes.elsewhere' },
            { scim: 'title', mirror: 'job' },
          ],
        },
      },
    });
    const { ownedAttributes } = profile.user.mapping;
    expect(['elsewhere', 'job'].filter((name) => !ownedAttributes.has(name))).toEqual([]);
    expect(['x', 'pos'].filter((name) => ownedAttributes.has(name))).toEqual([]);
  });

  it.each<[string, ConsoleMapper, RowChange, string[]]>([
    [
      'an attribute that a mapper wants as a mirror',
      mapper('pos', 'title'),
      { scim: 'nickName', keycloak: 'attributes.pos' },
      ['sameTarget | mapper "pos" | "pos" holds "nickName" already. "title" is not stored there as well.'],
    ],
    [
      'an attribute that a mapper wants as a mirror, as a mirror',
      mapper('pos', 'title'),
      { scim: 'nickName', mirror: ['pos'] },
      ['sameTarget | mapper "pos" | "pos" holds "nickName" already. "title" is not stored there as well.'],
    ],
    [
      'an attribute that a mapper wants for a row of its own',
      mapper('pos', `${ACME}:x`),
      { scim: 'nickName', keycloak: 'attributes.pos' },
      ['sameTarget | mapper "pos" | "pos" holds "nickName" already. The mapper is passed over.'],
    ],
    [
      'a name that a mapper makes an alias',
      mapper('pos', 'title'),
      { scim: 'nickName', aliases: ['POS'] },
      [],
    ],
    ['the mirror that a mapper makes as well', mapper('pos', 'title'), { scim: 'title', mirror: 'pos' }, []],
  ])('the document has %s', (_name, one, change, told) => {
    const document = { file: 'acme.json', document: { user: [change] } };
    const { findings, user } = compileProfile({
      preset: 'generic',
      quirks,
      consoleMappers: [one],
      document,
    });
    expect(user.rows.find(({ scim }) => scim === change.scim)).toMatchObject(change);
    expect(
      findings.map(({ code, where, sentence }) =>
        [code, formatText(where), formatText(sentence)].join(' | '),
      ),
    ).toEqual(told);
  });

  it('the document removes the row of a mapper', () => {
    const profile = compileProfile({
      preset: 'generic',
      quirks,
      consoleMappers: [mapper('x', `${ACME}:x`)],
      document: { file: 'acme.json', document: { user: [{ scim: `${ACME}:x`, keycloak: null }] } },
    });
    expect(profile.user.mapping.ownedAttributes.has('x')).toBe(false);
  });
});

describe('a mapper and a row of a document that say the same', () => {
  it('are one row with one target', async () => {
    const profile = compileProfile({
      preset: 'generic',
      quirks: await loadQuirks(),
      consoleMappers: [
        {
          name: 'pos',
          kind: 'oidc-usermodel-attribute-mapper',
          config: { 'user.attribute': 'pos', 'claim.name': 'title', 'jsonType.label': 'String' },
        },
      ],
      document: {
        document: { user: [{ scim: 'title', keycloak: 'attributes.pos' }] },
        file: 'acme.json',
      },
    });
    expect(profile.user.mapping.toKeycloak({ userName: 'ann', title: 'Chief' }).attributes).toEqual({
      pos: ['Chief'],
    });
    expect(profile.findings).toEqual([]);
  });
});
