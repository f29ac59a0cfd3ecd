import type { MistakeCode } from '../../../../documents/codes.ts';
import { DocumentError } from '../../../../documents/mistake.ts';
import type { MappingDocument } from '../../../../mappers/document/types.ts';
import { ACME, inDocument, MOBILE, own } from './mistakes.ts';

describe('the sentence of a mistake', () => {
  it.each<[code: MistakeCode, document: MappingDocument, line: string]>([
    [
      'unknownPath',
      { user: [{ scim: 'titel', keycloak: 'attributes.x' }] },
      '/user/0/scim: There is no attribute "titel" of User. Did you mean "title"?',
    ],
    [
      'unmappable',
      { user: [{ scim: 'emails.value', keycloak: 'attributes.x' }] },
      '/user/0/scim: "emails" is a list; map it whole, or one value of it. For example "emails[type eq \\"work\\"].value".',
    ],
    [
      'unknownTarget',
      { group: [{ scim: 'externalId', keycloak: 'shoeSize' }] },
      '/group/0/keycloak: There is no place "shoeSize" in a Keycloak group. There is "name" or "attributes.<name>".',
    ],
    [
      'forbiddenTarget',
      { user: [{ scim: 'title', keycloak: 'attributes.LDAP_ID' }] },
      '/user/0/keycloak: The user attribute "LDAP_ID" steers Keycloak itself and cannot be mapped.',
    ],
    [
      'sameTarget',
      { user: [{ scim: 'title', keycloak: 'email' }] },
      '/user/0/keycloak: "email" would hold "emails" and "title"; one would overwrite the other.',
    ],
    [
      'typeClash',
      { user: [own({ keycloak: 'emailVerified', type: 'boolean', multiValued: true })] },
      `/user/0/keycloak: "${ACME}:x" is a list of booleans, and "emailVerified" is true or false.`,
    ],
    [
      'wrongTransform',
      { user: [{ scim: 'title', transforms: [{ table: { a: 'b', c: 'b' } }] }] },
      '/user/0/transforms: The table has "b" for two values, so it cannot be read backwards.',
    ],
    [
      'wrongAlias',
      { user: [{ scim: 'title', aliases: ['nickName'] }] },
      '/user/0/aliases: "nickName" is an attribute of User itself, so it cannot be another name for "title".',
    ],
    [
      'wrongMember',
      { user: [{ scim: 'title', type: 'integer' }] },
      '/user/0/type: "title" is text; a row cannot make it an integer.',
    ],
    [
      'missingRow',
      { user: [{ scim: 'userName', keycloak: null }] },
      '/user: "userName" must have a row: every User is known by it.',
    ],
    [
      'duplicate',
      { user: [{ scim: 'title' }, { scim: 'TITLE' }] },
      '/user/1/scim: "TITLE" has a row already, at /user/0; one row says everything of it.',
    ],
    [
      'missingMember',
      { user: [{ scim: MOBILE }] },
      `/user/0: "keycloak" is missing: no row for "${MOBILE}" is inherited, so this one must say where Keycloak keeps it.`,
    ],
    ['unknownValue', { quirks: ['alias'] }, '/quirks/0: There is no quirk "alias". Did you mean "aliases"?'],
  ])('%s', (code, document, line) => {
    const mistakes = inDocument(document);
    expect(mistakes).toMatchObject([{ code }]);
    expect(new DocumentError(mistakes).message).toBe(`acme.json#${line}`);
  });
});
