/* eslint max-lines: "off" -- One bridge and its realms serve all of these tests; every file of its own would start others. */
import { ADMIN_API_SCOPE } from '../../../../bridge/keycloak/port/adminApiScope.ts';
import {
  BRIDGE_SECRET,
  startTestBridge,
  type TestBridge,
  type TestRealm,
} from '../../../support/fixtures/bridge.ts';
import { examinedRealm, type ExaminedRealm } from '../../../support/fixtures/examinedRealm.ts';
import { adminApi } from '../../../support/admin/adminApi.ts';
import { userAttributeMapper } from '../../../support/keycloak/mappers.ts';
import { user } from '../../../support/scim/messages.ts';
import { answersServerInfo, givesToken } from '../../../support/servers/laterKeycloak.ts';

const PUBLIC_URL = 'https://scim.example.test';

let bridge: TestBridge;
let served: TestRealm;
let realm: ExaminedRealm;

beforeAll(async () => {
  bridge = await startTestBridge({ PUBLIC_URL, KEY_SERVERS: 'http://127.0.0.1:1' });
  served = await bridge.realm({ config: { authentication: { remoteToken: {} } } });
  realm = examinedRealm(bridge, served, PUBLIC_URL);
  await served.scim('POST', '/Users', user('ann', { externalId: '4711' }));
});

afterEach(() => {
  bridge.proxy.intercept(undefined);
});

afterAll(async () => {
  await bridge.close();
});

/** Changes the document in `scim.config`. */
async function configure(change: (config: Record<string, unknown>) => void): Promise<void> {
  const id = await realm.clientId('scim-endpoint');
  const { attributes = {} } = (await bridge.admin.clients.findOne({ realm: realm.name, id })) ?? {};
  const config = JSON.parse(String(attributes['scim.config'])) as Record<string, unknown>;
  change(config);
  await realm.setAttributes({ 'scim.config': JSON.stringify(config) });
  await realm.reload();
}

const REMOTE_TOKEN = { remoteToken: {} };

/** Adds or removes a mapper of a client. */
const mapperOf = (
  clientId: string,
  mapper: Parameters<typeof bridge.admin.clients.addProtocolMapper>[1],
) => ({
  add: async () => {
    const id = await realm.clientId(clientId);
    await bridge.admin.clients.addProtocolMapper({ realm: realm.name, id }, mapper);
  },
  remove: async () => {
    const id = await realm.clientId(clientId);
    const mappers = await bridge.admin.clients.listProtocolMappers({ realm: realm.name, id });
    const mapperId = mappers.find(({ name }) => name === mapper.name)?.id ?? '';
    await bridge.admin.clients.delProtocolMapper({ realm: realm.name, id, mapperId });
  },
});

/** The rights of the bridge's account in the realm, to be given and taken. */
async function rightsOfBridge(...names: readonly string[]) {
  const { admin } = bridge;
  const account = await admin.clients.getServiceAccountUser({
    realm: realm.name,
    id: await realm.clientId('scim-bridge'),
  });
  const clientUniqueId = await realm.clientId('realm-management');
  const all = await admin.clients.listRoles({ realm: realm.name, id: clientUniqueId });
  const roles = all
    .filter(({ name = '' }) => names.includes(name))
    .map(({ id = '', name = '' }) => ({ id, name }));
  return { realm: realm.name, id: account.id ?? '', clientUniqueId, roles };
}

const give = async (...names: string[]) =>
  bridge.admin.users.addClientRoleMappings(await rightsOfBridge(...names));
const take = async (...names: string[]) =>
  bridge.admin.users.delClientRoleMappings(await rightsOfBridge(...names));

async function changeBridgeClient(change: Record<string, unknown>): Promise<void> {
  const id = await realm.clientId('scim-bridge');
  await bridge.admin.clients.update({ realm: realm.name, id }, { clientId: 'scim-bridge', ...change });
}

async function storedUser(username: string) {
  const [stored] = await bridge.admin.users.find({ realm: realm.name, username, exact: true });
  return stored ?? {};
}

async function addToDefaultRole(): Promise<readonly [id: string, role: { id: string; name: string }]> {
  const { roles } = await rightsOfBridge('manage-users');
  const settings = await bridge.admin.realms.findOne({ realm: realm.name });
  return [settings?.defaultRole?.id ?? '', roles[0] ?? { id: '', name: '' }];
}

const token = (days: number) =>
  JSON.stringify({
    sha256: '0'.repeat(64),
    label: 'entra',
    created: new Date().toISOString(),
    expires: new Date(Date.now() + days * 86_400_000).toISOString(),
  });

/** A damage of the realm, what is found then, and how it is mended: by `enable`, or as given. */
interface Case {
  readonly code: string;
  readonly damage: () => Promise<unknown>;
  readonly evidence: RegExp;
  readonly remedy: RegExp;
  readonly mend?: () => Promise<unknown>;
  /** Codes of what is amiss besides, because of the same damage. */
  readonly besides?: readonly string[];
}

const bigMapper = () =>
  mapperOf('scim-bridge', {
    name: 'big',
    protocol: 'openid-connect',
    protocolMapper: 'oidc-hardcoded-claim-mapper',
    config: {
      'claim.name': 'big',
      'claim.value': 'x'.repeat(8_000),
      'jsonType.label': 'String',
      'access.token.claim': 'true',
    },
  });

const CASES: Readonly<Record<string, Case>> = {
  'the user profile drops what SCIM writes': {
    code: 'dropped',
    damage: () => realm.setProfile((profile) => delete profile.unmanagedAttributePolicy),
    evidence: /drops undeclared attributes/,
    remedy: /^(Run|Set|Until)|run "realm-config enable"/,
  },
  'users may write what SCIM relies on': {
    code: 'selfService',
    damage: () =>
      realm.setProfile((profile) => Object.assign(profile, { unmanagedAttributePolicy: 'ENABLED' })),
    evidence: /Users may write undeclared attributes/,
    remedy: /^Run "realm-config enable"/,
  },
  'an attribute is required that no row writes': {
    code: 'required',
    damage: () => realm.declare('badge', { required: { roles: ['admin'] } }),
    evidence: /requires "badge"/,
    remedy: /^Untick "Admin"/,
    mend: () => realm.declare('badge', undefined),
  },
  'an attribute is required that clients may leave out': {
    code: 'requiredOfClients',
    damage: () => realm.declare('title', { required: { roles: ['admin'] } }),
    evidence: /^It is required: users without "title" are refused\.$/,
    remedy: /^Untick "Admin" under "Required for"/,
    mend: () => realm.declare('title', undefined),
  },
  'a validator is stricter than those of Keycloak': {
    code: 'validator',
    damage: () => realm.declare('department', { validations: { options: { options: ['Sales'] } } }),
    evidence:
      /^The validator "options" \{"options":\["Sales"\]\} checks "urn:.*:department": what fails is refused\.$/,
    remedy: /^Remove the validator in Realm settings > User profile/,
    mend: () => realm.declare('department', undefined),
  },
  'an attribute of several values may have one': {
    code: 'validator',
    damage: () => realm.declare('scim.phoneNumbers', { multivalued: false }),
    evidence: /^"phoneNumbers" may have several values, and the attribute may have one\.$/,
    remedy: /^Switch on "Multivalued"/,
    mend: () => realm.declare('scim.phoneNumbers', undefined),
  },
  'user names cannot be changed': {
    code: 'usernameEditing',
    damage: () => realm.set({ editUsernameAllowed: false }),
    evidence: /^"Edit username" is off\.$/,
    remedy: /^Run "realm-config enable test-\w+"\.$/,
  },
  'administrators may not edit user names': {
    code: 'usernameEditing',
    damage: () => realm.declare('username', { permissions: { view: ['admin'], edit: [] } }),
    evidence: /^Administrators may not edit it\.$/,
    remedy: /^Tick "Admin"/,
    mend: () => realm.declare('username', { permissions: { view: ['admin', 'user'], edit: ['admin'] } }),
  },
  'the e-mail address is the user name': {
    code: 'emailAsUsername',
    damage: () => realm.set({ registrationEmailAsUsername: true }),
    evidence: /^"Email as username" is on\.$/,
    remedy: /^Switch off "Email as username"/,
    mend: () => realm.set({ registrationEmailAsUsername: false }),
  },
  'e-mail addresses are to be kept that cannot be': {
    code: 'email',
    damage: async () => {
      await realm.set({ registrationEmailAsUsername: true });
      await configure((config) => (config.email = 'keep'));
    },
    evidence: /cannot be left empty in Keycloak/,
    remedy: /^Switch off "Email as username"/,
    mend: async () => {
      await realm.set({ registrationEmailAsUsername: false });
      await configure((config) => delete config.email);
    },
    besides: ['emailAsUsername'],
  },
  'users may share an e-mail address': {
    code: 'duplicateEmails',
    damage: () => realm.set({ loginWithEmailAllowed: false, duplicateEmailsAllowed: true }),
    evidence: /^"Duplicate emails" is on\.$/,
    remedy: /^Switch off "Duplicate emails"/,
    mend: () => realm.set({ loginWithEmailAllowed: true, duplicateEmailsAllowed: false }),
  },
  'an address of the realm is none': {
    code: 'address',
    damage: () => configure((config) => (config.publicUrls = ['https://me@id.example.com'])),
    evidence: /^This is no address/,
    remedy: /^Change it: "realm-config enable test-\w+ --domain"/,
    mend: () => configure((config) => delete config.publicUrls),
  },
  'an address of the realm is refused by the clients of its profile': {
    code: 'address',
    damage: async () => {
      await realm.setAttributes({ 'scim.profile': 'okta' });
      await configure((config) => (config.publicUrls = ['https://id_one.example.com']));
    },
    evidence: /^Okta refuses a base URL with an underscore\.$/,
    remedy: /^Use a realm and a host without an underscore/,
    mend: async () => {
      await realm.setAttributes({ 'scim.profile': 'generic' });
      await configure((config) => delete config.publicUrls);
    },
    besides: ['audience'],
  },
  'a rule names a role that does not exist': {
    code: 'missing',
    damage: () => configure((config) => (config.onboarding = { realmRoles: ['nosuch'] })),
    evidence: /^There is no realm role "nosuch"\.$/,
    remedy: /^Create it in Keycloak, or change the rule/,
    mend: () => configure((config) => delete config.onboarding),
  },
  'a rule names an identity provider that does not exist': {
    code: 'missing',
    damage: () =>
      configure((config) => {
        config.onboarding = { identityProvider: { alias: 'corp', userId: 'externalId' } };
      }),
    evidence: /^There is no identity provider "corp"\.$/,
    remedy: /^Create it in Keycloak/,
    mend: () => configure((config) => delete config.onboarding),
  },
  'an invitation cannot be sent': {
    code: 'noMailServer',
    damage: () => configure((config) => (config.onboarding = { invitation: {} })),
    evidence: /no mail server/,
    remedy: /^Set one in Realm settings > Email/,
    mend: () => configure((config) => delete config.onboarding),
  },
  'everybody is an administrator': {
    code: 'everybody',
    damage: async () => {
      const [roleId, role] = await addToDefaultRole();
      await bridge.admin.roles.createComposite({ realm: realm.name, roleId }, [role]);
    },
    evidence: /^Every new user gets administration of the realm by it \(manage-users\)/,
    remedy: /^Take these roles out of it/,
    mend: async () => {
      const [id, role] = await addToDefaultRole();
      await bridge.admin.roles.delCompositeRoles({ realm: realm.name, id }, [role]);
    },
  },
  "Keycloak's own SCIM API is on": {
    code: 'ownScimApi',
    damage: () => realm.set({ scimApiEnabled: true }),
    evidence: /^"SCIM API" is on\.$/,
    remedy: /^Switch it off in Realm settings > General/,
    mend: () => realm.set({ scimApiEnabled: false }),
  },
  'admin events are kept for ever': {
    code: 'adminEvents',
    damage: () => realm.set({ adminEventsEnabled: true, adminEventsDetailsEnabled: true }),
    evidence: /^They are kept without an expiration, with the data of every user that is written\.$/,
    remedy: /^Set an expiration in Realm settings > Events/,
    mend: async () => {
      const { attributes } = (await bridge.admin.realms.findOne({ realm: realm.name })) ?? {};
      await realm.set({ attributes: { ...attributes, adminEventsExpiration: '86400' } });
    },
  },
  'tokens of the token endpoint end too soon': {
    code: 'tokenLifetime',
    damage: () => realm.setAttributes({ 'access.token.lifespan': '60' }),
    evidence: /access\.token\.lifespan is 60; 3600 seconds are needed/,
    remedy: /^Run "realm-config enable/,
  },
  'sessions end tokens too soon': {
    code: 'tokenLifetime',
    damage: () => realm.set({ ssoSessionMaxLifespan: 600 }),
    evidence: /^"SSO Session Max" is 600 seconds/,
    remedy: /^Set "SSO Session Max" to an hour/,
    mend: () => realm.set({ ssoSessionMaxLifespan: 36_000 }),
  },
  'tokens name another audience': {
    code: 'audience',
    damage: () =>
      mapperOf('scim-endpoint', { name: 'scim audience' })
        .remove()
        .then(() => realm.reload()),
    evidence: /^Its tokens do not name https:\/\/scim\.example\.test\/realms\/.*\/scim\/v2 as audience\.$/,
    remedy: /^Run "realm-config enable .*" with the PUBLIC_URL of the bridge/,
  },
  'a static token ends soon': {
    code: 'tokenExpires',
    damage: () => realm.setAttributes({ 'scim.token.0123456789ab': token(3) }),
    evidence: /^The token "entra" ends on \d{4}-\d\d-\d\d \d\d:\d\d UTC\.$/,
    remedy: /^Replace it: "realm-config token rotate test-\w+ 0123456789ab --grace 7d"/,
    mend: () => realm.setAttributes({ 'scim.token.0123456789ab': '' }),
  },
  'no credential is accepted': {
    code: 'noCredential',
    damage: () => configure((config) => (config.authentication = { staticTokens: false })),
    evidence: /^There is no static token that can be used/,
    remedy: /^Create one: "realm-config token new test-\w+ --label TEXT"/,
    mend: () => configure((config) => (config.authentication = REMOTE_TOKEN)),
  },
  'the keys of an issuer cannot be had': {
    code: 'keyServer',
    damage: () =>
      configure((config) => {
        const issuer = { name: 'dead', kind: 'oidc', issuer: 'http://127.0.0.1:1' };
        const claims = { audience: 'scim', value: 'client' };
        config.authentication = { ...REMOTE_TOKEN, issuers: [{ ...issuer, ...claims }] };
      }),
    evidence: /./,
    remedy: /^Check the network of the bridge/,
    mend: () => configure((config) => (config.authentication = REMOTE_TOKEN)),
  },
  'the brake holds': {
    code: 'brake',
    damage: async () => {
      await configure((config) => (config.brake = { users: 1 }));
      for (const name of ['leaver1', 'leaver2']) {
        const { body } = await served.scim('POST', '/Users', user(name));
        await served.scim('DELETE', `/Users/${String(body.id)}`);
      }
    },
    evidence: /^The brake holds\.$/,
    remedy: /^Look at "realm-config log test-\w+"/,
    mend: async () => {
      await adminApi(bridge, realm.name)('POST', '/brake/release');
      await configure((config) => delete config.brake);
    },
  },
  'the index lacks a path': {
    code: 'indexIncomplete',
    damage: () => configure((config) => (config.indexed = ['emails'])),
    evidence: /^It does not hold externalId\.$/,
    remedy: /^Run "realm-config enable/,
  },
  'a user lacks a lookup key': {
    code: 'indexWrong',
    damage: async () => {
      const { id = '', attributes, ...ann } = await storedUser('ann');
      const changed = { ...ann, attributes: { ...attributes, 'scim.lookup': [] } };
      await bridge.admin.users.update({ realm: realm.name, id }, changed);
    },
    evidence: /^1 of the \d users looked at lack a key, such as "ann"\.$/,
    remedy: /^Run "realm-config enable .* --reindex"/,
    mend: () => realm.enable('--reindex'),
  },
  'SCIM is switched off': {
    code: 'switchedOff',
    damage: () => realm.realmConfig('disable', realm.name),
    evidence: /^SCIM is switched off: /,
    remedy: /^Nothing, if that is meant\. .*"realm-config enable/,
  },
  'the configuration has a mistake': {
    code: 'configuration',
    damage: () => configure((config) => (config.brake = { users: 'all' })),
    evidence: /./,
    remedy: /^Mend it: "realm-config show/,
    mend: () => configure((config) => delete config.brake),
  },
  'a token cannot be read': {
    code: 'configuration',
    damage: () => realm.setAttributes({ 'scim.token.0123456789ab': '{}' }),
    evidence: /sha256/,
    remedy: /^Remove the attribute in Clients > scim-endpoint/,
    mend: () => realm.setAttributes({ 'scim.token.0123456789ab': '' }),
  },
  "the bridge's client is disabled": {
    code: 'bridgeClient',
    damage: () => changeBridgeClient({ enabled: false }).then(() => realm.reload()),
    evidence: /^The client is disabled\.$/,
    remedy: /^Run "realm-config enable/,
    besides: ['notServed', 'signIn'],
  },
  'the bridge has another secret': {
    code: 'signIn',
    damage: () => changeBridgeClient({ secret: 'another-secret-of-this-realm' }),
    evidence: /another secret than this realm has/,
    remedy: /^Run "realm-config enable/,
  },
  'the realm has the shared secret': {
    code: 'sharedSecret',
    damage: async () => {
      await changeBridgeClient({ secret: BRIDGE_SECRET });
      // The bridge notices when it signs in anew.
      await realm.report();
    },
    evidence: /holds the secret that the bridge signs in to other realms with/,
    remedy: /^Run "realm-config enable"/,
    mend: async () => {
      await realm.enable();
      await realm.report();
    },
  },
  'the account of the bridge lacks a right': {
    code: 'missingRight',
    damage: () => take('manage-users'),
    evidence: /^Its account lacks manage-users\.$/,
    remedy: /^Run "realm-config enable/,
  },
  'the account of the bridge has too many rights': {
    code: 'surplusRight',
    damage: () => give('manage-events', 'query-realms'),
    evidence: /^Its account has manage-events besides\.$/,
    remedy: /^Remove them in Clients > scim-bridge > Service accounts roles/,
    mend: () => take('manage-events', 'query-realms'),
  },
  'the access token is large': {
    code: 'tokenSize',
    damage: () => bigMapper().add(),
    evidence: /^Its access token has (9|1\d)\d{3}|\d{5} bytes/,
    remedy: /^Remove mappers and roles/,
    mend: () => bigMapper().remove(),
  },
};

describe('an examination', () => {
  it('finds nothing in a realm right after "enable", whatever its profile', async () => {
    const realms = await Promise.all(
      ['generic', 'azure', 'okta'].map((profile) => bridge.realm({ profile })),
    );
    for (const other of realms) {
      const { checks, findings } = await examinedRealm(bridge, other, PUBLIC_URL).report();
      expect(findings).toEqual([]);
      expect(checks.filter(({ outcome }) => outcome !== 'pass')).toEqual([]);
    }
  });

  it('asks Keycloak a dozen times', async () => {
    await realm.report();
    bridge.proxy.reset();
    await realm.report();
    // The bridge looks after the realms of the other tests meanwhile.
    const calls = bridge.proxy.calls().filter((call) => call.includes(`/realms/${realm.name}`));
    expect(calls).not.toEqual([]);
    expect(calls.filter((call) => !call.startsWith('GET '))).toEqual([]);
    expect(calls.length).toBeLessThanOrEqual(13);
  });

  it.each(Object.entries(CASES))('finds that %s, and nothing else', async (_what, aCase) => {
    const { code, damage, evidence, remedy, mend, besides = [] } = aCase;
    try {
      await damage();
      const findings = await realm.findings();
      expect(findings.map((finding) => finding.code).toSorted()).toEqual([code, ...besides].toSorted());
      const found = findings.find((finding) => finding.code === code);
      expect(found).toMatchObject({
        evidence: expect.stringMatching(evidence) as string,
        remedy: expect.stringMatching(remedy) as string,
      });
      expect(found?.where).not.toBe('');
    } finally {
      await (mend?.() ?? realm.enable());
    }
    // What was mended by hand is looked at in the end.
    if (mend !== undefined) return;
    await realm.reload();
    expect(await realm.findings()).toEqual([]);
  });

  it('finds nothing in a realm in which all that is mended', async () => {
    await realm.reload();
    expect(await realm.findings()).toEqual([]);
  });

  it('finds what is odd about mappers of the console', async () => {
    const other = await bridge.realm({
      mappers: [
        { name: 'status', attribute: 'isSoftDeleted', claim: 'active', type: 'boolean' },
        { name: 'boss', attribute: 'manager', claim: 'manager', type: 'String' },
        { name: 'typo', attribute: 'titles', claim: 'titel', type: 'String' },
        { name: 'taken', attribute: 'department', claim: 'nickName', type: 'String' },
        { name: 'typed', attribute: 'shown', claim: 'displayName', type: 'boolean' },
        { name: 'ldap', attribute: 'LDAP_ID', claim: 'urn:x:acme:2.0:User:ldap', type: 'String' },
      ].map(userAttributeMapper),
    });
    const findings = await examinedRealm(bridge, other, PUBLIC_URL).findings();
    expect(findings.map(({ code, where }) => `${code} ${where}`).toSorted()).toEqual([
      'forbiddenTarget mapper "ldap"',
      'invertedSense mapper "status"',
      'sameTarget mapper "taken"',
      'typeClash mapper "typed"',
      'unknownPath mapper "typo"',
      'unprefixed mapper "boss"',
    ]);
    for (const { remedy, severity } of findings) {
      expect(remedy).toMatch(/^Change the mapper in Clients > scim-endpoint/);
      expect(severity).toBe('warning');
    }
    expect(findings.find(({ code }) => code === 'unknownPath')?.remedy).toContain('Did you mean "title"?');
  });

  it('finds a version of Keycloak that the bridge is not tested with', async () => {
    bridge.proxy.intercept(answersServerInfo('25.0.6'));
    expect(await realm.findings()).toMatchObject([{ code: 'keycloakVersion', evidence: 'It is 25.0.6.' }]);
  });

  it('finds that the client lacks the scope that Keycloak asks for from 26.8.2 on', async () => {
    await bridge.admin.clientScopes.create({
      ...{ realm: realm.name, name: ADMIN_API_SCOPE, protocol: 'openid-connect' },
    });
    expect(await realm.findings()).toEqual([]);
    bridge.proxy.intercept(answersServerInfo('26.8.2'));
    expect(await realm.findings()).toMatchObject([{ code: 'adminApiScope', severity: 'error' }]);
    await realm.enable();
    expect(await realm.findings()).toEqual([]);
  });

  it.each([
    // Keycloak names whole seconds, and its answer may take one.
    [60, /^Keycloak's clock is (59|60) seconds ahead of the bridge's\.$/],
    [-20, /^Keycloak's clock is (20|21) seconds behind the bridge's\.$/],
  ])('finds that clocks differ by %i seconds', async (seconds, evidence) => {
    bridge.proxy.intercept(givesToken(realm.name, { iat: Math.floor(Date.now() / 1000) + seconds }));
    expect(await realm.findings()).toMatchObject([
      { code: 'clock', evidence: expect.stringMatching(evidence) as unknown },
    ]);
  });
});
