import type { GroupQuery, KeycloakGroups } from '../../../../bridge/keycloak/port/groups.ts';
import { EMPTY_VALUE, EVERYTHING, failureOf, freshName, NOBODY, type RealmCases } from './realmCase.ts';

const NO_GROUP = { failure: 'notFound', status: 404, problems: [{ message: 'Could not find group by id' }] };
const LONG = { failure: 'unexpected', status: 500 };

const namesOf = async (groups: KeycloakGroups, query: GroupQuery, window = EVERYTHING): Promise<string[]> =>
  (await groups.find(query, window)).map(({ name }) => name);

/** A group that is written without more than a name. */
const named = (name = freshName('group')) => ({ name, attributes: {} });

/** What holds of groups, their members aside. */
export const groupCases: RealmCases = {
  'a new group stands at the top of the tree with every field': async ({ realm: { groups } }) => {
    const write = { name: freshName(), description: 'D', attributes: { a: ['1', '2'], blank: ['x', ' '] } };
    const id = await groups.create({ ...write, attributes: { ...write.attributes, empty: [] } });
    expect(await groups.get(id)).toEqual({ id, ...write, subGroups: 0, holdsRoles: false });
  },
  'a group that is read tells its parent and how many are directly below it': async ({
    realm: { groups },
    console,
  }) => {
    const top = await groups.create(named());
    const middle = await console.createSubgroup(top, freshName());
    await console.createSubgroup(middle, freshName());
    expect(await groups.get(top)).toMatchObject({ subGroups: 1 });
    expect(await groups.get(middle)).toMatchObject({ parent: top, subGroups: 1 });
  },
  'no group is found by an id that none has': async ({ realm: { groups } }) => {
    for (const id of [NOBODY, '', '..', 'count', 'a/b']) {
      expect(await groups.get(id)).toBeUndefined();
      expect(await groups.find({ by: 'id', id }, EVERYTHING)).toEqual([]);
    }
  },
  'a search by id finds one, on the first page only': async ({ realm: { groups } }) => {
    const id = await groups.create(named());
    expect(await groups.find({ by: 'id', id }, EVERYTHING)).toEqual([await groups.get(id)]);
    expect(await groups.find({ by: 'id', id }, { first: 1, max: 10 })).toEqual([]);
  },
  'a name that a sibling has is a conflict, in another case it is not': async ({
    realm: { groups },
    console,
  }) => {
    const name = freshName();
    const taken = (kind: string) => ({
      ...{ failure: 'conflict', status: 409 },
      problems: [{ message: `${kind} group named '${name}' already exists.` }],
    });
    const parent = await groups.create(named(name));
    expect(await failureOf(groups.create(named(name)))).toEqual(taken('Top level'));
    await groups.create(named(name.toUpperCase()));
    await console.createSubgroup(parent, name);
    const other = await groups.create(named());
    expect(await failureOf(groups.replace(other, named(name)))).toEqual(taken('Sibling'));
    await groups.replace(parent, named(name));
  },
  'a blank name is refused': async ({ realm: { groups } }) => {
    const missing = { failure: 'invalid', status: 400, problems: [{ message: 'Group name is missing' }] };
    const id = await groups.create(named());
    expect(await failureOf(groups.create(named('  ')))).toEqual(missing);
    expect(await failureOf(groups.replace(id, named('  ')))).toEqual(missing);
  },
  'names and values of more than 255 characters are answered with 500': async ({ realm: { groups } }) => {
    const id = await groups.create({ name: 'n'.repeat(255), attributes: { a: ['v'.repeat(255)] } });
    expect(await groups.get(id)).toMatchObject({ attributes: { a: ['v'.repeat(255)] } });
    const long = { name: freshName(), attributes: { a: ['v'.repeat(256)] } };
    expect(await failureOf(groups.create(long))).toMatchObject(LONG);
    expect(await failureOf(groups.replace(id, long))).toMatchObject(LONG);
    expect(await failureOf(groups.create(named('n'.repeat(256))))).toMatchObject(LONG);
  },
  'a replacement sets the name and clears what it leaves out; the place in the tree stays': async ({
    realm: { groups },
    console,
  }) => {
    const parent = await groups.create(named());
    const id = await console.createSubgroup(parent, freshName());
    const first = { name: freshName(), description: 'D', attributes: { a: ['1'], b: ['2'] } };
    await groups.replace(id, first);
    expect(await groups.get(id)).toEqual({ id, ...first, parent, subGroups: 0, holdsRoles: false });
    const second = { name: freshName(), attributes: { b: ['3'] } };
    await groups.replace(id, second);
    expect(await groups.get(id)).toEqual({ id, ...second, parent, subGroups: 0, holdsRoles: false });
  },
  'a deletion takes the groups below along; a second one says that there was none': async ({
    realm: { groups },
    console,
  }) => {
    const top = await groups.create(named());
    const below = await console.createSubgroup(top, freshName());
    const before = await groups.count();
    expect(await groups.delete(top)).toBe(true);
    expect(await groups.count()).toBe(before - 2);
    expect(await groups.get(below)).toBeUndefined();
    expect(await groups.delete(top)).toBe(false);
    expect(await groups.delete('..')).toBe(false);
  },
  'a change of a group that does not exist fails with notFound': async ({ realm: { groups } }) => {
    const id = await groups.create(named());
    await groups.delete(id);
    expect(await failureOf(groups.replace(id, named()))).toEqual(NO_GROUP);
    expect(await failureOf(groups.replace('..', named()))).toMatchObject({ failure: 'notFound' });
  },
  'a list shows groups at every depth by name, capitals first, in pages': async ({
    realm: { groups },
    console,
  }) => {
    const mark = freshName();
    const top = await groups.create({ name: `m-${mark}`, description: 'D', attributes: { a: ['1'] } });
    const middle = await console.createSubgroup(top, `Z-${mark}`);
    await console.createSubgroup(middle, `b-${mark}`);
    await groups.create(named(`C-${mark}`));
    const names = [`C-${mark}`, `Z-${mark}`, `b-${mark}`, `m-${mark}`];
    expect(await namesOf(groups, { by: 'name', value: mark })).toEqual(names);
    expect(await namesOf(groups, { by: 'name', value: mark }, { first: 1, max: 2 })).toEqual(
      names.slice(1, 3),
    );
    expect(await namesOf(groups, { by: 'name', value: mark }, { first: 4, max: 2 })).toEqual([]);
    const all = await groups.find({ by: 'all' }, EVERYTHING);
    expect(all.map(({ name }) => name).filter((name) => name.endsWith(mark))).toEqual(names);
    expect(await groups.count()).toBe(all.length);
    const { name, attributes, description } = (await groups.get(top)) ?? {};
    expect(all.find(({ id }) => id === top)).toEqual({
      ...{ id: top, name, attributes, description },
      holdsRoles: all.find(({ id }) => id === top)?.holdsRoles,
    });
    expect(all.find(({ id }) => id === middle)).toMatchObject({ parent: top });
  },
  'pages of groups of one name are in the order of their ids': async ({ realm: { groups }, console }) => {
    const name = freshName('same');
    const ids: string[] = [];
    for (let i = 0; i < 4; i += 1) {
      ids.push(await console.createSubgroup(await groups.create(named()), name));
    }
    const paged: string[] = [];
    for (let first = 0; first < 4; first += 1) {
      const page = await groups.find({ by: 'name', value: name }, { first, max: 1 });
      paged.push(...page.map(({ id }) => id));
    }
    expect(paged).toEqual(ids.toSorted());
  },
  'a search by name is infix and takes any case': async ({ realm: { groups } }) => {
    const mark = freshName();
    for (const name of [`${mark}-Big`, `${mark}-big`, `x-${mark}-small`, `${mark}-100%`]) {
      await groups.create(named(name));
    }
    const search = async (value: string) => (await namesOf(groups, { by: 'name', value })).toSorted();
    expect(await search(`${mark}-BIG`)).toEqual([`${mark}-Big`, `${mark}-big`]);
    expect(await search(`${mark.toUpperCase()}-SM`)).toEqual([`x-${mark}-small`]);
    expect(await search(`  ${mark}-100%  `)).toEqual([`${mark}-100%`]);
    expect(await failureOf(groups.find({ by: 'name', value: '' }, EVERYTHING))).toEqual(EMPTY_VALUE);
  },
  'a search by attribute takes one case and whole values': async ({ realm: { groups }, console }) => {
    const value = `"${freshName('Value')}": ünï`;
    const top = await groups.create({ name: freshName(), attributes: { a: ['other', value] } });
    const below = await console.createSubgroup(top, freshName());
    await groups.replace(below, { name: freshName(), attributes: { a: [value.toLowerCase()] } });
    const search = async (text: string) =>
      (await groups.find({ by: 'attribute', name: 'a', value: text }, EVERYTHING)).map(({ id }) => id);
    expect(await search(value)).toEqual([top]);
    expect(await search(value.toLowerCase())).toEqual([below]);
    expect(await search(value.toUpperCase())).toEqual([]);
    expect(await search(value.slice(0, -1))).toEqual([]);
    expect(await failureOf(search(''))).toEqual(EMPTY_VALUE);
  },
  'a group is found by its path, case counting': async ({ realm: { tree, groups }, console }) => {
    const [top, below] = [freshName('Top'), freshName('Below')];
    const parent = await groups.create(named(top));
    const id = await console.createSubgroup(parent, below);
    expect(await tree.byPath(`/${top}`)).toMatchObject({ id: parent, name: top });
    expect(await tree.byPath(`/${top}/${below}`)).toMatchObject({ id, name: below, parent });
    for (const path of [`/${top.toLowerCase()}`, `/${below}`, `/${top}/none`, '', '/', '/..']) {
      expect(await tree.byPath(path)).toBeUndefined();
    }
  },
  'calls that change groups have the names of Admin REST': async ({ realm: { groups } }) => {
    expect(groups.calls).toEqual({
      create: 'POST groups',
      replace: 'PUT groups/{id}',
      delete: 'DELETE groups/{id}',
      join: 'PUT users/{id}/groups/{id}',
      leave: 'DELETE users/{id}/groups/{id}',
    });
    await Promise.resolve();
  },
};
