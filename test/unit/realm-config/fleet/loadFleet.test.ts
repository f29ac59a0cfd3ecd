import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { formatMistake, DocumentError, type Mistake } from '../../../../documents/mistake.ts';
import { loadQuirks } from '../../../../mappers/rewriting/loadQuirks.ts';
import { loadFleet } from '../../../../realm-config/fleet/loadFleet.ts';
import type { FleetRealm } from '../../../../realm-config/fleet/fleetRealm.ts';

const SECRET = 'an "unguessable" value';
const VARIABLES = { SECRET, EMPTY: '' };

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'fleet-'));
});

afterEach(() => rm(folder, { recursive: true }));

/** Writes files, by name, and loads the documents at some of them, or in the folder. */
async function load(
  files: Readonly<Record<string, string>>,
  locations: readonly string[] = [''],
): Promise<readonly FleetRealm[]> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }
  return loadFleet(
    locations.map((name) => path.join(folder, name)),
    VARIABLES,
    {
      quirks: await loadQuirks(),
      consoleUrl: 'https://console.example.test',
      publicUrl: 'https://scim.example.com',
      bridgeClientId: 'scim-bridge',
    },
  );
}

async function mistakesOf(...given: Parameters<typeof load>): Promise<readonly Mistake[]> {
  try {
    await load(...given);
    return [];
  } catch (error) {
    if (error instanceof DocumentError) return error.mistakes;
    throw error;
  }
}

/** The mistakes as they are printed, with names of files from the folder. */
const linesOf = async (...given: Parameters<typeof load>): Promise<string[]> => {
  const mistakes = await mistakesOf(...given);
  return mistakes.map((mistake) =>
    formatMistake({ ...mistake, file: path.relative(folder, path.resolve(mistake.file)) }),
  );
};

const fleet = (template: object, tenants: unknown) => JSON.stringify({ template, tenants });

describe('a document of one realm', () => {
  it.each<[document: string, line: string]>([
    [
      '{\n"realm": "a",\n"profle": "okta"\n}',
      'a.json:3#/profle: There is no member "profle". Did you mean "profile"?',
    ],
    ['{\n"profile": "okta"\n}', 'a.json:1#: "realm" is missing.'],
    [
      '{\n"realm": "a",\n"settings": {\n"verifyEmail": 1}}',
      'a.json:4#/settings/verifyEmail: "verifyEmail" takes a boolean, not a number.',
    ],
    [
      '{"realm": "a",\n"tokens": [{"label": "b"},\n{"label": "b"}]}',
      'a.json:3#/tokens/1/label: "b" is there twice.',
    ],
    [
      '{"realm": "a",\n"identityProviders": [{"alias": "b"},\n{"alias": "b"}]}',
      'a.json:3#/identityProviders/1/alias: "b" is there twice.',
    ],
    [
      '{"realm": "a",\n"userProfile": {"attributes": [{"name": "b"},\n{"name": "b"}]}}',
      'a.json:3#/userProfile/attributes/1/name: "b" is there twice.',
    ],
    [
      '{"realm": "a",\n"lifecycle": {\n"brake": {"percnt": 10}}}',
      'a.json:3#/lifecycle/brake/percnt: There is no member "percnt". Did you mean "percent"?',
    ],
    [
      '{"realm": "a",\n"lifecycle": {\n"break": null}}',
      'a.json:3#/lifecycle/break: "break" has no place among lifecycle rules. Did you mean "brake"?',
    ],
    [
      '{"realm": "a",\n"displayName": "env:NONE",\n"settings": {}}',
      'a.json:2#/displayName: There is no member "displayName".',
    ],
    [
      '{"realm": "a",\n"settings": {\n"displayName": "env:NONE"}}',
      'a.json:3#/settings/displayName: The environment variable NONE is not set.',
    ],
    [
      '{"realm": "a",\n"settings": {\n"displayName": "env:EMPTY"}}',
      'a.json:3#/settings/displayName: The environment variable EMPTY is not set.',
    ],
    [
      '{"realm": "a",\n"settings": {\n"displayName": "file:empty"}}',
      'a.json:3#/settings/displayName: The file "empty" is empty.',
    ],
    [
      '{"realm": "a",\n"settings": {\n"displayName": "file:big"}}',
      'a.json:3#/settings/displayName: The file "big" has more than 65536 bytes.',
    ],
    [
      '{"realm": "a",\n"settings": {\n"displayName": "file:/dev/zero"}}',
      'a.json:3#/settings/displayName: The file "/dev/zero" has more than 65536 bytes.',
    ],
    [
      '{"realm": "a",\n"settings": {"smtpServer": {"host": "h"}}}',
      'a.json:2#/settings/smtpServer: "from" is missing.',
    ],
    [
      '{"realm": "a",\n"settings": {"smtpServer": {"host": "h", "from": "f",\n"password": "env:SECRET"}}}',
      'a.json:3#/settings/smtpServer/password: Keycloak drops "password" of a mail server unless "auth" is true and "authType" is "basic".',
    ],
    [
      '{"realm": "a",\n"settings": {"smtpServer": {"host": "h", "from": "f", "auth": false,\n"user": "u"}}}',
      'a.json:3#/settings/smtpServer/user: Keycloak drops "user" of a mail server unless "auth" is true.',
    ],
    [
      '{"realm": "a",\n"settings": {"smtpServer": {"host": "h", "from": "f", "auth": true,\n"authTokenUrl": "u"}}}',
      'a.json:3#/settings/smtpServer/authTokenUrl: Keycloak drops "authTokenUrl" of a mail server unless "auth" is true and "authType" is "token".',
    ],
    ['{"realm": "a",\n"profile": "env:SECRET"}', 'a.json:2#/profile: "profile" is'],
    ['[]', 'a.json:1#: This takes an object, not an array.'],
    [
      '{"realm": "a", "realm": "b"}',
      'a.json:1#/realm: This member is there twice; only the last one would count.',
    ],
    ['', 'a.json:1#: The file is empty.'],
    [
      `{"realm": "a", "mapping": ${'['.repeat(40)}${']'.repeat(40)}}`,
      `a.json:1#/mapping${'/0'.repeat(31)}: This is nested more than 32 levels deep.`,
    ],
  ])('has its mistake located: %j', async (document, line) => {
    const lines = await linesOf({ 'a.json': document, empty: '\n', big: 'x'.repeat(70_000) }, ['a.json']);
    expect(lines.some((printed) => printed.startsWith(line)) ? line : lines).toBe(line);
  });

  it('has mistakes in its mapping and its authentication located', async () => {
    const text =
      '{"realm": "a",\n"mapping": {"user": [\n{"scim": "nonsense", "keycloak": "x"}]},\n"authentication": {\n"issuers": [{"kind": "none"}]}}';
    const places = (await mistakesOf({ 'a.json': text })).map(({ line, pointer }) => [line, pointer]);
    expect(places).toContainEqual([3, expect.stringMatching(/^\/mapping\/user\/0/)]);
    expect(places).toContainEqual([5, expect.stringMatching(/^\/authentication\/issuers\/0/)]);
  });

  it('has the values of variables and files, and never shows them in a mistake', async () => {
    const files = {
      secret: `${SECRET}\n`,
      'a.json': '{"realm": "a", "settings": {"displayName": "file:secret"}}',
    };
    const [realm] = await load(files);
    expect(realm).toMatchObject({ secrets: [SECRET], document: { settings: { displayName: SECRET } } });
    const wrong =
      '{"realm": "a", "profile": "file:secret", "tokens": [{"label": "x", "expires": "env:SECRET"}, {"label": "env:SECRET"}, {"label": "env:SECRET"}]}';
    const mistakes = await mistakesOf({ ...files, 'a.json': wrong });
    expect(mistakes.length).toBeGreaterThan(0);
    expect(JSON.stringify(mistakes)).not.toMatch(/unguessable/);
    const repeated = '{"realm": "a", "tokens": [{"label": "env:SECRET"}, {"label": "env:SECRET"}]}';
    expect(await linesOf({ ...files, 'a.json': repeated })).toEqual([
      'a.json:1#/tokens/1/label: "(secret)" is there twice.',
    ]);
  });

  it('has the same digest whatever its values from elsewhere are', async () => {
    const files = { 'a.json': '{"realm": "a", "settings": {"displayName": "file:x"}}' };
    const [first] = await load({ ...files, x: '1' });
    const [second] = await load({ ...files, x: '2' });
    expect(first?.digest).toBe(second?.digest);
  });
});

describe('paths of documents', () => {
  it('may be folders, whose schemas are no documents', async () => {
    const realms = await load({
      'a.json': '{"realm": "a"}',
      'b.jsonc': '{"realm": "b",}',
      'x.schema.json': '{}',
      'c.txt': '',
    });
    expect(realms.map(({ realm }) => realm)).toEqual(['a', 'b']);
  });

  it('are read once each', async () => {
    expect(await load({ 'a.json': '{"realm": "a"}' }, ['', 'a.json'])).toHaveLength(1);
  });

  it.each<[files: Record<string, string>, locations: string[], line: RegExp]>([
    [{ 'x.txt': '' }, [''], /^#: The folder has no JSON file\.$/],
    [{}, ['none.json'], /^none\.json#: The file cannot be read: ENOENT/],
    [{ 'x.json/y': '' }, [''], /^x\.json#: The file cannot be read: EISDIR/],
    [
      { 'a.json': '{"realm": "r"}', 'b.json': '{\n"realm": "r"}' },
      [''],
      /^b\.json:2#\/realm: Realm "r" is described twice; the other document is .*a\.json\.$/,
    ],
    [
      { 'a.json': ' '.repeat(8 * 1024 * 1024 + 1) },
      [''],
      /^a\.json#: The file has more than 8388608 bytes\.$/,
    ],
  ])('that lead to no documents are mistakes %#', async (files, locations, line) => {
    expect(await linesOf(files, locations)).toEqual([expect.stringMatching(line)]);
  });
});

describe('a template with tenants', () => {
  it('makes a document for each, with variables and overrides', async () => {
    const template = {
      settings: { displayName: '${name} of ${realm}, $${name}' },
      tokens: '${tokens}',
      lifecycle: { brake: { percent: 10 } },
    };
    const realms = await load({
      'fleet.json': fleet(template, [
        { realm: 'a', name: 'A', tokens: [{ label: 'x' }] },
        { realm: 'b${c}', name: 'B', tokens: [], override: { lifecycle: { brake: null }, profile: 'okta' } },
        { realm: 'c', name: 'C', tokens: [{ label: 'y' }], override: { tokens: [{ label: 'z' }] } },
        { realm: 'd', name: 'D', tokens: [], override: {} },
      ]),
    });
    expect(realms.map(({ document }) => document)).toEqual([
      {
        realm: 'a',
        settings: { displayName: 'A of a, ${name}' },
        tokens: [{ label: 'x' }],
        lifecycle: { brake: { percent: 10 } },
      },
      {
        realm: 'b${c}',
        settings: { displayName: 'B of b${c}, ${name}' },
        tokens: [],
        lifecycle: { brake: null },
        profile: 'okta',
      },
      {
        realm: 'c',
        settings: { displayName: 'C of c, ${name}' },
        tokens: [{ label: 'z' }],
        lifecycle: { brake: { percent: 10 } },
      },
      {
        realm: 'd',
        settings: { displayName: 'D of d, ${name}' },
        tokens: [],
        lifecycle: { brake: { percent: 10 } },
      },
    ]);
  });

  it('takes columns named like pointers from CSV, as JSON where it is; an empty cell says nothing', async () => {
    const csv =
      '\uFEFFrealm,name,/lifecycle/brake/percent,/settings/verifyEmail\r\na,"A, B",5,true\r\n\r\nb,C,,\r\n';
    const template = { settings: { displayName: '${name}' }, lifecycle: { brake: { percent: 10 } } };
    const realms = await load({ 'fleet.json': fleet(template, 't.csv'), 't.csv': csv });
    expect(realms.map(({ document }) => document)).toEqual([
      {
        realm: 'a',
        settings: { displayName: 'A, B', verifyEmail: true },
        lifecycle: { brake: { percent: 5 } },
      },
      { realm: 'b', settings: { displayName: 'C' }, lifecycle: { brake: { percent: 10 } } },
    ]);
  });

  const TEMPLATE = '{\n"realm": "${realm}",\n"profile": "${profile}",\n"tokens": [\n{"label": "x"}]\n}';

  it.each<[template: string, csv: string, lines: string[]]>([
    [TEMPLATE, 'realm,profile\na,okta\nb,oktaa\n', ['t.csv:3#/profile: "profile" is']],
    [
      TEMPLATE.replace('tokens', 'tokns'),
      'realm,profile\na,okta\n',
      ['template.jsonc:4#/tokns: There is no member "tokns".'],
    ],
    [
      TEMPLATE,
      'realm,profile,/settings/dispName\na,okta,\nb,okta,x\n',
      ['t.csv:3#/settings/dispName: There is no member "dispName".'],
    ],
    [
      TEMPLATE,
      'realm,profile,/tokens/1/label\na,okta,x\n',
      ['t.csv:2#/tokens/1/label: The template has no such element'],
    ],
    [TEMPLATE, 'realm,profile,/tokens/0/expires\na,okta,soon\n', ['t.csv:2#/tokens/0/expires: ']],
    [TEMPLATE, 'realm,profile,/realm/x\na,okta,soon\n', ['t.csv:2#/realm: "realm" takes a string']],
    [
      TEMPLATE,
      'realm,profil\na,okta\n',
      [
        't.csv:1#: The template has no variable "profil"',
        'template.jsonc:3#/profile: The template has a variable "profile"',
      ],
    ],
    [TEMPLATE, 'realm,profile,more\na,okta,\nb,okta,x\n', ['t.csv:1#: The template has no variable "more"']],
    [TEMPLATE, 'realm,/profile\na,okta\n', []],
    [TEMPLATE, 'name,profile\na,okta\n', ['t.csv:1#: There is no column "realm".']],
    [TEMPLATE, 'realm,profile,profile\na,okta,okta\n', ['t.csv:1#: The column "profile" is there twice.']],
    [TEMPLATE, 'realm,profile\na,okta\n,okta\n', ['t.csv:3#: The name of the realm is missing.']],
    [TEMPLATE, 'realm,profile\na,okta\nb,"okta\n', ['t.csv:']],
    [TEMPLATE, 'realm,profile\na,okta\na,okta\n', ['t.csv:3#/realm: Realm "a" is described twice']],
    [
      TEMPLATE,
      `realm,profile,/mapping\na,okta,${'['.repeat(20_000)}${']'.repeat(20_000)}\n`,
      ['t.csv:2#/mapping/0'],
    ],
    ['[]', 'realm\na\n', ['template.jsonc:1#: The template is an object']],
  ])('has a mistake located where the value was written %#', async (template, csv, lines) => {
    const found = await linesOf({
      'fleet.json': fleet({}, 't.csv').replace('{}', '"template.jsonc"'),
      'template.jsonc': template,
      't.csv': csv,
    });
    expect(found).toEqual(lines.map((line) => expect.stringContaining(line) as string));
  });

  it('has mistakes of JSON tenants located in their lines', async () => {
    const text =
      '{ "template": {"tokens": "${tokens}"},\n"tenants": [\n{"realm": "a", "tokens": []},\n{"realm": "b", "tokens": [{"labl": "x"}]},\n{"realm": "c", "tokens": [], "more": 1}], "x": 1 }';
    expect(await linesOf({ 'fleet.json': text })).toEqual([
      'fleet.json:5#/tenants/2: The template has no variable "more", so these values would have no effect.',
      'fleet.json:4#/tokens/0/labl: There is no member "labl". Did you mean "label"?',
      'fleet.json:5#/x: There is no member "x": a fleet has "template" and "tenants".',
    ]);
    expect(await linesOf({ 'fleet.json': '{"template": {},\n"tenants": [\n{"name": "a"}]}' })).toEqual([
      'fleet.json:3#/tenants/0: "realm" is missing.',
    ]);
  });
});
