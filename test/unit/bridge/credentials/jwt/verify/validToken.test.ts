import { createKeySets } from '../../../../../../bridge/credentials/jwt/keySet.ts';
import { issuerKey, signed } from '../../../../../support/servers/issuer.ts';
import { TENANT } from '../../issuers/issuerEntries.ts';
import { appClaims, idOf, local, tenantClaims, useTrustedIssuers, verifyTold } from './trustedIssuers.ts';

const { NOW, server, attacker, keySets, issuers, named, verify, appClaims2, oktaClaims, realmClaims } =
  useTrustedIssuers();

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
    const token = await server().sign(claims());
    const result = await verify(token);
    expect(idOf(result)).toBe(id);
    expect(result).toMatchObject({ claims: JSON.parse(JSON.stringify(claims())) as object });
  });

  it.each([undefined, 'JWT', 'jwt', 'at+jwt', 'application/at+jwt'])('may have typ %s', async (typ) => {
    expect(idOf(await verify(await server().sign(realmClaims(), { header: { typ } })))).toBe('issuer:realm');
  });

  it('may be signed with an elliptic curve if the issuer is trusted with that', async () => {
    const ec = named('realm').map((one) => ({ ...one, algorithms: ['ES256'] as const }));
    const token = await server().sign(realmClaims(), { key: server().ecKey });
    expect(idOf(await verifyTold(token, ec, keySets()))).toBe('issuer:realm');
  });

  it('may have no kid, even if several keys match', async () => {
    const token = await server().sign(realmClaims(), { header: { kid: undefined } });
    expect(idOf(await verify(token))).toBe('issuer:realm');
    const { jwk } = await issuerKey('rsa-0');
    const several = createKeySets({
      allowed: local,
      fetch: (url) =>
        Promise.resolve(
          Response.json(
            url instanceof URL && url.pathname.includes('.well-known')
              ? { jwks_uri: server().jwksUri }
              : { keys: [jwk, attacker().jwk, server().key().jwk] },
          ),
        ),
    });
    expect(idOf(await verifyTold(token, issuers(), several))).toBe('issuer:realm');
    const forged = await signed({ ...realmClaims(), exp: NOW + 60 }, await issuerKey('x'), {
      kid: undefined,
    });
    expect(await verifyTold(forged, issuers(), several)).toEqual({
      reason: 'Trusted issuer "realm": the signature does not match; the token was changed or cut.',
    });
  });
});
