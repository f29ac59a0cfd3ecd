import { createHmac } from 'node:crypto';
import { signed } from '../../../../../support/servers/issuer.ts';
import { idOf, useTrustedIssuers, verifyTold } from './trustedIssuers.ts';

const { NOW, server, attacker, keySets, named, verify, realmClaims } = useTrustedIssuers();

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
    ['HS256 with the PEM', () => hmac(server().key().pem), `The token's alg is "HS256"; ${ALG}`],
    [
      'HS256 with the JWK',
      () => hmac(JSON.stringify(server().key().jwk)),
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
    expect(server().requests()).toEqual([]);
  });

  it('with another pinned algorithm is refused before any key is fetched', async () => {
    const ec = named('tenant').map((one) => ({ ...one, algorithms: ['ES256'] as const }));
    const rsaAndEc = [...named('realm'), ...ec];
    const token = await server().sign(realmClaims(), { key: server().ecKey });
    expect(await verify(token)).toEqual({ reason: `The token's alg is "ES256"; ${ALG}` });
    expect(await verifyTold(token, rsaAndEc, keySets())).toEqual({
      reason: `Trusted issuer "realm": alg is "ES256"; ${ALG}`,
    });
    expect(server().requests()).toEqual([]);
  });

  it.each<[string, () => Record<string, unknown>]>([
    ['jwk', () => ({ jwk: attacker().jwk })],
    ['jku', () => ({ jku: `${server().url}/attacker/keys` })],
    ['x5u', () => ({ x5u: `${server().url}/attacker/cert` })],
    ['x5c', () => ({ x5c: ['MIIB'] })],
  ])('with a key of its own in %s is refused, and its address is not asked', async (_name, header) => {
    const forged = await signed(good(), attacker(), header());
    expect(await verify(forged)).toEqual({
      reason: 'Trusted issuer "realm": the signature does not match; the token was changed or cut.',
    });
    expect(server().requests()).toEqual(['/.well-known/openid-configuration', '/keys']);
  });

  it.each([
    ['a path', '../../../dev/null'],
    ['SQL', "x' UNION SELECT 'key' --"],
    ['a long text', 'k'.repeat(5_000)],
    ['an address', 'https://attacker.example/keys'],
    ['nothing', ''],
  ])('with %s for kid is an unknown key', async (_name, kid) => {
    const result = await verify(await signed(good(), attacker(), { kid }));
    expect(idOf(result)).toMatch(
      /^Trusted issuer "realm": the token is signed with key ".{0,130}, which is not among the issuer's\.$/,
    );
    expect(server().requests()).toEqual(['/.well-known/openid-configuration', '/keys']);
  });

  it('with the key for encryption or on another curve is an unknown key', async () => {
    for (const kid of ['for-encryption', 'shared', server().ecKey.kid]) {
      const result = await verify(await server().sign(realmClaims(), { header: { kid } }));
      expect(idOf(result)).toMatch(/not among the issuer's/);
    }
  });

  it('on claims or signature is detected', async () => {
    const token = await server().sign(realmClaims());
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
    const token = await signed(text.replace('"azp":"hr",', ''), server().key());
    expect(idOf(await verify(token))).toBe(
      'Trusted issuer "realm": the token has no "azp" that names the client.',
    );
  });

  it('is refused without repeating its token', async () => {
    const token = await signed(good(), attacker());
    const result = idOf(await verify(token));
    for (const part of token.split('.')) expect(result).not.toContain(part);
  });
});
