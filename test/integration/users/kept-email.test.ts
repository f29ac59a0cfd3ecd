import type UserRepresentation from '@keycloak/keycloak-admin-client/lib/defs/userRepresentation.js';
import { operatorOf } from '../../support/admin/adminApi.ts';
import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import { testKeycloak } from '../../support/keycloak/keycloak.ts';
import { runRealmConfig } from '../../support/processes/realmConfig.ts';
import { filtered, patch, user } from '../../support/scim/messages.ts';
import type { Answer } from '../../support/scim/send.ts';

let bridge: TestBridge;
let realm: TestRealm;

beforeAll(async () => {
  // So seldom that calls which read a realm anew are not counted.
  bridge = await startTestBridge({ REFRESH_AFTER_MS: '600000' });
  realm = await bridge.realm({
    lifecycle: { email: 'keep' },
    settings: { passwordPolicy: 'length(12)' },
    config: { indexed: ['emails'] },
  });
});

afterAll(() => bridge.close());

const withEmail = (userName: string, value: string, members: Record<string, unknown> = {}) =>
  user(userName, { emails: [{ value }], ...members });

const post = (body: unknown): Promise<Answer> => realm.scim('POST', '/Users', body);
const put = (id: string, body: unknown): Promise<Answer> => realm.scim('PUT', `/Users/${id}`, body);

/** Creates a user and returns its id. */
async function create(body: unknown): Promise<string> {
  const { status, body: created } = await post(body);
  expect(status).toBe(201);
  return String(created.id);
}

const inKeycloak = async (id: string, name = realm.name): Promise<UserRepresentation> =>
  (await bridge.admin.users.findOne({ realm: name, id })) ?? {};

/** The e-mail address in Keycloak's own field, and the one that is kept in the record. */
async function addressesOf(id: string): Promise<{ field: unknown; kept: unknown }> {
  const { email, attributes } = await inKeycloak(id);
  return {
    field: email,
    kept: (attributes as Record<string, string[]> | undefined)?.['scim.keptEmail']?.[0],
  };
}

const shown = async (id: string): Promise<unknown> => (await realm.scim('GET', `/Users/${id}`)).body.emails;

const found = async (filter: string): Promise<string[]> =>
  ((await realm.scim('GET', filtered(filter))).body.Resources as { id: string }[]).map(({ id }) => id);

describe('a realm that keeps e-mail addresses which Keycloak does not take', () => {
  it.each([
    ['is malformed', 'Not an Address'],
    ['has two signs for at', 'ann@@example.com'],
    ['has blanks around it', '  blank@ '],
    ['is longer than Keycloak allows', `${'x'.repeat(300)}@example.com`],
    ['has no mailbox', '@example.com'],
  ])('lets a person in whose address %s', async (what, address) => {
    const id = await create(withEmail(`malformed-${what.replaceAll(' ', '-')}`, address));
    expect(await addressesOf(id)).toEqual({ field: undefined, kept: address.toLowerCase() });
    expect(await shown(id)).toEqual([{ value: address }]);
    expect(await found(`emails.value eq ${JSON.stringify(address.toUpperCase())}`)).toEqual([id]);
  });

  it('lets everybody in who is created with one address at the same moment', async () => {
    const names = Array.from({ length: 6 }, (_, at) => `race-${at}`);
    const answers = await Promise.all(names.map((name) => post(withEmail(name, 'race@example.com'))));
    expect(answers.map(({ status }) => status)).toEqual(names.map(() => 201));
    const ids = answers.map(({ body }) => String(body.id));
    const addresses = await Promise.all(ids.map(addressesOf));
    expect(addresses.filter(({ field }) => field === 'race@example.com')).toHaveLength(1);
    expect(addresses.filter(({ kept }) => kept === 'race@example.com')).toHaveLength(5);
    expect((await found('emails eq "Race@example.com"')).sort()).toEqual(ids.sort());
  });

  it('names the other user to operators, and not to the client', async () => {
    const holder = await create(withEmail('holder', 'named@example.com'));
    const answer = await post(withEmail('second', 'Named@example.com'));
    expect(JSON.stringify(answer.body)).not.toContain(holder);
    const requestId = answer.headers.get('x-request-id') ?? '';
    const [entry] = await operatorOf(bridge).journalOf(realm.name, requestId);
    expect(entry).toMatchObject({ kind: 'write', status: 201 });
    expect(JSON.stringify(entry)).toContain(
      `Keycloak does not take the e-mail address: user \\"holder\\" (${holder}) has it.`,
    );
  });

  it("puts the address into Keycloak's field once it is sent again and free", async () => {
    const holder = await create(withEmail('leaver', 'free@example.com'));
    const id = await create(withEmail('stayer', 'Free@Example.com', { title: 'Clerk' }));
    bridge.proxy.reset();
    const again = withEmail('stayer', 'Free@Example.com', { title: 'Clerk' });
    expect((await put(id, again)).status).toBe(200);
    // Reads only: the user, and who has the address.
    expect(bridge.proxy.calls().map((call) => call.split(' ')[0])).toEqual(['GET', 'GET']);
    expect(await addressesOf(id)).toEqual({ field: undefined, kept: 'free@example.com' });

    await realm.scim('DELETE', `/Users/${holder}`);
    const title = patch({ op: 'replace', path: 'title', value: 'Chief' });
    expect((await realm.scim('PATCH', `/Users/${id}`, title)).status).toBe(200);
    expect(await addressesOf(id)).toEqual({ field: undefined, kept: 'free@example.com' });

    expect((await put(id, { ...again, title: 'Chief' })).status).toBe(200);
    expect(await addressesOf(id)).toEqual({ field: 'free@example.com', kept: undefined });
    expect(await shown(id)).toEqual([{ value: 'Free@Example.com' }]);
    expect(await found('emails eq "free@example.com"')).toEqual([id]);
  });

  it('answers 400 to a password that the policy refuses, and to anything else that is wrong', async () => {
    const weak = await post(withEmail('weak', 'no address', { password: 'short' }));
    expect(weak).toMatchObject({ status: 400, body: { scimType: 'invalidValue' } });
    expect(weak.body.detail).toMatch(/minimum length 12/);
    const short = await post(withEmail('x', 'no address'));
    expect(short).toMatchObject({ status: 400, body: { detail: expect.stringMatching(/^"userName" is/) } });
    expect(short.body.detail).not.toContain('emails');
    expect(await found('userName eq "weak" or userName eq "x"')).toEqual([]);
  });

  it("does not take an address from Keycloak's field that was there before", async () => {
    await bridge.admin.realms.partialImport({
      realm: realm.name,
      rep: {
        ifResourceExists: 'FAIL',
        users: [{ username: 'imported', email: 'no address', enabled: true }],
      },
    });
    const [imported] = await bridge.admin.users.find({
      realm: realm.name,
      username: 'imported',
      exact: true,
    });
    const id = imported?.id ?? '';
    expect((await put(id, withEmail('imported', 'no address', { title: 'Chief' }))).status).toBe(400);
    expect(await addressesOf(id)).toEqual({ field: 'no address', kept: undefined });
  });
});

describe('what becomes of an address that Keycloak does not take', () => {
  const explained = async (name: string, body: unknown) =>
    (await operatorOf(bridge).admin(name, 'POST', '/explain', { method: 'POST', target: '/Users', body }))
      .body;
  const outcomeOf = async (name: string, { headers }: Answer): Promise<string> => {
    const [entry] = await operatorOf(bridge).journalOf(name, headers.get('x-request-id') ?? '');
    return (entry as { outcome: string }).outcome;
  };
  const BAD = ['Not an Address', 'ann@@example.com', '@example.com', `${'x'.repeat(300)}@example.com`];

  it('is foreseen by "explain" and in mode observe where it is kept', async () => {
    const keeping = await bridge.realm({ lifecycle: { email: 'keep' } });
    const observed = await bridge.realm({ lifecycle: { email: 'keep', mode: 'observe' } });
    for (const [at, address] of [...BAD, 'good@example.com'].entries()) {
      const body = withEmail(`foreseen-${at}`, address);
      const { answer, notes } = await explained(keeping.name, body);
      const written = await keeping.scim('POST', '/Users', body);
      const seen = await observed.scim('POST', '/Users', body);
      expect([address, answer, written.status, seen.status]).toEqual([address, { status: 201 }, 201, 201]);
      expect(seen.body.emails).toEqual(written.body.emails);
      const told = (await outcomeOf(keeping.name, written)).replace(/^User \S+ created\. ?/, '');
      expect([address, notes]).toEqual([address, told === '' ? [] : [told]]);
      expect(told === '').toBe(address === 'good@example.com');
      expect(await outcomeOf(observed.name, seen)).toMatch(/ nothing was written\./);
      expect(await outcomeOf(observed.name, seen)).toContain(told);
    }
  });

  it('is foreseen if it is the user name of another user, or the user name is the address of another', async () => {
    const keeping = await bridge.realm({ lifecycle: { email: 'keep' } });
    await keeping.scim('POST', '/Users', withEmail('ann@example.com', 'ann@example.org'));
    for (const body of [
      withEmail('bob', 'ann@example.com'),
      withEmail('ann@example.org', 'bob@example.com'),
      withEmail('ann@example.com', 'ann@example.org'),
      withEmail('ann@example.com', 'ann@example.com'),
    ]) {
      const { answer, notes } = await explained(keeping.name, body);
      const { status, body: written, headers } = await keeping.scim('POST', '/Users', body);
      const detail = status === 201 ? {} : { detail: written.detail };
      expect([body.userName, answer]).toEqual([body.userName, { status, ...detail }]);
      const told = await outcomeOf(keeping.name, { headers } as Answer);
      for (const note of notes) expect(told).toContain(note);
    }
  });

  it('is foreseen where it is refused', async () => {
    const refusing = await bridge.realm();
    const ann = withEmail('ann', 'ann@example.com');
    const { body: created } = await refusing.scim('POST', '/Users', ann);
    for (const address of BAD) {
      const { answer } = await explained(refusing.name, withEmail('bob', address));
      const { status, body } = await refusing.scim('POST', '/Users', withEmail('bob', address));
      expect([address, answer]).toEqual([address, { status, detail: body.detail }]);
      expect(status).toBe(400);
    }
    const target = `/Users/${String(created.id)}`;
    const change = { method: 'PUT', target, body: withEmail('ann', BAD[0] ?? '') };
    const explanation = await operatorOf(bridge).admin(refusing.name, 'POST', '/explain', change);
    expect(explanation.body).toMatchObject({ answer: { status: 400 } });
    expect((await refusing.scim('PUT', target, change.body)).status).toBe(400);
  });
});

describe('a realm in which the e-mail address is the user name', () => {
  it('refuses such a person all the same, and says why', async () => {
    realm = await bridge.realm({
      lifecycle: { email: 'keep' },
      settings: { registrationEmailAsUsername: true },
    });
    await create(withEmail('ann', 'ann@example.com'));
    const taken = await post(withEmail('bob', 'ann@example.com'));
    expect(taken).toMatchObject({ status: 409, body: { scimType: 'uniqueness' } });
    const malformed = await post(withEmail('bob', 'no address'));
    expect(malformed).toMatchObject({ status: 400, body: { scimType: 'invalidValue' } });
    expect(malformed.body.detail).toBe(
      '"emails" is no e-mail address that Keycloak accepts. The e-mail address is the user name in this realm, so it cannot be left empty in Keycloak.',
    );
    const status = await operatorOf(bridge).admin(realm.name, 'GET', '');
    expect(status.body).toMatchObject({
      rules: { email: 'keep' },
      findings: expect.arrayContaining([
        expect.stringMatching(/^scim.config#\/email: The e-mail address is the user name/),
      ]) as unknown,
    });
  });
});

describe('realm-config enable --email', () => {
  /** Runs a command that must succeed, and returns what it prints. */
  async function printed(...args: string[]): Promise<string> {
    const { adminUser, adminPassword } = testKeycloak();
    const { code, stdout, stderr } = await runRealmConfig(args, {
      KEYCLOAK_URL: bridge.proxy.url,
      KEYCLOAK_ADMIN: adminUser,
      KEYCLOAK_ADMIN_PASSWORD: adminPassword,
      KEYCLOAK_CLIENT_SECRET: 'secret-of-the-test-bridge',
      PUBLIC_URL: 'https://scim.example.test',
      MANAGEMENT_URL: bridge.managementUrl,
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return stdout;
  }

  it('switches the rule on and off, as "show" and "status" print it', async () => {
    realm = await bridge.realm();
    await create(withEmail('ann', 'ann@example.com'));
    expect((await post(withEmail('bob', 'ann@example.com'))).status).toBe(409);
    await printed('enable', realm.name, '--email', 'keep');
    expect(JSON.parse(await printed('show', realm.name))).toMatchObject({ lifecycle: { email: 'keep' } });
    expect(await printed('status', realm.name)).toMatch(/^ {2}Rules +email keep$/m);
    const id = await create(withEmail('bob', 'ann@example.com'));
    await printed('enable', realm.name, '--email', 'refuse');
    expect((await put(id, withEmail('bob', 'ann@example.com'))).status).toBe(409);
    expect(await shown(id)).toEqual([{ value: 'ann@example.com' }]);
    const title = patch({ op: 'replace', path: 'title', value: 'Chief' });
    expect((await realm.scim('PATCH', `/Users/${id}`, title)).status).toBe(200);
    expect(await addressesOf(id)).toEqual({ field: undefined, kept: 'ann@example.com' });
  });
});
