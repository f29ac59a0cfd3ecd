import { realmSecret } from '../../../bridge/keycloak/auth/realmSecret.ts';
import { adminApi, clientToken } from '../../support/admin/adminApi.ts';
import { BRIDGE_SECRET, startTestBridge, type TestBridge } from '../../support/fixtures/bridge.ts';

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

describe('the derived secret of the bridge', () => {
  it('differs in each realm, so the secret of one realm does not open another', async () => {
    const [acme, globex] = [await bridge.realm(), await bridge.realm()];
    const read = (await secretIn(acme.name)) ?? '';
    expect(read).toBe(realmSecret(BRIDGE_SECRET, acme.name));
    expect(await clientToken(bridge, acme.name, CLIENT, read)).toEqual(expect.any(String));
    await expect(clientToken(bridge, globex.name, CLIENT, read)).rejects.toThrow(/401 .*unauthorized_client/);
    await expect(clientToken(bridge, globex.name, CLIENT, BRIDGE_SECRET)).rejects.toThrow(
      /401 .*unauthorized_client/,
    );
    expect((await acme.scim('GET', '/Users')).status).toBe(200);
    expect((await globex.scim('GET', '/Users')).status).toBe(200);
    expect((await adminApi(bridge, acme.name)('GET', '/')).body).toMatchObject({ findings: [] });
  });

  it('replaces a secret that all realms share, without a restart of the bridge', async () => {
    const realm = await bridge.realm();
    const [client] = await bridge.admin.clients.find({ realm: realm.name, clientId: CLIENT });
    const setSecret = (secret: string): Promise<void> =>
      bridge.admin.clients.update(
        { realm: realm.name, id: client?.id ?? '' },
        { clientId: CLIENT, secret, attributes: { 'access.token.lifespan': '1' } },
      );
    await setSecret(BRIDGE_SECRET);
    expect((await realm.scim('GET', '/Users')).status).toBe(200);
    await setSecret(realmSecret(BRIDGE_SECRET, realm.name));
    for (let tries = 0; tries < 5; tries += 1) {
      expect((await realm.scim('GET', '/Users')).status).toBe(200);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    await adminApi(bridge, realm.name)('POST', '/reload');
    expect((await adminApi(bridge, realm.name)('GET', '/')).body).toMatchObject({ findings: [] });
  });
});
