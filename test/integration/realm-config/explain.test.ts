import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Explanation, StoredExplanation } from '../../../bridge/protocol/explain.ts';
import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import type { Ended } from '../../support/processes/command.ts';
import { runRealmConfig } from '../../support/processes/realmConfig.ts';
import { testKeycloak } from '../../support/keycloak/keycloak.ts';
import { userAttributeMapper } from '../../support/keycloak/mappers.ts';
import { filtered, group, patch, user } from '../../support/scim/messages.ts';

let bridge: TestBridge;
let realm: TestRealm;
let folder: string;
let id: string;
let groupId: string;

beforeAll(async () => {
  bridge = await startTestBridge();
  folder = await mkdtemp(path.join(tmpdir(), 'explain-'));
  realm = await bridge.realm({
    profile: 'azure',
    mappers: [
      userAttributeMapper({ name: 'login', attribute: 'upn', claim: 'userName', type: 'String' }),
      userAttributeMapper({ name: 'status', attribute: 'isSoftDeleted', claim: 'active', type: 'boolean' }),
    ],
  });
  id = (await realm.scim('POST', '/Users', user('Explained', { title: 'Chief' }))).body.id;
  groupId = (await realm.scim('POST', '/Groups', group('Explained', { members: [{ value: id }] }))).body.id;
});

afterAll(async () => {
  await rm(folder, { recursive: true });
  await bridge.close();
});

function realmConfig(...args: string[]): Promise<Ended> {
  return runWith({}, ...args);
}

/** Runs the command with more in its environment. */
function runWith(env: Record<string, string>, ...args: string[]): Promise<Ended> {
  const { url, adminUser, adminPassword } = testKeycloak();
  return runRealmConfig(args, {
    KEYCLOAK_URL: url,
    KEYCLOAK_ADMIN: adminUser,
    KEYCLOAK_ADMIN_PASSWORD: adminPassword,
    PUBLIC_URL: 'https://scim.example.test',
    ...env,
  });
}

async function file(content: unknown): Promise<string> {
  const name = path.join(folder, `${Math.random().toString(36).slice(2)}.json`);
  await writeFile(name, typeof content === 'string' ? content : JSON.stringify(content));
  return name;
}

async function explained(
  method: string,
  target: string,
  body?: unknown,
  ...more: string[]
): Promise<Explanation> {
  const args = ['explain', realm.name, method, target, ...(body === undefined ? [] : [await file(body)])];
  const { code, stdout, stderr } = await realmConfig(...args, ...more, '--json');
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as Explanation;
}

/**
 * Calls that serve the request itself: now and then the realm's configuration is read beside it, and the bridge
 * remembers for a while who is protected.
 */
const OWN = (call: string): boolean =>
  !/^(GET (clients|realm|users\/profile|default-groups|roles-by-id\/.*|users by ids|.*\/composite)|POST token)$/.test(
    call,
  );

describe('realm-config explain', () => {
  const NOTHING = () => undefined;
  type Case = [what: string, method: string, target: () => string, body: () => unknown];

  it.each<Case>([
    ['a user that is found', 'GET', () => filtered('userPrincipalName eq "explained"'), NOTHING],
    ['a user that is read', 'GET', () => `/Users/${id}`, NOTHING],
    ['a user that is not there', 'GET', () => '/Users/nobody', NOTHING],
    [
      'a user that is made',
      'POST',
      () => '/Users',
      () => user('Explained.Two', { isSoftDeleted: 'False', shoeSize: 43, email: 'Two@X.test' }),
    ],
    ['a user whose name is taken', 'POST', () => '/Users', () => user('EXPLAINED')],
    ['a user whose name is missing', 'POST', () => '/Users', () => ({ ...user('x'), userName: null })],
    [
      'a user that is changed',
      'PATCH',
      () => `/Users/${id}`,
      () => patch({ op: 'Replace', path: 'title', value: 'Boss' }),
    ],
    [
      'a user that is deactivated',
      'PATCH',
      () => `/Users/${id}`,
      () => patch({ op: 'Replace', path: 'isSoftDeleted', value: 'True' }),
    ],
    ['a user that is replaced', 'PUT', () => `/Users/${id}`, () => user('Explained', { active: true })],
    ['a change that changes nothing', 'PUT', () => `/Users/${id}`, () => user('Explained', { active: true })],
    [
      'members that join and leave',
      'PATCH',
      () => `/Groups/${groupId}`,
      () => patch({ op: 'Remove', path: 'members', value: [{ value: id }] }),
    ],
    ['a group that is made', 'POST', () => '/Groups', () => group('Explained Two', { members: [id] })],
    ['a group that is deleted', 'DELETE', () => `/Groups/${groupId}`, NOTHING],
    ['a user that is deleted', 'DELETE', () => `/Users/${id}`, NOTHING],
    ['an endpoint that is not there', 'GET', () => '/Nothing', NOTHING],
  ])('predicts what a request does: %s', async (_what, method, target, body) => {
    const said = await explained(method, target(), body());
    const { status, body: answer } = await realm.scim(method, target(), body());
    const logged = bridge.logged().at(-1) as unknown as { keycloak: { call: string }[]; quirks: string[] };
    const calls = logged.keycloak.map(({ call }) => call);
    expect(said.answer).toEqual({ status, detail: answer?.detail, totalResults: answer?.totalResults });
    expect(said.calls.filter(OWN).sort()).toEqual(calls.filter(OWN).sort());
    expect(said.quirks).toEqual(logged.quirks);
  });

  it('asks the bridge if its address is given, with the same result', async () => {
    // As the bridge has it: this Keycloak names itself as it is reached.
    const known = { KEYCLOAK_URL: bridge.proxy.url, MANAGEMENT_URL: bridge.managementUrl };
    const stored = await realm.scim('POST', '/Users', user('Stored.For.Bridge'));
    const body = await file(user('Asked.Bridge', { title: 'Chief' }));
    for (const args of [
      ['explain', realm.name, 'POST', '/Users', body, '--json'],
      ['explain', realm.name, 'POST', '/Users', body, '--profile', 'strict', '--json'],
      ['explain', realm.name, '--user', String(stored.body.id), '--json'],
    ]) {
      const [remote, local] = [await runWith(known, ...args), await realmConfig(...args)];
      expect([remote.code, remote.stderr]).toEqual([0, '']);
      const { calls: _, ...told } = JSON.parse(remote.stdout);
      expect(JSON.parse(local.stdout)).toMatchObject(told);
    }
    const nobody = await runWith(known, 'explain', realm.name, '--user', 'nobody');
    expect(nobody).toMatchObject({ code: 1, stderr: `Realm "${realm.name}": There is no such user.\n` });
  });

  it('shows no password, wherever it is written', async () => {
    const odd = {
      'urn:ietf:params:scim:schemas:core:2.0:User:password': 'Hidden-123',
      password: { value: 'Hidden-123' },
    };
    const bodyFile = await file(user('x', odd));
    const { stdout } = await realmConfig('explain', realm.name, 'POST', '/Users', bodyFile);
    expect(stdout).not.toContain('Hidden-123');
    const answer = await realm.scim('POST', '/Users', user('x', odd));
    expect([answer.status, JSON.stringify(answer.body)]).toEqual([
      400,
      expect.not.stringContaining('Hidden-123') as string,
    ]);
  });

  it('writes nothing', async () => {
    const said = await explained('POST', '/Users', user('Never.Made'));
    expect(said.calls).toEqual(['POST users']);
    const found = await bridge.admin.users.find({ realm: realm.name, username: 'never.made', exact: true });
    expect(found).toEqual([]);
  });

  it('prints where each attribute goes, what is ignored and what is wrong with the mappers', async () => {
    const body = await file(user('Told', { upn: 'Other', shoeSize: 43, password: 's3cret' }));
    const { stdout, code } = await realmConfig('explain', realm.name, 'post', '/Users', body);
    expect(code).toBe(0);
    expect(stdout.split('\n')).toEqual([
      'Profile azure',
      '  ! mapper "status": "isSoftDeleted" says the opposite of "active"; it is understood so when a client sends it, and not stored.',
      '',
      'What the request says, and where it goes',
      '  userName = "Told"',
      '    SCIM       userName = "Told"',
      '    Keycloak   username = "told"; attributes.upn = "Told"',
      '    exact      kept beside, because Keycloak holds another form',
      '  upn = "Other"',
      '    quirks     aliases',
      '    SCIM       userName = "Other"',
      '    Keycloak   username = "other"; attributes.upn = "Other"',
      '    exact      kept beside, because Keycloak holds another form',
      '    note       is outdone: the request says otherwise of "userName" itself',
      '  shoeSize = 43',
      '    note       "shoeSize" is passed over: no schema and no row knows it',
      '  password = "********"',
      "    note       becomes the user's password in Keycloak",
      '',
      'Quirks applied   aliases',
      'Keycloak calls   POST users',
      'Answer           201',
      'Nothing was written.',
      '',
    ]);
  });

  it('explains a user of the realm by name and by id', async () => {
    const made = await realm.scim('POST', '/Users', user('Stored.One', { title: ' ', displayName: 'S' }));
    const { stdout } = await realmConfig('explain', realm.name, '--user', 'stored.ONE');
    expect(stdout).toContain('username = "stored.one"; attributes.upn = "Stored.One"');
    expect(stdout).toContain('    shown as   userName = "Stored.One"');
    expect(stdout.split('\n')).toEqual(
      expect.arrayContaining([
        'Kept by the bridge for itself',
        '    is         time of the last change through SCIM, shown as meta.lastModified',
      ]),
    );
    const byId = await realmConfig('explain', realm.name, '--user', made.body.id, '--json');
    const { rows } = JSON.parse(byId.stdout) as StoredExplanation;
    expect(rows.find(({ scim }) => scim === 'title')).toMatchObject({
      value: ' ',
      keycloak: [],
      exact: true,
    });
    expect(await realmConfig('explain', realm.name, '--user', 'nobody')).toMatchObject({
      code: 1,
      stderr: `Realm "${realm.name}" has no user with the id or user name "nobody".\n`,
    });
  });

  it('tries another profile and another mapping', async () => {
    const strict = await explained('POST', '/Users', user('x', { shoeSize: 1 }), '--profile', 'strict');
    expect(strict).toMatchObject({ profile: 'strict', answer: { status: 400 } });
    const mapping = await file({ user: [{ scim: 'title', keycloak: 'attributes.job' }] });
    const other = await explained('POST', '/Users', user('x', { title: 'T' }), '--mapping', mapping);
    expect(other.pieces.at(-1)?.rows).toMatchObject([
      { scim: 'title', keycloak: [{ target: 'attributes.job', value: 'T' }] },
    ]);
  });

  it.each<[what: string, args: () => Promise<string[]>, message: RegExp, exitCode: number]>([
    [
      'a realm that is not there',
      () => Promise.resolve(['explain', 'Nowhere', 'GET', '/Users']),
      /^There is no realm "Nowhere"/,
      1,
    ],
    ['nothing to explain', () => Promise.resolve(['explain', realm.name]), /^Say what to explain/, 2],
    [
      'a body that is no JSON',
      async () => ['explain', realm.name, 'POST', '/Users', await file('{')],
      /^\S+\.json: The body is not JSON/,
      2,
    ],
    [
      'a body that is not there',
      () => Promise.resolve(['explain', realm.name, 'POST', '/Users', 'missing.json']),
      /^The body cannot be read/,
      2,
    ],
    [
      'a profile that is not there',
      () => Promise.resolve(['explain', realm.name, 'GET', '/Users', '--profile', 'azur']),
      /^scim\.profile#: There is no profile "azur"\. Did you mean "azure"\?\n$/,
      3,
    ],
    [
      'a mapping with mistakes',
      async () => [
        'explain',
        realm.name,
        'GET',
        '/Users',
        '--mapping',
        await file({ user: [{ scim: 'titel' }] }),
      ],
      /^\S+\.json#\/user\/0: "keycloak" is missing: no row for "titel" is inherited/,
      3,
    ],
  ])('says in one sentence what is wrong with %s', async (_what, args, message, exitCode) => {
    const { code, stderr, stdout } = await realmConfig(...(await args()));
    expect([code, stdout]).toEqual([exitCode, '']);
    expect(stderr).toMatch(message);
  });
});
