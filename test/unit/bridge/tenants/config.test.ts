import { DocumentError, formatMistake, mistakesOf } from '../../../../documents/mistake.ts';
import { readScimConfig, readTenantConfig } from '../../../../bridge/tenants/config.ts';

const SHA = 'a'.repeat(64);
const token = (members: Record<string, unknown> = {}) =>
  JSON.stringify({ label: 'Okta', sha256: SHA, created: '2026-01-01T00:00:00Z', ...members });

describe('readScimConfig', () => {
  it.each([
    [undefined, { version: 1 }],
    ['{"version":1}', { version: 1 }],
    [
      '{"version":1,"indexed":["externalId"],"mapping":{"user":[]},"limits":{"scan":0}}',
      { version: 1, indexed: ['externalId'], mapping: { user: [] }, limits: { scan: 0 } },
    ],
    ['{"version":1,"limits":{}}', { version: 1, limits: {} }],
  ])('reads %s', (text, config) => {
    expect(readScimConfig(text)).toEqual(config);
  });

  it.each<[string, ...string[]]>([
    ['', 'notJson #'],
    ['{', 'notJson #'],
    ['{"version":\n1,}', 'notJson #'],
    ['null', 'wrongType #'],
    ['[]', 'wrongType #'],
    ['{}', 'missingMember #'],
    ['{"version":2}', 'unknownValue #/version'],
    ['{"version":"1"}', 'unknownValue #/version'],
    ['{"version":1,"limit":{}}', 'unknownMember #'],
    ['{"version":1,"limits":{"scan":-1}}', 'wrongFormat #/limits/scan'],
    ['{"version":1,"limits":{"scan":1.5}}', 'wrongType #/limits/scan'],
    [
      '{"indexed":"yes","limits":{"scan":"x","page":1}}',
      'missingMember #',
      'wrongType #/indexed',
      'unknownMember #/limits',
      'wrongType #/limits/scan',
    ],
    ['{"version":1,"brake":{}}', 'missingMember #/brake'],
    ['{"version":1,"groups":{"roles":[{"group":"x"}]}}', 'missingMember #/groups/roles/0'],
    [
      '{"version":1,"groups":{"as":"roles","roles":[{"group":"x","realmRoles":["r"]}]}}',
      'wrongCombination #/groups/roles',
    ],
    ['{"version":1,"ownership":"alll"}', 'unknownValue #/ownership'],
    ['{"version":1,"onboarding":{"groups":["/a","/a"]}}', 'duplicate #/onboarding/groups'],
  ])('refuses %s and names every place', (text, ...places) => {
    const mistakes = mistakesOf(() => readScimConfig(text));
    expect(mistakes.map(({ code, file, pointer }) => [file, `${code} #${pointer}`])).toEqual(
      places.map((place) => ['scim.config', place]),
    );
  });

  it.each([
    ['{"version":1,"brake":{}}', 'scim.config#/brake: "users" or "percent" is missing.'],
    ['{"version":1,"brakes":{}}', 'scim.config#: There is no member "brakes". Did you mean "brake"?'],
    ['{"version":2}', 'scim.config#/version: "version" is 1, not 2.'],
    ['{"version":1,"limits":{"scan":-1}}', 'scim.config#/limits/scan: "scan" is at least 0.'],
    [
      '{"version":1,"ownership":"alll"}',
      'scim.config#/ownership: "ownership" is "all" or "own", not "alll". Did you mean "all"?',
    ],
  ])('says what is wrong with %s in one sentence', (text, message) => {
    expect(() => readScimConfig(text)).toThrow(new DocumentError(mistakesOf(() => readScimConfig(text))));
    expect(mistakesOf(() => readScimConfig(text)).map(formatMistake)).toEqual([message]);
  });
});

describe('readTenantConfig', () => {
  it('has defaults for a client without attributes', () => {
    expect(readTenantConfig({})).toEqual({
      enabled: false,
      profile: 'generic',
      tokens: [],
      problems: [],
    });
  });

  it.each([
    ['true', true],
    ['TRUE', false],
    ['', false],
    ['yes', false],
  ])('reads scim.enabled %j as %j', (text, enabled) => {
    expect(readTenantConfig({ 'scim.enabled': text }).enabled).toBe(enabled);
  });

  it('reads the tokens and the times of their revocation', () => {
    const attributes = {
      'scim.profile': 'strict',
      'scim.token.a': token(),
      'scim.token.b': token({ expires: '2027-01-01T00:00:00Z', more: 1 }),
      'scim.token.c': token(),
      'scim.revoked.c': '2026-05-01T00:00:00Z',
      'scim.token.d': JSON.stringify({ sha256: SHA }),
      'scim.revoked.nobody': 'x',
      'scim.tokens': 'something else',
    };
    const { profile, tokens } = readTenantConfig(attributes);
    expect(profile).toBe('strict');
    expect(tokens).toEqual([
      { id: 'a', label: 'Okta', sha256: SHA, created: '2026-01-01T00:00:00Z' },
      {
        id: 'b',
        label: 'Okta',
        sha256: SHA,
        created: '2026-01-01T00:00:00Z',
        expires: '2027-01-01T00:00:00Z',
      },
      {
        id: 'c',
        label: 'Okta',
        sha256: SHA,
        created: '2026-01-01T00:00:00Z',
        revoked: '2026-05-01T00:00:00Z',
      },
      { id: 'd', label: 'd', sha256: SHA, created: '' },
    ]);
  });

  it.each([
    ['null', ': This takes an object, not null.'],
    ['{}', ': "sha256" is missing.'],
    ['7', ': This takes an object, not a number.'],
    ['"x"', ': This takes an object, not a string.'],
    [`{"sha256":"${SHA}0"}`, '/sha256: "sha256" does not match ^[0-9a-f]{64}$.'],
    [`{"sha256":"${'A'.repeat(64)}"}`, '/sha256: "sha256" does not match ^[0-9a-f]{64}$.'],
    ['{"sha256":7}', '/sha256: "sha256" takes a string, not a number.'],
    [token({ label: 7 }), '/label: "label" takes a string, not a number.'],
    [
      token({ expires: 'tomorrow' }),
      '/expires: "expires" does not match ^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d.',
    ],
  ])('ignores the broken token %s, says why, and reads the others', (text, mistake) => {
    const { tokens, problems } = readTenantConfig({ 'scim.token.a': text, 'scim.token.b': token() });
    expect(tokens.map(({ id }) => id)).toEqual(['b']);
    expect(problems).toEqual([`scim.token.a#${mistake}`]);
  });

  it('ignores a token that is not JSON', () => {
    const { tokens, problems } = readTenantConfig({ 'scim.token.a': 'x' });
    expect(tokens).toEqual([]);
    expect(problems).toEqual([expect.stringMatching(/^scim\.token\.a#: This is not JSON: /)]);
  });
});
