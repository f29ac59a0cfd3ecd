import type { TestBridge } from '../fixtures/bridge.ts';
import { clientToken } from './adminApi.ts';

/** Makes an account of a realm that holds just these rights over it, and signs it in; returns the access token. */
export async function accountHolding(
  bridge: Pick<TestBridge, 'admin' | 'proxy'>,
  realm: string,
  rights: readonly string[],
): Promise<string> {
  const { admin } = bridge;
  const clientId = `operator-${rights.join('-')}`;
  await admin.clients.create({
    realm,
    clientId,
    secret: 'operator',
    serviceAccountsEnabled: true,
    standardFlowEnabled: false,
  });
  const find = async (id: string): Promise<string> =>
    (await admin.clients.find({ realm, clientId: id }))[0]?.id ?? '';
  const account = await admin.clients.getServiceAccountUser({ realm, id: await find(clientId) });
  const clientUniqueId = await find('realm-management');
  const roles = await admin.clients.listRoles({ realm, id: clientUniqueId });
  await admin.users.addClientRoleMappings({
    realm,
    id: account.id ?? '',
    clientUniqueId,
    roles: roles
      .filter(({ name }) => rights.includes(name ?? ''))
      .map(({ id = '', name = '' }) => ({ id, name })),
  });
  return clientToken(bridge, realm, clientId, 'operator');
}
