import type { Keycloak, KeycloakClient, KeycloakRealm } from '../../../../bridge/keycloak/port.ts';
import { createTenants } from '../../../../bridge/tenants/tenants.ts';

describe('a realm that is read anew', () => {
  it('is read after the call, also when a reading from before it is still under way', async () => {
    const readings: ((client: KeycloakClient | undefined) => void)[] = [];
    const realm = {
      name: 'acme',
      client: () => new Promise<KeycloakClient | undefined>((resolve) => readings.push(resolve)),
      settings: () => Promise.resolve({ enabled: true }),
    } as unknown as KeycloakRealm;
    const tenants = createTenants({
      keycloak: { realm: () => Promise.resolve(realm) } as unknown as Keycloak,
      refreshAfter: 4_000,
      publicUrl: 'https://scim.example.test',
      scanLimit: 0,
      quirks: new Map(),
      mayAsk: () => true,
      onProblem: () => undefined,
      onFinding: () => undefined,
    });
    const early = tenants.find('acme');
    const anew = tenants.reload('acme');
    await new Promise(setImmediate);
    expect(readings).toHaveLength(1);
    readings[0]?.(undefined);
    await expect(early).resolves.toMatchObject({ exists: true });
    await new Promise(setImmediate);
    expect(readings).toHaveLength(2);
    readings[1]?.(undefined);
    await expect(anew).resolves.toBeUndefined();
  });
});
