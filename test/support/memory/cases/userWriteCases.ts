import { failureOf, freshName, newUser, NO_USER, NOBODY, type RealmCases } from './realmCase.ts';

const sameUsername = {
  failure: 'conflict',
  status: 409,
  problems: [{ message: 'User exists with same username' }],
};
const sameEmail = {
  failure: 'conflict',
  status: 409,
  problems: [{ message: 'User exists with same email' }],
};
const invalid = (field: string, message: string) => ({
  failure: 'invalid',
  status: 400,
  problems: [{ field, message }],
});

/** What holds of creating, replacing and deleting users. */
export const userWriteCases: RealmCases = {
  'a new user is stored with every field': async ({ realm: { users } }) => {
    const username = freshName();
    const fields = {
      ...{ username, email: `${username}@example.com`, firstName: 'Ann', lastName: 'Lee' },
      ...{ enabled: false, emailVerified: true, attributes: { a: ['1', '2'], 'x.y': ['z'] } },
      createdTimestamp: 1_234_567_890_123,
    };
    const id = await users.create(fields);
    expect(await users.get(id)).toEqual({ id, ...fields, serviceAccount: false, federated: false });
  },
  'a new user without more than a name has no other field': async ({ realm: { users } }) => {
    const before = Date.now() - 60_000;
    const user = newUser();
    const id = await users.create(user);
    const { createdTimestamp, ...stored } = (await users.get(id)) ?? {};
    expect(stored).toEqual({
      ...{ id, username: user.username, enabled: true, emailVerified: false },
      ...{ attributes: {}, serviceAccount: false, federated: false },
    });
    expect(createdTimestamp).toBeGreaterThan(before);
  },
  'user names and e-mail addresses are stored in lower case': async ({ realm: { users } }) => {
    const name = freshName();
    const id = await users.create(newUser({ username: `${name}-ÜNAL`, email: `${name}@Example.COM` }));
    expect(await users.get(id)).toMatchObject({ username: `${name}-ünal`, email: `${name}@example.com` });
  },
  'blank values and attributes without a value are dropped': async ({ realm: { users } }) => {
    const attributes = { kept: ['first', ' ', '\u00a0', 'last'], blank: [' \t\n'], empty: [] };
    const id = await users.create(newUser({ firstName: '  ', lastName: '', email: '', attributes }));
    const { firstName, lastName, email, attributes: stored } = (await users.get(id)) ?? {};
    expect({ firstName, lastName, email }).toEqual({});
    expect(stored).toEqual({ kept: ['first', '\u00a0', 'last'] });
  },
  'a user name that is taken is a conflict whatever its case': async ({ realm: { users } }) => {
    const { username, ...rest } = newUser();
    await users.create({ username, ...rest });
    expect(await failureOf(users.create({ username: username.toUpperCase(), ...rest }))).toEqual(
      sameUsername,
    );
  },
  'an e-mail address that is taken is a conflict whatever its case': async ({ realm: { users } }) => {
    const email = `${freshName()}@example.com`;
    await users.create(newUser({ email }));
    expect(await failureOf(users.create(newUser({ email: email.toUpperCase() })))).toEqual(sameEmail);
  },
  'where both are taken, the e-mail address is reported': async ({ realm: { users } }) => {
    const user = newUser({ email: `${freshName()}@example.com` });
    await users.create(user);
    expect(await failureOf(users.create(user))).toEqual(sameEmail);
  },
  'a user name may not be the e-mail address of another user, nor the other way round': async ({
    realm: { users },
  }) => {
    const [address, name] = [`${freshName()}@example.com`, `${freshName()}@example.com`];
    await users.create(newUser({ username: name, email: address }));
    expect(await failureOf(users.create(newUser({ username: address })))).toEqual(sameUsername);
    expect(await failureOf(users.create(newUser({ email: name })))).toEqual(sameEmail);
  },
  'a name that was deleted is free': async ({ realm: { users } }) => {
    const user = newUser({ email: `${freshName()}@example.com` });
    const first = await users.create(user);
    await users.delete(first);
    const second = await users.create(user);
    expect(second).not.toBe(first);
    expect(await users.get(first)).toBeUndefined();
  },
  'one of many who create the same name at once gets it': async ({ realm: { users } }) => {
    const user = newUser();
    const outcomes = await Promise.allSettled(Array.from({ length: 4 }, () => users.create(user)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ failure: 'conflict' });
    }
  },
  'a refused field is named': async ({ realm: { users } }) => {
    const cases = [
      [{ username: 'x' }, invalid('username', 'error-invalid-length')],
      [{ email: 'no address' }, invalid('email', 'error-invalid-email')],
      [{ firstName: '<' }, invalid('firstName', 'error-person-name-invalid-character')],
      [{ attributes: { long: ['x'.repeat(2_049)] } }, invalid('long', 'error-invalid-length')],
    ] as const;
    for (const [members, failure] of cases) {
      expect(await failureOf(users.create(newUser(members)))).toEqual(failure);
    }
    expect(await failureOf(users.create(newUser({ username: 'x', firstName: '<' })))).toMatchObject({
      problems: [{ field: 'username' }, { field: 'firstName' }],
    });
  },
  'a blank user name is refused without a field': async ({ realm: { users } }) => {
    const problems = [{ field: undefined, message: 'User name is missing' }];
    const failure = { failure: 'invalid', status: 400, problems };
    expect(await failureOf(users.create(newUser({ username: ' ' })))).toEqual(failure);
  },
  'a replacement clears what it leaves out, except the flags': async ({ realm: { users } }) => {
    const { username, ...rest } = newUser({ email: `${freshName()}@example.com`, emailVerified: true });
    const attributes = { gone: ['1'], kept: ['1'] };
    const id = await users.create({ ...rest, username, firstName: 'Ann', lastName: 'Lee', attributes });
    await users.setEnabled(id, false);
    await users.replace(id, { username, firstName: 'Eve', attributes: { kept: ['2'] } });
    const { createdTimestamp: _, ...stored } = (await users.get(id)) ?? {};
    expect(stored).toEqual({
      ...{ id, username, firstName: 'Eve', enabled: false, emailVerified: true },
      ...{ attributes: { kept: ['2'] }, serviceAccount: false, federated: false },
    });
  },
  'a replacement sets the flags that it names': async ({ realm: { users } }) => {
    const user = newUser();
    const id = await users.create(user);
    await users.replace(id, { ...user, enabled: false, emailVerified: true });
    expect(await users.get(id)).toMatchObject({ enabled: false, emailVerified: true });
  },
  'a replacement renames; the old name is free then': async ({ realm: { users } }) => {
    const [user, renamed] = [newUser(), newUser()];
    const id = await users.create(user);
    await users.replace(id, renamed);
    expect(await users.get(id)).toMatchObject({ username: renamed.username });
    expect(await users.create(user)).not.toBe(id);
  },
  'values that are only in another order are not saved': async ({ realm: { users } }) => {
    const user = newUser({ attributes: { list: ['1', '2', '3'] } });
    const id = await users.create(user);
    await users.replace(id, { ...user, attributes: { list: ['3', '2', '1'] } });
    expect(await users.get(id)).toMatchObject({ attributes: { list: ['1', '2', '3'] } });
    await users.replace(id, { ...user, attributes: { list: ['3', '2'] } });
    expect(await users.get(id)).toMatchObject({ attributes: { list: ['3', '2'] } });
  },
  'a replacement that is refused changes nothing': async ({ realm: { users } }) => {
    const [user, other] = [newUser({ lastName: 'Before' }), newUser()];
    const id = await users.create(user);
    await users.create(other);
    const changed = { ...user, lastName: 'After', enabled: false, attributes: { a: ['1'] } };
    expect(await failureOf(users.replace(id, { ...changed, email: 'no address' }))).toEqual(
      invalid('email', 'error-invalid-email'),
    );
    expect(await failureOf(users.replace(id, { ...changed, username: other.username }))).toEqual(
      sameUsername,
    );
    expect(await users.get(id)).toMatchObject({ lastName: 'Before', enabled: true, attributes: {} });
  },
  'a user may keep the name and the e-mail address in another case': async ({ realm: { users } }) => {
    const user = newUser({ email: `${freshName()}@example.com` });
    const id = await users.create(user);
    await users.replace(id, { ...user, username: user.username.toUpperCase() });
    expect(await users.get(id)).toMatchObject({ username: user.username });
  },
  'a user who is enabled or disabled keeps everything else': async ({ realm: { users } }) => {
    const id = await users.create(newUser({ firstName: 'Ann', attributes: { a: ['1'] } }));
    const before = await users.get(id);
    await users.setEnabled(id, false);
    expect(await users.get(id)).toEqual({ ...before, enabled: false });
    await users.setEnabled(id, true);
    expect(await users.get(id)).toEqual(before);
  },
  'a second deletion says that there was nobody': async ({ realm: { users } }) => {
    const id = await users.create(newUser());
    expect(await users.delete(id)).toBe(true);
    expect(await users.delete(id)).toBe(false);
    expect(await users.get(id)).toBeUndefined();
  },
  'a change of a user who was deleted fails with notFound': async ({ realm: { users } }) => {
    const user = newUser();
    const id = await users.create(user);
    await users.delete(id);
    for (const gone of [id, NOBODY]) {
      expect(await failureOf(users.replace(gone, user))).toEqual(NO_USER);
      expect(await failureOf(users.setEnabled(gone, false))).toEqual(NO_USER);
    }
  },
  'a user is created with memberships of groups by path': async ({ realm: { users, groups }, console }) => {
    const [staff, sales] = [freshName('staff'), freshName('sales')];
    const below = await console.createSubgroup(await groups.create({ name: staff, attributes: {} }), sales);
    const id = await users.create(newUser({ groups: [`/${staff}/${sales}`] }));
    expect(await groups.find({ by: 'member', userId: id }, { first: 0, max: 10 })).toMatchObject([
      { id: below },
    ]);
  },
  'a path that leads nowhere is answered with 500, and nobody is created': async ({ realm: { users } }) => {
    const user = newUser({ groups: [`/${freshName()}`] });
    expect(await failureOf(users.create(user))).toMatchObject({ failure: 'unexpected', status: 500 });
    expect(await users.find({ by: 'username', value: user.username }, { first: 0, max: 1 })).toEqual([]);
  },
  'a user is created with a link to an identity provider that exists': async ({
    realm: { users },
    console,
  }) => {
    const provider = freshName('idp');
    await console.createIdentityProvider(provider);
    await users.create(newUser({ identity: { provider, userId: 'Ann', userName: 'ann' } }));
    expect(await users.linkedTo(provider, 'Ann')).toBeDefined();
    expect(await users.linkedTo(provider, 'ann')).toBeUndefined();
    expect(await users.linkedTo(provider, 'Bob')).toBeUndefined();
    expect(await users.linkedTo(freshName('none'), 'Ann')).toBeUndefined();
    await expect(users.linkedTo(provider, '')).rejects.toThrow(RangeError);
  },
  'a link to an identity provider that does not exist is stored, and stays when access is removed': async ({
    realm: { users },
  }) => {
    const [provider, userId] = [freshName('none'), freshName()];
    const id = await users.create(newUser({ identity: { provider, userId, userName: 'ann' } }));
    expect(await users.linkedTo(provider, userId)).toBeDefined();
    await users.removeAccess(id);
    expect(await users.linkedTo(provider, userId)).toBeDefined();
    await users.delete(id);
    expect(await users.linkedTo(provider, userId)).toBeUndefined();
  },
};
