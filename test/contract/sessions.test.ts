import { setTimeout as sleep } from 'node:timers/promises';
import { createBareRealm, type BareAnswer, type BareRealm } from '../support/keycloak/adminRestRealm.ts';

interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
}

const PASSWORD = 'a password';
const refused = (error_description: string) => ({
  status: 400,
  body: { error: 'invalid_grant', error_description },
});

let realm: BareRealm;

beforeAll(async () => {
  realm = await createBareRealm();
  await realm.admin('POST', '/clients', {
    clientId: 'app',
    publicClient: true,
    directAccessGrantsEnabled: true,
  });
});

afterAll(async () => {
  await realm.remove();
});

/** A person who can sign in. */
async function createPerson(username: string): Promise<string> {
  return realm.createUser({
    username,
    email: `${username}@example.com`,
    firstName: 'First',
    lastName: 'Last',
    credentials: [{ type: 'password', value: PASSWORD, temporary: false }],
  });
}

async function signIn(username: string, scope = 'openid'): Promise<Tokens> {
  const form = { grant_type: 'password', client_id: 'app', username, password: PASSWORD, scope };
  const answer = await realm.token(form);
  expect(answer.status).toBe(200);
  return answer.body as Tokens;
}

const refresh = ({ refresh_token }: Tokens): Promise<BareAnswer> =>
  realm.token({ grant_type: 'refresh_token', client_id: 'app', refresh_token });

async function setEnabled(id: string, enabled: boolean): Promise<void> {
  expect(await realm.admin('PUT', `/users/${id}`, { enabled })).toEqual({ status: 204 });
}

describe('disabling a user', () => {
  it('stops refresh tokens only until the user is enabled again', async () => {
    const id = await createPerson('paused');
    const [online, offline] = [await signIn('paused'), await signIn('paused', 'openid offline_access')];
    await setEnabled(id, false);
    expect(await refresh(online)).toEqual(refused('User disabled'));
    expect(await refresh(offline)).toEqual(refused('User disabled'));
    await setEnabled(id, true);
    expect((await refresh(online)).status).toBe(200);
    expect((await refresh(offline)).status).toBe(200);
  });

  it('prevents the user from signing in', async () => {
    const id = await createPerson('locked');
    await setEnabled(id, false);
    const form = { grant_type: 'password', client_id: 'app', username: 'locked', password: PASSWORD };
    expect(await realm.token(form)).toEqual(refused('Account disabled'));
  });
});

describe('POST logout', () => {
  it('answers 204, also for users without sessions', async () => {
    const id = await realm.createUser();
    expect(await realm.admin('POST', `/users/${id}/logout`)).toEqual({ status: 204 });
  });

  it('answers 404 for an unknown user', async () => {
    expect(await realm.admin('POST', '/users/nobody/logout')).toEqual({
      status: 404,
      body: { error: 'User not found' },
    });
  });

  it('ends earlier refresh tokens for good, online and offline, even if the user is enabled again', async () => {
    const id = await createPerson('leaver');
    const [online, offline] = [await signIn('leaver'), await signIn('leaver', 'openid offline_access')];
    await sleep(1_100); // What is issued in the very second of the logout survives it.
    await setEnabled(id, false);
    await realm.admin('POST', `/users/${id}/logout`);
    expect(await refresh(online)).toEqual(refused('Session not active'));
    expect(await refresh(offline)).toEqual(refused('User disabled'));
    await setEnabled(id, true);
    expect(await refresh(online)).toEqual(refused('Session not active'));
    expect(await refresh(offline)).toEqual(refused('Stale token'));
  });

  it('leaves the user without sessions', async () => {
    const id = await createPerson('many-sessions');
    await signIn('many-sessions');
    await signIn('many-sessions');
    expect((await realm.admin('GET', `/users/${id}/sessions`)).body).toHaveLength(2);
    await realm.admin('POST', `/users/${id}/logout`);
    expect((await realm.admin('GET', `/users/${id}/sessions`)).body).toEqual([]);
  });

  it('is not undone by a PUT of the whole user', async () => {
    const id = await createPerson('written-after');
    await realm.admin('POST', `/users/${id}/logout`);
    const { notBefore } = await realm.user(id);
    await realm.admin('PUT', `/users/${id}`, { username: 'written-after', enabled: true, attributes: {} });
    expect(notBefore).toBeGreaterThan(0);
    expect((await realm.user(id)).notBefore).toBe(notBefore);
  });
});
