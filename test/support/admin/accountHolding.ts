import { grantRights } from '../../../dev/keycloak/grantRights.ts';
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
  const { id } = await admin.clients.create({
    realm,
    clientId,
    secret: 'operator',
    serviceAccountsEnabled: true,
    standardFlowEnabled: false,
  });
  const account = await admin.clients.getServiceAccountUser({ realm, id });
  await grantRights(admin, { realm, userId: account.id ?? '' }, (name) => rights.includes(name));
  return clientToken(bridge, realm, clientId, 'operator');
}
