import { useFleetFolder } from './fleetFolder.ts';

const { load, linesOf } = useFleetFolder();
const fleet = (template: object, tenants: unknown) => JSON.stringify({ template, tenants });

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
