import { failureOf, newUser, type RealmCases } from './realmCase.ts';

/** What holds of a realm whose administrators may not change user names. */
export const fixedNameCases: RealmCases = {
  'another user name is refused, the same in another case is not': async ({ realm }) => {
    const { users } = realm;
    const user = newUser();
    const id = await users.create(user);
    expect(await failureOf(users.replace(id, newUser({ lastName: 'After' })))).toEqual({
      ...{ failure: 'invalid', status: 400 },
      problems: [{ field: 'username', message: 'error-user-attribute-read-only' }],
    });
    expect(await users.get(id)).not.toHaveProperty('lastName', 'After');
    await users.replace(id, { ...user, username: user.username.toUpperCase(), lastName: 'Lee' });
    expect(await users.get(id)).toMatchObject({ username: user.username, lastName: 'Lee' });
  },
  'the settings say so': async ({ realm }) => {
    expect(await realm.settings()).toMatchObject({ usernamesEditable: false });
  },
};
