import { idOf, trusted, useTrustedIssuers, verifyTold } from './trustedIssuers.ts';

const { server, keySets, issuers, verify, realmClaims } = useTrustedIssuers();

describe('keys that cannot be fetched', () => {
  it('are an outage, not a bad token', async () => {
    server().away();
    const token = await server().sign(realmClaims());
    expect(await verify(token)).toEqual({
      reason: `Trusted issuer "realm": The key server ${server().url}/.well-known/openid-configuration does not answer (UND_ERR_SOCKET).`,
      outage: true,
    });
  });

  it('do not matter if another issuer accepts the token', async () => {
    const away = trusted({
      kind: 'oidc',
      name: 'away',
      issuer: server().url,
      audience: 'scim',
      value: 'hr',
      jwksUri: 'https://127.0.0.1:1/keys',
    });
    const token = await server().sign(realmClaims());
    const both = [...away, ...issuers()];
    expect(idOf(await verifyTold(token, both, keySets()))).toBe('issuer:realm');
  });
});
