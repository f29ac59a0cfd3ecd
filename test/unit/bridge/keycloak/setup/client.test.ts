import { createClient, type ClientDescription } from '../../../../../bridge/keycloak/setup/client.ts';
import type { RealmAccess } from '../../../../../bridge/keycloak/setup/part.ts';

const { diff, foresee } = createClient({} as RealmAccess);
const CLIENT: ClientDescription = { clientId: 'scim-bridge', name: 'SCIM bridge', description: 'x' };
const MEMBERS = { enabled: true, serviceAccountsEnabled: true, publicClient: false };
const KEYS = { keys: [{ kty: 'EC', alg: 'ES256', kid: 'k' }] };

const stored = (members: Record<string, unknown>, attributes: Record<string, string> = {}) => ({
  id: 'c1',
  attributes,
  members: { ...MEMBERS, ...members },
});

describe('a client of set-up', () => {
  it('is created as a confidential client with a service account and without ways to sign in for people', () => {
    expect(diff({ ...CLIENT, secret: 's' }, undefined)).toEqual([
      {
        outcome: 'created',
        object: 'client scim-bridge',
        id: undefined,
        representation: {
          ...CLIENT,
          ...MEMBERS,
          protocol: 'openid-connect',
          standardFlowEnabled: false,
          directAccessGrantsEnabled: false,
          clientAuthenticatorType: 'client-secret',
          secret: 's',
          attributes: { 'scim.managed': 'true' },
        },
      },
    ]);
  });

  it('keeps the way it signs in if none is desired', () => {
    expect(diff(CLIENT, stored({ clientAuthenticatorType: 'client-jwt' }))).toEqual([]);
  });

  it('is changed if its secret differs, or if it is disabled', () => {
    const signIn = { clientAuthenticatorType: 'client-secret', secret: 'old' };
    const desired = { ...CLIENT, secret: 'new' };
    expect(diff(desired, stored(signIn))).toMatchObject([
      { outcome: 'changed', id: 'c1', representation: { clientId: 'scim-bridge', secret: 'new' } },
    ]);
    expect(diff(desired, stored({ ...signIn, secret: 'new' }))).toEqual([]);
    expect(diff(desired, stored({ ...signIn, secret: 'new', enabled: false }))).toHaveLength(1);
  });

  it('is described by what differs, without secrets', () => {
    const signIn = { clientAuthenticatorType: 'client-secret', secret: 'old', enabled: false };
    expect(diff({ ...CLIENT, secret: 'new' }, stored(signIn))).toMatchObject([
      {
        object: 'client scim-bridge',
        fields: [
          { field: 'enabled', from: false, to: true },
          { field: 'secret', isSecret: true },
        ],
      },
    ]);
    expect(JSON.stringify(diff({ ...CLIENT, secret: 'new' }, stored(signIn))[0]?.fields)).not.toMatch(
      /old|new/,
    );
  });

  it('is foreseen as it is going to be, without an id if it is new', () => {
    expect(foresee?.({ ...CLIENT, secret: 's' }, undefined)).toMatchObject({
      id: undefined,
      attributes: { 'scim.managed': 'true' },
      members: { clientId: 'scim-bridge', enabled: true },
    });
    expect(foresee?.(CLIENT, stored({ enabled: false }, { a: '1' }))).toMatchObject({
      id: 'c1',
      attributes: { a: '1' },
      members: { enabled: true },
    });
  });

  it('is changed until its attributes publish the desired keys', () => {
    const desired = { ...CLIENT, publicKeys: KEYS };
    const [change] = diff(desired, stored({ clientAuthenticatorType: 'client-secret' }));
    const attributes = change?.representation.attributes as Record<string, string>;
    expect(attributes).toMatchObject({
      'use.jwks.string': 'true',
      'token.endpoint.auth.signing.alg': 'ES256',
    });
    expect(diff(desired, stored({ clientAuthenticatorType: 'client-jwt' }, attributes))).toEqual([]);
  });

  it('counts an attribute that Keycloak does not have as empty', () => {
    const desired = { ...CLIENT, publicKeys: { keys: [{ kty: 'RSA', alg: 'RS256', kid: 'k' }] } };
    const [change] = diff(desired, stored({}));
    const { 'token.endpoint.auth.signing.alg': algorithm, ...others } = change?.representation
      .attributes as Record<string, string>;
    expect(algorithm).toBe('');
    expect(diff(desired, stored({ clientAuthenticatorType: 'client-jwt' }, others))).toEqual([]);
  });
});
