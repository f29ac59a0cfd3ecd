import { adminApi, type AdminSend } from '../../support/admin/adminApi.ts';
import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import { rightOf } from '../../support/keycloak/protectedAccounts.ts';

let bridge: TestBridge;
let realm: TestRealm;
let admin: AdminSend;

/** The ids of the users whom the realm has before a provider is connected. */
const ids: Record<string, string> = {};

const EVERYBODY = ['ann', 'bob', 'cleo', 'dora', 'emil', 'root'];

beforeAll(async () => {
  bridge = await startTestBridge();
  realm = await bridge.realm({ settings: { editUsernameAllowed: true } });
  admin = adminApi(bridge, realm.name);
  for (const username of EVERYBODY) {
    const { id } = await bridge.admin.users.create({
      realm: realm.name,
      username,
      email: `${username}@example.com`,
      enabled: username !== 'cleo',
    });
    ids[username] = id;
  }
  const right = await rightOf(bridge.admin, realm.name);
  await bridge.admin.users.addClientRoleMappings({ realm: realm.name, id: ids.root ?? '', ...right });
  const patch = {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [{ op: 'add', path: 'externalId', value: '17' }],
  };
  await realm.scim('PATCH', `/Users/${ids.ann}`, patch);
});

afterAll(() => bridge.close());

interface Explained {
  readonly counts: Readonly<Record<string, number>>;
  readonly users: readonly { readonly outcome: string; readonly notes: readonly string[] }[];
}

async function explain(users: readonly object[], members: object = {}): Promise<Explained> {
  const { status, body } = await admin('POST', '/explain/cycle', { users, ...members });
  expect([status, body]).toEqual([200, expect.anything()]);
  return body as Explained;
}

const row = (userName: string, email: string, members: object = {}): object => ({
  ...{ userName, emails: [{ value: email, primary: true }], ...members },
});

const found = (name: string): object => ({ id: ids[name], name });

const stored = async (): Promise<unknown> => bridge.admin.users.find({ realm: realm.name, max: 100 });

describe('the preview of a first cycle', () => {
  it('tells of every user what would come of it, and writes nothing', async () => {
    const before = await stored();
    const { counts, users } = await explain([
      row('ann.lee', 'ann@example.com', { externalId: '17' }),
      row('bob', 'bob@example.com', { externalId: '18' }),
      row('cleo', 'cleo@example.com'),
      row('d.moss', 'dora@example.com'),
      row('emil', 'ann@example.com'),
      row('frieda', 'frieda@example.com'),
      row('root', 'somebody@example.com'),
    ]);
    expect(users).toMatchObject([
      { outcome: 'adopted', match: 'externalId', user: found('ann'), changes: ['renamed'], status: 200 },
      { outcome: 'adopted', match: 'userName', user: found('bob'), changes: [] },
      { outcome: 'adopted', match: 'userName', user: found('cleo'), changes: ['enabled'] },
      { outcome: 'conflict', conflicts: [found('dora')], status: 409 },
      { outcome: 'conflict', match: 'userName', user: found('emil'), conflicts: [found('ann')] },
      { outcome: 'created', status: 201 },
      { outcome: 'protected', match: 'userName', user: found('root'), status: 403 },
    ]);
    expect(users.at(-1)?.notes).toContain('Administration roles held: manage-users.');
    expect(counts).toEqual({
      ...{ created: 1, restored: 0, adopted: 3, unchanged: 0, conflict: 2, protected: 1, refused: 0 },
    });
    expect(await stored()).toEqual(before);
  });

  it('finds users by the attributes that the provider looks for', async () => {
    const users = [row('d.moss', 'dora@example.com')];
    expect((await explain(users, { matchBy: ['userName', 'email'] })).users).toMatchObject([
      { outcome: 'adopted', match: 'email', user: found('dora'), changes: ['renamed'] },
    ]);
  });

  it('is one of the rules that are not saved yet', async () => {
    const config = { version: 1, email: 'keep' };
    expect((await explain([row('d.moss', 'dora@example.com')], { config })).users).toMatchObject([
      { outcome: 'created', notes: [expect.stringContaining('does not take the e-mail address')] },
    ]);
    const own = { version: 1, ownership: 'own' };
    expect((await explain([row('bob', 'bob@example.com')], { config: own })).users).toMatchObject([
      { outcome: 'conflict', conflicts: [found('bob')] },
    ]);
  });

  it('comes true', async () => {
    const predicted = await explain([row('gina', 'gina@example.com'), row('dora', 'ann@example.com')]);
    expect(predicted.users.map(({ outcome }) => outcome)).toEqual(['created', 'conflict']);
    expect((await realm.scim('POST', '/Users', row('gina', 'gina@example.com'))).status).toBe(201);
    expect((await realm.scim('POST', '/Users', row('dora', 'ann@example.com'))).status).toBe(409);
    expect((await explain([row('gina', 'gina@example.com')])).users).toMatchObject([
      { outcome: 'unchanged', match: 'userName' },
    ]);
  });

  it('takes a thousand users, and says where other things are', async () => {
    const users = Array.from({ length: 1_001 }, (_none, at) => row(`user${at}`, `user${at}@example.com`));
    expect((await explain(users.slice(0, 100))).counts.created).toBe(100);
    expect(await admin('POST', '/explain/cycle', { users })).toMatchObject({
      ...{ status: 400, body: { code: 'malformed', mistakes: [{ pointer: '/users' }] } },
    });
    expect(await admin('POST', '/explain/cycle', { users: [{}, 7], matchBy: ['phone'] })).toMatchObject({
      ...{ status: 400, body: { mistakes: [{ pointer: '/users/1' }, { pointer: '/matchBy/0' }] } },
    });
    expect(await admin('POST', '/explain/cycle', { users: [{ note: 'x'.repeat(600_000) }] })).toMatchObject({
      ...{ status: 413, body: { code: 'tooLarge' } },
    });
  });
});
