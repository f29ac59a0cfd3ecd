import { createMemoryScim, type MemoryScim } from '../../../support/memory/memoryScim.ts';
import { patch, user } from '../../../support/scim/messages.ts';

let scim: MemoryScim;

beforeEach(async () => {
  scim = await createMemoryScim();
});

async function createUser(userName: string): Promise<string> {
  return String((await scim.send('POST', '/Users', user(userName))).body.id);
}

const group = (displayName: string, members: readonly string[] = []) => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
  displayName,
  members: members.map((value) => ({ value })),
});

describe('the report of a change', () => {
  it('names a deleted user', async () => {
    const id = await createUser('Ann');
    const { status, facts } = await scim.send('DELETE', `/Users/${id}`);
    expect(status).toBe(204);
    expect(facts.resource).toEqual({ type: 'User', id, name: 'Ann' });
    expect(facts.changes).toEqual([{ what: 'deleted' }]);
  });

  it('names a user whose change was refused', async () => {
    const id = await createUser('ann');
    const role = await scim.realm.roles.find('manage-users', 'realm-management');
    await scim.realm.roles.give({ user: id }, role === undefined ? [] : [role]);
    const { status, facts } = await scim.send('DELETE', `/Users/${id}`);
    expect(status).toBe(403);
    expect(facts.resource).toEqual({ type: 'User', id, name: 'ann' });
    expect(facts.changes).toEqual([]);
  });

  it('has no name for a user who does not exist', async () => {
    const { status, facts } = await scim.send('DELETE', '/Users/none');
    expect(status).toBe(404);
    expect(facts.resource).toEqual({ type: 'User', id: 'none' });
  });

  it('tells that a user was disabled, enabled and renamed, and nothing of what stays', async () => {
    const id = await createUser('ann');
    const change = async (value: unknown) => {
      const { facts } = await scim.send('PATCH', `/Users/${id}`, patch({ op: 'replace', value }));
      return [facts.resource?.name, facts.changes];
    };
    expect(await change({ active: false })).toEqual(['ann', [{ what: 'disabled' }]]);
    expect(await change({ active: false })).toEqual(['ann', []]);
    expect(await change({ active: true, userName: 'anna' })).toEqual([
      'anna',
      [{ what: 'enabled' }, { what: 'renamed', from: 'ann', to: 'anna' }],
    ]);
  });

  it('tells that a group was renamed, who joined and left by number, and that it was deleted', async () => {
    const [ann, bob, eve] = [await createUser('ann'), await createUser('bob'), await createUser('eve')];
    const id = String((await scim.send('POST', '/Groups', group('Sales', [ann]))).body.id);
    const replaced = await scim.send('PUT', `/Groups/${id}`, group('Selling', [bob, eve]));
    expect(replaced.status).toBe(200);
    expect(replaced.facts.changes).toEqual([
      { what: 'renamed', from: 'Sales', to: 'Selling' },
      { what: 'joined', count: 2 },
      { what: 'left', count: 1 },
    ]);
    const { facts } = await scim.send('DELETE', `/Groups/${id}`);
    expect(facts.resource).toEqual({ type: 'Group', id, name: 'Selling' });
    expect(facts.changes).toEqual([{ what: 'deleted' }]);
  });
});
