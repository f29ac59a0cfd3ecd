import { ISSUER_KINDS } from '../../../../../providers/issuers/issuerKinds.ts';
import { application, CLIENT, oidc, okta, read, TENANT, tenant } from './issuerEntries.ts';

const PERSON = ['scp', 'upn', 'unique_name', 'preferred_username', 'sid'];

describe('a trusted issuer', () => {
  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    [
      'of a tenant',
      tenant,
      {
        id: 'issuer:entra',
        label: 'entra',
        account: 'entra',
        issuers: [`https://sts.windows.net/${TENANT}/`],
        audiences: ['8adf8e6e-67b2-4cf2-a259-e3dc5476c621', '00000002-0000-0000-c000-000000000000'],
        algorithms: ['RS256'],
        keys: {
          discovery: `https://login.microsoftonline.com/${TENANT}/.well-known/openid-configuration`,
        },
        client: { claims: ['appid'], values: ['00000014-0000-0000-c000-000000000000'] },
        claims: { tid: TENANT },
        absent: PERSON,
        readOnly: false,
        source: 'scim',
      },
    ],
    [
      'of an application',
      application,
      {
        id: 'issuer:app',
        label: 'app',
        account: 'app',
        issuers: [`https://sts.windows.net/${TENANT}/`, `https://login.microsoftonline.com/${TENANT}/v2.0`],
        audiences: [CLIENT, `api://${CLIENT}`],
        algorithms: ['RS256'],
        keys: {
          discovery: `https://login.microsoftonline.com/${TENANT}/v2.0/.well-known/openid-configuration`,
        },
        client: { claims: ['appid', 'azp'], values: [CLIENT] },
        claims: { tid: TENANT },
        absent: PERSON,
        readOnly: false,
        source: 'scim',
      },
    ],
    [
      'of an authorization server',
      { ...okta, scope: 'scim', account: 'Okta (HR)', readOnly: true, source: 'hr' },
      {
        id: 'issuer:okta',
        label: 'okta',
        account: 'Okta (HR)',
        issuers: ['https://acme.okta.com/oauth2/default/'],
        audiences: ['api://default'],
        algorithms: ['RS256'],
        keys: {
          discovery: 'https://acme.okta.com/oauth2/default/.well-known/oauth-authorization-server',
        },
        client: { claims: ['cid'], values: ['0oa1'] },
        claims: {},
        absent: ['uid'],
        scope: 'scim',
        readOnly: true,
        source: 'hr',
      },
    ],
    [
      'of any kind',
      oidc,
      {
        id: 'issuer:other',
        label: 'other',
        account: 'other',
        issuers: ['https://id.example.com'],
        audiences: ['scim', 'api'],
        algorithms: ['RS256'],
        keys: { discovery: 'https://id.example.com/.well-known/openid-configuration' },
        client: { claims: ['azp'], values: ['hr'] },
        claims: {},
        absent: ['sid', 'nonce', 'at_hash', 'c_hash'],
        readOnly: false,
        source: 'scim',
      },
    ],
  ])('%s', (_name, entry, issuer) => {
    expect(read(entry)).toEqual({ issuers: [issuer], mistakes: [] });
  });

  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    [
      'another authority and issuer',
      { ...tenant, authority: 'https://login.example.cn/', issuer: 'https://sts.example.cn/x/' },
      {
        issuers: ['https://sts.example.cn/x/'],
        keys: { discovery: `https://login.example.cn/${TENANT}/.well-known/openid-configuration` },
      },
    ],
    ['an audience', { ...tenant, audience: 'gallery' }, { audiences: ['gallery'] }],
    ['audiences', { ...tenant, audience: ['a', 'b'] }, { audiences: ['a', 'b'] }],
    [
      'another authority',
      { ...application, authority: 'https://login.example.us' },
      {
        issuers: [`https://sts.windows.net/${TENANT}/`, `https://login.example.us/${TENANT}/v2.0`],
        keys: { discovery: `https://login.example.us/${TENANT}/v2.0/.well-known/openid-configuration` },
      },
    ],
    [
      'issuers',
      { ...application, issuer: ['https://a/', 'https://b'] },
      { issuers: ['https://a/', 'https://b'] },
    ],
    [
      'a key set',
      { ...oidc, jwksUri: 'https://keys.example.com/jwks?x=1' },
      { keys: { jwks: 'https://keys.example.com/jwks?x=1' } },
    ],
    [
      'a discovery document',
      { ...oidc, discovery: 'https://id.example.com/d' },
      { keys: { discovery: 'https://id.example.com/d' } },
    ],
    [
      'a claim, its values, claims and algorithms',
      {
        ...oidc,
        claim: 'client_id',
        value: ['a', 'b'],
        claims: { typ: 'Bearer' },
        algorithms: ['ES256', 'EdDSA'],
      },
      {
        client: { claims: ['client_id'], values: ['a', 'b'] },
        claims: { typ: 'Bearer' },
        algorithms: ['ES256', 'EdDSA'],
      },
    ],
  ])('with %s', (_name, entry, issuer) => {
    const { issuers, mistakes } = read(entry);
    expect(mistakes).toEqual([]);
    expect(issuers[0]).toMatchObject(issuer);
  });
});

describe('the kinds', () => {
  it.each(ISSUER_KINDS)('$kind uses exactly the parameters that it describes', (kind) => {
    const text = JSON.stringify([kind.issuer, Object.values(kind.parameters).map((one) => one.default)]);
    const used = new Set(Array.from(text.matchAll(/\{(\w+)\}/g), ([, name]) => name));
    expect([...used].sort()).toEqual(Object.keys(kind.parameters).sort());
    for (const { description } of Object.values(kind.parameters)) expect(description).toMatch(/\.$/);
    expect(kind.description).toMatch(/\.$/);
  });
});
