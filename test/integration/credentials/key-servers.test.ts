import { setTimeout as sleep } from 'node:timers/promises';
import { ERROR_URN } from '../../../scim/errors.ts';
import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import {
  createSecurityHarness,
  type HarnessAnswer,
  type SecurityHarness,
} from '../../support/fixtures/securityHarness.ts';
import { issuerKey, startIssuer, type IssuerKey, type TestIssuer } from '../../support/servers/issuer.ts';
import { expectReason } from '../../support/scim/refusal.ts';

/** Milliseconds; half a minute is nothing to wait for in a test. */
const COOLDOWN = 1_000;

let bridge: TestBridge;
let harness: SecurityHarness;
let realm: TestRealm;
const keyServers: Record<'rotates' | 'goes' | 'slows' | 'never', TestIssuer> = {} as never;
const bearer = (token: string): string => `Bearer ${token}`;

beforeAll(async () => {
  for (const name of ['rotates', 'goes', 'slows', 'never'] as const) keyServers[name] = await startIssuer();
  const all = Object.values(keyServers).map(({ url }) => url);
  bridge = await startTestBridge({ KEY_SERVERS: all.join(',') }, { cooldownMs: COOLDOWN });
  const { url, managementUrl, proxy } = bridge;
  harness = createSecurityHarness({ url, managementUrl, keycloakUrl: proxy.url, log: () => bridge.logged() });
});

afterAll(async () => {
  const leaks = await harness.findLeaks();
  await bridge.close();
  for (const server of Object.values(keyServers)) await server.close();
  // eslint-disable-next-line jest/no-standalone-expect -- of all tests of this file
  expect(leaks).toEqual([]);
});

describe('the key server of a trusted issuer', () => {
  const token = (name: keyof typeof keyServers, key?: IssuerKey): Promise<string> =>
    keyServers[name].sign({ aud: 'scim-bridge', azp: 'provisioner' }, key === undefined ? {} : { key });
  const knock = async (shown: string): Promise<HarnessAnswer> => harness.requestAs(realm.name, bearer(shown));

  function expectUnavailable(answer: HarnessAnswer): void {
    const { status, headers } = answer;
    expect({ status, body: answer.body as unknown }).toEqual({
      status: 503,
      body: {
        schemas: [ERROR_URN],
        status: '503',
        detail: 'The token cannot be checked at the moment; try again later.',
      },
    });
    expect(headers).toMatchObject({ 'retry-after': '30', 'x-error-code': 'keysUnavailable' });
    expect(headers).not.toHaveProperty('www-authenticate');
  }

  /** The outcomes of what was refused, without ports. */
  async function told(answer: HarnessAnswer): Promise<string> {
    return ((await harness.entryOf(realm.name, answer))?.outcome ?? '').replace(/127\.0\.0\.1:\d+/, 'server');
  }

  beforeAll(async () => {
    const names = Object.keys(keyServers) as (keyof typeof keyServers)[];
    const issuers = names.map((name) => ({
      kind: 'oidc',
      name,
      issuer: keyServers[name].url,
      jwksUri: keyServers[name].jwksUri,
      audience: 'scim-bridge',
      value: 'provisioner',
    }));
    realm = await bridge.realm();
    harness.rememberSecret(realm.token);
    await harness.configure(realm.name, { authentication: { issuers } });
    keyServers.never.away();
    for (const name of names.filter((one) => one !== 'never')) {
      await harness.requireAccess(realm.name, bearer(await token(name)));
    }
    // So long is no key server asked again.
    await sleep(COOLDOWN + 100);
  });

  it('delays only the tokens of its issuer if it never answered', async () => {
    const shown = await token('never');
    const answer = await knock(shown);
    expectUnavailable(answer);
    // A repeat is only counted, as one of a wrong credential is.
    const again = await knock(shown);
    expectUnavailable(again);
    expect(await harness.entryOf(realm.name, again)).toMatchObject({
      count: 1,
      outcome: expect.stringMatching(/^1 more refusal/) as string,
    });
    expect(await told(answer)).toBe(
      'Failed: Trusted issuer "never": The key server http://server/keys does not answer (UND_ERR_SOCKET).',
    );
    expect((await knock(realm.token)).status).toBe(200);
  });

  it('is asked again for an unknown key, and a key that it no longer publishes is refused', async () => {
    const old = await token('rotates');
    await keyServers.rotates.rotate();
    expect((await knock(await token('rotates'))).status).toBe(200);
    await expectReason(
      harness,
      realm.name,
      bearer(old),
      `Trusted issuer "rotates": the token is signed with key "rsa-1", which is not among the issuer's.`,
    );
    expect((await knock(await token('rotates'))).status).toBe(200);
  });

  it('is asked again at once if its key changes right after a request', async () => {
    await sleep(2 * COOLDOWN);
    await keyServers.rotates.rotate();
    expect((await knock(await token('rotates'))).status).toBe(200);
    await keyServers.rotates.rotate();
    expect((await knock(await token('rotates'))).status).toBe(200);
  });

  it('is not needed for keys that are known: they stay valid if the server is gone', async () => {
    const known = await token('goes');
    keyServers.goes.away();
    const answer = await knock(await token('goes', await issuerKey('rsa-2')));
    expectUnavailable(answer);
    expect(await told(answer)).toBe(
      'Failed: Trusted issuer "goes": The key server http://server/keys does not answer (UND_ERR_SOCKET).',
    );
    expect((await knock(known)).status).toBe(200);
    expect((await knock(await token('goes'))).status).toBe(200);
  });

  it('delays no other request if it is slow', async () => {
    const known = await token('slows');
    keyServers.slows.slow(8_000);
    const start = performance.now();
    const waits = knock(await token('slows', await issuerKey('rsa-2')));
    await sleep(100);
    expect((await knock(known)).status).toBe(200);
    expect((await knock(realm.token)).status).toBe(200);
    expect(performance.now() - start).toBeLessThan(4_000);
    const answer = await waits;
    expectUnavailable(answer);
    expect(performance.now() - start).toBeLessThan(7_000);
    expect(await told(answer)).toBe(
      'Failed: Trusted issuer "slows": The key server http://server/keys does not answer within 5 s.',
    );
    keyServers.slows.slow(0);
  });
});
