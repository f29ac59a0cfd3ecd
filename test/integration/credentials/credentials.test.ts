/* eslint max-lines: "off" -- One bridge and its realms serve all of these tests; every file of its own would start others. */
import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { decodeJwt } from 'jose';
import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import {
  createSecurityHarness,
  type HarnessAnswer,
  type SecurityHarness,
} from '../../support/fixtures/securityHarness.ts';
import {
  issuerKey,
  signed,
  startIssuer,
  type IssuerKey,
  type TestIssuer,
} from '../../support/servers/issuer.ts';
import { freshRealmName, testKeycloak } from '../../support/keycloak/keycloak.ts';
import { group, patch, searchRequest, user } from '../../support/scim/messages.ts';
import { newRealm } from '../../support/keycloak/newRealm.ts';
import { expectReason as expectReasonAt, expectRefused } from '../../support/scim/refusal.ts';

const SCIM_URL = 'https://scim.example.test/realms';
const TENANT = 'd5b6f1f0-8a5e-4c2b-9f0e-2f1d6c1b7a90';
const OTHER_TENANT = '0b1c6a52-1d8e-4f53-9a35-5d0f0c6f2f11';
const APP = '7e57ab1e-0000-4000-8000-00000000a0a0';
const OTHER_APP = '7e57ab1e-0000-4000-8000-00000000b0b0';
const SYNC = '00000014-0000-0000-c000-000000000000';
const GALLERY = '8adf8e6e-67b2-4cf2-a259-e3dc5476c621';
const ALGORITHMS =
  '"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512" or "EdDSA"';

let bridge: TestBridge;
let harness: SecurityHarness;
let issuer: TestIssuer;
let attacker: IssuerKey;

type Claims = Readonly<Record<string, unknown>>;

/** Claims of a good token of each kind. */
const GOOD = {
  tenant: (more: Claims = {}): Claims => ({
    iss: `${issuer.url}/${TENANT}/`,
    aud: GALLERY,
    appid: SYNC,
    appidacr: '2',
    tid: TENANT,
    ver: '1.0',
    ...more,
  }),
  application: (more: Claims = {}): Claims => ({
    iss: `${issuer.url}/${TENANT}/v2.0`,
    aud: `api://${APP}`,
    azp: APP,
    tid: TENANT,
    ver: '2.0',
    ...more,
  }),
  server: (more: Claims = {}): Claims => ({
    iss: `${issuer.url}/oauth2/default`,
    aud: 'api://scim',
    cid: '0oa1provisioner',
    sub: '0oa1provisioner',
    scp: ['other', 'scim.write'],
    ...more,
  }),
  oidc: (more: Claims = {}): Claims => ({ aud: ['x', 'scim-bridge'], azp: 'provisioner', ...more }),
};

const bearer = (token: string): string => `Bearer ${token}`;
const basic = (name: string, password: string): string =>
  `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const seconds = (): number => Math.floor(Date.now() / 1_000);
const iso = (moment: number): string => new Date(moment * 1_000).toISOString();

/** Everything at once, as a realm can accept it. */
const authentication = () => ({
  remoteToken: { scope: 'scim', account: 'the realm itself' },
  issuers: [
    {
      kind: 'azure-tenant',
      name: 'tenant',
      account: 'the whole tenant',
      tenantId: TENANT,
      authority: issuer.url,
      issuer: `${issuer.url}/${TENANT}/`,
    },
    {
      kind: 'entra-application',
      name: 'application',
      tenantId: TENANT,
      clientId: APP,
      authority: issuer.url,
      issuer: `${issuer.url}/${TENANT}/v2.0`,
    },
    {
      kind: 'okta-authorization-server',
      name: 'server',
      issuer: `${issuer.url}/oauth2/default`,
      clientId: '0oa1provisioner',
      audience: 'api://scim',
      scope: 'scim.write',
    },
    { kind: 'oidc', name: 'oidc', issuer: issuer.url, audience: 'scim-bridge', value: 'provisioner' },
  ],
});

/** The values of `iss` that such a realm accepts. */
const accepted = (realm: string): string =>
  [
    `"${issuer.url}/${TENANT}/", "${issuer.url}/${TENANT}/v2.0", "${issuer.url}/oauth2/default", "${issuer.url}"`,
    `"${bridge.proxy.url}/realms/${realm}" or "${SCIM_URL}/${realm}"`,
  ].join(', ');

async function openRealm(more: Claims = {}): Promise<TestRealm> {
  const realm = await bridge.realm();
  harness.rememberSecret(realm.token);
  await harness.configure(realm.name, { authentication: { ...authentication(), ...more } });
  return realm;
}

/** The secret of a realm's client. */
async function secretOf(realm: string, clientId = 'scim-endpoint'): Promise<{ id: string; secret: string }> {
  const [found] = await bridge.admin.clients.find({ realm, clientId });
  const id = found?.id ?? '';
  const { value: secret = '' } = await bridge.admin.clients.getClientSecret({ realm, id });
  return { id, secret };
}

/** A token that the realm itself gives to one of its clients. */
async function remoteToken(realm: string, form: Record<string, string> = {}): Promise<string> {
  const { client_id: clientId = 'scim-endpoint' } = form;
  const { secret } = await secretOf(realm, clientId);
  const given = { client_id: clientId, client_secret: secret, scope: 'scim', ...form };
  const answer = await harness.keycloakToken(realm, { grant_type: 'client_credentials', ...given });
  return answer.access_token ?? '';
}

/** Shows a credential that is refused, and expects the true reason in the realm's journal. */
const expectReason = (
  ...shown: Parameters<typeof expectReasonAt> extends [unknown, ...infer Rest] ? Rest : never
) => expectReasonAt(harness, ...shown);

beforeAll(async () => {
  issuer = await startIssuer();
  attacker = await issuerKey('rsa-1');
  bridge = await startTestBridge({ KEY_SERVERS: issuer.url });
  const { url, managementUrl, proxy } = bridge;
  harness = createSecurityHarness({ url, managementUrl, keycloakUrl: proxy.url, log: () => bridge.logged() });
});

afterAll(async () => {
  const leaks = await harness.findLeaks();
  await bridge.close();
  await issuer.close();
  // eslint-disable-next-line jest/no-standalone-expect -- of all tests of this file
  expect(leaks).toEqual([]);
});

describe('a good credential', () => {
  let realm: TestRealm;

  beforeAll(async () => {
    realm = await openRealm();
  });

  it.each<[string, () => string | Promise<string>, object]>([
    ['a static token', () => bearer(realm.token), { label: 'test' }],
    [
      'a static token as the password of Basic',
      () => basic('Ann Admin', realm.token),
      { label: 'test', account: 'Ann Admin' },
    ],
    ['a static token as the password of nobody', () => basic('', realm.token), { label: 'test' }],
    [
      "a token of the realm's own",
      async () => bearer(await remoteToken(realm.name)),
      { id: 'realm', label: 'remote token', account: 'the realm itself' },
    ],
    [
      'the token of an Entra tenant',
      async () => bearer(await issuer.sign(GOOD.tenant())),
      { id: 'issuer:tenant', label: 'tenant', account: 'the whole tenant' },
    ],
    [
      'the same for the audience of older applications',
      async () => bearer(await issuer.sign(GOOD.tenant({ aud: '00000002-0000-0000-c000-000000000000' }))),
      { id: 'issuer:tenant', label: 'tenant', account: 'the whole tenant' },
    ],
    [
      'the token of an Entra application',
      async () => bearer(await issuer.sign(GOOD.application())),
      { id: 'issuer:application', label: 'application', account: 'application' },
    ],
    [
      'the token of an Okta authorization server',
      async () => bearer(await issuer.sign(GOOD.server())),
      { id: 'issuer:server', label: 'server', account: 'server' },
    ],
    [
      'the token of any issuer',
      async () => bearer(await issuer.sign(GOOD.oidc())),
      { id: 'issuer:oidc', label: 'oidc', account: 'oidc' },
    ],
  ])('is accepted, and the journal names it: %s', async (name, authorization, credential) => {
    const shown = await authorization();
    expect((await harness.requestAs(realm.name, shown)).status).toBe(200);
    const body = user(name.replaceAll(/\W+/g, '-'));
    const created = await harness.requestAs(realm.name, shown, { method: 'POST', path: '/Users', body });
    expect(created.status).toBe(201);
    const entry = await harness.entryOf(realm.name, created);
    expect(entry).toMatchObject({
      kind: 'write',
      status: 201,
      outcome: `User ${String(created.body.id)} created.`,
      resource: { type: 'User', id: created.body.id as string },
      credential,
    });
    expect(Object.keys(entry?.credential ?? {}).sort()).toEqual(
      Object.keys({ id: '', ...credential }).sort(),
    );
  });
});

describe('a static token that is sent to another realm', () => {
  let realm: TestRealm;
  let made: { id: string; token: string };

  /** The entries about the token in the realm that made it. */
  const told = () => harness.journal(realm.name, `credential=${made.id}`);

  beforeAll(async () => {
    realm = await openRealm();
    made = await harness.createToken(realm.name, { label: 'Okta' });
  });

  it('is told in its own realm by the name of the other, whose journal and answer name neither', async () => {
    const other = await openRealm();
    const answer = await harness.requestAs(other.name, bearer(made.token));
    expect(answer.status).toBe(401);
    expect(answer.text).not.toContain(realm.name);
    const values = { id: made.id, label: 'Okta', realm: other.name };
    expect(await told()).toMatchObject([
      {
        ...{ kind: 'refusal', status: 401, credential: { id: made.id, label: 'Okta' } },
        requestId: answer.headers['x-request-id'],
        reason: { code: 'arrivedElsewhere', values },
      },
    ]);
    const inOther = await harness.entryOf(other.name, answer);
    expect(inOther?.reason).toEqual({ code: 'tokenOfAnotherRealm', values: {} });
    expect(JSON.stringify(inOther)).not.toContain(realm.name);
    expect(JSON.stringify(inOther)).not.toContain(made.id);
  });

  it('is told once for many requests, wherever it was sent and however', async () => {
    const before = (await told()).length;
    const nowhere = freshRealmName('nobody');
    const off = await openRealm();
    await harness.configure(off.name, {}, { enabled: false });
    for (const name of [nowhere, off.name, nowhere, off.name]) {
      expect((await harness.requestAs(name, basic('ann', made.token))).status).toBe(401);
    }
    const entries = await told();
    expect(entries.slice(0, -before).map(({ reason }) => reason?.values.realm)).toEqual([off.name, nowhere]);
  });

  it('is told as rotated, and not in its own realm after its end', async () => {
    const rotated = await harness.admin('POST', realm.name, `/tokens/${made.id}/rotation`, {});
    const { id, token } = rotated.body as { id: string; token: string };
    const other = await openRealm();
    await harness.requestAs(other.name, bearer(token));
    expect(await harness.journal(realm.name, `credential=${id}`)).toMatchObject([
      { reason: { code: 'arrivedElsewhere', values: { id, label: 'Okta (2)', realm: other.name } } },
    ]);
    const before = (await told()).length;
    expect((await harness.requestAs(realm.name, bearer(made.token))).status).toBe(401);
    expect(await told()).toHaveLength(before);
  });
});

describe('a static token or a header that is refused', () => {
  let realm: TestRealm;
  let other: TestRealm;
  let revoked: { id: string; token: string };
  let expired: { id: string; token: string };

  beforeAll(async () => {
    realm = await openRealm();
    other = await bridge.realm();
    const soon = Date.now() + 2_000;
    const expires = new Date(soon).toISOString();
    expired = await harness.createToken(realm.name, { label: 'short', expires });
    revoked = await harness.createToken(realm.name, { label: 'old' });
    await harness.requireAccess(realm.name, bearer(expired.token));
    await harness.requireAccess(realm.name, bearer(revoked.token));
    await harness.admin('DELETE', realm.name, `/tokens/${revoked.id}`);
    await sleep(soon - Date.now() + 10);
  });

  it.each<[string, () => string | undefined, () => string]>([
    [
      'of another realm',
      () => bearer(other.token),
      () => 'no static token of the realm matches; it is perhaps one of another realm',
    ],
    [
      'of another realm, by Basic',
      () => basic('ann', other.token),
      () => 'no static token of the realm matches; it is perhaps one of another realm',
    ],
    [
      'a wrong password of Basic',
      () => basic('ann', 'correct horse battery staple'.replaceAll(' ', '-')),
      () => 'no static token of the realm matches',
    ],
    [
      'any other text',
      () => bearer('just-some-text-of-a-secret'),
      () => 'no static token of the realm matches',
    ],
    ['a revoked one', () => bearer(revoked.token), () => `the static token "old" (${revoked.id}) is revoked`],
    [
      'an expired one',
      () => bearer(expired.token),
      () => `the static token "short" (${expired.id}) is expired`,
    ],
  ])(
    'is refused without a reason, and the journal has the reason: %s',
    async (_name, authorization, reason) => {
      await expectReason(realm.name, authorization(), reason());
    },
  );

  it.each<[string, () => string | undefined, string]>([
    ['no header', () => undefined, 'Send "Authorization: Bearer <token>".'],
    [
      'a mistyped token',
      () =>
        bearer(`${realm.token.slice(0, 20)}${realm.token[20] === 'x' ? 'y' : 'x'}${realm.token.slice(21)}`),
      'The token is incomplete or mistyped; copy it again.',
    ],
    [
      'a token that is cut',
      () => bearer(realm.token.slice(0, -3)),
      'The token is incomplete or mistyped; copy it again.',
    ],
    [
      'a mistyped password',
      () => basic('ann', realm.token.slice(0, -1)),
      'The password is incomplete or mistyped; copy it again.',
    ],
    ['a token in quotes', () => bearer(`"${realm.token}"`), 'The token is in quotes; leave them out.'],
    [
      'a token without Bearer',
      () => realm.token,
      'The Authorization header must be "Bearer <token>", with the word Bearer before the token.',
    ],
    [
      'Bearer twice',
      () => bearer(bearer(realm.token)),
      'The Authorization header says "Bearer" twice; leave the word out where the token is pasted.',
    ],
    [
      'a token that is too long',
      () => bearer(`eyJ${'x'.repeat(16_384)}`),
      'The token is too long: more than 16 KiB.',
    ],
    [
      'credentials that are much too long',
      () => basic('ann', 'x'.repeat(40_000)),
      'The credential is too long: more than 16 KiB.',
    ],
  ])('is refused with the mistake that the header shows: %s', async (_name, authorization, problem) => {
    const shown = authorization();
    bridge.proxy.reset();
    await expectReason(realm.name, shown, problem, { detail: problem });
    const nowhere = freshRealmName('nowhere');
    expectRefused(await harness.requestAs(nowhere, shown), nowhere, problem);
  });

  it('is refused as a Basic password if the realm switched Basic off', async () => {
    const without = await openRealm({ basic: false });
    expect((await harness.requestAs(without.name, bearer(without.token))).status).toBe(200);
    const reason = 'the realm does not accept Basic';
    await expectReason(without.name, basic('ann', without.token), reason);
  });

  it('leaks nowhere and still works when it is pasted into a field where it does not belong', async () => {
    const user = basic(realm.token, realm.token);
    expect((await harness.requestAs(realm.name, user)).status).toBe(200);
    const paths = [`/Users/${realm.token}`, `/Users?key=${realm.token}`, `/${realm.token}`];
    for (const path of paths) await harness.requestAs(realm.name, bearer(realm.token), { path });
    const { status } = await harness.requestAs(realm.name, bearer(realm.token), {
      method: 'PUT',
      path: `/Groups/${realm.token}`,
      body: { userName: realm.token, displayName: realm.token, [realm.token]: realm.token },
      headers: { 'User-Agent': `client with ${realm.token}`, 'Content-Type': 'application/json' },
    });
    expect(status).toBeGreaterThanOrEqual(400);
    const made = await harness.requestAs(realm.name, basic(`Bearer ${realm.token}`, realm.token), {
      method: 'POST',
      path: '/Users',
      body: { userName: 'made.by.no.account' },
      headers: { 'Content-Type': 'application/scim+json' },
    });
    const entry = await harness.entryOf(realm.name, made);
    expect([made.status, entry?.credential?.label, entry?.credential?.account]).toEqual([
      201,
      'test',
      undefined,
    ]);
    expect(JSON.stringify([bridge.logged(), await harness.journal(realm.name)])).not.toContain(realm.token);
  });

  it('is accepted with a short account name', async () => {
    const made = await harness.requestAs(realm.name, basic('a'.repeat(5_000), realm.token), {
      method: 'POST',
      path: '/Users',
      body: { userName: 'made.by.a.long.account' },
      headers: { 'Content-Type': 'application/scim+json' },
    });
    const entry = await harness.entryOf(realm.name, made);
    expect(entry?.credential?.account).toBe('a'.repeat(100));
  });

  it('is refused if the realm switched static tokens off', async () => {
    const without = await openRealm({ staticTokens: false });
    await expectReason(without.name, bearer(without.token), 'no static token of the realm matches');
    await expectReason(without.name, basic('a', without.token), 'the realm does not accept Basic');
    expect((await harness.requestAs(without.name, bearer(await issuer.sign(GOOD.oidc())))).status).toBe(200);
  });
});

describe('a token of a trusted issuer with wrong claims', () => {
  let realm: TestRealm;

  beforeAll(async () => {
    realm = await openRealm();
  });

  const at = seconds();

  it.each<[string, () => Claims, string, string]>([
    [
      'another tenant in tid',
      () => GOOD.tenant({ tid: OTHER_TENANT }),
      'tenant',
      `tid is "${OTHER_TENANT}"; it must be "${TENANT}".`,
    ],
    [
      'a wrong audience',
      () => GOOD.tenant({ aud: OTHER_APP }),
      'tenant',
      `aud is "${OTHER_APP}"; accepted is "${GALLERY}" or "00000002-0000-0000-c000-000000000000".`,
    ],
    [
      'no audience',
      () => GOOD.oidc({ aud: undefined }),
      'oidc',
      'aud is missing; accepted is "scim-bridge".',
    ],
    [
      'a wrong appid',
      () => GOOD.tenant({ appid: OTHER_APP }),
      'tenant',
      `appid is "${OTHER_APP}"; accepted is "${SYNC}".`,
    ],
    [
      'no appid',
      () => GOOD.tenant({ appid: undefined }),
      'tenant',
      'the token has no "appid" that names the client.',
    ],
    [
      'a wrong application',
      () => GOOD.application({ azp: OTHER_APP }),
      'application',
      `azp is "${OTHER_APP}"; accepted is "${APP}".`,
    ],
    [
      'two applications',
      () => GOOD.application({ appid: OTHER_APP }),
      'application',
      `appid is "${OTHER_APP}"; accepted is "${APP}".`,
    ],
    [
      'a person who signed in to the application',
      () => GOOD.application({ scp: 'User.Read' }),
      'application',
      "the token has scp: it is a person's, or not an access token; a client's own is wanted.",
    ],
    [
      'another client',
      () => GOOD.server({ cid: '0oa2stranger' }),
      'server',
      'cid is "0oa2stranger"; accepted is "0oa1provisioner".',
    ],
    [
      'a person of the authorization server',
      () => GOOD.server({ uid: '00u1person' }),
      'server',
      "the token has uid: it is a person's, or not an access token; a client's own is wanted.",
    ],
    [
      'a missing scope',
      () => GOOD.server({ scp: ['other'] }),
      'server',
      'scope is ["other"]; it must hold "scim.write".',
    ],
    [
      'an ID token',
      () => GOOD.oidc({ nonce: 'n-1' }),
      'oidc',
      "the token has nonce: it is a person's, or not an access token; a client's own is wanted.",
    ],
    ['expired', () => GOOD.oidc({ exp: at - 3_600 }), 'oidc', `the token expired at ${iso(at - 3_600)}.`],
    [
      'not yet valid',
      () => GOOD.oidc({ nbf: at + 3_600 }),
      'oidc',
      `the token is not valid before ${iso(at + 3_600)}.`,
    ],
    [
      'issued in the future',
      () => GOOD.oidc({ iat: at + 3_600 }),
      'oidc',
      `the token was issued in the future, at ${iso(at + 3_600)}.`,
    ],
    ['no end', () => GOOD.oidc({ exp: undefined }), 'oidc', 'the token has no exp.'],
  ])(
    'is refused without a reason, and the journal has the reason: %s',
    async (_name, claims, label, reason) => {
      const token = await issuer.sign(claims());
      await expectReason(realm.name, bearer(token), `Trusted issuer "${label}": ${reason}`);
    },
  );

  it.each<[string, () => string]>([
    ['of another tenant', () => `${issuer.url}/${OTHER_TENANT}/`],
    ['of nobody whom the realm trusts', () => 'https://idp.attacker.test'],
    ['that differs by a slash', () => `${issuer.url}/`],
  ])('is refused without a reason, and the journal has the reason: an iss %s', async (_name, iss) => {
    const token = await issuer.sign(GOOD.tenant({ iss: iss() }));
    const reason = `The token's iss is "${iss()}"; accepted is ${accepted(realm.name)}.`;
    await expectReason(realm.name, bearer(token), reason);
  });
});

describe('a token of a trusted issuer with a wrong signature', () => {
  let realm: TestRealm;
  const unknownKey = (kid: string): string =>
    `Trusted issuer "oidc": the token is signed with key "${kid}", which is not among the issuer's.`;
  const CHANGED = 'Trusted issuer "oidc": the signature does not match; the token was changed or cut.';
  const claims = (): Claims => ({ iss: issuer.url, exp: seconds() + 600, ...GOOD.oidc() });
  const header = (more: Claims) => issuer.sign(GOOD.oidc(), { header: more });

  beforeAll(async () => {
    realm = await openRealm();
    await harness.requireAccess(realm.name, bearer(await issuer.sign(GOOD.oidc())));
    issuer.reset();
  });

  it.each<[string, () => string | Promise<string>, string]>([
    [
      'alg none',
      () => `${encoded({ alg: 'none', typ: 'JWT' })}.${encoded(claims())}.`,
      `The token's alg is "none"; accepted is ${ALGORITHMS}.`,
    ],
    [
      'HS256 with the public key as the secret',
      () => {
        const text = `${encoded({ alg: 'HS256', kid: issuer.key().kid })}.${encoded(claims())}`;
        return `${text}.${createHmac('sha256', issuer.key().pem).update(text).digest('base64url')}`;
      },
      `The token's alg is "HS256"; accepted is ${ALGORITHMS}.`,
    ],
    [
      'an algorithm of another issuer of the realm',
      () => issuer.sign(GOOD.oidc(), { key: issuer.ecKey }),
      'Trusted issuer "oidc": alg is "ES256"; accepted is "RS256".',
    ],
    [
      'a kid that is a path',
      () => header({ kid: '../../../../dev/null' }),
      unknownKey('../../../../dev/null'),
    ],
    [
      'the kid of a key for encryption',
      () => header({ kid: 'for-encryption' }),
      unknownKey('for-encryption'),
    ],
    ['the kid of a shared secret', () => header({ kid: 'shared' }), unknownKey('shared')],
    ['the kid of a key of another kind', () => header({ kid: 'ec-1' }), unknownKey('ec-1')],
    [
      'a kid that is no text',
      () => {
        const text = `${encoded({ alg: 'RS256', kid: 1 })}.${encoded(claims())}`;
        return `${text}.${'A'.repeat(342)}`;
      },
      "The token's kid is not a text.",
    ],
    ["the issuer's kid with another key", () => issuer.sign(GOOD.oidc(), { key: attacker }), CHANGED],
    ['no kid and another key', () => signed(claims(), attacker, { kid: undefined }), CHANGED],
    ['a key in the header', () => signed(claims(), attacker, { kid: undefined, jwk: attacker.jwk }), CHANGED],
    [
      'the address of a key set in the header',
      () => signed(claims(), attacker, { kid: undefined, jku: `${issuer.url}/of-the-attacker/keys` }),
      CHANGED,
    ],
    [
      'an extension that must be understood',
      () => header({ crit: ['x-unknown'], 'x-unknown': true }),
      "The token's header has crit, which is not understood here.",
    ],
    [
      'claims that were changed',
      async () => {
        const [head, , signature] = (await issuer.sign(GOOD.oidc())).split('.');
        return [head, encoded({ ...claims(), azp: 'provisioner', admin: true }), signature].join('.');
      },
      CHANGED,
    ],
    ['a signature that was cut', async () => (await issuer.sign(GOOD.oidc())).slice(0, -40), CHANGED],
    ['no signature', async () => (await issuer.sign(GOOD.oidc())).replace(/[^.]*$/, ''), CHANGED],
    [
      'encrypted',
      () => `${encoded({ alg: 'RSA-OAEP', enc: 'A256GCM' })}.a.b.c.d`,
      'The token is encrypted (JWE); only signed ones are taken.',
    ],
    [
      'another type of token',
      () => header({ typ: 'logout+jwt' }),
      'The token\'s typ is "logout+jwt"; accepted is "JWT" or "at+jwt".',
    ],
  ])('is refused without a reason, and the journal has the reason: %s', async (_name, token, reason) => {
    await expectReason(realm.name, bearer(await token()), reason);
  });

  it('makes the bridge request no other address, and the key server not again and again', () => {
    // Once at most, and once more where the cooldown is over.
    const once = ['/.well-known/openid-configuration', '/keys'];
    expect([[], once, [...once, ...once]]).toContainEqual(issuer.requests());
  });
});

describe("a refused token of the realm's own token endpoint", () => {
  let realm: TestRealm;
  let other: TestRealm;
  let form: Record<string, string>;

  beforeAll(async () => {
    realm = await openRealm();
    other = await openRealm();
    const { id, secret } = await secretOf(realm.name);
    const clients = { realm: realm.name, id };
    await bridge.admin.clients.update(clients, {
      clientId: 'scim-endpoint',
      directAccessGrantsEnabled: true,
    });
    await bridge.admin.users.create({
      realm: realm.name,
      username: 'ann',
      email: 'ann@example.test',
      firstName: 'Ann',
      lastName: 'Example',
      enabled: true,
      credentials: [{ type: 'password', value: 'password-of-ann', temporary: false }],
    });
    const { protocolMappers = [] } = (await bridge.admin.clients.findOne(clients)) ?? {};
    await bridge.admin.clients.create({
      realm: realm.name,
      clientId: 'not-listed',
      secret: 'secret-of-the-client-not-listed',
      publicClient: false,
      serviceAccountsEnabled: true,
      optionalClientScopes: ['scim'],
      protocolMappers: protocolMappers.map(({ id: _id, ...mapper }) => mapper),
    });
    form = {
      grant_type: 'password',
      client_id: 'scim-endpoint',
      client_secret: secret,
      username: 'ann',
      password: 'password-of-ann',
      scope: 'openid scim',
    };
  });

  it.each<[string, () => Promise<string | undefined>, (token: string) => string]>([
    [
      'of another realm',
      () => remoteToken(other.name),
      () =>
        `The token's iss is "${bridge.proxy.url}/realms/${other.name}"; accepted is ${accepted(realm.name)}.`,
    ],
    [
      'of a client that is not listed',
      () => remoteToken(realm.name, { client_id: 'not-listed' }),
      () => 'Trusted issuer "remote token": client_id is "not-listed"; accepted is "scim-endpoint".',
    ],
    [
      'without the scope',
      () => remoteToken(realm.name, { scope: 'email' }),
      (token) =>
        `Trusted issuer "remote token": scope is "${String(decodeJwt(token).scope)}"; it must hold "scim".`,
    ],
    [
      "a person's, of a client that is listed",
      async () => (await harness.keycloakToken(realm.name, form)).access_token,
      () =>
        'Trusted issuer "remote token": the token has no "client_id" that names the client. A token of a person has none; of a client, a lightweight one lacks it until "realm-config enable" is run again.',
    ],
    [
      "a person's ID token",
      async () => (await harness.keycloakToken(realm.name, form)).id_token,
      () =>
        `Trusted issuer "remote token": aud is "scim-endpoint"; accepted is "${SCIM_URL}/${realm.name}/scim/v2".`,
    ],
    [
      "a person's refresh token",
      async () => (await harness.keycloakToken(realm.name, form)).refresh_token,
      () => `The token's alg is "HS512"; accepted is ${ALGORITHMS}.`,
    ],
    [
      'an administrator of Keycloak',
      async () => {
        const { adminUser, adminPassword } = testKeycloak();
        const signIn = { username: adminUser, password: adminPassword };
        const given = { grant_type: 'password', client_id: 'admin-cli', ...signIn };
        return (await harness.keycloakToken('master', given)).access_token;
      },
      () => `The token's iss is "${bridge.proxy.url}/realms/master"; accepted is ${accepted(realm.name)}.`,
    ],
  ])('is refused without a reason, and the journal has the reason: %s', async (_name, token, reason) => {
    const shown = (await token()) ?? '';
    await expectReason(realm.name, bearer(shown), reason(shown));
  });

  it('is accepted from a client with lightweight tokens, and refused from a person', async () => {
    const { id } = await secretOf(realm.name);
    const setLightweight = (is: boolean): Promise<unknown> =>
      bridge.admin.clients.update(
        { realm: realm.name, id },
        {
          clientId: 'scim-endpoint',
          attributes: { 'client.use.lightweight.access.token.enabled': String(is) },
        },
      );
    await setLightweight(true);
    try {
      expect((await harness.requestAs(realm.name, bearer(await remoteToken(realm.name)))).status).toBe(200);
      const persons = (await harness.keycloakToken(realm.name, form)).access_token ?? '';
      expect((await harness.requestAs(realm.name, bearer(persons))).status).toBe(401);
    } finally {
      await setLightweight(false);
    }
  });

  it('is refused unless the realm accepts such tokens', async () => {
    const silent = await bridge.realm();
    const token = await remoteToken(silent.name);
    await expectReason(silent.name, bearer(token), 'The realm trusts no issuer of signed tokens.');
  });
});

describe('a read-only credential', () => {
  const count = (realm: string): Promise<number> => bridge.admin.users.count({ realm });

  it.each<[string, (realm: string) => Promise<string>]>([
    [
      'a static token',
      async (realm) => bearer((await harness.createToken(realm, { label: 'reader', readOnly: true })).token),
    ],
    [
      'the same by Basic',
      async (realm) =>
        basic('ann', (await harness.createToken(realm, { label: 'reader', readOnly: true })).token),
    ],
    ['a trusted issuer', async () => bearer(await issuer.sign(GOOD.oidc()))],
    ["the realm's own tokens", async (realm) => bearer(await remoteToken(realm))],
  ])('may read and search, and change nothing: %s', async (_name, authorization) => {
    const { issuers } = authentication();
    const realm = await openRealm({
      remoteToken: { readOnly: true },
      issuers: issuers.map((one) => ({ ...one, readOnly: true })),
    });
    const { id } = (await realm.scim('POST', '/Users', user('Kept'))).body as { id: string };
    const shown = await authorization(realm.name);
    const before = await count(realm.name);
    expect((await harness.requestAs(realm.name, shown)).status).toBe(200);
    expect((await harness.requestAs(realm.name, shown, { path: `/Users/${id}` })).status).toBe(200);
    const found = await harness.requestAs(realm.name, shown, {
      method: 'POST',
      path: '/Users/.search',
      body: searchRequest({}),
    });
    expect(found.status).toBe(200);
    bridge.proxy.reset();
    for (const [method, path, body] of [
      ['POST', '/Users', user('New')],
      ['PUT', `/Users/${id}`, user('Kept', { title: 'Chief' })],
      ['PATCH', `/Users/${id}`, patch({ op: 'replace', path: 'active', value: false })],
      ['DELETE', `/Users/${id}`, undefined],
      ['POST', '/Groups', group('New')],
    ] as const) {
      const answer = await harness.requestAs(realm.name, shown, { method, path, body });
      expect([method, path, answer.status, answer.headers['x-error-code']]).toEqual([
        method,
        path,
        403,
        'forbidden',
      ]);
    }
    expect(bridge.proxy.calls().filter((call) => !call.startsWith('GET '))).toEqual([]);
    expect(await count(realm.name)).toBe(before);
    expect((await realm.scim('GET', `/Users/${id}`)).body).toMatchObject({ active: true });
  });
});

describe('a realm that is not served', () => {
  /** What an answer says, apart from the reference and the name of the realm. */
  function saidBy({ status, headers, text }: HarnessAnswer, realm: string): unknown {
    const { date, 'x-request-id': id = '', ...rest } = headers;
    expect(date).toBeDefined();
    const plain = (said: string): string => said.replaceAll(String(id), '<id>').replaceAll(realm, '<realm>');
    return { status, headers: JSON.parse(plain(JSON.stringify(rest))) as unknown, text: plain(text) };
  }

  it('is answered like a wrong token, byte for byte', async () => {
    const [unknown, plain, disabled, off, gone, served] = [
      freshRealmName('test'),
      await bridge.admin.realms.create(await newRealm(freshRealmName('test'))),
      await bridge.realm(),
      await bridge.realm(),
      await bridge.realm(),
      await openRealm(),
    ];
    const { id } = await secretOf(disabled.name);
    const client = { realm: disabled.name, id };
    await bridge.admin.clients.update(client, { clientId: 'scim-endpoint', enabled: false });
    await harness.configure(off.name, {}, { enabled: false });
    await bridge.admin.realms.update({ realm: gone.name }, { enabled: false });
    const signedToken = await issuer.sign(GOOD.oidc({ aud: 'other' }));
    for (const shown of [
      bearer('a-token-that-nobody-has'),
      basic('ann', 'a-wrong-password'),
      bearer(signedToken),
    ]) {
      const expected = saidBy(await harness.requestAs(served.name, shown), served.name);
      for (const name of [unknown, plain.realmName, disabled.name, off.name, gone.name]) {
        expect(saidBy(await harness.requestAs(name, shown), name)).toEqual(expected);
      }
    }
    // The right token does not help.
    for (const { name, token } of [disabled, off, gone]) {
      expectRefused(await harness.requestAs(name, bearer(token)), name);
    }
    await bridge.admin.realms.del({ realm: plain.realmName });
  });

  it('has the reason in the journal of the realm', async () => {
    const { name, token } = await bridge.realm();
    await harness.configure(name, {}, { enabled: false });
    await expectReason(name, bearer(token), 'SCIM is not enabled for the realm');
  });

  it('leaves no journal entry for a realm that does not exist', async () => {
    const name = freshRealmName('later');
    for (const shown of [
      undefined,
      bearer('a-token-that-nobody-has'),
      bearer(await issuer.sign(GOOD.oidc())),
    ]) {
      for (const method of ['GET', 'POST']) {
        const answer = await harness.requestAs(name, shown, { method, path: '/Users' });
        expect(answer.status).toBe(401);
      }
    }
    const realm = await bridge.realm({ name });
    expect(await harness.journal(realm.name)).toEqual([]);
  });
});
