import { ConfigError, readScimConfig, readTenantConfig } from '../../../../bridge/tenants/config.ts';

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

  it.each([
    ['', 'scim.config#: This is not JSON: Unexpected end of JSON input'],
    [
      '{',
      "scim.config#: This is not JSON: Expected property name or '}' in JSON at position 1 (line 1 column 2)",
    ],
    ['null', 'scim.config#: must be object'],
    ['[]', 'scim.config#: must be object'],
    ['{}', "scim.config#: must have required property 'version'"],
    ['{"version":2}', 'scim.config#/version: must be equal to constant'],
    ['{"version":"1"}', 'scim.config#/version: must be equal to constant'],
    ['{"version":1,"limit":{}}', 'scim.config#: has no property "limit"'],
    ['{"version":1,"limits":{"scan":-1}}', 'scim.config#/limits/scan: must be >= 0'],
    ['{"version":1,"limits":{"scan":1.5}}', 'scim.config#/limits/scan: must be integer'],
    [
      '{"indexed":"yes","limits":{"scan":"x","page":1}}',
      [
        "scim.config#: must have required property 'version'",
        'scim.config#/indexed: must be array',
        'scim.config#/limits: has no property "page"',
        'scim.config#/limits/scan: must be integer',
      ].join('\n'),
    ],
  ])('refuses %s, naming every place', (text, message) => {
    expect(() => readScimConfig(text)).toThrow(new ConfigError(message));
  });
});

describe('readTenantConfig', () => {
  it('has answers where the realm says nothing', () => {
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
  ])('is enabled by %j: %j', (text, enabled) => {
    expect(readTenantConfig({ 'scim.enabled': text }).enabled).toBe(enabled);
  });

  it('reads the tokens, and from when on they are revoked', () => {
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
    ['null', ': must be object'],
    ['{}', ": must have required property 'sha256'"],
    ['7', ': must be object'],
    ['"x"', ': must be object'],
    [`{"sha256":"${SHA}0"}`, '/sha256: must match pattern "^[0-9a-f]{64}$"'],
    [`{"sha256":"${'A'.repeat(64)}"}`, '/sha256: must match pattern "^[0-9a-f]{64}$"'],
    ['{"sha256":7}', '/sha256: must be string'],
    [token({ label: 7 }), '/label: must be string'],
    [token({ expires: 'tomorrow' }), '/expires: must match pattern "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d"'],
  ])('takes %s for no token, says why, and goes on with the others', (text, mistake) => {
    const read = readTenantConfig({ 'scim.token.a': text, 'scim.token.b': token() });
    expect(read.tokens.map(({ id }) => id)).toEqual(['b']);
    expect(read.problems).toEqual([`scim.token.a#${mistake}`]);
  });

  it('takes what is no JSON for no token', () => {
    const { tokens, problems } = readTenantConfig({ 'scim.token.a': 'x' });
    expect(tokens).toEqual([]);
    expect(problems).toEqual([expect.stringMatching(/^scim\.token\.a#: This is not JSON: /)]);
  });
});
