import type { KeycloakUsers, UserQuery } from '../../../../bridge/keycloak/port/users.ts';
import {
  EMPTY_VALUE,
  EVERYTHING,
  failureOf,
  freshName,
  newUser,
  NOBODY,
  type RealmCases,
} from './realmCase.ts';

const idsOf = async (users: KeycloakUsers, query: UserQuery, window = EVERYTHING): Promise<string[]> =>
  (await users.find(query, window)).map(({ id }) => id);

/** What holds of reading and searching users. */
export const userReadCases: RealmCases = {
  'nobody is found by an id that nobody has': async ({ realm: { users } }) => {
    for (const id of [NOBODY, '', '.', '..', 'count', 'profile', 'a/b', 'f:x']) {
      expect(await users.get(id)).toBeUndefined();
      expect(await users.find({ by: 'id', id }, EVERYTHING)).toEqual([]);
    }
  },
  'a search by id finds one, on the first page only': async ({ realm: { users } }) => {
    const id = await users.create(newUser({ attributes: { a: ['1'] } }));
    expect(await users.find({ by: 'id', id }, EVERYTHING)).toEqual([await users.get(id)]);
    expect(await idsOf(users, { by: 'id', id }, { first: 1, max: 10 })).toEqual([]);
  },
  'a search by a field takes any case, and whole values only': async ({ realm: { users } }) => {
    const name = freshName();
    const fields = {
      username: name,
      email: `${name}@example.com`,
      firstName: `F-${name}`,
      lastName: `L-${name}`,
    };
    const id = await users.create(newUser({ ...fields, attributes: { a: ['1'] } }));
    for (const by of ['username', 'email', 'firstName', 'lastName'] as const) {
      const value = fields[by];
      expect(await users.find({ by, value }, EVERYTHING)).toEqual([await users.get(id)]);
      expect(await idsOf(users, { by, value: value.toUpperCase() })).toEqual([id]);
      expect(await idsOf(users, { by, value: value.slice(0, -1) })).toEqual([]);
    }
  },
  'an empty or unspeakable user name or e-mail address finds nobody': async ({ realm: { users } }) => {
    for (const by of ['username', 'email'] as const) {
      expect(await idsOf(users, { by, value: '' })).toEqual([]);
      expect(await idsOf(users, { by, value: 'a\u0001b' })).toEqual([]);
    }
  },
  'another empty value is refused: Keycloak would find everybody': async ({ realm: { users } }) => {
    for (const by of ['firstName', 'lastName'] as const) {
      expect(await failureOf(users.find({ by, value: '' }, EVERYTHING))).toEqual(EMPTY_VALUE);
    }
    const query = { by: 'attribute', name: 'a', value: '' } as const;
    expect(await failureOf(users.find(query, EVERYTHING))).toEqual(EMPTY_VALUE);
    expect(await failureOf(users.count(query))).toEqual(EMPTY_VALUE);
  },
  'a search by an attribute takes any case, whole values, and one of many': async ({ realm: { users } }) => {
    const value = `Größe "${freshName()}": 100%`;
    const id = await users.create(newUser({ attributes: { a: ['other', value] } }));
    const shouted = await users.create(
      newUser({ attributes: { a: [value.toUpperCase().replace('SS', 'ß')] } }),
    );
    await users.create(newUser({ attributes: { b: [value] } }));
    const found = await idsOf(users, { by: 'attribute', name: 'a', value });
    expect(found.toSorted()).toEqual([id, shouted].toSorted());
    expect(await idsOf(users, { by: 'attribute', name: 'a', value: value.slice(1) })).toEqual([]);
    expect(await users.count({ by: 'attribute', name: 'a', value })).toBe(2);
  },
  'a search by an attribute and a user name takes both': async ({ realm: { users } }) => {
    const value = freshName();
    const [ann, bob] = [newUser({ attributes: { a: [value] } }), newUser({ attributes: { a: [value] } })];
    const id = await users.create(ann);
    await users.create(bob);
    const query = { by: 'attribute', name: 'a', value } as const;
    expect(await idsOf(users, { ...query, username: ann.username })).toEqual([id]);
    expect(await idsOf(users, { ...query, value: 'other', username: ann.username })).toEqual([]);
  },
  'a list and a count of all leave service accounts out, searches do not': async ({
    realm: { users },
    console,
  }) => {
    const [all, enabled] = [await users.count(), await users.count({ by: 'enabled', value: true })];
    const clientId = freshName('App');
    const { serviceAccountId } = await console.createClient(clientId);
    const account = await users.get(serviceAccountId);
    expect(account).toMatchObject({
      username: `service-account-${clientId.toLowerCase()}`,
      serviceAccount: true,
      enabled: true,
    });
    expect(await users.count()).toBe(all);
    expect(await users.count({ by: 'all' })).toBe(all);
    expect(await idsOf(users, { by: 'all' })).not.toContain(serviceAccountId);
    expect(await users.count({ by: 'enabled', value: true })).toBe(enabled + 1);
    expect(await idsOf(users, { by: 'enabled', value: true })).toContain(serviceAccountId);
    expect(await idsOf(users, { by: 'username', value: account?.username ?? '' })).toEqual([
      serviceAccountId,
    ]);
  },
  'a search by enabled finds the ones or the others': async ({ realm: { users } }) => {
    const enabled = await users.create(newUser());
    const disabled = await users.create(newUser({ enabled: false }));
    for (const value of [true, false]) {
      const found = await idsOf(users, { by: 'enabled', value });
      expect(found.includes(enabled)).toBe(value);
      expect(found.includes(disabled)).toBe(!value);
    }
  },
  'pages come in the order of user names and neither repeat nor lose anybody': async ({
    realm: { users },
  }) => {
    const lastName = freshName('Family');
    const names = ['c', 'a', 'e', 'b', 'd'].map((letter) => `${letter}-${lastName.toLowerCase()}`);
    for (const username of names) await users.create(newUser({ username, lastName }));
    for (const query of [{ by: 'lastName', value: lastName }, { by: 'all' }] as const) {
      const paged: string[] = [];
      for (let first = 0; ; first += 2) {
        const page = await users.find(query, { first, max: 2 });
        paged.push(...page.map(({ username }) => username));
        if (page.length < 2) break;
      }
      expect(paged.filter((name) => names.includes(name))).toEqual(names.toSorted());
      expect(new Set(paged).size).toBe(paged.length);
    }
    expect(await users.find({ by: 'lastName', value: lastName }, { first: 5, max: 2 })).toEqual([]);
    expect(await users.find({ by: 'lastName', value: lastName }, { first: 0, max: 0 })).toEqual([]);
  },
  'a search by group finds its members, and nobody in a group that does not exist': async ({
    realm: { users, groups },
  }) => {
    const groupId = await groups.create({ name: freshName(), attributes: {} });
    const id = await users.create(newUser({ attributes: { a: ['1'] } }));
    await groups.join(groupId, id);
    expect(await users.find({ by: 'group', groupId }, EVERYTHING)).toEqual([await users.get(id)]);
    expect(await idsOf(users, { by: 'group', groupId: NOBODY })).toEqual([]);
  },
  'ids of users are found, those of nobody are left out': async ({ realm: { users }, console }) => {
    const first = await users.create(newUser({ firstName: 'Ann', attributes: { a: ['1'] } }));
    const { serviceAccountId: second } = await console.createClient(freshName('app'));
    const ids = [first, NOBODY, second, '..', ''];
    const [full, brief] = await Promise.all([
      users.byIds(ids, { brief: false }),
      users.byIds(ids, { brief: true }),
    ]);
    expect(full.find(({ id }) => id === first)).toEqual(await users.get(first));
    expect(full.map(({ id }) => id).toSorted()).toEqual([first, second].toSorted());
    expect(brief.find(({ id }) => id === first)).toMatchObject({ firstName: 'Ann', attributes: {} });
    expect(brief.find(({ id }) => id === second)).toMatchObject({ serviceAccount: true });
    expect(await users.byIds([], { brief: true })).toEqual([]);
  },
  'persons are known once they were created, until they are deleted; accounts of clients are never': async ({
    realm: { users },
    console,
  }) => {
    const person = await users.create(newUser());
    const { serviceAccountId } = await console.createClient(freshName('app'));
    await users.byIds([person, serviceAccountId], { brief: true });
    await users.get(serviceAccountId);
    const known = [person, serviceAccountId, NOBODY].map((id) => users.isKnownPerson(id));
    expect(known).toEqual([true, false, false]);
    await users.delete(person);
    expect(users.isKnownPerson(person)).toBe(false);
  },
  'users outside federations can be written to': async ({ realm: { users } }) => {
    expect(await users.isWritable(await users.create(newUser()))).toBe(true);
  },
};
