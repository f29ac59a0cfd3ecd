import { createMemoryScim, type MemoryScim } from '../../../../support/memory/memoryScim.ts';
import { patch, user } from '../../../../support/scim/messages.ts';
import { error } from '../answers.ts';
import { scimUsers } from './scimUsers.ts';

let scim: MemoryScim;
const { create, stored, makeAdministrator } = scimUsers(() => scim);

beforeEach(async () => {
  scim = await createMemoryScim();
});

describe('deactivation', () => {
  const DEACTIVATE = { op: 'replace', path: 'active', value: false };
  let id: string;

  /** A user with a session and an offline token. */
  beforeEach(async () => {
    id = await create('ann', { password: 'a password' });
    await scim.console.createClient('app');
    await scim.console.signIn('ann', 'a password', 'app');
    await scim.console.signIn('ann', 'a password', 'app', true);
  });

  async function expectOut(): Promise<void> {
    expect(await stored(id)).toMatchObject({ enabled: false });
    expect(await scim.console.countSessions(id)).toBe(0);
    expect(await scim.realm.users.offlineGrants(id)).toEqual([]);
  }

  it.each([
    ['PATCH', patch(DEACTIVATE)],
    ['PUT', user('ann', { active: false })],
  ])('by %s disables, ends sessions and revokes offline tokens', async (method, body) => {
    const answer = await scim.send(method, `/Users/${id}`, body);
    expect(answer).toMatchObject({ status: 200, body: { active: false } });
    expect(answer.facts.notes).toEqual([
      expect.stringMatching(/^Sessions ended and 1 offline grant revoked in \d+ ms\.$/),
    ]);
    await expectOut();
  });

  it('can be repeated, to end what began since', async () => {
    await scim.realm.users.setEnabled(id, false);
    expect((await scim.send('PATCH', `/Users/${id}`, patch(DEACTIVATE))).status).toBe(200);
    await expectOut();
  });

  it('happens even if the rest of the request is refused', async () => {
    await create('bob');
    const rename = { op: 'replace', path: 'userName', value: 'bob' };
    const answer = await scim.send('PATCH', `/Users/${id}`, patch(DEACTIVATE, rename));
    const detail =
      'Another user of the realm already has this userName. The user has been disabled all the same.';
    expect(answer).toMatchObject(error(409, 'uniqueness', detail));
    await expectOut();
  });

  it('of an administrator is refused', async () => {
    await makeAdministrator(id);
    const answer = await scim.send('PATCH', `/Users/${id}`, patch(DEACTIVATE));
    expect(answer).toMatchObject(
      error(403, undefined, 'This user administers the realm; SCIM does not change the account.'),
    );
    expect(await stored(id)).toMatchObject({ enabled: true });
    expect(await scim.console.countSessions(id)).toBe(1);
  });

  it('ends nothing where a user is changed otherwise', async () => {
    await scim.send('PATCH', `/Users/${id}`, patch({ op: 'replace', path: 'title', value: 'Boss' }));
    expect(await scim.console.countSessions(id)).toBe(1);
  });
});
