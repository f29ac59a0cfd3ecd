import type { KeycloakRealm } from '../../../../bridge/keycloak/port/realm.ts';
import { EVERYTHING, failureOf, freshName, newUser, NOBODY, type RealmCases } from './realmCase.ts';

const newGroup = ({ groups }: KeycloakRealm, name = freshName('group')): Promise<string> =>
  groups.create({ name, attributes: {} });

const membersOf = async ({ groups }: KeycloakRealm, id: string, window = EVERYTHING): Promise<string[]> =>
  (await groups.members(id, { ...window, brief: true })).map((user) => user.username);

const NO_GROUP = { failure: 'notFound', status: 404, problems: [{ message: 'Group not found' }] };

/** What holds of memberships in groups. */
export const memberCases: RealmCases = {
  'joins and leaves can be repeated': async ({ realm }) => {
    const { users, groups } = realm;
    const user = newUser();
    const [group, id] = [await newGroup(realm), await users.create(user)];
    expect([await groups.join(group, id), await groups.join(group, id)]).toEqual(['done', 'done']);
    expect(await membersOf(realm, group)).toEqual([user.username]);
    expect([await groups.leave(group, id), await groups.leave(group, id)]).toEqual(['done', 'done']);
    expect(await membersOf(realm, group)).toEqual([]);
  },
  'joins of a user at the same time are one membership': async ({ realm }) => {
    const user = newUser();
    const [group, id] = [await newGroup(realm), await realm.users.create(user)];
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => realm.groups.join(group, id)));
    expect(outcomes).toEqual(['done', 'done', 'done', 'done']);
    expect(await membersOf(realm, group)).toEqual([user.username]);
  },
  'a user who does not exist neither joins nor leaves, whatever the group': async ({ realm }) => {
    const { users, groups } = realm;
    const [group, gone] = [await newGroup(realm), await users.create(newUser())];
    await users.delete(gone);
    for (const user of [NOBODY, gone, '', '..']) {
      for (const target of [group, NOBODY]) {
        expect(await groups.join(target, user)).toBe('noSuchUser');
        expect(await groups.leave(target, user)).toBe('noSuchUser');
      }
    }
  },
  'a user neither joins nor leaves a group that does not exist': async ({ realm }) => {
    const { users, groups, tree } = realm;
    const [group, user] = [await newGroup(realm), await users.create(newUser())];
    await groups.delete(group);
    for (const gone of [NOBODY, group]) {
      expect(await failureOf(groups.join(gone, user))).toEqual(NO_GROUP);
      expect(await failureOf(groups.leave(gone, user))).toEqual(NO_GROUP);
      expect(await failureOf(tree.join(gone, user))).toEqual(NO_GROUP);
    }
    expect(await failureOf(groups.join('..', user))).toMatchObject({ failure: 'notFound' });
  },
  'members come in the order of user names, in pages': async ({ realm }) => {
    const { users, groups } = realm;
    const group = await newGroup(realm);
    const names = ['c', 'A', 'd', 'b'].map((letter) => `${letter}-${freshName()}`);
    for (const username of names) await groups.join(group, await users.create(newUser({ username })));
    const sorted = names.map((name) => name.toLowerCase()).toSorted();
    expect(await membersOf(realm, group)).toEqual(sorted);
    expect(await membersOf(realm, group, { first: 1, max: 2 })).toEqual(sorted.slice(1, 3));
    expect(await membersOf(realm, group, { first: 4, max: 2 })).toEqual([]);
  },
  'members have their attributes unless they are brief': async ({ realm }) => {
    const { users, groups } = realm;
    const group = await newGroup(realm);
    const id = await users.create(newUser({ firstName: 'Ann', attributes: { a: ['1'] } }));
    await groups.join(group, id);
    expect(await groups.members(group, { ...EVERYTHING, brief: false })).toEqual([await users.get(id)]);
    expect(await groups.members(group, { ...EVERYTHING, brief: true })).toMatchObject([
      { id, firstName: 'Ann', attributes: {} },
    ]);
  },
  'members are direct ones, service accounts among them': async ({ realm, console }) => {
    const { users, groups } = realm;
    const group = await newGroup(realm);
    const below = await console.createSubgroup(group, freshName());
    await groups.join(below, await users.create(newUser()));
    const clientId = freshName('app');
    const { serviceAccountId } = await console.createClient(clientId);
    await groups.join(group, serviceAccountId);
    expect(await membersOf(realm, group)).toEqual([`service-account-${clientId}`]);
  },
  'members of a group that does not exist fail with notFound': async ({ realm: { groups } }) => {
    const window = { ...EVERYTHING, brief: true };
    for (const id of [NOBODY, '..', '']) {
      expect(await failureOf(groups.members(id, window))).toMatchObject({ failure: 'notFound' });
    }
  },
  'the groups of a user come by name, with attributes, in pages': async ({ realm: { users, groups } }) => {
    const userId = await users.create(newUser());
    const mark = freshName();
    for (const name of [`c-${mark}`, `B-${mark}`, `a-${mark}`]) {
      await groups.join(await groups.create({ name, attributes: { n: [name] } }), userId);
    }
    const query = { by: 'member', userId } as const;
    const found = await groups.find(query, EVERYTHING);
    const names = [`B-${mark}`, `a-${mark}`, `c-${mark}`];
    expect(found.map(({ name, attributes }) => [name, attributes])).toEqual(
      names.map((name) => [name, { n: [name] }]),
    );
    expect(await groups.find(query, { first: 1, max: 1 })).toEqual(found.slice(1, 2));
    for (const nobody of [NOBODY, '', '..']) {
      expect(await groups.find({ by: 'member', userId: nobody }, EVERYTHING)).toEqual([]);
    }
  },
  'a group that is deleted has no members any more': async ({ realm }) => {
    const { users, groups } = realm;
    const [group, userId] = [await newGroup(realm), await users.create(newUser())];
    await groups.join(group, userId);
    await groups.delete(group);
    expect(await groups.find({ by: 'member', userId }, EVERYTHING)).toEqual([]);
    expect(await users.get(userId)).toMatchObject({ enabled: true });
  },
  'new users join the default groups': async ({ realm, console }) => {
    const { users, groups, tree } = realm;
    const [above, name] = [freshName(), freshName()];
    const id = await console.createSubgroup(await newGroup(realm, above), name);
    await console.addDefaultGroup(id);
    expect(await tree.joinedByDefault()).toEqual([{ id, path: `/${above}/${name}` }]);
    const user = newUser();
    const userId = await users.create(user);
    expect(await groups.find({ by: 'member', userId }, EVERYTHING)).toMatchObject([{ id }]);
    await groups.delete(id);
    expect(await tree.joinedByDefault()).toEqual([]);
  },
};
