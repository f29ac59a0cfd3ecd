/* eslint max-lines: "off" -- One bridge and its realms serve all of these tests; every file of its own would start others. */
import { adminApi } from '../../support/admin/adminApi.ts';
import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import { freshName } from '../../support/fixtures/groupFixture.ts';
import { group, patch, user } from '../../support/scim/messages.ts';
import {
  KINDS,
  openAccounts,
  rightOf,
  type Account,
  type Accounts,
} from '../../support/keycloak/protectedAccounts.ts';
import { assertScimError } from '../../support/scim/scimError.ts';
import type { Answer } from '../../support/scim/send.ts';

/** Within this time the bridge notices that a group grants administration. */
const NOTICED_AFTER_MS = 30_000;

let bridge: TestBridge;
/** By how much the bridge's clock is ahead of the administrators that it knows, in milliseconds. */
let ahead = 0;
let accounts: Accounts;
/** Somebody whom nothing protects. */
let somebody: Account;

beforeAll(async () => {
  // The administrators are read at once (the unit tests and groups-as-roles ask about each group).
  const protection = { questionsBeforeSnapshot: 0, now: () => Date.now() + ahead };
  bridge = await startTestBridge({}, { protection });
  accounts = await openAccounts(bridge, 'generic');
  somebody = await accounts.unprotected();
});

afterAll(() => bridge.close());

const change = (realm: TestRealm, id: string, ...operations: unknown[]): Promise<Answer> =>
  realm.scim('PATCH', `/Groups/${id}`, patch(...operations));

/** A group as Keycloak holds it, with its members. */
async function heldGroup({ name }: TestRealm, id: string): Promise<unknown> {
  const held = await bridge.admin.groups.findOne({ realm: name, id });
  if (!held) return undefined;
  const members = await bridge.admin.groups.listMembers({ realm: name, id });
  return { held, members: members.map((member) => member.id).sort() };
}

const count = async ({ name }: TestRealm): Promise<number> =>
  (await bridge.admin.groups.count({ realm: name })).count;

function assertProtected(answer: Answer): void {
  assertScimError(answer, { status: 403, detail: /SCIM/ });
  expect(answer.headers.get('x-error-code')).toBe('protected');
  expect(JSON.stringify(answer.body)).not.toContain('manage-users');
}

interface Move {
  readonly move: string;
  /** Whether it is the list of members that makes the account leave; accounts of clients are not in it. */
  readonly byList?: boolean;
  /** `other` is a group that the account is not in. */
  readonly send: (account: Account, other: string, somebodyElse: string) => Promise<Answer>;
}

const MOVES: readonly Move[] = [
  {
    move: 'join by PATCH',
    send: ({ realm, id }, other) =>
      change(realm, other, { op: 'add', path: 'members', value: [{ value: id }] }),
  },
  {
    move: 'join by PATCH among others, no path',
    send: ({ realm, id }, other, else_) =>
      change(realm, other, { op: 'add', value: { members: [{ value: else_ }, { value: id }] } }),
  },
  {
    move: 'join by PATCH after a new name',
    send: ({ realm, id }, other) =>
      change(
        realm,
        other,
        { op: 'replace', path: 'displayName', value: freshName() },
        { op: 'add', path: 'members', value: [{ value: id }] },
      ),
  },
  {
    move: 'join by PUT',
    send: ({ realm, id }, other, else_) =>
      realm.scim(
        'PUT',
        `/Groups/${other}`,
        group(freshName(), { members: [{ value: else_ }, { value: id }] }),
      ),
  },
  {
    move: 'join by POST',
    send: ({ realm, id }) => realm.scim('POST', '/Groups', group(freshName(), { members: [{ value: id }] })),
  },
  {
    move: 'leave by PATCH with a filter',
    send: ({ realm, id, home }) => change(realm, home, { op: 'remove', path: `members[value eq "${id}"]` }),
  },
  {
    move: 'leave by PATCH with a value',
    send: ({ realm, id, home }) =>
      change(realm, home, { op: 'remove', path: 'members', value: [{ value: id }] }),
  },
  {
    move: 'leave by PATCH of all who are users',
    byList: true,
    send: ({ realm, home }) => change(realm, home, { op: 'remove', path: 'members[type eq "User"]' }),
  },
  {
    move: 'leave by PATCH of all',
    byList: true,
    send: ({ realm, home }) => change(realm, home, { op: 'remove', path: 'members' }),
  },
  {
    move: 'leave by PATCH of the list',
    byList: true,
    send: ({ realm, home }, _other, else_) =>
      change(realm, home, { op: 'replace', path: 'members', value: [{ value: else_ }] }),
  },
  {
    move: 'leave by PUT',
    byList: true,
    send: ({ realm, home }, _other, else_) =>
      realm.scim('PUT', `/Groups/${home}`, group(freshName(), { members: [{ value: else_ }] })),
  },
];

/** The ids of the groups that an account is in. */
const groupsOf = async ({ realm, id }: Account): Promise<string[]> =>
  (await bridge.admin.users.listGroups({ realm: realm.name, id })).map((one) => String(one.id)).sort();

describe('the membership of a protected account in a group that grants no administration', () => {
  const table = MOVES.flatMap((move) =>
    KINDS.filter((kind) => kind !== 'service account').map((kind) => ({ ...move, kind })),
  );

  it.each(table)('can be changed as for any user: $kind, $move', async ({ kind, move, send }) => {
    const { realm, id, home: usual } = accounts.of(kind);
    const home = await accounts.group(realm);
    await bridge.admin.users.addToGroup({ realm: realm.name, id, groupId: home });
    const account = { realm, id, home };
    const other = await accounts.group(realm);
    // In the realm whose default role is an administrator's, the other one would be nobody.
    const { id: somebodyElse } =
      realm === accounts.realm
        ? somebody
        : await bridge.admin.users.create({ realm: realm.name, username: freshName() });
    const before = await accounts.stored(account);
    const answer = await send(account, other, somebodyElse);
    expect([200, 201, 204]).toContain(answer.status);
    const groups = await groupsOf(account);
    if (move === 'join by POST') expect(groups).toContain(String(answer.body.id));
    else expect(groups.includes(other)).toBe(move.startsWith('join'));
    expect(groups.includes(home)).toBe(move.startsWith('join'));
    expect(groups).toContain(usual);
    const after = await accounts.stored(account);
    expect({ ...after, groups: [] }).toEqual({ ...before, groups: [] });
  });
});

describe('the membership of a service account', () => {
  const moves = MOVES.filter(({ byList }) => byList !== true).map((move) => ({
    ...move,
    isAll: !/among others|new name|PUT/.test(move.move),
  }));

  it.each(moves.filter(({ isAll }) => isAll))('is not changed: $move is refused', async ({ send }) => {
    const account = accounts.of('service account');
    const other = await accounts.group(account.realm);
    const look = async () => [
      await accounts.stored(account),
      await heldGroup(account.realm, account.home),
      await heldGroup(account.realm, other),
      await count(account.realm),
    ];
    const before = await look();
    assertProtected(await send(account, other, somebody.id));
    expect(await look()).toEqual(before);
  });

  it.each(moves.filter(({ isAll }) => !isAll))(
    'is ignored in a list, the rest is applied, and the journal says so: $move',
    async ({ move, send }) => {
      const account = accounts.of('service account');
      const { realm } = account;
      const other = await accounts.group(realm);
      const before = await accounts.stored(account);
      const answer = await send(account, other, somebody.id);
      expect([200, 201, 204]).toContain(answer.status);
      expect(await accounts.stored(account)).toEqual(before);
      const joins = move.includes('new name') ? [] : [somebody.id];
      expect(await heldGroup(realm, other)).toMatchObject({ members: joins });
      const journal = await adminApi(bridge, realm.name)('GET', `/journal?resource=${other}&limit=1`);
      const { entries } = journal.body as { entries: unknown[] };
      expect(entries).toEqual([
        expect.objectContaining({
          kind: 'write',
          ignored: [`members[value eq "${account.id}"]`],
          outcome: expect.stringContaining(
            `Members that SCIM does not move were passed over: ${account.id}.`,
          ) as string,
        }),
      ]);
    },
  );

  it('is ignored again if the same list is sent again', async () => {
    const { realm, id } = accounts.of('service account');
    const other = await accounts.group(realm);
    const members = [{ value: somebody.id }, { value: id }];
    const replace = { op: 'replace', path: 'members', value: members };
    expect((await change(realm, other, replace)).status).toBe(204);
    expect((await change(realm, other, replace)).status).toBe(204);
    expect(await heldGroup(realm, other)).toMatchObject({ members: [somebody.id] });
    assertProtected(await change(realm, other, { ...replace, value: [{ value: id }] }));
    expect(await heldGroup(realm, other)).toMatchObject({ members: [somebody.id] });
  });

  it('is refused in a list in the strict profile', async () => {
    const realm = await bridge.realm({ profile: 'strict' });
    const { name } = realm;
    const client = await bridge.admin.clients.create({
      realm: name,
      clientId: 'some',
      serviceAccountsEnabled: true,
    });
    const account = await bridge.admin.clients.getServiceAccountUser({ realm: name, id: client.id });
    const { id } = await bridge.admin.users.create({ realm: name, username: freshName() });
    const other = await accounts.group(realm);
    const members = [{ value: id }, { value: account.id }];
    assertProtected(await change(realm, other, { op: 'add', path: 'members', value: members }));
    expect(await heldGroup(realm, other)).toMatchObject({ members: [] });
  });
});

describe('the membership of other users', () => {
  it.each(MOVES)('can be changed for an unprotected user: $move', async ({ send }) => {
    const account = await accounts.unprotected();
    const other = await accounts.group(account.realm);
    expect([200, 201, 204]).toContain((await send(account, other, somebody.id)).status);
  });

  it('can be changed in a group that an administrator belongs to', async () => {
    const { realm, id, home } = accounts.of('direct role');
    const both = [{ value: id }, { value: somebody.id }];
    const { body } = await realm.scim('GET', `/Groups/${home}`);
    const put = (members: unknown) => realm.scim('PUT', `/Groups/${home}`, { ...body, members });
    expect((await put(both)).status).toBe(200);
    expect((await change(realm, home, { op: 'replace', path: 'members', value: both })).status).toBe(204);
    expect((await put([{ value: id }])).status).toBe(200);
  });
});

describe('a group that grants administration', () => {
  let direct: string;
  let composite: string;
  let child: string;

  beforeAll(async () => {
    const { realm } = accounts;
    const { name } = realm;
    const right = await rightOf(bridge.admin, name);
    [direct, composite] = [await accounts.group(realm), await accounts.group(realm)];
    await bridge.admin.groups.addClientRoleMappings({ realm: name, id: direct, ...right });
    const role = await bridge.admin.roles.findOneByName({ realm: name, name: 'outer' });
    await bridge.admin.groups.addRealmRoleMappings({
      realm: name,
      id: composite,
      roles: [{ id: role?.id ?? '', name: 'outer' }],
    });
    const made = await bridge.admin.groups.createChildGroup({ realm: name, id: direct }, { name: 'child' });
    child = made.id;
    ahead += NOTICED_AFTER_MS;
  });

  const attacks: { attack: string; send: (id: string) => Promise<Answer> }[] = [
    {
      attack: 'join',
      send: (id) =>
        change(accounts.realm, id, { op: 'add', path: 'members', value: [{ value: somebody.id }] }),
    },
    {
      attack: 'leave',
      send: (id) => change(accounts.realm, id, { op: 'remove', path: `members[value eq "${somebody.id}"]` }),
    },
    ...(['direct role', 'break-glass by userName'] as const).flatMap((kind) =>
      (['add', 'remove'] as const).map((op) => ({
        attack: `${op} ${kind}`,
        send: (id: string) =>
          change(accounts.realm, id, { op, path: 'members', value: [{ value: accounts.of(kind).id }] }),
      })),
    ),
    {
      attack: 'join among good ones',
      send: (id) =>
        change(
          accounts.realm,
          id,
          { op: 'replace', path: 'displayName', value: freshName() },
          { op: 'add', path: 'members', value: [{ value: somebody.id }] },
        ),
    },
    {
      attack: 'rename by PATCH',
      send: (id) => change(accounts.realm, id, { op: 'replace', path: 'displayName', value: freshName() }),
    },
    {
      attack: 'externalId by PATCH',
      send: (id) => change(accounts.realm, id, { op: 'add', path: 'externalId', value: 'x' }),
    },
    {
      attack: 'rename by PUT',
      send: (id) => accounts.realm.scim('PUT', `/Groups/${id}`, group(freshName())),
    },
    {
      attack: 'members by PUT',
      send: async (id) => {
        const { body } = await accounts.realm.scim('GET', `/Groups/${id}`);
        const members = [{ value: somebody.id }];
        return accounts.realm.scim('PUT', `/Groups/${id}`, { ...(body as object), members });
      },
    },
    { attack: 'deletion', send: (id) => accounts.realm.scim('DELETE', `/Groups/${id}`) },
    {
      attack: 'membership of a group, by type',
      send: async (id) => {
        const value = [{ value: id, type: 'Group' }];
        return change(accounts.realm, await accounts.group(accounts.realm), {
          op: 'add',
          path: 'members',
          value,
        });
      },
    },
    {
      attack: 'membership of a group, by id',
      send: async (id) =>
        change(accounts.realm, await accounts.group(accounts.realm), {
          op: 'add',
          path: 'members',
          value: [id],
        }),
    },
    {
      attack: 'membership of a new group',
      send: (id) => accounts.realm.scim('POST', '/Groups', group(freshName(), { members: [{ value: id }] })),
    },
  ];
  const groups = [
    { which: 'direct', id: () => direct },
    { which: 'composite', id: () => composite },
    { which: 'child', id: () => child },
  ];

  it.each(attacks.flatMap((attack) => groups.map((one) => ({ ...attack, ...one }))))(
    'is not changed: $which, $attack',
    async ({ id, send }) => {
      const before = await heldGroup(accounts.realm, id());
      assertProtected(await send(id()));
      expect(await heldGroup(accounts.realm, id())).toEqual(before);
    },
  );

  it.each(groups)('can be read: $which', async ({ id }) => {
    const read = await accounts.realm.scim('GET', `/Groups/${id()}`);
    expect(read.status).toBe(200);
    expect((await accounts.realm.scim('PUT', `/Groups/${id()}`, read.body)).status).toBe(200);
  });
});

describe('a group that grants other roles', () => {
  it('can be changed and joined like any other', async () => {
    const { realm } = accounts;
    const id = await accounts.group(realm);
    await bridge.admin.roles.create({ realm: realm.name, name: 'app-role' });
    const role = await bridge.admin.roles.findOneByName({ realm: realm.name, name: 'app-role' });
    const roles = [{ id: role?.id ?? '', name: 'app-role' }];
    await bridge.admin.groups.addRealmRoleMappings({ realm: realm.name, id, roles });
    const add = { op: 'add', path: 'members', value: [{ value: somebody.id }] };
    expect((await change(realm, id, add)).status).toBe(204);
    expect((await change(realm, id, { op: 'replace', value: { displayName: freshName() } })).status).toBe(
      204,
    );
    expect((await realm.scim('DELETE', `/Groups/${id}`)).status).toBe(204);
  });
});

describe('break-glass accounts', () => {
  it.each([
    { what: 'by name', body: user('GLASS-9') },
    { what: 'by address', body: user('new-1', { emails: [{ value: 'New@glass.test', type: 'work' }] }) },
  ])('cannot be created by SCIM: $what', async ({ body }) => {
    assertProtected(await accounts.realm.scim('POST', '/Users', body));
    const username = body.userName.toLowerCase();
    expect(await bridge.admin.users.find({ realm: accounts.realm.name, username, exact: true })).toEqual([]);
  });

  it.each([
    { what: 'by name', operation: { path: 'userName', value: 'Glass-8' } },
    { what: 'by address', operation: { path: 'emails[type eq "work"].value', value: 'x@GLASS.test' } },
  ])('cannot be the result of changing another user: $what', async ({ operation }) => {
    const account = await accounts.unprotected();
    const before = await accounts.stored(account);
    const body = patch({ op: 'replace', ...operation });
    assertProtected(await account.realm.scim('PATCH', `/Users/${account.id}`, body));
    expect(await accounts.stored(account)).toEqual(before);
  });
});

describe('a service account', () => {
  it('cannot be imitated by a person whose e-mail address is the user name', async () => {
    const realm = await bridge.realm({ settings: { registrationEmailAsUsername: true } });
    const person = (value: string) => user('somebody', { emails: [{ value, primary: true }] });
    const address = 'Service-Account-x@example.com';
    assertScimError(await realm.scim('POST', '/Users', person(address)), { status: 400, detail: /e-mail/ });
    const made = await realm.scim('POST', '/Users', person('person@example.com'));
    const { id } = made.body as { id: string };
    const change = patch({ op: 'replace', path: 'emails', value: [{ value: address, primary: true }] });
    for (const answer of [
      await realm.scim('PATCH', `/Users/${id}`, change),
      await realm.scim('PUT', `/Users/${id}`, person(address)),
    ]) {
      assertScimError(answer, { status: 400, detail: /e-mail/ });
    }
    expect((await realm.scim('GET', `/Users/${id}`)).body).toMatchObject({ userName: 'person@example.com' });
  });
});

describe('a user who becomes an administrator', () => {
  const deactivation = patch({ op: 'replace', path: 'active', value: false });
  const activation = patch({ op: 'replace', path: 'active', value: true });

  it.each([
    { what: 'password', send: patch({ op: 'replace', path: 'password', value: 'Evil-battery-1' }) },
    { what: 'e-mail', send: patch({ op: 'replace', value: { emails: [{ value: 'eve@evil.test' }] } }) },
    { what: 'userName', send: patch({ op: 'replace', path: 'userName', value: 'eve-1' }) },
    { what: 'deletion', send: undefined },
  ])('is protected at once: $what', async ({ send }) => {
    const account = await accounts.unprotected();
    const { realm, id } = account;
    for (const body of [deactivation, activation]) {
      expect((await realm.scim('PATCH', `/Users/${id}`, body)).status).toBe(200);
    }
    const right = await rightOf(bridge.admin, realm.name);
    await bridge.admin.users.addClientRoleMappings({ realm: realm.name, id, ...right });
    const before = await accounts.stored(account);
    assertProtected(await realm.scim(send === undefined ? 'DELETE' : 'PATCH', `/Users/${id}`, send));
    expect(await accounts.stored(account)).toEqual(before);
    // What was looked up is remembered.
    assertProtected(await realm.scim('PATCH', `/Users/${id}`, deactivation));
  });
});

describe('a refusal of a protected account', () => {
  it('is in the journal with the reason that the client is not given', async () => {
    const { realm, id } = accounts.of('composite of composite');
    await realm.scim('DELETE', `/Users/${id}`);
    const answer = await adminApi(bridge, realm.name)('GET', `/journal?resource=${id}&limit=1`);
    const { entries } = answer.body as { entries: unknown[] };
    expect(entries).toEqual([
      expect.objectContaining({
        kind: 'refusal',
        status: 403,
        error: 'protected',
        outcome:
          'Refused: This user administers the realm; SCIM does not change the account. Administration roles held: manage-users.',
      }),
    ]);
  });
});
