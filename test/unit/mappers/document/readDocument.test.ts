import { formatMistake } from '../../../../documents/mistake.ts';
import { readDocument } from '../../../../mappers/document/readDocument.ts';
import { LIMITS } from '../../../../scim/limits.ts';
import { inEnglish } from '../../../../documents/text.ts';

const MEMBERS =
  'There is "$schema", "name", "title", "description", "extends", "user", "group", "quirks" or "behaviours".';
const ROW_MEMBERS =
  'There is "scim", "keycloak", "principal", "direction", "type", "multiValued", "description", "aliases", "mirror", "transforms", "lookup", "required" or "returned".';
const TRANSFORMS = 'There is "not", "trim", "case", "join", "split", "table", "constant" or "default".';

const linesOf = (document: unknown): string[] =>
  (readDocument(document, 'acme.json').mistakes ?? []).map(formatMistake);
/** The mistakes of a document of one row for `title` with these members. */
const ofRow = (members: object): string[] => linesOf({ user: [{ scim: 'title', ...members }] });
const at = (member: string, sentence: string): string[] => [`acme.json#/user/0/${member}: ${sentence}`];

describe('a document that is no object', () => {
  it.each([
    ['a number', 7],
    ['a string', 'title'],
    ['an array', []],
    ['null', null],
    ['true', true],
    ['false', false],
  ])('%s', (kind, document) => {
    expect(linesOf(document)).toEqual([`acme.json#: This takes an object, not ${kind}.`]);
  });
});

describe('an unknown member', () => {
  it.each<[string, unknown, string]>([
    ['like one of the document', { users: [] }, '#: There is no member "users". Did you mean "user"?'],
    ['like none', { zzzzzzzz: 1 }, `#: There is no member "zzzzzzzz". ${MEMBERS}`],
    [
      'named as JavaScript names things',
      JSON.parse('{"__proto__": 1}') as unknown,
      `#: There is no member "__proto__". ${MEMBERS}`,
    ],
    [
      'like one of a row',
      { user: [{ scim: 'title' }, { scim: 'nickName', keycloack: 'attributes.x' }] },
      '#/user/1: There is no member "keycloack". Did you mean "keycloak"?',
    ],
    [
      'like none of a row',
      { group: [{ scim: 'displayName', foo: 1 }] },
      `#/group/0: There is no member "foo". ${ROW_MEMBERS}`,
    ],
    [
      'like a behaviour',
      { behaviours: { passwords: 'store' } },
      '#/behaviours: There is no member "passwords". Did you mean "password"?',
    ],
  ])('%s', (_name, document, line) => {
    expect(linesOf(document)).toEqual([`acme.json${line}`]);
  });
});

describe('a member of the wrong type', () => {
  it.each<[string, unknown, string]>([
    ['name', 7, 'a string, not a number'],
    ['title', true, 'a string, not true'],
    ['description', [], 'a string, not an array'],
    ['extends', null, 'a string, not null'],
    ['$schema', {}, 'a string, not an object'],
    ['user', {}, 'an array, not an object'],
    ['group', 'title', 'an array, not a string'],
    ['quirks', 'aliases', 'an array, not a string'],
    ['behaviours', [], 'an object, not an array'],
  ])('%s of a document: %j', (name, value, takes) => {
    expect(linesOf({ [name]: value })).toEqual([`acme.json#/${name}: "${name}" takes ${takes}.`]);
  });

  it.each<[string, unknown, string]>([
    ['scim', 7, 'a string, not a number'],
    ['keycloak', 7, 'a string or null, not a number'],
    ['keycloak', true, 'a string or null, not true'],
    ['multiValued', 'yes', 'a boolean, not a string'],
    ['description', 1, 'a string, not a number'],
    ['aliases', 'job', 'an array, not a string'],
    ['transforms', 'not', 'an array, not a string'],
    ['lookup', 1, 'a boolean, not a number'],
    ['required', null, 'a boolean, not null'],
  ])('%s of a row: %j', (name, value, takes) => {
    expect(ofRow({ [name]: value })).toEqual(at(name, `"${name}" takes ${takes}.`));
  });

  it.each([
    [null, 'null'],
    ['title', 'a string'],
    [[], 'an array'],
  ])('a row: %j', (row, kind) => {
    expect(linesOf({ user: [{ scim: 'title' }, row] })).toEqual([
      `acme.json#/user/1: This takes an object, not ${kind}.`,
    ]);
  });

  it('a quirk', () => {
    expect(linesOf({ quirks: ['aliases', 7] })).toEqual([
      'acme.json#/quirks/1: This takes a string, not a number.',
    ]);
  });
});

describe('an unknown value', () => {
  it.each<[string, unknown, string]>([
    ['password', 'stor', '"store" or "ignore", not "stor". Did you mean "store"?'],
    ['password', true, '"store" or "ignore", not true.'],
    ['password', null, '"store" or "ignore", not null.'],
    ['unknownAttributes', 'drop', '"keep", "ignore" or "reject", not "drop".'],
    ['canonicalValues', 'Enforce', '"suggest" or "enforce", not "Enforce". Did you mean "enforce"?'],
    ['unmatchedElement', 7, '"create" or "noTarget", not 7.'],
    ['hollowElements', true, '"remove" or "keep", not true.'],
    ['unknownFilterAttributes', 'nomatch', '"noMatch" or "reject", not "nomatch". Did you mean "noMatch"?'],
    ['refusedDeactivation', 'ignore', '"disable" or "refuse", not "ignore".'],
    ['userPatchAnswer', 'none', '"resource" or "empty", not "none".'],
    ['groupPatchAnswer', [], '"resource" or "empty", not an array.'],
    ['unknownMembers', 'reject ', '"skip" or "reject", not "reject ". Did you mean "reject"?'],
    ['groups', {}, '"request" or "default", not an object.'],
  ])('%s: %j', (name, value, rest) => {
    expect(linesOf({ behaviours: { [name]: value } })).toEqual([
      `acme.json#/behaviours/${name}: "${name}" is ${rest}`,
    ]);
  });

  it.each<[string, unknown, string]>([
    [
      'principal',
      'emial',
      '"email", "username", "firstName" or "lastName", not "emial". Did you mean "email"?',
    ],
    ['principal', 7, '"email", "username", "firstName" or "lastName", not 7.'],
    [
      'direction',
      'tokeycloak',
      '"both", "toKeycloak" or "toScim", not "tokeycloak". Did you mean "toKeycloak"?',
    ],
    [
      'type',
      'text',
      '"string", "boolean", "integer", "decimal", "dateTime", "reference" or "binary", not "text".',
    ],
    [
      'returned',
      'allways',
      '"default", "always", "request" or "never", not "allways". Did you mean "always"?',
    ],
  ])('%s of a row: %j', (name, value, rest) => {
    expect(ofRow({ [name]: value })).toEqual(at(name, `"${name}" is ${rest}`));
  });
});

describe('a member that is missing, empty or listed twice', () => {
  it.each<[string, unknown, string]>([
    ['a row without a path', { user: [{ keycloak: 'username' }] }, '/user/0: "scim" is missing.'],
    ['a row of nothing', { group: [{}] }, '/group/0: "scim" is missing.'],
    ['an empty path', { user: [{ scim: '' }] }, '/user/0/scim: "scim" must not be empty.'],
    ['an empty name', { name: '' }, '/name: "name" must not be empty.'],
    ['a quirk twice', { quirks: ['aliases', 'x', 'aliases'] }, '/quirks: "quirks" lists "aliases" twice.'],
  ])('%s', (_name, document, line) => {
    expect(linesOf(document)).toEqual([`acme.json#${line}`]);
  });
});

describe('malformed aliases and mirrors', () => {
  it.each([[7], [null], [[]], [{}], [{ transform: 'not' }], [{ name: 7 }]])('alias %j', (alias) => {
    expect(ofRow({ aliases: ['job', alias] })).toEqual(
      at('aliases/1', 'An alias is a name, or an object with "name".'),
    );
  });

  it.each([[7], [null], [{}], [[7]], [true]])('mirror %j', (mirror) => {
    expect(ofRow({ mirror })).toEqual(
      at('mirror', '"mirror" takes the name of a user attribute, or a list of names.'),
    );
  });
});

describe('malformed transforms', () => {
  it.each<[unknown, string]>([
    ['nott', 'There is no transform "nott". Did you mean "not"?'],
    ['lower', `There is no transform "lower". ${TRANSFORMS}`],
    [{ cas: 'lower' }, 'There is no transform "cas". Did you mean "case"?'],
    [{ uppercase: true }, `There is no transform "uppercase". ${TRANSFORMS}`],
    [7, `A transform is a name or an object, not a number. ${TRANSFORMS}`],
    [null, `A transform is a name or an object, not null. ${TRANSFORMS}`],
    [true, `A transform is a name or an object, not true. ${TRANSFORMS}`],
    [[], `A transform is a name or an object, not an array. ${TRANSFORMS}`],
    ['case', '"case" needs a value. For example { "case": "lower" }.'],
    ['join', '"join" needs a value. For example { "join": ", " }.'],
    ['split', '"split" needs a value. For example { "split": ", " }.'],
    ['table', '"table" needs a value. For example { "table": { "E": "Employee" } }.'],
    ['constant', '"constant" needs a value. For example { "constant": true }.'],
    ['default', '"default" needs a value. For example { "default": "Employee" }.'],
    [{ not: true }, '"not" does not take true. For example "not".'],
    [{ trim: 1 }, '"trim" does not take 1. For example "trim".'],
    [{ case: 'title' }, '"case" does not take "title". For example { "case": "lower" }.'],
    [{ case: 7 }, '"case" does not take 7. For example { "case": "lower" }.'],
    [{ join: '' }, '"join" does not take "". For example { "join": ", " }.'],
    [{ join: 7 }, '"join" does not take 7. For example { "join": ", " }.'],
    [{ split: '' }, '"split" does not take "". For example { "split": ", " }.'],
    [{ split: null }, '"split" does not take null. For example { "split": ", " }.'],
    [{ table: 'E' }, '"table" does not take "E". For example { "table": { "E": "Employee" } }.'],
    [{ table: [] }, '"table" does not take an array. For example { "table": { "E": "Employee" } }.'],
    [{ constant: null }, '"constant" does not take null. For example { "constant": true }.'],
    [{ constant: {} }, '"constant" does not take an object. For example { "constant": true }.'],
    [{ default: [] }, '"default" does not take an array. For example { "default": "Employee" }.'],
    [
      { case: 'lower', join: ',' },
      'A transform is one thing; put several into the list one after the other.',
    ],
  ])('%j', (transform, sentence) => {
    expect(ofRow({ transforms: ['trim', transform] })).toEqual(at('transforms/1', sentence));
  });
});

describe('all mistakes', () => {
  it('are reported together, each at its place', () => {
    const document = {
      users: [],
      user: [
        { scim: '', keycloak: 7, keycloack: 1 },
        { keycloak: 'attributes.a', transforms: ['nott', { case: 'x' }], mirror: 7, aliases: [7] },
      ],
      quirks: 'aliases',
      behaviours: { groups: 'x', password: 'keep' },
    };
    expect(linesOf(document).sort()).toEqual(
      [
        'acme.json#: There is no member "users". Did you mean "user"?',
        'acme.json#/user/0: There is no member "keycloack". Did you mean "keycloak"?',
        'acme.json#/user/0/scim: "scim" must not be empty.',
        'acme.json#/user/0/keycloak: "keycloak" takes a string or null, not a number.',
        'acme.json#/user/1: "scim" is missing.',
        'acme.json#/user/1/transforms/0: There is no transform "nott". Did you mean "not"?',
        'acme.json#/user/1/transforms/1: "case" does not take "x". For example { "case": "lower" }.',
        'acme.json#/user/1/mirror: "mirror" takes the name of a user attribute, or a list of names.',
        'acme.json#/user/1/aliases/0: An alias is a name, or an object with "name".',
        'acme.json#/quirks: "quirks" takes an array, not a string.',
        'acme.json#/behaviours/groups: "groups" is "request" or "default", not "x".',
        'acme.json#/behaviours/password: "password" is "store" or "ignore", not "keep".',
      ].sort(),
    );
  });

  it('have the place of the document in its file', () => {
    const { mistakes, document } = readDocument({ user: [{}], x: 1 }, 'scim.config', '/mapping');
    expect(document).toEqual({ user: [undefined] });
    expect(mistakes?.map(inEnglish)).toEqual([
      {
        file: 'scim.config',
        pointer: '/mapping',
        code: 'unknownMember',
        sentence: 'There is no member "x".',
        hint: MEMBERS,
      },
      {
        file: 'scim.config',
        pointer: '/mapping/user/0',
        code: 'missingMember',
        sentence: '"scim" is missing.',
        hint: undefined,
      },
    ]);
  });
});

describe('a document without mistakes', () => {
  it.each<[string, unknown]>([
    ['of nothing', {}],
    ['of empty members', { user: [], group: [], quirks: [], behaviours: {} }],
    ['of a preset', { name: 'acme', title: 'Acme', description: 'Acme HR.', extends: 'generic' }],
    ['with a schema for editors', { $schema: '../mapping.schema.json' }],
    ['that removes a row', { user: [{ scim: 'title', keycloak: null }] }],
    [
      'with every member of a row',
      {
        user: [
          {
            scim: 'emails',
            keycloak: 'attributes.mails',
            principal: 'email',
            direction: 'both',
            type: 'string',
            multiValued: true,
            description: 'Addresses.',
            aliases: ['mail', { name: 'off', transform: 'not' }, { name: 'on' }],
            mirror: ['a', 'b'],
            transforms: [],
            lookup: true,
            required: false,
            returned: 'always',
          },
          { scim: 'title', mirror: 'pos' },
        ],
      },
    ],
    [
      'with every transform',
      {
        group: [
          {
            scim: 'displayName',
            transforms: [
              'not',
              'trim',
              { case: 'lower' },
              { case: 'upper' },
              { join: ', ' },
              { split: ' ' },
              { table: { '': '' } },
              { constant: '' },
              { constant: 0 },
              { constant: false },
              { default: 'x' },
              { default: 1.5 },
              { default: true },
            ],
          },
        ],
      },
    ],
    [
      'with every behaviour',
      {
        behaviours: {
          unknownAttributes: 'reject',
          canonicalValues: 'enforce',
          unmatchedElement: 'noTarget',
          hollowElements: 'keep',
          unknownFilterAttributes: 'reject',
          refusedDeactivation: 'refuse',
          userPatchAnswer: 'empty',
          groupPatchAnswer: 'empty',
          unknownMembers: 'reject',
          password: 'ignore',
          groups: 'default',
        },
      },
    ],
  ])('%s', (_name, document) => {
    expect(readDocument(document, 'acme.json')).toEqual({ document });
  });
});

describe('the sound part of a document with mistakes', () => {
  it('has no mistakes; a row of which nothing is known leaves a hole', () => {
    const title = { scim: 'title' };
    const { document, uncertain } = readDocument(
      {
        extends: 'azure',
        user: [{ scim: 7 }, title, { scim: 'x', aliases: [{}] }],
        group: 7,
        quirks: ['a', 7],
        behaviours: { password: 'x' },
        other: 1,
      },
      'acme.json',
    );
    const rest = { scim: 'x' };
    expect(document).toEqual({
      extends: 'azure',
      user: [undefined, title, rest],
      quirks: ['a', undefined],
    });
    expect([...(uncertain ?? [])]).toEqual([[rest, new Set(['aliases'])]]);
  });

  it('is empty if the document is no object', () => {
    expect(readDocument([], 'acme.json').document).toEqual({});
  });
});

describe('the rows of a mapping document', () => {
  const rows = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ scim: `urn:acme:User:a${i}`, keycloak: `attributes.a${i}` }));

  it.each(['user', 'group'])('are as many as the limits say, for a %s', (kind) => {
    const { max } = LIMITS.mappingRows;
    expect(linesOf({ [kind]: rows(max) })).toEqual([]);
    expect(linesOf({ [kind]: rows(max + 1) })).toEqual([
      `acme.json#/${kind}: "${kind}" has at most ${max} elements.`,
    ]);
  });
});
