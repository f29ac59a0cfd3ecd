import { createMemoryScim, type MemoryScim } from '../../../../support/memory/memoryScim.ts';
import { patch, user } from '../../../../support/scim/messages.ts';
import { error } from '../answers.ts';
import { scimUsers } from './scimUsers.ts';

let scim: MemoryScim;
const { create } = scimUsers(() => scim);

beforeEach(async () => {
  scim = await createMemoryScim();
});

describe('a user whose userName and e-mail address both belong to others', () => {
  const taken = error(409, 'uniqueness', 'Another user of the realm already has this userName.');
  const emails = [{ value: 'bob@example.com', primary: true }];

  beforeEach(async () => {
    await create('ann');
    await create('bob', { emails });
  });

  it('is refused with the userName named, by POST, PUT and PATCH', async () => {
    const body = user('ann', { emails });
    expect(await scim.send('POST', '/Users', body)).toMatchObject(taken);
    const path = `/Users/${await create('carol')}`;
    expect(await scim.send('PUT', path, body)).toMatchObject(taken);
    const value = { userName: 'ann', emails };
    expect(await scim.send('PATCH', path, patch({ op: 'replace', value }))).toMatchObject(taken);
  });

  it('is told of the address if the userName is free or its own', async () => {
    const address = error(409, 'uniqueness', 'Another user of the realm already has this e-mail address.');
    expect(await scim.send('POST', '/Users', user('dan', { emails }))).toMatchObject(address);
    const path = `/Users/${await create('carol')}`;
    expect(await scim.send('PUT', path, user('carol', { emails }))).toMatchObject(address);
  });
});
