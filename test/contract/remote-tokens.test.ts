import { required } from '../../bridge/keycloak/port/required.ts';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { openSetup } from '../../bridge/keycloak/setup/realmSetup.ts';
import { REMOTE_TOKEN_STEPS } from '../../bridge/enablement/steps/remoteTokens.ts';
import { applySteps } from '../../bridge/enablement/steps/step.ts';
import type { DesiredRealm } from '../../bridge/enablement/plan/desiredRealm.ts';
import { createBareRealm, type BareRealm } from '../support/keycloak/adminRestRealm.ts';
import { ensurePart } from '../support/keycloak/ensurePart.ts';
import { testKeycloak } from '../support/keycloak/keycloak.ts';
import { lifetimeOf } from '../support/keycloak/tokenEndpoint.ts';

const CLIENT = 'scim-endpoint';
const AUDIENCE = 'https://scim.example.test/realms/acme/scim/v2';
const BASIC = [CLIENT, 'a secret'] as const;
const GRANT = { grant_type: 'client_credentials' };

interface Tokens {
  readonly access_token: string;
  readonly id_token: string;
  readonly refresh_token: string;
  readonly expires_in: number;
}

let realm: BareRealm;
let issuer: string;
let id: string;

beforeAll(async () => {
  realm = await createBareRealm();
  const { url, adminUser, adminPassword } = testKeycloak();
  issuer = `${url}/realms/${realm.name}`;
  const setup = await openSetup(realm.name, { url, adminUser, adminPassword, adminRealm: 'master' });
  const { actual: client } = await ensurePart(setup.parts.client, {
    clientId: CLIENT,
    name: 'SCIM endpoint',
    description: '',
    secret: BASIC[1],
  });
  id = required(client.id, 'the id of a client');
  const desired = { scimUrls: [AUDIENCE] as readonly string[] } as DesiredRealm;
  const names = { label: '', publicUrl: '', bridgeClientId: '' };
  const options = { ...names, quirks: new Map(), report: () => undefined };
  await applySteps(REMOTE_TOKEN_STEPS, { setup, desired, options }, { endpointClient: client });
});

afterAll(async () => {
  await realm.remove();
});

const tokens = async (form: Record<string, string>): Promise<Tokens> => {
  const answer = await realm.token(form, BASIC);
  expect(answer).toMatchObject({ status: 200 });
  return answer.body as Tokens;
};

const claims = async (form: Record<string, string> = GRANT) => decodeJwt((await tokens(form)).access_token);

describe('a token of the SCIM client itself', () => {
  it('names its issuer, audience and client, and belongs to no session', async () => {
    const token = await claims();
    expect(token).toMatchObject({
      iss: issuer,
      azp: CLIENT,
      client_id: CLIENT,
      typ: 'Bearer',
      preferred_username: `service-account-${CLIENT}`,
    });
    expect(token.aud).toEqual([AUDIENCE, 'account']);
    expect(token).not.toHaveProperty('sid');
    expect(decodeProtectedHeader((await tokens(GRANT)).access_token)).toMatchObject({
      alg: 'RS256',
      typ: 'JWT',
    });
  });

  it('is issued for the client secret in the form as well', async () => {
    const answer = await realm.token({ ...GRANT, client_id: BASIC[0], client_secret: BASIC[1] });
    expect(answer).toMatchObject({ status: 200, body: { expires_in: lifetimeOf(3_600) } });
  });

  it('may be requested with the scope scim, and with no unknown scope', async () => {
    expect(String((await claims({ ...GRANT, scope: 'scim' })).scope).split(' ')).toContain('scim');
    expect(String((await claims()).scope).split(' ')).not.toContain('scim');
    expect(await realm.token({ ...GRANT, scope: 'else' }, BASIC)).toEqual({
      status: 400,
      body: { error: 'invalid_scope', error_description: 'Invalid scopes: else' },
    });
  });

  it('lives for an hour, or shorter if sessions of the realm do', async () => {
    expect((await tokens(GRANT)).expires_in).toEqual(lifetimeOf(3_600));
    await realm.admin('PUT', '', { ssoSessionMaxLifespan: 1_800 });
    expect((await tokens(GRANT)).expires_in).toEqual(lifetimeOf(1_800));
    await realm.admin('PUT', '', { ssoSessionMaxLifespan: 36_000, ssoSessionIdleTimeout: 600 });
    expect((await tokens(GRANT)).expires_in).toEqual(lifetimeOf(3_600));
  });

  it('has audience and client_id as a lightweight token too', async () => {
    const attribute = 'client.use.lightweight.access.token.enabled';
    await realm.admin('PUT', `/clients/${id}`, { attributes: { [attribute]: 'true' } });
    const token = await claims();
    expect(token).toMatchObject({
      iss: issuer,
      aud: AUDIENCE,
      azp: CLIENT,
      client_id: CLIENT,
      typ: 'Bearer',
    });
    expect(token).not.toHaveProperty('sid');
    await realm.admin('PUT', `/clients/${id}`, { attributes: { [attribute]: '' } });
  });

  it('comes with an ID token for the client if openid is requested', async () => {
    const { id_token: idToken } = await tokens({ ...GRANT, scope: 'openid' });
    expect(decodeJwt(idToken)).toMatchObject({
      iss: issuer,
      aud: CLIENT,
      azp: CLIENT,
      typ: 'ID',
      client_id: CLIENT,
    });
    expect(decodeProtectedHeader(idToken)).toMatchObject({ alg: 'RS256', typ: 'JWT' });
  });
});

describe('a token that a person gets through the SCIM client', () => {
  let person: Tokens;

  beforeAll(async () => {
    await realm.admin('PUT', `/clients/${id}`, { clientId: CLIENT, directAccessGrantsEnabled: true });
    await realm.createUser({
      username: 'ann',
      email: 'ann@example.test',
      firstName: 'Ann',
      lastName: 'Ray',
      credentials: [{ type: 'password', value: 'a password' }],
    });
    const form = { grant_type: 'password', username: 'ann', password: 'a password' };
    person = await tokens({ ...form, scope: 'openid' });
  });

  it('has the same issuer, audience and client, but a session and no client_id', () => {
    const token = decodeJwt(person.access_token);
    expect(token).toMatchObject({
      iss: issuer,
      azp: CLIENT,
      typ: 'Bearer',
      preferred_username: 'ann',
      sid: expect.any(String) as string,
    });
    expect(token.aud).toEqual([AUDIENCE, 'account']);
    expect(token).not.toHaveProperty('client_id');
  });

  it('comes with an ID token for the client and a refresh token for the realm, signed with an unpublished key', () => {
    expect(decodeJwt(person.id_token)).toMatchObject({
      aud: CLIENT,
      typ: 'ID',
      sid: expect.any(String) as string,
    });
    expect(decodeProtectedHeader(person.id_token).alg).toBe('RS256');
    expect(decodeJwt(person.refresh_token)).toMatchObject({ aud: issuer, typ: 'Refresh', azp: CLIENT });
    expect(decodeProtectedHeader(person.refresh_token).alg).toBe('HS512');
  });
});
