import { configurationChanges } from '../../../../bridge/tenants/configurationChanges.ts';

/** The attributes of a client with this configuration. */
const attributes = (config: object = {}, enabled = true, profile = 'generic'): Record<string, string> => ({
  'scim.enabled': String(enabled),
  'scim.profile': profile,
  'scim.config': JSON.stringify({ version: 1, ...config }),
  'scim.token.1': 'not looked at',
});

const changes = (before: object, after: object): readonly string[] =>
  configurationChanges(attributes(before), attributes(after));

describe('what differs between two configurations', () => {
  it.each<[what: string, before: object, after: object, lines: string[]]>([
    ['nothing', { brake: { users: 1 } }, { brake: { users: 1 } }, []],
    [
      'what the bridge manages itself',
      { revision: 1, indexed: [] },
      { revision: 2, indexed: ['emails'] },
      [],
    ],
    [
      'a value',
      { offboarding: { delete: 'hide' } },
      { offboarding: {} },
      ['offboarding.delete: "hide" -> none'],
    ],
    ['a rule', {}, { brake: { users: 50 } }, ['brake.users: none -> 50']],
    [
      'a rule without members',
      {},
      { authentication: { remoteToken: {} } },
      ['authentication.remoteToken added'],
    ],
    [
      'rows of the mapping, by their paths',
      {
        mapping: {
          user: [
            { scim: 'displayName', keycloak: 'attributes.a' },
            { scim: 'title', keycloak: null },
          ],
        },
      },
      {
        mapping: {
          user: [
            { scim: 'phoneNumbers[type eq "work"].value', keycloak: 'attributes.work' },
            { scim: 'displayName', keycloak: 'attributes.b' },
          ],
        },
      },
      [
        'mapping.user.displayName.keycloak: "attributes.a" -> "attributes.b"',
        'mapping.user.title removed',
        'mapping.user["phoneNumbers[type eq \\"work\\"].value"] added',
      ],
    ],
    [
      'the order of rows',
      { mapping: { user: [{ scim: 'title' }, { scim: 'displayName' }] } },
      { mapping: { user: [{ scim: 'displayName' }, { scim: 'title' }] } },
      ['mapping.user: in another order'],
    ],
    [
      'issuers and roles of groups, by their names',
      { authentication: { issuers: [{ name: 'hr', tenantId: 'a' }] } },
      {
        authentication: { issuers: [{ name: 'hr', tenantId: 'b' }] },
        groups: { roles: [{ group: 'Sales*', realmRoles: ['seller'] }] },
      },
      ['authentication.issuers.hr.tenantId: "a" -> "b"', 'groups.roles["Sales*"] added'],
    ],
    [
      'lists of texts',
      { onboarding: { realmRoles: ['a', 'b'] }, mapping: { quirks: ['x', 'y'] } },
      {
        onboarding: { realmRoles: ['b', 'c'] },
        mapping: { quirks: ['y', 'x'] },
        publicUrls: ['https://a.test'],
      },
      [
        'onboarding.realmRoles: "c" added, "a" removed',
        'mapping.quirks: in another order',
        'publicUrls: "https://a.test" added',
      ],
    ],
  ])('is told member by member: %s', (_what, before, after, lines) => {
    expect(changes(before, after)).toEqual(lines);
  });

  it('is told of the profile, and of a realm that is switched on or had no configuration', () => {
    const before = attributes({}, false, 'okta');
    expect(configurationChanges(before, attributes())).toEqual([
      'enabled: false -> true',
      'profile: "okta" -> "generic"',
    ]);
    const lines = ['enabled: false -> true', 'profile: none -> "generic"', 'mode: none -> "observe"'];
    for (const config of [{}, { 'scim.config': '{"version":1' }, { 'scim.config': '[1]' }]) {
      expect(configurationChanges(config, attributes({ mode: 'observe' }))).toEqual(lines);
    }
  });

  it('is bounded', () => {
    const long = 'x'.repeat(10_000);
    const rows = Array.from({ length: 40 }, (_, i) => ({ scim: `a${i}.${long}`, keycloak: long }));
    const roles = Array.from({ length: 100 }, (_, i) => `${i}${long}`);
    const all = changes({}, { onboarding: { realmRoles: roles }, mapping: { user: rows } });
    expect(all).toHaveLength(13);
    expect(all.at(-1)).toBe('29 more');
    expect(all.join(', ').length).toBeLessThan(2_000);
  });
});
