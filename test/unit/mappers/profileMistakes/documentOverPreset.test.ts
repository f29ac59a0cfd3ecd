import type { Behaviours, MappingDocument } from '../../../../mappers/document/types.ts';
import { compileProfile } from '../../../../mappers/profile.ts';
import { ACME, at, brief, CORE, inDocument, MOBILE, ofUsers, own, quirks } from './mistakes.ts';

describe('rows of a document over those of its preset', () => {
  it.each<[string, MappingDocument, string]>([
    [
      'two rows for one path',
      {
        user: [
          { scim: 'nickName', keycloak: 'attributes.a' },
          { scim: 'NICKNAME', keycloak: 'attributes.LDAP_ID' },
        ],
      },
      'duplicate /user/1/scim',
    ],
    [
      'two rows for one path with and without the URN of the core schema',
      {
        user: [
          { scim: 'title', keycloak: null },
          { scim: `${CORE}:title`, keycloak: 'attributes.b' },
        ],
      },
      'duplicate /user/1/scim',
    ],
    [
      'two rows for one attribute that the mapping declares',
      { user: [own(), own({ scim: `${ACME.toUpperCase()}:X`, keycloak: 'attributes.y' })] },
      'duplicate /user/1/scim',
    ],
    [
      'the removal of a row that is not inherited',
      { user: [{ scim: 'shoeSize', keycloak: null }] },
      'unknownPath /user/0/scim',
    ],
    ['a new row without a target', { user: [{ scim: MOBILE, mirror: 'x' }] }, 'missingMember /user/0'],
    ['users without userName', { user: [{ scim: 'userName', keycloak: null }] }, 'missingRow /user'],
    ['users without externalId', { user: [{ scim: 'externalId', keycloak: null }] }, 'missingRow /user'],
    ['groups without displayName', { group: [{ scim: 'displayName', keycloak: null }] }, 'missingRow /group'],
    ['groups without externalId', { group: [{ scim: 'externalId', keycloak: null }] }, 'missingRow /group'],
    [
      'userName with another target',
      { user: [{ scim: 'userName', keycloak: 'attributes.login' }] },
      'wrongMember /user/0/keycloak',
    ],
    [
      'displayName with another target',
      { group: [{ scim: 'displayName', keycloak: 'attributes.label' }] },
      'wrongMember /group/0/keycloak',
    ],
  ])('cannot be %s', (_what, document, mistake) => {
    expect(inDocument(document).map(brief)).toEqual(at(mistake));
  });

  it('can remove any other row', () => {
    expect(ofUsers({ scim: 'active', keycloak: null }, { scim: 'emails', keycloak: null })).toEqual([]);
  });
});

describe('a document without mistakes', () => {
  it('changes rows, quirks and behaviours of the preset', () => {
    const behaviours: Partial<Behaviours> = { password: 'ignore', groups: 'default' };
    const document = {
      user: [own(), { scim: 'nickName', keycloak: null }],
      quirks: ['text-booleans', 'aliases'],
      behaviours,
    };
    const profile = compileProfile({ preset: 'azure', quirks, document: { document, file: 'acme.json' } });
    const before = compileProfile({ preset: 'azure', quirks });
    expect(profile.name).toBe('azure');
    expect(profile.user.rows).toEqual([
      ...before.user.rows.filter(({ scim }) => scim !== 'nickName'),
      { scim: `${ACME}:x`, keycloak: 'attributes.x' },
    ]);
    expect(profile.group.rows).toEqual(before.group.rows);
    expect(profile.quirks.map(({ name }) => name)).toEqual(['text-booleans', 'aliases']);
    expect(profile.behaviours).toEqual({ ...before.behaviours, ...behaviours });
    expect(profile.findings).toEqual([]);
  });

  it('can have no quirks', () => {
    const document = { quirks: [] };
    expect(compileProfile({ preset: 'azure', quirks, document: { document, file: 'a' } }).quirks).toEqual([]);
  });
});
