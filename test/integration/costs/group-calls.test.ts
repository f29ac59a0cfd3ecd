/* eslint max-lines: "off" -- One bridge and its realms serve all of these tests; every file of its own would start others. */
import { randomUUID } from 'node:crypto';
import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import { freshName, openGroupFixture, type GroupFixture } from '../../support/fixtures/groupFixture.ts';
import { filteredGroups, group, patch } from '../../support/scim/messages.ts';

let bridge: TestBridge;
let realm: TestRealm;
let fixture: GroupFixture;
let people: readonly string[];
/** A group of thirty members. */
let large: string;

beforeAll(async () => {
  bridge = await startTestBridge({ REFRESH_AFTER_MS: '600000' });
  realm = await bridge.realm();
  fixture = openGroupFixture(bridge, realm);
  people = await fixture.createUsers(40);
  // The first look at what anybody holds finds the client whose roles are rights over the realm.
  await realm.scim('DELETE', '/Users/nobody');
  large = await fixture.createGroup(people.slice(0, 30));
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
  // What is asked of a group and of those who come and go is asked at once, and so are the two reads of an answer.
  const answer = calls.slice(-2).every(isAnswer) ? calls.splice(-2).sort() : [];
  const looks = calls.findIndex((call) => !isLook(call));
  return [...calls.splice(0, looks < 0 ? calls.length : looks).sort(), ...calls, ...answer];
}

const GET = 'GET /groups/{id}';
const NAMES = 'GET /groups';
const MEMBERS = 'GET /groups/{id}/members';
const PUT = 'PUT /groups/{id}';
/** Who somebody is; remembered for a while, as is what a group grants. Whether that is an administrator is not asked. */
const WHO = 'GET /users';
const JOIN = 'PUT /users/{id}/groups/{id}';
const LEAVE = 'DELETE /users/{id}/groups/{id}';
/** What it takes to answer a PATCH in the strict profile (docs/adr/0019-a-group-patch-is-answered-204.md). */
const ANSWER = [GET, MEMBERS];
const isLook = (call: string): boolean => [GET, WHO].includes(call);
const isAnswer = (call: string): boolean => ANSWER.includes(call);

/** A group made in Keycloak itself, which the bridge has not looked at, of these members or so many new ones. */
async function groupOf(members: number | readonly string[]): Promise<string> {
  const name = freshName();
  const id = await fixture.createInConsole({ name });
  if (typeof members === 'number') await fixture.createUsers(members, [`/${name}`]);
  else {
    for (const member of members) {
      await bridge.admin.users.addToGroup({ realm: realm.name, id: member, groupId: id });
    }
  }
  return id;
}

const change = (id: string, ...operations: unknown[]) =>
  realm.scim('PATCH', `/Groups/${id}`, patch(...operations));
const rename = () => ({ op: 'replace', value: { displayName: freshName() } });

describe('the number of calls to Keycloak for groups', () => {
  it('creating a group takes a name lookup, the creation, and a check and a join for each member', async () => {
    expect(await callsOf(() => realm.scim('POST', '/Groups', group(freshName())), 201)).toEqual([
      NAMES,
      'POST /groups',
    ]);
    const members = (await fixture.createUsers(3)).map((value) => ({ value }));
    const body = () => group(freshName(), { externalId: 'x', members });
    const create = () => realm.scim('POST', '/Groups', body());
    const cold = await callsOf(create, 201);
    expect(cold).toEqual([WHO, NAMES, 'POST /groups', JOIN, JOIN, JOIN]);
    expect(await callsOf(create, 201)).toEqual([NAMES, 'POST /groups', JOIN, JOIN, JOIN]);
  });

  it('creating a group that fails takes 1 call for a duplicate name, none for an invalid body', async () => {
    const name = freshName();
    await fixture.createGroup([], name);
    expect(await callsOf(() => realm.scim('POST', '/Groups', group(name)), 409)).toEqual([NAMES]);
    expect(await callsOf(() => realm.scim('POST', '/Groups', group(' ')), 400)).toEqual([]);
    const bad = group(freshName(), { members: [{}] });
    expect(await callsOf(() => realm.scim('POST', '/Groups', bad), 400)).toEqual([]);
  });

  it('reading a group takes 1 call without members, 2 with members', async () => {
    const id = await fixture.createGroup([people[0] ?? '']);
    const path = `/Groups/${id}`;
    expect(await callsOf(() => realm.scim('GET', path))).toEqual([GET, MEMBERS]);
    expect(await callsOf(() => realm.scim('GET', `${path}?excludedAttributes=members`))).toEqual([GET]);
    expect(await callsOf(() => realm.scim('GET', `${path}?attributes=displayName`))).toEqual([GET]);
  });

  it('an impossible id takes no call', async () => {
    expect(await callsOf(() => realm.scim('GET', `/Groups/${'x'.repeat(1_000)}`), 404)).toEqual([]);
  });

  it.each([
    ['small', 1],
    ['large', 30],
  ])(
    'a PATCH of a %s group takes one call per member after a check of group and members',
    async (_size, count) => {
      const id = await groupOf(count);
      const some = (await fixture.createUsers(5)).map((value) => ({ value }));
      const [one, two, three, four, five] = some;
      const add = (...value: unknown[]) => ({ op: 'add', path: 'members', value });
      expect(await callsOf(() => change(id, add(one)), 204)).toEqual([GET, WHO, JOIN]);
      expect(await callsOf(() => change(id, add(one)), 204)).toEqual([JOIN]);
      const others = await callsOf(() => change(id, add(one, two, three)), 204);
      expect(others).toEqual([WHO, JOIN, JOIN, JOIN]);
      const filter = { op: 'remove', path: `members[value eq "${one?.value ?? ''}"]` };
      expect(await callsOf(() => change(id, filter), 204)).toEqual([LEAVE]);
      const strangers = { op: 'remove', path: 'members', value: [four, five] };
      expect(await callsOf(() => change(id, strangers), 204)).toEqual([WHO, LEAVE, LEAVE]);
      expect(await callsOf(() => change(id, add(one), filter), 204)).toEqual([LEAVE]);
    },
  );

  it('ninety more members take one more read of user names', async () => {
    const id = await groupOf(1);
    const value = (await fixture.createUsers(120)).map((member) => ({ value: member }));
    const calls = await callsOf(() => change(id, { op: 'add', path: 'members', value }), 204);
    expect(calls.filter((call) => call === WHO)).toHaveLength(2);
    expect(calls).toHaveLength(1 + 2 + 120);
  });

  it('hundreds of ids of nobody are looked up in batches, and the users among them join', async () => {
    const id = await groupOf(1);
    const users = await fixture.createUsers(3);
    const nobody = Array.from({ length: 300 }, () => randomUUID());
    const ids = [users[0], ...nobody.slice(0, 150), users[1], ...nobody.slice(150), users[2]];
    const value = ids.map((member) => ({ value: member }));
    const joins = async (): Promise<string[]> =>
      (await callsOf(() => change(id, { op: 'add', path: 'members', value }), 204)).filter(
        (call) => call === JOIN,
      );
    expect((await joins()).length).toBeLessThan(30);
    const stored = await bridge.admin.groups.listMembers({ realm: realm.name, id });
    expect(stored.map((member) => member.id)).toEqual(expect.arrayContaining(users));
    expect(stored).toHaveLength(1 + users.length);
  });

  it('joining a nested group takes one more read of its parent; a group with roles one read of the roles', async () => {
    const above = await fixture.createInConsole({ name: freshName() });
    const below = await fixture.createInConsole({ name: freshName() }, above);
    const [one, two] = (await fixture.createUsers(2)).map((value) => ({ value }));
    const add = (value: unknown) => ({ op: 'add', path: 'members', value: [value] });
    const calls = await callsOf(() => change(below, add(one)), 204);
    expect(calls).toEqual([GET, GET, WHO, JOIN]);
    const role = { name: freshName() };
    await bridge.admin.roles.create({ realm: realm.name, ...role });
    const { id = '' } = (await bridge.admin.roles.findOneByName({ realm: realm.name, ...role })) ?? {};
    const roles = [{ id, ...role }];
    await bridge.admin.groups.addRealmRoleMappings({ realm: realm.name, id: above, roles });
    expect((await callsOf(() => change(above, add(two)), 204)).sort()).toEqual(
      [GET, 'GET /groups/{id}/role-mappings/clients/{id}/composite', WHO, JOIN].sort(),
    );
  });

  it.each(['attributes=id', 'excludedAttributes=members'])(
    'a PATCH with "%s" reads the group for the answer, and not the members',
    async (query) => {
      const body = patch({ op: 'add', path: 'members', value: [(await fixture.createUsers(1))[0]] });
      const id = await groupOf(1);
      const calls = await callsOf(() => realm.scim('PATCH', `/Groups/${id}?${query}`, body));
      expect(calls).toEqual([GET, WHO, JOIN, GET]);
    },
  );

  it('a rename takes 3 calls', async () => {
    expect(await callsOf(() => change(large, rename()), 204)).toEqual([GET, NAMES, PUT]);
  });

  it('a rename with a join takes 5 calls', async () => {
    const [someone] = await fixture.createUsers(1);
    const calls = await callsOf(
      () => change(large, rename(), { op: 'add', path: 'members', value: [someone] }),
      204,
    );
    expect(calls).toEqual([GET, WHO, NAMES, PUT, JOIN]);
  });

  it('a PATCH of externalId takes 2 calls, a PATCH that changes nothing takes 1', async () => {
    const externalId = { op: 'add', path: 'externalId', value: 'one' };
    expect(await callsOf(() => change(large, externalId), 204)).toEqual([GET, PUT]);
    expect(await callsOf(() => change(large, externalId), 204)).toEqual([GET]);
    expect(await callsOf(() => change(large, { op: 'add', path: 'members', value: [] }), 204)).toEqual([GET]);
    expect(await callsOf(() => change(large, { op: 'remove', path: 'members', value: [] }), 204)).toEqual([
      GET,
    ]);
  });

  it('a refused PATCH takes one read if the name of the group, which the journal needs, is not known; if a group is named as a member, one check of what it grants', async () => {
    const bad = { op: 'add', path: 'members', value: [{ display: 'x' }] };
    const unseen = await groupOf(1);
    expect(await callsOf(() => change(unseen, rename(), bad), 400)).toEqual([GET]);
    expect(await callsOf(() => change(unseen, rename(), bad), 400)).toEqual([]);
    const nested = { op: 'add', path: 'members', value: [{ value: await groupOf(1), type: 'Group' }] };
    expect(await callsOf(() => change(large, rename(), nested), 400)).toEqual([GET]);
  });

  it('a PUT takes 3 calls for a new name, reads the members once and changes them one by one', async () => {
    const members = await fixture.createUsers(3);
    const id = await groupOf(members);
    const elements = (...numbers: number[]) => numbers.map((n) => ({ value: members[n] }));
    const name = freshName();
    const put = (members?: unknown) =>
      realm.scim('PUT', `/Groups/${id}`, group(name, members === undefined ? {} : { members }));
    expect(await callsOf(() => put())).toEqual([GET, NAMES, PUT, MEMBERS]);
    expect(await callsOf(() => put())).toEqual([GET, MEMBERS]);
    expect(await callsOf(() => put(elements(0, 1, 2)))).toEqual([GET, MEMBERS]);
    const [someone = ''] = await fixture.createUsers(1);
    const others = [...elements(1, 2), { value: someone }];
    expect((await callsOf(() => put(others))).sort()).toEqual([GET, MEMBERS, WHO, LEAVE, JOIN].sort());
  });

  it('a PATCH that replaces all members reads them once and writes the differences', async () => {
    const [gone, ...others] = await fixture.createUsers(4);
    const id = await groupOf([gone ?? '', ...others.slice(0, 2)]);
    const replace = { op: 'replace', path: 'members', value: others };
    expect((await callsOf(() => change(id, replace), 204)).sort()).toEqual(
      [MEMBERS, GET, WHO, LEAVE, JOIN].sort(),
    );
    expect(await callsOf(() => change(id, replace), 204)).toEqual([MEMBERS]);
  });

  it('deleting a group takes 2 calls', async () => {
    const id = await fixture.createGroup(people.slice(0, 3));
    const remove = () => realm.scim('DELETE', `/Groups/${id}`);
    expect(await callsOf(remove, 204)).toEqual([GET, 'DELETE /groups/{id}']);
    expect(await callsOf(remove, 404)).toEqual([GET]);
  });

  it('a filter on displayName takes 1 call, a check of one membership 2 if there is one', async () => {
    const name = (await fixture.storedGroup(large))?.name ?? '';
    const find = (filter: string) => () =>
      realm.scim('GET', filteredGroups(filter, '&excludedAttributes=members'));
    expect(await callsOf(find(`displayName eq "${name.toUpperCase()}"`))).toEqual([NAMES]);
    expect(await callsOf(find(`id eq "${large}" and members eq "${people[0] ?? ''}"`))).toEqual([
      'GET /users/{id}/groups',
      // Whether the member is the account of a client, which members do not show.
      'GET /users/{id}',
    ]);
    expect(await callsOf(find(`id eq "${large}"`))).toEqual([GET]);
  });

  it('a filter on a displayName that many others contain takes 2 calls, and all pages only if nobody has it in that case', async () => {
    const name = freshName();
    const id = await fixture.createInConsole({ name });
    const others = Array.from({ length: 20 }, (_, n) => fixture.createInConsole({ name: `${name}-${n}` }));
    await Promise.all(others);
    const found = async (value: string): Promise<unknown[]> => {
      let ids: unknown;
      const calls = await callsOf(async () => {
        const filter = filteredGroups(`displayName eq "${value}"`, '&excludedAttributes=members');
        const answer = await realm.scim('GET', filter);
        ids = (answer.body.Resources as { id: string }[]).map((one) => one.id);
        return answer;
      });
      return [ids, calls];
    };
    expect(await found(name)).toEqual([[id], [NAMES, NAMES]]);
    expect(await found(name.toUpperCase())).toEqual([[id], [NAMES, NAMES, NAMES]]);
    expect(await found(`${name}-none`)).toEqual([[], [NAMES]]);
  });

  it('a list without members takes 1 call, and 1 for the total if the page is full', async () => {
    expect(await callsOf(() => realm.scim('GET', '/Groups?excludedAttributes=members'))).toEqual([NAMES]);
    expect(await callsOf(() => realm.scim('GET', '/Groups?excludedAttributes=members&count=2'))).toEqual([
      NAMES,
      'GET /groups/count',
    ]);
    expect(await callsOf(() => realm.scim('GET', '/Groups?count=0'))).toEqual(['GET /groups/count']);
  });

  it('reading a user with groups takes 2 calls; deleting a user reads no groups', async () => {
    const [id = ''] = await fixture.createUsers(1);
    await fixture.createGroup([id]);
    expect(await callsOf(() => realm.scim('GET', `/Users/${id}?attributes=groups`))).toEqual([
      'GET /users/{id}',
      'GET /users/{id}/groups',
    ]);
    expect(await callsOf(() => realm.scim('GET', `/Users/${id}`))).toEqual(['GET /users/{id}']);
  });

  it('the strict profile reads each new member before it writes', async () => {
    const strict = await bridge.realm({
      profile: 'strict',
      mapping: { behaviours: { unknownMembers: 'reject' } },
    });
    const there = openGroupFixture(bridge, strict);
    const [one, two] = await there.createUsers(2);
    const id = await there.createGroup();
    const add = patch({ op: 'add', path: 'members', value: [{ value: one }, { value: two }] });
    bridge.proxy.reset();
    expect((await strict.scim('PATCH', `/Groups/${id}`, add)).status).toBe(200);
    const calls = bridge.proxy.calls().map((call) => call.replace(`/admin/realms/${strict.name}`, ''));
    expect(calls.slice(0, 2)).toEqual(['GET /users/{id}', 'GET /users/{id}']);
    expect(calls.filter((call) => call === JOIN)).toHaveLength(2);
    // The group and the answer: whoever has been read need not be looked up to join.
    expect(calls).toHaveLength(2 + 1 + 2 + ANSWER.length);
  });
});
