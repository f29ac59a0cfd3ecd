import { keepRefusedEmail } from '../../../../../bridge/resources/users/keptEmail.ts';
import { KeycloakError, type KeycloakFailure } from '../../../../../bridge/keycloak/port/errors.ts';
import type { KeycloakUser } from '../../../../../bridge/keycloak/port/users.ts';
import {
  createMemoryScim,
  type MemoryAnswer,
  type MemoryScim,
} from '../../../../support/memory/memoryScim.ts';
import { filtered, patch, user, USER_URN } from '../../../../support/scim/messages.ts';
import { tenantWith } from '../tenant.ts';

let scim: MemoryScim;

beforeEach(async () => {
  scim = await createMemoryScim({ email: 'keep' });
});

const emails = (value: string, more: Record<string, unknown> = {}) => ({ emails: [{ value, ...more }] });
const withEmail = (userName: string, value: string, members: Record<string, unknown> = {}) =>
  user(userName, { ...emails(value), ...members });

const post = (body: unknown): Promise<MemoryAnswer> => scim.send('POST', '/Users', body);
const put = (id: string, body: unknown): Promise<MemoryAnswer> => scim.send('PUT', `/Users/${id}`, body);
const patched = (id: string, ...operations: unknown[]): Promise<MemoryAnswer> =>
  scim.send('PATCH', `/Users/${id}`, patch(...operations));

/** Creates a user and returns its id. */
async function create(body: unknown): Promise<string> {
  const answer = await post(body);
  expect(answer.status).toBe(201);
  return String(answer.body.id);
}

const stored = (id: string): Promise<KeycloakUser | undefined> => scim.realm.users.get(id);

/** The e-mail address in Keycloak's own field, and the one that is kept in the record. */
async function addressesOf(id: string): Promise<{ field: unknown; kept: unknown }> {
  const current = await stored(id);
  return { field: current?.email, kept: current?.attributes['scim.keptEmail']?.[0] };
}

const shown = async (id: string): Promise<unknown> => (await scim.send('GET', `/Users/${id}`)).body.emails;

/** Records the e-mail address of every write to Keycloak from now on. */
function recordWrites(): (string | undefined)[] {
  const written: (string | undefined)[] = [];
  const { users } = scim.realm;
  const before = { ...users };
  users.create = (newUser) => {
    written.push(newUser.email);
    return before.create(newUser);
  };
  users.replace = (id, replacement) => {
    written.push(replacement.email);
    return before.replace(id, replacement);
  };
  return written;
}

/** Gives a user a right over the realm. */
async function makeAdministrator(id: string): Promise<void> {
  const role = await scim.realm.roles.find('manage-users', 'realm-management');
  await scim.realm.roles.give({ user: id }, role === undefined ? [] : [role]);
}

describe('a person who is created with an e-mail address that Keycloak does not take', () => {
  it('is let in with the address as it was sent, if it is malformed', async () => {
    const sent = [{ value: 'Not an Address', type: 'home', display: 'x' }, { value: 'second@example.com' }];
    const answer = await post(user('ann', { emails: sent }));
    expect(answer).toMatchObject({ status: 201, body: { emails: sent } });
    const id = String(answer.body.id);
    expect(await addressesOf(id)).toEqual({ field: undefined, kept: 'not an address' });
    expect(await shown(id)).toEqual(sent);
    expect(answer.facts.notes).toEqual([
      'Keycloak does not take the e-mail address: "emails" is no e-mail address that Keycloak accepts. It is kept in the SCIM record, and Keycloak\'s own field is empty.',
    ]);
  });

  it('is let in if another user has the address, who is named to operators', async () => {
    const holder = await create(withEmail('ann', 'both@example.com'));
    const answer = await post(withEmail('bob', 'Both@Example.com'));
    expect(answer).toMatchObject({ status: 201, body: { emails: [{ value: 'Both@Example.com' }] } });
    expect(await addressesOf(String(answer.body.id))).toEqual({ field: undefined, kept: 'both@example.com' });
    expect(await addressesOf(holder)).toEqual({ field: 'both@example.com', kept: undefined });
    expect(answer.facts.notes).toEqual([expect.stringContaining(`user "ann" (${holder}) has it.`)]);
    expect(JSON.stringify(answer.body)).not.toContain(holder);
  });

  it("is let in if the address is another user's name", async () => {
    const namesake = await create(user('ann@example.com'));
    const answer = await post(withEmail('bob', 'ann@example.com'));
    expect(answer.status).toBe(201);
    expect(answer.facts.notes).toEqual([
      expect.stringContaining(`it is the user name of user "ann@example.com" (${namesake}).`),
    ]);
  });

  it('is let in with everybody else who wants the address at the same moment', async () => {
    const answers = await Promise.all(
      ['ann', 'bob', 'eve'].map((name) => post(withEmail(name, 'both@example.com'))),
    );
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    const addresses = await Promise.all(answers.map(({ body }) => addressesOf(String(body.id))));
    expect(addresses.filter(({ field }) => field === 'both@example.com')).toHaveLength(1);
    expect(addresses.filter(({ kept }) => kept === 'both@example.com')).toHaveLength(2);
  });

  it('costs Keycloak one write more, and a person with a good address none', async () => {
    const written = recordWrites();
    await create(withEmail('ann', 'ann@example.com'));
    expect(written.splice(0)).toEqual(['ann@example.com']);
    await create(withEmail('bob', 'ann@example.com'));
    expect(written).toEqual(['ann@example.com', undefined]);
  });

  it.each([
    ['of the user who has the address', withEmail('ann', 'ann@example.com')],
    ['that is the address as well', user('ann@example.com')],
  ])('is refused all the same for a userName %s, at no other write', async (_which, existing) => {
    await create(existing);
    const written = recordWrites();
    const answer = await post(withEmail(existing.userName, 'ann@example.com'));
    expect(answer).toMatchObject({ status: 409, body: { scimType: 'uniqueness' } });
    expect(answer.body.detail).toBe('Another user of the realm already has this userName.');
    expect(answer.facts.notes).toEqual([]);
    expect(written).toHaveLength(1);
  });

  it('is refused all the same if the userName is that of a third user', async () => {
    await create(withEmail('ann', 'ann@example.com'));
    await create(user('bob'));
    const answer = await post(withEmail('bob', 'ann@example.com'));
    expect(answer).toMatchObject({ status: 409, body: { detail: expect.stringContaining('this userName') } });
    expect(answer.facts.notes).toEqual([]);
  });

  it('is refused all the same for anything else, and told of that alone', async () => {
    const answer = await post(withEmail('x', 'no address'));
    expect(answer).toMatchObject({ status: 400, body: { scimType: 'invalidValue' } });
    expect(answer.body.detail).toBe('"userName" is too short or too long for the user profile of the realm.');
    expect(await scim.realm.users.count()).toBe(0);
  });

  it.each([{}, { email: 'refuse' as const }])('is refused in a realm with %j', async (config) => {
    scim = await createMemoryScim(config);
    await create(withEmail('ann', 'ann@example.com'));
    expect(await post(withEmail('bob', 'no address'))).toMatchObject({ status: 400 });
    expect(await post(withEmail('bob', 'ann@example.com'))).toMatchObject({ status: 409 });
    expect(await scim.realm.users.count()).toBe(1);
  });

  it('gets no invitation, and does not count as verified', async () => {
    scim = await createMemoryScim({ email: 'keep', onboarding: { emailVerified: true, invitation: {} } });
    const answer = await post(withEmail('ann', 'no address'));
    expect(answer.status).toBe(201);
    expect(scim.mails).toEqual([]);
    expect(answer.facts.notes).toContain(
      'Keycloak does not have the e-mail address of the user, so no invitation was sent.',
    );
    expect(await stored(String(answer.body.id))).toMatchObject({ emailVerified: false });
  });

  it('takes the address of a user who was deleted and hidden', async () => {
    scim = await createMemoryScim({ email: 'keep', offboarding: { delete: 'hide' } });
    const leaver = await create(withEmail('ann', 'both@example.com'));
    await scim.send('DELETE', `/Users/${leaver}`);
    const id = await create(withEmail('bob', 'both@example.com'));
    expect(await addressesOf(id)).toEqual({ field: 'both@example.com', kept: undefined });
  });

  it('is back under the same id after being deleted and hidden', async () => {
    scim = await createMemoryScim({ email: 'keep', offboarding: { delete: 'hide' } });
    const leaver = await create(withEmail('ann', 'ann@example.com'));
    await scim.send('DELETE', `/Users/${leaver}`);
    const answer = await post(withEmail('ann', 'no address'));
    expect(answer).toMatchObject({ status: 201, body: { id: leaver, ...emails('no address') } });
    expect(await addressesOf(leaver)).toEqual({ field: undefined, kept: 'no address' });
    expect(answer.facts.notes.filter((note) => note.includes('does not take'))).toHaveLength(1);
  });
});

describe('a person whose e-mail address is kept', () => {
  let holder: string;
  let id: string;

  beforeEach(async () => {
    holder = await create(withEmail('ann', 'both@example.com'));
    id = await create(withEmail('bob', 'Both@Example.com', { title: 'Clerk' }));
  });

  it('keeps it when a PATCH changes something else, at one write', async () => {
    await scim.send('DELETE', `/Users/${holder}`);
    const written = recordWrites();
    const answer = await patched(id, { op: 'replace', path: 'title', value: 'Chief' });
    expect(answer).toMatchObject({ status: 200, body: { title: 'Chief', ...emails('Both@Example.com') } });
    expect(written).toEqual([undefined]);
    expect(await addressesOf(id)).toEqual({ field: undefined, kept: 'both@example.com' });
  });

  it.each(['keep', 'refuse'] as const)('is deactivated by a PATCH where the rule is %j', async (email) => {
    const { username, attributes } = (await stored(id)) ?? { username: '', attributes: {} };
    scim = await createMemoryScim({ email });
    id = await scim.realm.users.create({ username, enabled: true, attributes });
    const answer = await patched(id, { op: 'replace', path: 'active', value: false });
    expect(answer).toMatchObject({ status: 200, body: { active: false, ...emails('Both@Example.com') } });
    expect(await stored(id)).toMatchObject({ enabled: false });
  });

  it('costs no write when it is sent again while the other user has it', async () => {
    const written = recordWrites();
    const answer = await put(id, withEmail('bob', 'Both@Example.com', { title: 'Clerk' }));
    expect(answer).toMatchObject({ status: 200, body: emails('Both@Example.com') });
    expect(written).toEqual([]);
    expect(answer.facts.notes).toEqual([expect.stringContaining(`user "ann" (${holder}) has it.`)]);
  });

  it("has it in Keycloak's field once it is sent again and free", async () => {
    await scim.send('DELETE', `/Users/${holder}`);
    const answer = await put(id, withEmail('bob', 'Both@Example.com', { title: 'Clerk' }));
    expect(answer).toMatchObject({ status: 200, body: emails('Both@Example.com') });
    expect(await addressesOf(id)).toEqual({ field: 'both@example.com', kept: undefined });
    expect((await stored(id))?.attributes['scim.lookup']).toBeUndefined();
    expect(answer.facts.notes).toEqual([
      'Keycloak has an e-mail address of the user again; none is kept any more.',
    ]);
  });

  it('has it in the field as well when a PATCH names it', async () => {
    await scim.send('DELETE', `/Users/${holder}`);
    await patched(id, { op: 'replace', path: 'emails', value: [{ value: 'both@example.com' }] });
    expect(await addressesOf(id)).toEqual({ field: 'both@example.com', kept: undefined });
  });

  it('counts as verified when Keycloak takes it, if the realm verifies the addresses of new users', async () => {
    scim = await createMemoryScim({ email: 'keep', onboarding: { emailVerified: true } });
    holder = await create(withEmail('ann', 'both@example.com'));
    id = await create(withEmail('bob', 'both@example.com'));
    expect(await stored(id)).toMatchObject({ emailVerified: false });
    await scim.send('DELETE', `/Users/${holder}`);
    await put(id, withEmail('bob', 'both@example.com'));
    expect(await stored(id)).toMatchObject({ email: 'both@example.com', emailVerified: true });
  });

  it('gets another address that is good, and keeps another one that is not', async () => {
    expect(await put(id, withEmail('bob', 'no address'))).toMatchObject({
      status: 200,
      body: emails('no address'),
    });
    expect(await addressesOf(id)).toEqual({ field: undefined, kept: 'no address' });
    await put(id, withEmail('bob', 'bob@example.com'));
    expect(await addressesOf(id)).toEqual({ field: 'bob@example.com', kept: undefined });
  });

  it.each([
    ['a PUT without it', () => put(id, user('bob'))],
    ['a PATCH that removes it', () => patched(id, { op: 'remove', path: 'emails' })],
  ])('has none after %s', async (_how, send) => {
    expect((await send()).status).toBe(200);
    expect(await addressesOf(id)).toEqual({ field: undefined, kept: undefined });
    expect(await shown(id)).toBeUndefined();
    expect((await stored(id))?.attributes['scim.lookup']).toBeUndefined();
  });

  it('gets a second address without losing it', async () => {
    await patched(id, { op: 'add', path: 'emails', value: [{ value: 'second@example.com', type: 'home' }] });
    expect(await shown(id)).toEqual([
      { value: 'Both@Example.com' },
      { value: 'second@example.com', type: 'home' },
    ]);
    expect(await addressesOf(id)).toEqual({ field: undefined, kept: 'both@example.com' });
  });

  it('has the address that an administrator sets in Keycloak', async () => {
    const { username, attributes } = (await stored(id)) ?? { username: '', attributes: {} };
    await scim.realm.users.replace(id, { username, attributes, email: 'console@example.com' });
    expect(await shown(id)).toMatchObject([{ value: 'console@example.com' }]);
    await patched(id, { op: 'replace', path: 'title', value: 'Chief' });
    expect(await addressesOf(id)).toEqual({ field: 'console@example.com', kept: undefined });
  });

  it('can be changed as an administrator of the realm, as long as the address stays the same', async () => {
    await put(id, withEmail('bob', 'no address'));
    await makeAdministrator(id);
    const answer = await put(id, withEmail('bob', 'no address', { title: 'Chief' }));
    expect(answer).toMatchObject({ status: 200, body: { title: 'Chief', ...emails('no address') } });
    expect((await put(id, withEmail('bob', 'bob@example.com', { title: 'Chief' }))).status).toBe(403);
    expect(await addressesOf(id)).toEqual({ field: undefined, kept: 'no address' });
  });
});

describe('a change to an e-mail address that Keycloak does not take', () => {
  it("empties Keycloak's field, where the former address was", async () => {
    await create(withEmail('ann', 'both@example.com'));
    const id = await create(withEmail('bob', 'bob@example.com'));
    const answer = await patched(id, {
      op: 'replace',
      path: 'emails[primary eq true].value',
      value: 'both@example.com',
    });
    expect(answer.status).toBe(200);
    expect(await addressesOf(id)).toEqual({ field: undefined, kept: 'both@example.com' });
  });

  it('does not keep a leaver in', async () => {
    const id = await create(withEmail('bob', 'bob@example.com'));
    const answer = await put(id, withEmail('bob', 'no address', { active: false }));
    expect(answer).toMatchObject({ status: 200, body: { active: false } });
    expect(answer.facts.changes).toEqual([{ what: 'disabled' }]);
    expect(await stored(id)).toMatchObject({ enabled: false });
  });

  it('is refused with a userName that is taken, and changes nothing', async () => {
    await create(withEmail('ann', 'ann@example.com'));
    await create(user('eve'));
    const id = await create(withEmail('bob', 'bob@example.com'));
    for (const body of [withEmail('ann', 'ann@example.com'), withEmail('eve', 'ann@example.com')]) {
      expect(await put(id, body)).toMatchObject({
        status: 409,
        body: { detail: 'Another user of the realm already has this userName.' },
      });
    }
    expect(await addressesOf(id)).toEqual({ field: 'bob@example.com', kept: undefined });
  });
});

describe('a list of users', () => {
  const found = async (target: string): Promise<string[]> =>
    ((await scim.send('GET', target)).body.Resources as { userName: string }[]).map(
      ({ userName }) => userName,
    );

  /** One user with the address in Keycloak's field, two with a kept one, and one with neither. */
  async function populate(): Promise<void> {
    await create(withEmail('ann', 'both@example.com'));
    await create(user('bob', emails('Both@Example.com', { type: 'work' })));
    await create(user('cid', emails('No Address', { type: 'work' })));
    await create(withEmail('dan', 'dan@example.com'));
  }

  describe.each([
    ['is read in part', {}],
    ['is answered by the index', { indexed: ['emails', 'externalId'] }],
  ])('that %s', (_how, config) => {
    beforeEach(async () => {
      scim = await createMemoryScim({ email: 'keep', ...config });
      await populate();
    });

    it.each([
      ['emails eq "both@EXAMPLE.com"', ['ann', 'bob']],
      ['emails.value eq "no address"', ['cid']],
      ['emails[type eq "work"].value eq "both@example.com"', ['bob']],
      ['emails[type eq "work" and value eq "NO ADDRESS"]', ['cid']],
      ['emails.value co "address"', ['cid']],
      ['emails.value sw "both"', ['ann', 'bob']],
      ['emails pr', ['ann', 'bob', 'cid', 'dan']],
      ['userName eq "bob" and emails.value eq "both@example.com"', ['bob']],
    ])('finds people by a kept address: %s', async (filter, names) => {
      expect(await found(filtered(filter))).toEqual(names);
    });

    it('is sorted by kept addresses', async () => {
      expect(await found('/Users?sortBy=emails')).toEqual(['ann', 'bob', 'dan', 'cid']);
    });
  });

  const MAIL = 'urn:ietf:params:scim:schemas:extension:Acme:2.0:User:mail';

  it.each([
    ['another attribute', [{ scim: MAIL, keycloak: 'email' }], MAIL],
    [
      'the address for work',
      [{ scim: 'emails[type eq "work"].value', keycloak: 'email' }],
      'emails[type eq "work"].value',
    ],
  ])('finds people by a kept address where the mapping has it in %s', async (_where, rows, path) => {
    scim = await createMemoryScim({
      email: 'keep',
      mapping: { user: [{ scim: 'emails', keycloak: null }, ...rows] },
    });
    const body = (userName: string, value: string) =>
      path === MAIL
        ? user(userName, { [MAIL.slice(0, -5)]: { mail: value } })
        : user(userName, emails(value, { type: 'work' }));
    await create(body('ann', 'both@example.com'));
    const id = await create(body('bob', 'Both@Example.com'));
    expect(await addressesOf(id)).toEqual({ field: undefined, kept: 'both@example.com' });
    expect((await scim.send('GET', `/Users/${id}`)).body).toMatchObject({
      ...body('bob', 'Both@Example.com'),
      schemas: expect.arrayContaining([USER_URN]) as unknown,
    });
    expect(await found(filtered(`${path} eq "both@example.com"`))).toEqual(['ann', 'bob']);
    await patched(id, { op: 'replace', path: 'userName', value: 'bert' });
    expect(await addressesOf(id)).toEqual({ field: undefined, kept: 'both@example.com' });
  });
});

describe('a refusal of Keycloak', () => {
  const context = {
    tenant: { ...tenantWith(), config: { version: 1 as const, email: 'keep' as const } },
    report: {
      ignored: () => undefined,
      note: () => undefined,
      named: () => undefined,
      did: () => undefined,
      wrote: () => undefined,
      conflictsWith: () => undefined,
    },
  };
  const write = { username: 'ann', email: 'no address', enabled: true, attributes: {} };
  const refused = (failure: KeycloakFailure, message: string, field?: string) =>
    new KeycloakError(failure, 'refused', { problems: [{ message, field }] });
  const self: KeycloakUser = { ...write, id: 'id', serviceAccount: false, federated: false };

  it.each([
    [
      'of a field that is read-only',
      refused('invalid', 'error-user-attribute-read-only', 'email'),
      undefined,
    ],
    ['of another field', refused('invalid', 'error-invalid-length', 'username'), undefined],
    ['of a password', refused('invalid', 'Invalid password: minimum length 12.'), undefined],
    ['of a user name', refused('conflict', 'User exists with same username'), undefined],
    ['of an address that Keycloak has already', refused('invalid', 'error-invalid-email', 'email'), self],
    ['that is none', new Error('boom'), undefined],
  ])('%s stands', async (_what, error, current) => {
    expect(await keepRefusedEmail(context, error, write, current)).toBeUndefined();
  });

  it('of a user without an address stands', async () => {
    const error = refused('invalid', 'error-user-attribute-required', 'email');
    const before = { ...self, email: 'ann@example.com' };
    expect(await keepRefusedEmail(context, error, { ...write, email: undefined }, before)).toBeUndefined();
  });

  it('of an address that is too long for a user attribute stands', async () => {
    const email = 'x'.repeat(2_049);
    const error = refused('invalid', 'error-invalid-email', 'email');
    expect(await keepRefusedEmail(context, error, { ...write, email })).toBeUndefined();
  });
});
