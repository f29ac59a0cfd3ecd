import { createMemoryScim, type MemoryScim } from '../../../../support/memory/memoryScim.ts';
import { group } from '../../../../support/scim/messages.ts';
import { scimGroups } from './scimGroups.ts';

let scim: MemoryScim;
let ann: string;
const { createUsers, create } = scimGroups(() => scim);

describe('groups whose names bring roles', () => {
  beforeEach(async () => {
    scim = await createMemoryScim({ groups: { roles: [{ group: 'sales*', realmRoles: ['seller'] }] } });
    [ann] = await createUsers();
  });

  const rolesOf = async (id: string): Promise<string[]> =>
    (await scim.realm.roles.listDirect({ group: id })).map(({ name }) => name);

  it('get them with a name and lose them with it', async () => {
    await scim.console.createRealmRole('seller');
    const id = await create('Sales Europe', ann);
    expect(await rolesOf(id)).toEqual(['seller']);
    expect((await scim.send('PUT', `/Groups/${id}`, group('Support'))).status).toBe(200);
    expect(await rolesOf(id)).toEqual([]);
    expect((await scim.send('PUT', `/Groups/${id}`, group('Sales'))).status).toBe(200);
    expect(await rolesOf(id)).toEqual(['seller']);
  });

  it('are not created where a rule names a role that does not exist', async () => {
    expect((await scim.send('POST', '/Groups', group('Sales'))).status).toBe(500);
    expect(await scim.realm.groups.count()).toBe(0);
  });
});
