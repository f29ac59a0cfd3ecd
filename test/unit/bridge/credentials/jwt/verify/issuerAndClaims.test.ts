import { CLIENT, TENANT } from '../../issuers/issuerEntries.ts';
import {
  appClaims,
  idOf,
  STS,
  SYNC,
  SYNC_AUDIENCE,
  tenantClaims,
  trusted,
  useTrustedIssuers,
  verifyTold,
} from './trustedIssuers.ts';

const OTHER_TENANT = '22222222-2222-3333-4444-aaaaaaaaaaaa';
const OTHER_CLIENT = '88888888-8888-7777-6666-bbbbbbbbbbbb';

const { server, keySets, verify, appClaims2, oktaClaims, realmClaims } = useTrustedIssuers();

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
    expect(await verify(await server().sign(claims()))).toEqual({ reason });
  });

  it('is refused with the reason of the issuer that it came closest to', async () => {
    const two = trusted(
      { kind: 'entra-application', name: 'one', tenantId: TENANT, clientId: CLIENT, authority: server().url },
      {
        kind: 'entra-application',
        name: 'two',
        tenantId: TENANT,
        clientId: OTHER_CLIENT,
        authority: server().url,
      },
    );
    const token = await server().sign({ ...appClaims(), aud: OTHER_CLIENT });
    expect(await verifyTold(token, two, keySets())).toEqual({
      reason: at('two', `appid is "${CLIENT}"; accepted is "${OTHER_CLIENT}".`),
    });
    const good = await server().sign({ ...appClaims(), aud: OTHER_CLIENT, appid: OTHER_CLIENT });
    expect(idOf(await verifyTold(good, two, keySets()))).toBe('issuer:two');
  });

  it('of an unknown issuer is refused without any request', async () => {
    for (const iss of [
      `https://sts.windows.net/${OTHER_TENANT}/`,
      STS.slice(0, -1),
      STS.toUpperCase(),
      'x\n'.repeat(500),
    ]) {
      const result = await verify(await server().sign({ ...tenantClaims(), iss }));
      expect(idOf(result)).toMatch(/^The token's iss is ".{1,130}; accepted is "https:/);
    }
    expect(idOf(await verify(await server().sign({ ...tenantClaims(), iss: undefined })))).toBe(
      'The token has no iss.',
    );
    expect(idOf(await verify(await server().sign({ ...tenantClaims(), iss: [STS] })))).toBe(
      'The token has no iss.',
    );
    expect(server().requests()).toEqual([]);
  });
});

describe('a realm without trusted issuers', () => {
  it('refuses every signed token with that reason', async () => {
    expect(await verifyTold(await server().sign(realmClaims()), [], keySets())).toEqual({
      reason: 'The realm trusts no issuer of signed tokens.',
    });
  });
});
