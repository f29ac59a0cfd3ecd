import { administrator, createBareRealm, type BareRealm } from '../support/keycloak/adminRestRealm.ts';

let realm: BareRealm;

beforeAll(async () => {
  realm = await createBareRealm();
});

afterAll(async () => {
  await realm.remove();
});

describe('reading a user', () => {
  it('answers with every field that was written', async () => {
    const user = {
      username: 'complete',
      email: 'complete@example.com',
      firstName: 'Com',
      lastName: 'Plete',
      enabled: true,
      attributes: { a: ['1', '2'] },
    };
    const id = await realm.createUser(user);
    expect(await realm.user(id)).toMatchObject({ id, ...user });
  });

  it('leaves out fields and attributes that have no value', async () => {
    const id = await realm.createUser({ username: 'bare' });
    const fields = Object.keys(await realm.user(id));
    expect(['firstName', 'lastName', 'email', 'attributes'].filter((name) => fields.includes(name))).toEqual(
      [],
    );
  });

  it('never answers with the password', async () => {
    const credentials = [{ type: 'password', value: 'never-to-be-seen', temporary: false }];
    const id = await realm.createUser({ credentials });
    expect(JSON.stringify(await realm.user(id))).not.toContain('never-to-be-seen');
  });

  it.each([
    'nobody',
    '00000000-0000-0000-0000-000000000000',
    'a:b',
    '%20',
    "a'b",
    '%F0%9F%98%80',
    'x'.repeat(255),
  ])('who does not exist is answered with 404: %s', async (id) => {
    expect(await realm.admin('GET', `/users/${id}`)).toEqual({
      status: 404,
      body: { error: 'User not found' },
    });
  });

  it('answers with a number for the id "count"', async () => {
    expect(await realm.admin('GET', '/users/count')).toEqual({
      status: 200,
      body: expect.any(Number) as unknown,
    });
  });

  it('answers with the user profile for the id "profile"', async () => {
    const answer = await realm.admin('GET', '/users/profile');
    expect(answer).toMatchObject({ status: 200, body: { attributes: expect.any(Array) as unknown } });
  });

  it.each(['f:', 'f:x'])('answers 500 to half the id of a federated user: %s', async (id) => {
    expect((await realm.admin('GET', `/users/${id}`)).status).toBe(500);
  });

  it('answers 404 to the id of a federated user whose provider does not exist', async () => {
    expect((await realm.admin('GET', '/users/f:provider:name')).status).toBe(404);
  });
});

describe('a realm', () => {
  const send = administrator();

  it.each(['', '/users', '/users/profile', '/clients?clientId=scim-endpoint'])(
    'that does not exist is answered with 404: GET %s',
    async (path) => {
      const answer = await send('GET', `/unknown${path}`);
      expect(answer).toEqual({ status: 404, body: { error: 'Realm not found.' } });
    },
  );

  it('is not found by its name in another case', async () => {
    expect((await send('GET', `/${realm.name.toUpperCase()}`)).status).toBe(404);
  });
});

describe('a disabled realm', () => {
  let disabled: BareRealm;

  beforeAll(async () => {
    disabled = await createBareRealm({ settings: { enabled: false } });
  });

  afterAll(async () => {
    await disabled.remove();
  });

  it('shows that it is disabled in its settings', async () => {
    expect(await disabled.admin('GET', '')).toMatchObject({ status: 200, body: { enabled: false } });
  });

  it('still accepts writes of an administrator of master', async () => {
    const id = await disabled.createUser({ username: 'written' });
    expect((await disabled.user(id)).username).toBe('written');
  });
});
