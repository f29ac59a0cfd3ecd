import { startTestBridge, type TestBridge, type TestRealm } from '../support/bridge.ts';
import { freshName, openGroupStage, type GroupStage } from '../support/groupStage.ts';
import { filteredGroups, group, patch } from '../support/messages.ts';

let bridge: TestBridge;
let realm: TestRealm;
let stage: GroupStage;
let people: readonly string[];
/** A group of so many members that a PATCH of it is answered 204. */
let large: string;

beforeAll(async () => {
  bridge = await startTestBridge({ REFRESH_AFTER_MS: '600000' });
  realm = await bridge.realm();
  stage = openGroupStage(bridge, realm);
  people = await stage.people(40);
  large = await stage.group(people.slice(0, 30));
});

afterAll(async () => {
  await bridge.close();
});

/** The calls to Keycloak that a piece of work takes, as method and route, without queries. */
async function callsOf(work: () => Promise<{ status: number }>, status = 200): Promise<string[]> {
  bridge.proxy.reset();
  expect((await work()).status).toBe(status);
  expect(bridge.proxy.tokenRequests()).toBe(0);
  const calls = bridge.proxy
    .calls()
    .map((call) => call.replace(`/admin/realms/${realm.name}`, '').replace(/\/?(\?.*)?$/, ''));
  // The two reads of an answer are made at once and arrive in any order.
  return [
    ...calls.slice(0, -2),
    ...(calls.slice(-2).every(isAnswer) ? calls.slice(-2).sort() : calls.slice(-2)),
  ];
}

const GET = 'GET /groups/{id}';
const NAMES = 'GET /groups';
const MEMBERS = 'GET /groups/{id}/members';
const PUT = 'PUT /groups/{id}';
const JOIN = 'PUT /users/{id}/groups/{id}';
const LEAVE = 'DELETE /users/{id}/groups/{id}';
/** What it takes to answer a PATCH (docs/adr/0004). */
const ANSWER = [GET, MEMBERS];
const isAnswer = (call: string): boolean => ANSWER.includes(call);

const change = (id: string, ...operations: unknown[]) =>
  realm.scim('PATCH', `/Groups/${id}`, patch(...operations));
const elements = (...numbers: number[]) => numbers.map((n) => ({ value: people[n] }));
const rename = () => ({ op: 'replace', value: { displayName: freshName() } });

describe('calls to Keycloak', () => {
  it('create: a name lookup, the creation, and one per member', async () => {
    expect(await callsOf(() => realm.scim('POST', '/Groups', group(freshName())), 201)).toEqual([
      NAMES,
      'POST /groups',
    ]);
    const body = group(freshName(), { externalId: 'x', members: elements(0, 1, 2) });
    const calls = await callsOf(() => realm.scim('POST', '/Groups', body), 201);
    expect(calls).toEqual([NAMES, 'POST /groups', JOIN, JOIN, JOIN]);
  });

  it('a create that fails: 1 for a name that is taken, 0 for what is in it', async () => {
    const name = freshName();
    await stage.group([], name);
    expect(await callsOf(() => realm.scim('POST', '/Groups', group(name)), 409)).toEqual([NAMES]);
    expect(await callsOf(() => realm.scim('POST', '/Groups', group(' ')), 400)).toEqual([]);
    const bad = group(freshName(), { members: [{}] });
    expect(await callsOf(() => realm.scim('POST', '/Groups', bad), 400)).toEqual([]);
  });

  it('get: 1 without members, 2 with', async () => {
    const id = await stage.group([people[0] ?? '']);
    const path = `/Groups/${id}`;
    expect(await callsOf(() => realm.scim('GET', path))).toEqual([GET, MEMBERS]);
    expect(await callsOf(() => realm.scim('GET', `${path}?excludedAttributes=members`))).toEqual([GET]);
    expect(await callsOf(() => realm.scim('GET', `${path}?attributes=displayName`))).toEqual([GET]);
  });

  it('an id that can be nothing: 0', async () => {
    expect(await callsOf(() => realm.scim('GET', `/Groups/${'x'.repeat(1_000)}`), 404)).toEqual([]);
  });

  it.each([
    ['small', 200, () => stage.group([people[0] ?? ''])],
    ['large', 204, () => Promise.resolve(large)],
  ])(
    'PATCH of a %s group, answered %i: one per member, and the reads of the answer',
    async (_size, status, of) => {
      const id = await of();
      const add = { op: 'add', path: 'members', value: elements(35) };
      expect(await callsOf(() => change(id, add), status)).toEqual([JOIN, ...ANSWER]);
      const three = { op: 'add', path: 'members', value: elements(35, 36, 37) };
      expect(await callsOf(() => change(id, three), status)).toEqual([JOIN, JOIN, JOIN, ...ANSWER]);
      const filter = { op: 'remove', path: `members[value eq "${people[35] ?? ''}"]` };
      expect(await callsOf(() => change(id, filter), status)).toEqual([LEAVE, ...ANSWER]);
      const listed = { op: 'remove', path: 'members', value: elements(36, 37) };
      expect(await callsOf(() => change(id, listed), status)).toEqual([LEAVE, LEAVE, ...ANSWER]);
      expect((await callsOf(() => change(id, add, filter), status)).sort()).toEqual(
        [LEAVE, ...ANSWER].sort(),
      );
    },
  );

  it('PATCH with "attributes=id": no read of members for the answer', async () => {
    const body = patch({ op: 'add', path: 'members', value: elements(39) });
    const calls = await callsOf(() => realm.scim('PATCH', `/Groups/${large}?attributes=id`, body));
    expect(calls).toEqual([JOIN, GET]);
  });

  it('rename: 3, and the reads of the answer', async () => {
    expect(await callsOf(() => change(large, rename()), 204)).toEqual([GET, NAMES, PUT, ...ANSWER]);
  });

  it('a rename and a join: 4, and the reads of the answer', async () => {
    const calls = await callsOf(
      () => change(large, rename(), { op: 'add', path: 'members', value: elements(38) }),
      204,
    );
    expect(calls).toEqual([GET, NAMES, PUT, JOIN, ...ANSWER]);
  });

  it('a PATCH of externalId: 2, of nothing: 1, and the reads of the answer', async () => {
    const externalId = { op: 'add', path: 'externalId', value: 'one' };
    expect(await callsOf(() => change(large, externalId), 204)).toEqual([GET, PUT, ...ANSWER]);
    expect(await callsOf(() => change(large, externalId), 204)).toEqual([GET, ...ANSWER]);
    expect(await callsOf(() => change(large, { op: 'add', path: 'members', value: [] }), 204)).toEqual([
      GET,
      ...ANSWER,
    ]);
    expect(await callsOf(() => change(large, { op: 'remove', path: 'members', value: [] }), 204)).toEqual([
      GET,
      ...ANSWER,
    ]);
  });

  it('a PATCH that is refused: 0', async () => {
    const bad = { op: 'add', path: 'members', value: [{ value: people[0], type: 'Group' }] };
    expect(await callsOf(() => change(large, rename(), bad), 400)).toEqual([]);
  });

  it('PUT: 3 for a new name, members read once and changed one by one', async () => {
    const id = await stage.group(people.slice(0, 3));
    const name = freshName();
    const put = (members?: unknown) =>
      realm.scim('PUT', `/Groups/${id}`, group(name, members === undefined ? {} : { members }));
    expect(await callsOf(() => put())).toEqual([GET, NAMES, PUT, MEMBERS]);
    expect(await callsOf(() => put())).toEqual([GET, MEMBERS]);
    expect(await callsOf(() => put(elements(0, 1, 2)))).toEqual([GET, MEMBERS]);
    expect((await callsOf(() => put(elements(1, 2, 3)))).sort()).toEqual([GET, MEMBERS, LEAVE, JOIN].sort());
  });

  it('PATCH replace of members: one read of them, and what differs', async () => {
    const id = await stage.group(people.slice(0, 3));
    const replace = { op: 'replace', path: 'members', value: elements(1, 2, 3) };
    expect((await callsOf(() => change(id, replace))).sort()).toEqual(
      [MEMBERS, LEAVE, JOIN, ...ANSWER].sort(),
    );
    expect((await callsOf(() => change(id, replace))).sort()).toEqual([MEMBERS, ...ANSWER].sort());
  });

  it('delete: 2', async () => {
    const id = await stage.group(people.slice(0, 3));
    const remove = () => realm.scim('DELETE', `/Groups/${id}`);
    expect(await callsOf(remove, 204)).toEqual([GET, 'DELETE /groups/{id}']);
    expect(await callsOf(remove, 404)).toEqual([GET]);
  });

  it('filter on displayName: 1; a membership probe: 1', async () => {
    const name = (await stage.held(large))?.name ?? '';
    const find = (filter: string) => () =>
      realm.scim('GET', filteredGroups(filter, '&excludedAttributes=members'));
    expect(await callsOf(find(`displayName eq "${name.toUpperCase()}"`))).toEqual([NAMES]);
    expect(await callsOf(find(`id eq "${large}" and members eq "${people[0] ?? ''}"`))).toEqual([
      'GET /users/{id}/groups',
    ]);
    expect(await callsOf(find(`id eq "${large}"`))).toEqual([GET]);
  });

  it('list without members: 1, and 1 to count when the page is full', async () => {
    expect(await callsOf(() => realm.scim('GET', '/Groups?excludedAttributes=members'))).toEqual([NAMES]);
    expect(await callsOf(() => realm.scim('GET', '/Groups?excludedAttributes=members&count=2'))).toEqual([
      NAMES,
      'GET /groups/count',
    ]);
    expect(await callsOf(() => realm.scim('GET', '/Groups?count=0'))).toEqual(['GET /groups/count']);
  });

  it("a user with groups: 2; a user's deletion asks nothing of groups", async () => {
    const [id = ''] = await stage.people(1);
    await stage.group([id]);
    expect(await callsOf(() => realm.scim('GET', `/Users/${id}?attributes=groups`))).toEqual([
      'GET /users/{id}',
      'GET /users/{id}/groups',
    ]);
    expect(await callsOf(() => realm.scim('GET', `/Users/${id}`))).toEqual(['GET /users/{id}']);
  });

  it('a strict profile looks each new member up before it writes', async () => {
    const strict = await bridge.realm({
      profile: 'strict',
      mapping: { behaviours: { unknownMembers: 'reject' } },
    });
    const there = openGroupStage(bridge, strict);
    const [one, two] = await there.people(2);
    const id = await there.group();
    const add = patch({ op: 'add', path: 'members', value: [{ value: one }, { value: two }] });
    bridge.proxy.reset();
    expect((await strict.scim('PATCH', `/Groups/${id}`, add)).status).toBe(200);
    const calls = bridge.proxy.calls().map((call) => call.replace(`/admin/realms/${strict.name}`, ''));
    expect(calls.slice(0, 2)).toEqual(['GET /users/{id}', 'GET /users/{id}']);
    expect(calls.filter((call) => call === JOIN)).toHaveLength(2);
    expect(calls).toHaveLength(6);
  });
});
