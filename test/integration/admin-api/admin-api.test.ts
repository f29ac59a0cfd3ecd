/* eslint max-lines: "off" -- One bridge and its realms serve all of these tests; every file of its own would start others. */
import { CALLER_RIGHTS } from '../../../bridge/keycloak/port/callerRights.ts';
import { randomBytes } from 'node:crypto';
import type { RoleMappingPayload } from '@keycloak/keycloak-admin-client/lib/defs/roleRepresentation.js';
import { SignJWT } from 'jose';
import { adminApi, adminToken, clientToken, type AdminSend } from '../../support/admin/adminApi.ts';
import { testKeycloak } from '../../support/keycloak/keycloak.ts';
import { accessToken } from '../../support/keycloak/tokenEndpoint.ts';
import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import { send, type Answer } from '../../support/scim/send.ts';

let bridge: TestBridge;
let realm: TestRealm;
let admin: AdminSend;

const scimAs = async (token: string): Promise<number> =>
  (await send('GET', `${realm.scimUrl}/Users?count=0`, { headers: { Authorization: `Bearer ${token}` } }))
    .status;

const mistakesOf = ({ body }: Answer): unknown => (body as { mistakes: unknown }).mistakes;

beforeAll(async () => {
  bridge = await startTestBridge();
  realm = await bridge.realm();
  admin = adminApi(bridge, realm.name);
});

afterAll(() => bridge.close());

describe('GET / of the admin API', () => {
  it('answers with the profile, the endpoint and whether the realm is served', async () => {
    expect((await admin('GET', '/')).body).toEqual({
      realm: realm.name,
      enabled: true,
      served: true,
      setUp: true,
      caller: { name: expect.any(String), rights: [...CALLER_RIGHTS] },
      mode: 'provision',
      profile: 'generic',
      revision: expect.any(Number) as unknown,
      version: (await admin('GET', '/config')).headers.get('etag'),
      problems: [],
      rules: {},
      findings: [],
      credentials: {
        ...{ staticTokens: 1, basic: true, remoteToken: false, issuers: [], trusted: [] },
        uses: [expect.objectContaining({ kind: 'staticToken', label: 'test' })],
      },
      journal: { healthy: true },
    });
  });
});

describe('the configuration in the admin API', () => {
  it('is read with its version, and a replacement is in force with the next request', async () => {
    const read = await admin('GET', '/config');
    expect(read.body).toEqual({ enabled: true, profile: 'generic', config: { version: 1 } });
    const etag = read.headers.get('etag') ?? '';
    const wanted = { enabled: true, profile: 'azure', config: { version: 1, limits: { scan: 7 } } };
    const put = await admin('PUT', '/config', wanted, { 'If-Match': etag });
    expect(put).toMatchObject({ status: 200, body: { findings: [] } });
    expect((await admin('GET', '/')).body).toMatchObject({ profile: 'azure', served: true });
    expect((await admin('GET', '/config')).body).toEqual(wanted);
    const { entries } = (await admin('GET', '/journal?kind=audit&limit=1')).body as { entries: unknown };
    expect(entries).toMatchObject([
      {
        outcome:
          'Configuration replaced, profile azure: profile: "generic" -> "azure", limits.scan: none -> 7.',
      },
    ]);
    expect(await admin('PUT', '/config', wanted, { 'If-Match': etag })).toMatchObject({
      status: 412,
      body: { code: 'versionMismatch' },
    });
    expect(await admin('PUT', '/config', wanted)).toMatchObject({
      status: 428,
      body: { code: 'versionRequired' },
    });
  });

  it('has changes of the configuration in the journal without a credential that somebody pasted', async () => {
    const config = { version: 1, authentication: { remoteToken: { account: realm.token } } };
    const body = { enabled: true, profile: 'generic', config };
    expect((await admin('PUT', '/config', body, { 'If-Match': '*' })).status).toBe(200);
    const { entries } = (await admin('GET', '/journal?kind=audit&limit=1')).body as { entries: unknown[] };
    expect(JSON.stringify(entries)).toContain('authentication.remoteToken.account: none -> ');
    expect(JSON.stringify(entries)).not.toContain(realm.token.slice(-12));
  });

  it('keeps the members that the bridge maintains itself, and counts its revisions', async () => {
    const [client] = await bridge.admin.clients.find({ realm: realm.name, clientId: 'scim-endpoint' });
    const held = JSON.parse(String(client?.attributes?.['scim.config'])) as Record<string, unknown>;
    expect(held).toMatchObject({
      revision: expect.any(Number) as unknown,
      indexed: expect.any(Array) as unknown,
    });
    await admin('PUT', '/config', { enabled: true, profile: 'generic' }, { 'If-Match': '*' });
    const [after] = await bridge.admin.clients.find({ realm: realm.name, clientId: 'scim-endpoint' });
    expect(JSON.parse(String(after?.attributes?.['scim.config']))).toEqual({
      version: 1,
      indexed: held.indexed,
      revision: Number(held.revision) + 1,
    });
  });

  it.each<[string, unknown, unknown, unknown]>([
    ['an unknown profile', { enabled: true, profile: 'azur' }, '/profile', 'There is no profile "azur".'],
    [
      'a mapping with a slip',
      {
        enabled: true,
        profile: 'generic',
        config: { version: 1, mapping: { user: [{ scim: 'tytle', keycloak: 'attributes.x' }] } },
      },
      '/config/mapping/user/0/scim',
      expect.stringContaining('tytle'),
    ],
    [
      'an issuer without its tenant',
      {
        enabled: true,
        profile: 'generic',
        config: { version: 1, authentication: { issuers: [{ kind: 'azure-tenant', name: 'x' }] } },
      },
      expect.stringMatching(/^\/config\/authentication\/issuers\/0/),
      expect.stringContaining('tenantId'),
    ],
  ])(
    'with %s is refused with the place of the mistake, and changes nothing',
    async (_what, body, pointer, detail) => {
      const before = (await admin('GET', '/config')).headers.get('etag');
      const put = await admin('PUT', '/config', body, { 'If-Match': '*' });
      expect(put).toMatchObject({ status: 422, body: { code: 'invalidConfiguration' } });
      expect(put.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(mistakesOf(put)).toContainEqual(expect.objectContaining({ pointer, detail }));
      const verdict = await admin('POST', '/config/validation', body);
      expect(verdict).toMatchObject({ status: 200, body: { valid: false } });
      expect(mistakesOf(verdict)).toEqual(mistakesOf(put));
      expect((await admin('GET', '/config')).headers.get('etag')).toBe(before);
    },
  );

  it.each(['{"enabled":tru', '[]', '"generic"', 'null'])(
    'is malformed if it is no object: %s',
    async (body) => {
      for (const [method, path] of [
        ['PUT', '/config'],
        ['POST', '/config/validation'],
      ] as const) {
        const answer = await admin(method, path, body, { 'If-Match': '*' });
        expect(answer).toMatchObject({ status: 400, body: { code: 'malformed' } });
      }
    },
  );

  it.each<[what: string, body: object, mistakes: [code: string, pointer: string][]]>([
    [
      'nothing but mistakes of shape',
      { enabled: 'yes', profile: 7, more: 1, config: [] },
      [
        ['unknownMember', ''],
        ['wrongType', '/config'],
        ['wrongType', '/enabled'],
        ['wrongType', '/profile'],
      ],
    ],
    [
      'an unknown profile, and mistakes that have nothing to do with it',
      { enabled: true, profile: 'azur', config: { version: 2, onboarding: { groups: ['/none'] } } },
      [
        ['missing', '/config/onboarding/groups/0'],
        ['unknownValue', '/config/version'],
        ['unknownValue', '/profile'],
      ],
    ],
    [
      'mistakes of every kind',
      {
        enabled: true,
        config: {
          version: 1,
          mode: 'watch',
          publicUrls: ['https://a%b.example'],
          mapping: { user: [{ scim: 'tytle', keycloak: 'attributes.x' }] },
          authentication: { basic: 'no', issuers: [{ kind: 'azure-tenant', name: 'x' }] },
          onboarding: { realmRoles: ['none'], groups: 7, invitatoin: {} },
        },
        profile: 'generic',
      },
      [
        ['wrongType', '/config/authentication/basic'],
        ['missingMember', '/config/authentication/issuers/0'],
        ['unknownPath', '/config/mapping/user/0/scim'],
        ['unknownValue', '/config/mode'],
        ['unknownMember', '/config/onboarding'],
        ['wrongType', '/config/onboarding/groups'],
        ['missing', '/config/onboarding/realmRoles/0'],
        ['wrongFormat', '/config/publicUrls/0'],
      ],
    ],
  ])('is refused with every mistake in one list: %s', async (_what, body, mistakes) => {
    const put = await admin('PUT', '/config', body, { 'If-Match': '*' });
    expect(put).toMatchObject({ status: 422, body: { code: 'invalidConfiguration' } });
    const places = (mistakesOf(put) as { code: string; pointer: string }[]).map(({ code, pointer }) => [
      code,
      pointer,
    ]);
    expect(places).toEqual(mistakes);
    const verdict = await admin('POST', '/config/validation', body);
    expect(verdict).toMatchObject({ status: 200, body: { valid: false, mistakes: mistakesOf(put) } });
  });

  it.each(['enabled', 'profile', 'config'])(
    'is refused with any value of the wrong kind for "%s"',
    async (member) => {
      for (const value of [
        null,
        7,
        [],
        [{}],
        [[{}]],
        ...(member === 'config' ? ['{}'] : [{}, { toString: 1 }]),
      ]) {
        const body = { enabled: true, profile: 'generic', [member]: value };
        const verdict = await admin('POST', '/config/validation', body);
        expect(verdict).toMatchObject({ status: 200, body: { valid: false } });
        expect(mistakesOf(verdict)).toContainEqual(
          expect.objectContaining({ code: 'wrongType', pointer: `/${member}` }),
        );
        const put = await admin('PUT', '/config', body, { 'If-Match': '*' });
        expect(put).toMatchObject({ status: 422, body: { code: 'invalidConfiguration' } });
      }
    },
  );

  it('switches SCIM off and on with the next request', async () => {
    await admin('PUT', '/config', { enabled: false, profile: 'generic' }, { 'If-Match': '*' });
    expect((await realm.scim('GET', '/Users')).status).toBe(401);
    expect((await admin('GET', '/')).body).toMatchObject({
      enabled: false,
      served: false,
      problems: ['SCIM is not enabled for the realm'],
    });
    await admin('PUT', '/config', { enabled: true, profile: 'generic' }, { 'If-Match': '*' });
    expect((await realm.scim('GET', '/Users')).status).toBe(200);
  });
});

describe('static tokens in the admin API', () => {
  it('are created, listed without the token itself, rotated at once and revoked', async () => {
    const made = await admin('POST', '/tokens', { label: 'Okta', readOnly: true });
    expect(made).toMatchObject({
      status: 201,
      body: {
        label: 'Okta',
        readOnly: true,
        status: 'active',
        token: expect.stringMatching(/^scim_\w{49}$/) as unknown,
      },
    });
    const first = made.body as { id: string; token: string };
    expect(await scimAs(first.token)).toBe(200);
    const rotated = (await admin('POST', `/tokens/${first.id}/rotation`, {})).body as typeof first;
    expect(await scimAs(first.token)).toBe(401);
    expect(await scimAs(rotated.token)).toBe(200);
    const listed = (await admin('GET', '/tokens')).body as { id: string; status: string }[];
    expect(listed.find(({ id }) => id === first.id)).toMatchObject({ status: 'revoked', label: 'Okta' });
    expect(listed.find(({ id }) => id === rotated.id)).toMatchObject({
      status: 'active',
      label: 'Okta (2)',
      readOnly: true,
      lastUsed: expect.any(String) as unknown,
    });
    expect(JSON.stringify(listed)).not.toContain('sha256');
    expect(listed.map(({ id }) => id).slice(-2)).toEqual([first.id, rotated.id]);
    expect((await admin('DELETE', `/tokens/${rotated.id}`)).status).toBe(204);
    expect(await scimAs(rotated.token)).toBe(401);
    expect(await admin('POST', `/tokens/${rotated.id}/rotation`, {})).toMatchObject({
      status: 409,
      body: { detail: 'This token is revoked; make a new one instead.' },
    });
  });

  it('work beside their successor until the grace of a rotation is over', async () => {
    const old = (await admin('POST', '/tokens', { label: 'grace' })).body as { id: string; token: string };
    const next = (await admin('POST', `/tokens/${old.id}/rotation`, { grace: 2 })).body as typeof old;
    expect([await scimAs(old.token), await scimAs(next.token)]).toEqual([200, 200]);
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    expect([await scimAs(old.token), await scimAs(next.token)]).toEqual([401, 200]);
  });

  it('stay revoked when a console tab saves an older configuration', async () => {
    const { id, token } = (await admin('POST', '/tokens', { label: 'stale' })).body as {
      id: string;
      token: string;
    };
    const keycloak = bridge.admin;
    const [stale] = await keycloak.clients.find({ realm: realm.name, clientId: 'scim-endpoint' });
    await admin('DELETE', `/tokens/${id}`);
    await keycloak.clients.update({ realm: realm.name, id: stale?.id ?? '' }, stale ?? {});
    await admin('PUT', '/config', { enabled: true, profile: 'generic' }, { 'If-Match': '*' });
    expect(await scimAs(token)).toBe(401);
    const tokens = (await admin('GET', '/tokens')).body as { id: string; status: string }[];
    expect(tokens.find((one) => one.id === id)?.status).toBe('revoked');
  });

  it('stop working when they expire', async () => {
    const expires = new Date(Date.now() + 2_000).toISOString();
    const { token } = (await admin('POST', '/tokens', { label: 'short', expires })).body as { token: string };
    expect(await scimAs(token)).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    expect(await scimAs(token)).toBe(401);
    expect(await admin('POST', '/tokens', { label: 'past', expires: '2020-01-01T00:00:00Z' })).toMatchObject({
      status: 400,
      body: { detail: '"expires" must be a moment in the future.' },
    });
  });
});

describe('GET /connection', () => {
  it('answers with what an operator copies into the identity provider, and gives the secret only on request', async () => {
    const scimUrl = `https://scim.example.test/realms/${realm.name}/scim/v2`;
    const shown = await admin('GET', '/connection');
    expect(shown.body).toEqual({
      scimUrl,
      scimUrls: [scimUrl],
      tokenEndpoint: `https://scim.example.test/realms/${realm.name}/protocol/openid-connect/token`,
      clientId: 'scim-endpoint',
      audience: scimUrl,
      scope: 'scim',
      remoteToken: false,
      trusted: [],
    });
    const { body } = await admin('POST', '/connection/secret');
    const { clientId, clientSecret } = body as { clientId: string; clientSecret: string };
    expect(await clientToken(bridge, realm.name, clientId, clientSecret)).toEqual(expect.any(String));
  });
});

describe('the journal in the admin API', () => {
  it('lists each write with the request and its outcome', async () => {
    const created = await realm.scim('POST', '/Users', {
      userName: 'journal@example.com',
      password: 'never-to-be-seen',
      active: 'True',
    });
    const { id } = created.body as { id: string };
    await realm.scim('PATCH', `/Users/${id}`, {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [{ op: 'Replace', path: 'active', value: 'False' }],
    });
    await realm.scim('GET', `/Users/${id}`);
    await realm.scim('POST', '/Users', { userName: 'journal@example.com' });
    const page = await admin('GET', '/journal?name=JOURNAL@example.com');
    const { entries } = page.body as { entries: Record<string, unknown>[] };
    expect(entries.map(({ kind, method, status, outcome }) => [kind, method, status, outcome])).toEqual([
      ['refusal', 'POST', 409, expect.stringMatching(/^Refused: /)],
      [
        'write',
        'PATCH',
        200,
        expect.stringMatching(/^User \S+ changed: disabled\. Sessions ended in \d+ ms\.$/),
      ],
      ['write', 'POST', 201, `User ${id} created.`],
    ]);
    expect(entries[1]).toMatchObject({
      requestId: expect.any(String) as unknown,
      credential: { label: 'test', id: expect.any(String) as unknown },
      target: `/Users/${id}`,
      resource: { type: 'User', id, name: 'journal@example.com' },
      quirks: ['operation-names', 'text-booleans'],
      keycloak: expect.arrayContaining([
        { call: 'POST users/{id}/logout', outcome: 'ok', milliseconds: expect.any(Number) as unknown },
      ]) as unknown,
    });
    expect(entries[0]).toMatchObject({
      outcome: expect.stringContaining(`It is user ${id} "journal@example.com".`) as unknown,
      conflict: { type: 'User', id, name: 'journal@example.com' },
    });
    expect(JSON.stringify(entries)).not.toContain('never-to-be-seen');
  });

  it('names a user whose change was refused before the user was read', async () => {
    const { id } = await bridge.admin.users.create({
      ...{ realm: realm.name, username: 'unread', email: 'unread@example.com', enabled: true },
    });
    const { body } = await admin('POST', '/tokens', { label: 'reader', readOnly: true });
    const { token } = body as { token: string };
    await realm.scim('PATCH', `/Users/${id}`, '{"Operations":');
    await realm.scim('PUT', `/Users/${id}`, { userName: 'other', active: 'perhaps' });
    await realm.scim('DELETE', `/Users/${id}`, undefined, { Authorization: `Bearer ${token}` });
    const { entries } = (await admin('GET', '/journal?name=unread@example.com')).body as { entries: unknown };
    const resource = { type: 'User', id, name: 'unread', aliases: ['unread@example.com'] };
    expect(entries).toMatchObject([
      { method: 'DELETE', status: 403, resource },
      { method: 'PUT', status: 400, resource },
      { method: 'PATCH', status: 400, resource },
    ]);
  });

  it('finds a person who was there before SCIM by the e-mail address of then', async () => {
    const { id } = await bridge.admin.users.create({
      ...{ realm: realm.name, username: 'before', email: 'before@example.com', enabled: true },
    });
    const value = { userName: 'after', emails: [{ value: 'after@example.com', primary: true }] };
    await realm.scim('PATCH', `/Users/${id}`, {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [{ op: 'replace', value }],
    });
    await realm.scim('DELETE', `/Users/${id}`);
    for (const name of ['before', 'Before@example.com', 'after', 'after@example.com', id]) {
      const { entries } = (await admin('GET', `/journal?name=${name}`)).body as { entries: unknown[] };
      expect({ name, entries }).toMatchObject({ name, entries: [{ method: 'DELETE' }, { method: 'PATCH' }] });
    }
  });

  it('has a connection test, with the credential, once a minute, and its status tells the last use', async () => {
    const { body } = await admin('POST', '/tokens', { label: 'tester' });
    const { id, token } = body as { id: string; token: string };
    for (let n = 0; n < 3; n += 1) {
      const url = `${realm.scimUrl}/Users?filter=userName%20eq%20%22nobody-is-called-so%22`;
      expect((await send('GET', url, { headers: { Authorization: `Bearer ${token}` } })).status).toBe(200);
    }
    const { entries } = (await admin('GET', `/journal?kind=read&credential=${id}`)).body as {
      entries: unknown;
    };
    expect(entries).toEqual([
      expect.objectContaining({
        ...{ method: 'GET', status: 200, credential: { id, label: 'tester' } },
        outcome: 'Answered: 0 results.',
      }),
    ]);
    expect((await admin('GET', '/')).body).toMatchObject({
      credentials: {
        uses: expect.arrayContaining([
          { id, kind: 'staticToken', label: 'tester', lastUsed: expect.any(String) as unknown },
        ]) as unknown,
      },
    });
  });

  it('finds a reference in whatever realm it was, if the reader may see that realm', async () => {
    const referenceOf = async (scimUrl: string): Promise<string> => {
      const headers = { Authorization: 'Bearer mistyped' };
      const { status, headers: answered } = await send('GET', `${scimUrl}/Users`, { headers });
      expect(status).toBe(401);
      return answered.get('x-request-id') ?? '';
    };
    const outcomes = async (reader: AdminSend, reference: string): Promise<unknown> => {
      const { status, body } = await reader('GET', `/references/${reference}`);
      return status === 200
        ? (body as { entries: { realm: string; status: number }[] }).entries.map((entry) => entry.realm)
        : status;
    };
    const misspelt = realm.scimUrl.replace(realm.name, realm.name.toUpperCase());
    const [here, nowhere] = [await referenceOf(realm.scimUrl), await referenceOf(misspelt)];
    const [hereAgain, nowhereAgain] = [await referenceOf(realm.scimUrl), await referenceOf(misspelt)];
    const master = adminApi(bridge, 'master');
    expect(await outcomes(master, here)).toEqual([realm.name]);
    expect(await outcomes(master, nowhere)).toEqual([realm.name.toUpperCase()]);
    expect(await outcomes(master, '7a7902a0-b81e-4cbd-8c8d-7ef28580747d')).toEqual([]);
    // Refused again within a minute, they have no entry of their own.
    expect(await outcomes(master, nowhereAgain)).toEqual(['(others)']);
    const { entries } = (await admin('GET', `/journal?request=${hereAgain}`)).body as { entries: unknown };
    expect(entries).toMatchObject([
      { requestId: '', requestIds: [hereAgain], outcome: expect.stringMatching(/^1 more refusal from one/) },
    ]);
    expect(await outcomes(master, hereAgain)).toEqual([realm.name]);

    const other = await bridge.realm();
    const reader = adminApi(bridge, other.name, await administratorOf(other.name));
    const own = await referenceOf(other.scimUrl);
    expect(await outcomes(reader, own)).toEqual([other.name]);
    expect(await outcomes(reader, here)).toEqual([]);
    expect(await outcomes(reader, nowhere)).toEqual([]);
    expect(await outcomes(reader, hereAgain)).toEqual([]);
    expect(await outcomes(reader, nowhereAgain)).toEqual([]);
  });

  it('lists every change by an administrator, with the name of the administrator', async () => {
    await admin('POST', '/tokens', { label: 'audited' });
    const { entries } = (await admin('GET', '/journal?kind=audit&limit=1')).body as { entries: unknown };
    expect(entries).toEqual([
      expect.objectContaining({
        kind: 'audit',
        outcome: expect.stringMatching(/^Static token "audited" \([0-9a-f]{12}\) made\.$/) as unknown,
        // The token of admin-cli names nobody.
        credential: expect.objectContaining({ label: testKeycloak().adminUser }) as unknown,
        status: 201,
        asked: { label: 'audited' },
      }),
    ]);
  });

  it('keeps the true reason of a 401 under the reference that the client was answered', async () => {
    const answer = await send('GET', `${realm.scimUrl}/Users`, {
      headers: { Authorization: 'Bearer wrong' },
    });
    const { detail } = answer.body as { detail: string };
    const reference = answer.headers.get('x-request-id') ?? '';
    expect(detail).toContain(`Reference: ${reference}`);
    const { entries } = (await admin('GET', `/journal?request=${reference}`)).body as { entries: unknown };
    expect(entries).toEqual([
      expect.objectContaining({
        kind: 'refusal',
        status: 401,
        outcome: 'Refused: no static token of the realm matches',
      }),
    ]);
  });

  it.each(['?since=yesterday', '?limit=0', '?limit=501', '?kind=all', '?more=1', '?limit=1&limit=2'])(
    'refuses the query %s',
    async (query) => {
      expect(await admin('GET', `/journal${query}`)).toMatchObject({
        status: 400,
        body: { code: 'malformed' },
      });
    },
  );
});

/** An access token of somebody who administers one realm alone. */
async function administratorOf(name: string): Promise<string> {
  const { admin: keycloak } = bridge;
  const password = randomBytes(16).toString('hex');
  const { id } = await keycloak.users.create({
    ...{ realm: name, username: 'operator', email: 'operator@example.com', emailVerified: true },
    ...{ firstName: 'O', lastName: 'P', enabled: true, credentials: [{ type: 'password', value: password }] },
  });
  const [client] = await keycloak.clients.find({ realm: name, clientId: 'realm-management' });
  const clientUniqueId = client?.id ?? '';
  // All that the administrator of the tests may grant.
  const available = await keycloak.users.listAvailableClientRoleMappings({ realm: name, id, clientUniqueId });
  const roles = available as RoleMappingPayload[];
  await keycloak.users.addClientRoleMappings({ realm: name, id, clientUniqueId, roles });
  const form = { grant_type: 'password', client_id: 'admin-cli', username: 'operator', password };
  return accessToken(name, form, bridge.proxy.url);
}

describe('the report of a set-up', () => {
  it('is audited with what was changed, by whoever may change clients', async () => {
    const report = {
      options: ['--azure-tenant'],
      steps: [
        { step: 'SCIM configuration, profile azure', outcome: 'changed', changes: ['a added', 'b: 1 -> 2'] },
        { step: 'static token', outcome: 'created' },
      ],
    };
    expect((await admin('POST', '/setup', report)).status).toBe(204);
    const { entries } = (await admin('GET', '/journal?kind=audit&limit=1')).body as { entries: unknown };
    expect(entries).toEqual([
      expect.objectContaining({
        outcome:
          'Set up by enable --azure-tenant: SCIM configuration, profile azure (changed): a added, b: 1 -> 2; static token (created).',
        credential: expect.objectContaining({ label: testKeycloak().adminUser }) as unknown,
      }),
    ]);
  });

  it.each([{}, { steps: [] }, { steps: [{ step: 'x', outcome: 'kept' }] }, { steps: [], more: 1 }])(
    'is refused if it is malformed: %j',
    async (report) => {
      expect(await admin('POST', '/setup', report)).toMatchObject({
        status: 400,
        body: { code: 'malformed' },
      });
    },
  );
});

describe('a caller whom Keycloak does not know', () => {
  it('is answered 401 without a token, with a made-up token and with a SCIM token', async () => {
    const url = `${bridge.managementUrl}/realms/${realm.name}/scim/admin/v1/config`;
    expect((await send('GET', url)).status).toBe(401);
    expect((await send('GET', url, { headers: { Authorization: 'Bearer made.up.token' } })).status).toBe(401);
    expect((await adminApi(bridge, realm.name, realm.token)('GET', '/config')).status).toBe(401);
  });

  it('leaves no journal entry, whatever the token claims', async () => {
    const claims = { sub: 'ghost', preferred_username: 'ghost', exp: Math.ceil(Date.now() / 1000) + 60 };
    for (const issuer of [{}, { iss: `${bridge.proxy.url}/realms/master` }]) {
      const made = new SignJWT({ ...claims, ...issuer }).setProtectedHeader({ alg: 'HS256' });
      const ghost = adminApi(bridge, realm.name, await made.sign(randomBytes(32)));
      expect((await ghost('PUT', '/config', { more: 1 }, { 'If-Match': '*' })).status).toBe(401);
      expect((await ghost('POST', '/tokens', { label: 'x' })).status).toBe(401);
    }
    const { entries } = (await admin('GET', '/journal?limit=500')).body as { entries: unknown[] };
    expect(JSON.stringify(entries)).not.toContain('ghost');
  });

  it('is answered 404 for a realm that does not exist, with a valid token', async () => {
    const unknown = adminApi(bridge, `${realm.name}-x`, await adminToken(bridge));
    expect((await unknown('GET', '/config')).status).toBe(404);
  });
});

describe('GET /explain/user', () => {
  it.each(['%00', 'a%01b', '%1f', '%7f', '%ed%a0%80', '%22', '\\\\', '%0a', '*', 'x'.repeat(255)])(
    'answers 404 to the impossible user name %s',
    async (name) => {
      expect(await admin('GET', `/explain/user?user=${name}`)).toMatchObject({
        status: 404,
        body: { code: 'notFound', detail: 'There is no such user.' },
      });
    },
  );
});

describe('the two ports', () => {
  it('are separate: the public port does not serve the admin API', async () => {
    const answer = await adminApi({ ...bridge, managementUrl: bridge.url }, realm.name)('GET', '/config');
    expect(answer.status).toBe(404);
  });

  it('serve health and metrics on the management port', async () => {
    const get = (path: string) => fetch(`${bridge.managementUrl}${path}`);
    expect(await (await get('/health/live')).json()).toEqual({ status: 'UP' });
    expect(await (await get('/health/ready')).json()).toEqual({ status: 'UP' });
    const metrics = await (await get('/metrics')).text();
    expect(metrics).toMatch(
      new RegExp(
        `scim_requests_total\\{realm="${realm.name}",method="POST",resource="Users",status="201"\\} \\d`,
      ),
    );
    expect(metrics).toMatch(/scim_quirks_total\{quirk="operation-names"\} \d/);
    expect(metrics).toMatch(/keycloak_call_duration_seconds_count\{call="POST users",outcome="ok"\} \d/);
    expect(metrics).not.toContain(realm.token);
  });

  it('answer 404 to an unknown admin route and 405 to a wrong method', async () => {
    expect((await admin('GET', '/nothing')).body).toMatchObject({ code: 'notFound' });
    expect(await admin('PATCH', '/config', {})).toMatchObject({
      status: 405,
      body: { code: 'methodNotAllowed' },
    });
  });
});
