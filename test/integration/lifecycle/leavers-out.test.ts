/* eslint max-lines: "off" -- One bridge and its realms serve all of these tests; every file of its own would start others. */
import { adminApi } from '../../support/admin/adminApi.ts';
import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import { testKeycloak } from '../../support/keycloak/keycloak.ts';
import { federate, startLdap } from '../../support/servers/ldap.ts';
import { patch, USER_URN, user } from '../../support/scim/messages.ts';
import { forwardRequest } from '../../support/servers/forward.ts';
import { requestToken } from '../../support/keycloak/tokenEndpoint.ts';
import { send } from '../../support/scim/send.ts';

const PASSWORD = 'a password of a leaver';
const DISABLED = /The user has been disabled all the same\.$/;

let bridge: TestBridge;
let tolerant: TestRealm;
let strict: TestRealm;

beforeAll(async () => {
  bridge = await startTestBridge({ REFRESH_AFTER_MS: '600000' });
  [tolerant, strict] = [await realmWithApp(), await realmWithApp({ profile: 'strict' })];
});

afterEach(() => {
  bridge.proxy.intercept(undefined);
});

afterAll(() => bridge.close());

/** A realm with a client at which people can sign in by password. */
async function realmWithApp(options: Parameters<TestBridge['realm']>[0] = {}): Promise<TestRealm> {
  const realm = await bridge.realm(options);
  await bridge.admin.clients.create({
    realm: realm.name,
    clientId: 'app',
    publicClient: true,
    directAccessGrantsEnabled: true,
  });
  return realm;
}

interface Person {
  readonly id: string;
  readonly userName: string;
  readonly path: string;
}

let n = 0;
/** A person whom SCIM created and who can sign in. */
async function person(realm: TestRealm, members: Record<string, unknown> = {}): Promise<Person> {
  n += 1;
  const userName = `leaver-${n}`;
  const created = await realm.scim(
    'POST',
    '/Users',
    user(userName, {
      name: { givenName: 'Lee', familyName: 'Ver' },
      emails: [{ value: `${userName}@example.com`, primary: true }],
      password: PASSWORD,
      ...members,
    }),
  );
  expect(created.status).toBe(201);
  const id = String(created.body.id);
  return { id, userName, path: `/Users/${id}` };
}

async function token(realm: TestRealm, fields: Record<string, string>) {
  const { status, body } = await requestToken(realm.name, { client_id: 'app', ...fields });
  return { status, body: body as { refresh_token: string } };
}

const signIn = (realm: TestRealm, username: string, password = PASSWORD, scope = 'openid') =>
  token(realm, { grant_type: 'password', username, password, scope });

/** The refresh tokens of an online and of an offline session. */
async function sessionsOf(realm: TestRealm, { userName }: Person): Promise<string[]> {
  const online = await signIn(realm, userName);
  const offline = await signIn(realm, userName, PASSWORD, 'openid offline_access');
  expect([online.status, offline.status]).toEqual([200, 200]);
  return [online.body.refresh_token, offline.body.refresh_token];
}

const refreshed = (realm: TestRealm, tokens: readonly string[]): Promise<number[]> =>
  Promise.all(
    tokens.map(
      async (refresh_token) => (await token(realm, { grant_type: 'refresh_token', refresh_token })).status,
    ),
  );

async function inKeycloak(realm: TestRealm, id: string) {
  const found = await bridge.admin.users.findOne({ realm: realm.name, id });
  if (!found) throw new Error(`There is no user ${id}.`);
  return found;
}

const alarms = async ({ name }: TestRealm): Promise<string[]> =>
  (
    (await adminApi(bridge, name)('GET', '/journal?kind=alarm')).body as { entries: { outcome: string }[] }
  ).entries.map(({ outcome }) => outcome);

const off = { op: 'replace', path: 'active', value: false };

/** What a request asks besides a deactivation, and how that is refused. */
const REFUSED: readonly {
  readonly what: string;
  readonly body: (person: Person) => unknown;
  readonly method?: 'PUT';
  readonly status?: number;
  readonly scimType?: string;
}[] = [
  {
    what: 'an address that is none',
    body: () => patch(off, { op: 'replace', path: 'emails', value: [{ value: 'not an address' }] }),
  },
  {
    what: 'a user name that Keycloak does not take, in one value',
    body: () => patch({ op: 'replace', value: { active: false, userName: 'bad name !' } }),
  },
  {
    what: 'no user name',
    body: () => patch(off, { op: 'remove', path: 'userName' }),
  },
  {
    what: "a client's user name",
    body: () => patch(off, { op: 'replace', path: 'userName', value: 'service-account-x' }),
  },
  {
    what: 'a user name of somebody else',
    body: () => patch({ op: 'replace', path: 'userName', value: 'taken' }, off),
    status: 409,
    scimType: 'uniqueness',
  },
  {
    what: 'an attribute that is read-only',
    body: () => patch({ op: 'replace', path: 'meta.location', value: 'x' }, off),
    scimType: 'mutability',
  },
  {
    what: 'a path that is none',
    body: () => patch({ op: 'replace', path: 'emails[type eq', value: 'x' }, off),
    scimType: 'invalidFilter',
  },
  {
    what: 'a value of another type',
    body: () => patch({ op: 'replace', path: 'title', value: { a: 1 } }, off),
  },
  {
    what: 'an operation that is none',
    body: () =>
      patch({ op: 'replace', value: 'nothing' }, { op: 'replace', value: { [`${USER_URN}:active`]: false } }),
  },
  {
    what: 'more than a user may hold',
    body: () => patch(off, { op: 'add', value: { 'urn:acme:x': { a: 'x'.repeat(300_000) } } }),
  },
  {
    what: 'a PUT with a user name that Keycloak does not take',
    method: 'PUT',
    body: () => user('bad name !', { active: false }),
  },
  {
    what: 'a PUT with a value of another type',
    method: 'PUT',
    body: ({ userName }) => user(userName, { active: false, name: 'Lee' }),
  },
  { what: 'a PUT without a user name', method: 'PUT', body: () => ({ schemas: [USER_URN], active: false }) },
];

describe('a request that deactivates a user and is refused for something else', () => {
  beforeAll(async () => {
    for (const realm of [tolerant, strict]) await realm.scim('POST', '/Users', user('taken'));
  });

  it.each(REFUSED)('disables the user and answers what was refused: $what', async (refused) => {
    const { body, method = 'PATCH', status = 400, scimType } = refused;
    const leaver = await person(tolerant);
    const tokens = await sessionsOf(tolerant, leaver);
    const before = await inKeycloak(tolerant, leaver.id);
    const answer = await tolerant.scim(method, leaver.path, body(leaver));
    expect(answer).toMatchObject({ status, body: { detail: expect.stringMatching(DISABLED) } });
    if (scimType !== undefined) expect(answer.body.scimType).toBe(scimType);
    const { userProfileMetadata: _, ...after } = await inKeycloak(tolerant, leaver.id);
    expect(after).toEqual({ ...before, enabled: false, notBefore: expect.any(Number) as number });
    expect(await refreshed(tolerant, tokens)).toEqual([400, 400]);
    await bridge.admin.users.update({ realm: tolerant.name, id: leaver.id }, { enabled: true });
    expect(await refreshed(tolerant, tokens)).toEqual([400, 400]);
  });

  it('disables nobody in the strict profile, and raises an alarm', async () => {
    for (const { what, body, method = 'PATCH', status = 400 } of REFUSED) {
      // Without quirks an extension that nobody declares is refused as such; that is refused, too.
      const leaver = await person(strict);
      const answer = await strict.scim(method, leaver.path, body(leaver));
      expect([what, answer.status]).toEqual([what, status]);
      expect(answer.body.detail).not.toMatch(/disabled/);
      expect([what, (await inKeycloak(strict, leaver.id)).enabled]).toEqual([what, true]);
      expect((await alarms(strict))[0]).toMatch(
        new RegExp(`^User ${leaver.id} was to be deactivated and stays enabled: .* \\(\\w+\\)\\.$`),
      );
    }
    expect(await alarms(strict)).toHaveLength(REFUSED.length);
  });

  it('disables nobody if its value of active is ambiguous', async () => {
    const wrong = { op: 'replace', path: 'title', value: { a: 1 } };
    const active = (value: unknown, path = 'active') => ({ op: 'replace', path, value });
    for (const body of [
      patch(wrong),
      patch(wrong, active(true)),
      patch(wrong, active(false), active(true)),
      patch(wrong, active({})),
      patch(wrong, active(false, 'active.value')),
      patch(wrong, active(false, 'activated')),
      patch(wrong, { op: 'add', path: 'title', value: 'active: false' }),
    ]) {
      const stayer = await person(tolerant);
      expect((await tolerant.scim('PATCH', stayer.path, body)).status).toBe(400);
      expect((await inKeycloak(tolerant, stayer.id)).enabled).toBe(true);
    }
    const stayer = await person(tolerant);
    const twice = user(stayer.userName, { active: false, Active: true, name: 'Lee' });
    expect((await tolerant.scim('PUT', stayer.path, twice)).status).toBe(400);
    expect((await inKeycloak(tolerant, stayer.id)).enabled).toBe(true);
  });

  it('disables nobody who is protected or has another version, and nothing without the right to write', async () => {
    const bad = patch(off, { op: 'replace', path: 'title', value: { a: 1 } });
    const { name } = tolerant;
    const chief = await person(tolerant);
    const [management] = await bridge.admin.clients.find({ realm: name, clientId: 'realm-management' });
    const clientUniqueId = management?.id ?? '';
    const role = await bridge.admin.clients.findRole({
      realm: name,
      id: clientUniqueId,
      roleName: 'manage-users',
    });
    await bridge.admin.users.addClientRoleMappings({
      realm: name,
      id: chief.id,
      clientUniqueId,
      roles: [{ id: role?.id ?? '', name: 'manage-users' }],
    });
    const stayer = await person(tolerant);
    const answers = [
      await tolerant.scim('PATCH', chief.path, bad),
      await tolerant.scim('PATCH', chief.path, patch(off)),
      await tolerant.scim('PATCH', stayer.path, bad, { 'If-Match': 'W/"another"' }),
      await tolerant.scim('PATCH', '/Users/nobody', bad),
      await tolerant.scim('PATCH', stayer.path, bad, { Authorization: 'Bearer wrong' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([400, 403, 412, 404, 401]);
    for (const { body } of answers) expect(body.detail).not.toMatch(/disabled/);
    for (const { id } of [chief, stayer]) expect((await inKeycloak(tolerant, id)).enabled).toBe(true);
  });

  it('takes the calls of a deactivation and those of the refused change', async () => {
    const leaver = await person(tolerant);
    bridge.proxy.reset();
    const bad = patch(off, { op: 'replace', path: 'title', value: { a: 1 } });
    expect((await tolerant.scim('PATCH', leaver.path, bad)).status).toBe(400);
    expect(bridge.proxy.calls().filter((call) => call.startsWith('PUT'))).toHaveLength(1);
    expect(bridge.proxy.calls().length).toBeLessThanOrEqual(6);
  });
});

describe('a leaver whom Keycloak refuses to disable', () => {
  /** A realm whose users all lack an attribute that was made required after they came. */
  async function realmWithRequired(options: Parameters<TestBridge['realm']>[0] = {}) {
    const realm = await realmWithApp(options);
    const leaver = await person(realm);
    const tokens = await sessionsOf(realm, leaver);
    const profile = await bridge.admin.users.getProfile({ realm: realm.name });
    profile.attributes?.push({
      name: 'badge',
      permissions: { view: ['admin'], edit: ['admin'] },
      required: { roles: ['admin'] },
    });
    await bridge.admin.users.updateProfile({ realm: realm.name, ...profile });
    return { realm, leaver, tokens };
  }

  it.each([
    ['PATCH', 'generic', {}, patch(off)],
    ['PATCH', 'generic', {}, patch(off, { op: 'replace', path: 'title', value: { a: 1 } })],
    ['DELETE', 'generic', { offboarding: { delete: 'hide' } }, undefined],
  ] as const)(
    'loses all sessions, and an alarm is raised: %s in %s, %j',
    async (method, profile, lifecycle, body) => {
      const { realm, leaver, tokens } = await realmWithRequired({ profile, lifecycle });
      const answer = await realm.scim(method, leaver.path, body);
      expect(answer.status).toBe(500);
      expect(answer.headers.get('x-error-code')).toBe('misconfigured');
      expect(answer.body.detail).toMatch(/its sessions have been ended, and an operator has to look/);
      expect(await refreshed(realm, tokens)).toEqual([400, 400]);
      const [alarm, ...others] = await alarms(realm);
      expect(others).toEqual([]);
      expect(alarm).toContain(`User ${leaver.id}`);
      expect(alarm).toContain('"badge" is required by the user profile of the realm.');
      const { body: failures } = await adminApi(bridge, realm.name)('GET', '/journal?failed=true&limit=1');
      expect((failures as { entries: { outcome: string }[] }).entries[0]?.outcome).toContain(
        '"badge" is required',
      );
      expect(bridge.logged()).toContainEqual(
        expect.objectContaining({ message: 'alarm', realm: realm.name }),
      );
      const metrics = String((await send('GET', `${bridge.managementUrl}/metrics`)).body);
      expect(metrics).toContain(`scim_alarms_total{realm="${realm.name}"} 1`);
    },
  );

  it('is not counted by the brake, and loses all sessions when the brake turns a deletion into a disablement', async () => {
    const { realm, leaver, tokens } = await realmWithRequired({ lifecycle: { brake: { users: 1 } } });
    const others = [await bridgeUser(realm, 'b1'), await bridgeUser(realm, 'b2')];
    expect((await realm.scim('PATCH', leaver.path, patch(off))).status).toBe(500);
    const brake = () => adminApi(bridge, realm.name)('GET', '/brake');
    expect((await brake()).body).toMatchObject({ engaged: false, leavers: 0 });
    const again = await signIn(realm, leaver.userName);
    for (const id of others) await realm.scim('DELETE', `/Users/${id}`);
    expect((await realm.scim('DELETE', leaver.path)).status).toBe(500);
    expect(await refreshed(realm, [...tokens, again.body.refresh_token])).toEqual([400, 400, 400]);
    expect((await alarms(realm)).filter((alarm) => alarm.includes(leaver.id))).toHaveLength(2);
  });

  /** A user whom the user profile has nothing against. */
  const bridgeUser = async ({ name: realm }: TestRealm, username: string): Promise<string> =>
    (
      await bridge.admin.users.create({
        realm,
        username: `whole-${username}`,
        enabled: true,
        attributes: { badge: ['1'] },
      })
    ).id;
});

describe('a field that a request does not change', () => {
  /** Lets something happen in Keycloak between the bridge's reading of a user and its writing. */
  function betweenReadAndWrite(work: () => Promise<unknown>): void {
    bridge.proxy.intercept((request, response) => {
      if (request.method !== 'PUT') return false;
      bridge.proxy.intercept(undefined);
      request.pause();
      void work().then(() => {
        forwardRequest(testKeycloak().url, request, response);
      });
      return true;
    });
  }

  it.each([
    ['PATCH', () => patch({ op: 'replace', path: 'title', value: 'x' })],
    ['PUT', ({ userName }: Person) => user(userName, { title: 'x' })],
    ['PUT', ({ userName }: Person) => user(userName, { title: 'x', active: true })],
    [
      'PATCH',
      () => patch({ op: 'replace', path: 'active', value: true }, { op: 'add', path: 'title', value: 'x' }),
    ],
  ] as const)(
    'keeps a change of Keycloak during the request: a leaver stays disabled, %s',
    async (method, body) => {
      const leaver = await person(tolerant);
      const place = { realm: tolerant.name, id: leaver.id };
      betweenReadAndWrite(() => bridge.admin.users.update(place, { enabled: false }));
      expect((await tolerant.scim(method, leaver.path, body(leaver))).status).toBe(200);
      expect((await tolerant.scim('GET', leaver.path)).body).toMatchObject({ active: false, title: 'x' });
    },
  );

  it('keeps a change of Keycloak during the request: a returning user stays enabled', async () => {
    const returner = await person(tolerant, { active: false });
    const place = { realm: tolerant.name, id: returner.id };
    betweenReadAndWrite(() => bridge.admin.users.update(place, { enabled: true }));
    const change = patch({ op: 'replace', path: 'title', value: 'x' });
    expect((await tolerant.scim('PATCH', returner.path, change)).status).toBe(200);
    expect((await tolerant.scim('GET', returner.path)).body).toMatchObject({ active: true, title: 'x' });
  });

  it('keeps a change of Keycloak during the request: a verified e-mail address stays verified', async () => {
    const realm = await bridge.realm({
      mapping: {
        user: [
          { scim: 'userType', keycloak: 'attributes.userType' },
          { scim: 'urn:acme:x:verified', type: 'boolean', keycloak: 'emailVerified' },
        ],
      } as never,
    });
    const { id, path } = await person(realm);
    betweenReadAndWrite(() => bridge.admin.users.update({ realm: realm.name, id }, { emailVerified: true }));
    const change = patch({ op: 'replace', path: 'title', value: 'x' });
    expect((await realm.scim('PATCH', path, change)).status).toBe(200);
    expect((await inKeycloak(realm, id)).emailVerified).toBe(true);
  });
});

describe('a leaver from a read-only directory', () => {
  it('is disabled as far as Keycloak allows, whatever else the request contains', async () => {
    const ldap = await startLdap(
      ['ann', 'bea', 'cyd', 'dot'].map((uid) => ({
        uid,
        givenName: uid,
        surname: 'Lee',
        mail: `${uid}@example.org`,
      })),
    );
    try {
      const realm = await realmWithApp({ settings: {} });
      await federate(realm.name, ldap, { editMode: 'READ_ONLY', importsUsers: true });
      const idOf = async (at: TestRealm, uid: string): Promise<string> =>
        String(
          (await at.scim('GET', `/Users?filter=${encodeURIComponent(`userName eq "${uid}"`)}`)).body
            .Resources[0].id,
        );
      const requests = [
        ['ann', 'PATCH', patch(off, { op: 'replace', path: 'title', value: 'x' }), DISABLED],
        ['bea', 'PUT', user('bea', { active: false, displayName: 'Bea Lee' }), DISABLED],
        ['cyd', 'DELETE', undefined, /The user has been disabled\.$/],
      ] as const;
      for (const [uid, method, body, told] of requests) {
        const id = await idOf(realm, uid);
        bridge.proxy.reset();
        const answer = await realm.scim(method, `/Users/${id}`, body);
        expect(answer).toMatchObject({ status: 403, body: { detail: expect.stringMatching(told) } });
        expect((await inKeycloak(realm, id)).enabled).toBe(false);
        expect(bridge.proxy.calls().filter((call) => call.endsWith('/logout'))).toHaveLength(1);
      }
      expect((await realm.scim('PATCH', `/Users/${await idOf(realm, 'dot')}`, patch(off))).status).toBe(200);
      expect(await alarms(realm)).toEqual([]);

      const unkept = await realmWithApp();
      await federate(unkept.name, ldap, { editMode: 'READ_ONLY', importsUsers: false });
      const id = await idOf(unkept, 'ann');
      const path = `/Users/${encodeURIComponent(id)}`;
      for (const [method, body] of [
        ['PATCH', patch(off)],
        ['DELETE', undefined],
      ] as const) {
        bridge.proxy.reset();
        const answer = await unkept.scim(method, path, body);
        expect(answer).toMatchObject({
          status: 403,
          body: { detail: expect.stringMatching(/Its sessions have been ended\.$/) },
        });
        expect(bridge.proxy.calls().filter((call) => call.endsWith('/logout'))).toHaveLength(1);
      }
      expect(await alarms(unkept)).toHaveLength(2);
      const group = await unkept.scim('POST', '/Groups', { displayName: 'Team' });
      const join = patch({ op: 'add', path: 'members', value: [{ value: id }] });
      expect((await unkept.scim('PATCH', `/Groups/${String(group.body.id)}`, join)).status).toBe(403);
    } finally {
      await ldap.stop();
    }
  });
});

describe('the brake', () => {
  const MANY = 6;

  it('counts nobody whose deactivation was refused and nobody twice, one by one or at once', async () => {
    const realm = await bridge.realm({ profile: 'strict', lifecycle: { brake: { users: 2 } } });
    const people: Person[] = [];
    for (let i = 0; i < MANY; i += 1) people.push(await person(realm));
    const bad = patch(off, { op: 'replace', path: 'emails', value: [{ value: 'not an address' }] });
    for (const { path } of people) expect((await realm.scim('PATCH', path, bad)).status).toBe(400);
    await Promise.all(people.map(({ path }) => realm.scim('PATCH', path, bad)));
    const brake = async () => (await adminApi(bridge, realm.name)('GET', '/brake')).body;
    expect(await brake()).toMatchObject({ engaged: false, leavers: 0 });
    const [first] = people;
    for (let i = 0; i < 4; i += 1) await realm.scim('PATCH', first?.path ?? '', patch(off));
    expect(await brake()).toMatchObject({ engaged: false, leavers: 1 });
  });

  it('lets no more users be deleted at once than one after another', async () => {
    const realm = await bridge.realm({ lifecycle: { brake: { users: 2 } } });
    const people: Person[] = [];
    for (let i = 0; i < MANY; i += 1) people.push(await person(realm));
    const answers = await Promise.all(people.map(({ path }) => realm.scim('DELETE', path)));
    expect(answers.map(({ status }) => status)).toEqual(people.map(() => 204));
    const left = await bridge.admin.users.find({ realm: realm.name });
    expect(left.map(({ enabled }) => enabled)).toEqual(Array.from({ length: MANY - 2 }, () => false));
    expect(await alarms(realm)).toHaveLength(1);
  });
});

describe('a soft-deleted user whose userName is used again', () => {
  const ROLE = 'payer';

  /** The same person, who has agreed that the client knows of her; Keycloak takes that of imported users only. */
  async function consenting(realm: TestRealm, { id, userName }: Person): Promise<Person> {
    const there = await inKeycloak(realm, id);
    await bridge.admin.realms.partialImport({
      realm: realm.name,
      rep: {
        ifResourceExists: 'OVERWRITE',
        users: [
          {
            ...there,
            credentials: [{ type: 'password', value: PASSWORD }],
            realmRoles: [`default-roles-${realm.name}`],
            clientConsents: [{ clientId: 'app', grantedClientScopes: ['email'] }],
          },
        ],
      },
    });
    const [imported] = await bridge.admin.users.find({ realm: realm.name, username: userName, exact: true });
    return { id: imported?.id ?? '', userName, path: `/Users/${imported?.id ?? ''}` };
  }

  /** Somebody deleted and hidden, who had a password, a link to an identity provider, a consent, a number and a role. */
  async function hidden(externalId?: string) {
    const realm = await realmWithApp({ lifecycle: { offboarding: { delete: 'hide' } } });
    const place = { realm: realm.name };
    const { admin } = bridge;
    await admin.identityProviders.create({ ...place, alias: 'corp', providerId: 'oidc' });
    await admin.roles.create({ ...place, name: ROLE });
    const role = await admin.roles.findOneByName({ ...place, name: ROLE });
    const ann = await consenting(realm, await person(realm, externalId === undefined ? {} : { externalId }));
    await admin.users.addToFederatedIdentity({
      ...place,
      id: ann.id,
      federatedIdentityId: 'corp',
      federatedIdentity: { identityProvider: 'corp', userId: 'old-subject', userName: 'ann' },
    });
    const there = await inKeycloak(realm, ann.id);
    const attributes = { ...there.attributes, mobile: ['+1'] };
    await admin.users.update({ ...place, id: ann.id }, { ...there, emailVerified: true, attributes });
    await admin.users.addRealmRoleMappings({
      ...place,
      id: ann.id,
      roles: [{ id: role?.id ?? '', name: ROLE }],
    });
    expect((await realm.scim('DELETE', ann.path)).status).toBe(204);
    return { realm, ann };
  }

  /** Somebody who is created with the userName of another. */
  const heir = ({ userName }: Person, externalId?: string) =>
    user(userName, {
      name: { givenName: 'Bob', familyName: 'Lee' },
      emails: [{ value: `${userName}@example.com`, primary: true }],
      ...(externalId === undefined ? {} : { externalId }),
    });

  /** What of a former person is there. */
  async function accessOf({ name: realm }: TestRealm, id: string) {
    const { users } = bridge.admin;
    const roles = await users.listRealmRoleMappings({ realm, id });
    const { enabled, emailVerified, attributes } = (await users.findOne({ realm, id })) ?? {};
    return {
      credentials: (await users.getCredentials({ realm, id })).length,
      links: (await users.listFederatedIdentities({ realm, id })).length,
      consents: (await users.listConsents({ realm, id })).length,
      roles: roles.map(({ name = '' }) => name.replace(/^default-roles-.*/, 'default')).sort(),
      enabled,
      emailVerified,
      mobile: (attributes as Record<string, string[]> | undefined)?.mobile,
    };
  }

  const nothing = {
    credentials: 0,
    links: 0,
    consents: 0,
    roles: ['default'],
    enabled: true,
    emailVerified: false,
    mobile: undefined,
  };
  const everything = {
    credentials: 1,
    links: 1,
    consents: 1,
    roles: ['default', ROLE],
    enabled: true,
    emailVerified: true,
    mobile: ['+1'],
  };

  it.each([
    ['another externalId', 'ext-ann', 'ext-bob', nothing],
    ['an externalId where there was none', undefined, 'ext-bob', nothing],
    ['no externalId where there was one', 'ext-ann', undefined, nothing],
    ['the same externalId', 'ext-ann', 'ext-ann', everything],
    ['no externalId, as before', undefined, undefined, everything],
  ])('gets the former access back only with the same externalId: %s', async (_what, before, after, held) => {
    const { realm, ann } = await hidden(before);
    const again = await realm.scim('POST', '/Users', heir(ann, after));
    expect(again).toMatchObject({ status: 201, body: { id: ann.id, active: true } });
    expect(await accessOf(realm, ann.id)).toEqual(held);
    expect((await signIn(realm, ann.userName)).status).toBe(held === nothing ? 400 : 200);
  });

  it('is not enabled before everything of the former person is removed', async () => {
    const { realm, ann } = await hidden('ext-ann');
    const bob = { ...heir(ann, 'ext-bob'), password: 'the password of Bob' };
    bridge.proxy.intercept(({ method, url = '' }, response) => {
      if (method !== 'DELETE' || !url.includes('/federated-identity/')) return false;
      response.writeHead(500).end();
      return true;
    });
    expect((await realm.scim('POST', '/Users', bob)).status).toBe(502);
    bridge.proxy.intercept(undefined);
    expect((await inKeycloak(realm, ann.id)).enabled).toBe(false);
    expect((await realm.scim('POST', '/Users', bob)).status).toBe(201);
    expect(await accessOf(realm, ann.id)).toEqual({ ...nothing, credentials: 1 });
    expect((await signIn(realm, ann.userName)).status).toBe(400);
    expect((await signIn(realm, ann.userName, 'the password of Bob')).status).toBe(200);
  });
});
