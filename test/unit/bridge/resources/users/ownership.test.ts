import { createMemoryScim, type MemoryScim } from '../../../../support/memory/memoryScim.ts';
import { user } from '../../../../support/scim/messages.ts';
import { scimUsers } from './scimUsers.ts';

let scim: MemoryScim;
const { create } = scimUsers(() => scim);

beforeEach(async () => {
  scim = await createMemoryScim();
});

describe('ownership', () => {
  it('hides users whom somebody else created', async () => {
    scim = await createMemoryScim({ ownership: 'own' });
    const foreign = await scim.realm.users.create({ username: 'foreign', enabled: true, attributes: {} });
    const own = await create('ann');
    expect((await scim.send('GET', `/Users/${foreign}`)).status).toBe(404);
    expect((await scim.send('DELETE', `/Users/${foreign}`)).status).toBe(404);
    expect((await scim.send('GET', '/Users')).body).toMatchObject({
      totalResults: 1,
      Resources: [{ id: own }],
    });
    expect((await scim.send('POST', '/Users', user('foreign'))).status).toBe(409);
  });
});
