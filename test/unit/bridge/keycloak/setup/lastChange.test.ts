import { KeycloakError } from '../../../../../bridge/keycloak/port/errors.ts';
import { createLastChange } from '../../../../../bridge/keycloak/setup/lastChange.ts';
import type { RealmAccess } from '../../../../../bridge/keycloak/setup/part.ts';

const AT = Date.UTC(2026, 10, 29);
const EVENT = { time: AT, authDetails: { userId: 'u1', ipAddress: '192.0.2.7' } };

/** What the fake Keycloak has: the users of each realm by id, and the last event. */
interface Stage {
  readonly users?: Readonly<Record<string, string>>;
  readonly event?: object | undefined;
  readonly eventsFail?: Error;
}

/** Finds the last change of something, and notes what events were asked for. */
async function find(
  object: string,
  { users = { 'master/u1': 'ann' }, event = EVENT, eventsFail }: Stage = {},
) {
  const asked: unknown[] = [];
  const admin = {
    clients: { find: () => Promise.resolve([{ id: 'c1' }]) },
    users: {
      findOne: ({ realm, id }: { realm: string; id: string }) => {
        const username = users[`${realm}/${id}`];
        return username === undefined
          ? Promise.reject(new Error('not found'))
          : Promise.resolve({ username });
      },
    },
    realms: {
      findAdminEvents: (query: object) => {
        asked.push(query);
        return eventsFail === undefined
          ? Promise.resolve('time' in event ? [event] : [])
          : Promise.reject(eventsFail);
      },
    },
  };
  const call = (_name: string, work: () => Promise<unknown>) => work();
  const access = { admin, realm: 'acme', call } as unknown as RealmAccess;
  return { found: await createLastChange(access, 'master')(object), asked };
}

describe('who changed something last', () => {
  it.each([
    ['realm settings', 'REALM', undefined],
    ['user profile', 'USER_PROFILE', undefined],
    ['SCIM configuration', 'CLIENT', 'clients/c1'],
    ['client scim-bridge', 'CLIENT', 'clients/c1'],
    ['role scim-managed', 'REALM_ROLE', 'roles/scim-managed'],
    ['identity provider corp', 'IDENTITY_PROVIDER', 'identity-provider/instances/corp'],
  ])('is in the admin events of it: %s', async (object, resourceType, resourcePath) => {
    const { found, asked } = await find(object);
    expect(found).toEqual({ by: 'ann', address: '192.0.2.7', at: new Date(AT) });
    expect(asked).toEqual([
      {
        ...{ realm: 'acme', max: 1, resourceTypes: [resourceType] },
        ...(resourcePath === undefined ? {} : { resourcePath }),
      },
    ]);
  });

  it('may be an administrator of the realm itself, or one whose name cannot be read', async () => {
    expect((await find('user profile', { users: { 'acme/u1': 'bob' } })).found?.by).toBe('bob');
    expect((await find('user profile', { users: {} })).found?.by).toBe('account u1');
  });

  it.each(['client scope scim', 'token "Okta"', 'index of lookup keys'])(
    'is not looked for where events do not tell: %s',
    async (object) => {
      expect(await find(object)).toEqual({ found: undefined, asked: [] });
    },
  );

  it('is not known without an event, or without the right to see events', async () => {
    const eventsFail = new KeycloakError('refused', 'GET admin-events: Keycloak answered 403');
    expect((await find('user profile', { event: {} })).found).toBeUndefined();
    expect((await find('user profile', { eventsFail })).found).toBeUndefined();
    await expect(find('user profile', { eventsFail: new Error('a fault') })).rejects.toThrow('a fault');
  });
});
