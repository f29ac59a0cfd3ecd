import { decodeJwt } from 'jose';
import { openSetup, type RealmSetup } from '../../../bridge/keycloak/setup/realmSetup.ts';
import { loadQuirks } from '../../../mappers/rewriting/loadQuirks.ts';
import { enable, type Enabled } from '../../../bridge/enablement/enable.ts';
import { BRIDGE_SECRET, startTestBridge, type TestBridge } from '../../support/fixtures/bridge.ts';
import { freshRealmName, removeRealms, testKeycloak } from '../../support/keycloak/keycloak.ts';
import { newRealm } from '../../support/keycloak/newRealm.ts';
import { requestToken } from '../../support/keycloak/tokenEndpoint.ts';

const PUBLIC_URL = 'https://scim.example.test';

let bridge: TestBridge;
let realm: string;
let setup: RealmSetup;

beforeAll(async () => {
  bridge = await startTestBridge();
});

afterAll(async () => {
  await bridge.close();
});

beforeEach(async () => {
  const { url, adminUser, adminPassword } = testKeycloak();
  realm = freshRealmName('tokens');
  await bridge.admin.realms.create(await newRealm(realm));
  setup = await openSetup(realm, { url, adminUser, adminPassword, adminRealm: 'master' });
});

afterEach(async () => {
  await removeRealms(realm);
});

/** Switches SCIM on, and tells what was done besides what was as it should be. */
async function switchOn(
  publicUrl = PUBLIC_URL,
  publicUrls?: readonly string[],
): Promise<Enabled & { done: Record<string, string> }> {
  const done: Record<string, string> = {};
  const options = {
    publicUrl,
    publicUrls,
    bridgeClientId: 'scim-bridge',
    bridgeClientSecret: BRIDGE_SECRET,
    quirks: await loadQuirks(),
  };
  const report = (step: string, outcome: string): void => {
    if (outcome !== 'kept') done[step] = outcome;
  };
  return { ...(await enable(setup, { ...options, report })), done };
}

async function client() {
  const [found] = await bridge.admin.clients.find({ realm, clientId: 'scim-endpoint' });
  return { ...found, id: found?.id ?? '' };
}

async function remoteToken(form: Record<string, string> = {}) {
  const { id } = await client();
  const { value = '' } = await bridge.admin.clients.getClientSecret({ realm, id });
  const answer = await requestToken(realm, {
    grant_type: 'client_credentials',
    client_id: 'scim-endpoint',
    client_secret: value,
    ...form,
  });
  expect(answer.status).toBe(200);
  return decodeJwt((answer.body as { access_token: string }).access_token);
}

/** For whom a token is, besides Keycloak's own account application. */
async function audiences(): Promise<string[]> {
  const { aud = [] } = await remoteToken();
  return [aud]
    .flat()
    .filter((one) => one !== 'account')
    .sort();
}

describe("realm-config enable with tokens of Keycloak's token endpoint", () => {
  it('sets up the SCIM client: tokens have the SCIM URL as audience and live for an hour', async () => {
    const { scimUrl, done } = await switchOn();
    expect(scimUrl).toBe(`${PUBLIC_URL}/realms/${realm}/scim/v2`);
    expect(done).toMatchObject({
      'audience of its tokens': 'created',
      'lifetime of its tokens': 'changed',
      'client scope scim': 'created',
    });
    const { aud, exp = 0, iat = 0, scope } = await remoteToken({ scope: 'scim' });
    expect(aud).toContain(scimUrl);
    expect(exp - iat).toBe(3_600);
    expect(String(scope).split(' ')).toContain('scim');
    expect((await switchOn()).done).toEqual({});
  });

  it('updates the audience when the public URL or the address of the realm changes', async () => {
    await switchOn();
    const moved = await switchOn('https://id.example.test');
    expect(moved.done).toEqual({ 'audience of its tokens': 'changed' });
    expect((await remoteToken()).aud).toEqual([`https://id.example.test/realms/${realm}/scim/v2`, 'account']);
    const { attributes } = (await bridge.admin.realms.findOne({ realm })) ?? {};
    const frontendUrl = 'https://acme.example.test/auth/';
    await bridge.admin.realms.update({ realm }, { attributes: { ...attributes, frontendUrl } });
    const own = await switchOn();
    expect(own.scimUrl).toBe(`https://acme.example.test/auth/realms/${realm}/scim/v2`);
    const publicScimUrl = `${PUBLIC_URL}/realms/${realm}/scim/v2`;
    expect(await audiences()).toEqual([own.scimUrl, publicScimUrl].sort());
  });

  it('adds an audience for every address of the realm, and removes those of former addresses', async () => {
    const at = (url: string) => `${url}/realms/${realm}/scim/v2`;
    await switchOn();
    const more = await switchOn(PUBLIC_URL, ['https://a.test', 'https://b.test/auth/']);
    expect(more.done).toMatchObject({ 'audience of its tokens': 'changed' });
    const all = ['https://a.test', 'https://b.test/auth', PUBLIC_URL].map(at);
    expect(await audiences()).toEqual(all);
    expect((await client()).protocolMappers?.map(({ name }) => name).sort()).toEqual([
      'scim audience',
      'scim audience 2',
      'scim audience 3',
      'scim client id',
    ]);
    expect((await switchOn()).done).toEqual({});
    await switchOn(PUBLIC_URL, ['https://b.test']);
    expect(await audiences()).toEqual([at('https://b.test'), at(PUBLIC_URL)]);
    await switchOn(PUBLIC_URL, []);
    expect(await audiences()).toEqual([at(PUBLIC_URL)]);
    expect((await client()).protocolMappers).toHaveLength(2);
  });

  it('keeps a longer token lifetime, an existing scope, the client authentication and the mappers of others', async () => {
    await switchOn();
    const { id } = await client();
    await bridge.admin.clients.update(
      { realm, id },
      {
        clientId: 'scim-endpoint',
        clientAuthenticatorType: 'client-jwt',
        attributes: { 'access.token.lifespan': '7200' },
      },
    );
    const other = {
      name: 'other audience',
      protocol: 'openid-connect',
      protocolMapper: 'oidc-audience-mapper',
      config: { 'included.custom.audience': 'other', 'access.token.claim': 'true' },
    };
    await bridge.admin.clients.addProtocolMapper({ realm, id }, other);
    const scope = await bridge.admin.clientScopes.findOneByName({ realm, name: 'scim' });
    await bridge.admin.clients.delOptionalClientScope({ realm, id, clientScopeId: scope?.id ?? '' });
    const again = await switchOn();
    expect(again.done).toEqual({ 'client scope scim': 'changed' });
    expect(again.findings).toEqual([]);
    expect(await client()).toMatchObject({
      clientAuthenticatorType: 'client-jwt',
      attributes: { 'access.token.lifespan': '7200' },
      optionalClientScopes: expect.arrayContaining(['scim']) as unknown,
    });
    expect((await client()).protocolMappers).toHaveLength(3);
  });

  it('adds the claims that identify the client to lightweight tokens, and none that identify a person', async () => {
    const { scimUrl } = await switchOn();
    const { id } = await client();
    const attributes = { 'client.use.lightweight.access.token.enabled': 'true' };
    await bridge.admin.clients.update(
      { realm, id },
      { clientId: 'scim-endpoint', directAccessGrantsEnabled: true, attributes },
    );
    const own = await remoteToken();
    expect(own).not.toHaveProperty('preferred_username');
    expect(own).toMatchObject({ aud: scimUrl, typ: 'Bearer', client_id: 'scim-endpoint' });
    expect(own).not.toHaveProperty('sid');
    await bridge.admin.users.create({
      ...{ realm, username: 'person', enabled: true, email: 'p@example.test', firstName: 'P', lastName: 'Q' },
      credentials: [{ type: 'password', value: 'pass', temporary: false }],
    });
    const persons = await remoteToken({ grant_type: 'password', username: 'person', password: 'pass' });
    expect(persons).toMatchObject({ azp: 'scim-endpoint', sid: expect.any(String) as unknown });
    expect(persons).not.toHaveProperty('client_id');
  });

  it('lengthens a token lifetime that identity providers refuse', async () => {
    await switchOn();
    const { id } = await client();
    for (const lifespan of ['300', '-1', 'soon']) {
      await setup.setClientAttributes(id, { 'access.token.lifespan': lifespan });
      await switchOn();
      expect((await client()).attributes).toMatchObject({ 'access.token.lifespan': '3600' });
    }
  });
});

describe('a realm with an address of its own', () => {
  it('is served with that address in every location', async () => {
    const served = await bridge.realm({
      settings: { attributes: { frontendUrl: 'https://acme.example.test' } },
    });
    const answer = await served.scim('POST', '/Users', {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      userName: 'ann',
    });
    expect(answer.status).toBe(201);
    const base = `https://acme.example.test/realms/${served.name}/scim/v2/Users/`;
    const location = answer.headers.get('location');
    expect(location).toMatch(new RegExp(`^${base}`));
    expect((answer.body as { meta: object }).meta).toMatchObject({ location });
  });
});
