import { realmSecret } from '../../bridge/keycloak/realmSecret.ts';
import { adminApi, adminToken, clientToken } from '../support/adminApi.ts';
import { BRIDGE_SECRET, startTestBridge, type TestBridge } from '../support/bridge.ts';

const CLIENT = 'scim-bridge';

let bridge: TestBridge;

beforeAll(async () => {
  bridge = await startTestBridge();
});

afterAll(async () => {
  await bridge.close();
});

async function secretIn(realm: string): Promise<string | undefined> {
  const [client] = await bridge.admin.clients.find({ realm, clientId: CLIENT });
  return (await bridge.admin.clients.getClientSecret({ realm, id: client?.id ?? '' })).value;
}

async function setSecret(realm: string, secret: string): Promise<void> {
  const [client] = await bridge.admin.clients.find({ realm, clientId: CLIENT });
  await bridge.admin.clients.update({ realm, id: client?.id ?? '' }, { clientId: CLIENT, secret });
}

const findingsOf = async (realm: string): Promise<string[]> =>
  ((await adminApi(bridge, realm)('GET', '/')).body as { findings: string[] }).findings;

describe("the bridge's secret", () => {
  it('is another one in each realm, so that reading it in one opens no other', async () => {
    const [acme, globex] = [await bridge.realm(), await bridge.realm()];
    const read = (await secretIn(acme.name)) ?? '';
    expect(read).toBe(realmSecret(BRIDGE_SECRET, acme.name));
    expect(await clientToken(bridge, acme.name, CLIENT, read)).toEqual(expect.any(String));
    expect(await clientToken(bridge, globex.name, CLIENT, read)).toBeUndefined();
    expect(await clientToken(bridge, globex.name, CLIENT, BRIDGE_SECRET)).toBeUndefined();
    expect((await acme.scim('GET', '/Users')).status).toBe(200);
    expect((await globex.scim('GET', '/Users')).status).toBe(200);
    expect(await findingsOf(acme.name)).toEqual([]);
  });

  it('is still taken where a realm holds the shared one of an earlier set-up, with a finding until that changes', async () => {
    const realm = await bridge.realm();
    await setSecret(realm.name, BRIDGE_SECRET);
    expect((await realm.scim('GET', '/Users')).status).toBe(200);
    expect(await findingsOf(realm.name)).toEqual([expect.stringContaining('holds the secret')]);
    expect(bridge.logged()).toContainEqual(
      expect.objectContaining({
        realm: realm.name,
        finding: expect.stringContaining('holds the secret') as unknown,
      }),
    );
  });
});

describe('a realm that is made anew under an old name', () => {
  it('sees nothing of the old realm: neither journal, nor brake, nor uses of credentials', async () => {
    const brake = { brake: { users: 5 } };
    const old = await bridge.realm({ config: brake });
    const created = await old.scim('POST', '/Users', { userName: 'confidential', active: true });
    const { id } = created.body as { id: string };
    await old.scim('PATCH', `/Users/${id}`, {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [{ op: 'replace', path: 'active', value: false }],
    });
    const ofOld = adminApi(bridge, old.name);
    expect(JSON.stringify((await ofOld('GET', '/journal')).body)).toContain('confidential');
    expect((await ofOld('GET', '/brake')).body).toMatchObject({ leavers: 1 });

    await bridge.admin.realms.del({ realm: old.name });
    const anew = await bridge.realm({ name: old.name, config: brake });
    const ofNew = adminApi(bridge, anew.name, await adminToken(bridge));
    expect((await ofNew('GET', '/journal')).body).toEqual({ entries: [] });
    expect((await ofNew('GET', '/brake')).body).toMatchObject({ leavers: 0 });
    expect((await anew.scim('GET', '/Users')).body).toMatchObject({ totalResults: 0 });
    expect((await old.scim('GET', '/Users')).status).toBe(401);
  });
});
