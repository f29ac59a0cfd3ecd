import { loadQuirks } from '../../../../mappers/rewriting/loadQuirks.ts';
import { compileProfile } from '../../../../mappers/profile.ts';
import type { RowChange } from '../../../../mappers/document/types.ts';
import { adoptedUser, externalIdAttributes } from '../../../../realm-config/migrate/adoption.ts';
import { keycloakUser } from '../../bridge/resources/tenant.ts';

const QUIRKS = await loadQuirks();

/** The mapping of users with another row for externalId. */
const mappingWith = (row: Omit<RowChange, 'scim'> = {}) =>
  compileProfile({
    preset: 'generic',
    quirks: QUIRKS,
    document: { document: { user: [{ scim: 'externalId', ...row }] }, file: 'mapping.json' },
  }).user.mapping;

describe('a user who is adopted', () => {
  it('gets externalId, its lookup key and the source, and keeps everything else', () => {
    const user = keycloakUser({
      ...{ email: 'ann@example.com', firstName: 'Ann', lastName: 'A', enabled: false, emailVerified: true },
      attributes: { personnel: ['E-1'], title: ['Chief'], locale: ['de'] },
    });
    const write = adoptedUser(user, { externalId: 'E-1', source: 'entra', mapping: mappingWith() });
    expect(write).toEqual({
      ...{ username: 'ann', email: 'ann@example.com', firstName: 'Ann', lastName: 'A' },
      attributes: {
        ...{
          personnel: ['E-1'],
          title: ['Chief'],
          locale: ['de'],
          externalId: ['E-1'],
          'scim.source': ['entra'],
        },
        'scim.lookup': expect.arrayContaining([expect.stringMatching(/^[0-9a-f]{64}\.+$/)]) as string[],
      },
    });
    // A write without it keeps whether the user is enabled.
    expect(write).not.toHaveProperty('enabled');
  });

  it('has externalId in every attribute that the mapping writes it to, with its original spelling', () => {
    const mapping = mappingWith({ keycloak: 'attributes.badge', mirror: 'shownBadge' });
    expect(externalIdAttributes(mapping)).toEqual(['badge', 'shownBadge']);
    const user = keycloakUser({ attributes: { personnel: ['E-1 '] } });
    const { attributes } = adoptedUser(user, { externalId: 'E-1 ', source: 'scim', mapping });
    expect(attributes).toMatchObject({ personnel: ['E-1 '], shownBadge: ['E-1 '] });
    expect(mapping.toScim({ ...user, attributes })).toMatchObject({ externalId: 'E-1 ' });
  });

  it('without externalId gets the source', () => {
    const { attributes } = adoptedUser(keycloakUser(), {
      ...{ externalId: undefined, source: 'scim', mapping: mappingWith() },
    });
    expect(attributes).toMatchObject({ 'scim.source': ['scim'] });
    expect(attributes).not.toHaveProperty('externalId');
  });

  it('cannot be one of a mapping that keeps externalId in a field of Keycloak', () => {
    const { mapping } = compileProfile({
      preset: 'generic',
      quirks: QUIRKS,
      document: {
        file: 'mapping.json',
        document: {
          user: [
            { scim: 'name.familyName', keycloak: null },
            { scim: 'externalId', keycloak: 'lastName' },
          ],
        },
      },
    }).user;
    expect(externalIdAttributes(mapping)).toEqual([]);
  });
});
