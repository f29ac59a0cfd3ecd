import { createMemoryScim, type MemoryScim } from '../../../../../support/memory/memoryScim.ts';
import { user } from '../../../../../support/scim/messages.ts';
import { emails, usersWithEmail, withEmail } from './usersWithEmail.ts';

let scim: MemoryScim;
const { stored, post, create, addressesOf, shown, recordWrites } = usersWithEmail(() => scim);

beforeEach(async () => {
  scim = await createMemoryScim({ email: 'keep' });
});

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
