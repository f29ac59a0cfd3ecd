import { readIssuers } from '../../../../../bridge/credentials/issuers/readIssuers.ts';
import { formatText, inEnglish } from '../../../../../documents/text.ts';
import { application, CLIENT, oidc, okta, POINTER, read, TENANT, tenant } from './issuerEntries.ts';

describe('a mistake', () => {
  const kinds = '"azure-tenant", "entra-application", "okta-authorization-server" or "oidc"';

  const cases: [name: string, entry: unknown, at: string, sentence: string, hint?: string][] = [
    ['no object', 'azure', '', 'A trusted issuer is an object, not "azure".'],
    ['null', null, '', 'A trusted issuer is an object, not null.'],
    ['no kind', { name: 'a' }, '', '"kind" is missing.', `There is ${kinds}.`],
    [
      'a kind with a slip',
      { kind: 'azure-tennant', name: 'a' },
      '/kind',
      'There is no kind of trusted issuers "azure-tennant".',
      'Did you mean "azure-tenant"?',
    ],
    [
      'another kind',
      { kind: 'saml', name: 'a' },
      '/kind',
      'There is no kind of trusted issuers "saml".',
      `There is ${kinds}.`,
    ],
    [
      'a kind that is no text',
      { kind: 1, name: 'a' },
      '/kind',
      'There is no kind of trusted issuers 1.',
      `There is ${kinds}.`,
    ],
    ['no name', { ...oidc, name: undefined }, '', '"name" is missing.'],
    [
      'a bad name',
      { ...oidc, name: 'My HR' },
      '/name',
      '"name" is of 1 to 40 small letters, digits and hyphens, not "My HR".',
    ],
    ['an empty account', { ...oidc, account: '' }, '/account', '"account" must not be empty.'],
    [
      'an account of two lines',
      { ...oidc, account: 'a\nb' },
      '/account',
      '"account" holds a control character.',
    ],
    [
      'a long account',
      { ...oidc, account: 'a'.repeat(101) },
      '/account',
      '"account" is longer than 100 characters.',
    ],
    ['no boolean', { ...oidc, readOnly: 'yes' }, '/readOnly', '"readOnly" takes true or false, not "yes".'],
    [
      'no source',
      { ...oidc, source: 'HR system' },
      '/source',
      '"source" is of small letters, digits, dots, hyphens and underscores, not "HR system".',
    ],
    [
      'no tenant id',
      { ...tenant, tenantId: undefined },
      '',
      '"tenantId" is missing.',
      'The tenant id (directory id) of Entra ID.',
    ],
    [
      'no GUID',
      { ...tenant, tenantId: 'acme.onmicrosoft.com' },
      '/tenantId',
      '"tenantId" is a GUID, not "acme.onmicrosoft.com".',
      'For example "d5b6f1f0-8a5e-4c2b-9f0e-2f1d6c1b7a90".',
    ],
    [
      'a GUID with a blank',
      { ...tenant, tenantId: ` ${TENANT}` },
      '/tenantId',
      '"tenantId" begins or ends with a blank.',
    ],
    [
      'a list of tenants',
      { ...tenant, tenantId: [TENANT] },
      '/tenantId',
      '"tenantId" takes one value, not a list.',
    ],
    ['a number', { ...tenant, tenantId: 1 }, '/tenantId', '"tenantId" takes a text, not 1.'],
    [
      'an unknown parameter with a slip',
      { ...tenant, tennantId: TENANT },
      '/tennantId',
      'The kind "azure-tenant" has no parameter "tennantId".',
      'Did you mean "tenantId"?',
    ],
    [
      'an unknown parameter',
      { ...tenant, 'a/b~c': 1 },
      '/a~1b~0c',
      'The kind "azure-tenant" has no parameter "a/b~c".',
      'There is "tenantId", "authority", "issuer" or "audience".',
    ],
    ['http', { ...okta, issuer: 'http://acme.okta.com' }, '/issuer', '"issuer" must begin with https://.'],
    ['no URL', { ...okta, issuer: 'acme' }, '/issuer', '"issuer" is a URL, not "acme".'],
    [
      'a password in a URL',
      { ...okta, issuer: 'https://a:b@acme.okta.com' },
      '/issuer',
      '"issuer" must not hold a user or a password.',
    ],
    [
      'a fragment',
      { ...okta, issuer: 'https://acme.okta.com/#a' },
      '/issuer',
      '"issuer" must not have a fragment.',
    ],
    ['an empty list', { ...oidc, audience: [] }, '/audience', '"audience" must not be empty.'],
    ['a bad item', { ...oidc, audience: ['a', 2] }, '/audience/1', '"audience" takes a text, not 2.'],
    [
      'two scopes',
      { ...okta, scope: 'a b' },
      '/scope',
      '"scope" is one scope, without blanks, quotes and backslashes.',
    ],
    [
      'two places of keys',
      { ...oidc, jwksUri: 'https://a/', discovery: 'https://b/' },
      '/discovery',
      'Only one of "jwksUri" or "discovery" may be given.',
    ],
    [
      'a symmetric algorithm',
      { ...oidc, algorithms: ['RS256', 'HS256'] },
      '/algorithms/1',
      '"algorithms" takes no "HS256".',
      'Did you mean "RS256"?',
    ],
    [
      'no algorithm',
      { ...oidc, algorithms: 'none' },
      '/algorithms',
      '"algorithms" takes no "none".',
      'There is "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512" or "EdDSA".',
    ],
    [
      'no object of claims',
      { ...oidc, claims: ['a'] },
      '/claims',
      '"claims" takes an object of claims and their values.',
    ],
    [
      'a claim that is no text',
      { ...oidc, claims: { typ: true } },
      '/claims/typ',
      '"typ" takes a text, not true.',
    ],
  ];
  it.each(cases.map(([name, ...rest]) => ({ name, rest })))(
    '$name',
    ({ rest: [entry, at, sentence, hint] }) => {
      const { issuers, mistakes } = read(entry);
      expect(issuers).toEqual([]);
      expect(mistakes.map(inEnglish)).toEqual([
        {
          file: 'scim.config',
          pointer: `${POINTER}/0${at}`,
          code: expect.any(String) as unknown,
          sentence,
          hint,
        },
      ]);
    },
  );

  it('is reported with all others, and entries without mistakes are read', () => {
    const { issuers, mistakes } = read(
      tenant,
      { kind: 'oidc', name: 'X', issuer: 'http://a', jwksUri: 1, extra: 1 },
      { ...okta, name: 'entra' },
      okta,
    );
    expect(issuers.map(({ id }) => id)).toEqual(['issuer:entra', 'issuer:okta']);
    expect(mistakes.map(({ pointer, sentence }) => `${pointer} ${formatText(sentence)}`)).toEqual([
      `${POINTER}/1/name "name" is of 1 to 40 small letters, digits and hyphens, not "X".`,
      `${POINTER}/1/extra The kind "oidc" has no parameter "extra".`,
      `${POINTER}/1/issuer "issuer" must begin with https://.`,
      `${POINTER}/1 "audience" is missing.`,
      `${POINTER}/1/jwksUri "jwksUri" takes a text, not 1.`,
      `${POINTER}/1 "value" is missing.`,
      `${POINTER}/2/name The name "entra" is taken by ${POINTER}/0/name.`,
    ]);
  });

  it.each<[what: string, entry: object, lines: string[]]>([
    [
      'a member that no kind has, beside an unknown kind',
      { kind: 'azure-tennant', name: 'a', tenantId: TENANT, clientID: CLIENT },
      [
        '/kind There is no kind of trusted issuers "azure-tennant". Did you mean "azure-tenant"?',
        '/clientID No kind has a parameter "clientID". Did you mean "clientId"?',
      ],
    ],
    [
      'a value that no kind takes, beside an unknown kind',
      { kind: 'saml', name: 'A', tenantId: 'acme' },
      [
        `/kind There is no kind of trusted issuers "saml". There is ${kinds}.`,
        '/name "name" is of 1 to 40 small letters, digits and hyphens, not "A".',
        '/tenantId "tenantId" is a GUID, not "acme". For example "d5b6f1f0-8a5e-4c2b-9f0e-2f1d6c1b7a90".',
      ],
    ],
    [
      'no missing member where its name is misspelt',
      { ...application, clientId: undefined, clientID: CLIENT },
      ['/clientID The kind "entra-application" has no parameter "clientID". Did you mean "clientId"?'],
    ],
    [
      'no missing kind and name where they are misspelt',
      { kinds: 'oidc', nam: 'a' },
      [
        '/kinds No kind has a parameter "kinds". Did you mean "kind"?',
        '/nam No kind has a parameter "nam". Did you mean "name"?',
      ],
    ],
  ])('comes with every other one, and with no consequence: %s', (_what, entry, lines) => {
    const { mistakes } = read(JSON.parse(JSON.stringify(entry)));
    expect(
      mistakes.map(({ pointer, sentence, hint }) =>
        `${pointer.slice(`${POINTER}/0`.length)} ${formatText(sentence)} ${formatText(hint ?? '')}`.trim(),
      ),
    ).toEqual(lines);
  });

  it('does not include an http URL that is allowed', () => {
    const local = { ...okta, issuer: 'http://127.0.0.1:1234' };
    const allowed = ({ hostname }: URL): boolean => hostname === '127.0.0.1';
    expect(readIssuers([local], { file: 'scim.config', pointer: '', allowed }).mistakes).toEqual([]);
  });
});
