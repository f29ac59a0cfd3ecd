import { randomUUID } from 'node:crypto';
import { adminApi, type AdminSend } from '../../support/admin/adminApi.ts';
import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import { filtered, filteredGroups, patch } from '../../support/scim/messages.ts';
import type { Answer } from '../../support/scim/send.ts';

type Scim = (method: string, path: string, body?: unknown) => Promise<Answer>;

let bridge: TestBridge;
let realm: TestRealm;
let admin: AdminSend;
let okta: Scim;
let hr: Scim;

/** What a client with a token of this source sends. */
async function clientOf(source: string): Promise<Scim> {
  const made = await admin('POST', '/tokens', { label: source, source });
  expect(made.status).toBe(201);
  const { token } = made.body as { token: string };
  return (method, path, body) => realm.scim(method, path, body, { Authorization: `Bearer ${token}` });
}

beforeAll(async () => {
  bridge = await startTestBridge();
  realm = await bridge.realm();
  admin = adminApi(bridge, realm.name);
  const config = { version: 1, ownership: 'own' };
  const body = { enabled: true, profile: 'generic', config };
  await admin('PUT', '/config', body, { 'If-Match': '*' });
  [okta, hr] = [await clientOf('okta'), await clientOf('hr')];
  await bridge.admin.users.create({ realm: realm.name, username: 'local', enabled: true });
});

afterAll(() => bridge.close());

async function create(scim: Scim, userName: string): Promise<string> {
  const made = await scim('POST', '/Users', { userName, externalId: `ext-${userName}` });
  expect(made.status).toBe(201);
  return String(made.body.id);
}

const namesOf = ({ body }: Answer): string[] =>
  ((body.Resources ?? []) as { userName: string }[]).map(({ userName }) => userName);

describe('a realm in which each source owns its users', () => {
  it('shows a client only the users of its source', async () => {
    const [mine, theirs] = [await create(okta, 'of-okta'), await create(hr, 'of-hr')];
    expect(namesOf(await okta('GET', '/Users'))).toEqual(['of-okta']);
    expect(namesOf(await hr('GET', '/Users?sortBy=userName&sortOrder=descending'))).toEqual(['of-hr']);
    expect((await okta('GET', '/Users?count=0')).body.totalResults).toBe(1);
    for (const filter of ['userName eq "of-hr"', 'externalId eq "ext-of-hr"', `id eq "${theirs}"`]) {
      expect((await okta('GET', filtered(filter))).body.totalResults).toBe(0);
    }
    expect((await okta('GET', filtered('userName eq "local"'))).body.totalResults).toBe(0);
    expect((await okta('GET', filtered('active eq true'))).body.totalResults).toBe(1);
    expect((await okta('GET', `/Users/${mine}`)).status).toBe(200);
    const user = await bridge.admin.users.findOne({ realm: realm.name, id: mine });
    expect(user?.attributes).toMatchObject({ 'scim.source': ['okta'] });
  });

  it.each([
    { what: 'reads', method: 'GET' },
    { what: 'changes', method: 'PATCH', body: patch({ op: 'replace', path: 'active', value: false }) },
    { what: 'replaces', method: 'PUT', body: { userName: 'taken-over' } },
    { what: 'deletes', method: 'DELETE' },
  ])('lets a client neither $what the users of another source', async ({ method, body }) => {
    const id = await create(hr, `foreign-${method.toLowerCase()}`);
    const before = await bridge.admin.users.findOne({ realm: realm.name, id });
    expect((await okta(method, `/Users/${id}`, body)).status).toBe(404);
    expect(await bridge.admin.users.findOne({ realm: realm.name, id })).toEqual(before);
  });

  it('refuses a userName that a user of another source, or of none, has', async () => {
    await create(hr, 'only-one');
    expect((await okta('POST', '/Users', { userName: 'only-one' })).status).toBe(409);
    expect((await okta('POST', '/Users', { userName: 'local' })).status).toBe(409);
  });

  it('keeps the source of a token when it is rotated', async () => {
    const made = await admin('POST', '/tokens', { label: 'to rotate', source: 'okta' });
    const { id } = made.body as { id: string };
    const rotated = (await admin('POST', `/tokens/${id}/rotation`, {})).body as {
      token: string;
      source: string;
    };
    expect(rotated.source).toBe('okta');
    const list = await realm.scim('GET', filtered('userName eq "of-okta"'), undefined, {
      Authorization: `Bearer ${rotated.token}`,
    });
    expect(list.body.totalResults).toBe(1);
  });

  it('hides members of other sources, keeps them in the group, and lets them not join', async () => {
    const [mine, theirs] = [await create(okta, 'member-okta'), await create(hr, 'member-hr')];
    const made = await hr('POST', '/Groups', { displayName: 'Shared', members: [{ value: theirs }] });
    const id = String(made.body.id);
    const membersOf = async () =>
      (await bridge.admin.groups.listMembers({ realm: realm.name, id })).map(({ username }) => username);
    expect((await okta('GET', `/Groups/${id}`)).body.members).toBeUndefined();
    for (const filter of [`members.value eq "${theirs}"`, `members[value eq "${theirs}"]`]) {
      expect((await hr('GET', filteredGroups(filter))).body.totalResults).toBe(1);
      expect((await okta('GET', filteredGroups(filter))).body.totalResults).toBe(0);
    }
    await okta('PUT', `/Groups/${id}`, { displayName: 'Shared', members: [{ value: mine }] });
    expect(await membersOf()).toEqual(['member-hr', 'member-okta']);
    await okta('PATCH', `/Groups/${id}`, patch({ op: 'remove', path: `members[value eq "${theirs}"]` }));
    expect(await membersOf()).toEqual(['member-hr', 'member-okta']);
    const other = await create(hr, 'outsider');
    await okta('PATCH', `/Groups/${id}`, patch({ op: 'add', path: 'members', value: [{ value: other }] }));
    expect(await membersOf()).toEqual(['member-hr', 'member-okta']);
  });

  it.each(['generic', 'okta'])('treats members of other sources like unknown ids (%s)', async (profile) => {
    const config = { version: 1, ownership: 'own' };
    await admin('PUT', '/config', { enabled: true, profile, config }, { 'If-Match': '*' });
    const theirs = await create(hr, `known-to-hr-${profile}`);
    const made = await hr('POST', '/Groups', { displayName: `Probed ${profile}`, members: [] });
    for (const group of [String(made.body.id), randomUUID()]) {
      for (const operation of [
        (id: string) => ({ op: 'add', path: 'members', value: [{ value: id }] }),
        (id: string) => ({ op: 'remove', path: `members[value eq "${id}"]` }),
      ]) {
        const answers: unknown[] = [];
        for (const id of [theirs, randomUUID()]) {
          const answer = await okta('PATCH', `/Groups/${group}`, patch(operation(id)));
          answers.push([answer.status, answer.body]);
        }
        expect(answers[0]).toEqual(answers[1]);
      }
    }
  });

  it('does not count the users of others towards the scan limit of a filter', async () => {
    const config = { version: 1, ownership: 'own', limits: { scan: 2 } };
    const [single, crowd] = [await clientOf('single'), await clientOf('crowd')];
    await admin('PUT', '/config', { enabled: true, profile: 'generic', config }, { 'If-Match': '*' });
    const name = { familyName: 'Many' };
    const ids: unknown[] = [];
    for (const userName of ['crowd-1', 'crowd-2', 'crowd-3']) {
      ids.push((await crowd('POST', '/Users', { userName, name })).body.id);
    }
    const mine: unknown = (await single('POST', '/Users', { userName: 'alone', name })).body.id;
    const members = ids.map((value) => ({ value }));
    const made = await crowd('POST', '/Groups', { displayName: 'Crowd', members });
    for (const [filter, found] of [
      ['active eq true', ['alone']],
      ['name.familyName eq "Many"', ['alone']],
      [`groups.value eq "${String(made.body.id)}"`, []],
    ] as const) {
      expect(namesOf(await single('GET', filtered(filter)))).toEqual(found);
      expect((await crowd('GET', filtered(filter))).status).toBe(400);
    }
    const join = patch({ op: 'add', path: 'members', value: [{ value: mine }] });
    await single('PATCH', `/Groups/${String(made.body.id)}`, join);
    expect(namesOf(await single('GET', filtered(`groups.value eq "${String(made.body.id)}"`)))).toEqual([
      'alone',
    ]);
  });

  it('shows everybody again once ownership is switched off', async () => {
    const body = { enabled: true, profile: 'generic', config: { version: 1 } };
    await admin('PUT', '/config', body, { 'If-Match': '*' });
    expect(namesOf(await okta('GET', filtered('userName sw "of-"'))).sort()).toEqual(['of-hr', 'of-okta']);
  });
});
