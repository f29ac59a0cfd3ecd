import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import { NetworkError } from '@keycloak/keycloak-admin-client';
import { createBareRealm, type BareRealm } from '../support/keycloak/adminRestRealm.ts';
import { adminClient } from '../support/keycloak/keycloak.ts';

let realm: BareRealm;
let admin: KeycloakAdminClient;

beforeAll(async () => {
  realm = await createBareRealm();
  admin = await adminClient();
  admin.setConfig({ realmName: realm.name });
});

afterAll(async () => {
  await realm.remove();
});

describe('the admin client', () => {
  it('returns the id of a new user', async () => {
    const { id } = await admin.users.create({ username: 'new-one' });
    expect((await realm.user(id)).username).toBe('new-one');
  });

  it('returns null for a user who does not exist', async () => {
    expect(await admin.users.findOne({ id: 'nobody' })).toBeNull();
  });

  it('returns null for a realm that does not exist', async () => {
    expect(await admin.realms.findOne({ realm: 'unknown' })).toBeNull();
  });

  it('drops empty values from a search, so Keycloak answers with everybody', async () => {
    await admin.users.create({ username: 'somebody' });
    const everybody = await admin.users.find({ max: 1_000 });
    const found = await admin.users.find({ username: '', exact: true, max: 1_000 });
    expect(found.map(({ id }) => id)).toEqual(expect.arrayContaining(everybody.map(({ id }) => id)));
  });

  it.each(['a/b', '../realms', 'a?b', 'a#b', 'a b', 'ü'])(
    'sends an id as one segment of the path: %s',
    async (id) => {
      expect(await admin.users.findOne({ id })).toBeNull();
    },
  );

  it('accepts a search value with every character that has a meaning in a URL', async () => {
    await admin.users.create({ username: 'meaning', attributes: { t: ['a&b=c#d?e+f %2B"g'] } });
    const found = await admin.users.find({ q: 't:"a&b=c#d?e+f %2B\\"g"', exact: true });
    expect(found.map(({ username }) => username)).toEqual(['meaning']);
  });

  it('throws a NetworkError with the status and the parsed body of a refusal', async () => {
    const refusal: unknown = await admin.users.create({ username: 'x' }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(NetworkError);
    const { response, responseData } = refusal as NetworkError;
    expect(response.status).toBe(400);
    expect(responseData).toEqual({
      field: 'username',
      errorMessage: 'error-invalid-length',
      params: ['username', 3, 255],
    });
  });

  it('throws when it deletes a user who does not exist', async () => {
    const refusal: unknown = await admin.users.del({ id: 'nobody' }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(NetworkError);
    expect((refusal as NetworkError).response.status).toBe(404);
  });

  it('returns a count as a number', async () => {
    expect(await admin.users.count()).toEqual(expect.any(Number));
  });
});
