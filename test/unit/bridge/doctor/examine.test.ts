import { examine } from '../../../../bridge/doctor/examine.ts';
import type { ExaminedRealm } from '../../../../bridge/doctor/facts.ts';
import { isFrom } from '../../../../bridge/doctor/version.ts';
import { KeycloakError, SignInError } from '../../../../bridge/keycloak/port/errors.ts';
import type { RealmInspection } from '../../../../bridge/keycloak/port/inspection.ts';
import type { KeycloakClient, KeycloakRealm } from '../../../../bridge/keycloak/port/realm.ts';
import { loadQuirks } from '../../../../mappers/rewriting/loadQuirks.ts';
import { createMemoryRealm } from '../../../support/memory/memoryRealm.ts';

const quirks = await loadQuirks();

const CLIENT: KeycloakClient = {
  id: '1',
  enabled: true,
  attributes: {
    'scim.enabled': 'true',
    'scim.config': JSON.stringify({ version: 1, indexed: ['externalId', 'emails'] }),
    'scim.token.0123456789ab': JSON.stringify({ sha256: '0'.repeat(64) }),
  },
  mappers: [],
};

const INSPECTION: RealmInspection = {
  server: () => Promise.resolve({ version: '26.7.5', hasOwnScimApi: true }),
  serviceClient: () =>
    Promise.resolve({ id: '2', enabled: true, hasServiceAccount: true, defaultScopes: [] }),
  rightsOf: () => Promise.resolve(['manage-users', 'view-realm', 'view-clients', 'query-clients']),
  clientScopes: () => Promise.reject(new Error('not asked for')),
  realmAttributes: () => Promise.reject(new Error('not asked for')),
  organizations: () => Promise.reject(new Error('not asked for')),
  organizationMembers: () => Promise.reject(new Error('not asked for')),
  refusedCalls: () => [],
};

/** A healthy realm in memory, with parts of it replaced. */
function examined(
  options: { realm?: Partial<KeycloakRealm>; inspection?: Partial<RealmInspection> } & Partial<
    Omit<ExaminedRealm, 'realm' | 'inspection'>
  > = {},
): ExaminedRealm {
  const { realm, inspection, ...rest } = options;
  return {
    realm: { ...createMemoryRealm().realm, ...realm },
    inspection: { ...INSPECTION, ...inspection },
    ...{ client: CLIENT, bridgeClientId: 'scim-bridge', publicUrl: 'https://id.example.com' },
    ...{ quirks, mayAsk: () => true, ...rest },
  };
}

const clientWith = (attributes: Readonly<Record<string, string>>): KeycloakClient => ({
  ...CLIENT,
  attributes: { ...CLIENT.attributes, ...attributes },
});

describe('an examination', () => {
  it('passes every check of a healthy realm, and leaves out what only a bridge knows', async () => {
    const { checks, findings, scimUrls } = await examine(examined());
    expect(findings).toEqual([]);
    expect(checks.filter(({ outcome }) => outcome !== 'pass')).toEqual([]);
    expect(checks.map(({ check }) => check)).not.toContain('clocks');
    expect(scimUrls).toEqual(['https://id.example.com/realms/acme/scim/v2']);
  });

  it('goes on if a part of it fails, and says so once', async () => {
    const inspection = { server: () => Promise.reject(new Error('out of order')) };
    const { checks, findings } = await examine(examined({ inspection }));
    expect(findings).toMatchObject([
      {
        code: 'notChecked',
        severity: 'unchecked',
        evidence: "version of Keycloak, Keycloak's own SCIM API, client scope kc-admin-api: out of order",
      },
    ]);
    expect(checks.filter(({ outcome }) => outcome === 'not checked')).toHaveLength(3);
    expect(checks.length).toBeGreaterThan(15);
  });

  it('does not wait for Keycloak longer than it is told', async () => {
    const inspection = { rightsOf: () => new Promise<never>(() => undefined) };
    const { findings } = await examine(examined({ inspection }), { timeoutMs: 20 });
    expect(findings).toMatchObject([
      { code: 'notChecked', evidence: "the bridge's rights: there was no answer within 0.02 seconds" },
    ]);
  });

  it('names the rights that the account lacks, with the checks that need them', async () => {
    const refused = (call: string) => () =>
      Promise.reject(new KeycloakError('refused', `${call}: Keycloak answered 403`, { status: 403 }));
    const { findings } = await examine(
      examined({
        realm: { users: { ...createMemoryRealm().realm.users, find: refused('GET users by all') } },
        inspection: {
          server: () => Promise.resolve({ version: undefined, hasOwnScimApi: false }),
          rightsOf: refused('GET users/{id}/role-mappings/clients/{id}/composite'),
          clientScopes: refused('GET client-scopes'),
          refusedCalls: () => ['GET identity-providers/{alias}', 'GET client-scopes'],
        },
      }),
    );
    expect(findings.map(({ evidence }) => evidence).toSorted()).toEqual([
      'Your account lacks the right manage-realm: version of Keycloak.',
      'Your account lacks the right view-clients: client scope kc-admin-api.',
      'Your account lacks the right view-identity-providers; names in rules were not looked up.',
      "Your account lacks the right view-users: the bridge's rights, index of lookup keys.",
    ]);
  });

  it('fails if Keycloak does not accept the access token, or does not know the realm', async () => {
    const expired = new KeycloakError('refused', 'GET realm: Keycloak answered 401', { status: 401 });
    const unknown = new KeycloakError('notFound', 'GET realm: Keycloak answered 404', { status: 404 });
    for (const error of [expired, unknown]) {
      const settings = () => Promise.reject(error);
      await expect(examine(examined({ realm: { settings } }))).rejects.toBe(error);
    }
  });

  it('tells each mistake in the configuration once, with its place', async () => {
    const text = JSON.stringify({ version: 1, brake: { users: 'all' }, mode: 'sometimes' });
    const { checks, findings } = await examine(examined({ client: clientWith({ 'scim.config': text }) }));
    expect(findings.map(({ code, where }) => `${code} ${where}`)).toEqual([
      'configuration scim.config#/brake/users',
      'configuration scim.config#/mode',
    ]);
    expect(checks.filter(({ outcome }) => outcome === 'fail').map(({ check }) => check)).toEqual([
      'configuration',
    ]);
  });

  it.each<[string, Partial<KeycloakClient>]>([
    ['by its switch', clientWith({ 'scim.enabled': 'false' })],
    ['by its client', { ...CLIENT, enabled: false }],
  ])('notes that SCIM is switched off %s, and looks only at what matters all the same', async (_by, off) => {
    const client = { ...CLIENT, ...off };
    const settings = { ...(await createMemoryRealm().realm.settings()), usernamesEditable: false };
    const realm = { settings: () => Promise.resolve(settings) };
    const { checks, findings } = await examine(examined({ client, realm }));
    expect(findings).toMatchObject([{ code: 'switchedOff', severity: 'note' }]);
    expect(checks.map(({ check, outcome }) => `${check}: ${outcome}`)).toEqual([
      'SCIM is switched on: warning',
      'configuration: pass',
    ]);
  });

  it('fails a realm in which SCIM was never switched on', async () => {
    const { 'scim.enabled': _switch, ...attributes } = CLIENT.attributes;
    const { findings } = await examine(examined({ client: { ...CLIENT, attributes } }));
    expect(findings).toMatchObject([{ code: 'notEnabled', severity: 'error' }]);
  });

  it('says why the bridge cannot sign in, and not only that it was not checked', async () => {
    const message = 'Keycloak gave no token. The bridge runs with another key.';
    const bridge = {
      loaded: () => Promise.resolve({ reason: 'it is away' }),
      trySignIn: () => Promise.reject(new SignInError('otherCredential', message, { status: 401 })),
      keyServerFailures: () => Promise.resolve([{ issuer: 'corp', problem: 'no answer' }]),
      brakeHolds: () => Promise.resolve(true),
    };
    const { findings } = await examine(examined({ bridge }));
    expect(findings.map(({ code, evidence }) => `${code}: ${evidence}`)).toEqual([
      'notServed: it is away',
      'brake: The brake holds.',
      'keyServer: no answer',
      `signIn: ${message}`,
    ]);
  });

  it('looks at two hundred users of a large realm', async () => {
    const memory = createMemoryRealm().realm;
    const windows: { first: number; max: number }[] = [];
    for (let n = 0; n < 350; n += 1) {
      const username = `user-${String(n).padStart(3, '0')}`;
      const attributes = { externalId: [String(n)] };
      await memory.users.create({ username, enabled: true, attributes });
    }
    const users: KeycloakRealm['users'] = {
      ...memory.users,
      find: (query, window) => {
        windows.push(window);
        return memory.users.find(query, window);
      },
    };
    const { findings } = await examine(examined({ realm: { users } }));
    expect(windows).toHaveLength(2);
    expect(windows[1]?.first).toBeGreaterThanOrEqual(100);
    expect(windows[1]?.first).toBeLessThanOrEqual(250);
    expect(findings).toMatchObject([
      {
        code: 'indexWrong',
        evidence: '200 of the 200 users looked at lack a key, such as "user-000".',
        remedy: 'Run "realm-config enable acme --reindex".',
      },
    ]);
  });

  it.each([
    ['is one of a test, which lives for minutes', 600_000, undefined, []],
    ['is in its grace period', 86_400_000, '2027-01-01T00:00:00Z', []],
    ['ends in a day', 86_400_000, undefined, ['tokenExpires']],
    ['ends in a month', 30 * 86_400_000, undefined, []],
  ])('warns of a token, unless nobody has to act: it %s', async (_what, livesMs, revoked, codes) => {
    const now = Date.parse('2026-12-01T00:00:00Z');
    const created = new Date(now).toISOString();
    const expires = new Date(now + livesMs).toISOString();
    const record = JSON.stringify({ sha256: '1'.repeat(64), created, expires });
    const client = clientWith({
      'scim.token.ba9876543210': record,
      ...(revoked === undefined ? {} : { 'scim.revoked.ba9876543210': revoked }),
    });
    const { findings } = await examine(examined({ client }), { now });
    expect(findings.map(({ code }) => code)).toEqual(codes);
  });

  it('cuts what is too long', async () => {
    const text = JSON.stringify({ version: 1, mode: 'x'.repeat(5_000) });
    const { findings } = await examine(examined({ client: clientWith({ 'scim.config': text }) }));
    for (const { evidence } of findings) expect(evidence.length).toBeLessThanOrEqual(1_001);
  });
});

describe('versions', () => {
  it.each([
    ['26.7.5', '26.8', false],
    ['26.8.0', '26.8', true],
    ['26.10.1', '26.9', true],
    ['27.0.0', '26.8.2', true],
    ['26.8', '26.8.2', false],
    ['26.8.2-SNAPSHOT', '26.8.2', true],
    ['nightly', '26.4', false],
  ])('%s is from %s on: %s', (version, first, isIt) => {
    expect(isFrom(version, first)).toBe(isIt);
  });
});
