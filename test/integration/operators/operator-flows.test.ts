/* eslint max-lines: "off" -- What operators do with many realms, in the order in which they do it. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import { startReverseProxy, type ReverseProxy } from '../../support/servers/reverseProxy.ts';
import { startIssuer, type TestIssuer } from '../../support/servers/issuer.ts';
import { userAttributeMapper } from '../../support/keycloak/mappers.ts';
import { testKeycloak } from '../../support/keycloak/keycloak.ts';
import { operatorOf, type Operator } from '../../support/admin/adminApi.ts';
import { send, type Answer } from '../../support/scim/send.ts';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const CUSTOM = 'urn:ietf:params:scim:schemas:extension:CustomExtensionName:2.0:User';
const TENANT = 'c0ffee00-1111-4222-8333-444455556666';
const APPLICATION = 'decaf000-1111-4222-8333-444455556666';

let reverseProxy: ReverseProxy;
let issuer: TestIssuer;
let bridge: TestBridge;
let operator: Operator;

beforeAll(async () => {
  reverseProxy = await startReverseProxy();
  issuer = await startIssuer();
  bridge = await startTestBridge({
    PUBLIC_URL: reverseProxy.url,
    KEY_SERVERS: issuer.url,
    REFRESH_AFTER_MS: '100',
    TRUSTED_PROXIES: 'loopback',
  });
  reverseProxy.setTargets({ bridge: bridge.url, keycloak: bridge.proxy.url });
  operator = operatorOf(bridge);
});

afterAll(async () => {
  await bridge.close();
  await issuer.close();
  await reverseProxy.close();
});

/** An identity provider: knows the SCIM URL and what to send as Authorization, nothing else. */
const provider =
  (scimUrl: string, authorization: string) =>
  (method: string, path: string, body?: unknown): Promise<Answer> =>
    send(method, `${scimUrl}${path}`, { body, headers: { Authorization: authorization } });

type Provider = ReturnType<typeof provider>;

const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

const person = (userName: string, more: object = {}): object => ({
  schemas: [USER],
  userName,
  name: { givenName: 'Pi', familyName: 'Lot' },
  emails: [{ value: userName, type: 'work', primary: true }],
  active: true,
  ...more,
});

const replaceActive = (value: unknown): object => ({
  schemas: [PATCH],
  Operations: [{ op: 'Replace', path: 'active', value }],
});

/** "Test connection": a search for somebody who is not there. */
async function expectConnected(call: Provider): Promise<void> {
  const { status, body } = await call(
    'GET',
    `/Users?filter=${encodeURIComponent(`userName eq "${randomUUID()}"`)}`,
  );
  expect({ status, total: body.totalResults }).toEqual({ status: 200, total: 0 });
}

/** What the panel of a realm shows. */
async function panel({ name }: TestRealm) {
  const { status, body } = await operator.admin(name, 'GET', '/connection');
  expect(status).toBe(200);
  return body as { scimUrl: string; tokenEndpoint: string; clientId: string; audience: string };
}

/** Copies the client secret. */
async function secretOf({ name }: TestRealm): Promise<string> {
  const { body } = await operator.admin(name, 'POST', '/connection/secret');
  return (body as { clientSecret: string }).clientSecret;
}

/** Client credentials, with what was copied. */
const grant = (endpoint: string, clientId: string, secret: string): Promise<Answer> =>
  send('POST', endpoint, {
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: secret,
      scope: 'scim',
    }),
  });

async function remoteToken(realm: TestRealm): Promise<{ access_token: string; expires_in: number }> {
  const { tokenEndpoint, clientId } = await panel(realm);
  const answer = await grant(tokenEndpoint, clientId, await secretOf(realm));
  expect(answer.status).toBe(200);
  return answer.body as { access_token: string; expires_in: number };
}

/** The user as Keycloak's console shows it. */
const inConsole = async (realm: TestRealm, username: string) => {
  const [found] = await bridge.admin.users.find({ realm: realm.name, username, exact: true });
  return found;
};

/** Makes a pilot user, looks at it in Keycloak, and removes it in the identity provider. */
async function pilot(realm: TestRealm, call: Provider): Promise<void> {
  const userName = `pilot.${randomUUID().slice(0, 8)}@example.com`;
  const { status, body } = await call('POST', '/Users', person(userName));
  expect(status).toBe(201);
  expect(await inConsole(realm, userName)).toMatchObject({
    enabled: true,
    email: userName,
    firstName: 'Pi',
    lastName: 'Lot',
  });
  expect((await call('PATCH', `/Users/${String(body.id)}`, replaceActive('False'))).status).toBe(200);
  expect((await inConsole(realm, userName))?.enabled).toBe(false);
}

async function expectRefused(call: Provider): Promise<string> {
  const { status, body, headers } = await call('GET', '/Users?count=1');
  expect(status).toBe(401);
  expect(body.detail).toMatch(/^The credential is not valid here: .* Reference: /);
  return headers.get('x-request-id') ?? '';
}

const accept = (realm: TestRealm, authentication: object): Promise<Answer> =>
  operator.configure(realm.name, (configuration) => {
    configuration.config.authentication = authentication;
  });

/** The claims of the token that Entra ID signs when its field Secret Token is blank. */
const entraClaims = (tenant: string): Record<string, unknown> => ({
  iss: `https://sts.windows.net/${tenant}/`,
  aud: '8adf8e6e-67b2-4cf2-a259-e3dc5476c621',
  appid: '00000014-0000-0000-c000-000000000000',
  appidacr: '2',
  idp: `https://sts.windows.net/${tenant}/`,
  oid: randomUUID(),
  sub: randomUUID(),
  tid: tenant,
  ver: '1.0',
});

const azureTenant = (tenantId: string): object => ({
  issuers: [{ kind: 'azure-tenant', name: 'entra', tenantId, authority: issuer.url }],
});

describe('A: passwordless vendor, for MSPs', () => {
  it('shows SCIM URL, token endpoint and client id to copy, and the secret on request', async () => {
    const realm = await bridge.realm({ profile: 'azure' });
    const { body } = await operator.admin(realm.name, 'GET', '/connection');
    expect(body).toEqual({
      scimUrl: `${reverseProxy.url}/realms/${realm.name}/scim/v2`,
      scimUrls: [`${reverseProxy.url}/realms/${realm.name}/scim/v2`],
      tokenEndpoint: `${reverseProxy.url}/realms/${realm.name}/protocol/openid-connect/token`,
      clientId: 'scim-endpoint',
      audience: `${reverseProxy.url}/realms/${realm.name}/scim/v2`,
      remoteToken: false,
      scope: 'scim',
      trusted: [],
    });
    const { id = '' } =
      (await bridge.admin.clients.find({ realm: realm.name, clientId: 'scim-endpoint' }))[0] ?? {};
    const { value } = await bridge.admin.clients.getClientSecret({ realm: realm.name, id });
    expect(await secretOf(realm)).toBe(value);
    const { body: journal } = await operator.admin(realm.name, 'GET', '/journal?kind=audit');
    expect(journal.entries[0]).toMatchObject({
      outcome: 'The secret of client scim-endpoint was shown.',
      credential: { label: testKeycloak().adminUser },
    });
    expect(JSON.stringify(journal)).not.toContain(value);
  });

  it('accepts the token that Entra ID signs if its secret is left blank, of the configured tenant only', async () => {
    const realm = await bridge.realm({ profile: 'azure' });
    expect(await accept(realm, azureTenant(TENANT))).toMatchObject({ status: 200 });
    const { scimUrl } = await panel(realm);
    const call = provider(scimUrl, `Bearer ${await issuer.sign(entraClaims(TENANT))}`);
    await expectConnected(call);
    await pilot(realm, call);

    const other = randomUUID();
    const foreign = provider(scimUrl, `Bearer ${await issuer.sign(entraClaims(other))}`);
    const [entry] = await operator.journalOf(realm.name, await expectRefused(foreign));
    expect(entry.outcome).toContain(`https://sts.windows.net/${other}/`);
    const person = { ...entraClaims(TENANT), upn: 'ann@example.com', scp: 'user_impersonation' };
    await expectRefused(provider(scimUrl, `Bearer ${await issuer.sign(person)}`));
  });

  it('accepts tokens of the token endpoint for an hour each, requested with the copied secret', async () => {
    const realm = await bridge.realm({ profile: 'azure' });
    const { scimUrl } = await panel(realm);
    const { access_token: early } = await remoteToken(realm);
    const [entry] = await operator.journalOf(
      realm.name,
      await expectRefused(provider(scimUrl, `Bearer ${early}`)),
    );
    expect(entry.outcome).toBe('Refused: The realm trusts no issuer of signed tokens.');

    expect(await accept(realm, { remoteToken: { scope: 'scim' } })).toMatchObject({ status: 200 });
    expect(await panel(realm)).toMatchObject({ remoteToken: true });
    const { access_token: token, expires_in: lifetime } = await remoteToken(realm);
    expect(lifetime).toBe(3_600);
    const call = provider(scimUrl, `Bearer ${token}`);
    await expectConnected(call);
    await pilot(realm, call);
  });

  it("works with seven mappers that an operator created in Keycloak's console", async () => {
    const realm = await bridge.realm({ profile: 'azure' });
    const sequence = new URL('../../clients/entra/mappers-by-hand.json', import.meta.url);
    const { mappers } = JSON.parse(await readFile(sequence, 'utf8')) as {
      mappers: Parameters<typeof userAttributeMapper>[0][];
    };
    const { id = '' } =
      (await bridge.admin.clients.find({ realm: realm.name, clientId: 'scim-endpoint' }))[0] ?? {};
    for (const mapper of mappers) {
      await bridge.admin.clients.addProtocolMapper({ realm: realm.name, id }, userAttributeMapper(mapper));
    }
    const { scimUrl } = await panel(realm);
    const call = provider(scimUrl, `Bearer ${realm.token}`);
    for (let i = 0; i < 50; i += 1) {
      if ((await call('GET', `/Schemas/${CUSTOM}`)).status === 200) break;
      await sleep(100);
    }
    const { body } = await call(
      'POST',
      '/Users',
      person('Pilot@Example.com', { [CUSTOM]: { tag: '701984' } }),
    );
    expect(await inConsole(realm, 'pilot@example.com')).toMatchObject({
      email: 'pilot@example.com',
      attributes: {
        userPrincipalName: ['Pilot@Example.com'],
        givenName: ['Pi'],
        surName: ['Lot'],
        extensionAttribute1: ['701984'],
      },
    });
    const removed = {
      schemas: [PATCH],
      Operations: [{ op: 'Replace', path: 'isSoftDeleted', value: 'True' }],
    };
    expect((await call('PATCH', `/Users/${String(body.id)}`, removed)).body.active).toBe(false);
    expect((await inConsole(realm, 'pilot@example.com'))?.enabled).toBe(false);
    const { body: status } = await operator.admin(realm.name, 'GET', '');
    expect(status).toMatchObject({ served: true, problems: [] });
    expect(status.findings).toHaveLength(2);
  });

  it('keeps tenants apart: no credential of one works in another', async () => {
    const one = await bridge.realm({ profile: 'azure' });
    const two = await bridge.realm({ profile: 'azure' });
    await accept(one, { remoteToken: {}, ...azureTenant(TENANT) });
    await accept(two, { remoteToken: {}, ...azureTenant(randomUUID()) });
    const { access_token: token } = await remoteToken(one);
    const credentials = [
      `Bearer ${one.token}`,
      basic('okta', one.token),
      `Bearer ${token}`,
      `Bearer ${await issuer.sign(entraClaims(TENANT))}`,
    ];
    for (const authorization of credentials) {
      await expectConnected(provider((await panel(one)).scimUrl, authorization));
      await expectRefused(provider((await panel(two)).scimUrl, authorization));
    }
  });

  it('refuses the old secret after its rotation, and accepts tokens that were issued before', async () => {
    const realm = await bridge.realm({ profile: 'azure' });
    await accept(realm, { remoteToken: {} });
    const { scimUrl, tokenEndpoint, clientId } = await panel(realm);
    const old = await secretOf(realm);
    const { access_token: issued } = await remoteToken(realm);
    const { id = '' } =
      (await bridge.admin.clients.find({ realm: realm.name, clientId: 'scim-endpoint' }))[0] ?? {};
    await bridge.admin.clients.generateNewClientSecret({ realm: realm.name, id });
    expect((await grant(tokenEndpoint, clientId, old)).status).toBe(401);
    await expectConnected(provider(scimUrl, `Bearer ${issued}`));
    await expectConnected(provider(scimUrl, `Bearer ${(await remoteToken(realm)).access_token}`));
  });

  it('accepts a rotated static token until the operator has pasted the new one', async () => {
    const realm = await bridge.realm({ profile: 'azure' });
    const { scimUrl } = await panel(realm);
    const [held] = (await operator.admin(realm.name, 'GET', '/tokens')).body;
    const { body: rotated } = await operator.admin(
      realm.name,
      'POST',
      `/tokens/${String(held.id)}/rotation`,
      {
        grace: 3_600,
      },
    );
    await expectConnected(provider(scimUrl, `Bearer ${realm.token}`));
    await expectConnected(provider(scimUrl, `Bearer ${String(rotated.token)}`));
    const { body: tokens } = await operator.admin(realm.name, 'GET', '/tokens');
    expect(tokens.map(({ status }: { status: string }) => status).sort()).toEqual(['active', 'in grace']);
    expect((await operator.admin(realm.name, 'DELETE', `/tokens/${String(held.id)}`)).status).toBe(204);
    await expectRefused(provider(scimUrl, `Bearer ${realm.token}`));
  });
});

describe('B: analytics platform', () => {
  /** Import, push of a new user and of a changed profile, push of a group, deactivation. */
  async function actions(realm: TestRealm, call: Provider): Promise<void> {
    await expectConnected(call);
    const userName = `okta.${randomUUID().slice(0, 8)}@example.com`;
    const { body: made } = await call('POST', '/Users', person(userName, { password: 'Made-up-1!' }));
    const update = { ...made, name: { givenName: 'Pia', familyName: 'Lot' } };
    expect((await call('PUT', `/Users/${String(made.id)}`, update)).status).toBe(200);
    expect((await inConsole(realm, userName))?.firstName).toBe('Pia');
    const { body: imported } = await call('GET', '/Users?startIndex=1&count=100');
    expect(imported.Resources.map(({ id }: { id: string }) => id)).toContain(made.id);
    const group = { schemas: [GROUP], displayName: 'Analysts', members: [{ value: made.id }] };
    const { body: pushed } = await call('POST', '/Groups', group);
    const members = await bridge.admin.groups.listMembers({ realm: realm.name, id: String(pushed.id) });
    expect(members.map(({ username }) => username)).toEqual([userName]);
    expect((await call('PUT', `/Users/${String(made.id)}`, { ...update, active: false })).status).toBe(200);
    expect((await inConsole(realm, userName))?.enabled).toBe(false);
  }

  it('accepts the token as the password of Basic, and records the user name', async () => {
    const realm = await bridge.realm({ profile: 'okta' });
    const { scimUrl } = await panel(realm);
    await actions(realm, provider(scimUrl, basic('okta-provisioning', realm.token)));
    const { body } = await operator.admin(realm.name, 'GET', '/journal?kind=write&limit=1');
    expect(body.entries[0].credential).toMatchObject({ label: 'test', account: 'okta-provisioning' });
    await expectConnected(provider(scimUrl, basic('anybody', realm.token)));
    await expectRefused(provider(scimUrl, basic('okta-provisioning', 'another-password')));
    expect(bridge.logged().some(({ account }) => account === 'anybody')).toBe(true);

    await accept(realm, { basic: false });
    const [entry] = await operator.journalOf(
      realm.name,
      await expectRefused(provider(scimUrl, basic('okta-provisioning', realm.token))),
    );
    expect(entry.outcome).toBe('Refused: the realm does not accept Basic');
    await expectConnected(provider(scimUrl, `Bearer ${realm.token}`));
  });

  it("accepts tokens of Okta's authorization server, with the client in cid and the scope", async () => {
    const realm = await bridge.realm({ profile: 'okta' });
    const server = `${issuer.url}/oauth2/default`;
    const authentication = {
      issuers: [
        {
          kind: 'okta-authorization-server',
          name: 'okta',
          account: 'provisioning@okta',
          issuer: server,
          clientId: '0oa1',
          audience: 'api://default',
          scope: 'scim',
        },
      ],
    };
    expect(await accept(realm, authentication)).toMatchObject({ status: 200 });
    const claims = { iss: server, aud: 'api://default', cid: '0oa1', sub: '0oa1', scp: ['scim'], ver: 1 };
    const { scimUrl } = await panel(realm);
    await actions(realm, provider(scimUrl, `Bearer ${await issuer.sign(claims)}`));
    const { body } = await operator.admin(
      realm.name,
      'GET',
      '/journal?kind=write&credential=issuer:okta&limit=1',
    );
    expect(body.entries[0].credential).toEqual({
      id: 'issuer:okta',
      label: 'okta',
      account: 'provisioning@okta',
    });
    for (const [change, reason] of [
      [{ cid: '0oa2' }, /cid is "0oa2"/],
      [{ scp: ['other'] }, /scope is/],
      [{ aud: 'api://other' }, /aud is "api:\/\/other"/],
      [{ uid: '00u1' }, /uid/],
    ] as const) {
      const call = provider(scimUrl, `Bearer ${await issuer.sign({ ...claims, ...change })}`);
      const [entry] = await operator.journalOf(realm.name, await expectRefused(call));
      expect(entry.outcome).toMatch(reason);
    }
  });

  it('accepts the token of an Entra application, version 1 and version 2', async () => {
    const realm = await bridge.realm({ profile: 'azure' });
    const authentication = {
      issuers: [
        {
          kind: 'entra-application',
          name: 'entra-app',
          tenantId: TENANT,
          clientId: APPLICATION,
          authority: issuer.url,
        },
      ],
    };
    expect(await accept(realm, authentication)).toMatchObject({ status: 200 });
    const { scimUrl } = await panel(realm);
    const one = {
      iss: `https://sts.windows.net/${TENANT}/`,
      aud: `api://${APPLICATION}`,
      appid: APPLICATION,
      appidacr: '1',
      tid: TENANT,
      ver: '1.0',
    };
    const two = {
      iss: `${issuer.url}/${TENANT}/v2.0`,
      aud: APPLICATION,
      azp: APPLICATION,
      azpacr: '1',
      tid: TENANT,
      ver: '2.0',
    };
    for (const claims of [one, two]) {
      const call = provider(scimUrl, `Bearer ${await issuer.sign(claims)}`);
      await expectConnected(call);
      await pilot(realm, call);
      const other = { ...claims, ...('appid' in claims ? { appid: TENANT } : { azp: TENANT }) };
      await expectRefused(provider(scimUrl, `Bearer ${await issuer.sign(other)}`));
    }
  });
});

describe('C: multi-client platform', () => {
  it('shows a static token once; a lost one is replaced', async () => {
    const realm = await bridge.realm();
    const { scimUrl } = await panel(realm);
    await expectConnected(provider(scimUrl, `Bearer ${realm.token}`));
    const { body: tokens } = await operator.admin(realm.name, 'GET', '/tokens');
    expect(tokens).toHaveLength(1);
    expect(JSON.stringify(tokens)).not.toContain(realm.token);
    expect(Object.keys(tokens[0])).not.toContain('sha256');
    const { status, body: fresh } = await operator.admin(
      realm.name,
      'POST',
      `/tokens/${String(tokens[0].id)}/rotation`,
      {},
    );
    expect(status).toBe(201);
    expect(fresh.token).toMatch(/^scim_[0-9A-Za-z]{49}$/);
    await expectRefused(provider(scimUrl, `Bearer ${realm.token}`));
    await expectConnected(provider(scimUrl, `Bearer ${String(fresh.token)}`));
  });

  it('creates, updates, deactivates and reactivates users with every attribute of the list, and groups with members', async () => {
    const realm = await bridge.realm();
    const call = provider((await panel(realm)).scimUrl, `Bearer ${realm.token}`);
    const everything = {
      schemas: [USER],
      userName: 'Cleo@Example.com',
      name: { givenName: 'Cleo', familyName: 'Kay' },
      emails: [{ type: 'work', value: 'Cleo@Example.com', primary: true }],
      phoneNumbers: [
        { type: 'mobile', value: '+49 170 1' },
        { type: 'work', value: '+49 30 2' },
      ],
      title: 'Engineer',
      addresses: [
        {
          type: 'work',
          streetAddress: 'Main St 1',
          locality: 'Berlin',
          region: 'BE',
          postalCode: '10115',
          country: 'DE',
        },
      ],
      active: true,
    };
    const { status, body: made } = await call('POST', '/Users', everything);
    expect(status).toBe(201);
    const path = `/Users/${String(made.id)}`;
    expect((await call('GET', path)).body).toMatchObject(everything);

    const changes = {
      schemas: [PATCH],
      Operations: [
        { op: 'replace', path: 'title', value: 'Lead' },
        { op: 'replace', path: 'phoneNumbers[type eq "mobile"].value', value: '+49 170 9' },
        { op: 'replace', path: 'addresses[type eq "work"].locality', value: 'Potsdam' },
      ],
    };
    await call('PATCH', path, changes);
    expect((await call('GET', path)).body).toMatchObject({
      title: 'Lead',
      phoneNumbers: [{ value: '+49 170 9' }, { value: '+49 30 2' }],
      addresses: [{ locality: 'Potsdam', streetAddress: 'Main St 1' }],
    });

    const group = { schemas: [GROUP], displayName: 'Editors', members: [{ value: made.id }] };
    const { body: editors } = await call('POST', '/Groups', group);
    for (const active of [false, true]) {
      await call('PATCH', path, replaceActive(active));
      expect((await call('GET', path)).body.active).toBe(active);
      expect((await inConsole(realm, 'cleo@example.com'))?.enabled).toBe(active);
    }
    const members = () => bridge.admin.groups.listMembers({ realm: realm.name, id: String(editors.id) });
    expect(await members()).toHaveLength(1);
    const leave = {
      schemas: [PATCH],
      Operations: [{ op: 'remove', path: `members[value eq "${String(made.id)}"]` }],
    };
    await call('PATCH', `/Groups/${String(editors.id)}`, leave);
    expect(await members()).toHaveLength(0);
    expect((await call('DELETE', `/Groups/${String(editors.id)}`)).status).toBe(204);
  });
});

describe('D: hosted realms', () => {
  it('names the mistake to Okta if the word Bearer is missing, and to other clients if it is there twice', async () => {
    const realm = await bridge.realm({ profile: 'okta' });
    const { scimUrl } = await panel(realm);
    await expectConnected(provider(scimUrl, `Bearer ${realm.token}`));
    const bare = await provider(scimUrl, realm.token)('GET', '/Users');
    expect(bare.status).toBe(401);
    expect(bare.body.detail).toContain('must be "Bearer <token>", with the word Bearer before the token.');
    const twice = await provider(scimUrl, `Bearer Bearer ${realm.token}`)('GET', '/Users');
    expect(twice.status).toBe(401);
    expect(twice.body.detail).toContain('says "Bearer" twice');
    const typed = { authorization: `bearer   ${realm.token}` };
    expect((await send('GET', `${scimUrl}/Users`, { headers: typed })).status).toBe(200);
  });

  it('refuses a rotated token with the next request', async () => {
    const realm = await bridge.realm({ profile: 'google' });
    const { scimUrl } = await panel(realm);
    const old = provider(scimUrl, `Bearer ${realm.token}`);
    await expectConnected(old);
    const [held] = (await operator.admin(realm.name, 'GET', '/tokens')).body;
    const { body } = await operator.admin(realm.name, 'POST', `/tokens/${String(held.id)}/rotation`, {});
    const [entry] = await operator.journalOf(realm.name, await expectRefused(old));
    expect(entry).toMatchObject({
      kind: 'refusal',
      status: 401,
      outcome: `Refused: the static token "test" (${String(held.id)}) is revoked`,
    });
    await expectConnected(provider(scimUrl, `Bearer ${String(body.token)}`));
  });

  it('answers 401 to every request while it is disabled, and continues unchanged afterwards', async () => {
    const realm = await bridge.realm({ profile: 'azure' });
    const { scimUrl } = await panel(realm);
    const call = provider(scimUrl, `Bearer ${realm.token}`);
    const { body: user } = await call('POST', '/Users', person('dis.abled@example.com'));
    const turn = (enabled: boolean): Promise<Answer> =>
      operator.configure(realm.name, (configuration) => {
        configuration.enabled = enabled;
      });
    expect((await turn(false)).status).toBe(200);
    for (const [method, path, body] of [
      ['GET', '/Users'],
      ['POST', '/Users', person('nobody@example.com')],
      ['DELETE', `/Users/${String(user.id)}`],
      ['GET', '/ServiceProviderConfig'],
      ['GET', '/Nonsense'],
    ] as const) {
      expect({ path, status: (await call(method, path, body)).status }).toEqual({ path, status: 401 });
    }
    expect((await operator.admin(realm.name, 'GET', '')).body).toMatchObject({
      enabled: false,
      served: false,
      problems: ['SCIM is not enabled for the realm'],
    });
    expect((await turn(true)).status).toBe(200);
    expect((await call('GET', `/Users/${String(user.id)}`)).status).toBe(200);
    await call('PATCH', `/Users/${String(user.id)}`, replaceActive(false));
    expect((await inConsole(realm, 'dis.abled@example.com'))?.enabled).toBe(false);
  });
});

describe('the journal', () => {
  it('gives the true reason under the reference that the client was answered', async () => {
    const realm = await bridge.realm();
    const { scimUrl } = await panel(realm);
    const { body: token } = await operator.admin(realm.name, 'POST', '/tokens', {
      label: 'auditor',
      readOnly: true,
      expires: new Date(Date.now() + 60_000).toISOString(),
    });
    const reader = provider(scimUrl, `Bearer ${String(token.token)}`);
    await expectConnected(reader);
    const refused = await reader('POST', '/Users', person('reader@example.com'));
    expect(refused.status).toBe(403);

    const unknown = await provider(scimUrl, `Bearer ${realm.token.slice(0, -1)}!`)('GET', '/Users');
    const [, reference = ''] = /Reference: (\S+)$/.exec(String(unknown.body.detail)) ?? [];
    expect(reference).toBe(unknown.headers.get('x-request-id'));
    const [entry] = await operator.journalOf(realm.name, reference);
    expect(entry).toMatchObject({ status: 401, outcome: expect.stringContaining('mistyped') as unknown });

    const call = provider(scimUrl, `Bearer ${realm.token}`);
    await call('POST', '/Users', person('twice@example.com', { password: 'Not-for-the-j0urnal' }));
    const again = await call(
      'POST',
      '/Users',
      person('TWICE@example.com', { emails: [], password: 'Not-for-the-j0urnal' }),
    );
    expect(again.status).toBe(409);
    const [conflict] = await operator.journalOf(realm.name, again.headers.get('x-request-id') ?? '');
    expect(conflict).toMatchObject({
      kind: 'refusal',
      status: 409,
      error: 'uniqueness',
      method: 'POST',
      target: '/Users',
      resource: { type: 'User', name: 'TWICE@example.com' },
      asked: { userName: 'TWICE@example.com' },
      credential: { label: 'test' },
    });
    expect(conflict.outcome).toContain('already has this userName');
    const { body: all } = await operator.admin(realm.name, 'GET', '/journal?name=twice@EXAMPLE.com');
    expect(all.entries.map(({ status }: { status: number }) => status)).toEqual([409, 201]);
    expect(JSON.stringify(all)).not.toContain('Not-for-the-j0urnal');
  });

  it('is not open to everybody with the right to view clients', async () => {
    const realm = await bridge.realm();
    const url = `${bridge.managementUrl}/realms/${realm.name}/scim/admin/v1/journal`;
    expect((await send('GET', url)).body).toMatchObject({ code: 'unauthorized', status: 401 });
    const over = await issuer.sign({ exp: 1 });
    for (const none of ['opaque', 'a.b.c', 'e30.e30.e30', over, await issuer.sign({})]) {
      const { body } = await send('GET', url, { headers: { Authorization: `Bearer ${none}` } });
      expect(body).toMatchObject({ code: 'unauthorized', status: 401 });
    }
    const { access_token: token } = await remoteToken(realm);
    const answer = await send('GET', url, { headers: { Authorization: `Bearer ${token}` } });
    expect([401, 403]).toContain(answer.status);
  });
});
