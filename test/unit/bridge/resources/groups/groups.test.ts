import type { KeycloakGroup } from '../../../../../bridge/keycloak/port/groups.ts';
import {
  createMemoryScim,
  type MemoryAnswer,
  type MemoryScim,
} from '../../../../support/memory/memoryScim.ts';
import { filteredGroups, group, GROUP_URN, patch } from '../../../../support/scim/messages.ts';

const BASE = 'https://scim.example.test/realms/acme/scim/v2';
const NOBODY = '5f0c2e6a-0000-4000-8000-000000000000';

let scim: MemoryScim;
let [ann, bob, carol] = ['', '', ''];

async function createUsers(): Promise<void> {
  const create = (username: string): Promise<string> =>
    scim.realm.users.create({ username, enabled: true, attributes: {} });
  [ann, bob, carol] = [await create('ann'), await create('bob'), await create('carol')];
}

beforeEach(async () => {
  scim = await createMemoryScim();
  await createUsers();
});

const elements = (ids: readonly string[]) => ids.map((value) => ({ value }));

/** Creates a group with these members and returns its id. */
async function create(displayName: string, ...members: string[]): Promise<string> {
  const body = group(displayName, members.length === 0 ? {} : { members: elements(members) });
  const answer = await scim.send('POST', '/Groups', body);
  expect(answer.status).toBe(201);
  return String(answer.body.id);
}

const stored = (id: string): Promise<KeycloakGroup | undefined> => scim.realm.groups.get(id);

/** The user names of the members that Keycloak has, in its order. */
const memberNames = async (id: string): Promise<string[]> =>
  (await scim.realm.groups.members(id, { first: 0, max: 100, brief: true })).map(({ username }) => username);

/** A member as a client sees one that does not ask for names. */
const member = (id: string) => ({ value: id, $ref: `${BASE}/Users/${id}`, type: 'User' });

const error = (status: number, scimType: string | undefined, detail: unknown) => ({
  status,
  body: {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
    ...(scimType === undefined ? {} : { scimType }),
    ...{ detail, status: String(status) },
  },
});

const TAKEN = error(409, 'uniqueness', 'Another group of the realm already has this displayName.');
const GRANTING = error(
  403,
  undefined,
  'This group grants administration of the realm; SCIM changes neither it nor its members.',
);

/** Gives a group a right over the realm. */
async function makeGranting(id: string): Promise<void> {
  const role = await scim.realm.roles.find('manage-users', 'realm-management');
  await scim.realm.roles.give({ group: id }, role === undefined ? [] : [role]);
}

describe('POST /Groups', () => {
  it('creates a group with its members and answers with it', async () => {
    const body = group('Sales', { externalId: 'G-1', members: elements([bob, ann]) });
    const answer = await scim.send('POST', '/Groups', body);
    const id = String(answer.body.id);
    const location = `${BASE}/Groups/${id}`;
    expect(answer).toMatchObject({
      status: 201,
      headers: { Location: location, ETag: answer.body.meta.version },
      body: {
        ...{ schemas: [GROUP_URN], displayName: 'Sales', externalId: 'G-1' },
        members: [{ value: bob }, { value: ann }],
        meta: { resourceType: 'Group', location },
      },
    });
    expect(await stored(id)).toMatchObject({ name: 'Sales', attributes: { externalId: ['G-1'] } });
    expect(await memberNames(id)).toEqual(['ann', 'bob']);
    const read = await scim.send('GET', `/Groups/${id}`);
    expect(read.body.members).toEqual([member(ann), member(bob)]);
    expect(read.headers.ETag).toBe(answer.headers.ETag);
    const withNames = await scim.send('GET', `/Groups/${id}?attributes=members.display`);
    expect(withNames.body.members).toEqual([{ display: 'ann' }, { display: 'bob' }]);
  });

  it.each(['Sales', 'SALES'])('answers 409 to the displayName %s, which is taken', async (displayName) => {
    await create('Sales');
    expect(await scim.send('POST', '/Groups', group(displayName))).toMatchObject(TAKEN);
    expect(await scim.realm.groups.count()).toBe(1);
  });

  it('tells the truth about a displayName that differs only beyond what Keycloak stores', async () => {
    const long = 'n'.repeat(255);
    await create(`${long} one`);
    const detail = expect.stringContaining('the same first 255 characters') as string;
    expect(await scim.send('POST', '/Groups', group(`${long} two`))).toMatchObject(
      error(409, 'uniqueness', detail),
    );
    expect(await scim.send('POST', '/Groups', group(`${long} ONE`))).toMatchObject(TAKEN);
  });

  it('answers 409 to the displayName of a group below another one', async () => {
    await scim.console.createSubgroup(await create('Staff'), 'Sales');
    expect(await scim.send('POST', '/Groups', group('Sales'))).toMatchObject(TAKEN);
  });

  it('gives one name to one of many who ask at once', async () => {
    const answers = await Promise.all(
      ['Sales', 'SALES', 'sales', 'sAlEs'].map((name) => scim.send('POST', '/Groups', group(name))),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409]);
    expect(await scim.realm.groups.count()).toBe(1);
  });

  it('passes ids of nobody over', async () => {
    const body = group('Sales', { members: elements([ann, NOBODY]) });
    const { status, body: created, facts } = await scim.send('POST', '/Groups', body);
    expect(status).toBe(201);
    expect(await memberNames(String(created.id))).toEqual(['ann']);
    expect(facts.ignored).toEqual([`members[value eq "${NOBODY}"]`]);
  });

  it.each([
    ['no displayName', { schemas: [GROUP_URN] }],
    ['a blank displayName', group('   ')],
    ['a group as a member', group('Sales', { members: [{ value: 'x', type: 'Group' }] })],
  ])('answers 400 to %s', async (_what, body) => {
    const answer = await scim.send('POST', '/Groups', body);
    expect(answer).toMatchObject(error(400, 'invalidValue', expect.any(String)));
    expect(await scim.realm.groups.count()).toBe(0);
  });
});

describe('groups whose names bring roles', () => {
  beforeEach(async () => {
    scim = await createMemoryScim({ groups: { roles: [{ group: 'sales*', realmRoles: ['seller'] }] } });
    await createUsers();
  });

  const rolesOf = async (id: string): Promise<string[]> =>
    (await scim.realm.roles.listDirect({ group: id })).map(({ name }) => name);

  it('get them with a name and lose them with it', async () => {
    await scim.console.createRealmRole('seller');
    const id = await create('Sales Europe', ann);
    expect(await rolesOf(id)).toEqual(['seller']);
    expect((await scim.send('PUT', `/Groups/${id}`, group('Support'))).status).toBe(200);
    expect(await rolesOf(id)).toEqual([]);
    expect((await scim.send('PUT', `/Groups/${id}`, group('Sales'))).status).toBe(200);
    expect(await rolesOf(id)).toEqual(['seller']);
  });

  it('are not created where a rule names a role that does not exist', async () => {
    expect((await scim.send('POST', '/Groups', group('Sales'))).status).toBe(500);
    expect(await scim.realm.groups.count()).toBe(0);
  });
});

describe('GET /Groups', () => {
  const names = ({ body }: MemoryAnswer): string[] =>
    ((body.Resources ?? []) as { displayName: string }[]).map(({ displayName }) => displayName);
  let sales: string;

  beforeEach(async () => {
    sales = await create('Sales', ann, bob);
    await create('Support', ann);
    await scim.console.createSubgroup(sales, 'Sales Europe');
  });

  it('finds by name, id and member', async () => {
    const cases: [string, string[]][] = [
      ['displayName eq "SALES"', ['Sales']],
      ['displayName sw "sales"', ['Sales', 'Sales Europe']],
      [`id eq "${sales}"`, ['Sales']],
      [`members.value eq "${ann}"`, ['Sales', 'Support']],
      [`members[value eq "${bob}"]`, ['Sales']],
      [`displayName eq "Support" and members.value eq "${bob}"`, []],
      [`members.value eq "${NOBODY}"`, []],
    ];
    for (const [filter, found] of cases) {
      const answer = await scim.send('GET', filteredGroups(filter));
      expect([filter, answer.status, names(answer)]).toEqual([filter, 200, found]);
    }
  });

  it('lists groups at every depth with their members, in pages', async () => {
    const all = await scim.send('GET', '/Groups');
    expect(names(all)).toEqual(['Sales', 'Sales Europe', 'Support']);
    expect(all.body.Resources[0].members).toEqual([member(ann), member(bob)]);
    const page = await scim.send('GET', '/Groups?startIndex=3&count=5&excludedAttributes=members');
    expect(page.body).toMatchObject({ totalResults: 3, startIndex: 3, itemsPerPage: 1 });
    expect(page.body.Resources[0]).not.toHaveProperty('members');
  });

  it.each(['GET', 'PUT', 'PATCH', 'DELETE'])('%s of none is 404', async (method) => {
    const operation = { op: 'replace', path: 'displayName', value: 'x' };
    const body = method === 'PATCH' ? patch(operation) : group('x');
    const answer = await scim.send(method, '/Groups/none', body);
    expect(answer).toMatchObject(error(404, undefined, 'There is no group with the id "none".'));
  });
});

describe('PUT /Groups/{id}', () => {
  it('renames and leaves members that it does not name', async () => {
    const id = await create('Sales', ann);
    const answer = await scim.send('PUT', `/Groups/${id}`, group('Support', { externalId: 'G-1' }));
    expect(answer).toMatchObject({
      status: 200,
      body: { id, displayName: 'Support', externalId: 'G-1', members: [member(ann)] },
    });
    expect(await stored(id)).toMatchObject({ name: 'Support', attributes: { externalId: ['G-1'] } });
    expect(await memberNames(id)).toEqual(['ann']);
  });

  it.each([NOBODY, 'emails[\ud800]', '\udc00', '..'])(
    'passes over %j, which is nobody, among its new members',
    async (nobody) => {
      const id = await create('Sales', ann);
      const members = elements([nobody, bob]);
      expect((await scim.send('PUT', `/Groups/${id}`, group('Sales', { members }))).status).toBe(200);
      expect(await memberNames(id)).toEqual(['bob']);
      const value = elements([nobody, carol]);
      const replacement = patch({ op: 'replace', path: 'members', value });
      expect((await scim.send('PATCH', `/Groups/${id}`, replacement)).status).toBe(204);
      expect(await memberNames(id)).toEqual(['carol']);
    },
  );

  it('replaces members that it names, down to none', async () => {
    const id = await create('Sales', ann, bob);
    const put = (ids: readonly string[]) =>
      scim.send('PUT', `/Groups/${id}`, group('Sales', { members: elements(ids) }));
    expect((await put([bob, carol])).status).toBe(200);
    expect(await memberNames(id)).toEqual(['bob', 'carol']);
    expect((await put([])).body).not.toHaveProperty('members');
    expect(await memberNames(id)).toEqual([]);
  });

  it('does not empty a group by a list in which nobody is a user', async () => {
    const id = await create('Sales', ann);
    const body = group('Sales', { members: elements([NOBODY]) });
    const answer = await scim.send('PUT', `/Groups/${id}`, body);
    expect(answer).toMatchObject(
      error(400, 'invalidValue', '"members" names nobody who is a user here; the members stay as they are.'),
    );
    expect(await memberNames(id)).toEqual(['ann']);
  });

  it('keeps the description and attributes that SCIM does not know', async () => {
    const id = await create('Sales');
    const before = await stored(id);
    const attributes = { ...before?.attributes, cost: ['7'] };
    await scim.realm.groups.replace(id, { name: 'Sales', description: 'D', attributes });
    await scim.send('PUT', `/Groups/${id}`, group('Support'));
    expect(await stored(id)).toMatchObject({
      name: 'Support',
      description: 'D',
      attributes: { cost: ['7'] },
    });
  });

  it('answers 409 to a displayName that is taken, and changes nothing', async () => {
    await create('Support');
    const id = await create('Sales', ann);
    const before = await stored(id);
    const body = group('SUPPORT', { members: elements([bob]) });
    expect(await scim.send('PUT', `/Groups/${id}`, body)).toMatchObject(TAKEN);
    expect(await stored(id)).toEqual(before);
    expect(await memberNames(id)).toEqual(['ann']);
  });

  it('may change the case of its own displayName', async () => {
    const id = await create('Sales');
    expect((await scim.send('PUT', `/Groups/${id}`, group('SALES'))).status).toBe(200);
    expect(await stored(id)).toMatchObject({ name: 'SALES' });
  });

  it('answers 412 to a client that does not know the members of now', async () => {
    const id = await create('Sales', ann);
    const ifMatch = (await scim.send('GET', `/Groups/${id}`)).headers.ETag;
    await scim.realm.groups.join(id, bob);
    const answer = await scim.send('PUT', `/Groups/${id}`, group('Support'), { ifMatch });
    expect(answer.status).toBe(412);
    expect(await stored(id)).toMatchObject({ name: 'Sales' });
  });
});

describe('PATCH /Groups/{id}', () => {
  let id: string;
  const change = (...operations: unknown[]) => scim.send('PATCH', `/Groups/${id}`, patch(...operations));

  beforeEach(async () => {
    id = await create('Sales', ann, bob);
  });

  it.each([
    [
      'a member is added',
      () => [{ op: 'add', path: 'members', value: elements([carol]) }],
      ['ann', 'bob', 'carol'],
    ],
    [
      'a member is added again',
      () => [{ op: 'add', path: 'members', value: elements([ann]) }],
      ['ann', 'bob'],
    ],
    ['a member is removed', () => [{ op: 'remove', path: `members[value eq "${ann}"]` }], ['bob']],
    [
      'a list of members is removed',
      () => [{ op: 'remove', path: 'members', value: elements([ann]) }],
      ['bob'],
    ],
    ['all members are removed', () => [{ op: 'remove', path: 'members' }], []],
    ['members are replaced', () => [{ op: 'replace', path: 'members', value: elements([carol]) }], ['carol']],
    [
      'one is added, another removed',
      () => [
        { op: 'add', path: 'members', value: elements([carol]) },
        { op: 'remove', path: `members[value eq "${bob}"]` },
      ],
      ['ann', 'carol'],
    ],
    ['a member is found by its name', () => [{ op: 'remove', path: 'members[display eq "ann"]' }], ['bob']],
  ])('%s', async (_what, operations, names) => {
    expect((await change(...operations())).status).toBe(204);
    expect(await memberNames(id)).toEqual(names);
  });

  it('answers 204 without a body, and with what the client chooses to see', async () => {
    const join = patch({ op: 'add', path: 'members', value: elements([carol]) });
    expect(await scim.send('PATCH', `/Groups/${id}`, join)).toMatchObject({ status: 204, body: undefined });
    const send = (query: string) => scim.send('PATCH', `/Groups/${id}?${query}`, join);
    const members = [member(ann), member(bob), member(carol)];
    const chosen = await send('attributes=members');
    expect(chosen).toMatchObject({ status: 200, body: { id, members } });
    expect(chosen.body).not.toHaveProperty('displayName');
    const rest = await send('excludedAttributes=members');
    expect(rest).toMatchObject({ status: 200, body: { id, displayName: 'Sales' } });
    expect(rest.body).not.toHaveProperty('members');
    const whole = await send('excludedAttributes=externalId');
    expect(whole).toMatchObject({ status: 200, body: { id, displayName: 'Sales', members } });
  });

  it('is answered with a small group in the strict profile', async () => {
    scim = await createMemoryScim({}, 'strict');
    await createUsers();
    id = await create('Sales', ann);
    const answer = await change({ op: 'add', path: 'members', value: elements([bob]) });
    expect(answer).toMatchObject({ status: 200, body: { id, displayName: 'Sales' } });
    expect(answer.body.members).toEqual([member(ann), member(bob)]);
  });

  it('renames, and leaves the members', async () => {
    expect((await change({ op: 'replace', value: { displayName: 'Support' } })).status).toBe(204);
    expect(await stored(id)).toMatchObject({ name: 'Support' });
    expect(await memberNames(id)).toEqual(['ann', 'bob']);
  });

  it('answers 409 to a displayName that is taken, and moves nobody', async () => {
    await create('Support');
    const answer = await change(
      { op: 'replace', path: 'displayName', value: 'support' },
      { op: 'remove', path: 'members' },
    );
    expect(answer).toMatchObject(TAKEN);
    expect(await memberNames(id)).toEqual(['ann', 'bob']);
  });

  it('of the account of a client does not make the group be found by it', async () => {
    const { serviceAccountId } = await scim.console.createClient('app');
    await scim.realm.groups.join(id, serviceAccountId);
    const found = async (member: string) =>
      (await scim.send('GET', filteredGroups(`members.value eq "${member}"`))).body.totalResults as number;
    expect([await found(serviceAccountId), await found(ann)]).toEqual([0, 1]);
  });

  it('passes over somebody who was deleted', async () => {
    await scim.realm.users.delete(carol);
    const { status, facts } = await change({ op: 'add', path: 'members', value: elements([carol]) });
    expect(status).toBe(204);
    expect(facts.ignored).toEqual([`members[value eq "${carol}"]`]);
    expect(await memberNames(id)).toEqual(['ann', 'bob']);
  });

  it('of members of a group that does not exist is 404', async () => {
    await scim.realm.groups.delete(id);
    expect((await change({ op: 'add', path: 'members', value: elements([carol]) })).status).toBe(404);
    expect((await change({ op: 'remove', path: 'members' })).status).toBe(404);
  });

  it('moves no accounts of clients', async () => {
    const { serviceAccountId } = await scim.console.createClient('app');
    const answer = await change({ op: 'add', path: 'members', value: elements([serviceAccountId]) });
    expect(answer.status).toBe(403);
    expect(await memberNames(id)).toEqual(['ann', 'bob']);
  });

  it.each([
    ['a join', () => ({ op: 'add', path: 'members', value: elements([carol]) })],
    ['a leave', () => ({ op: 'remove', path: `members[value eq "${ann}"]` })],
    ['another name', () => ({ op: 'replace', path: 'displayName', value: 'Support' })],
  ])('%s is refused where the group grants administration', async (_what, operation) => {
    await makeGranting(id);
    expect(await change(operation())).toMatchObject(GRANTING);
    expect(await stored(id)).toMatchObject({ name: 'Sales' });
    expect(await memberNames(id)).toEqual(['ann', 'bob']);
  });
});

describe('DELETE /Groups/{id}', () => {
  it('deletes a group and leaves its members', async () => {
    const id = await create('Sales', ann);
    expect(await scim.send('DELETE', `/Groups/${id}`)).toMatchObject({ status: 204, body: undefined });
    expect(await stored(id)).toBeUndefined();
    expect((await scim.send('DELETE', `/Groups/${id}`)).status).toBe(404);
    const read = await scim.send('GET', `/Users/${ann}?attributes=groups`);
    expect(read.status).toBe(200);
    expect(read.body).not.toHaveProperty('groups');
  });

  it('of a group with others below it is refused', async () => {
    const id = await create('Sales');
    await scim.console.createSubgroup(id, 'Sales Europe');
    const answer = await scim.send('DELETE', `/Groups/${id}`);
    expect(answer).toMatchObject(error(403, undefined, expect.stringContaining('groups below it')));
    expect(await stored(id)).toBeDefined();
  });

  it('of a group that grants administration is refused, for members and groups below as well', async () => {
    const id = await create('Sales');
    const below = await scim.console.createSubgroup(id, 'Sales Europe');
    await makeGranting(id);
    expect(await scim.send('DELETE', `/Groups/${below}`)).toMatchObject(GRANTING);
    expect(await stored(below)).toBeDefined();
  });
});
