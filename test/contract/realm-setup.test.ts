import { createBareRealm, type BareRealm } from '../support/keycloak/adminRestRealm.ts';

let realm: BareRealm;

beforeAll(async () => {
  realm = await createBareRealm({ settings: { displayName: 'A realm', verifyEmail: true } });
});

afterAll(async () => {
  await realm.remove();
});

/** The only element of a list that Admin REST answers with. */
async function only(path: string): Promise<{ id: string; name: string; [field: string]: unknown }> {
  const { body } = await realm.admin('GET', path);
  expect(body).toHaveLength(1);
  return (body as [{ id: string; name: string }])[0];
}

describe('realm settings', () => {
  it('stay unchanged if a PUT leaves them out', async () => {
    expect(await realm.admin('PUT', '', { editUsernameAllowed: true })).toEqual({ status: 204 });
    expect(await realm.admin('GET', '')).toMatchObject({
      body: { editUsernameAllowed: true, displayName: 'A realm', verifyEmail: true, enabled: true },
    });
  });

  it('lose the attributes of the realm that a PUT of attributes leaves out', async () => {
    await realm.admin('PUT', '', { attributes: { one: '1', two: '2' } });
    await realm.admin('PUT', '', { attributes: { two: '3' } });
    const { attributes } = (await realm.admin('GET', '')).body as { attributes: Record<string, string> };
    expect(attributes).toMatchObject({ two: '3' });
    expect(attributes).not.toHaveProperty('one');
  });

  it('lose the settings of the mail server that a PUT of it leaves out, keep unknown ones and a password of stars, and hide it', async () => {
    const stored = async (smtpServer: object) => {
      await realm.admin('PUT', '', { smtpServer });
      return ((await realm.admin('GET', '')).body as { smtpServer: object }).smtpServer;
    };
    const server = { host: 'h', from: 'a@b.test', auth: 'true', user: 'u' };
    const hidden = { ...server, password: '**********', 'scim.digest.password': 'x' };
    expect(await stored({ ...hidden, password: 'p', port: '25' })).toEqual({ ...hidden, port: '25' });
    expect(await stored(hidden)).toEqual(hidden);
    expect(await stored(server)).toEqual(server);
    const inVault = { ...server, password: '${vault.smtp}' };
    expect(await stored(inVault)).toEqual(inVault);
  });

  it('keep an account at the mail server only if Keycloak signs in there, with a password or with a token', async () => {
    const stored = async (smtpServer: object) => {
      await realm.admin('PUT', '', { smtpServer });
      return Object.keys(((await realm.admin('GET', '')).body as { smtpServer: object }).smtpServer).sort();
    };
    const server = { host: 'h', from: 'a@b.test' };
    const token = {
      authTokenUrl: 'u',
      authTokenScope: 's',
      authTokenClientId: 'c',
      authTokenClientSecret: 's',
    };
    const all = { ...server, user: 'u', password: 'p', ...token };
    const withAccount = ['auth', 'from', 'host', 'user'];
    expect(await stored(all)).toEqual(['from', 'host']);
    expect(await stored({ ...all, auth: 'true' })).toEqual([...withAccount, 'password'].sort());
    expect(await stored({ ...all, auth: 'true', authType: 'token' })).toEqual(
      [...withAccount, 'authType', ...Object.keys(token)].sort(),
    );
  });

  it('do not let users edit user names, and do not use e-mail addresses as user names, by default', async () => {
    const fresh = await createBareRealm();
    const answer = await fresh.admin('GET', '');
    await fresh.remove();
    expect(answer).toMatchObject({
      body: { editUsernameAllowed: false, registrationEmailAsUsername: false },
    });
  });
});

describe('an identity provider', () => {
  it('is answered 404 if the alias is unknown, keeps members of its configuration that Keycloak does not know, and hides its secret', async () => {
    const path = '/identity-provider/instances';
    expect(await realm.admin('GET', `${path}/nobody`)).toMatchObject({ status: 404 });
    const config = { clientSecret: 's', 'scim.managed': 'true' };
    expect(await realm.admin('POST', path, { alias: 'oidc', providerId: 'oidc', config })).toMatchObject({
      status: 201,
    });
    expect(await realm.admin('GET', `${path}/oidc`)).toMatchObject({
      body: { config: { clientSecret: '**********', 'scim.managed': 'true' } },
    });
    await realm.admin('PUT', `${path}/oidc`, {
      alias: 'oidc',
      providerId: 'oidc',
      config: { clientId: 'c' },
    });
    const { config: changed } = (await realm.admin('GET', `${path}/oidc`)).body as { config: object };
    expect(changed).not.toHaveProperty('clientSecret');
  });
});

describe('realm roles', () => {
  it('are found by name, and answered 404 if the name is unknown', async () => {
    expect(await realm.admin('GET', '/roles/scim-managed')).toMatchObject({
      status: 404,
      body: { error: 'Could not find role' },
    });
    expect((await realm.admin('POST', '/roles', { name: 'scim-managed', description: 'x' })).status).toBe(
      201,
    );
    expect(await realm.admin('GET', '/roles/scim-managed')).toMatchObject({ body: { name: 'scim-managed' } });
  });
});

describe('a confidential client', () => {
  it('gets a generated secret by default', async () => {
    await realm.admin('POST', '/clients', { clientId: 'made-up', publicClient: false });
    const { id } = await only('/clients?clientId=made-up');
    expect(await realm.admin('GET', `/clients/${id}/client-secret`)).toMatchObject({
      status: 200,
      body: { type: 'secret', value: expect.stringMatching(/^\w{20,}$/) as unknown },
    });
  });

  it('is unique: a second one with its client id is answered 409', async () => {
    await realm.admin('POST', '/clients', { clientId: 'once' });
    expect(await realm.admin('POST', '/clients', { clientId: 'once' })).toEqual({
      status: 409,
      body: { errorMessage: 'Client once already exists' },
    });
  });

  it('keeps its attributes when a PUT sets other fields', async () => {
    await realm.admin('POST', '/clients', { clientId: 'kept', attributes: { 'scim.enabled': 'true' } });
    const { id } = await only('/clients?clientId=kept');
    await realm.admin('PUT', `/clients/${id}`, {
      clientId: 'kept',
      serviceAccountsEnabled: true,
      secret: 'new',
    });
    expect(await only('/clients?clientId=kept')).toMatchObject({
      serviceAccountsEnabled: true,
      secret: 'new',
      attributes: { 'scim.enabled': 'true' },
    });
  });
});

describe('the rights over a realm', () => {
  it('are roles of the client realm-management; one that an administrator may not grant is left out of the available ones, and its grant is refused', async () => {
    const token = await realm.serviceAccount('grantor', ['manage-users', 'view-clients']);
    await realm.serviceAccount('granted', ['view-users']);
    const client = await only('/clients?clientId=granted');
    const account = (await realm.admin('GET', `/clients/${client.id}/service-account-user`)).body as {
      id: string;
    };
    const management = await only('/clients?clientId=realm-management');
    const { body } = await realm.admin('GET', `/clients/${management.id}/roles`);
    const roles = body as { name: string }[];
    const names = roles.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['manage-users', 'view-realm', 'view-clients', 'view-users']),
    );
    const mappings = `/users/${account.id}/role-mappings/clients/${management.id}`;
    const available = await realm.admin('GET', `${mappings}/available`, undefined, token);
    expect(available.body).not.toContainEqual(expect.objectContaining({ name: 'manage-realm' }));
    const wanted = roles.filter(({ name }) => name === 'manage-realm');
    expect((await realm.admin('POST', mappings, wanted, token)).status).toBe(403);
    expect((await realm.admin('POST', mappings, wanted)).status).toBe(204);
  });
});
