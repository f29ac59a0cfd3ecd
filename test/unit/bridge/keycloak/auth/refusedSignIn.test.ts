import { signInError } from '../../../../../bridge/keycloak/auth/refusedSignIn.ts';

const ATTEMPT = { realm: 'acme', clientId: 'scim-bridge', kind: 'key' } as const;

describe('a sign-in that Keycloak refuses', () => {
  it('says what an operator can do', () => {
    const refused = { status: 401, error: 'unauthorized_client', description: 'Invalid client credentials' };
    expect(signInError({ ...ATTEMPT, kind: 'secret' }, refused, undefined).message).toBe(
      'Keycloak gave client "scim-bridge" no token in realm "acme" (401 unauthorized_client: Invalid client credentials). ' +
        'The bridge runs with another secret than this realm has: run "realm-config enable acme" with the KEYCLOAK_CLIENT_SECRET of this bridge, ' +
        'or restart the bridge with the secret that the realm was enabled with.',
    );
  });

  it.each([
    [404, undefined],
    [404, 'Unable to find matching target resource method'],
    [403, undefined],
    [429, undefined],
  ])('says nothing of the realm if Keycloak itself did not answer (%s %s)', (status, error) => {
    const failure = signInError(ATTEMPT, { status, error }, undefined);
    expect(failure).toMatchObject({ failure: 'unavailable', status });
    expect(failure.message).toContain('Does KEYCLOAK_URL lead to Keycloak?');
  });
});
