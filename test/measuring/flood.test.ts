import { randomBytes } from 'node:crypto';
import { availableParallelism, loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  BRIDGE_SECRET,
  startTestBridge,
  type TestBridge,
  type TestRealm,
} from '../support/fixtures/bridge.ts';
import { start, type Running } from '../support/processes/command.ts';
import { createSecurityHarness, type SecurityHarness } from '../support/fixtures/securityHarness.ts';
import { startFlood } from '../support/load/flood.ts';
import { startIssuer, type TestIssuer } from '../support/servers/issuer.ts';
import { freshRealmName, testKeycloak } from '../support/keycloak/keycloak.ts';
import { user } from '../support/scim/messages.ts';

/** Ten thousand in half a minute, where the machine can. */
const RATE = 350;
const SECONDS = 28;
/** How many times a slow machine could refuse what it is flooded with: at its limit, the flood would measure the machine. */
const ROOM = 10;
/** Refusals by which it is measured what the machine can. */
const TRIED = 300;
const ROUNDS = 6;
const REST = 3_000;
const FLOOD = (SECONDS / ROUNDS) * 1_000;
/** Milliseconds for which the sixth of one mistake is kept back. */
const FIRST_DELAY = 200;
/** Most megabytes of what lives long in the bridge. */
const HEAP = 64;
/** What a phase leaves behind in the next one. */
const SETTLE = 500;

let setup: TestBridge;
let issuer: TestIssuer;
let realm: TestRealm;
let bridge: Running;
let harness: SecurityHarness;
let stdout = '';
let id: string;
const bearer = (token: string): string => `Bearer ${token}`;

/** The lines of the log that tell of anything but admitted requests. */
const troubled = (): string[] =>
  stdout
    .trim()
    .split('\n')
    .filter((line) => !line.includes('"status":200') && !line.includes('"listening"'));

beforeAll(async () => {
  setup = await startTestBridge();
  issuer = await startIssuer();
  realm = await setup.realm();
  const body = user('good');
  id = ((await realm.scim('POST', '/Users', body)).body as { id: string }).id;
  bridge = start('bridge/main.ts', [], {
    KEYCLOAK_URL: testKeycloak().url,
    KEYCLOAK_CLIENT_SECRET: BRIDGE_SECRET,
    KEY_SERVERS: issuer.url,
    HOST: '127.0.0.1',
    PORT: '0',
    MANAGEMENT_PORT: '0',
    STORE_FILE: ':memory:',
    // A bridge that keeps what it refuses does not survive in so little; with V8's own young generation none would.
    NODE_OPTIONS: `--max-old-space-size=${HEAP} --max-semi-space-size=8`,
  });
  bridge.process.stdout?.on('data', (text: string) => {
    stdout += text;
  });
  const listening = JSON.parse(await bridge.line(/"listening"/)) as { port: number; managementPort: number };
  harness = createSecurityHarness({
    url: `http://127.0.0.1:${listening.port}`,
    managementUrl: `http://127.0.0.1:${listening.managementPort}`,
    keycloakUrl: testKeycloak().url,
    log: () => stdout,
  });
  harness.rememberSecret(realm.token);
  const trusted = { kind: 'oidc', name: 'idp', issuer: issuer.url, audience: 'scim', value: 'provisioner' };
  await harness.configure(realm.name, { authentication: { issuers: [trusted] } });
});

afterAll(async () => {
  let leaks: unknown;
  try {
    leaks = await harness.findLeaks();
  } finally {
    bridge.process.kill('SIGTERM');
    const { stderr } = await bridge.ended;
    process.stderr.write(stderr);
    await setup.close();
    await issuer.close();
  }
  // eslint-disable-next-line jest/no-standalone-expect -- of all tests of this file
  expect(leaks).toEqual([]);
});

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Megabytes that the bridge takes of the machine. */
async function memory(): Promise<number> {
  const text = await harness.metrics();
  return Number(/^process_resident_memory_bytes (\S+)/m.exec(text)?.[1]) / 1_048_576;
}

/** How many wrong credentials the bridge refuses in a second, on this machine and with nothing else to do. */
async function refusalsPerSecond(): Promise<number> {
  const begun = performance.now();
  for (let i = 0; i < TRIED; i += 30) {
    const wrong = Array.from({ length: 30 }, () => bearer(randomBytes(32).toString('hex')));
    await Promise.all(wrong.map((authorization) => harness.requestAs(realm.name, authorization)));
  }
  return (TRIED * 1_000) / (performance.now() - begun);
}

describe('a flood of wrong credentials', () => {
  let count = 0;

  it('slows down clients that repeat the same one, and no others', async () => {
    const milliseconds: number[] = [];
    for (let i = 0; i < 8; i += 1) {
      const begun = performance.now();
      await harness.requestAs(realm.name, bearer('the-same-wrong-token-again'));
      milliseconds.push(performance.now() - begun);
    }
    for (const one of milliseconds.slice(0, 5)) expect(one).toBeLessThan(FIRST_DELAY);
    [200, 400, 800].forEach((least, i) => {
      expect(milliseconds[5 + i]).toBeGreaterThanOrEqual(least - 1);
      expect(milliseconds[5 + i]).toBeLessThan(least + 1_000);
    });
    const begun = performance.now();
    await harness.requireAccess(realm.name, bearer(realm.token));
    expect(performance.now() - begun).toBeLessThan(FIRST_DELAY);
  });

  it('leaves valid clients almost as fast as before, log and journal short, and memory unchanged', async () => {
    const good = bearer(realm.token);
    const resting: number[][] = [];
    const flooded: number[][] = [];
    let phase: number[] | undefined;
    let over = false;
    const caller = async (): Promise<void> => {
      while (!over) {
        const [during, begun] = [phase, performance.now()];
        const { status } = await harness.requestAs(realm.name, good, { path: `/Users/${id}` });
        if (status !== 200) throw new Error(`a good caller was answered ${status}`);
        if (during !== undefined && during === phase) during.push(performance.now() - begun);
        await sleep(15);
      }
    };
    const callers = Promise.all([caller(), caller()]);
    // Warm, and known.
    await sleep(2_000);
    const rate = Math.max(1, Math.min(RATE, Math.floor((await refusalsPerSecond()) / ROOM)));
    count = rate * SECONDS;
    const before = await memory();
    const flood = startFlood({
      url: `${harness.url}/realms/${realm.name}/scim/v2/Users`,
      count,
      rate,
      sockets: 600,
      same: 'one-wrong-token-over-and-over',
      signed: await issuer.sign({ aud: 'scim', azp: 'provisioner' }),
    });
    harness.rememberSecret('one-wrong-token-over-and-over');
    const begun = performance.now();
    for (let round = 0; round < ROUNDS; round += 1) {
      await sleep(SETTLE);
      resting.push((phase = []));
      await sleep(REST - SETTLE);
      phase = undefined;
      flood.go();
      await sleep(SETTLE);
      flooded.push((phase = []));
      await sleep(FLOOD - SETTLE);
      phase = undefined;
      if (round < ROUNDS - 1) flood.rest();
    }
    const report = await flood.report;
    const lasted = (performance.now() - begun) / 1_000;
    const after = await memory();
    over = true;
    await callers;

    const [calm, rough] = [resting.map(median), flooded.map(median)];
    // Each round against itself: what else the machine does comes and goes.
    const ratios = calm.map((one, i) => (rough[i] ?? Number.NaN) / one);
    const ratio = median(ratios);
    const shown = (values: readonly number[]): string => values.map((one) => one.toFixed(1)).join(' ');
    const shortest = report.repeats[5] ?? 0;
    process.stderr.write(
      `flood: ${rate} a second, medians of ${resting.flat().length} good calls without it ${shown(calm)} ms, of ${flooded.flat().length} during it ${shown(rough)} ms, ` +
        `ratio ${ratio.toFixed(2)}; ${lasted.toFixed(0)} s, at most ${report.maxUnderWay} under way, repeats after five from ${shortest.toFixed(0)} ms, ` +
        `load of the machine ${loadavg()[0]?.toFixed(1) ?? ''} on ${availableParallelism()} cores, ${troubled().length} lines of log, memory ${before.toFixed(0)} to ${after.toFixed(0)} MB\n`,
    );
    expect(report.statuses).toEqual({ 401: count });
    expect(shortest).toBeGreaterThanOrEqual(199);
    expect(ratio).toBeLessThan(1.5);
    expect(after - before).toBeLessThan(128);
    // 20 a minute and realm; the flood and the test before it may touch three windows.
    expect(troubled().length).toBeLessThanOrEqual(3 * 20 + 3);
  });

  it('is journalled one by one at first, then as a number', async () => {
    const summed = async () => {
      const entries = await harness.journal(realm.name, 'kind=refusal&limit=500');
      const summaries = entries.filter(({ count }) => count !== undefined);
      return { entries, summaries, sum: entries.reduce((sum, { count = 1 }) => sum + count, 0) };
    };
    let found = await summed();
    for (let i = 0; i < 70 && found.sum < count + TRIED + 8; i += 1) {
      await sleep(1_000);
      found = await summed();
    }
    const { entries, summaries, sum } = found;
    expect(sum).toBe(count + TRIED + 8);
    const single = entries.length - summaries.length;
    expect(single).toBeLessThanOrEqual(20 * Math.max(1, summaries.length));
    for (const entry of summaries) {
      expect(entry).toMatchObject({
        kind: 'refusal',
        status: 401,
        error: 'unauthorized',
        address: '127.0.0.1',
      });
      expect(entry.outcome).toMatch(
        new RegExp(`^${String(entry.count)} more refusals from one address: [^;]+(; [^;]+)*\\.$`),
      );
    }
    const outcomes = summaries.map(({ outcome }) => outcome).join(' ');
    expect(outcomes).toContain('no static token of the realm matches');
    expect(outcomes).toContain(
      'Trusted issuer "idp": the signature does not match; the token was changed or cut',
    );
    expect(troubled().filter((line) => line.includes('"refused credentials"'))).toHaveLength(
      summaries.length,
    );
  });

  it('on unknown realms is logged in few lines too, and leaves nothing behind', async () => {
    const before = troubled().length;
    for (let round = 0; round < 5; round += 1) {
      const knocks = Array.from({ length: 200 }, async (_, i) => {
        const { status } = await harness.requestAs(
          freshRealmName('made-up'),
          bearer(`wrong-token-number-${i}`),
        );
        return status;
      });
      expect(new Set(await Promise.all(knocks))).toEqual(new Set([401]));
    }
    expect(troubled().length - before).toBeLessThanOrEqual(20);
  });
});
