/* eslint max-lines: "off" -- One bridge and its realms serve all of these tests; every file of its own would start others. */
import { setTimeout as sleep } from 'node:timers/promises';
import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import { freshName, openGroupFixture, type GroupFixture } from '../../support/fixtures/groupFixture.ts';
import { filteredGroups, group, GROUP_URN, patch, user } from '../../support/scim/messages.ts';
import { sendRawTo } from '../../support/scim/sendRaw.ts';
import { assertScimError } from '../../support/scim/scimError.ts';
import type { Answer } from '../../support/scim/send.ts';

const NOBODY = '5f0c2e6a-0000-4000-8000-000000000000';
const FOREIGN_URN = 'urn:example:params:scim:schemas:extension:team:2.0:Group';

let bridge: TestBridge;
let realm: TestRealm;
let strict: TestRealm;
let fixture: GroupFixture;
let ann: string;
let bob: string;
let cid: string;

beforeAll(async () => {
  bridge = await startTestBridge({ REFRESH_AFTER_MS: '600000' });
  realm = await bridge.realm();
  strict = await bridge.realm({ profile: 'strict', mapping: { behaviours: { unknownMembers: 'reject' } } });
  fixture = openGroupFixture(bridge, realm);
  [ann = '', bob = '', cid = ''] = await fixture.createUsers(3);
});

afterAll(async () => {
  await bridge.close();
});

const post = (body: unknown, query = '') => realm.scim('POST', `/Groups${query}`, body);
const get = (id: string, query = '') => realm.scim('GET', `/Groups/${id}${query}`);
const put = (id: string, body: unknown, headers = {}) => realm.scim('PUT', `/Groups/${id}`, body, headers);
const change = (id: string, ...operations: unknown[]) =>
  realm.scim('PATCH', `/Groups/${id}`, patch(...operations));
const names = (answer: Answer): string[] =>
  (answer.body.Resources as { displayName: string }[]).map(({ displayName }) => displayName);
const values = (answer: Answer): string[] =>
  ((answer.body.members ?? []) as { value: string }[]).map(({ value }) => value).sort();
const ids = (...list: string[]): string[] => list.sort();

/** What the log says was passed over in the latest request. */
async function passedOver(): Promise<unknown> {
  await sleep(20);
  return bridge.logged().at(-1)?.ignored;
}

describe('creating a group', () => {
  it('answers with the whole group, Location, version and members', async () => {
    const displayName = freshName('Team');
    const answer = await post(
      group(displayName, { externalId: 'X-1', members: [{ value: ann }, { value: bob, display: 'B' }] }),
    );
    expect(answer.status).toBe(201);
    const { id } = answer.body as { id: string };
    const location = `https://scim.example.test/realms/${realm.name}/scim/v2/Groups/${id}`;
    const users = location.replace(/Groups.*/, 'Users');
    expect(answer.headers.get('location')).toBe(location);
    expect(answer.headers.get('etag')).toBe(answer.body.meta.version);
    expect(answer.body).toEqual({
      schemas: [GROUP_URN],
      id,
      displayName,
      externalId: 'X-1',
      members: [ann, bob].map((value) => ({ value, $ref: `${users}/${value}`, type: 'User' })),
      meta: {
        resourceType: 'Group',
        created: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        lastModified: answer.body.meta.created,
        location,
        version: expect.stringMatching(/^W\/"/),
      },
    });
    expect((await get(id)).body).toEqual(answer.body);
    expect(await fixture.memberIds(id)).toEqual(ids(ann, bob));
    expect(await fixture.storedGroup(id)).toMatchObject({
      name: displayName,
      attributes: { externalId: ['X-1'] },
    });
  });

  it('creates no members for missing members, null and an empty list', async () => {
    for (const members of [{}, { members: [] }, { members: null }]) {
      const answer = await post(group(freshName(), members));
      expect(answer.status).toBe(201);
      expect(answer.body).not.toHaveProperty('members');
    }
  });

  it('accepts members as bare ids, by $ref alone and in any case of names, and each once', async () => {
    for (const members of [
      [ann, bob],
      [{ $ref: `https://elsewhere.test/scim/v2/Users/${ann}` }, { $ref: `../Users/${bob}` }],
      [
        { Value: ann, Display: 'x', $Ref: null },
        { VALUE: bob, TYPE: 'user' },
      ],
      [{ value: ann }, { value: bob }, { value: ann, type: 'User' }, ann],
      [{ value: ann, $ref: null, displayName: 'extra', unknown: 1 }, { value: bob }],
    ]) {
      const answer = await post(group(freshName(), { members }));
      expect([answer.status, values(answer)]).toEqual([201, ids(ann, bob)]);
      expect(await fixture.memberIds(String(answer.body.id))).toEqual(ids(ann, bob));
    }
  });

  it('tolerates a foreign URN in schemas and keeps the values under one', async () => {
    const note = 'n'.repeat(1_000);
    const answer = await post({
      ...group(freshName(), { [FOREIGN_URN]: { costCentre: 'K-7', note } }),
      schemas: [GROUP_URN, 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'],
    });
    expect(answer.status).toBe(201);
    const read = await get(String(answer.body.id));
    expect(read.body).toMatchObject({
      schemas: [GROUP_URN, FOREIGN_URN],
      [FOREIGN_URN]: { costCentre: 'K-7', note },
    });
  });

  it.each([
    ['no displayName', { schemas: [GROUP_URN] }, 'invalidValue'],
    ['a blank displayName', group('   '), 'invalidValue'],
    ['an empty displayName', group(''), 'invalidValue'],
    ['a displayName that is no text', group(['x'] as never), 'invalidValue'],
    ['a member without an id', group('w', { members: [{ display: 'x' }] }), 'invalidValue'],
    ['a member that is an object of nothing', group('w', { members: [{}] }), 'invalidValue'],
    ['a NUL character', group('w\u0000'), 'invalidValue'],
    ['no object', [group('w')], 'invalidSyntax'],
  ])('refuses %s', async (_name, body, scimType) => {
    assertScimError(await post(body), { status: 400, scimType });
  });
});

describe('the displayName of a group', () => {
  it('is unique regardless of case: a duplicate is answered 409', async () => {
    const displayName = freshName('Sales');
    await fixture.createGroup([], displayName);
    const other = await fixture.createGroup([]);
    for (const taken of [displayName, displayName.toUpperCase(), displayName.toLowerCase()]) {
      assertScimError(await post(group(taken)), { status: 409, scimType: 'uniqueness' });
      assertScimError(await put(other, group(taken)), { status: 409, scimType: 'uniqueness' });
      const rename = await change(other, { op: 'replace', value: { displayName: taken } });
      assertScimError(rename, { status: 409, scimType: 'uniqueness' });
    }
    expect((await fixture.storedGroup(other))?.name).not.toMatch(/sales/i);
  });

  it('is unique among the groups that were created in the console, at every depth', async () => {
    const displayName = freshName('Console');
    const parent = await fixture.createInConsole({ name: displayName });
    const below = await fixture.createInConsole({ name: `${displayName}-below` }, parent);
    assertScimError(await post(group(displayName.toUpperCase())), { status: 409, scimType: 'uniqueness' });
    assertScimError(await post(group(`${displayName}-BELOW`)), { status: 409, scimType: 'uniqueness' });
    expect((await fixture.storedGroup(below))?.name).toBe(`${displayName}-below`);
  });

  it('may differ in case only from another in the console: "BIG" and "big" are both shown and can be changed', async () => {
    const name = freshName('big');
    const small = await fixture.createInConsole({ name });
    const big = await fixture.createInConsole({ name: name.toUpperCase() });
    const found = await realm.scim('GET', filteredGroups(`displayName eq "${name}"`));
    expect(names(found).sort()).toEqual([name.toUpperCase(), name].sort());
    for (const id of [small, big]) {
      expect((await change(id, { op: 'add', path: 'externalId', value: id })).status).toBe(204);
      expect((await get(id)).body.externalId).toBe(id);
    }
    assertScimError(await post(group(name)), { status: 409, scimType: 'uniqueness' });
  });

  it('can be changed in case alone', async () => {
    const name = freshName('case');
    const id = await fixture.createGroup([], name);
    const answer = await change(id, { op: 'replace', path: 'displayName', value: name.toUpperCase() });
    expect(answer.status).toBe(204);
    expect((await get(id)).body.displayName).toBe(name.toUpperCase());
    expect((await fixture.storedGroup(id))?.name).toBe(name.toUpperCase());
  });

  it('is not a duplicate of a longer name that contains it', async () => {
    const name = freshName('part');
    await fixture.createGroup([], `${name}-more`);
    expect((await post(group(name))).status).toBe(201);
  });

  it('is free again after a deletion and after a rename', async () => {
    const name = freshName('free');
    const id = await fixture.createGroup([], name);
    await change(id, { op: 'replace', path: 'displayName', value: freshName() });
    const next = await fixture.createGroup([], name);
    expect((await realm.scim('DELETE', `/Groups/${next}`)).status).toBe(204);
    expect((await post(group(name))).status).toBe(201);
  });

  it('is given to one of ten creations at once, and to one of ten renames', async () => {
    const name = freshName('race');
    const creates = await Promise.all(
      Array.from({ length: 10 }, (_, i) => post(group(i % 2 === 0 ? name : name.toUpperCase()))),
    );
    expect(creates.map(({ status }) => status).sort()).toEqual([
      201,
      ...Array.from({ length: 9 }, () => 409),
    ]);
    const others = await Promise.all(Array.from({ length: 10 }, () => fixture.createGroup()));
    const wanted = freshName('raced');
    const renames = await Promise.all(
      others.map((id) => change(id, { op: 'replace', path: 'displayName', value: wanted })),
    );
    expect(renames.map(({ status }) => status).sort()).toEqual([
      204,
      ...Array.from({ length: 9 }, () => 409),
    ]);
  });

  const unusual = (salt: string): Record<string, string> => ({
    'a slash': `${salt}/Sales/EMEA`,
    'only slashes': `//${salt}//`,
    quotes: `${salt} "quoted" 'single'`,
    'an asterisk': `*${salt}*`,
    'a percent sign': `100%${salt}`,
    'an underscore': `_${salt}_x`,
    'a backslash': `${salt}\\back\\slash\\`,
    'an emoji': `${salt} 👩‍👩‍👧 🏳️‍🌈`,
    'a colon and a plus': `${salt}: a+b & c=d?#`,
    'leading blanks': `  ${salt} leads`,
    'trailing blanks': `${salt} trails  `,
    'a tab and a line break': `${salt}\tx\ny`,
    'a control character': `${salt}\u0001\u007fx`,
    'a no-break space': `\u00a0${salt}\u00a0`,
    'other letters': `${salt} ÇİßẞΣς 東京`,
    'combining marks': `${salt} e\u0301 é`,
    '255 characters': salt.padEnd(255, 'x'),
    '300 characters': salt.padEnd(300, 'y'),
    '300 characters, mostly astral': salt.padEnd(300, '😀'),
    'brackets like a path': `${salt}[value eq "x"].y`,
    'a name of JavaScript': `__proto__${salt}`,
  });

  it.each(Object.entries(unusual(freshName())))(
    'with %s is stored exactly, found, kept unique and changed',
    async (_n, displayName) => {
      const answer = await post(group(displayName, { members: [{ value: ann }] }));
      expect([answer.status, answer.body.displayName]).toEqual([201, displayName]);
      const { id } = answer.body as { id: string };
      expect((await get(id)).body).toMatchObject({ displayName, members: [{ value: ann }] });
      for (const asked of [
        displayName,
        displayName.toUpperCase().toLowerCase() === displayName.toLowerCase()
          ? displayName.toUpperCase()
          : displayName,
      ]) {
        const found = await realm.scim('GET', filteredGroups(`displayName eq ${JSON.stringify(asked)}`));
        expect([found.status, names(found)]).toEqual([200, [displayName]]);
      }
      assertScimError(await post(group(displayName)), { status: 409, scimType: 'uniqueness' });
      expect((await change(id, { op: 'add', path: 'externalId', value: displayName })).status).toBe(204);
      const renamed = await put(id, group(`${displayName}2`, { externalId: displayName }));
      expect(renamed.body).toMatchObject({ displayName: `${displayName}2`, externalId: displayName });
      expect((await get(id)).body).toMatchObject({ displayName: `${displayName}2`, externalId: displayName });
      const byExternalId = await realm.scim(
        'GET',
        filteredGroups(`externalId eq ${JSON.stringify(displayName)}`),
      );
      expect(names(byExternalId)).toEqual([`${displayName}2`]);
      expect((await realm.scim('DELETE', `/Groups/${id}`)).status).toBe(204);
    },
  );

  it('that is changed in the console is shown at once, however long the old one was known', async () => {
    const id = await fixture.createGroup([], freshName().padEnd(300, 'z'));
    const name = freshName('console');
    const held = await fixture.storedGroup(id);
    await bridge.admin.groups.update({ realm: realm.name, id }, { ...held, name });
    expect((await get(id)).body.displayName).toBe(name);
  });
});

describe('the externalId of a group', () => {
  it('is compared exactly and need not be unique', async () => {
    const exact = freshName('Ext');
    const one = await post(group(freshName(), { externalId: exact }));
    const two = await post(group(freshName(), { externalId: exact.toLowerCase() }));
    const three = await post(group(freshName(), { externalId: exact }));
    expect([one.status, two.status, three.status]).toEqual([201, 201, 201]);
    const find = async (value: string) =>
      names(await realm.scim('GET', filteredGroups(`externalId eq "${value}"`))).sort();
    expect(await find(exact)).toEqual(ids(String(one.body.displayName), String(three.body.displayName)));
    expect(await find(exact.toLowerCase())).toEqual([two.body.displayName]);
    expect(await find(exact.toUpperCase())).toEqual([]);
  });

  it('may be longer than an attribute value of Keycloak, and be removed', async () => {
    const externalId = freshName().padEnd(1_000, 'e');
    const made = await post(group(freshName(), { externalId }));
    expect((await get(String(made.body.id))).body.externalId).toBe(externalId);
    expect(names(await realm.scim('GET', filteredGroups(`externalId eq "${externalId}"`)))).toHaveLength(1);
    const answer = await change(String(made.body.id), { op: 'remove', path: 'externalId' });
    expect(answer.status).toBe(204);
    expect((await get(String(made.body.id))).body).not.toHaveProperty('externalId');
  });
});

describe('data of a group that SCIM does not know', () => {
  const kept = {
    description: 'Described in the console',
    attributes: { colour: ['red', 'green'], 'scim.other': ['x'], externalId: ['old'] },
  };

  it.each([
    ['PUT', (id: string) => put(id, group(freshName('put'), { externalId: 'new', members: [] }))],
    ['PUT without externalId', (id: string) => put(id, group(freshName('put')))],
    ['PATCH of the name', (id: string) => change(id, { op: 'replace', value: { displayName: freshName() } })],
    ['PATCH of externalId', (id: string) => change(id, { op: 'remove', path: 'externalId' })],
    ['PATCH of members', (id: string) => change(id, { op: 'add', path: 'members', value: [{ value: ann }] })],
  ])('survives a %s: description, attributes, roles, groups below', async (_name, work) => {
    const id = await fixture.createInConsole({ name: freshName('kept'), ...kept });
    const below = await fixture.createInConsole({ name: freshName('below'), description: 'Below' }, id);
    expect([200, 204]).toContain((await work(id)).status);
    const held = await fixture.storedGroup(id);
    expect(held).toMatchObject({
      description: kept.description,
      attributes: { colour: kept.attributes.colour, 'scim.other': ['x'] },
      subGroupCount: 1,
    });
    expect(await fixture.storedGroup(below)).toMatchObject({ parentId: id, description: 'Below' });
  });

  it('does not make a repeated PUT write', async () => {
    const id = await fixture.createInConsole({ name: freshName('same'), ...kept });
    const body = (await get(id)).body as Record<string, unknown>;
    bridge.proxy.reset();
    expect((await put(id, body)).status).toBe(200);
    expect(bridge.proxy.calls().filter((call) => !call.startsWith('GET'))).toEqual([]);
  });

  it('has no dates in a group from the console, and gets lastModified with its first change', async () => {
    const id = await fixture.createInConsole({ name: freshName('dates') });
    expect((await get(id)).body.meta).not.toHaveProperty('created');
    await change(id, { op: 'add', path: 'externalId', value: 'x' });
    expect((await get(id)).body.meta.lastModified).toMatch(/^\d{4}-/);
  });

  it('gets a new lastModified on a real change only', async () => {
    const name = freshName();
    const id = await fixture.createGroup([], name);
    const before = (await get(id)).body.meta.lastModified as string;
    await sleep(5);
    await change(id, { op: 'replace', path: 'displayName', value: name });
    expect((await get(id)).body.meta.lastModified).toBe(before);
    await change(id, { op: 'replace', path: 'displayName', value: freshName() });
    expect((await get(id)).body.meta.lastModified > before).toBe(true);
  });
});

describe('nested groups', () => {
  it('are listed, found, read and changed like any other', async () => {
    const salt = freshName('tree');
    const top = await fixture.createInConsole({ name: `${salt}-top` });
    const middle = await fixture.createInConsole({ name: `${salt}-middle` }, top);
    const leaf = await fixture.createInConsole(
      { name: `${salt}-Leaf`, attributes: { externalId: [salt] } },
      middle,
    );
    const all = names(await realm.scim('GET', '/Groups?count=1000'));
    expect(all).toEqual(expect.arrayContaining([`${salt}-top`, `${salt}-middle`, `${salt}-Leaf`]));
    for (const filter of [
      `displayName eq "${salt}-leaf"`,
      `displayName ew "${salt.slice(-8)}-LEAF"`,
      `externalId eq "${salt}"`,
      `id eq "${leaf}"`,
    ]) {
      expect(names(await realm.scim('GET', filteredGroups(filter)))).toEqual([`${salt}-Leaf`]);
    }
    expect((await change(leaf, { op: 'add', path: 'members', value: [{ value: bob }] })).status).toBe(204);
    expect(await fixture.memberIds(leaf)).toEqual([bob]);
    expect(await fixture.memberIds(top)).toEqual([]);
    const renamed = await change(leaf, { op: 'replace', path: 'displayName', value: `${salt}-twig` });
    expect(renamed.status).toBe(204);
    expect(await fixture.storedGroup(leaf)).toMatchObject({ name: `${salt}-twig`, parentId: middle });
    const { totalResults } = (await realm.scim('GET', '/Groups?count=0')).body as { totalResults: number };
    expect(totalResults).toBe((await realm.scim('GET', '/Groups?count=1000')).body.Resources.length);
  });

  it('are safe: a group with groups below it cannot be deleted, one without can', async () => {
    const top = await fixture.createInConsole({ name: freshName('top') });
    const leaf = await fixture.createInConsole({ name: freshName('leaf') }, top);
    assertScimError(await realm.scim('DELETE', `/Groups/${top}`), { status: 403, detail: /below/ });
    expect(await fixture.storedGroup(leaf)).toBeDefined();
    expect((await realm.scim('DELETE', `/Groups/${leaf}`)).status).toBe(204);
    expect((await realm.scim('DELETE', `/Groups/${top}`)).status).toBe(204);
    expect(await fixture.storedGroup(top)).toBeUndefined();
  });

  it('may share a name, and each is shown once in a page', async () => {
    const own = await bridge.realm();
    const there = openGroupFixture(bridge, own);
    const made: string[] = [];
    for (let i = 0; i < 4; i += 1) {
      const top = await there.createInConsole({ name: `top-${i}` });
      made.push(
        top,
        await there.createInConsole({ name: 'same' }, top),
        await there.createInConsole({ name: 'Same' }, top),
      );
    }
    const seen: string[] = [];
    for (let start = 1; start <= made.length; start += 5) {
      const { body } = await own.scim('GET', `/Groups?startIndex=${start}&count=5`);
      expect([body.totalResults, body.startIndex]).toEqual([made.length, start]);
      seen.push(...(body.Resources as { id: string }[]).map(({ id }) => id));
    }
    expect(seen.sort()).toEqual(made.sort());
  });
});

describe('group members that are not users', () => {
  it.each([
    ['by type', (id: string) => ({ value: id, type: 'Group' })],
    ['by type in small letters', (id: string) => ({ value: id, TYPE: 'group' })],
    ['by $ref', (id: string) => ({ value: id, $ref: `https://x.test/scim/v2/Groups/${id}` })],
    ['by $ref without a value', (id: string) => ({ $ref: `../Groups/${id}` })],
    ['by a relative $ref', (id: string) => ({ $ref: `Groups/${id}` })],
  ])('are refused with the reason, and nothing is written: a group, %s', async (_name, element) => {
    const inner = await fixture.createGroup();
    const id = await fixture.createGroup([ann]);
    const name = freshName('nested');
    const refusal = { status: 400, scimType: 'invalidValue', detail: /group.*member|users only/i };
    const members = [{ value: bob }, element(inner)];
    assertScimError(await post(group(name, { members })), refusal);
    assertScimError(await put(id, group(name, { members })), refusal);
    assertScimError(await change(id, { op: 'add', path: 'members', value: members }), refusal);
    assertScimError(await change(id, { op: 'add', value: { displayName: name, members } }), refusal);
    expect(await fixture.memberIds(id)).toEqual([ann]);
    expect(names(await realm.scim('GET', filteredGroups(`displayName eq "${name}"`)))).toEqual([]);
  });

  it('are ignored and logged if their id is unknown, and the others join', async () => {
    const made = await post(group(freshName(), { members: [{ value: NOBODY }, { value: ann }] }));
    expect([made.status, values(made)]).toEqual([201, [ann]]);
    expect(await passedOver()).toEqual([`members[value eq "${NOBODY}"]`]);
    const id = String(made.body.id);
    const strange = ['', ' ', '..', 'a/b', 'x'.repeat(500), 'count', '%2e', NOBODY.toUpperCase(), '👻'];
    const added = await change(id, {
      op: 'add',
      path: 'members',
      value: [...strange.filter((value) => value !== ''), bob].map((value) => ({ value })),
    });
    expect(added.status).toBe(204);
    expect(await fixture.memberIds(id)).toEqual(ids(ann, bob));
    expect(await passedOver()).toHaveLength(strange.length - 1);
    const replaced = await put(id, group(made.body.displayName as string, { members: [NOBODY, cid] }));
    expect([replaced.status, values(replaced)]).toEqual([200, [cid]]);
    const gone = await change(id, { op: 'remove', path: 'members', value: [{ value: NOBODY }] });
    expect(gone.status).toBe(204);
    expect(await fixture.memberIds(id)).toEqual([cid]);
  });

  it('are refused with 400 in a realm that rejects unknown members, and nothing is written', async () => {
    const there = openGroupFixture(bridge, strict);
    const [one = '', two = ''] = await there.createUsers(2);
    const id = await there.createGroup([one]);
    const refusal = { status: 400, scimType: 'invalidValue', detail: new RegExp(NOBODY) };
    const name = freshName('strict');
    const members = [{ value: two }, { value: NOBODY }];
    assertScimError(await strict.scim('POST', '/Groups', group(name, { members })), refusal);
    assertScimError(await strict.scim('PUT', `/Groups/${id}`, group(name, { members })), refusal);
    const both = patch(
      { op: 'replace', path: 'displayName', value: name },
      { op: 'add', path: 'members', value: members },
    );
    assertScimError(await strict.scim('PATCH', `/Groups/${id}`, both), refusal);
    expect(await there.memberIds(id)).toEqual([one]);
    const found = await strict.scim('GET', filteredGroups(`displayName eq "${name}"`));
    expect(found.body.totalResults).toBe(0);
    const removal = patch({ op: 'remove', path: `members[value eq "${NOBODY}"]` });
    expect((await strict.scim('PATCH', `/Groups/${id}`, removal)).status).toBe(200);
  });

  it('are never shown and never removed if they are service accounts', async () => {
    const [client] = await bridge.admin.clients.find({ realm: realm.name, clientId: 'scim-bridge' });
    const account = await bridge.admin.clients.getServiceAccountUser({
      realm: realm.name,
      id: String(client?.id),
    });
    const id = await fixture.createGroup([ann]);
    await bridge.admin.users.addToGroup({ realm: realm.name, id: String(account.id), groupId: id });
    expect(values(await get(id))).toEqual([ann]);
    expect((await get(id, '?attributes=members.display')).body.members).toHaveLength(1);
    const list = await realm.scim('GET', filteredGroups(`id eq "${id}"`));
    expect(list.body.Resources[0].members).toHaveLength(1);
    expect(values(await put(id, group(freshName(), { members: [{ value: bob }] })))).toEqual([bob]);
    expect((await change(id, { op: 'remove', path: 'members' })).status).toBe(204);
    expect((await get(id)).body).not.toHaveProperty('members');
    for (const filter of [`members.value eq "${String(account.id)}"`, `members eq "${String(account.id)}"`]) {
      expect((await realm.scim('GET', filteredGroups(filter))).body.totalResults).toBe(0);
    }
    expect(await fixture.memberIds(id)).toEqual([account.id]);
    const users = await realm.scim('GET', `/Users?filter=${encodeURIComponent(`groups.value eq "${id}"`)}`);
    expect(users.body.totalResults).toBe(0);
  });
});

describe('the attributes of a group in an answer', () => {
  const memberCalls = () => bridge.proxy.calls().filter((call) => call.includes('/members'));

  it.each([
    ['excludedAttributes=members', false, false],
    ['excludedAttributes=displayName,MEMBERS', false, false],
    [`excludedAttributes=${GROUP_URN}:members`, false, false],
    ['attributes=displayName', false, false],
    ['attributes=id', false, false],
    ['attributes=members', true, true],
    ['attributes=members.value', true, true],
    ['attributes=displayName,members.display', true, true],
    ['', true, true],
  ])('are the requested ones with %s', async (query, shown, asked) => {
    const id = await fixture.createGroup([ann]);
    const name = (await fixture.storedGroup(id))?.name ?? '';
    const paths = [
      `/Groups/${id}?${query}`,
      `/Groups?${query}&count=1000`,
      filteredGroups(`displayName eq "${name}"`, `&${query}`),
    ];
    for (const path of paths) {
      bridge.proxy.reset();
      const { status, body } = await realm.scim('GET', path);
      expect(status).toBe(200);
      const found = (
        'Resources' in body ? (body.Resources as { id: string }[]).find((one) => one.id === id) : body
      ) as Record<string, unknown>;
      expect([path, 'members' in found, memberCalls().length > 0]).toEqual([path, shown, asked]);
    }
  });

  it('include members.display on request: the name of the person, else the user name', async () => {
    const named = await realm.scim(
      'POST',
      '/Users',
      user(freshName('who'), { name: { givenName: 'Ann', familyName: 'Lee' } }),
    );
    const id = await fixture.createGroup([String(named.body.id), bob]);
    const { body } = await get(id, '?attributes=members.display');
    const shown = (body.members as { display: string }[]).map(({ display }) => display);
    expect(shown).toHaveLength(2);
    expect(shown).toContain('Ann Lee');
    expect(shown.find((display) => display !== 'Ann Lee')).toMatch(/^p-/);
    expect(Object.keys(body.members[0] as object)).not.toContain('$ref');
    expect((await get(id)).body.members[0]).not.toHaveProperty('display');
  });

  it('include members.display in answers to POST and PUT too', async () => {
    const body = group(freshName(), { members: [{ value: bob }] });
    const made = await post(body, '?attributes=members.display');
    expect(made.body.members).toEqual([{ display: expect.any(String) }]);
    const [other] = await fixture.createUsers(1);
    const query = '?attributes=members.display';
    const replaced = await realm.scim('PUT', `/Groups/${String(made.body.id)}${query}`, {
      ...body,
      members: [{ value: other }],
    });
    expect(replaced.body.members).toEqual([{ display: expect.any(String) }]);
  });

  it('are the requested ones in a 200 answer to PATCH', async () => {
    const id = await fixture.createGroup([ann]);
    const body = patch({ op: 'add', path: 'members', value: [{ value: bob }] });
    const answer = await realm.scim('PATCH', `/Groups/${id}?attributes=members.value`, body);
    expect([answer.status, values(answer)]).toEqual([200, ids(ann, bob)]);
    expect(answer.body).not.toHaveProperty('displayName');
  });
});

describe('the version of a group', () => {
  const version = (answer: Answer): string => String(answer.headers.get('etag'));

  it('is the same in every answer for the same group', async () => {
    const created = await post(group(freshName(), { members: [{ value: bob }, { value: ann }] }));
    const id = String(created.body.id);
    const read = await get(id);
    expect(version(created)).toBe(version(read));
    const replaced = await put(id, group(freshName(), { members: [{ value: cid }, { value: ann }] }));
    expect(version(replaced)).not.toBe(version(read));
    expect(version(await get(id))).toBe(version(replaced));
    const add = patch({ op: 'add', path: 'members', value: [{ value: bob }] });
    const patched = await realm.scim('PATCH', `/Groups/${id}?attributes=members,meta`, add);
    expect(version(patched)).not.toBe(version(replaced));
    expect(version(await get(id))).toBe(version(patched));
    const list = await realm.scim('GET', filteredGroups(`id eq "${id}"`));
    expect(list.body.Resources[0].meta.version).toBe(version(patched));
  });

  it('covers the members, for If-Match and If-None-Match', async () => {
    const created = await post(group(freshName(), { members: [{ value: ann }] }));
    const id = String(created.body.id);
    const old = version(created);
    const headers = { 'If-Match': old };
    const name = created.body.displayName as string;
    expect((await realm.scim('GET', `/Groups/${id}`, undefined, { 'If-None-Match': old })).status).toBe(304);
    const add = patch({ op: 'add', path: 'members', value: [{ value: bob }] });
    expect((await realm.scim('PATCH', `/Groups/${id}`, add, headers)).status).toBe(204);
    const rename = patch({ op: 'replace', path: 'displayName', value: freshName() });
    for (const answer of [
      await realm.scim('PATCH', `/Groups/${id}`, rename, headers),
      await realm.scim('PATCH', `/Groups/${id}`, add, headers),
      await put(id, group(name), headers),
      await realm.scim('DELETE', `/Groups/${id}`, undefined, headers),
    ]) {
      assertScimError(answer, { status: 412 });
    }
    expect(await fixture.memberIds(id)).toEqual(ids(ann, bob));
    const read = await realm.scim('GET', `/Groups/${id}`, undefined, { 'If-None-Match': old });
    expect(read.status).toBe(200);
    const gone = await realm.scim('DELETE', `/Groups/${id}`, undefined, { 'If-Match': version(read) });
    expect(gone.status).toBe(204);
  });
});

describe('many changes with the same If-Match', () => {
  it.each([
    ['of the name', () => ({ op: 'replace', path: 'displayName', value: freshName() })],
    ['of members', (n: number) => ({ op: 'add', path: 'members', value: [[ann, bob, cid][n % 3]] })],
  ])('%s: apply one and refuse the others', async (_what, operation) => {
    const { headers, body } = await post(group(freshName()));
    const condition = { 'If-Match': String(headers.get('etag')) };
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        realm.scim('PATCH', `/Groups/${String(body.id)}`, patch(operation(n)), condition),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([
      204,
      ...Array.from({ length: 9 }, () => 412),
    ]);
  });

  it('without If-Match, ten changes of different attributes lose nothing', async () => {
    const id = await fixture.createGroup();
    const name = freshName();
    const answers = await Promise.all([
      change(id, { op: 'replace', path: 'displayName', value: name }),
      change(id, { op: 'add', path: 'externalId', value: name }),
      ...Array.from({ length: 8 }, (_, n) =>
        change(id, { op: 'add', path: `${FOREIGN_URN}${n}:note`, value: `${n}` }),
      ),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 204));
    const { body } = await get(id);
    expect(body).toMatchObject({ displayName: name, externalId: name });
    for (let n = 0; n < 8; n += 1) expect(body[`${FOREIGN_URN}${n}`]).toEqual({ note: `${n}` });
  });
});

describe('a group that does not exist', () => {
  const requests: [string, (id: string) => Promise<Answer>][] = [
    ['GET', (id) => get(id)],
    ['GET without members', (id) => get(id, '?excludedAttributes=members')],
    ['PUT', (id) => put(id, group(freshName()))],
    ['PUT with members', (id) => put(id, group(freshName(), { members: [{ value: ann }] }))],
    ['PATCH of the name', (id) => change(id, { op: 'add', path: 'displayName', value: freshName() })],
    ['join', (id) => change(id, { op: 'add', path: 'members', value: [{ value: ann }] })],
    ['join of nobody', (id) => change(id, { op: 'add', path: 'members', value: [{ value: NOBODY }] })],
    ['leave', (id) => change(id, { op: 'remove', path: `members[value eq "${ann}"]` })],
    ['join of no one', (id) => change(id, { op: 'add', path: 'members', value: [] })],
    ['replace of members', (id) => change(id, { op: 'replace', path: 'members', value: [] })],
    ['DELETE', (id) => realm.scim('DELETE', `/Groups/${id}`)],
  ];

  it.each(requests)('is answered 404: %s', async (_name, ask) => {
    for (const id of [NOBODY, ann, 'nonsense', 'x'.repeat(300)]) {
      assertScimError(await ask(id), { status: 404, detail: /group/ });
    }
  });

  it.each(['..', '%2e%2e', '%2E.', '.', 'count', '..%2f..', '..%2fx', '%3f', '%23', '%00'])(
    'is not reached by an id that would be another address in Keycloak, %s',
    async (id) => {
      const [victim = ''] = await fixture.createUsers(1);
      const bodies = [
        patch({ op: 'remove', path: 'members', value: [{ value: victim }] }),
        patch({ op: 'add', path: 'members', value: [{ value: victim }] }),
        patch({ op: 'replace', path: 'members', value: [{ value: victim }] }),
        patch({ op: 'add', path: 'displayName', value: 'x' }),
      ];
      bridge.proxy.reset();
      for (const body of bodies) {
        const answer = await sendRawTo(realm, {
          method: 'PATCH',
          path: `/Groups/${id}`,
          body: JSON.stringify(body),
        });
        assertScimError(answer, { status: 404 });
      }
      for (const method of ['GET', 'DELETE']) {
        const answer = await sendRawTo(realm, { method, path: `/Groups/${id}` });
        assertScimError(answer, { status: 404 });
      }
      // Who would have come or gone is looked at, and nothing else.
      const ofGroups = bridge.proxy
        .calls()
        .filter((call) => !call.startsWith('GET ') || call.includes('/groups'));
      expect(ofGroups).toEqual([]);
      const held = await bridge.admin.users.findOne({ realm: realm.name, id: victim });
      expect(held?.enabled).toBe(true);
    },
  );

  it('is answered 404 to the second deletion', async () => {
    const id = await fixture.createGroup([ann]);
    expect((await realm.scim('DELETE', `/Groups/${id}`)).status).toBe(204);
    assertScimError(await realm.scim('DELETE', `/Groups/${id}`), { status: 404 });
    assertScimError(await get(id), { status: 404 });
  });
});

describe('failures of Keycloak in requests for groups', () => {
  afterEach(() => {
    bridge.proxy.intercept(undefined);
  });

  it.each([
    ['GET', (id: string) => get(id)],
    ['list', () => realm.scim('GET', '/Groups?count=3')],
    ['filter', (id: string) => realm.scim('GET', filteredGroups(`id eq "${id}"`))],
    ['PUT', (id: string) => put(id, group(freshName()))],
    [
      'PATCH',
      (id: string) =>
        realm.scim(
          'PATCH',
          `/Groups/${id}?attributes=members`,
          patch({ op: 'add', path: 'externalId', value: 'x' }),
        ),
    ],
  ])('%s: answers 503, not half a group and not 500, if members cannot be read', async (_name, ask) => {
    const id = await fixture.createGroup([ann]);
    bridge.proxy.intercept((request, response) => {
      if (!(request.url ?? '').includes('/members')) return false;
      response.writeHead(503).end();
      return true;
    });
    assertScimError(await ask(id), { status: 503 });
  });

  it("answer 503 if a user's groups cannot be read", async () => {
    bridge.proxy.intercept((request, response) => {
      if (!/\/users\/[^/]+\/groups/.test(request.url ?? '')) return false;
      response.writeHead(503).end();
      return true;
    });
    assertScimError(await realm.scim('GET', `/Users/${ann}?attributes=groups`), { status: 503 });
  });

  it('skip a group that disappears while a list is read', async () => {
    const id = await fixture.createGroup([ann]);
    bridge.proxy.intercept((request, response) => {
      if (!(request.url ?? '').includes(`/groups/${id}/members`)) return false;
      const body = '{"error":"Could not find group by id"}';
      response.writeHead(404, { 'Content-Type': 'application/json' }).end(body);
      return true;
    });
    const answer = await realm.scim('GET', '/Groups?count=1000');
    expect(answer.status).toBe(200);
  });

  it('leave no group behind if the members of a new one cannot join', async () => {
    const name = freshName('undone');
    bridge.proxy.intercept((request, response) => {
      if (!/\/users\/[^/]+\/groups\//.test(request.url ?? '')) return false;
      response.writeHead(503).end();
      return true;
    });
    assertScimError(await post(group(name, { members: [{ value: ann }] })), { status: 503 });
    bridge.proxy.intercept(undefined);
    expect((await post(group(name, { members: [{ value: ann }] }))).status).toBe(201);
  });

  it('never say that the request was about a user', async () => {
    const id = await fixture.createGroup([ann]);
    bridge.proxy.intercept((request, response) => {
      if (request.method !== 'PUT') return false;
      const body = '{"errorMessage":"Cannot manage organization related group via non Organization API."}';
      response.writeHead(400, { 'Content-Type': 'application/json' }).end(body);
      return true;
    });
    const answer = await change(id, { op: 'replace', path: 'displayName', value: freshName() });
    assertScimError(answer, { status: 400, detail: /^(?!.*\buser\b)/ });
  });
});
