import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import { federate, startLdap, type LdapServer } from '../../support/servers/ldap.ts';
import { filtered, patch, user } from '../../support/scim/messages.ts';
import { assertScimError } from '../../support/scim/scimError.ts';

interface List {
  readonly totalResults: number;
  readonly Resources: readonly { readonly id: string; readonly userName: string }[];
}

const ADA = {
  userName: 'ada',
  name: { givenName: 'Ada', familyName: 'Lovelace' },
  emails: [{ value: 'ada@example.org', type: 'work', primary: true }],
  active: true,
};

const FROM_FEDERATION = { status: 403, detail: /user federation/ };

let ldap: LdapServer;
let bridge: TestBridge;

beforeAll(async () => {
  ldap = await startLdap([
    { uid: 'ada', givenName: 'Ada', surname: 'Lovelace', mail: 'Ada@Example.org' },
    { uid: 'bob', givenName: 'Bob', surname: 'Babbage', mail: 'bob@example.org' },
  ]);
  bridge = await startTestBridge();
});

afterAll(async () => {
  await bridge.close();
  await ldap.stop();
});

const list = async (realm: TestRealm, path: string): Promise<List> =>
  (await realm.scim('GET', path)).body as List;

/** The path of Ada in a realm. */
async function pathOfAda(realm: TestRealm): Promise<string> {
  const { Resources } = await list(realm, filtered('userName eq "ada"'));
  return `/Users/${encodeURIComponent(Resources[0]?.id ?? '')}`;
}

describe('a person from a read-only directory', () => {
  let realm: TestRealm;
  let path: string;

  beforeAll(async () => {
    realm = await bridge.realm();
    await federate(realm.name, ldap, { editMode: 'READ_ONLY', importsUsers: true });
    path = await pathOfAda(realm);
  });

  it('can be read by id', async () => {
    expect(await realm.scim('GET', path)).toMatchObject({ status: 200, body: ADA });
  });

  it.each(['userName eq "ADA"', 'emails.value eq "ada@example.org"', 'name.givenName eq "Ada"'])(
    'can be found by %s',
    async (filter) => {
      expect(await list(realm, filtered(filter))).toMatchObject({ totalResults: 1, Resources: [ADA] });
    },
  );

  it('is in lists', async () => {
    const { Resources } = await list(realm, '/Users');
    expect(Resources.map(({ userName }) => userName)).toEqual(['ada', 'bob']);
  });

  it('is shown without the attributes of the directory', async () => {
    const { body } = (await realm.scim('GET', path)) as { body: unknown };
    expect(JSON.stringify(body)).not.toMatch(/LDAP|Timestamp|ou=people/);
  });

  it.each([
    { op: 'replace', path: 'name.givenName', value: 'Eve' },
    { op: 'replace', path: 'userName', value: 'eve' },
    { op: 'replace', path: 'emails[type eq "work"].value', value: 'eve@example.org' },
    { op: 'add', path: 'externalId', value: '701984' },
    { op: 'remove', path: 'name.familyName' },
    { op: 'replace', path: 'password', value: 'a new password' },
  ])('cannot be changed: $op $path', async (operation) => {
    assertScimError(await realm.scim('PATCH', path, patch(operation)), FROM_FEDERATION);
    expect(await realm.scim('GET', path)).toMatchObject({ body: ADA });
  });

  it('cannot be replaced', async () => {
    const countess = user('ada', { ...ADA, displayName: 'Countess of Lovelace' });
    assertScimError(await realm.scim('PUT', path, countess), FROM_FEDERATION);
  });

  it('cannot be deleted, because the directory would bring it back', async () => {
    assertScimError(await realm.scim('DELETE', path), FROM_FEDERATION);
    expect(await realm.scim('GET', path)).toMatchObject({ status: 200 });
  });

  it('can be deactivated and reactivated, with nothing else in the same request', async () => {
    const deactivate = { op: 'replace', path: 'active', value: false };
    const both = patch(deactivate, { op: 'replace', path: 'title', value: 'x' });
    assertScimError(await realm.scim('PATCH', path, both), FROM_FEDERATION);
    expect(await realm.scim('PATCH', path, patch(deactivate))).toMatchObject({
      status: 200,
      body: { active: false },
    });
    expect(await realm.scim('GET', path)).toMatchObject({ body: { ...ADA, active: false } });
    const reactivate = { op: 'replace', path: 'active', value: true };
    expect(await realm.scim('PATCH', path, patch(reactivate))).toMatchObject({
      status: 200,
      body: { active: true },
    });
  });

  it('accepts a change that changes nothing', async () => {
    const operation = { op: 'replace', path: 'name.givenName', value: 'Ada' };
    expect(await realm.scim('PATCH', path, patch(operation))).toMatchObject({ status: 200, body: ADA });
  });

  it('prevents another user with the same user name', async () => {
    assertScimError(await realm.scim('POST', '/Users', user('Ada')), { status: 409, scimType: 'uniqueness' });
  });
});

describe('a person from a read-only directory that Keycloak does not import', () => {
  let realm: TestRealm;
  let path: string;

  beforeAll(async () => {
    realm = await bridge.realm();
    await federate(realm.name, ldap, { editMode: 'READ_ONLY', importsUsers: false });
    path = await pathOfAda(realm);
  });

  it('can be read by an id with colons', async () => {
    expect(decodeURIComponent(path)).toMatch(/^\/Users\/f:.+:ada$/);
    expect(await realm.scim('GET', path)).toMatchObject({ status: 200, body: ADA });
  });

  it.each([
    { op: 'replace', path: 'active', value: false },
    { op: 'replace', path: 'name.givenName', value: 'Eve' },
    { op: 'add', path: 'externalId', value: '701984' },
  ])('cannot be changed: $op $path', async (operation) => {
    assertScimError(await realm.scim('PATCH', path, patch(operation)), FROM_FEDERATION);
  });
});

describe('malformed ids of federated users', () => {
  let realm: TestRealm;

  beforeAll(async () => {
    realm = await bridge.realm();
  });

  it.each(['count', 'profile', 'f:', 'f:x', 'f:x:y'])('are answered 404: %s', async (id) => {
    assertScimError(await realm.scim('GET', `/Users/${id}`), { status: 404 });
    assertScimError(await realm.scim('DELETE', `/Users/${id}`), { status: 404 });
  });
});
