import { createMemoryScim, type MemoryScim } from '../../../../support/memory/memoryScim.ts';
import { ENTERPRISE_URN, user, USER_URN } from '../../../../support/scim/messages.ts';
import { BASE, error } from '../answers.ts';
import { scimUsers } from './scimUsers.ts';

let scim: MemoryScim;
const { create, stored } = scimUsers(() => scim);

beforeEach(async () => {
  scim = await createMemoryScim();
});

describe('POST /Users', () => {
  it('creates a user and answers with it', async () => {
    const answer = await scim.send(
      'POST',
      '/Users',
      user('Ann.Lee', {
        externalId: 'E-1',
        name: { givenName: 'Ann', familyName: 'Lee' },
        emails: [{ value: 'Ann@Example.com', type: 'work', primary: true }],
        [ENTERPRISE_URN]: { department: 'Sales' },
      }),
    );
    const id = String(answer.body.id);
    const location = `${BASE}/Users/${id}`;
    expect(answer).toMatchObject({
      status: 201,
      headers: { Location: location, ETag: answer.body.meta.version },
      body: {
        ...{ schemas: [USER_URN, ENTERPRISE_URN], userName: 'Ann.Lee', externalId: 'E-1', active: true },
        name: { givenName: 'Ann', familyName: 'Lee' },
        emails: [{ value: 'Ann@Example.com', type: 'work', primary: true }],
        [ENTERPRISE_URN]: { department: 'Sales' },
        meta: { resourceType: 'User', location },
      },
    });
    expect(await stored(id)).toMatchObject({
      ...{ username: 'ann.lee', email: 'ann@example.com', firstName: 'Ann', lastName: 'Lee', enabled: true },
      attributes: { externalId: ['E-1'], department: ['Sales'], 'scim.source': ['scim'] },
    });
    expect((await scim.send('GET', `/Users/${id}`)).body).toEqual(answer.body);
  });

  it('stores a password and never shows it', async () => {
    const { body } = await scim.send('POST', '/Users', user('ann', { password: 'a secret password' }));
    expect(JSON.stringify(body)).not.toContain('password');
    expect(await scim.console.credentialTypes(String(body.id))).toEqual(['password']);
  });

  it('creates a disabled user', async () => {
    expect(await stored(await create('ann', { active: false }))).toMatchObject({ enabled: false });
  });

  it.each([
    ['a userName', 'whatever its case', user('ANN'), 'userName'],
    [
      'an e-mail address',
      'whatever its case',
      user('bob', { emails: [{ value: 'ANN@example.com' }] }),
      'e-mail address',
    ],
    [
      'an e-mail address',
      'with the userName, which is named',
      user('ann', { emails: [{ value: 'ann@example.com' }] }),
      'userName',
    ],
  ])('answers 409 to %s that is taken, %s', async (_attribute, _how, body, named) => {
    await create('ann', { emails: [{ value: 'ann@example.com' }] });
    expect(await scim.send('POST', '/Users', body)).toMatchObject(
      error(409, 'uniqueness', `Another user of the realm already has this ${named}.`),
    );
    expect(await scim.realm.users.count()).toBe(1);
  });

  it.each([
    ['no userName', { schemas: [USER_URN] }, /userName/],
    ['a userName that Keycloak refuses', user('x'), /^"userName" is too short or too long/],
    ['the name of a service account', user('service-account-app'), /must not begin with "service-account-"/],
  ])('answers 400 to %s', async (_what, body, detail) => {
    const answer = await scim.send('POST', '/Users', body);
    expect(answer).toMatchObject(error(400, 'invalidValue', expect.stringMatching(detail)));
    expect(await scim.realm.users.count()).toBe(0);
  });
});

describe('POST /Users where the realm has rules for new users', () => {
  it('gives roles and memberships', async () => {
    scim = await createMemoryScim({ onboarding: { realmRoles: ['staff'], groups: ['/all'] } });
    const { realm, console } = scim;
    const role = await console.createRealmRole('staff');
    const groupId = await realm.groups.create({ name: 'all', attributes: {} });
    const id = await create('ann');
    expect(await realm.roles.listDirect({ user: id })).toContainEqual(role);
    expect(await realm.users.find({ by: 'group', groupId }, { first: 0, max: 10 })).toMatchObject([{ id }]);
  });

  it('creates nobody where a rule names what does not exist', async () => {
    scim = await createMemoryScim({ onboarding: { realmRoles: ['none'] } });
    const answer = await scim.send('POST', '/Users', user('ann'));
    expect(answer).toMatchObject({ status: 500, facts: {} });
    expect(await scim.realm.users.count()).toBe(0);
  });

  it('invites by mail, where there is an address for it', async () => {
    scim = await createMemoryScim({ onboarding: { invitation: { lifespanMinutes: 60 } } });
    await create('ann', { emails: [{ value: 'ann@example.com' }] });
    expect(scim.mails).toEqual([{ actions: ['UPDATE_PASSWORD'], lifespanSeconds: 3_600 }]);
    const { status, facts } = await scim.send('POST', '/Users', user('bob'));
    expect(status).toBe(201);
    expect(facts.notes).toEqual(['The user has no e-mail address, so no invitation was sent.']);
    expect(scim.mails).toHaveLength(1);
  });
});
