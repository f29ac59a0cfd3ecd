import { setTimeout as sleep } from 'node:timers/promises';
import type UserRepresentation from '@keycloak/keycloak-admin-client/lib/defs/userRepresentation.js';
import { createBareRealm, type BareAnswer, type BareRealm } from '../support/keycloak/adminRestRealm.ts';
import { federate, startLdap, type LdapServer } from '../support/servers/ldap.ts';

const PEOPLE = [
  { uid: 'ada', givenName: 'Ada', surname: 'Lovelace', mail: 'Ada@Example.org' },
  { uid: 'bob', givenName: 'Bob', surname: 'Babbage', mail: 'bob@example.org' },
  { uid: 'cyd', givenName: 'Cyd', surname: 'Charisse', mail: 'cyd@example.org' },
];

const NOT_WRITABLE = { status: 400, body: { errorMessage: 'Federated storage is not writable' } };

const readOnly = (field: string) => ({
  field,
  errorMessage: 'error-user-attribute-read-only',
  params: [field],
});

let ldap: LdapServer;

beforeAll(async () => {
  ldap = await startLdap(PEOPLE);
});

afterAll(async () => {
  await ldap.stop();
});

async function federatedRealm(federation: Parameters<typeof federate>[2]): Promise<[BareRealm, string]> {
  const realm = await createBareRealm({ settings: { editUsernameAllowed: true } });
  return [realm, await federate(realm.name, ldap, federation)];
}

async function named(realm: BareRealm, username: string): Promise<UserRepresentation & { id: string }> {
  const { body } = await realm.admin('GET', `/users?username=${username}&exact=true`);
  expect(body).toHaveLength(1);
  return (body as [UserRepresentation & { id: string }])[0];
}

/** Writes a user back with changes, as the bridge does: every field, and all attributes. */
async function put(
  realm: BareRealm,
  user: UserRepresentation & { id: string },
  changes: object,
): Promise<BareAnswer> {
  const { id, username, email, firstName, lastName, enabled, attributes } = user;
  const write = { username, email, firstName, lastName, enabled, attributes, ...changes };
  return realm.admin('PUT', `/users/${encodeURIComponent(id)}`, write);
}

describe('a user of a read-only provider that imports', () => {
  let realm: BareRealm;
  let provider: string;
  let ada: UserRepresentation & { id: string };

  beforeAll(async () => {
    [realm, provider] = await federatedRealm({ editMode: 'READ_ONLY', importsUsers: true });
    ada = await named(realm, 'ada');
  });

  afterAll(async () => {
    await realm.remove();
  });

  it('is found, listed and counted like any other', async () => {
    expect(await realm.find({ username: 'ADA', exact: 'true' })).toEqual(['ada']);
    expect(await realm.find({ email: 'ada@example.org', exact: 'true' })).toEqual(['ada']);
    expect(await realm.find({ first: '0', max: '100' })).toEqual(['ada', 'bob', 'cyd']);
    expect((await realm.admin('GET', '/users/count')).body).toBe(3);
  });

  it('has an ordinary id, and its provider in federationLink', async () => {
    expect(await realm.user(ada.id)).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
      username: 'ada',
      email: 'ada@example.org',
      firstName: 'Ada',
      lastName: 'Lovelace',
      enabled: true,
      federationLink: provider,
    });
  });

  it('has the attributes of the directory', async () => {
    expect(Object.keys((await realm.user(ada.id)).attributes ?? {}).sort()).toEqual([
      'LDAP_ENTRY_DN',
      'LDAP_ID',
      'createTimestamp',
      'modifyTimestamp',
    ]);
  });

  it('may be written back unchanged', async () => {
    expect(await put(realm, ada, {})).toEqual({ status: 204 });
  });

  it.each([
    ['firstName', { firstName: 'Eve' }],
    ['email', { email: 'eve@example.org' }],
    ['username', { username: 'eve' }],
  ])('refuses another %s as a read-only field', async (field, changes) => {
    expect(await put(realm, ada, changes)).toEqual({ status: 400, body: readOnly(field) });
  });

  it('refuses several other fields as several problems', async () => {
    expect(await put(realm, ada, { firstName: 'Eve', username: 'eve' })).toEqual({
      status: 400,
      body: { errors: expect.arrayContaining([readOnly('firstName'), readOnly('username')]) as unknown },
    });
  });

  it('refuses another attribute in one sentence', async () => {
    const attributes = { ...ada.attributes, externalId: ['x'] };
    expect(await put(realm, ada, { attributes })).toEqual(NOT_WRITABLE);
  });

  it('refuses a password in one sentence', async () => {
    const credentials = [{ type: 'password', value: 'a password', temporary: false }];
    expect(await put(realm, ada, { credentials })).toEqual(NOT_WRITABLE);
  });

  it('refuses another value of an attribute of the directory', async () => {
    expect(await put(realm, ada, { attributes: { ...ada.attributes, LDAP_ID: ['x'] } })).toEqual({
      status: 400,
      body: {
        field: 'LDAP_ID',
        errorMessage: 'updateReadOnlyAttributesRejectedMessage',
        params: ['LDAP_ID'],
      },
    });
  });

  it('keeps the attributes of the directory that a PUT leaves out', async () => {
    expect(await put(realm, ada, { attributes: {} })).toEqual({ status: 204 });
    expect((await realm.user(ada.id)).attributes).toEqual(ada.attributes);
  });

  it('keeps the fields that a PUT leaves out, although the answer is 204', async () => {
    const cleared = { firstName: undefined, lastName: undefined, email: undefined };
    expect(await put(realm, ada, cleared)).toEqual({ status: 204 });
    expect(await realm.user(ada.id)).toMatchObject({
      firstName: 'Ada',
      lastName: 'Lovelace',
      email: 'ada@example.org',
    });
  });

  it('can be disabled and enabled if nothing else changes', async () => {
    expect(await put(realm, ada, { enabled: false })).toEqual({ status: 204 });
    expect((await realm.user(ada.id)).enabled).toBe(false);
    expect(await put(realm, ada, { enabled: true })).toEqual({ status: 204 });
    expect((await realm.user(ada.id)).enabled).toBe(true);
  });

  it('can be signed out', async () => {
    expect(await realm.admin('POST', `/users/${ada.id}/logout`)).toEqual({ status: 204 });
  });

  it('prevents others from having the same user name or e-mail address', async () => {
    expect(await realm.admin('POST', '/users', { username: 'Bob' })).toEqual({
      status: 409,
      body: { errorMessage: 'User exists with same username' },
    });
    expect(await realm.admin('POST', '/users', { username: 'another', email: 'bob@example.org' })).toEqual({
      status: 409,
      body: { errorMessage: 'User exists with same email' },
    });
  });

  it('comes back from the directory with another id after a deletion, although the answer is 204', async () => {
    const { id } = await named(realm, 'cyd');
    expect(await realm.admin('DELETE', `/users/${id}`)).toEqual({ status: 204 });
    expect((await realm.admin('GET', `/users/${id}`)).status).toBe(404);
    expect((await named(realm, 'cyd')).id).not.toBe(id);
  });
});

describe('a user of a read-only provider that does not import', () => {
  let realm: BareRealm;
  let provider: string;
  let ada: UserRepresentation & { id: string };

  const cannotWrite = (what: string) => ({
    status: 400,
    body: {
      errorMessage: `The user is read-only. Not possible to write '${what}' when updating user 'ada'.`,
    },
  });

  beforeAll(async () => {
    [realm, provider] = await federatedRealm({ editMode: 'READ_ONLY', importsUsers: false });
    ada = await named(realm, 'ada');
  });

  afterAll(async () => {
    await realm.remove();
  });

  it('has an id made of the provider and the user name, and can be read by it', async () => {
    expect(ada.id).toBe(`f:${provider}:ada`);
    expect(await realm.user(ada.id)).toMatchObject({ id: ada.id, username: 'ada', federationLink: provider });
  });

  it('is found and listed, but not counted', async () => {
    expect(await realm.find({ email: 'ada@example.org', exact: 'true' })).toEqual(['ada']);
    expect(await realm.find({ first: '0', max: '100' })).toEqual(['ada', 'bob', 'cyd']);
    expect((await realm.admin('GET', '/users/count')).body).toBe(0);
  });

  it('has the time of the request as the time of creation', async () => {
    const { createdTimestamp: before = 0 } = await realm.user(ada.id);
    await sleep(10);
    expect((await realm.user(ada.id)).createdTimestamp).toBeGreaterThan(before);
  });

  it('refuses another name as a read-only field', async () => {
    expect(await put(realm, ada, { firstName: 'Eve' })).toEqual({ status: 400, body: readOnly('firstName') });
  });

  it('refuses another attribute in one sentence that names it', async () => {
    const attributes = { ...ada.attributes, externalId: ['x'] };
    expect(await put(realm, ada, { attributes })).toEqual(cannotWrite('attribute(externalId)'));
  });

  it('cannot be disabled', async () => {
    expect(await put(realm, ada, { enabled: false })).toEqual(cannotWrite('enabled'));
  });

  it('can be signed out, and its offline tokens can be listed', async () => {
    const path = `/users/${encodeURIComponent(ada.id)}`;
    expect(await realm.admin('POST', `${path}/logout`)).toEqual({ status: 204 });
    expect(await realm.admin('GET', `${path}/consents`)).toEqual({ status: 200, body: [] });
  });

  it('cannot join a group, which is answered 500', async () => {
    const { location = '' } = await realm.admin('POST', '/groups', { name: 'team' });
    const groupId = location.split('/').pop() ?? '';
    const { status } = await realm.admin('PUT', `/users/${encodeURIComponent(ada.id)}/groups/${groupId}`);
    expect(status).toBe(500);
  });

  it('is still there after a deletion, although the answer is 204', async () => {
    expect(await realm.admin('DELETE', `/users/${encodeURIComponent(ada.id)}`)).toEqual({ status: 204 });
    expect((await realm.user(ada.id)).username).toBe('ada');
  });
});

describe('a user of a writable provider', () => {
  it('accepts changes, and is deleted in the directory too', async () => {
    const [realm] = await federatedRealm({ editMode: 'WRITABLE', importsUsers: true });
    const bob = await named(realm, 'bob');
    expect(await put(realm, bob, { lastName: 'Changed' })).toEqual({ status: 204 });
    expect((await realm.user(bob.id)).lastName).toBe('Changed');
    expect(await realm.admin('DELETE', `/users/${bob.id}`)).toEqual({ status: 204 });
    expect(await realm.find({ username: 'bob', exact: 'true' })).toEqual([]);
    await realm.remove();
  });
});
