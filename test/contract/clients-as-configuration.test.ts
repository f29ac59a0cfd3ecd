import { createBareRealm, type BareRealm } from '../support/keycloak/adminRestRealm.ts';

interface Client {
  readonly id: string;
  readonly enabled: boolean;
  readonly name?: string;
  readonly secret?: string;
  readonly serviceAccountsEnabled: boolean;
  readonly attributes: Readonly<Record<string, string>>;
}

const CLIENT_ID = 'scim-endpoint';

let realm: BareRealm;
let id: string;

async function find(clientId = CLIENT_ID): Promise<Client[]> {
  const answer = await realm.admin('GET', `/clients?clientId=${clientId}`);
  expect(answer.status).toBe(200);
  return answer.body as Client[];
}

async function read(): Promise<Client> {
  const [client] = await find();
  if (client === undefined) throw new Error(`client ${CLIENT_ID} is gone`);
  return client;
}

/** A client with its lists, such as that of its scopes, in an order of ours: Keycloak's own varies. */
const inOrder = (client: Client): object =>
  Object.fromEntries(
    Object.entries(client).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map(String).sort() : value,
    ]),
  );

/** Writes attributes alone, as the bridge does. */
async function write(attributes: Readonly<Record<string, string | null>>): Promise<void> {
  expect(await realm.admin('PUT', `/clients/${id}`, { attributes })).toEqual({ status: 204 });
}

beforeAll(async () => {
  realm = await createBareRealm();
  await realm.admin('POST', '/clients', {
    clientId: CLIENT_ID,
    name: 'SCIM endpoint',
    publicClient: false,
    serviceAccountsEnabled: true,
    secret: 'a secret',
    attributes: { 'scim.enabled': 'true' },
  });
  ({ id } = await read());
});

afterAll(async () => {
  await realm.remove();
});

describe('finding a client by its client id', () => {
  it('answers with its attributes and its secret', async () => {
    expect(await find()).toEqual([
      expect.objectContaining({
        clientId: CLIENT_ID,
        enabled: true,
        secret: 'a secret',
        attributes: expect.objectContaining({ 'scim.enabled': 'true' }) as unknown,
      }),
    ]);
  });

  it.each(['unknown', 'scim', 'SCIM-Endpoint'])(
    'is exact, and empty where there is none: %s',
    async (clientId) => {
      expect(await find(clientId)).toEqual([]);
    },
  );
});

describe('writing attributes alone', () => {
  it('leaves all other attributes, the fields and the secret unchanged', async () => {
    const before = await read();
    await write({ 'scim.profile': 'generic' });
    const after = await read();
    const attributes = { ...before.attributes, 'scim.profile': 'generic' };
    expect(inOrder(after)).toEqual(inOrder({ ...before, attributes }));
  });

  it.each([['an empty text', ''] as const, ['null', null] as const])(
    'removes an attribute with %s',
    async (_, nothing) => {
      await write({ 'scim.token.x': 'a', 'scim.token.y': 'b' });
      await write({ 'scim.token.x': nothing });
      const { attributes } = await read();
      expect(attributes).not.toHaveProperty(['scim.token.x']);
      expect(attributes['scim.token.y']).toBe('b');
    },
  );

  it('keeps a document of 100,000 characters exactly', async () => {
    const document = JSON.stringify({ version: 1, text: 'ä😀"\\ \n\t'.repeat(12_000) });
    expect(document.length).toBeGreaterThan(100_000);
    await write({ 'scim.config': document });
    expect((await read()).attributes['scim.config']).toBe(document);
  });

  it('loses nothing if many write different attributes at once', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `scim.token.many-${index}`);
    await Promise.all(names.map((name) => write({ [name]: name })));
    expect(Object.keys((await read()).attributes)).toEqual(expect.arrayContaining(names));
  });
});

describe('a disabled client', () => {
  it('stays readable, is shown as disabled, and gets no token', async () => {
    await write({ 'scim.profile': 'strict' });
    await realm.admin('PUT', `/clients/${id}`, { clientId: CLIENT_ID, enabled: false });
    const { enabled, attributes } = await read();
    const answer = await realm.token({ grant_type: 'client_credentials' }, [CLIENT_ID, 'a secret']);
    await realm.admin('PUT', `/clients/${id}`, { clientId: CLIENT_ID, enabled: true });
    expect({ enabled, profile: attributes['scim.profile'] }).toEqual({ enabled: false, profile: 'strict' });
    expect(answer.status).toBe(401);
  });
});
