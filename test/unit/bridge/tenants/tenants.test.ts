import { SignInError, type SignInObstacle } from '../../../../bridge/keycloak/port/errors.ts';
import type { Keycloak, KeycloakClient, KeycloakRealm } from '../../../../bridge/keycloak/port/realm.ts';
import type { Json } from '../../../../scim/json.ts';
import { loadQuirks } from '../../../../mappers/rewriting/loadQuirks.ts';
import { createLastAccepted } from '../../../../bridge/tenants/lastAccepted.ts';
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
  onServedAgain: () => undefined,
  lastAccepted: createLastAccepted([], () => undefined),
};

/** A realm with SCIM and one static token. */
const servedRealm = (): KeycloakRealm =>
  ({
    name: 'acme',
    client: () =>
      Promise.resolve({
        id: 'endpoint',
        enabled: true,
        attributes: {
          'scim.enabled': 'true',
          'scim.profile': 'generic',
          'scim.token.one': JSON.stringify({ sha256: '0'.repeat(64) }),
        },
        mappers: [],
      }),
    settings: () =>
      Promise.resolve({
        ...{
          id: 'acme-id',
          enabled: true,
          usernamesEditable: true,
          emailAsUsername: false,
          duplicateEmails: false,
        },
        ...{ keepsUnmanagedAttributes: true, internationalized: false, profile: [] },
      }),
    tree: { joinedByDefault: () => Promise.resolve([]) },
    sharesSecret: () => false,
  }) as unknown as KeycloakRealm;

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
    const acme = servedRealm();
    const keycloak = {
      realm: (name: string) => {
        names.push(name);
        return name === 'acme'
          ? Promise.resolve(acme)
          : Promise.reject(new SignInError('noRealm', 'There is no such realm', { status: 404 }));
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

/** Tenants of a realm that is served while `obstacle` is undefined. */
async function unsteadyRealm(lastAccepted = createLastAccepted([], () => undefined)) {
  const state: { obstacle: SignInObstacle | undefined } = { obstacle: undefined };
  const problems: string[] = [];
  const tenants = createTenants({
    ...OPTIONS,
    quirks: await loadQuirks(),
    lastAccepted,
    onProblem: (_realm, problem) => problems.push(problem),
    keycloak: {
      realm: () =>
        state.obstacle === undefined
          ? Promise.resolve(servedRealm())
          : Promise.reject(new SignInError(state.obstacle, state.obstacle, { status: 401 })),
    } as unknown as Keycloak,
  });
  return { state, problems, tenants };
}

const TOKENS = { credentials: { tokens: [expect.objectContaining({ id: 'one' }) as unknown] } };

describe('a realm that the bridge cannot sign in to', () => {
  it.each(['noClient', 'otherCredential', 'noServiceAccount', 'clock', 'other'] as const)(
    'is to be served, and still knows what it accepted, if it was served before (%s)',
    async (obstacle) => {
      const { state, tenants, problems } = await unsteadyRealm();
      await tenants.find('acme');
      state.obstacle = obstacle;
      await tenants.reload('acme');
      expect(await tenants.find('acme')).toMatchObject({ reason: obstacle, blocked: { accepted: TOKENS } });
      expect(tenants.known()).toEqual([{ realm: 'acme', reason: obstacle }]);
      expect(tenants.size()).toBe(0);
      expect(problems).toEqual([obstacle]);
      state.obstacle = undefined;
      await tenants.recheck();
      expect(tenants.known()).toEqual([{ realm: 'acme', reason: undefined }]);
    },
  );

  it('is to be served if an earlier process has served it', async () => {
    const stored = new Map<string, Json>();
    const store = (realm: string, value: Json) => stored.set(realm, value);
    await (await unsteadyRealm(createLastAccepted([], store))).tenants.find('acme');
    expect([...stored.keys()]).toEqual(['acme']);
    const restarted = await unsteadyRealm(createLastAccepted([...stored.values()], store));
    restarted.state.obstacle = 'noClient';
    await restarted.tenants.recheck();
    expect(restarted.tenants.known()).toEqual([{ realm: 'acme', reason: 'noClient' }]);
    expect(await restarted.tenants.find('acme')).toMatchObject({ blocked: { accepted: TOKENS } });
  });

  it('is like a realm without SCIM if it has no client of the bridge and was never served', async () => {
    const { state, tenants, problems } = await unsteadyRealm();
    state.obstacle = 'noClient';
    expect(await tenants.find('acme')).toEqual({ reason: 'noClient', exists: true });
    expect(tenants.known()).toEqual([]);
    expect(problems).toEqual([]);
  });

  it.each([
    ['noRealm', false],
    ['realmDisabled', true],
  ] as const)('is not to be served, and is forgotten, if it is gone (%s)', async (obstacle, exists) => {
    const lastAccepted = createLastAccepted([], () => undefined);
    const { state, tenants } = await unsteadyRealm(lastAccepted);
    await tenants.find('acme');
    expect(lastAccepted.realms()).toEqual(['acme']);
    state.obstacle = obstacle;
    await tenants.reload('acme');
    expect(await tenants.find('acme')).toEqual({ reason: obstacle, exists });
    expect(tenants.known()).toEqual([]);
    expect(lastAccepted.realms()).toEqual([]);
  });
});

describe('what realms accepted last', () => {
  it('is not read from values of another shape, and is bounded for each realm', () => {
    const stored: Json[] = [
      null,
      7,
      {},
      { realm: 'acme', time: 1 },
      { realm: 'acme', time: 1, addresses: [] },
    ];
    const memory = createLastAccepted(stored, () => undefined);
    expect(memory.realms()).toEqual([]);
    const tokens = [{ id: 'x'.repeat(20_000), label: '', sha256: '', created: '' }];
    memory.keep('acme', { addresses: [], credentials: { tokens, basic: true, issuers: [] } });
    expect(memory.realms()).toEqual([]);
  });
});
