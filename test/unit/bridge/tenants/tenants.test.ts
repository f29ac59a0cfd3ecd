import { KeycloakError } from '../../../../bridge/keycloak/port/errors.ts';
import type { Keycloak, KeycloakClient, KeycloakRealm } from '../../../../bridge/keycloak/port/realm.ts';
import { loadQuirks } from '../../../../mappers/rewriting/loadQuirks.ts';
import { createTenants, type TenantsOptions } from '../../../../bridge/tenants/tenants.ts';

const OPTIONS: Omit<TenantsOptions, 'keycloak'> = {
  refreshAfterMs: 4_000,
  publicUrl: 'https://scim.example.test',
  scanLimit: 0,
  quirks: new Map(),
  mayAsk: () => true,
  onRealm: () => undefined,
  onProblem: () => undefined,
  onFinding: () => undefined,
};

describe('reload', () => {
  it('reads the realm after the call, also if an earlier read is still under way', async () => {
    const reads: ((client: KeycloakClient | undefined) => void)[] = [];
    const realm = {
      name: 'acme',
      client: () => new Promise<KeycloakClient | undefined>((resolve) => reads.push(resolve)),
      settings: () => Promise.resolve({ enabled: true }),
    } as unknown as KeycloakRealm;
    const tenants = createTenants({
      ...OPTIONS,
      keycloak: { realm: () => Promise.resolve(realm) } as unknown as Keycloak,
    });
    const loaded = tenants.find('acme');
    const reloaded = tenants.reload('acme');
    await new Promise(setImmediate);
    expect(reads).toHaveLength(1);
    reads[0]?.(undefined);
    await expect(loaded).resolves.toMatchObject({ exists: true });
    await new Promise(setImmediate);
    expect(reads).toHaveLength(2);
    reads[1]?.(undefined);
    await expect(reloaded).resolves.toBeUndefined();
  });
});

describe('names of unknown realms', () => {
  it('never push a tenant out of memory, however many there are', async () => {
    const names: string[] = [];
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
          ...{ id: 'acme-id', enabled: true, usernamesEditable: true, emailAsUsername: false, duplicateEmails: false },
          ...{ keepsUnmanagedAttributes: true, internationalized: false, profile: [] },
        }),
      tree: { joinedByDefault: () => Promise.resolve([]) },
      sharesSecret: () => false,
    } as unknown as KeycloakRealm;
    const keycloak = {
      realm: (name: string) => {
        names.push(name);
        return name === 'acme'
          ? Promise.resolve(acme)
          : Promise.reject(new KeycloakError('notFound', 'There is no such realm'));
      },
    } as unknown as Keycloak;
    const tenants = createTenants({
      ...OPTIONS,
      quirks: await loadQuirks(),
      refreshAfterMs: 600_000,
      keycloak,
    });

    expect((await tenants.find('acme')).tenant?.realm.name).toBe('acme');
    for (let i = 0; i < 6_000; i += 1) await tenants.find(`made-up-${i}`);
    expect((await tenants.find('acme')).tenant?.realm.name).toBe('acme');
    expect(names.filter((name) => name === 'acme')).toHaveLength(1);
    expect(tenants.size()).toBe(1);
    const before = names.length;
    await tenants.find('made-up-5999');
    expect(names).toHaveLength(before);
  });
});
