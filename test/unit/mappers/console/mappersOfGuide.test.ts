import { PRESET_NAMES } from '../../../../mappers/document/presets.ts';
import { compileProfile } from '../../../../mappers/profile.ts';
import { applied, ENTERPRISE, mapper, quirks } from './attributeMappers.ts';

const CUSTOM = 'urn:ietf:params:scim:schemas:extension:CustomExtensionName:2.0:User';

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
