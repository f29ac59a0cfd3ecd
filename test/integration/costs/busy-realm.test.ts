import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import { freshName, openGroupFixture, type GroupFixture } from '../../support/fixtures/groupFixture.ts';
import { filteredGroups, group, patch } from '../../support/scim/messages.ts';

const READ = 'GET /users/{id}';
const PUT = 'PUT /users/{id}';
const JOIN = 'PUT /users/{id}/groups/{id}';
const LEAVE = 'DELETE /users/{id}/groups/{id}';
/** A call of which every snapshot of the administrators makes one. */
const SNAPSHOT = 'GET /clients/{id}/roles/realm-admin/users';
/** Whether one user administers the realm. */
const QUESTION = 'GET /users/{id}/role-mappings/clients/{id}/composite';

/** The calls to Keycloak since the last reset of the proxy, as method and route, without queries. */
const callsTo = (bridge: TestBridge, { name }: TestRealm): string[] =>
  bridge.proxy.calls().map((call) => call.replace(`/admin/realms/${name}`, '').replace(/\/?(\?.*)?$/, ''));

const setActive = (value: boolean) => patch({ op: 'replace', path: 'active', value });
const members = (op: 'add' | 'remove', ...ids: string[]) =>
  patch({ op, path: 'members', value: ids.map((value) => ({ value })) });

describe('in a realm whose administrators have been read', () => {
  let bridge: TestBridge;
  let realm: TestRealm;
  let fixture: GroupFixture;

  beforeAll(async () => {
    bridge = await startTestBridge(
      { REFRESH_AFTER_MS: '600000' },
      { protection: { questionsBeforeSnapshot: 0, maxAgeMs: 600_000 } },
    );
    realm = await bridge.realm();
    fixture = openGroupFixture(bridge, realm);
    const [leaver = ''] = await fixture.createUsers(1);
    await realm.scim('PATCH', `/Users/${leaver}`, setActive(false));
  });

  afterAll(() => bridge.close());

  async function callsOf(work: () => Promise<{ status: number }>, status: number): Promise<string[]> {
    bridge.proxy.reset();
    expect((await work()).status).toBe(status);
    return callsTo(bridge, realm);
  }

  it('a deactivation takes 4 calls, a reactivation 2', async () => {
    const [id = ''] = await fixture.createUsers(1);
    const set = (value: boolean) => () => realm.scim('PATCH', `/Users/${id}`, setActive(value));
    const calls = await callsOf(set(false), 200);
    expect([...calls.slice(0, 2), ...calls.slice(2).sort()]).toEqual([
      READ,
      PUT,
      'GET /users/{id}/consents',
      'POST /users/{id}/logout',
    ]);
    expect(await callsOf(set(true), 200)).toEqual([READ, PUT]);
  });

  it('a join and a leave take 1 call each in a group that a client has looked for', async () => {
    const name = freshName();
    const id = await fixture.createInConsole({ name });
    const [one = '', two = ''] = await fixture.createUsers(2);
    await realm.scim('GET', filteredGroups(`displayName eq "${name}"`));
    const change = (op: 'add' | 'remove', ...ids: string[]) =>
      callsOf(() => realm.scim('PATCH', `/Groups/${id}`, members(op, ...ids)), 204);
    expect(await change('add', one)).toEqual([JOIN]);
    expect(await change('add', one, two)).toEqual([JOIN, JOIN]);
    expect(await change('remove', one)).toEqual([LEAVE]);
  });

  it('a join takes 1 read more in a group that nobody has looked for, for its name in the journal', async () => {
    const above = await fixture.createInConsole({ name: freshName() });
    const id = await fixture.createInConsole({ name: freshName() }, above);
    const [one = ''] = await fixture.createUsers(1);
    const join = () => realm.scim('PATCH', `/Groups/${id}`, members('add', one));
    expect((await callsOf(join, 204)).sort()).toEqual(['GET /groups/{id}', JOIN].sort());
    expect(await callsOf(join, 204)).toEqual([JOIN]);
  });

  it('thousands of ids of nobody take a few dozen lookups, and the user among them joins', async () => {
    const name = freshName();
    const id = await fixture.createInConsole({ name });
    await realm.scim('GET', filteredGroups(`displayName eq "${name}"`));
    const [user = ''] = await fixture.createUsers(1);
    const ids = [...Array.from({ length: 2_999 }, () => randomUUID()), user];
    const calls = await callsOf(() => realm.scim('PATCH', `/Groups/${id}`, members('add', ...ids)), 204);
    expect(calls.length).toBeLessThan(70);
    const stored = await bridge.admin.groups.listMembers({ realm: realm.name, id });
    expect(stored.map((member) => member.id)).toEqual([user]);
  });

  it('creating a group takes a name lookup, the creation and a join for each member', async () => {
    const people = (await fixture.createUsers(2)).map((value) => ({ value }));
    const create = () => realm.scim('POST', '/Groups', group(freshName(), { members: people }));
    expect(await callsOf(create, 201)).toEqual(['GET /groups', 'POST /groups', JOIN, JOIN]);
  });

  it('a password is changed, and a user deleted, only after a question about that user', async () => {
    const [id = ''] = await fixture.createUsers(1);
    const password = patch({ op: 'replace', path: 'password', value: 'Correct-horse-1' });
    expect(await callsOf(() => realm.scim('PATCH', `/Users/${id}`, password), 200)).toContain(QUESTION);
    expect(await callsOf(() => realm.scim('DELETE', `/Users/${id}`), 204)).toContain(QUESTION);
  });
});

describe('in a quiet realm', () => {
  let bridge: TestBridge;
  let realm: TestRealm;
  let fixture: GroupFixture;

  beforeAll(async () => {
    bridge = await startTestBridge({ REFRESH_AFTER_MS: '600000' }, { protection: { maxAgeMs: 600_000 } });
    realm = await bridge.realm();
    fixture = openGroupFixture(bridge, realm);
  });

  afterAll(() => bridge.close());

  it('a join and a leave take 1 call each for whomever a client has read, and 2 for the others', async () => {
    const name = freshName();
    const id = await fixture.createInConsole({ name });
    const [first = '', read = '', unread = '', deleted = ''] = await fixture.createUsers(4);
    const change = async (op: 'add' | 'remove', user: string): Promise<string[]> => {
      bridge.proxy.reset();
      expect((await realm.scim('PATCH', `/Groups/${id}`, members(op, user))).status).toBe(204);
      return callsTo(bridge, realm);
    };
    await realm.scim('GET', filteredGroups(`displayName eq "${name}"`));
    await change('add', first);
    for (const user of [read, deleted]) await realm.scim('GET', `/Users/${user}`);
    expect(await change('add', read)).toEqual([JOIN]);
    expect(await change('remove', read)).toEqual([LEAVE]);
    expect(await change('remove', unread)).toEqual(['GET /users', LEAVE]);
    expect(await change('add', unread)).toEqual([JOIN]);
    await bridge.admin.users.del({ realm: realm.name, id: deleted });
    expect(await change('add', deleted)).toEqual([JOIN, 'GET /groups/{id}']);
  });
});

describe('the administrators of a realm', () => {
  it('are read at once when asking about each user has taken enough calls, and not before', async () => {
    const bridge = await startTestBridge(
      { REFRESH_AFTER_MS: '600000' },
      { protection: { questionsBeforeSnapshot: 3, maxAgeMs: 600_000 } },
    );
    const realm = await bridge.realm();
    const ask = (user: string) => realm.scim('PATCH', `/Users/${user}`, setActive(true));
    const isAnswered = async (user: string): Promise<boolean> => {
      bridge.proxy.reset();
      await ask(user);
      return !callsTo(bridge, realm).includes(QUESTION);
    };
    bridge.proxy.reset();
    await ask('nobody-1');
    await ask('nobody-1');
    await ask('nobody-2');
    expect(callsTo(bridge, realm)).not.toContain(SNAPSHOT);
    await ask('nobody-3');
    // It is read in the background.
    while (!(await isAnswered(freshName()))) await setTimeout(50);
    await bridge.close();
  });
});
