import { createHmac } from 'node:crypto';
import { createKeySets, type KeySets } from '../../../../../bridge/credentials/jwt/keySet.ts';
import { readIssuers } from '../../../../../bridge/credentials/issuers/readIssuers.ts';
import type { TrustedIssuer } from '../../../../../bridge/credentials/jwt/trustedIssuer.ts';
import { looksLikeJwt } from '../../../../../bridge/credentials/jwt/unverifiedJwt.ts';
import { verifyToken } from '../../../../../bridge/credentials/jwt/verify.ts';
import { reasonText } from '../../../../../bridge/credentials/refusals.ts';
import {
  issuerKey,
  signed,
  startIssuer,
  type IssuerKey,
  type TestIssuer,
} from '../../../../support/servers/issuer.ts';

const TENANT = '11111111-2222-3333-4444-aaaaaaaaaaaa';
const OTHER_TENANT = '22222222-2222-3333-4444-aaaaaaaaaaaa';
const CLIENT = '99999999-8888-7777-6666-bbbbbbbbbbbb';
const OTHER_CLIENT = '88888888-8888-7777-6666-bbbbbbbbbbbb';
const SYNC = '00000014-0000-0000-c000-000000000000';
const SYNC_AUDIENCE = '8adf8e6e-67b2-4cf2-a259-e3dc5476c621';
const NOW = Math.floor(Date.now() / 1_000);

let server: TestIssuer;
let attacker: IssuerKey;
let keySets: KeySets;
let issuers: readonly TrustedIssuer[];

const local = ({ hostname }: URL): boolean => hostname === '127.0.0.1';

function trusted(...entries: object[]): readonly TrustedIssuer[] {
  const { issuers: read, mistakes } = readIssuers(entries, {
    file: 'scim.config',
    pointer: '',
    allowed: local,
  });
  expect(mistakes).toEqual([]);
  return read;
}

beforeAll(async () => {
  server = await startIssuer();
  attacker = await issuerKey('rsa-1');
  issuers = trusted(
    { kind: 'azure-tenant', name: 'tenant', tenantId: TENANT, authority: server.url },
    { kind: 'entra-application', name: 'app', tenantId: TENANT, clientId: CLIENT, authority: server.url },
    {
      kind: 'okta-authorization-server',
      name: 'okta',
      issuer: `${server.url}/oauth2/default`,
      clientId: '0oa1',
      audience: 'api://scim',
      scope: 'scim.manage',
    },
    {
      kind: 'oidc',
      name: 'realm',
      issuer: server.url,
      audience: 'scim',
      value: 'hr',
      claims: { typ: 'Bearer' },
    },
  );
});
afterAll(() => server.close());
beforeEach(() => {
  server.reset();
  keySets = createKeySets({ allowed: local });
});

const STS = `https://sts.windows.net/${TENANT}/`;
const tenantClaims = () => ({ iss: STS, aud: SYNC_AUDIENCE, appid: SYNC, appidacr: '2', tid: TENANT });
const appClaims = () => ({ iss: STS, aud: `api://${CLIENT}`, appid: CLIENT, tid: TENANT, ver: '1.0' });
const appClaims2 = () => ({
  iss: `${server.url}/${TENANT}/v2.0`,
  aud: CLIENT,
  azp: CLIENT,
  tid: TENANT,
  ver: '2.0',
});
const oktaClaims = () => ({
  iss: `${server.url}/oauth2/default`,
  aud: 'api://scim',
  cid: '0oa1',
  sub: '0oa1',
  scp: ['other', 'scim.manage'],
});
const realmClaims = () => ({ iss: server.url, aud: ['account', 'scim'], azp: 'hr', typ: 'Bearer' });

const named = (name: string): TrustedIssuer[] => issuers.filter(({ label }) => label === name);

/** Verifies a token; tells the reason of a refusal in its sentence. */
async function verifyTold(...shown: Parameters<typeof verifyToken>) {
  const result = await verifyToken(...shown);
  return 'issuer' in result ? result : { ...result, reason: reasonText(result.reason) };
}
type Told = Awaited<ReturnType<typeof verifyTold>>;
const verify = (token: string, clock = {}): Promise<Told> => verifyTold(token, issuers, keySets, clock);
const idOf = (result: Told): string => ('issuer' in result ? result.issuer.id : result.reason);

describe('a valid token', () => {
  it.each<[string, () => Record<string, unknown>, string]>([
    ['of a tenant', tenantClaims, 'issuer:tenant'],
    [
      'of a tenant, older',
      () => ({ ...tenantClaims(), aud: '00000002-0000-0000-c000-000000000000' }),
      'issuer:tenant',
    ],
    ['of a tenant, in capitals', () => ({ ...tenantClaims(), tid: TENANT.toUpperCase() }), 'issuer:tenant'],
    ['of an application, version 1', appClaims, 'issuer:app'],
    ['of an application, version 2', appClaims2, 'issuer:app'],
    ['of an authorization server', oktaClaims, 'issuer:okta'],
    [
      'with its scopes in one text',
      () => ({ ...oktaClaims(), scp: undefined, scope: 'a scim.manage' }),
      'issuer:okta',
    ],
    ['of any issuer', realmClaims, 'issuer:realm'],
  ])('%s', async (_name, claims, id) => {
    const token = await server.sign(claims());
    const result = await verify(token);
    expect(idOf(result)).toBe(id);
    expect(result).toMatchObject({ claims: JSON.parse(JSON.stringify(claims())) as object });
  });

  it.each([undefined, 'JWT', 'jwt', 'at+jwt', 'application/at+jwt'])('may have typ %s', async (typ) => {
    expect(idOf(await verify(await server.sign(realmClaims(), { header: { typ } })))).toBe('issuer:realm');
  });

  it('may be signed with an elliptic curve if the issuer is trusted with that', async () => {
    const ec = named('realm').map((one) => ({ ...one, algorithms: ['ES256'] as const }));
    const token = await server.sign(realmClaims(), { key: server.ecKey });
    expect(idOf(await verifyTold(token, ec, keySets))).toBe('issuer:realm');
  });

  it('may have no kid, even if several keys match', async () => {
    const token = await server.sign(realmClaims(), { header: { kid: undefined } });
    expect(idOf(await verify(token))).toBe('issuer:realm');
    const { jwk } = await issuerKey('rsa-0');
    const several = createKeySets({
      allowed: local,
      fetch: (url) =>
        Promise.resolve(
          Response.json(
            url instanceof URL && url.pathname.includes('.well-known')
              ? { jwks_uri: server.jwksUri }
              : { keys: [jwk, attacker.jwk, server.key().jwk] },
          ),
        ),
    });
    expect(idOf(await verifyTold(token, issuers, several))).toBe('issuer:realm');
    const forged = await signed({ ...realmClaims(), exp: NOW + 60 }, await issuerKey('x'), {
      kid: undefined,
    });
    expect(await verifyTold(forged, issuers, several)).toEqual({
      reason: 'Trusted issuer "realm": the signature does not match; the token was changed or cut.',
    });
  });
});

describe('a token with claims that do not fit', () => {
  const at = (name: string, what: string): string => `Trusted issuer "${name}": ${what}`;

  it.each<[string, () => Record<string, unknown>, string]>([
    [
      'another tenant in tid',
      () => ({ ...tenantClaims(), tid: OTHER_TENANT }),
      at('tenant', `tid is "${OTHER_TENANT}"; it must be "${TENANT}".`),
    ],
    [
      'no tid',
      () => ({ ...tenantClaims(), tid: undefined }),
      at('tenant', `the token has no tid; it must be "${TENANT}".`),
    ],
    [
      'another appid',
      () => ({ ...tenantClaims(), appid: OTHER_CLIENT }),
      at('tenant', `appid is "${OTHER_CLIENT}"; accepted is "${SYNC}".`),
    ],
    [
      'no appid',
      () => ({ ...tenantClaims(), appid: undefined }),
      at('tenant', 'the token has no "appid" that names the client.'),
    ],
    [
      'another application of the tenant',
      () => ({ ...appClaims(), appid: OTHER_CLIENT }),
      at('app', `appid is "${OTHER_CLIENT}"; accepted is "${CLIENT}".`),
    ],
    [
      'two clients',
      () => ({ ...appClaims2(), appid: OTHER_CLIENT }),
      at('app', `appid is "${OTHER_CLIENT}"; accepted is "${CLIENT}".`),
    ],
    [
      'a token of a person for the application',
      () => ({ ...appClaims(), scp: 'user_impersonation' }),
      at('app', "the token has scp: it is a person's, or not an access token; a client's own is wanted."),
    ],
    [
      'an ID token of the application',
      () => ({ ...appClaims2(), azp: undefined, nonce: 'x' }),
      at('app', 'the token has no "appid" or "azp" that names the client.'),
    ],
    [
      'another audience',
      () => ({ ...realmClaims(), aud: 'other' }),
      at('realm', 'aud is "other"; accepted is "scim".'),
    ],
    [
      'other audiences',
      () => ({ ...realmClaims(), aud: ['account', 'scimx'] }),
      at('realm', 'aud is ["account","scimx"]; accepted is "scim".'),
    ],
    [
      'no audience',
      () => ({ ...realmClaims(), aud: undefined }),
      at('realm', 'aud is missing; accepted is "scim".'),
    ],
    [
      'no audience for any of two',
      () => ({ ...tenantClaims(), aud: undefined }),
      at(
        'tenant',
        `aud is missing; accepted is "${SYNC_AUDIENCE}" or "00000002-0000-0000-c000-000000000000".`,
      ),
    ],
    [
      'a number for audience',
      () => ({ ...realmClaims(), aud: 1 }),
      at('realm', 'aud is 1; accepted is "scim".'),
    ],
    ['another client', () => ({ ...realmClaims(), azp: 'x' }), at('realm', 'azp is "x"; accepted is "hr".')],
    [
      'a list of clients',
      () => ({ ...realmClaims(), azp: ['hr'] }),
      at('realm', 'azp is ["hr"]; accepted is "hr".'),
    ],
    [
      'an ID token',
      () => ({ ...realmClaims(), typ: 'ID' }),
      at('realm', 'typ is "ID"; it must be "Bearer".'),
    ],
    [
      'a refresh token',
      () => ({ ...realmClaims(), typ: 'Refresh' }),
      at('realm', 'typ is "Refresh"; it must be "Bearer".'),
    ],
    [
      'a token of a person',
      () => ({ ...realmClaims(), sid: 'c0ffee' }),
      at('realm', "the token has sid: it is a person's, or not an access token; a client's own is wanted."),
    ],
    [
      'a user of the authorization server',
      () => ({ ...oktaClaims(), uid: '00u1' }),
      at('okta', "the token has uid: it is a person's, or not an access token; a client's own is wanted."),
    ],
    [
      'another scope',
      () => ({ ...oktaClaims(), scp: ['scim.read'] }),
      at('okta', 'scope is ["scim.read"]; it must hold "scim.manage".'),
    ],
    [
      'a scope that only contains it',
      () => ({ ...oktaClaims(), scp: undefined, scope: 'scim.manage.x' }),
      at('okta', 'scope is "scim.manage.x"; it must hold "scim.manage".'),
    ],
    [
      'no scope',
      () => ({ ...oktaClaims(), scp: undefined }),
      at('okta', 'scope is ""; it must hold "scim.manage".'),
    ],
    [
      'the client of another issuer',
      () => ({ ...realmClaims(), azp: undefined, cid: 'hr' }),
      at('realm', 'the token has no "azp" that names the client.'),
    ],
  ])('%s', async (_name, claims, reason) => {
    expect(await verify(await server.sign(claims()))).toEqual({ reason });
  });

  it('is refused with the reason of the issuer that it came closest to', async () => {
    const two = trusted(
      { kind: 'entra-application', name: 'one', tenantId: TENANT, clientId: CLIENT, authority: server.url },
      {
        kind: 'entra-application',
        name: 'two',
        tenantId: TENANT,
        clientId: OTHER_CLIENT,
        authority: server.url,
      },
    );
    const token = await server.sign({ ...appClaims(), aud: OTHER_CLIENT });
    expect(await verifyTold(token, two, keySets)).toEqual({
      reason: at('two', `appid is "${CLIENT}"; accepted is "${OTHER_CLIENT}".`),
    });
    const good = await server.sign({ ...appClaims(), aud: OTHER_CLIENT, appid: OTHER_CLIENT });
    expect(idOf(await verifyTold(good, two, keySets))).toBe('issuer:two');
  });

  it('of an unknown issuer is refused without any request', async () => {
    for (const iss of [
      `https://sts.windows.net/${OTHER_TENANT}/`,
      STS.slice(0, -1),
      STS.toUpperCase(),
      'x\n'.repeat(500),
    ]) {
      const result = await verify(await server.sign({ ...tenantClaims(), iss }));
      expect(idOf(result)).toMatch(/^The token's iss is ".{1,130}; accepted is "https:/);
    }
    expect(idOf(await verify(await server.sign({ ...tenantClaims(), iss: undefined })))).toBe(
      'The token has no iss.',
    );
    expect(idOf(await verify(await server.sign({ ...tenantClaims(), iss: [STS] })))).toBe(
      'The token has no iss.',
    );
    expect(server.requests()).toEqual([]);
  });
});

describe('times', () => {
  const when = (seconds: number): string => new Date(seconds * 1_000).toISOString();
  const at = (what: string): string => `Trusted issuer "realm": ${what}`;

  it.each<[string, Record<string, unknown>, string]>([
    ['no longer valid', { exp: NOW - 60 }, at(`the token expired at ${when(NOW - 60)}.`)],
    ['no longer valid, within the skew', { exp: NOW - 59 }, 'issuer:realm'],
    ['not yet valid', { nbf: NOW + 61 }, at(`the token is not valid before ${when(NOW + 61)}.`)],
    ['not yet valid, within the skew', { nbf: NOW + 60 }, 'issuer:realm'],
    [
      'issued in the future',
      { iat: NOW + 61 },
      at(`the token was issued in the future, at ${when(NOW + 61)}.`),
    ],
    ['issued in the future, within the skew', { iat: NOW + 60 }, 'issuer:realm'],
    ['without an end', { exp: undefined }, at('the token has no exp.')],
    ['with an end that is a text', { exp: '9999999999' }, at('the token\'s exp is "9999999999".')],
    ['with an end that is nothing', { exp: null }, at("the token's exp is null.")],
    ['with a beginning that is a text', { nbf: 'now' }, at('the token\'s nbf is "now".')],
    ['with an issue that is a text', { iat: 'now' }, at('the token\'s iat is "now".')],
    ['without an issue and a beginning', { iat: undefined, nbf: undefined }, 'issuer:realm'],
    ['with an end beyond all dates', { exp: 1e300 }, 'issuer:realm'],
  ])('%s', async (_name, times, outcome) => {
    const token = await server.sign({ ...realmClaims(), ...times });
    expect(idOf(await verify(token, { now: NOW * 1_000 }))).toBe(outcome);
  });

  it('may differ by the given skew, and by five minutes at most', async () => {
    const token = await server.sign({ ...realmClaims(), exp: NOW - 200, nbf: undefined, iat: undefined });
    expect(idOf(await verify(token, { now: NOW * 1_000, skewSeconds: 201 }))).toBe('issuer:realm');
    expect(idOf(await verify(token, { now: NOW * 1_000, skewSeconds: 0 }))).toMatch(/expired/);
    const older = await server.sign({ ...realmClaims(), exp: NOW - 301 });
    expect(idOf(await verify(older, { now: NOW * 1_000, skewSeconds: 86_400 }))).toMatch(/expired/);
  });
});

describe('an attack', () => {
  const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const good = () => ({ ...realmClaims(), exp: NOW + 3_600 });
  /** A token whose signature is an HMAC with a key that everyone knows. */
  const hmac = (key: string): string => {
    const input = `${encoded({ alg: 'HS256', typ: 'JWT', kid: 'rsa-1' })}.${encoded(good())}`;
    return `${input}.${createHmac('sha256', key).update(input).digest('base64url')}`;
  };
  const ALG = 'accepted is "RS256".';

  it.each<[string, () => string, string]>([
    [
      'alg none',
      () => `${encoded({ alg: 'none' })}.${encoded(good())}.`,
      `The token's alg is "none"; ${ALG}`,
    ],
    [
      'alg None',
      () => `${encoded({ alg: 'None' })}.${encoded(good())}.x`,
      `The token's alg is "None"; ${ALG}`,
    ],
    ['no alg', () => `${encoded({ typ: 'JWT' })}.${encoded(good())}.x`, `The token's alg is missing; ${ALG}`],
    [
      'alg in a list',
      () => `${encoded({ alg: ['RS256'] })}.${encoded(good())}.x`,
      `The token's alg is ["RS256"]; ${ALG}`,
    ],
    ['HS256 with the PEM', () => hmac(server.key().pem), `The token's alg is "HS256"; ${ALG}`],
    [
      'HS256 with the JWK',
      () => hmac(JSON.stringify(server.key().jwk)),
      `The token's alg is "HS256"; ${ALG}`,
    ],
    [
      'HS256 with the shared secret',
      () => hmac('a secret that is shared'),
      `The token's alg is "HS256"; ${ALG}`,
    ],
    [
      'crit with b64',
      () => `${encoded({ alg: 'RS256', b64: false, crit: ['b64'] })}.${encoded(good())}.x`,
      "The token's header has crit, which is not understood here.",
    ],
    [
      'an empty crit',
      () => `${encoded({ alg: 'RS256', crit: [] })}.${encoded(good())}.x`,
      "The token's header has crit, which is not understood here.",
    ],
    [
      'another typ',
      () => `${encoded({ alg: 'RS256', typ: 'logout+jwt' })}.${encoded(good())}.x`,
      'The token\'s typ is "logout+jwt"; accepted is "JWT" or "at+jwt".',
    ],
    [
      'a typ that is no text',
      () => `${encoded({ alg: 'RS256', typ: {} })}.${encoded(good())}.x`,
      'The token\'s typ is {}; accepted is "JWT" or "at+jwt".',
    ],
    [
      'a number for kid',
      () => `${encoded({ alg: 'RS256', kid: 1 })}.${encoded(good())}.x`,
      "The token's kid is not a text.",
    ],
    [
      'the shape of a JWE',
      () => `${encoded({ alg: 'RSA-OAEP', enc: 'A256GCM' })}.a.b.c.d`,
      'The token is encrypted (JWE); only signed ones are taken.',
    ],
    ['two parts', () => 'a.b', 'The token is not a signed JWT: three parts of base64url, joined by points.'],
    [
      'six parts',
      () => 'a.b.c.d.e.f',
      'The token is not a signed JWT: three parts of base64url, joined by points.',
    ],
    [
      'padding',
      () => 'YQ==.YQ.YQ',
      'The token is not a signed JWT: three parts of base64url, joined by points.',
    ],
    ['nothing', () => '', 'The token is not a signed JWT: three parts of base64url, joined by points.'],
    ['only points', () => '..', "The token's header cannot be read."],
    ['a header that is no JSON', () => `YQ.${encoded(good())}.x`, "The token's header cannot be read."],
    [
      'a header that is a list',
      () => `${encoded([])}.${encoded(good())}.x`,
      "The token's header cannot be read.",
    ],
    [
      'claims that are no JSON',
      () => `${encoded({ alg: 'RS256' })}.YQ.x`,
      "The token's claims cannot be read.",
    ],
    [
      'claims that are a text',
      () => `${encoded({ alg: 'RS256' })}.${encoded('a')}.x`,
      "The token's claims cannot be read.",
    ],
    [
      'an oversized token',
      () => `${encoded({ alg: 'RS256' })}.${'a'.repeat(16_384)}.x`,
      'The token is longer than 16 KiB.',
    ],
  ])('%s is refused before any key is fetched', async (_name, token, reason) => {
    expect(await verify(token())).toEqual({ reason });
    expect(server.requests()).toEqual([]);
  });

  it('with another pinned algorithm is refused before any key is fetched', async () => {
    const ec = named('tenant').map((one) => ({ ...one, algorithms: ['ES256'] as const }));
    const rsaAndEc = [...named('realm'), ...ec];
    const token = await server.sign(realmClaims(), { key: server.ecKey });
    expect(await verify(token)).toEqual({ reason: `The token's alg is "ES256"; ${ALG}` });
    expect(await verifyTold(token, rsaAndEc, keySets)).toEqual({
      reason: `Trusted issuer "realm": alg is "ES256"; ${ALG}`,
    });
    expect(server.requests()).toEqual([]);
  });

  it.each<[string, () => Record<string, unknown>]>([
    ['jwk', () => ({ jwk: attacker.jwk })],
    ['jku', () => ({ jku: `${server.url}/attacker/keys` })],
    ['x5u', () => ({ x5u: `${server.url}/attacker/cert` })],
    ['x5c', () => ({ x5c: ['MIIB'] })],
  ])('with a key of its own in %s is refused, and its address is not asked', async (_name, header) => {
    const forged = await signed(good(), attacker, header());
    expect(await verify(forged)).toEqual({
      reason: 'Trusted issuer "realm": the signature does not match; the token was changed or cut.',
    });
    expect(server.requests()).toEqual(['/.well-known/openid-configuration', '/keys']);
  });

  it.each([
    ['a path', '../../../dev/null'],
    ['SQL', "x' UNION SELECT 'key' --"],
    ['a long text', 'k'.repeat(5_000)],
    ['an address', 'https://attacker.example/keys'],
    ['nothing', ''],
  ])('with %s for kid is an unknown key', async (_name, kid) => {
    const result = await verify(await signed(good(), attacker, { kid }));
    expect(idOf(result)).toMatch(
      /^Trusted issuer "realm": the token is signed with key ".{0,130}, which is not among the issuer's\.$/,
    );
    expect(server.requests()).toEqual(['/.well-known/openid-configuration', '/keys']);
  });

  it('with the key for encryption or on another curve is an unknown key', async () => {
    for (const kid of ['for-encryption', 'shared', server.ecKey.kid]) {
      const result = await verify(await server.sign(realmClaims(), { header: { kid } }));
      expect(idOf(result)).toMatch(/not among the issuer's/);
    }
  });

  it('on claims or signature is detected', async () => {
    const token = await server.sign(realmClaims());
    const [header = '', payload = '', signature = ''] = token.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
    const other = (text: string): string => `${text.startsWith('A') ? 'B' : 'A'}${text.slice(1)}`;
    const reason = 'Trusted issuer "realm": the signature does not match; the token was changed or cut.';
    for (const changed of [
      `${header}.${encoded({ ...claims, admin: true })}.${signature}`,
      `${encoded({ alg: 'RS256', kid: 'rsa-1' })}.${payload}.${signature}`,
      `${header}.${payload}.${other(signature)}`,
      `${header}.${payload}.${signature.slice(0, -8)}`,
      `${header}.${payload}.`,
    ]) {
      expect(await verify(changed)).toEqual({ reason });
    }
  });

  it('with claims named like members of prototypes has no effect', async () => {
    const text = JSON.stringify(good()).replace('{', '{"__proto__":{"azp":"hr"},"constructor":"x",');
    const token = await signed(text.replace('"azp":"hr",', ''), server.key());
    expect(idOf(await verify(token))).toBe(
      'Trusted issuer "realm": the token has no "azp" that names the client.',
    );
  });

  it('is refused without repeating its token', async () => {
    const token = await signed(good(), attacker);
    const result = idOf(await verify(token));
    for (const part of token.split('.')) expect(result).not.toContain(part);
  });
});

describe('keys that cannot be fetched', () => {
  it('are an outage, not a bad token', async () => {
    server.away();
    const token = await server.sign(realmClaims());
    expect(await verify(token)).toEqual({
      reason: `Trusted issuer "realm": The key server ${server.url}/.well-known/openid-configuration does not answer (UND_ERR_SOCKET).`,
      outage: true,
    });
  });

  it('do not matter if another issuer accepts the token', async () => {
    const away = trusted({
      kind: 'oidc',
      name: 'away',
      issuer: server.url,
      audience: 'scim',
      value: 'hr',
      jwksUri: 'https://127.0.0.1:1/keys',
    });
    const token = await server.sign(realmClaims());
    const both = [...away, ...issuers];
    expect(idOf(await verifyTold(token, both, keySets))).toBe('issuer:realm');
  });
});

describe('a realm without trusted issuers', () => {
  it('refuses every signed token with that reason', async () => {
    expect(await verifyTold(await server.sign(realmClaims()), [], keySets)).toEqual({
      reason: 'The realm trusts no issuer of signed tokens.',
    });
  });
});

describe('looksLikeJwt', () => {
  it('is true for signed and encrypted tokens, false for static ones', async () => {
    expect(looksLikeJwt(await server.sign({}))).toBe(true);
    expect(looksLikeJwt('eyJhbGciOiJub25lIn0.e30.')).toBe(true);
    expect(looksLikeJwt('scim_abc')).toBe(false);
    expect(looksLikeJwt('eyJabc')).toBe(false);
  });

  it.each([
    ['{ "alg":"none"}', true],
    ['{\n  "alg": "none"\n}', true],
    ['\t{"alg":"none"}', true],
    ['["alg"]', false],
    ['"alg"', false],
    ['null', false],
    ['{"alg"', false],
  ])('goes by the header being a JSON object: %j', (header, expected) => {
    expect(looksLikeJwt(`${Buffer.from(header).toString('base64url')}.e30.c2ln`)).toBe(expected);
  });
});
