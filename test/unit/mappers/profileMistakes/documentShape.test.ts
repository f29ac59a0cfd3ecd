import { readDocument } from '../../../../mappers/document/readDocument.ts';
import { ACME, at, brief, mistakesOf, own } from './mistakes.ts';

describe('mistakes in the shape of a document', () => {
  /** The mistakes of a document as a file has it. */
  function inFile(value: unknown, preset = 'generic'): string[] {
    const file = 'acme.json';
    const checked = readDocument(value, file);
    const presetPlace = { file, pointer: '/extends' };
    return mistakesOf({ preset, presetPlace, document: { ...checked, file } }).map(brief);
  }

  it.each<[what: string, document: object, lines: string[]]>([
    [
      'a path beside a misspelt member',
      { user: [{ scim: 'titel', keycloack: 'attributes.x' }], quirks: ['alias'], behaviour: {} },
      [
        'unknownMember acme.json#',
        ...at('unknownValue /quirks/0', 'unknownMember /user/0', 'unknownPath /user/0/scim'),
      ],
    ],
    [
      'a target beside a mistaken alias',
      { user: [{ scim: 'title', keycloak: 'attributes.LDAP_ID', aliases: [7] }] },
      ['wrongAlias /user/0/aliases/0', 'forbiddenTarget /user/0/keycloak'],
    ],
    [
      'an alias and a transform beside a mistaken target',
      { user: [{ scim: 'title', keycloak: 7, aliases: ['nickName'], transforms: ['not'] }] },
      ['wrongAlias /user/0/aliases', 'wrongType /user/0/keycloak', 'wrongTransform /user/0/transforms'],
    ],
    [
      'a direction beside a misspelt transform',
      { user: [{ scim: 'userName', direction: 'toScim', tranforms: ['trim'] }] },
      ['unknownMember /user/0', 'wrongMember /user/0/direction'],
    ],
    [
      'a second row with the path of a mistaken one',
      { user: [{ scim: 'title', lookup: 'yes' }, { scim: 'title' }] },
      ['wrongType /user/0/lookup', 'duplicate /user/1/scim'],
    ],
    [
      'a target that a mistaken row has too',
      { user: [{ scim: 'title', keycloak: 'attributes.x', lookup: 7 }, own()] },
      ['wrongType /user/0/lookup', 'sameTarget /user/1/keycloak'],
    ],
    [
      'a quirk beside one that is no text',
      { quirks: [7, 'alias'] },
      ['wrongType /quirks/0', 'unknownValue /quirks/1'],
    ],
  ])('hide no other mistake: %s', (_what, document, lines) => {
    expect(inFile(document)).toEqual(at(...lines));
  });

  it.each<[what: string, document: object, line: string]>([
    ['a misspelt path is not missing', { user: [{ scmi: 'title' }] }, 'unknownMember /user/0'],
    [
      'a misspelt target is not missing',
      { user: [{ scim: `${ACME}:x`, keycloack: 'attributes.x' }] },
      'unknownMember /user/0',
    ],
    [
      'a misspelt type does not clash with the target',
      { user: [own({ keycloak: 'emailVerified', ...{ typ: 'boolean' } })] },
      'unknownMember /user/0',
    ],
    [
      'a mistaken transform does not clash with a lookup',
      { user: [{ ...own({ lookup: true }), transforms: [{ default: {} }] }] },
      'wrongTransform /user/0/transforms/0',
    ],
    [
      'a mistaken target of userName is not another one',
      { user: [{ scim: 'userName', keycloak: 7 }] },
      'wrongType /user/0/keycloak',
    ],
  ])('have no consequences: %s', (_what, document, line) => {
    expect(inFile(JSON.parse(JSON.stringify(document)))).toEqual(at(line));
  });

  it('hide no other mistake where the profile is unknown, and inherited rows with it', () => {
    const user = [
      { scim: 'titel', keycloak: 'attributes.a' },
      { scim: 'nickName' },
      { scim: 'x', keycloak: null },
    ];
    expect(inFile({ user, quirks: ['alias'] }, 'azur')).toEqual(
      at('unknownValue /extends', 'unknownValue /quirks/0', 'unknownPath /user/0/scim'),
    );
  });
});
