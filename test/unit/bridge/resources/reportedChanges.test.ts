import { KeycloakError } from '../../../../bridge/keycloak/port/errors.ts';
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

  it.each<[what: string, method: string, body: unknown]>([
    ['an operation that does not exist', 'PATCH', patch({ op: 'jump', path: 'title' })],
    ['a path that is none', 'PATCH', patch({ op: 'replace', path: 'title[', value: 'x' })],
    ['a name that is no text', 'PUT', { userName: [7], displayName: [7] }],
    ['a body that is no object', 'PUT', []],
  ])('names a user and a group for whom it was refused: %s', async (_what, method, body) => {
    const id = await createUser('Ann');
    const { status, facts } = await scim.send(method, `/Users/${id}`, body);
    expect([status, facts.resource]).toEqual([400, { type: 'User', id, name: 'Ann' }]);
    expect(facts.aliases).toEqual(['Ann', 'ann']);
    const groupId = String((await scim.send('POST', '/Groups', group('Sales'))).body.id);
    const refused = await scim.send(method, `/Groups/${groupId}`, body);
    expect([refused.status, refused.facts.resource]).toEqual([
      400,
      { type: 'Group', id: groupId, name: 'Sales' },
    ]);
  });

  it('names a user whose change was refused because of the version', async () => {
    const id = await createUser('Ann');
    const { status, facts } = await scim.send('PUT', `/Users/${id}`, user('Anna'), { ifMatch: 'W/"old"' });
    expect([status, facts.resource]).toEqual([412, { type: 'User', id, name: 'Ann' }]);
  });

  it('names a user whom the client does not see', async () => {
    scim = await createMemoryScim({ offboarding: { delete: 'hide' } });
    const id = await createUser('Ann');
    await scim.send('DELETE', `/Users/${id}`);
    const { status, facts } = await scim.send('DELETE', `/Users/${id}`);
    expect([status, facts.resource]).toEqual([404, { type: 'User', id, name: 'Ann' }]);
  });

  it('is refused with its own reason if the name cannot be read', async () => {
    const id = await createUser('Ann');
    const fail = () => Promise.reject(new KeycloakError('unavailable', 'down'));
    Object.assign(scim.realm.users, { get: fail });
    const { status, facts } = await scim.send('PATCH', `/Users/${id}`, patch({ op: 'jump', path: 'title' }));
    expect([status, facts.resource]).toEqual([400, { type: 'User', id }]);
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

  it('knows a user by the names and addresses before and after the change', async () => {
    const { body } = await scim.send('POST', '/Users', {
      ...user('Ann'),
      emails: [{ value: 'ann@x.test', primary: true }],
    });
    const value = { userName: 'anna', emails: [{ value: 'anna@y.test', primary: true }] };
    const { facts } = await scim.send('PATCH', `/Users/${String(body.id)}`, patch({ op: 'replace', value }));
    expect(new Set(facts.aliases)).toEqual(new Set(['Ann', 'ann', 'ann@x.test', 'anna', 'anna@y.test']));
    const read = await scim.send('DELETE', `/Users/${String(body.id)}`);
    expect(read.facts.aliases).toContain('anna@y.test');
  });

  it('tells that a hidden user was restored', async () => {
    scim = await createMemoryScim({ offboarding: { delete: 'hide' } });
    const id = await createUser('ann');
    await scim.send('DELETE', `/Users/${id}`);
    const { status, body, facts } = await scim.send('POST', '/Users', user('Ann'));
    expect([status, String(body.id)]).toEqual([201, id]);
    expect(facts.changes).toEqual([{ what: 'restored' }]);
  });

  it('tells what a new and a restored user was given', async () => {
    scim = await createMemoryScim({
      onboarding: { realmRoles: ['employee'], groups: ['/staff'] },
      offboarding: { delete: 'hide' },
    });
    await scim.console.createRealmRole('employee');
    await scim.send('POST', '/Groups', group('staff'));
    const given = [
      { what: 'rolesGiven', names: ['employee'] },
      { what: 'groupsGiven', names: ['/staff'] },
    ];
    const created = await scim.send('POST', '/Users', user('ann'));
    expect(created.facts.changes).toEqual(given);
    await scim.send('DELETE', `/Users/${String(created.body.id)}`);
    const restored = await scim.send('POST', '/Users', user('ann'));
    expect(restored.facts.changes).toEqual([{ what: 'restored' }, ...given]);
  });

  it('names a group whose members alone are changed, without a further call', async () => {
    const ann = await createUser('ann');
    const id = String((await scim.send('POST', '/Groups', group('Sales'))).body.id);
    const joining = patch({ op: 'add', path: 'members', value: [{ value: ann }] });
    const { facts } = await scim.send('PATCH', `/Groups/${id}`, joining);
    expect(facts.resource).toEqual({ type: 'Group', id, name: 'Sales' });
    expect(facts.changes).toEqual([{ what: 'joined', count: 1 }]);
  });

  it('tells operators alone who has a userName, e-mail address or displayName that is taken', async () => {
    const holder = { ...user('Bob'), emails: [{ value: 'bob@x.test', primary: true }] };
    const id = String((await scim.send('POST', '/Users', holder)).body.id);
    const expectConflict = async (method: string, target: string, body: unknown, name: string) => {
      const answer = await scim.send(method, target, body);
      expect(answer.status).toBe(409);
      expect(answer.facts.conflict).toMatchObject({ name });
      expect(JSON.stringify(answer.body)).not.toContain(answer.facts.conflict?.id);
      return answer.facts.conflict;
    };
    const bob = { type: 'User', id, name: 'bob' };
    expect(await expectConflict('POST', '/Users', user('BOB'), 'bob')).toEqual(bob);
    const sameEmail = { ...user('eve'), emails: holder.emails };
    expect(await expectConflict('POST', '/Users', sameEmail, 'bob')).toEqual(bob);
    const ann = await createUser('ann');
    const rename = patch({ op: 'replace', value: { userName: 'bob' } });
    expect(await expectConflict('PATCH', `/Users/${ann}`, rename, 'bob')).toEqual(bob);
    const readdress = patch({ op: 'replace', value: { emails: holder.emails } });
    expect(await expectConflict('PATCH', `/Users/${ann}`, readdress, 'bob')).toEqual(bob);
    const sales = String((await scim.send('POST', '/Groups', group('Sales'))).body.id);
    expect(await expectConflict('POST', '/Groups', group('SALES'), 'Sales')).toEqual({
      ...{ type: 'Group', id: sales, name: 'Sales' },
    });
  });

  it('tells who is linked to the account of an identity provider that a new user asks for', async () => {
    await scim.console.createIdentityProvider('corp');
    const settings = { alias: 'corp', userId: 'externalId' };
    scim = await createMemoryScim({ onboarding: { identityProvider: settings } });
    await scim.console.createIdentityProvider('corp');
    const id = String((await scim.send('POST', '/Users', { ...user('ann'), externalId: '7' })).body.id);
    const { status, facts } = await scim.send('POST', '/Users', { ...user('eve'), externalId: '7' });
    expect(status).toBe(409);
    expect(facts.conflict).toEqual({ type: 'User', id, name: 'ann' });
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
