import { adminApi } from '../../support/admin/adminApi.ts';
import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import { filtered, patch } from '../../support/scim/messages.ts';

let bridge: TestBridge;
let realm: TestRealm;

beforeAll(async () => {
  bridge = await startTestBridge();
  realm = await bridge.realm();
});

afterAll(() => bridge.close());

const admin = () => adminApi(bridge, realm.name);

async function observe(on: boolean, rules: Record<string, unknown> = {}): Promise<void> {
  const config = { version: 1, brake: { users: 1 }, ...rules, ...(on ? { mode: 'observe' } : {}) };
  const body = { enabled: true, profile: 'generic', config };
  expect((await admin()('PUT', '/config', body, { 'If-Match': '*' })).status).toBe(200);
}

async function outcomes(): Promise<string[]> {
  const { entries } = (await admin()('GET', '/journal?kind=write')).body as {
    entries: { outcome: string }[];
  };
  return entries.map(({ outcome }) => outcome);
}

/** Everything that SCIM could change in the realm. */
async function snapshot(): Promise<unknown> {
  const { name } = realm;
  const users = await bridge.admin.users.find({ realm: name, briefRepresentation: false });
  const groups = await bridge.admin.groups.find({ realm: name, briefRepresentation: false });
  const members = await Promise.all(
    groups.map(({ id = '' }) => bridge.admin.groups.listMembers({ realm: name, id })),
  );
  return { users, groups, members };
}

describe('a realm in observe mode', () => {
  it('answers as if it wrote, records it in the journal, and writes nothing', async () => {
    const ann = await realm.scim('POST', '/Users', { userName: 'observed-ann' });
    const id = String(ann.body.id);
    const group = await realm.scim('POST', '/Groups', { displayName: 'Observed', members: [{ value: id }] });
    const groupId = String(group.body.id);
    await observe(true);
    const before = await snapshot();
    const made = await realm.scim('POST', '/Users', { userName: 'observed-new' });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      userName: 'observed-new',
      active: true,
      id: expect.any(String) as string,
    });
    const steps = [
      await realm.scim('PATCH', `/Users/${id}`, patch({ op: 'replace', path: 'active', value: false })),
      await realm.scim('PUT', `/Users/${id}`, { userName: 'observed-ann', title: 'x' }),
      await realm.scim('POST', '/Groups', { displayName: 'Observed too', members: [{ value: id }] }),
      await realm.scim('PATCH', `/Groups/${groupId}`, patch({ op: 'remove', path: 'members' })),
      await realm.scim('DELETE', `/Groups/${groupId}`),
      await realm.scim('DELETE', `/Users/${id}`),
    ];
    expect(steps.map(({ status }) => status)).toEqual([200, 200, 201, 204, 204, 204]);
    expect(await snapshot()).toEqual(before);
    const told = (await outcomes()).filter((outcome) => outcome.startsWith('Observed:'));
    expect(told).toHaveLength(7);
    expect(told).toContainEqual(
      expect.stringMatching(
        /^Observed: User \S+ would have been created \(POST users\); nothing was written\.$/,
      ),
    );
    expect(told).toContainEqual(
      expect.stringMatching(
        /^Observed: User \S+ would have been changed \(PUT users\/\{id\}, POST users\/\{id\}\/logout\); nothing was written\./,
      ),
    );
  });

  it('answers a POST that would restore a soft-deleted user with many groups', async () => {
    const names = Array.from({ length: 100 }, (_, i) => `left-${i}`);
    for (const name of names) await bridge.admin.groups.create({ realm: realm.name, name });
    await bridge.admin.users.create({
      realm: realm.name,
      username: 'observed-hidden',
      attributes: { 'scim.hidden': ['true'] },
      groups: names.map((name) => `/${name}`),
    });
    await observe(true, { offboarding: { delete: 'hide' } });
    const before = await snapshot();
    expect((await realm.scim('POST', '/Users', { userName: 'observed-hidden' })).status).toBe(201);
    expect(await snapshot()).toEqual(before);
  });

  it('refuses what provision mode would refuse', async () => {
    await observe(true);
    expect((await realm.scim('POST', '/Users', { userName: 'Observed-Ann' })).status).toBe(409);
    expect((await realm.scim('POST', '/Users', {})).status).toBe(400);
    expect((await realm.scim('DELETE', '/Users/nobody')).status).toBe(404);
  });

  it('serves reads as always, shows the mode in its status, and writes once it is switched to provision', async () => {
    await observe(true);
    expect((await realm.scim('GET', filtered('userName eq "observed-ann"'))).body.totalResults).toBe(1);
    expect((await admin()('GET', '/')).body).toMatchObject({ served: true, mode: 'observe' });
    expect((await admin()('GET', '/brake')).body).toMatchObject({ engaged: false, leavers: 0 });
    await observe(false);
    expect((await admin()('GET', '/')).body).toMatchObject({ mode: 'provision' });
    expect((await realm.scim('POST', '/Users', { userName: 'observed-new' })).status).toBe(201);
  });
});
