import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import { readOnce } from '../../../../../bridge/keycloak/setup/readOnce.ts';

let calls: string[];
let answer: (name: string) => Promise<unknown>;

beforeEach(() => {
  calls = [];
  answer = (name) => Promise.resolve(name);
});

const method = (name: string) => (query: unknown) => {
  calls.push(`${name} ${JSON.stringify(query)}`);
  return answer(name);
};

const client = () =>
  readOnce({
    realms: { findOne: method('realms.findOne'), update: method('realms.update') },
    clients: { find: method('clients.find'), create: method('clients.create') },
    clientScopes: { find: method('clientScopes.find') },
    users: { find: method('users.find') },
  } as unknown as KeycloakAdminClient);

describe('an admin client that reads once', () => {
  it('calls Keycloak once for the same thing, also at the same time', async () => {
    const { realms } = client();
    await Promise.all([realms.findOne({ realm: 'a' }), realms.findOne({ realm: 'a' })]);
    await realms.findOne({ realm: 'a' });
    await realms.findOne({ realm: 'b' });
    expect(calls).toEqual(['realms.findOne {"realm":"a"}', 'realms.findOne {"realm":"b"}']);
  });

  it('takes no resource for another', async () => {
    const admin = client();
    expect([await admin.clients.find({ realm: 'a' }), await admin.clientScopes.find({ realm: 'a' })]).toEqual(
      ['clients.find', 'clientScopes.find'],
    );
  });

  it('reads again after a write, and what it was reading meanwhile as well', async () => {
    const { clients, realms } = client();
    await realms.findOne({ realm: 'a' });
    let endWrite = (_: unknown): void => undefined;
    answer = (name) =>
      name === 'clients.create' ? new Promise((resolve) => (endWrite = resolve)) : Promise.resolve(name);
    const write = clients.create({ realm: 'a' });
    await realms.findOne({ realm: 'a' });
    endWrite({});
    await write;
    await realms.findOne({ realm: 'a' });
    expect(calls.filter((call) => call.startsWith('realms'))).toHaveLength(3);
  });

  it('keeps no failure, and nothing that is big', async () => {
    const { realms, users } = client();
    answer = () => Promise.reject(new Error('no'));
    await expect(realms.findOne({ realm: 'a' })).rejects.toThrow('no');
    answer = (name) => Promise.resolve(name);
    expect(await realms.findOne({ realm: 'a' })).toBe('realms.findOne');
    await users.find({ realm: 'a' });
    await users.find({ realm: 'a' });
    expect(calls).toHaveLength(4);
  });
});
