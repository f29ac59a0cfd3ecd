import { createBareRealm, type BareAnswer, type BareRealm } from '../support/keycloak/adminRestRealm.ts';

interface Role {
  readonly id: string;
  readonly name: string;
  readonly [field: string]: unknown;
}

const NOBODY = '5f0c2e6a-0000-4000-8000-000000000000';

let realm: BareRealm;

beforeAll(async () => {
  realm = await createBareRealm();
});

afterAll(async () => {
  await realm.remove();
});

let made = 0;

/** Creates a role, with a name of its own unless told otherwise, and gives it as it is read by name. */
async function make(members: Record<string, unknown> = {}): Promise<Role> {
  made += 1;
  const name = `role-${made}`;
  const role = { name, ...members };
  expect(await realm.admin('POST', '/roles', role)).toMatchObject({ status: 201 });
  return (await realm.admin('GET', `/roles/${encodeURIComponent(role.name)}`)).body as Role;
}

const byId = async (id: string): Promise<Role> =>
  (await realm.admin('GET', `/roles-by-id/${id}`)).body as Role;
const replace = (id: string, role: unknown) => realm.admin('PUT', `/roles-by-id/${id}`, role);
const join = (user: string, role: unknown) =>
  realm.admin('POST', `/users/${user}/role-mappings/realm`, [role]);
const leave = (user: string, role: unknown) =>
  realm.admin('DELETE', `/users/${user}/role-mappings/realm`, [role]);
const list = async (query: Record<string, string>): Promise<Role[]> =>
  (await realm.admin('GET', `/roles?${new URLSearchParams(query).toString()}`)).body as Role[];
const names = (roles: readonly Role[]): string[] => roles.map(({ name }) => name);
const membersOf = async (name: string, query = ''): Promise<string[]> =>
  (
    (await realm.admin('GET', `/roles/${encodeURIComponent(name)}/users?briefRepresentation=true${query}`))
      .body as { username: string }[]
  ).map(({ username }) => username);
const statuses = (answers: readonly BareAnswer[]): number[] => [
  ...new Set(answers.map(({ status }) => status)),
];

describe('realm roles', () => {
  it('are three in a new realm; the default role is named after the realm in lower case', async () => {
    const own = await createBareRealm();
    const { body } = await own.admin('GET', '/roles');
    const found = (body as Role[]).map(({ name, description }) => [name, description]);
    expect(Object.fromEntries(found)).toEqual({
      [`default-roles-${own.name.toLowerCase()}`]: '${role_default-roles}',
      offline_access: '${role_offline-access}',
      uma_authorization: '${role_uma_authorization}',
    });
    const { defaultRole } = (await own.admin('GET', '')).body as { defaultRole: Role };
    const renamed = { ...defaultRole, name: 'everybody' };
    expect((await own.admin('PUT', `/roles-by-id/${defaultRole.id}`, renamed)).status).toBe(204);
    expect((await own.admin('GET', `/roles-by-id/${defaultRole.id}`)).body).toMatchObject({
      name: 'everybody',
      description: '${role_default-roles}',
    });
    await own.remove();
  });

  it('are created with description and attributes, and Location has the name instead of the id', async () => {
    const { location } = await realm.admin('POST', '/roles', { name: 'a/b c' });
    expect(location).toMatch(/\/roles\/a%2Fb%20c$/);
    const role = await make({ description: 'd', attributes: { k: ['1', '2'] } });
    expect(await byId(role.id)).toMatchObject({
      description: 'd',
      attributes: { k: ['1', '2'] },
      clientRole: false,
    });
  });

  it('are replaced by id: what is left out is cleared, except attributes and composite roles', async () => {
    const [role, part] = [await make({ description: 'd', attributes: { k: ['1'] } }), await make()];
    await realm.admin('POST', `/roles-by-id/${role.id}/composites`, [part]);
    expect((await replace(role.id, { name: `${role.name}-2` })).status).toBe(204);
    const after = await byId(role.id);
    expect(after).toMatchObject({ name: `${role.name}-2`, composite: true, attributes: { k: ['1'] } });
    expect(after).not.toHaveProperty('description');
    expect((await replace(role.id, { name: role.name, attributes: { z: ['1'] } })).status).toBe(204);
    expect((await byId(role.id)).attributes).toEqual({ z: ['1'] });
    const { body } = await realm.admin('GET', `/roles-by-id/${role.id}/composites`);
    expect(names(body as Role[])).toEqual([part.name]);
  });

  it('have unique names, compared with case: a duplicate is answered 409', async () => {
    const [role, other] = [await make(), await make()];
    expect((await realm.admin('POST', '/roles', { name: role.name })).status).toBe(409);
    expect((await realm.admin('POST', '/roles', { name: role.name.toUpperCase() })).status).toBe(201);
    expect((await replace(other.id, { name: role.name })).status).toBe(409);
  });

  it.each([
    { what: 'a name of 256 characters', role: { name: 'n'.repeat(256) } },
    { what: 'an attribute of 256 characters', role: { name: 'long', attributes: { k: ['v'.repeat(256)] } } },
  ])('are answered 500 to $what', async ({ role }) => {
    expect((await realm.admin('POST', '/roles', role)).status).toBe(500);
  });

  it.each(['.', '..'])('cannot be read by the name "%s"', async (name) => {
    await realm.admin('POST', '/roles', { name });
    const found = (await realm.admin('GET', `/roles/${encodeURIComponent(name)}`)).body as Role;
    expect(found.name).not.toBe(name);
  });

  it.each(['/x//y', 'a;b=c', '100%2F', 'q?h#', 'back\\slash', '東京 👩‍👩‍👧', 'tab\tline\nend', '\u0001'])(
    'can be read by the name %j',
    async (name) => {
      const role = await make({ name });
      expect(role.name).toBe(name);
      expect(await membersOf(name)).toEqual([]);
    },
  );

  it('include client roles when they are read by id', async () => {
    const [account] = (await realm.admin('GET', '/clients?clientId=account')).body as Role[];
    const { body } = await realm.admin('GET', `/clients/${account?.id ?? ''}/roles/view-profile`);
    expect(await byId((body as Role).id)).toMatchObject({ clientRole: true });
  });
});

describe('lists of roles', () => {
  it('are paged in the order of names, capitals first', async () => {
    for (const name of ['l-b', 'L-c', 'l-a']) await make({ name, attributes: { k: [name] } });
    const found = await list({ search: 'l-', first: '0', max: '10', briefRepresentation: 'false' });
    expect(found.map(({ name, attributes }) => [name, attributes])).toEqual(
      ['L-c', 'l-a', 'l-b'].map((name) => [name, { k: [name] }]),
    );
    expect(names(await list({ search: 'l-', first: '1', max: '1' }))).toEqual(['l-a']);
    expect((await list({ search: 'l-a', first: '0', max: '1' }))[0]).not.toHaveProperty('attributes');
  });

  it('are searched by a part of the name, regardless of case, with "_" and "%" as wildcards and "*" as none', async () => {
    for (const name of ['wild_1', 'wildX1', 'wild%1']) await make({ name });
    const search = async (text: string) => names(await list({ search: text, first: '0', max: '50' }));
    expect(await search('ILD_1')).toEqual(['wild%1', 'wildX1', 'wild_1']);
    expect(await search('wild%1')).toEqual(['wild%1', 'wildX1', 'wild_1']);
    expect(await search('wild*1')).toEqual([]);
    expect((await search(' ')).length).toBeGreaterThan(3);
  });
});

describe('members of a role', () => {
  it('are the users who hold it directly, in the order of their user names', async () => {
    const [role, outer] = [await make(), await make()];
    await realm.admin('POST', `/roles-by-id/${outer.id}/composites`, [role]);
    const { location } = await realm.admin('POST', '/groups', { name: 'holds' });
    const group = location?.split('/').pop() ?? '';
    await realm.admin('POST', `/groups/${group}/role-mappings/realm`, [role]);
    for (const username of ['m-zoe', 'm-ann', 'm-bob'])
      await join(await realm.createUser({ username }), role);
    await join(await realm.createUser(), outer);
    const inGroup = await realm.createUser();
    await realm.admin('PUT', `/users/${inGroup}/groups/${group}`, {});
    expect(await membersOf(role.name)).toEqual(['m-ann', 'm-bob', 'm-zoe']);
    expect(await membersOf(role.name, '&first=1&max=1')).toEqual(['m-bob']);
  });

  it('join and leave by id and current name, and repeats are answered 204', async () => {
    const role = await make();
    const { id, name } = role;
    const user = await realm.createUser();
    const answers = [
      await join(user, { id, name }),
      await join(user, { id, name }),
      await leave(user, { id, name }),
      await leave(user, { id, name }),
    ];
    expect(statuses(answers)).toEqual([204]);
    await replace(id, { name: `${name}-new` });
    const noRole = { status: 404, body: { error: 'Role not found' } };
    for (const work of [join, leave]) {
      for (const old of [{ id, name }, { id }, { name: `${name}-new` }]) {
        expect(await work(user, old)).toEqual(noRole);
      }
      expect(await work(NOBODY, { id, name: `${name}-new` })).toEqual({
        status: 404,
        body: { error: 'User not found' },
      });
    }
    await join(user, { id, name: `${name}-new` });
    expect(await membersOf(`${name}-new`)).toHaveLength(1);
  });

  it('are answered 204 or 400 for twelve identical joins at once, and the user is a member afterwards', async () => {
    const role = await make();
    const refusals: unknown[] = [];
    for (let i = 0; i < 5; i += 1) {
      const user = await realm.createUser();
      const answers = await Promise.all(Array.from({ length: 12 }, () => join(user, role)));
      refusals.push(...answers.filter(({ status }) => status !== 204));
      expect(await join(user, role)).toEqual({ status: 204 });
    }
    expect(await membersOf(role.name)).toHaveLength(5);
    for (const refusal of refusals) {
      expect(refusal).toEqual({
        status: 400,
        body: { error: 'invalid_request', error_description: 'Could not add user role mappings!' },
      });
    }
  });

  it('are seen from the user: direct roles without attributes, effective roles with attributes', async () => {
    const role = await make({ attributes: { k: ['1'] } });
    const user = await realm.createUser();
    await join(user, role);
    const at = `/users/${user}/role-mappings/realm`;
    const direct = (await realm.admin('GET', `${at}?briefRepresentation=false`)).body as Role[];
    expect(direct.find(({ id }) => id === role.id)).not.toHaveProperty('attributes');
    const all = (await realm.admin('GET', `${at}/composite?briefRepresentation=false`)).body as Role[];
    expect(all.find(({ id }) => id === role.id)).toMatchObject({ attributes: { k: ['1'] } });
    expect((await realm.admin('GET', `/users/${NOBODY}/role-mappings/realm`)).status).toBe(404);
  });
});

describe('rights over realm roles', () => {
  it('allow manage-users to grant roles, and only manage-realm to create, rename and delete them', async () => {
    const rights = ['manage-users', 'view-realm', 'view-clients'];
    const poor = await realm.serviceAccount('poor', rights);
    const rich = await realm.serviceAccount('rich', [...rights, 'manage-realm']);
    const user = await realm.createUser();
    const { id, name } = await make();
    const tries = async (token: string, at: string): Promise<number[]> => [
      (await realm.admin('POST', '/roles', { name: `${name}-${at}` }, token)).status,
      (await realm.admin('PUT', `/roles-by-id/${id}`, { name }, token)).status,
      (await realm.admin('GET', `/roles/${name}/users`, undefined, token)).status,
      (await realm.admin('POST', `/users/${user}/role-mappings/realm`, [{ id, name }], token)).status,
      (await realm.admin('GET', `/users/${user}/role-mappings/realm/composite`, undefined, token)).status,
      (await realm.admin('DELETE', `/roles-by-id/${id}`, undefined, token)).status,
    ];
    expect(await tries(poor, 'poor')).toEqual([403, 403, 200, 204, 200, 403]);
    expect(await tries(rich, 'rich')).toEqual([201, 204, 200, 204, 200, 204]);
  });
});
