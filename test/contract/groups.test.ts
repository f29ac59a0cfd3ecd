/* eslint max-lines: "off" -- One realm serves all of these facts; every file of its own would make another. */
import { createBareRealm, type BareAnswer, type BareRealm } from '../support/keycloak/adminRestRealm.ts';

/** A group as Admin REST shows it. */
interface Group {
  readonly id: string;
  readonly name: string;
  readonly [field: string]: unknown;
}

const NOBODY = '5f0c2e6a-0000-4000-8000-000000000000';
const UNKNOWN_ERROR = {
  error: 'unknown_error',
  error_description: 'For more on this error consult the server log.',
};
const FLAT = { populateHierarchy: 'false', briefRepresentation: 'false', subGroupsCount: 'false' };

let realm: BareRealm;

beforeAll(async () => {
  realm = await createBareRealm();
});

afterAll(async () => {
  await realm.remove();
});

/** Creates a group, below another one if that is given, and gives its id. */
async function make(name: string, more: Record<string, unknown> = {}, parent?: string): Promise<string> {
  const path = parent === undefined ? '/groups' : `/groups/${parent}/children`;
  const { status, location, body } = await realm.admin('POST', path, { name, ...more });
  expect(status).toBe(201);
  return location?.split('/').pop() ?? (body as Group).id;
}

const search = async (query: Readonly<Record<string, string>>): Promise<Group[]> => {
  const { status, body } = await realm.admin('GET', `/groups?${new URLSearchParams(query).toString()}`);
  expect(status).toBe(200);
  return body as Group[];
};
const names = async (query: Readonly<Record<string, string>>): Promise<string[]> =>
  (await search({ ...FLAT, ...query })).map(({ name }) => name);
const get = async (id: string): Promise<Group> => (await realm.admin('GET', `/groups/${id}`)).body as Group;
const join = (user: string, group: string) => realm.admin('PUT', `/users/${user}/groups/${group}`, {});
const leave = (user: string, group: string) => realm.admin('DELETE', `/users/${user}/groups/${group}`);
const members = async (group: string, query = ''): Promise<string[]> => {
  const { body } = await realm.admin('GET', `/groups/${group}/members${query}`);
  return (body as { username: string }[]).map(({ username }) => username);
};
const statuses = (answers: readonly BareAnswer[]): number[] => [
  ...new Set(answers.map(({ status }) => status)),
];

describe('a search for a blank', () => {
  let tree: BareRealm;
  let top: string;

  const there = async (query: Readonly<Record<string, string>>): Promise<Group[]> => {
    const text = new URLSearchParams({ search: ' ', ...FLAT, ...query }).toString();
    return (await tree.admin('GET', `/groups?${text}`)).body as Group[];
  };

  beforeAll(async () => {
    tree = await createBareRealm();
    const add = async (name: string, parent?: string, more = {}): Promise<string> => {
      const path = parent === undefined ? '/groups' : `/groups/${parent}/children`;
      const { location, body } = await tree.admin('POST', path, { name, ...more });
      return location?.split('/').pop() ?? (body as Group).id;
    };
    top = await add('m-top');
    const middle = await add('Z-middle', top);
    await add('b-leaf', middle, { attributes: { x: ['1', '2'] }, description: 'D' });
    await add('a-top');
    await add('C-top');
  });

  afterAll(async () => {
    await tree.remove();
  });

  it('lists every group at every depth, by name, capitals first', async () => {
    expect((await there({})).map(({ name }) => name)).toEqual([
      'C-top',
      'Z-middle',
      'a-top',
      'b-leaf',
      'm-top',
    ]);
  });

  it('answers with attributes and description, without hierarchy and counts', async () => {
    const leaf = (await there({})).find(({ name }) => name === 'b-leaf');
    expect(leaf).toMatchObject({ attributes: { x: ['1', '2'] }, description: 'D', subGroups: [] });
    expect((await there({})).find(({ id }) => id === top)).toMatchObject({ subGroups: [] });
    expect((await there({}))[0]).not.toHaveProperty('subGroupCount');
  });

  it('is paged with first and max', async () => {
    expect((await there({ first: '1', max: '2' })).map(({ name }) => name)).toEqual(['Z-middle', 'a-top']);
    expect(await there({ first: '5', max: '2' })).toEqual([]);
  });

  it('has as many results as the count, which counts every depth', async () => {
    expect((await tree.admin('GET', '/groups/count')).body).toEqual({ count: 5 });
  });

  it.each(['', '&search='])(
    'finds more than a list with "%s", which shows only the top level',
    async (query) => {
      const { body } = await tree.admin('GET', `/groups?first=0&max=10${query}`);
      expect((body as Group[]).map(({ name }) => name)).toEqual(['C-top', 'a-top', 'm-top']);
    },
  );
});

describe('groups with the same name', () => {
  it('are listed next to one another, in a stable order', async () => {
    const salt = 'same-name';
    for (let i = 0; i < 6; i += 1) await make(salt, {}, await make(`${salt}-${i}`));
    const found = await names({ search: salt, first: '0', max: '20' });
    expect(found).toEqual([
      ...Array.from({ length: 6 }, () => salt),
      ...Array.from({ length: 6 }, (_, i) => `${salt}-${i}`),
    ]);
  });
});

describe('a search by name', () => {
  beforeAll(async () => {
    await make('Searched-BIG');
    await make('searched-big');
    await make('searched-nested', {}, await make('parent-of-searched'));
  });

  it('finds any part of the name, regardless of case', async () => {
    expect((await names({ search: 'RCHED-b' })).sort()).toEqual(['Searched-BIG', 'searched-big']);
    expect(await names({ search: 'CHED-NEST' })).toEqual(['searched-nested']);
  });

  it('respects case with exact=true, at every depth', async () => {
    expect(await names({ search: 'searched-big', exact: 'true' })).toEqual(['searched-big']);
    expect(await names({ search: 'SEARCHED-BIG', exact: 'true' })).toEqual([]);
    expect(await names({ search: 'searched-nested', exact: 'true' })).toEqual(['searched-nested']);
  });

  it.each([
    'a/b/c',
    'per%cent',
    'under_score',
    '"quoted"',
    "it's",
    '👩‍👩‍👧 emoji',
    'tab\there',
    'line\nbreak',
    '  leading',
    'trailing  ',
    'ÇİẞΣ',
    'a: b',
    'st*r',
  ])('finds %j as it is', async (name) => {
    const id = await make(name);
    expect((await get(id)).name).toBe(name);
    expect(await names({ search: name })).toContain(name);
    expect(await names({ search: name.toLowerCase() })).toContain(name);
  });

  it('may refuse control characters except tab and line breaks, although names may contain them', async () => {
    const id = await make('odd\u0001name');
    expect((await get(id)).name).toBe('odd\u0001name');
    const query = new URLSearchParams({ search: 'd\u0001n' }).toString();
    const { status } = await realm.admin('GET', `/groups?${query}`);
    expect([400, 200]).toContain(status);
  });

  it.each(['control\u0001here', String.raw`back\slash`])(
    'is infix, so that a part of a name finds what cannot be searched for: %j',
    async (name) => {
      await make(name);
      expect(await names({ search: name.slice(0, 4) })).toEqual([name]);
    },
  );

  it('ignores blanks at either end of the search', async () => {
    expect(await names({ search: '  searched-nested  ' })).toEqual(['searched-nested']);
  });
});

describe('a search by attribute (q)', () => {
  it('respects case and compares whole values, at every depth', async () => {
    await make('with-Q', { attributes: { ext: ['Value-1', 'other'] } });
    await make('with-q', { attributes: { ext: ['value-1'] } }, await make('parent-of-q'));
    expect(await names({ q: 'ext:"Value-1"' })).toEqual(['with-Q']);
    expect(await names({ q: 'ext:"value-1"' })).toEqual(['with-q']);
    expect(await names({ q: 'ext:"VALUE-1"' })).toEqual([]);
    expect(await names({ q: 'ext:"alue-1"' })).toEqual([]);
    expect(await names({ q: 'ext:"other"' })).toEqual(['with-Q']);
  });

  it.each(['with blank', 'a:b', 'quo"te', "it's", '100%', 'under_', 'ünï 👻', 'v'.repeat(255)])(
    'finds the value %j',
    async (value) => {
      const name = `q-${value.slice(0, 20)}`;
      await make(name, { attributes: { unusual: [value] } });
      expect(await names({ q: `unusual:"${value.replaceAll('"', String.raw`\"`)}"` })).toEqual([name]);
    },
  );
});

describe('writing a group', () => {
  it('answers 201 with Location and no body to a POST', async () => {
    const { status, location, body } = await realm.admin('POST', '/groups', {
      name: 'posted',
      description: 'D',
      attributes: { a: ['1', '2'] },
    });
    expect([status, body]).toEqual([201, undefined]);
    const id = location?.split('/').pop() ?? '';
    expect(await get(id)).toMatchObject({ name: 'posted', description: 'D', attributes: { a: ['1', '2'] } });
  });

  it('clears the description that a PUT leaves out, and keeps its attributes', async () => {
    const id = await make('put-description', { description: 'D', attributes: { a: ['1'] } });
    expect((await realm.admin('PUT', `/groups/${id}`, { name: 'put-description' })).status).toBe(204);
    const held = await get(id);
    expect(held).not.toHaveProperty('description');
    expect(held.attributes).toEqual({ a: ['1'] });
  });

  it('replaces all attributes with those of a PUT', async () => {
    const id = await make('put-attributes', { attributes: { a: ['1'], b: ['2'] } });
    await realm.admin('PUT', `/groups/${id}`, { name: 'put-attributes', attributes: { b: ['3'] } });
    expect((await get(id)).attributes).toEqual({ b: ['3'] });
    await realm.admin('PUT', `/groups/${id}`, { name: 'put-attributes', attributes: {} });
    expect((await get(id)).attributes).toEqual({});
  });

  it('stores a value of 255 characters, and answers 500 to one of 256', async () => {
    const id = await make('long-values', { attributes: { a: ['v'.repeat(255)] } });
    expect((await get(id)).attributes).toEqual({ a: ['v'.repeat(255)] });
    const attributes = { a: ['v'.repeat(256)] };
    expect(await realm.admin('PUT', `/groups/${id}`, { name: 'long-values', attributes })).toEqual({
      status: 500,
      body: UNKNOWN_ERROR,
    });
    expect(await realm.admin('POST', '/groups', { name: 'longer', attributes })).toEqual({
      status: 500,
      body: UNKNOWN_ERROR,
    });
  });

  it('stores a name of 255 UTF-16 units, and answers 500 to one of 256', async () => {
    for (const name of ['n'.repeat(255), `x${'👻'.repeat(127)}`]) {
      expect((await get(await make(name))).name).toBe(name);
      expect(await realm.admin('POST', '/groups', { name: `${name}n` })).toEqual({
        status: 500,
        body: UNKNOWN_ERROR,
      });
    }
  });

  it.each([undefined, '', '   '])('answers 400 to the name %j', async (name) => {
    const missing = { status: 400, body: { errorMessage: 'Group name is missing' } };
    expect(await realm.admin('POST', '/groups', { name })).toEqual(missing);
    const id = await make(`renamed-to-${String(name)}-`);
    expect(await realm.admin('PUT', `/groups/${id}`, { name })).toEqual(missing);
  });

  it('answers 409 to a name that a sibling has, but not in another case or elsewhere in the tree', async () => {
    const parent = await make('Sibling');
    expect(await realm.admin('POST', '/groups', { name: 'Sibling' })).toEqual({
      status: 409,
      body: { errorMessage: "Top level group named 'Sibling' already exists." },
    });
    expect((await realm.admin('POST', '/groups', { name: 'sibling' })).status).toBe(201);
    await make('Sibling', {}, parent);
    expect(await realm.admin('POST', `/groups/${parent}/children`, { name: 'Sibling' })).toEqual({
      status: 409,
      body: { errorMessage: "Sibling group named 'Sibling' already exists." },
    });
    const other = await make('Sibling-2');
    expect(await realm.admin('PUT', `/groups/${other}`, { name: 'Sibling' })).toEqual({
      status: 409,
      body: { errorMessage: "Sibling group named 'Sibling' already exists." },
    });
  });

  it('gives a name to one of eight who create it at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => realm.admin('POST', '/groups', { name: 'raced' })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([
      201,
      ...Array.from({ length: 7 }, () => 409),
    ]);
  });

  it('keeps the parent of a group that is renamed', async () => {
    const parent = await make('keeps-place');
    const id = await make('child-1', {}, parent);
    expect((await realm.admin('PUT', `/groups/${id}`, { name: 'child-2' })).status).toBe(204);
    expect(await get(id)).toMatchObject({ name: 'child-2', parentId: parent, path: '/keeps-place/child-2' });
  });
});

describe('a group that is deleted while it is written', () => {
  it('is gone afterwards: the PUT is answered 204, 404, 409 or 500, the deletion 204', async () => {
    for (let i = 0; i < 20; i += 1) {
      const id = await make(`collision-${i}`);
      const [written, removed] = await Promise.all([
        realm.admin('PUT', `/groups/${id}`, { name: `collision-${i}-renamed`, attributes: { a: ['1'] } }),
        realm.admin('DELETE', `/groups/${id}`),
      ]);
      expect([204, 404, 409, 500]).toContain(written.status);
      expect(removed.status).toBe(204);
      expect((await realm.admin('GET', `/groups/${id}`)).status).toBe(404);
    }
  });
});

describe('reading and deleting a group', () => {
  it('shows the number of its direct subgroups', async () => {
    const parent = await make('counted');
    expect((await get(parent)).subGroupCount).toBe(0);
    await make('deeper', {}, await make('below', {}, parent));
    expect((await get(parent)).subGroupCount).toBe(1);
  });

  it('deletes the groups below it', async () => {
    const parent = await make('doomed');
    const child = await make('doomed-child', {}, parent);
    const grandchild = await make('doomed-grandchild', {}, child);
    expect((await realm.admin('DELETE', `/groups/${parent}`)).status).toBe(204);
    for (const id of [parent, child, grandchild]) {
      expect(await realm.admin('GET', `/groups/${id}`)).toEqual({
        status: 404,
        body: { error: 'Could not find group by id' },
      });
    }
  });

  it.each([
    ['GET', ''],
    ['PUT', ''],
    ['DELETE', ''],
    ['GET', '/members'],
  ])('%s of an unknown group%s is 404', async (method, path) => {
    const body = method === 'PUT' ? { name: 'x' } : undefined;
    expect(await realm.admin(method, `/groups/${NOBODY}${path}`, body)).toEqual({
      status: 404,
      body: { error: 'Could not find group by id' },
    });
  });
});

describe('the members of a group', () => {
  let group: string;
  let user: string;

  beforeAll(async () => {
    group = await make('joined');
    user = await realm.createUser();
  });

  it('can join and leave repeatedly', async () => {
    expect(statuses([await join(user, group), await join(user, group)])).toEqual([204]);
    expect(await members(group)).toHaveLength(1);
    expect(statuses([await leave(user, group), await leave(user, group)])).toEqual([204]);
    expect(await members(group)).toEqual([]);
  });

  it.each([
    ['join', join],
    ['leave', leave],
  ])('%s: an unknown user and an unknown group are told apart, the user first', async (_name, call) => {
    const noUser = { status: 404, body: { error: 'User not found' } };
    expect(await call(NOBODY, group)).toEqual(noUser);
    expect(await call(NOBODY, NOBODY)).toEqual(noUser);
    expect(await call(user, NOBODY)).toEqual({ status: 404, body: { error: 'Group not found' } });
  });

  it('are answered success or 409 to identical joins at once, which leave one membership', async () => {
    for (let i = 0; i < 10; i += 1) {
      const one = await realm.createUser();
      const answers = await Promise.all(Array.from({ length: 8 }, () => join(one, group)));
      expect([204, 409]).toEqual(expect.arrayContaining(statuses(answers)));
      expect((await members(group)).length).toBe(1);
      const gone = await Promise.all(Array.from({ length: 8 }, () => leave(one, group)));
      expect(statuses(gone)).toEqual([204]);
      expect(await members(group)).toEqual([]);
    }
  });

  it('are answered 204, 404 "User not found", 409 or 500 if they are deleted while joining; a repeat is answered 204 or that 404', async () => {
    const doomed = await make('doomed-members');
    for (let i = 0; i < 20; i += 1) {
      const one = await realm.createUser();
      const [joined, gone] = await Promise.all([join(one, doomed), realm.admin('DELETE', `/users/${one}`)]);
      expect([204, 404, 409, 500]).toContain(joined.status);
      const again = await join(one, doomed);
      expect([204, 404]).toContain(again.status);
      const known = joined.status === 404 ? [joined, again] : again.status === 404 ? [again] : [];
      for (const { body } of known) expect(body).toEqual({ error: 'User not found' });
      if (gone.status === 204) expect(again.status).toBe(404);
    }
  });

  it('are listed by user name, in pages', async () => {
    const paged = await make('paged');
    for (const username of ['member-c', 'member-a', 'member-b', 'Member-D']) {
      await join(await realm.createUser({ username }), paged);
    }
    expect(await members(paged)).toEqual(['member-a', 'member-b', 'member-c', 'member-d']);
    expect(await members(paged, '?first=1&max=2')).toEqual(['member-b', 'member-c']);
    expect(await members(paged, '?first=4&max=2')).toEqual([]);
  });

  it('have attributes, except in the brief form', async () => {
    const shown = await make('shown');
    await join(await realm.createUser({ firstName: 'Ann', attributes: { x: ['1'] } }), shown);
    const [brief] = (await realm.admin('GET', `/groups/${shown}/members?briefRepresentation=true`))
      .body as object[];
    expect(brief).toMatchObject({ firstName: 'Ann' });
    expect(brief).not.toHaveProperty('attributes');
    const [full] = (await realm.admin('GET', `/groups/${shown}/members?briefRepresentation=false`))
      .body as object[];
    expect(full).toMatchObject({ attributes: { x: ['1'] } });
  });

  it('are the direct ones, not those of groups below', async () => {
    const parent = await make('direct');
    const child = await make('direct-child', {}, parent);
    await join(user, child);
    expect(await members(parent)).toEqual([]);
  });

  it('may be service accounts, which are listed too', async () => {
    await realm.serviceAccount('member-client', []);
    const clients = await make('clients');
    const [account] = (await realm.admin('GET', '/users?username=service-account-member-client&exact=true'))
      .body as { id: string }[];
    await join(account?.id ?? '', clients);
    expect(await members(clients)).toEqual(['service-account-member-client']);
  });

  it('have a list of their groups by name, with attributes, in pages', async () => {
    const one = await realm.createUser();
    for (const name of ['of-c', 'of-B', 'of-a'])
      await join(one, await make(name, { attributes: { n: [name] } }));
    const list = async (query: string): Promise<Group[]> =>
      (await realm.admin('GET', `/users/${one}/groups?briefRepresentation=false${query}`)).body as Group[];
    expect((await list('')).map(({ name }) => name)).toEqual(['of-B', 'of-a', 'of-c']);
    expect((await list('&first=0&max=10'))[0]).toMatchObject({ attributes: { n: ['of-B'] } });
    expect((await list('&first=1&max=1')).map(({ name }) => name)).toEqual(['of-a']);
    expect((await realm.admin('GET', `/users/${NOBODY}/groups`)).body).toEqual({ error: 'User not found' });
  });
});
