/* eslint max-lines: "off" -- One bridge and its realms serve all of these tests; every file of its own would start others. */
import { setTimeout as sleep } from 'node:timers/promises';
import { startTestBridge, type TestBridge } from '../../support/fixtures/bridge.ts';
import { patch, user } from '../../support/scim/messages.ts';
import { openOnboardingFixture, type OnboardingFixture } from '../../support/fixtures/onboardingFixture.ts';
import { assertScimError } from '../../support/scim/scimError.ts';
import { losesTheAnswer } from '../../support/servers/faults.ts';
import { startSmtpSink, type SmtpSink } from '../../support/servers/smtp.ts';

let bridge: TestBridge;
let fixture: OnboardingFixture;
let smtp: SmtpSink;

beforeAll(async () => {
  bridge = await startTestBridge({ REFRESH_AFTER_MS: '600000' });
  smtp = await startSmtpSink();
  const smtpServer = { host: '127.0.0.1', port: String(smtp.port), from: 'keycloak@example.test' };
  fixture = await openOnboardingFixture(bridge, { settings: { smtpServer } });
});

afterEach(() => {
  bridge.proxy.intercept(undefined);
  smtp.refuse(false);
});

afterAll(async () => {
  await bridge.close();
  await smtp.close();
});

let n = 0;
/** A user whom nobody knows yet. */
function fresh(members: Record<string, unknown> = {}): Record<string, unknown> & { userName: string } {
  n += 1;
  const emails = [{ value: `new-${n}@example.test`, type: 'work', primary: true }];
  return user(`new-${n}`, { externalId: `ext-${n}`, emails, ...members });
}

const post = (body: Record<string, unknown>) => fixture.realm.scim('POST', '/Users', body);

async function made(members: Record<string, unknown> = {}): Promise<string> {
  const answer = await post(fresh(members));
  expect([answer.status, answer.body.detail]).toEqual([201, undefined]);
  return String(answer.body.id);
}

/** Asks until the answer is the one that is hoped for, some seconds long. */
async function eventually<T>(ask: () => Promise<T>, hoped: T): Promise<T> {
  for (let tries = 0; tries < 40; tries += 1) {
    if ((await ask()) === hoped) return hoped;
    await sleep(250);
  }
  return ask();
}

/** The calls that a piece of work takes, ids left out. */
async function callsOf(work: () => Promise<unknown>): Promise<string[]> {
  bridge.proxy.reset();
  await work();
  return bridge.proxy
    .calls()
    .map((call) => call.replace(`/admin/realms/${fixture.realm.name}`, '').replace(/\/?(\?.*)?$/, ''));
}

/** What Keycloak has of a user. */
async function kept(id: string) {
  const admin = await fixture.admin();
  const realm = fixture.realm.name;
  const found = await admin.users.findOne({ realm, id });
  const groups = await admin.users.listGroups({ realm, id });
  const identities = await admin.users.listFederatedIdentities({ realm, id });
  return { ...found, groups: groups.map(({ path = '' }) => path).sort(), identities };
}

const GIVE = 'POST /users/{id}/role-mappings';

describe('a default role', () => {
  it('is given when a user is first created, and never to an existing user', async () => {
    const before = fresh();
    await fixture.setRules({});
    const old = String((await post(before)).body.id);
    await fixture.setRules({ realmRoles: ['staff'] });
    const id = await made();
    expect(await fixture.rolesOf(id)).toEqual(['staff']);

    const title = patch({ op: 'replace', path: 'title', value: 'x' });
    expect((await fixture.realm.scim('PATCH', `/Users/${old}`, title)).status).toBe(200);
    expect((await fixture.realm.scim('PUT', `/Users/${old}`, { ...before, title: 'y' })).status).toBe(200);
    assertScimError(await post(before), { status: 409, scimType: 'uniqueness' });
    expect(await fixture.rolesOf(old)).toEqual([]);

    const admin = await fixture.admin();
    const realm = fixture.realm.name;
    const role = await admin.roles.findOneByName({ realm, name: 'staff' });
    const roles = [{ id: role?.id ?? '', name: 'staff' }];
    await admin.users.delRealmRoleMappings({ realm, id, roles });
    expect((await fixture.realm.scim('PATCH', `/Users/${id}`, title)).status).toBe(200);
    expect(await fixture.rolesOf(id)).toEqual([]);
  });
});

describe('onboarding of a new user with its calls to Keycloak', () => {
  it.each([
    { what: 'no rule', rules: {}, calls: ['POST /users'], gets: {} },
    {
      what: 'a group and one below it',
      rules: { groups: ['/staff', '/staff/sales'] },
      calls: ['POST /users'],
      gets: { groups: ['/staff', '/staff/sales'] },
    },
    {
      what: 'groups, required actions, a verified address',
      rules: { groups: ['/staff'], requiredActions: ['CONFIGURE_TOTP'], emailVerified: true },
      calls: ['POST /users'],
      gets: { groups: ['/staff'], requiredActions: ['CONFIGURE_TOTP'], emailVerified: true },
    },
    {
      what: 'an address that is not verified',
      rules: { emailVerified: false },
      calls: ['POST /users'],
      gets: { emailVerified: false },
    },
    {
      what: 'a realm role',
      rules: { realmRoles: ['staff'] },
      calls: ['POST /users', `${GIVE}/realm`],
      gets: { roles: ['staff'] },
    },
    {
      what: 'realm roles and the marker',
      rules: { realmRoles: ['staff', 'other'], markerRole: true },
      calls: ['POST /users', `${GIVE}/realm`],
      gets: { roles: ['other', 'scim-managed', 'staff'] },
    },
    {
      what: 'the marker, named twice',
      rules: { realmRoles: ['scim-managed'], markerRole: true },
      calls: ['POST /users', `${GIVE}/realm`],
      gets: { roles: ['scim-managed'] },
    },
    {
      what: 'roles of a client',
      rules: { clientRoles: { shop: ['buyer', 'seller'] } },
      calls: ['POST /users', `${GIVE}/clients/{id}`],
      gets: { roles: ['buyer', 'seller'] },
    },
    {
      what: 'a link to an identity provider',
      rules: { identityProvider: { alias: 'corp', userId: 'externalId' } },
      calls: ['GET /users', 'POST /users'],
      gets: { linked: true },
    },
    {
      what: 'an invitation',
      rules: { invitation: {} },
      calls: ['POST /users', 'PUT /users/{id}/execute-actions-email'],
      gets: {},
    },
    {
      what: 'everything',
      rules: {
        groups: ['/staff'],
        realmRoles: ['staff'],
        markerRole: true,
        clientRoles: { shop: ['buyer'] },
        identityProvider: { alias: 'corp', userId: 'externalId' },
        invitation: {},
      },
      calls: [
        'GET /users',
        'POST /users',
        `${GIVE}/realm`,
        `${GIVE}/clients/{id}`,
        'PUT /users/{id}/execute-actions-email',
      ],
      gets: { groups: ['/staff'], roles: ['buyer', 'scim-managed', 'staff'], linked: true },
    },
  ] as {
    what: string;
    rules: Record<string, unknown>;
    calls: string[];
    gets: {
      groups?: string[];
      requiredActions?: string[];
      emailVerified?: boolean;
      roles?: string[];
      linked?: boolean;
    };
  }[])('$what', async ({ rules, calls, gets }) => {
    await fixture.setRules(rules);
    await made();
    let id = '';
    expect(await callsOf(async () => (id = await made()))).toEqual(calls);
    const { groups, requiredActions, emailVerified, identities } = await kept(id);
    expect({ groups, requiredActions, emailVerified, roles: await fixture.rolesOf(id), identities }).toEqual({
      groups: gets.groups ?? [],
      requiredActions: gets.requiredActions ?? [],
      emailVerified: gets.emailVerified ?? false,
      roles: gets.roles ?? [],
      identities:
        gets.linked === true ? [{ identityProvider: 'corp', userId: `ext-${n}`, userName: `new-${n}` }] : [],
    });
  });
});

describe('a link to an identity provider', () => {
  const link = (userId: string, userName?: string) => ({
    identityProvider: { alias: 'corp', userId, ...(userName === undefined ? {} : { userName }) },
  });

  it('belongs to one user: a second user with the same account is refused, and nothing is written', async () => {
    await fixture.setRules(link('externalId'));
    await made({ externalId: 'once' });
    const second = fresh({ externalId: 'once' });
    const calls = await callsOf(async () => {
      assertScimError(await post(second), { status: 409, scimType: 'uniqueness', detail: /linked/ });
    });
    expect(calls).toEqual(['GET /users']);
    expect(await fixture.countUsers(second.userName)).toBe(0);
    const twins = [fresh({ externalId: 'twin' }), fresh({ externalId: 'twin' })];
    const statuses = (await Promise.all(twins.map((twin) => post(twin)))).map(({ status }) => status);
    expect(statuses.sort()).toEqual([201, 409]);
  });

  it.each([
    { userId: 'userName', gets: () => `new-${n}` },
    { userId: 'emails[type eq "work"].value', gets: () => `new-${n}@example.test` },
    {
      userId: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber',
      gets: () => `E${n}`,
    },
  ])('takes the account from $userId', async ({ userId, gets }) => {
    await fixture.setRules(link(userId, 'emails.value'));
    const id = await made({
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { employeeNumber: `E${n + 1}` },
    });
    expect((await kept(id)).identities).toEqual([
      { identityProvider: 'corp', userId: gets(), userName: `new-${n}@example.test` },
    ]);
  });

  it('is left out if the client sends no account, and the journal says so', async () => {
    await fixture.setRules(link('externalId'));
    const id = await made({ externalId: undefined });
    expect((await kept(id)).identities).toEqual([]);
    const { entries } = (await fixture.api('GET', `/journal?resource=${id}&limit=1`)).body as {
      entries: { outcome: string }[];
    };
    expect(entries[0]?.outcome).toContain(
      'The client sent no "externalId", so the user is not linked to "corp".',
    );
  });
});

describe('an invitation', () => {
  it('arrives with a working link', async () => {
    await fixture.setRules({
      invitation: {
        actions: ['UPDATE_PASSWORD', 'CONFIGURE_TOTP'],
        lifespanMinutes: 90,
        clientId: 'shop',
        redirectUri: 'https://shop.test/welcome',
      },
    });
    await made();
    const mail = smtp.mails.at(-1);
    expect(mail?.to).toEqual([`new-${n}@example.test`]);
    const address = new RegExp(
      `https?://\\S+/realms/${fixture.realm.name}/login-actions/action-token\\?key=[\\w.-]+`,
    );
    const link = address.exec(mail?.text ?? '')?.[0] ?? '';
    const claims = JSON.parse(
      Buffer.from(link.split('key=')[1]?.split('.')[1] ?? '', 'base64url').toString(),
    ) as Record<string, unknown>;
    expect(claims).toMatchObject({
      rqac: ['UPDATE_PASSWORD', 'CONFIGURE_TOTP'],
      reduri: 'https://shop.test/welcome',
    });
    expect(Number(claims.exp) - Number(claims.iat)).toBe(5_400);
    const page = await fetch(link);
    expect([page.status, (await page.text()).includes('Perform the following action')]).toEqual([200, true]);
  });

  it.each([
    { who: 'without an address', members: { emails: undefined }, note: 'The user has no e-mail address' },
    { who: 'who is not active', members: { active: false }, note: 'The user is not active' },
  ])('is not sent to a user $who', async ({ members, note }) => {
    await fixture.setRules({ invitation: {} });
    const before = smtp.mails.length;
    const id = await made(members);
    expect(smtp.mails).toHaveLength(before);
    const { entries } = (await fixture.api('GET', `/journal?resource=${id}&limit=1`)).body as {
      entries: { outcome: string }[];
    };
    expect(entries[0]?.outcome).toContain(`${note}, so no invitation was sent.`);
  });

  it('that cannot be sent leaves no user behind, and a repeat works once the mail server is back', async () => {
    await fixture.setRules({ realmRoles: ['staff'], invitation: {} });
    smtp.refuse(true);
    const body = fresh();
    assertScimError(await post(body), { status: 502, detail: /invitation mail.*operator/ });
    expect(await fixture.countUsers(body.userName)).toBe(0);
    const { entries } = (await fixture.api('GET', '/journal?limit=1')).body as {
      entries: { outcome: string }[];
    };
    expect(entries[0]?.outcome).toMatch(/Failed to send execute actions email.*Realm settings > Email/);
    smtp.refuse(false);
    expect((await post(body)).status).toBe(201);
    expect(smtp.mails.at(-1)?.to).toEqual([`new-${n}@example.test`]);
  });
});

describe('explain', () => {
  it('lists the calls that a creation would make, and makes none', async () => {
    await fixture.setRules({
      realmRoles: ['staff'],
      clientRoles: { shop: ['buyer', 'seller'] },
      identityProvider: { alias: 'corp', userId: 'externalId' },
      invitation: {},
    });
    const body = fresh();
    const sent = smtp.mails.length;
    const answer = await fixture.api('POST', '/explain', { method: 'POST', target: '/Users', body });
    expect(answer.body).toMatchObject({ answer: { status: 201 } });
    const { calls } = answer.body as { calls: string[] };
    expect(calls.slice(calls.indexOf('GET users by identity'))).toEqual([
      'GET users by identity',
      'POST users',
      `${GIVE}/realm`.replace('/users', 'users'),
      `${GIVE}/clients/{id}`.replace('/users', 'users'),
      'PUT users/{id}/execute-actions-email',
    ]);
    expect(await fixture.countUsers(body.userName)).toBe(0);
    expect(smtp.mails).toHaveLength(sent);
  });
});

describe('rules that name something unknown or forbidden', () => {
  it.each([
    {
      what: 'a realm role that is gone',
      rules: { realmRoles: ['gone'] },
      remove: async () => {
        const admin = await fixture.admin();
        await admin.roles.delByName({ realm: fixture.realm.name, name: 'gone' });
      },
      detail: /names a realm role that there is not/,
      hint: 'scim.config#/onboarding/realmRoles/0: There is no realm role "gone".',
    },
    {
      what: 'a client role that is gone',
      rules: { clientRoles: { shop: ['buyer', 'gone'] } },
      remove: async () => {
        const admin = await fixture.admin();
        const realm = fixture.realm.name;
        const [shop] = await admin.clients.find({ realm, clientId: 'shop' });
        await admin.clients.delRole({ realm, id: shop?.id ?? '', roleName: 'gone' });
      },
      detail: /names a client role that there is not/,
      hint: 'scim.config#/onboarding/clientRoles/shop/1: There is no role "gone" of client "shop".',
    },
    {
      what: 'a group that is gone',
      rules: { groups: ['/staff', '/gone'] },
      remove: async () => {
        const admin = await fixture.admin();
        const realm = fixture.realm.name;
        const [gone] = await admin.groups.find({ realm, search: 'gone' });
        await admin.groups.del({ realm, id: gone?.id ?? '' });
      },
      detail: /names a group that there is not/,
      hint: 'scim.config#/onboarding/groups/1: There is no group "/gone".',
    },
  ])('refuse a creation and write nothing, with and without a warm cache: $what', async (given) => {
    const { rules, remove, detail, hint } = given;
    const admin = await fixture.admin();
    const realm = fixture.realm.name;
    const [shop] = await admin.clients.find({ realm, clientId: 'shop' });
    await admin.roles.create({ realm, name: 'gone' });
    await admin.clients.createRole({ realm, id: shop?.id ?? '', name: 'gone' });
    await admin.groups.create({ realm, name: 'gone' });
    try {
      await fixture.setRules(rules);
      await made();
      await remove();
      const remembered = fresh();
      assertScimError(await post(remembered), { status: 500 });
      expect(await fixture.countUsers(remembered.userName)).toBe(0);
      const body = fresh();
      const calls = await callsOf(async () => {
        const answer = await post(body);
        assertScimError(answer, { status: 500, detail });
        expect(answer.headers.get('x-error-code')).toBe('misconfigured');
      });
      expect(calls.filter((call) => !call.startsWith('GET '))).toEqual([]);
      expect(await fixture.countUsers(body.userName)).toBe(0);
      const { entries } = (await fixture.api('GET', '/journal?limit=1')).body as {
        entries: { outcome: string }[];
      };
      expect(entries[0]?.outcome).toBe(`Failed: ${hint}`);
    } finally {
      const again = await fixture.admin();
      const groups = await again.groups.find({ realm, search: 'gone' });
      for (const { id = '' } of groups) await again.groups.del({ realm, id });
      await again.roles.delByName({ realm, name: 'gone' }).catch(() => undefined);
      const roleName = 'gone';
      await again.clients.delRole({ realm, id: shop?.id ?? '', roleName }).catch(() => undefined);
    }
  });
});

describe('a failure in the middle of a creation', () => {
  const everything = {
    realmRoles: ['staff'],
    clientRoles: { shop: ['buyer'] },
    groups: ['/staff'],
    identityProvider: { alias: 'corp', userId: 'externalId' },
    invitation: {},
  };

  /** Answers matching calls instead of Keycloak, as often as told. */
  function breaks(path: RegExp, status: number, times = Infinity): void {
    let left = times;
    bridge.proxy.intercept((request, response) => {
      if (!path.test(`${request.method ?? ''} ${request.url ?? ''}`) || left <= 0) return false;
      left -= 1;
      if (status === 0) request.socket.destroy();
      else response.writeHead(status, { 'Content-Type': 'application/json' }).end('{"error":"trouble"}');
      return true;
    });
  }

  it.each([
    { where: 'realm roles', path: /role-mappings\/realm/, status: 500, told: 502 },
    { where: 'realm roles', path: /role-mappings\/realm/, status: 503, told: 503 },
    { where: 'realm roles', path: /role-mappings\/realm/, status: 403, told: 500 },
    { where: 'client roles', path: /role-mappings\/clients/, status: 0, told: 503 },
    { where: 'client roles', path: /role-mappings\/clients/, status: 404, told: 500 },
    { where: 'the mail', path: /execute-actions-email/, status: 500, told: 502 },
    { where: 'the mail', path: /execute-actions-email/, status: 400, told: 500 },
    { where: 'the mail', path: /execute-actions-email/, status: 0, told: 503 },
  ])(
    'leaves no user behind, and a repeat succeeds: $where ($status): $told',
    async ({ path, status, told }) => {
      await fixture.setRules(everything);
      const body = fresh();
      breaks(path, status);
      assertScimError(await post(body), { status: told });
      bridge.proxy.intercept(undefined);
      expect(await fixture.countUsers(body.userName)).toBe(0);
      const again = await post(body);
      expect(again.status).toBe(201);
      expect(await fixture.rolesOf(String(again.body.id))).toEqual(['buyer', 'staff']);
    },
  );

  it('never sends an invitation twice', async () => {
    await fixture.setRules({ invitation: {} });
    await made();
    breaks(/execute-actions-email/, 503);
    const calls = await callsOf(async () => {
      assertScimError(await post(fresh()), { status: 503 });
    });
    expect(calls.filter((call) => call.endsWith('-email'))).toHaveLength(1);
  });

  it('leaves a user who cannot be deleted at once to the repeated request, which deletes it', async () => {
    await fixture.setRules({ realmRoles: ['staff'] });
    const body = fresh();
    breaks(/role-mappings|DELETE .*\/users\//, 503);
    assertScimError(await post(body), { status: 503 });
    const { entries } = (await fixture.api('GET', '/journal?limit=1')).body as {
      entries: { outcome: string }[];
    };
    expect(entries[0]?.outcome).toMatch(/is incomplete, and still to be deleted\.$/);
    expect(await fixture.countUsers(body.userName)).toBe(1);
    bridge.proxy.intercept(undefined);
    const again = await post(body);
    expect(again.status).toBe(201);
    expect(await fixture.rolesOf(String(again.body.id))).toEqual(['staff']);
  });

  it('leaves a user who cannot be deleted at once to the background, which deletes it', async () => {
    await fixture.setRules({ realmRoles: ['staff'] });
    const body = fresh();
    breaks(/role-mappings|DELETE .*\/users\//, 503);
    assertScimError(await post(body), { status: 503 });
    bridge.proxy.intercept(undefined);
    expect(await eventually(() => fixture.countUsers(body.userName), 0)).toBe(0);
  });

  it('repeats a creation whose answer was lost from the start, so that all rules apply', async () => {
    await fixture.setRules({ realmRoles: ['staff'] });
    const body = fresh();
    bridge.proxy.intercept((request, response) => {
      if (request.method !== 'POST' || !/\/users\/?$/.test(request.url ?? '')) return false;
      losesTheAnswer(request, response);
      return true;
    });
    assertScimError(await post(body), { status: 503 });
    bridge.proxy.intercept(undefined);
    expect(await eventually(() => fixture.countUsers(body.userName), 1)).toBe(1);
    const again = await post(body);
    expect(again.status).toBe(201);
    expect(await fixture.rolesOf(String(again.body.id))).toEqual(['staff']);
  });
});
