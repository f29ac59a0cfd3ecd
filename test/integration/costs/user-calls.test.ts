import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import { filtered, patch, user } from '../../support/scim/messages.ts';

/** So long that no refresh of the realm's configuration comes between the calls that are counted. */
const QUIET = { REFRESH_AFTER_MS: '600000' };

let bridge: TestBridge;
let realm: TestRealm;

beforeAll(async () => {
  bridge = await startTestBridge(QUIET);
  realm = await bridge.realm();
  // The first change finds the client whose roles are rights over the realm; the looks at nobody's end after its answer.
  await realm.scim('DELETE', '/Users/nobody');
  await realm.scim('GET', '/Users');
});

afterAll(async () => {
  await bridge.close();
});

const ROOT = () => `/admin/realms/${realm.name}`;

/** The calls to Keycloak that a piece of work takes, as method and route, without queries. */
async function callsOf(work: () => Promise<unknown>): Promise<string[]> {
  bridge.proxy.reset();
  await work();
  expect(bridge.proxy.tokenRequests()).toBe(0);
  return bridge.proxy.calls().map((call) => call.replace(ROOT(), '').replace(/\/?(\?.*)?$/, ''));
}

const READ = 'GET /users/{id}';
/** Whether somebody administers the realm. */
const STANDING = 'GET /users/{id}/role-mappings/clients/{id}/composite';

/** The calls with the two reads in front, which are made at once, in the order of their names. */
const sortedReads = ([first = '', second = '', ...others]: readonly string[]): string[] => [
  ...[first, second].sort(),
  ...others,
];

let n = 0;
async function make(members: Record<string, unknown> = {}): Promise<string> {
  n += 1;
  const made = await realm.scim(
    'POST',
    '/Users',
    user(`counted-${n}`, {
      externalId: `ext-${n}`,
      emails: [{ value: `counted-${n}@example.test`, type: 'work', primary: true }],
      ...members,
    }),
  );
  expect(made.status).toBe(201);
  return String(made.body.id);
}

describe('the number of calls to Keycloak for users', () => {
  it('creating a user takes 1 call', async () => {
    expect(await callsOf(() => make())).toEqual(['POST /users']);
  });

  it('creating a user with an invalid body takes no call', async () => {
    expect(await callsOf(() => realm.scim('POST', '/Users', { schemas: [] }))).toEqual([]);
  });

  it('reading a user takes 1 call', async () => {
    const id = await make();
    expect(await callsOf(() => realm.scim('GET', `/Users/${id}`))).toEqual(['GET /users/{id}']);
  });

  it('an impossible id takes no call', async () => {
    expect(await callsOf(() => realm.scim('GET', `/Users/${'x'.repeat(1_000)}`))).toEqual([]);
  });

  it.each([
    ['userName', () => `userName eq "counted-${n}"`, ['GET /users']],
    ['userName, nobody', () => 'userName eq "nobody"', ['GET /users']],
    ['externalId', () => `externalId eq "ext-${n}"`, ['GET /users']],
    ['externalId, nobody', () => 'externalId eq "nobody"', ['GET /users']],
    [
      'an address: by field and by lookup key',
      () => `emails.value eq "counted-${n}@example.test"`,
      ['GET /users', 'GET /users'],
    ],
    [
      'an address with its type',
      () => `emails[type eq "work"].value eq "counted-${n}@example.test"`,
      ['GET /users', 'GET /users'],
    ],
    ['userName and something else', () => `userName eq "counted-${n}" and active eq true`, ['GET /users']],
  ])('a filter on %s takes only the searches that it needs', async (_name, filter, calls) => {
    await make();
    expect(await callsOf(() => realm.scim('GET', filtered(filter())))).toEqual(calls);
  });

  it('a filter on id takes 1 call', async () => {
    const id = await make();
    expect(await callsOf(() => realm.scim('GET', filtered(`id eq "${id}"`)))).toEqual(['GET /users/{id}']);
    expect(await callsOf(() => realm.scim('GET', filtered(`id eq "${id}" and title eq "x"`)))).toEqual([
      'GET /users/{id}',
    ]);
  });

  it('a list takes 1 call, and 1 for the total if the page is full', async () => {
    await make();
    await make();
    expect(await callsOf(() => realm.scim('GET', '/Users'))).toEqual(['GET /users']);
    expect(await callsOf(() => realm.scim('GET', '/Users?count=1'))).toEqual([
      'GET /users',
      'GET /users/count',
    ]);
    expect(await callsOf(() => realm.scim('GET', '/Users?count=0'))).toEqual(['GET /users/count']);
  });

  it('a PATCH that cannot harm an administrator takes 2 calls', async () => {
    const id = await make();
    const change = patch({ op: 'replace', path: 'title', value: 'x' });
    expect(await callsOf(() => realm.scim('PATCH', `/Users/${id}`, change))).toEqual([
      'GET /users/{id}',
      'PUT /users/{id}',
    ]);
  });

  it.each([
    { what: 'an e-mail', operation: { path: 'emails[type eq "work"].value', value: 'new@example.test' } },
    { what: 'the list of e-mails', operation: { value: { emails: [{ value: 'list@example.test' }] } } },
    { what: 'a password', operation: { path: 'password', value: 'Correct-horse-1' } },
    { what: 'the user name', operation: { path: 'userName', value: 'renamed' } },
  ])(
    'a PATCH of $what takes 3 calls, with a check of admin roles beside each read',
    async ({ operation }) => {
      const id = await make();
      const path = `/Users/${id}`;
      await realm.scim('PATCH', path, patch({ op: 'replace', path: 'active', value: true }));
      const calls = await callsOf(() => realm.scim('PATCH', path, patch({ op: 'replace', ...operation })));
      expect(sortedReads(calls)).toEqual([READ, STANDING, 'PUT /users/{id}']);
    },
  );

  it('a PUT takes 2 calls, and 3 if user name, e-mail address or password change', async () => {
    const id = await make();
    const emails = [{ value: `counted-${n}@example.test`, type: 'work', primary: true }];
    const put = (members: object) => () =>
      realm.scim('PUT', `/Users/${id}`, user(`counted-${n}`, { emails, ...members }));
    expect(await callsOf(put({ title: 'x' }))).toEqual([READ, 'PUT /users/{id}']);
    expect(await callsOf(put({ emails: [] }))).toEqual([READ, STANDING, 'PUT /users/{id}']);
  });

  it('deleting a user takes 3 calls', async () => {
    const id = await make();
    const calls = await callsOf(() => realm.scim('DELETE', `/Users/${id}`));
    expect(sortedReads(calls)).toEqual([READ, STANDING, 'DELETE /users/{id}']);
  });

  it('a PATCH or PUT that changes nothing takes 1 call and keeps lastModified', async () => {
    const id = await make({ title: 'x' });
    const before = (await realm.scim('GET', `/Users/${id}`)).body;
    const same = patch({ op: 'replace', path: 'title', value: 'x' }, { op: 'remove', path: 'nickName' });
    expect(await callsOf(() => realm.scim('PATCH', `/Users/${id}`, same))).toEqual(['GET /users/{id}']);
    const put = () => realm.scim('PUT', `/Users/${id}`, before);
    expect(await callsOf(put)).toEqual([READ]);
    expect((await realm.scim('GET', `/Users/${id}`)).body).toEqual(before);
  });

  it('a refused PATCH writes nothing, and reads the user for its name in the journal alone', async () => {
    const id = await make();
    const bad = patch(
      { op: 'replace', path: 'title', value: 'x' },
      { op: 'replace', path: 'active', value: {} },
    );
    expect(await callsOf(() => realm.scim('PATCH', `/Users/${id}`, bad))).not.toContain('PUT /users/{id}');
    expect(await callsOf(() => realm.scim('PATCH', `/Users/${id}`, patch({ op: 'nonsense' })))).toEqual([
      READ,
    ]);
  });

  it('a deactivation takes 5 calls, two of them in parallel; a reactivation takes 2 while the admin roles are cached', async () => {
    const id = await make();
    const set = (value: boolean) =>
      realm.scim('PATCH', `/Users/${id}`, patch({ op: 'replace', path: 'active', value }));
    const calls = await callsOf(() => set(false));
    expect(calls.slice(0, 2).sort()).toEqual([READ, STANDING].sort());
    expect(calls[2]).toBe('PUT /users/{id}');
    expect(calls.slice(3).sort()).toEqual(['GET /users/{id}/consents', 'POST /users/{id}/logout']);
    expect(await callsOf(() => set(true))).toEqual(['GET /users/{id}', 'PUT /users/{id}']);
  });

  it('discovery takes no call', async () => {
    for (const path of ['/Schemas', '/ResourceTypes', '/ServiceProviderConfig']) {
      expect(await callsOf(() => realm.scim('GET', path))).toEqual([]);
    }
  });

  it('a wrong token takes no call', async () => {
    expect(
      await callsOf(() => realm.scim('GET', '/Users', undefined, { Authorization: 'Bearer wrong' })),
    ).toEqual([]);
  });

  it('50 parallel first requests take one token request and one read of the configuration', async () => {
    const fresh = await bridge.realm();
    bridge.proxy.reset();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => fresh.scim('GET', filtered('userName eq "x"'))),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(bridge.proxy.tokenRequests()).toBe(1);
    const calls = bridge.proxy
      .calls()
      .map((call) => call.replace(`/admin/realms/${fresh.name}`, '').replace(/\/?(\?.*)?$/, ''));
    // What every new user gets is looked at once in 30 seconds.
    const everybody = ['GET /clients', 'GET /default-groups', 'GET /roles-by-id/{id}'];
    const composites = 'GET /roles-by-id/{id}/composites';
    expect(calls.filter((call) => call !== 'GET /users').sort()).toEqual(
      ['GET ', 'GET /clients', 'GET /users/profile', ...everybody, composites, composites].sort(),
    );
    expect(calls.filter((call) => call === 'GET /users')).toHaveLength(50);
  });
});
