import type { KeycloakUser } from '../../../../../bridge/keycloak/port/users.ts';
import {
  createMemoryScim,
  type MemoryAnswer,
  type MemoryScim,
} from '../../../../support/memory/memoryScim.ts';
import {
  ENTERPRISE_URN,
  filtered,
  LIST_URN,
  patch,
  user,
  USER_URN,
} from '../../../../support/scim/messages.ts';

const BASE = 'https://scim.example.test/realms/acme/scim/v2';

let scim: MemoryScim;

beforeEach(async () => {
  scim = await createMemoryScim();
});

/** Creates a user and returns its id. */
async function create(userName: string, members: Record<string, unknown> = {}): Promise<string> {
  const { status, body } = await scim.send('POST', '/Users', user(userName, members));
  expect(status).toBe(201);
  return String(body.id);
}

const stored = (id: string): Promise<KeycloakUser | undefined> => scim.realm.users.get(id);

const error = (status: number, scimType: string | undefined, detail: unknown) => ({
  status,
  body: {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
    ...(scimType === undefined ? {} : { scimType }),
    ...{ detail, status: String(status) },
  },
});

/** Gives a user a right over the realm. */
async function makeAdministrator(id: string): Promise<void> {
  const role = await scim.realm.roles.find('manage-users', 'realm-management');
  await scim.realm.roles.give({ user: id }, role === undefined ? [] : [role]);
}

describe('POST /Users', () => {
  it('creates a user and answers with it', async () => {
    const answer = await scim.send(
      'POST',
      '/Users',
      user('Ann.Lee', {
        externalId: 'E-1',
        name: { givenName: 'Ann', familyName: 'Lee' },
        emails: [{ value: 'Ann@Example.com', type: 'work', primary: true }],
        [ENTERPRISE_URN]: { department: 'Sales' },
      }),
    );
    const id = String(answer.body.id);
    const location = `${BASE}/Users/${id}`;
    expect(answer).toMatchObject({
      status: 201,
      headers: { Location: location, ETag: answer.body.meta.version },
      body: {
        ...{ schemas: [USER_URN, ENTERPRISE_URN], userName: 'Ann.Lee', externalId: 'E-1', active: true },
        name: { givenName: 'Ann', familyName: 'Lee' },
        emails: [{ value: 'Ann@Example.com', type: 'work', primary: true }],
        [ENTERPRISE_URN]: { department: 'Sales' },
        meta: { resourceType: 'User', location },
      },
    });
    expect(await stored(id)).toMatchObject({
      ...{ username: 'ann.lee', email: 'ann@example.com', firstName: 'Ann', lastName: 'Lee', enabled: true },
      attributes: { externalId: ['E-1'], department: ['Sales'], 'scim.source': ['scim'] },
    });
    expect((await scim.send('GET', `/Users/${id}`)).body).toEqual(answer.body);
  });

  it('stores a password and never shows it', async () => {
    const { body } = await scim.send('POST', '/Users', user('ann', { password: 'a secret password' }));
    expect(JSON.stringify(body)).not.toContain('password');
    expect(await scim.console.credentialTypes(String(body.id))).toEqual(['password']);
  });

  it('creates a disabled user', async () => {
    expect(await stored(await create('ann', { active: false }))).toMatchObject({ enabled: false });
  });

  it.each([
    ['a userName', 'whatever its case', user('ANN'), 'userName'],
    [
      'an e-mail address',
      'whatever its case',
      user('bob', { emails: [{ value: 'ANN@example.com' }] }),
      'e-mail address',
    ],
    [
      'an e-mail address',
      'with the userName, which is named',
      user('ann', { emails: [{ value: 'ann@example.com' }] }),
      'userName',
    ],
  ])('answers 409 to %s that is taken, %s', async (_attribute, _how, body, named) => {
    await create('ann', { emails: [{ value: 'ann@example.com' }] });
    expect(await scim.send('POST', '/Users', body)).toMatchObject(
      error(409, 'uniqueness', `Another user of the realm already has this ${named}.`),
    );
    expect(await scim.realm.users.count()).toBe(1);
  });

  it.each([
    ['no userName', { schemas: [USER_URN] }, /userName/],
    ['a userName that Keycloak refuses', user('x'), /^"userName" is too short or too long/],
    ['the name of a service account', user('service-account-app'), /must not begin with "service-account-"/],
  ])('answers 400 to %s', async (_what, body, detail) => {
    const answer = await scim.send('POST', '/Users', body);
    expect(answer).toMatchObject(error(400, 'invalidValue', expect.stringMatching(detail)));
    expect(await scim.realm.users.count()).toBe(0);
  });
});

describe('POST /Users where the realm has rules for new users', () => {
  it('gives roles and memberships', async () => {
    scim = await createMemoryScim({ onboarding: { realmRoles: ['staff'], groups: ['/all'] } });
    const { realm, console } = scim;
    const role = await console.createRealmRole('staff');
    const groupId = await realm.groups.create({ name: 'all', attributes: {} });
    const id = await create('ann');
    expect(await realm.roles.listDirect({ user: id })).toContainEqual(role);
    expect(await realm.users.find({ by: 'group', groupId }, { first: 0, max: 10 })).toMatchObject([{ id }]);
  });

  it('creates nobody where a rule names what does not exist', async () => {
    scim = await createMemoryScim({ onboarding: { realmRoles: ['none'] } });
    const answer = await scim.send('POST', '/Users', user('ann'));
    expect(answer).toMatchObject({ status: 500, facts: {} });
    expect(await scim.realm.users.count()).toBe(0);
  });

  it('invites by mail, where there is an address for it', async () => {
    scim = await createMemoryScim({ onboarding: { invitation: { lifespanMinutes: 60 } } });
    await create('ann', { emails: [{ value: 'ann@example.com' }] });
    expect(scim.mails).toEqual([{ actions: ['UPDATE_PASSWORD'], lifespanSeconds: 3_600 }]);
    const { status, facts } = await scim.send('POST', '/Users', user('bob'));
    expect(status).toBe(201);
    expect(facts.notes).toEqual(['The user has no e-mail address, so no invitation was sent.']);
    expect(scim.mails).toHaveLength(1);
  });
});

describe('GET /Users/{id}', () => {
  it('shows the groups of a user to a client that asks for them', async () => {
    const { groups } = scim.realm;
    const [id, groupId] = [await create('ann'), await groups.create({ name: 'Sales', attributes: {} })];
    await groups.join(groupId, id);
    expect((await scim.send('GET', `/Users/${id}?attributes=groups`)).body.groups).toEqual([
      { value: groupId, $ref: `${BASE}/Groups/${groupId}`, display: 'Sales', type: 'direct' },
    ]);
    expect((await scim.send('GET', `/Users/${id}`)).body).not.toHaveProperty('groups');
    expect((await scim.send('GET', `/Users/${id}?attributes=userName`)).body).toEqual({
      schemas: [USER_URN],
      id,
      userName: 'ann',
    });
  });

  it('answers 304 to a client that has this version', async () => {
    const id = await create('ann');
    const { headers } = await scim.send('GET', `/Users/${id}`);
    const again = await scim.send('GET', `/Users/${id}`, undefined, { ifNoneMatch: headers.ETag });
    expect(again).toMatchObject({ status: 304, body: undefined });
  });

  it.each(['GET', 'PUT', 'PATCH', 'DELETE'])('%s of nobody is 404', async (method) => {
    const body = method === 'PATCH' ? patch({ op: 'replace', path: 'active', value: false }) : user('ann');
    const answer = await scim.send(method, '/Users/nobody', body);
    expect(answer).toMatchObject(error(404, undefined, 'There is no user with the id "nobody".'));
  });
});

describe('GET /Users', () => {
  const names = ({ body }: MemoryAnswer): string[] =>
    (body.Resources as { userName: string }[]).map(({ userName }) => userName);

  beforeEach(async () => {
    await create('Bob', { externalId: 'B', title: 'Boss', emails: [{ value: 'bob@example.com' }] });
    await create('ann', { externalId: 'A', active: false });
    await create('Carol', { externalId: 'C', title: 'Chief' });
    await scim.console.createClient('app');
  });

  it.each([
    ['userName eq "BOB"', ['Bob']],
    ['userName eq "nobody"', []],
    ['externalId eq "A"', ['ann']],
    ['externalId eq "a"', []],
    ['emails.value eq "Bob@Example.com"', ['Bob']],
    ['emails[value eq "bob@example.com"]', ['Bob']],
    ['active eq false', ['ann']],
    ['active eq true', ['Bob', 'Carol']],
    ['title pr and not (title sw "B")', ['Carol']],
    ['userName eq "ann" or externalId eq "C"', ['ann', 'Carol']],
    ['userName eq "ann" and active eq true', []],
  ])('finds by %s', async (filter, found) => {
    const answer = await scim.send('GET', filtered(filter));
    expect(answer).toMatchObject({ status: 200, body: { schemas: [LIST_URN], totalResults: found.length } });
    expect(found.length === 0 ? [] : names(answer)).toEqual(found);
  });

  it('lists everybody but service accounts, in pages', async () => {
    expect(names(await scim.send('GET', '/Users'))).toEqual(['ann', 'Bob', 'Carol']);
    const page = await scim.send('GET', '/Users?startIndex=2&count=1');
    expect(page.body).toMatchObject({ totalResults: 3, startIndex: 2, itemsPerPage: 1 });
    expect(names(page)).toEqual(['Bob']);
    const sorted = await scim.send('GET', '/Users?sortBy=externalId&sortOrder=descending');
    expect(names(sorted)).toEqual(['Carol', 'Bob', 'ann']);
  });

  it('does not scan more users than it may', async () => {
    const small = await createMemoryScim({ limits: { scan: 2 } });
    for (const name of ['ann', 'bob', 'carol']) await small.send('POST', '/Users', user(name));
    const answer = await small.send('GET', filtered('title co "x"'));
    expect(answer).toMatchObject(error(400, 'tooMany', expect.stringContaining('more than 2 resources')));
    expect((await small.send('GET', filtered('userName eq "bob"'))).body.totalResults).toBe(1);
  });

  it('answers 400 to a filter that cannot be read', async () => {
    const answer = await scim.send('GET', filtered('userName eq'));
    expect(answer).toMatchObject(error(400, 'invalidFilter', expect.any(String)));
  });
});

describe('PUT /Users/{id}', () => {
  it('replaces what SCIM knows and keeps what it does not', async () => {
    const id = await create('ann', { title: 'Boss', name: { givenName: 'Ann' } });
    const before = await stored(id);
    const attributes = { ...before?.attributes, badge: ['7'] };
    await scim.realm.users.replace(id, { username: 'ann', firstName: 'Ann', attributes });
    const body = user('Ann.New', { name: { familyName: 'New' } });
    const answer = await scim.send('PUT', `/Users/${id}`, body);
    expect(answer).toMatchObject({ status: 200, body: { id, userName: 'Ann.New', active: true } });
    expect(answer.body.name).toEqual({ familyName: 'New' });
    const after = await stored(id);
    expect(after).toMatchObject({ username: 'ann.new', lastName: 'New', attributes: { badge: ['7'] } });
    expect(after?.firstName).toBeUndefined();
    expect(after?.attributes).not.toHaveProperty('title');
    expect(after?.createdTimestamp).toBe(before?.createdTimestamp);
  });

  it('that changes nothing writes nothing', async () => {
    const id = await create('ann', { title: 'Boss' });
    const before = await stored(id);
    expect((await scim.send('PUT', `/Users/${id}`, user('ann', { title: 'Boss' }))).status).toBe(200);
    expect(await stored(id)).toEqual(before);
  });

  it('without "active" leaves a disabled user disabled', async () => {
    const id = await create('ann', { active: false });
    expect((await scim.send('PUT', `/Users/${id}`, user('ann'))).body.active).toBe(false);
    expect(await stored(id)).toMatchObject({ enabled: false });
  });

  it('answers 409 to a userName that is taken, and changes nothing', async () => {
    await create('bob');
    const id = await create('ann');
    const before = await stored(id);
    const answer = await scim.send('PUT', `/Users/${id}`, user('BOB', { title: 'Boss' }));
    expect(answer).toMatchObject(
      error(409, 'uniqueness', 'Another user of the realm already has this userName.'),
    );
    expect(await stored(id)).toEqual(before);
  });

  it('answers 412 to a client that has another version', async () => {
    const id = await create('ann');
    const ifMatch = (await scim.send('GET', `/Users/${id}`)).headers.ETag;
    const write = (title: string) => scim.send('PUT', `/Users/${id}`, user('ann', { title }), { ifMatch });
    expect((await write('Boss')).status).toBe(200);
    expect((await write('Chief')).status).toBe(412);
    expect((await stored(id))?.attributes.title).toEqual(['Boss']);
  });
});

describe('PATCH /Users/{id}', () => {
  const change = (id: string, ...operations: unknown[]) =>
    scim.send('PATCH', `/Users/${id}`, patch(...operations));

  it('adds, replaces and removes', async () => {
    const id = await create('ann', { title: 'Boss', nickName: 'Annie' });
    const answer = await change(
      id,
      { op: 'replace', path: 'title', value: 'Chief' },
      { op: 'add', value: { name: { givenName: 'Ann' }, locale: 'en' } },
      { op: 'remove', path: 'nickName' },
    );
    expect(answer).toMatchObject({
      status: 200,
      body: { title: 'Chief', name: { givenName: 'Ann' }, locale: 'en' },
    });
    expect(answer.body).not.toHaveProperty('nickName');
    expect(await stored(id)).toMatchObject({ firstName: 'Ann', attributes: { title: ['Chief'] } });
    expect((await scim.send('GET', `/Users/${id}`)).body).toEqual(answer.body);
  });

  it('understands what clients write in another dialect', async () => {
    const id = await create('ann');
    const { body, facts } = await change(id, { op: 'Replace', path: 'active', value: 'False' });
    expect(body.active).toBe(false);
    expect(facts.quirks).toEqual(expect.arrayContaining(['text-booleans']));
  });

  it('is refused as a whole', async () => {
    const id = await create('ann');
    const before = await stored(id);
    const answer = await change(
      id,
      { op: 'replace', path: 'title', value: 'Chief' },
      { op: 'replace', path: 'userName', value: '' },
    );
    expect(answer.status).toBe(400);
    expect(await stored(id)).toEqual(before);
  });
});

describe('deactivation', () => {
  const DEACTIVATE = { op: 'replace', path: 'active', value: false };
  let id: string;

  /** A user with a session and an offline token. */
  beforeEach(async () => {
    id = await create('ann', { password: 'a password' });
    await scim.console.createClient('app');
    await scim.console.signIn('ann', 'a password', 'app');
    await scim.console.signIn('ann', 'a password', 'app', true);
  });

  async function expectOut(): Promise<void> {
    expect(await stored(id)).toMatchObject({ enabled: false });
    expect(await scim.console.countSessions(id)).toBe(0);
    expect(await scim.realm.users.offlineGrants(id)).toEqual([]);
  }

  it.each([
    ['PATCH', patch(DEACTIVATE)],
    ['PUT', user('ann', { active: false })],
  ])('by %s disables, ends sessions and revokes offline tokens', async (method, body) => {
    const answer = await scim.send(method, `/Users/${id}`, body);
    expect(answer).toMatchObject({ status: 200, body: { active: false } });
    expect(answer.facts.notes).toEqual([
      expect.stringMatching(/^Sessions ended and 1 offline grant revoked in \d+ ms\.$/),
    ]);
    await expectOut();
  });

  it('can be repeated, to end what began since', async () => {
    await scim.realm.users.setEnabled(id, false);
    expect((await scim.send('PATCH', `/Users/${id}`, patch(DEACTIVATE))).status).toBe(200);
    await expectOut();
  });

  it('happens even if the rest of the request is refused', async () => {
    await create('bob');
    const rename = { op: 'replace', path: 'userName', value: 'bob' };
    const answer = await scim.send('PATCH', `/Users/${id}`, patch(DEACTIVATE, rename));
    const detail =
      'Another user of the realm already has this userName. The user has been disabled all the same.';
    expect(answer).toMatchObject(error(409, 'uniqueness', detail));
    await expectOut();
  });

  it('of an administrator is refused', async () => {
    await makeAdministrator(id);
    const answer = await scim.send('PATCH', `/Users/${id}`, patch(DEACTIVATE));
    expect(answer).toMatchObject(
      error(403, undefined, 'This user administers the realm; SCIM does not change the account.'),
    );
    expect(await stored(id)).toMatchObject({ enabled: true });
    expect(await scim.console.countSessions(id)).toBe(1);
  });

  it('ends nothing where a user is changed otherwise', async () => {
    await scim.send('PATCH', `/Users/${id}`, patch({ op: 'replace', path: 'title', value: 'Boss' }));
    expect(await scim.console.countSessions(id)).toBe(1);
  });
});

describe('DELETE /Users/{id}', () => {
  it('deletes a user, whose name is free then', async () => {
    const id = await create('ann');
    expect(await scim.send('DELETE', `/Users/${id}`)).toMatchObject({ status: 204, body: undefined });
    expect(await stored(id)).toBeUndefined();
    expect((await scim.send('DELETE', `/Users/${id}`)).status).toBe(404);
    expect(await create('ann')).not.toBe(id);
  });

  it.each([
    ['an administrator', 'This user administers the realm; SCIM does not change the account.'],
    ['a break-glass account', 'This is a break-glass account; SCIM does not change it.'],
    ['the account of a client', 'This is the account of a client; SCIM does not change it.'],
  ])('of %s is refused', async (kind, detail) => {
    scim = await createMemoryScim({ protection: { breakGlass: ['glass-*'] } });
    const { serviceAccountId } = await scim.console.createClient('app');
    const { users } = scim.realm;
    const admin = await create('admin');
    await makeAdministrator(admin);
    const glass = await users.create({ username: 'glass-1', enabled: true, attributes: {} });
    const ids: Record<string, string> = {
      'an administrator': admin,
      'a break-glass account': glass,
      'the account of a client': serviceAccountId,
    };
    const id = ids[kind] ?? '';
    expect(await scim.send('DELETE', `/Users/${id}`)).toMatchObject(error(403, undefined, detail));
    expect(await stored(id)).toMatchObject({ enabled: true });
  });

  it('hides a user where the realm does that, and the same name brings the user back', async () => {
    scim = await createMemoryScim({ offboarding: { delete: 'hide' } });
    const id = await create('ann', { externalId: 'A', password: 'a password' });
    await scim.console.createClient('app');
    await scim.console.signIn('ann', 'a password', 'app');
    expect((await scim.send('DELETE', `/Users/${id}`)).status).toBe(204);
    expect(await stored(id)).toMatchObject({ enabled: false, attributes: { 'scim.hidden': ['true'] } });
    expect(await scim.console.countSessions(id)).toBe(0);
    expect((await scim.send('GET', `/Users/${id}`)).status).toBe(404);
    expect((await scim.send('GET', '/Users')).body.totalResults).toBe(0);
    expect((await scim.send('GET', filtered('userName eq "ann"'))).body.totalResults).toBe(0);
    expect(await create('ann', { externalId: 'A' })).toBe(id);
    expect(await stored(id)).toMatchObject({ enabled: true });
    expect(await scim.console.credentialTypes(id)).toEqual(['password']);
  });

  it('takes from a hidden user what another person must not get', async () => {
    scim = await createMemoryScim({ offboarding: { delete: 'hide' } });
    const id = await create('ann', { externalId: 'A', password: 'a password' });
    await scim.send('DELETE', `/Users/${id}`);
    expect(await create('ann', { externalId: 'B' })).toBe(id);
    expect(await scim.console.credentialTypes(id)).toEqual([]);
  });
});

describe('a user whose userName and e-mail address both belong to others', () => {
  const taken = error(409, 'uniqueness', 'Another user of the realm already has this userName.');
  const emails = [{ value: 'bob@example.com', primary: true }];

  beforeEach(async () => {
    await create('ann');
    await create('bob', { emails });
  });

  it('is refused with the userName named, by POST, PUT and PATCH', async () => {
    const body = user('ann', { emails });
    expect(await scim.send('POST', '/Users', body)).toMatchObject(taken);
    const path = `/Users/${await create('carol')}`;
    expect(await scim.send('PUT', path, body)).toMatchObject(taken);
    const value = { userName: 'ann', emails };
    expect(await scim.send('PATCH', path, patch({ op: 'replace', value }))).toMatchObject(taken);
  });

  it('is told of the address if the userName is free or its own', async () => {
    const address = error(409, 'uniqueness', 'Another user of the realm already has this e-mail address.');
    expect(await scim.send('POST', '/Users', user('dan', { emails }))).toMatchObject(address);
    const path = `/Users/${await create('carol')}`;
    expect(await scim.send('PUT', path, user('carol', { emails }))).toMatchObject(address);
  });
});

describe('a password', () => {
  it('cannot be removed, and stays', async () => {
    const id = await create('ann', { password: 'a password' });
    const removal = patch({ op: 'remove', path: 'password' });
    expect(await scim.send('PATCH', `/Users/${id}`, removal)).toMatchObject(
      error(400, 'mutability', expect.stringContaining('cannot be removed')),
    );
    expect(await scim.console.credentialTypes(id)).toEqual(['password']);
  });
});

describe('ownership', () => {
  it('hides users whom somebody else created', async () => {
    scim = await createMemoryScim({ ownership: 'own' });
    const foreign = await scim.realm.users.create({ username: 'foreign', enabled: true, attributes: {} });
    const own = await create('ann');
    expect((await scim.send('GET', `/Users/${foreign}`)).status).toBe(404);
    expect((await scim.send('DELETE', `/Users/${foreign}`)).status).toBe(404);
    expect((await scim.send('GET', '/Users')).body).toMatchObject({
      totalResults: 1,
      Resources: [{ id: own }],
    });
    expect((await scim.send('POST', '/Users', user('foreign'))).status).toBe(409);
  });
});
