import { mappingRows, type MappingRow } from '../../../mappers/mappingRows.ts';

const TITLE_MAPPER = {
  name: 'title',
  kind: 'oidc-usermodel-attribute-mapper',
  config: { 'user.attribute': 'jobName', 'claim.name': 'title' },
};

const rowAt = (rows: readonly MappingRow[], path: string): MappingRow | undefined =>
  rows.find((row) => row.path === path);

describe('the rows of a realm', () => {
  it('are those of its profile, with the mappers of the console', () => {
    const { user, group } = mappingRows('azure', [TITLE_MAPPER], {});
    expect(rowAt(user, 'userName')).toMatchObject({ source: 'profile', row: { keycloak: 'username' } });
    expect(rowAt(user, 'title')).toMatchObject({ source: 'console', row: { mirror: ['jobName'] } });
    expect(rowAt(group, 'displayName')).toMatchObject({ source: 'profile' });
  });

  it('tell what the realm changes, adds and removes, and what is inherited', () => {
    const { user } = mappingRows('generic', [], {
      user: [
        { scim: 'title', keycloak: 'attributes.position' },
        { scim: 'nickName', keycloak: null },
        { scim: 'urn:acme:User:badge', keycloak: 'attributes.badge' },
      ],
    });
    expect(rowAt(user, 'title')).toMatchObject({
      source: 'realm',
      row: { keycloak: 'attributes.position' },
      inherited: { keycloak: 'attributes.title' },
    });
    expect(rowAt(user, 'nickName')).toEqual({
      path: 'nickName',
      source: 'realm',
      inherited: { scim: 'nickName', keycloak: 'attributes.nickName' },
    });
    expect(rowAt(user, 'urn:acme:user:badge')).toEqual({
      path: 'urn:acme:user:badge',
      source: 'realm',
      row: { scim: 'urn:acme:User:badge', keycloak: 'attributes.badge' },
    });
  });

  it('are none of a profile that there is not', () => {
    expect(mappingRows('nothing', [], {})).toEqual({
      ...{ user: [], group: [], inherited: { quirks: [], behaviours: {} } },
    });
  });
});
