import { KeycloakError } from '../../../../bridge/keycloak/port/errors.ts';
import type { Keycloak, KeycloakClient, KeycloakRealm } from '../../../../bridge/keycloak/port/realm.ts';
import { loadQuirks } from '../../../../mappers/rewriting/loadQuirks.ts';
import { createTenants, type TenantsOptions } from '../../../../bridge/tenants/tenants.ts';

const OPTIONS: Omit<TenantsOptions, 'keycloak'> = {
  refreshAfter: 4_000,
  publicUrl: 'https://scim.example.test',
  scanLimit: 0,
  quirks: new Map(),
  mayAsk: () => true,
  onRealm: () => undefined,
  onProblem: () => undefined,
  onFinding: () => undefined,
};

describe('a realm that is read anew', () => {
  it('is read after the call, also when a reading from before it is still under way', async () => {
    const readings: ((client: KeycloakClient | undefined) => void)[] = [];
    const realm = {
      name: 'acme',
      client: () => new Promise<KeycloakClient | undefined>((resolve) => readings.push(resolve)),
      settings: () => Promise.resolve({ enabled: true }),
    } as unknown as KeycloakRealm;
    const tenants = createTenants({
      ...OPTIONS,
      keycloak: { realm: () => Promise.resolve(realm) } as unknown as Keycloak,
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

describe('names of realms that there are not', () => {
  it('never push a served realm out of memory, however many are made up', async () => {
    const asked: string[] = [];
    const acme = {
      name: 'acme',
      client: () =>
        Promise.resolve({
          id: 'endpoint',
          enabled: true,
          attributes: { 'scim.enabled': 'true', 'scim.profile': 'generic' },
          mappers: [],
        }),
      settings: () =>
        Promise.resolve({
          ...{ id: 'acme-id', enabled: true, usernamesEditable: true, emailAsUsername: false },
          ...{ keepsUnmanagedAttributes: true, internationalized: false, profile: [] },
        }),
      tree: { joinedByDefault: () => Promise.resolve([]) },
      sharesSecret: () => false,
    } as unknown as KeycloakRealm;
    const keycloak = {
      realm: (name: string) => {
        asked.push(name);
        return name === 'acme'
          ? Promise.resolve(acme)
          : Promise.reject(new KeycloakError('notFound', 'There is no such realm'));
      },
    } as unknown as Keycloak;
    const tenants = createTenants({
      ...OPTIONS,
      quirks: await loadQuirks(),
      refreshAfter: 600_000,
      keycloak,
    });

    expect((await tenants.find('acme')).tenant?.realm.name).toBe('acme');
    for (let i = 0; i < 6_000; i += 1) await tenants.find(`made-up-${i}`);
    expect((await tenants.find('acme')).tenant?.realm.name).toBe('acme');
    expect(asked.filter((name) => name === 'acme')).toHaveLength(1);
    expect(tenants.size()).toBe(1);
    const before = asked.length;
    await tenants.find('made-up-5999');
    expect(asked).toHaveLength(before);
  });
});
