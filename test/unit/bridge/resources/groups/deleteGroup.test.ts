import { createMemoryScim, type MemoryScim } from '../../../../support/memory/memoryScim.ts';
import { error } from '../answers.ts';
import { GRANTING, scimGroups } from './scimGroups.ts';

let scim: MemoryScim;
let ann: string;
const { createUsers, create, stored, makeGranting } = scimGroups(() => scim);

beforeEach(async () => {
  scim = await createMemoryScim();
  [ann] = await createUsers();
});

describe('DELETE /Groups/{id}', () => {
  it('deletes a group and leaves its members', async () => {
    const id = await create('Sales', ann);
    expect(await scim.send('DELETE', `/Groups/${id}`)).toMatchObject({ status: 204, body: undefined });
    expect(await stored(id)).toBeUndefined();
    expect((await scim.send('DELETE', `/Groups/${id}`)).status).toBe(404);
    const read = await scim.send('GET', `/Users/${ann}?attributes=groups`);
    expect(read.status).toBe(200);
    expect(read.body).not.toHaveProperty('groups');
  });

  it('of a group with others below it is refused', async () => {
    const id = await create('Sales');
    await scim.console.createSubgroup(id, 'Sales Europe');
    const answer = await scim.send('DELETE', `/Groups/${id}`);
    expect(answer).toMatchObject(error(403, undefined, expect.stringContaining('groups below it')));
    expect(await stored(id)).toBeDefined();
  });

  it('of a group that grants administration is refused, for members and groups below as well', async () => {
    const id = await create('Sales');
    const below = await scim.console.createSubgroup(id, 'Sales Europe');
    await makeGranting(id);
    expect(await scim.send('DELETE', `/Groups/${below}`)).toMatchObject(GRANTING);
    expect(await stored(below)).toBeDefined();
  });
});
