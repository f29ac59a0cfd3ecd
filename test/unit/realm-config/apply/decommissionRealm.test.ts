import type { RealmPart } from '../../../../bridge/keycloak/setup/part.ts';
import type { RealmSetup } from '../../../../bridge/keycloak/setup/realmSetup.ts';
import { decommissionRealm, planDecommission } from '../../../../realm-config/apply/decommissionRealm.ts';
import { createMemoryRealm } from '../../../support/memory/memoryRealm.ts';

const MARK = { 'scim.managed': 'true' };
const BEFORE = JSON.stringify({
  editUsernameAllowed: false,
  unmanagedAttributePolicy: 'DISABLED',
  usersEditUsername: true,
});

const { realm } = createMemoryRealm();
let writes: string[];

beforeEach(() => {
  writes = [];
});

const done = (text: string) => () => {
  writes.push(text);
  return Promise.resolve();
};

/** A part of the realm that differs from what it was before SCIM. */
const partOf = (object: string) =>
  ({
    read: () => Promise.resolve(undefined),
    absent: () => undefined,
    diff: () => [{ outcome: 'changed', object }],
    apply: done(object),
  }) as unknown as RealmPart<unknown, unknown, never>;

type Clients = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** A realm whose clients have these attributes. */
const setupOf = (clients: Clients, { othersAreOurs = true } = {}): RealmSetup =>
  ({
    name: 'acme',
    realm,
    parts: {
      client: {
        read: ({ clientId }: { clientId: string }) => {
          const attributes = clients[clientId];
          return Promise.resolve(attributes && { id: clientId, attributes, members: {} });
        },
      },
      usernameEditing: partOf('realm settings'),
      formerUserProfile: partOf('user profile'),
    },
    removals: {
      clientScope: () => Promise.resolve({ id: 's', isMadeBySetup: othersAreOurs }),
      role: () => Promise.resolve({ isMadeBySetup: othersAreOurs }),
      removeClient: (id: string) => done(`- ${id}`)(),
      removeClientScope: done('- scope'),
      removeRole: done('- role'),
    },
    setClientAttributes: (id: string, attributes: object) => done(`${id} ${JSON.stringify(attributes)}`)(),
  }) as unknown as RealmSetup;

const OURS: Clients = {
  'scim-endpoint': { ...MARK, 'scim.enabled': 'true', 'scim.before': BEFORE },
  'scim-bridge': MARK,
};

const plan = (clients: Clients, options?: { othersAreOurs?: boolean }) =>
  planDecommission(setupOf(clients, options), 'scim-bridge', 'keep');

describe('taking SCIM out of a realm', () => {
  it('switches it off first, and removes its configuration last', async () => {
    const planned = await plan(OURS);
    expect(writes).toEqual([]);
    const reported: string[] = [];
    await decommissionRealm(planned, ({ object, outcome }) => reported.push(`${object} ${outcome}`));
    expect(writes).toEqual([
      'scim-endpoint {"scim.enabled":"false"}',
      '- scim-bridge',
      '- scope',
      '- role',
      'realm settings',
      'user profile',
      '- scim-endpoint',
    ]);
    expect(reported.at(-1)).toBe('client scim-endpoint removed');
    expect(planned.left).toEqual(['users']);
  });

  it('keeps what others made, and says so', async () => {
    const { changes, left } = await plan(
      { 'scim-endpoint': {}, 'scim-bridge': {} },
      { othersAreOurs: false },
    );
    expect(changes).toEqual([]);
    expect(left).toEqual([
      'user profile and "Edit username" (what they were before is not known)',
      'client scope scim (not made by realm-config)',
      'role scim-managed (not made by realm-config)',
      'client scim-bridge (not made by realm-config)',
      'client scim-endpoint (not made by realm-config)',
      'users',
    ]);
  });

  it('has nothing to do in a realm without it', async () => {
    expect(await plan({})).toMatchObject({ changes: [], left: [] });
  });

  it('ends at the first failure, with the configuration still there', async () => {
    const setup = setupOf(OURS);
    const removals = { ...setup.removals, removeRole: () => Promise.reject(new Error('no answer')) };
    const planned = await planDecommission({ ...setup, removals }, 'scim-bridge', 'keep');
    await expect(decommissionRealm(planned, () => undefined)).rejects.toThrow('no answer');
    expect(writes.at(-1)).toBe('- scope');
  });

  it('disables only the users that SCIM created, if it is told to', async () => {
    const create = (username: string, attributes: Record<string, string[]>) =>
      realm.users.create({ username, enabled: true, attributes });
    const [ours, theirs] = [await create('ours', { 'scim.source': ['scim'] }), await create('theirs', {})];
    const planned = await planDecommission(setupOf(OURS), 'scim-bridge', 'disable');
    expect(planned.left).toEqual([]);
    await decommissionRealm(planned, () => undefined);
    const isEnabled = async (id: string) => (await realm.users.get(id))?.enabled;
    expect([await isEnabled(ours), await isEnabled(theirs)]).toEqual([false, true]);
  });
});
