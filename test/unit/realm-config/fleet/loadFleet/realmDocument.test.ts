import { SECRET, useFleetFolder } from './fleetFolder.ts';

const { load, mistakesOf, linesOf } = useFleetFolder();

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
