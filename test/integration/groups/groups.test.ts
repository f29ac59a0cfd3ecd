import { setTimeout as sleep } from 'node:timers/promises';
import {
  startTestBridge,
  type Answer,
  type TestBridge,
  type TestRealm,
} from '../../support/fixtures/bridge.ts';
import { freshName, openGroupStage, type GroupStage } from '../../support/fixtures/groupFixture.ts';
import { filteredGroups, group, GROUP_URN, patch, user } from '../../support/scim/messages.ts';
import { sendRawTo } from '../../support/scim/sendRaw.ts';
import { assertScimError } from '../../support/scim/scimError.ts';

const NOBODY = '5f0c2e6a-0000-4000-8000-000000000000';
const FOREIGN_URN = 'urn:example:params:scim:schemas:extension:team:2.0:Group';

let bridge: TestBridge;
let realm: TestRealm;
let strict: TestRealm;
let stage: GroupStage;
let ann: string;
let bob: string;
let cid: string;

beforeAll(async () => {
  bridge = await startTestBridge({ REFRESH_AFTER_MS: '600000' });
  realm = await bridge.realm();
  strict = await bridge.realm({ profile: 'strict', mapping: { behaviours: { unknownMembers: 'reject' } } });
  stage = openGroupStage(bridge, realm);
  [ann = '', bob = '', cid = ''] = await stage.people(3);
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

describe('create', () => {
  it('answers the whole group, with Location, version and members', async () => {
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
    expect(await stage.members(id)).toEqual(ids(ann, bob));
    expect(await stage.held(id)).toMatchObject({ name: displayName, attributes: { externalId: ['X-1'] } });
  });

  it('has no members when none are given, null or an empty list', async () => {
    for (const members of [{}, { members: [] }, { members: null }]) {
      const answer = await post(group(freshName(), members));
      expect(answer.status).toBe(201);
      expect(answer.body).not.toHaveProperty('members');
    }
  });

  it('takes members as bare ids, by $ref alone, in any case of names, and each once', async () => {
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
      expect(await stage.members(String(answer.body.id))).toEqual(ids(ann, bob));
    }
  });

  it('tolerates a foreign URN in schemas, and keeps what stands under one', async () => {
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

describe('displayName', () => {
  it('is unique, whatever its case: 409', async () => {
    const displayName = freshName('Sales');
    await stage.group([], displayName);
    const other = await stage.group([]);
    for (const taken of [displayName, displayName.toUpperCase(), displayName.toLowerCase()]) {
      assertScimError(await post(group(taken)), { status: 409, scimType: 'uniqueness' });
      assertScimError(await put(other, group(taken)), { status: 409, scimType: 'uniqueness' });
      const rename = await change(other, { op: 'replace', value: { displayName: taken } });
      assertScimError(rename, { status: 409, scimType: 'uniqueness' });
    }
    expect((await stage.held(other))?.name).not.toMatch(/sales/i);
  });

  it('is unique among groups that were made in the console, at every depth', async () => {
    const displayName = freshName('Console');
    const parent = await stage.console({ name: displayName });
    const below = await stage.console({ name: `${displayName}-below` }, parent);
    assertScimError(await post(group(displayName.toUpperCase())), { status: 409, scimType: 'uniqueness' });
    assertScimError(await post(group(`${displayName}-BELOW`)), { status: 409, scimType: 'uniqueness' });
    expect((await stage.held(below))?.name).toBe(`${displayName}-below`);
  });

  it('"BIG" and "big", both made in the console, are shown and can be changed', async () => {
    const name = freshName('big');
    const small = await stage.console({ name });
    const big = await stage.console({ name: name.toUpperCase() });
    const found = await realm.scim('GET', filteredGroups(`displayName eq "${name}"`));
    expect(names(found).sort()).toEqual([name.toUpperCase(), name].sort());
    for (const id of [small, big]) {
      const answer = await change(id, { op: 'add', path: 'externalId', value: id });
      expect([answer.status, answer.body.externalId]).toEqual([200, id]);
    }
    assertScimError(await post(group(name)), { status: 409, scimType: 'uniqueness' });
  });

  it('may change its case only', async () => {
    const name = freshName('case');
    const id = await stage.group([], name);
    const answer = await change(id, { op: 'replace', path: 'displayName', value: name.toUpperCase() });
    expect([answer.status, answer.body.displayName]).toEqual([200, name.toUpperCase()]);
    expect((await stage.held(id))?.name).toBe(name.toUpperCase());
  });

  it('is not taken by one that only holds it', async () => {
    const name = freshName('part');
    await stage.group([], `${name}-more`);
    expect((await post(group(name))).status).toBe(201);
  });

  it('is free again after a deletion and after a rename', async () => {
    const name = freshName('free');
    const id = await stage.group([], name);
    await change(id, { op: 'replace', path: 'displayName', value: freshName() });
    const next = await stage.group([], name);
    expect((await realm.scim('DELETE', `/Groups/${next}`)).status).toBe(204);
    expect((await post(group(name))).status).toBe(201);
  });

  it('of ten creates of one name at once one wins, and of ten renames too', async () => {
    const name = freshName('race');
    const creates = await Promise.all(
      Array.from({ length: 10 }, (_, i) => post(group(i % 2 === 0 ? name : name.toUpperCase()))),
    );
    expect(creates.map(({ status }) => status).sort()).toEqual([
      201,
      ...Array.from({ length: 9 }, () => 409),
    ]);
    const others = await Promise.all(Array.from({ length: 10 }, () => stage.group()));
    const wanted = freshName('raced');
    const renames = await Promise.all(
      others.map((id) => change(id, { op: 'replace', path: 'displayName', value: wanted })),
    );
    expect(renames.map(({ status }) => status).sort()).toEqual([
      200,
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
    'with %s comes back exactly, is found, unique and changed',
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
      expect((await change(id, { op: 'add', path: 'externalId', value: displayName })).status).toBe(200);
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

  it('changed in the console counts at once, however long it was', async () => {
    const id = await stage.group([], freshName().padEnd(300, 'z'));
    const name = freshName('console');
    const held = await stage.held(id);
    await bridge.admin.groups.update({ realm: realm.name, id }, { ...held, name });
    expect((await get(id)).body.displayName).toBe(name);
  });
});

describe('externalId', () => {
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

  it('may be longer than an attribute, and be taken away', async () => {
    const externalId = freshName().padEnd(1_000, 'e');
    const made = await post(group(freshName(), { externalId }));
    expect((await get(String(made.body.id))).body.externalId).toBe(externalId);
    expect(names(await realm.scim('GET', filteredGroups(`externalId eq "${externalId}"`)))).toHaveLength(1);
    const answer = await change(String(made.body.id), { op: 'remove', path: 'externalId' });
    expect(answer.status).toBe(200);
    expect(answer.body).not.toHaveProperty('externalId');
  });
});

describe('what SCIM does not know of a group', () => {
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
    const id = await stage.console({ name: freshName('kept'), ...kept });
    const below = await stage.console({ name: freshName('below'), description: 'Below' }, id);
    expect((await work(id)).status).toBe(200);
    const held = await stage.held(id);
    expect(held).toMatchObject({
      description: kept.description,
      attributes: { colour: kept.attributes.colour, 'scim.other': ['x'] },
      subGroupCount: 1,
    });
    expect(await stage.held(below)).toMatchObject({ parentId: id, description: 'Below' });
  });

  it('a description alone is no reason to write, and a repeated PUT writes nothing', async () => {
    const id = await stage.console({ name: freshName('same'), ...kept });
    const body = (await get(id)).body as Record<string, unknown>;
    bridge.proxy.reset();
    expect((await put(id, body)).status).toBe(200);
    expect(bridge.proxy.calls().filter((call) => !call.startsWith('GET'))).toEqual([]);
  });

  it('a group of the console has no dates, and gets lastModified with its first change', async () => {
    const id = await stage.console({ name: freshName('dates') });
    expect((await get(id)).body.meta).not.toHaveProperty('created');
    await change(id, { op: 'add', path: 'externalId', value: 'x' });
    expect((await get(id)).body.meta.lastModified).toMatch(/^\d{4}-/);
  });

  it('lastModified moves on a real change only', async () => {
    const name = freshName();
    const id = await stage.group([], name);
    const before = (await get(id)).body.meta.lastModified as string;
    await sleep(5);
    await change(id, { op: 'replace', path: 'displayName', value: name });
    expect((await get(id)).body.meta.lastModified).toBe(before);
    await change(id, { op: 'replace', path: 'displayName', value: freshName() });
    expect((await get(id)).body.meta.lastModified > before).toBe(true);
  });
});

describe('groups below others', () => {
  it('are listed, found, read and changed like any other', async () => {
    const salt = freshName('tree');
    const top = await stage.console({ name: `${salt}-top` });
    const middle = await stage.console({ name: `${salt}-middle` }, top);
    const leaf = await stage.console({ name: `${salt}-Leaf`, attributes: { externalId: [salt] } }, middle);
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
    expect((await change(leaf, { op: 'add', path: 'members', value: [{ value: bob }] })).status).toBe(200);
    expect(await stage.members(leaf)).toEqual([bob]);
    expect(await stage.members(top)).toEqual([]);
    const renamed = await change(leaf, { op: 'replace', path: 'displayName', value: `${salt}-twig` });
    expect(renamed.status).toBe(200);
    expect(await stage.held(leaf)).toMatchObject({ name: `${salt}-twig`, parentId: middle });
    const { totalResults } = (await realm.scim('GET', '/Groups?count=0')).body as { totalResults: number };
    expect(totalResults).toBe((await realm.scim('GET', '/Groups?count=1000')).body.Resources.length);
  });

  it('are safe: a parent is not deleted, a leaf is', async () => {
    const top = await stage.console({ name: freshName('top') });
    const leaf = await stage.console({ name: freshName('leaf') }, top);
    assertScimError(await realm.scim('DELETE', `/Groups/${top}`), { status: 403, detail: /below/ });
    expect(await stage.held(leaf)).toBeDefined();
    expect((await realm.scim('DELETE', `/Groups/${leaf}`)).status).toBe(204);
    expect((await realm.scim('DELETE', `/Groups/${top}`)).status).toBe(204);
    expect(await stage.held(top)).toBeUndefined();
  });

  it('may share a name; pages show each once', async () => {
    const own = await bridge.realm();
    const there = openGroupStage(bridge, own);
    const made: string[] = [];
    for (let i = 0; i < 4; i += 1) {
      const top = await there.console({ name: `top-${i}` });
      made.push(top, await there.console({ name: 'same' }, top), await there.console({ name: 'Same' }, top));
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

describe('members that are no users', () => {
  it.each([
    ['by type', (id: string) => ({ value: id, type: 'Group' })],
    ['by type in small letters', (id: string) => ({ value: id, TYPE: 'group' })],
    ['by $ref', (id: string) => ({ value: id, $ref: `https://x.test/scim/v2/Groups/${id}` })],
    ['by $ref without a value', (id: string) => ({ $ref: `../Groups/${id}` })],
    ['by a relative $ref', (id: string) => ({ $ref: `Groups/${id}` })],
  ])('a group, %s, is refused with the reason, and nothing is written', async (_name, element) => {
    const inner = await stage.group();
    const id = await stage.group([ann]);
    const name = freshName('nested');
    const refusal = { status: 400, scimType: 'invalidValue', detail: /group.*member|users only/i };
    const members = [{ value: bob }, element(inner)];
    assertScimError(await post(group(name, { members })), refusal);
    assertScimError(await put(id, group(name, { members })), refusal);
    assertScimError(await change(id, { op: 'add', path: 'members', value: members }), refusal);
    assertScimError(await change(id, { op: 'add', value: { displayName: name, members } }), refusal);
    expect(await stage.members(id)).toEqual([ann]);
    expect(names(await realm.scim('GET', filteredGroups(`displayName eq "${name}"`)))).toEqual([]);
  });

  it('ids of nobody are passed over and logged, the others join', async () => {
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
    expect([added.status, values(added)]).toEqual([200, ids(ann, bob)]);
    expect(await passedOver()).toHaveLength(strange.length - 1);
    const replaced = await put(id, group(made.body.displayName as string, { members: [NOBODY, cid] }));
    expect([replaced.status, values(replaced)]).toEqual([200, [cid]]);
    const gone = await change(id, { op: 'remove', path: 'members', value: [{ value: NOBODY }] });
    expect([gone.status, values(gone)]).toEqual([200, [cid]]);
    expect(await stage.members(id)).toEqual([cid]);
  });

  it('a realm that rejects unknown members refuses ids of nobody with 400 and writes nothing', async () => {
    const there = openGroupStage(bridge, strict);
    const [one = '', two = ''] = await there.people(2);
    const id = await there.group([one]);
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
    expect(await there.members(id)).toEqual([one]);
    const found = await strict.scim('GET', filteredGroups(`displayName eq "${name}"`));
    expect(found.body.totalResults).toBe(0);
    const removal = patch({ op: 'remove', path: `members[value eq "${NOBODY}"]` });
    expect((await strict.scim('PATCH', `/Groups/${id}`, removal)).status).toBe(200);
  });

  it('accounts of clients are never shown, and never thrown out', async () => {
    const [client] = await bridge.admin.clients.find({ realm: realm.name, clientId: 'scim-bridge' });
    const account = await bridge.admin.clients.getServiceAccountUser({
      realm: realm.name,
      id: String(client?.id),
    });
    const id = await stage.group([ann]);
    await bridge.admin.users.addToGroup({ realm: realm.name, id: String(account.id), groupId: id });
    expect(values(await get(id))).toEqual([ann]);
    expect((await get(id, '?attributes=members.display')).body.members).toHaveLength(1);
    const list = await realm.scim('GET', filteredGroups(`id eq "${id}"`));
    expect(list.body.Resources[0].members).toHaveLength(1);
    expect(values(await put(id, group(freshName(), { members: [{ value: bob }] })))).toEqual([bob]);
    expect((await change(id, { op: 'remove', path: 'members' })).body).not.toHaveProperty('members');
    expect(await stage.members(id)).toEqual([account.id]);
    const users = await realm.scim('GET', `/Users?filter=${encodeURIComponent(`groups.value eq "${id}"`)}`);
    expect(users.body.totalResults).toBe(0);
  });
});

describe('what is shown', () => {
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
  ])('with %s', async (query, shown, asked) => {
    const id = await stage.group([ann]);
    const name = (await stage.held(id))?.name ?? '';
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

  it('attributes=members.display: the name of a person, or else the user name', async () => {
    const named = await realm.scim(
      'POST',
      '/Users',
      user(freshName('who'), { name: { givenName: 'Ann', familyName: 'Lee' } }),
    );
    const id = await stage.group([String(named.body.id), bob]);
    const { body } = await get(id, '?attributes=members.display');
    const shown = (body.members as { display: string }[]).map(({ display }) => display);
    expect(shown).toHaveLength(2);
    expect(shown).toContain('Ann Lee');
    expect(shown.find((display) => display !== 'Ann Lee')).toMatch(/^p-/);
    expect(Object.keys(body.members[0] as object)).not.toContain('$ref');
    expect((await get(id)).body.members[0]).not.toHaveProperty('display');
  });

  it('attributes=members.display shows it in answers to POST and PUT too', async () => {
    const body = group(freshName(), { members: [{ value: bob }] });
    const made = await post(body, '?attributes=members.display');
    expect(made.body.members).toEqual([{ display: expect.any(String) }]);
    const [other] = await stage.people(1);
    const query = '?attributes=members.display';
    const replaced = await realm.scim('PUT', `/Groups/${String(made.body.id)}${query}`, {
      ...body,
      members: [{ value: other }],
    });
    expect(replaced.body.members).toEqual([{ display: expect.any(String) }]);
  });

  it('PATCH with attributes is answered 200 with just these', async () => {
    const id = await stage.group([ann]);
    const body = patch({ op: 'add', path: 'members', value: [{ value: bob }] });
    const answer = await realm.scim('PATCH', `/Groups/${id}?attributes=members.value`, body);
    expect([answer.status, values(answer)]).toEqual([200, ids(ann, bob)]);
    expect(answer.body).not.toHaveProperty('displayName');
  });
});

describe('versions', () => {
  const version = (answer: Answer): string => String(answer.headers.get('etag'));

  it('are the same in every answer for the same group', async () => {
    const created = await post(group(freshName(), { members: [{ value: bob }, { value: ann }] }));
    const id = String(created.body.id);
    const read = await get(id);
    expect(version(created)).toBe(version(read));
    const replaced = await put(id, group(freshName(), { members: [{ value: cid }, { value: ann }] }));
    expect(version(replaced)).not.toBe(version(read));
    expect(version(await get(id))).toBe(version(replaced));
    const patched = await change(id, { op: 'add', path: 'members', value: [{ value: bob }] });
    expect(version(patched)).not.toBe(version(replaced));
    expect(version(await get(id))).toBe(version(patched));
    const list = await realm.scim('GET', filteredGroups(`id eq "${id}"`));
    expect(list.body.Resources[0].meta.version).toBe(version(patched));
  });

  it('speak for the members: If-Match and If-None-Match', async () => {
    const created = await post(group(freshName(), { members: [{ value: ann }] }));
    const id = String(created.body.id);
    const old = version(created);
    const headers = { 'If-Match': old };
    const name = created.body.displayName as string;
    expect((await realm.scim('GET', `/Groups/${id}`, undefined, { 'If-None-Match': old })).status).toBe(304);
    const add = patch({ op: 'add', path: 'members', value: [{ value: bob }] });
    expect((await realm.scim('PATCH', `/Groups/${id}`, add, headers)).status).toBe(200);
    const rename = patch({ op: 'replace', path: 'displayName', value: freshName() });
    for (const answer of [
      await realm.scim('PATCH', `/Groups/${id}`, rename, headers),
      await realm.scim('PATCH', `/Groups/${id}`, add, headers),
      await put(id, group(name), headers),
      await realm.scim('DELETE', `/Groups/${id}`, undefined, headers),
    ]) {
      assertScimError(answer, { status: 412 });
    }
    expect(await stage.members(id)).toEqual(ids(ann, bob));
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
  ])('%s: one wins', async (_what, operation) => {
    const { headers, body } = await post(group(freshName()));
    const condition = { 'If-Match': String(headers.get('etag')) };
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        realm.scim('PATCH', `/Groups/${String(body.id)}`, patch(operation(n)), condition),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([
      200,
      ...Array.from({ length: 9 }, () => 412),
    ]);
  });

  it('without If-Match, ten changes of different attributes lose nothing', async () => {
    const id = await stage.group();
    const name = freshName();
    const answers = await Promise.all([
      change(id, { op: 'replace', path: 'displayName', value: name }),
      change(id, { op: 'add', path: 'externalId', value: name }),
      ...Array.from({ length: 8 }, (_, n) =>
        change(id, { op: 'add', path: `${FOREIGN_URN}${n}:note`, value: `${n}` }),
      ),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
    const { body } = await get(id);
    expect(body).toMatchObject({ displayName: name, externalId: name });
    for (let n = 0; n < 8; n += 1) expect(body[`${FOREIGN_URN}${n}`]).toEqual({ note: `${n}` });
  });
});

describe('groups that are not there', () => {
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

  it.each(requests)('%s: 404', async (_name, ask) => {
    for (const id of [NOBODY, ann, 'nonsense', 'x'.repeat(300)]) {
      assertScimError(await ask(id), { status: 404, detail: /group/ });
    }
  });

  it.each(['..', '%2e%2e', '%2E.', '.', 'count', '..%2f..', '..%2fx', '%3f', '%23', '%00'])(
    'an id that would mean another address in Keycloak, %s, reaches nothing',
    async (id) => {
      const [victim = ''] = await stage.people(1);
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

  it('a second deletion is 404', async () => {
    const id = await stage.group([ann]);
    expect((await realm.scim('DELETE', `/Groups/${id}`)).status).toBe(204);
    assertScimError(await realm.scim('DELETE', `/Groups/${id}`), { status: 404 });
    assertScimError(await get(id), { status: 404 });
  });
});

describe('Keycloak in trouble', () => {
  afterEach(() => {
    bridge.proxy.intercept(undefined);
  });

  it.each([
    ['GET', (id: string) => get(id)],
    ['list', () => realm.scim('GET', '/Groups?count=3')],
    ['filter', (id: string) => realm.scim('GET', filteredGroups(`id eq "${id}"`))],
    ['PUT', (id: string) => put(id, group(freshName()))],
    ['PATCH', (id: string) => change(id, { op: 'add', path: 'externalId', value: 'x' })],
  ])('%s: members that cannot be read are 503, not half a group and not 500', async (_name, ask) => {
    const id = await stage.group([ann]);
    bridge.proxy.intercept((request, response) => {
      if (!(request.url ?? '').includes('/members')) return false;
      response.writeHead(503).end();
      return true;
    });
    assertScimError(await ask(id), { status: 503 });
  });

  it("a user's groups that cannot be read are 503", async () => {
    bridge.proxy.intercept((request, response) => {
      if (!/\/users\/[^/]+\/groups/.test(request.url ?? '')) return false;
      response.writeHead(503).end();
      return true;
    });
    assertScimError(await realm.scim('GET', `/Users/${ann}?attributes=groups`), { status: 503 });
  });

  it('a group that disappears while a list is read spoils nothing', async () => {
    const id = await stage.group([ann]);
    bridge.proxy.intercept((request, response) => {
      if (!(request.url ?? '').includes(`/groups/${id}/members`)) return false;
      const body = '{"error":"Could not find group by id"}';
      response.writeHead(404, { 'Content-Type': 'application/json' }).end(body);
      return true;
    });
    const answer = await realm.scim('GET', '/Groups?count=1000');
    expect(answer.status).toBe(200);
  });

  it('a create whose members cannot join leaves no group behind', async () => {
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

  it('no answer says that it was about a user', async () => {
    const id = await stage.group([ann]);
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
