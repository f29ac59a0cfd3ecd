import type { MappingDocument } from '../../../../mappers/document/types.ts';
import { at, brief, inDocument, mistakesOf } from './mistakes.ts';

describe('several mistakes', () => {
  const document: MappingDocument = {
    user: [
      { scim: 'titel', keycloak: 'attributes.a' },
      {
        scim: 'nickName',
        keycloak: 'attributes.LDAP_ID',
        aliases: ['title', 'a b'],
        transforms: ['not'],
        mirror: 'displayName',
      },
      { scim: 'shoeSize', keycloak: null },
    ],
    group: [{ scim: 'displayName', keycloak: null }],
    quirks: ['shoeSize'],
  };
  const ALL = [
    'missingRow /group',
    'unknownValue /quirks/0',
    'unknownPath /user/0/scim',
    'wrongAlias /user/1/aliases',
    'wrongAlias /user/1/aliases',
    'forbiddenTarget /user/1/keycloak',
    'sameTarget /user/1/mirror',
    'wrongTransform /user/1/transforms',
    'unknownPath /user/2/scim',
  ];

  it('are reported together, in the order of the document', () => {
    expect(inDocument(document).map(brief)).toEqual(at(...ALL));
  });

  it('are reported at the place of the document in its file', () => {
    const located = { document, file: 'scim.config', pointer: '/mapping' };
    expect(mistakesOf({ preset: 'azure', document: located }).map(brief)).toEqual(
      ALL.map((line) => line.replace(' /', ' scim.config#/mapping/')),
    );
  });
});
