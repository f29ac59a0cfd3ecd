/* eslint max-lines: "off" -- One bridge and its realms serve all of these tests; every file of its own would start others. */
import { setTimeout as sleep } from 'node:timers/promises';
import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import { filtered, patch, user } from '../../support/scim/messages.ts';
import { assertScimError } from '../../support/scim/scimError.ts';
import { hangs, losesTheAnswer, resets, undisturbed, type Fault } from '../../support/servers/faults.ts';
import type { Answer } from '../../support/scim/send.ts';

const TIMEOUT = 1_200;

let bridge: TestBridge;
let realm: TestRealm;
let id: string;

beforeAll(async () => {
  bridge = await startTestBridge({ KEYCLOAK_TIMEOUT_MS: String(TIMEOUT), REFRESH_AFTER_MS: '600000' });
  realm = await bridge.realm();
});

async function makeUser(): Promise<string> {
  const name = `user-${Math.random().toString(36).slice(2)}`;
  const made = await realm.scim('POST', '/Users', user(name, { title: 'before', externalId: name }));
  expect(made.status).toBe(201);
  return String(made.body.id);
}

/** A test with a user of its own, which runs again if it failed because the machine stood still. */
const trial =
  <Parameters extends unknown[]>(run: (...parameters: Parameters) => Promise<void>) =>
  (...parameters: Parameters): Promise<void> =>
    undisturbed(bridge.proxy, TIMEOUT, async () => {
      bridge.proxy.intercept(undefined);
      id = await makeUser();
      bridge.proxy.reset();
      await run(...parameters);
    });

afterEach(() => {
  bridge.proxy.intercept(undefined);
});

afterAll(async () => {
  await bridge.close();
});

const answers =
  (status: number, body = 'trouble', type = 'text/html'): Fault =>
  (_request, response) => {
    response.writeHead(status, { 'Content-Type': type });
    response.end(body);
  };
const silence = hangs(TIMEOUT * 4);

interface Trouble {
  readonly method?: string;
  readonly path?: RegExp;
  /** How often it happens; always when left out. */
  readonly times?: number;
}

/** Makes matching calls of the bridge go wrong. */
function breaks(fault: Fault, { method, path = /^\/admin\//, times = Infinity }: Trouble = {}): void {
  let left = times;
  bridge.proxy.intercept((request, response) => {
    const matches = path.test(request.url ?? '') && (method === undefined || request.method === method);
    if (!matches || left <= 0) return false;
    left -= 1;
    fault(request, response);
    return true;
  });
}

const calls = (method: string) => bridge.proxy.calls().filter((call) => call.startsWith(`${method} `));
const change = (title: string) => patch({ op: 'replace', path: 'title', value: title });
const read = () => realm.scim('GET', `/Users/${id}`);

const everyOperation: [string, () => Promise<Answer>][] = [
  ['GET', () => read()],
  ['list', () => realm.scim('GET', '/Users')],
  ['filter', () => realm.scim('GET', filtered('userName eq "x"'))],
  ['scan', () => realm.scim('GET', filtered('title pr'))],
  ['POST', () => realm.scim('POST', '/Users', user('faulty'))],
  ['PUT', () => realm.scim('PUT', `/Users/${id}`, user('faulty'))],
  ['PATCH', () => realm.scim('PATCH', `/Users/${id}`, change('after'))],
  ['DELETE', () => realm.scim('DELETE', `/Users/${id}`)],
];

describe('a failure of Keycloak', () => {
  it.each(everyOperation)(
    '%s: answers 503 with Retry-After to 502, 503 and a broken connection',
    trial(async (_name, ask) => {
      for (const fault of [answers(503), answers(502), resets]) {
        breaks(fault);
        const answer = await ask();
        assertScimError(answer, { status: 503, detail: /Keycloak/ });
        expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      }
      bridge.proxy.intercept(undefined);
      expect((await read()).body.title).toBe('before');
    }),
  );

  it.each(everyOperation)(
    '%s: answers 502, never 401 or 403, to 500, 403 and 418',
    trial(async (_name, ask) => {
      for (const fault of [
        answers(500),
        answers(403, '{"error":"HTTP 403 Forbidden"}', 'application/json'),
        answers(418),
      ]) {
        breaks(fault);
        assertScimError(await ask(), { status: 502, detail: /operator/ });
      }
      bridge.proxy.intercept(undefined);
      expect((await read()).body.title).toBe('before');
    }),
  );

  it.each(everyOperation)(
    '%s: does not take an answer that is not JSON for success',
    trial(async (name, ask) => {
      breaks(answers(200, '<html>It works!</html>'));
      const answer = await ask();
      if (name === 'DELETE' && answer.status === 404) assertScimError(answer, { status: 404 });
      else assertScimError(answer, { status: [502, 503] });
    }),
  );

  it.each(everyOperation)(
    '%s: answers 504 if Keycloak does not answer in time',
    trial(async (_name, ask) => {
      breaks(silence);
      const start = performance.now();
      const answer = await ask();
      assertScimError(answer, { status: 504, detail: /too long/ });
      expect(performance.now() - start).toBeLessThan(TIMEOUT * 3);
    }),
  );

  it(
    'is answered 502 or 503 if Keycloak limits the number of requests',
    trial(async () => {
      breaks(answers(429));
      assertScimError(await read(), { status: [502, 503] });
    }),
  );

  it(
    'does not reveal the address or the error of Keycloak',
    trial(async () => {
      const said: string[] = [];
      for (const fault of [answers(500, 'java.lang.NullPointerException at org.keycloak'), resets, silence]) {
        breaks(fault);
        said.push(JSON.stringify((await read()).body));
      }
      expect(said.join()).not.toMatch(/127\.0\.0\.1|NullPointer|ECONN|localhost|stack/);
    }),
  );
});

describe('repeating calls to Keycloak', () => {
  it.each([
    ['GET', () => read(), 'GET'],
    ['filter', () => realm.scim('GET', filtered('userName eq "x"')), 'GET'],
    ['PUT', () => realm.scim('PUT', `/Users/${id}`, user(`renamed-${id}`)), 'PUT'],
    ['PATCH', () => realm.scim('PATCH', `/Users/${id}`, change('after')), 'PUT'],
    ['DELETE', () => realm.scim('DELETE', `/Users/${id}`), 'DELETE'],
  ])(
    '%s succeeds if the second attempt does',
    trial(async (_name, ask, method) => {
      breaks(method === 'GET' ? answers(503) : resets, { method, times: 1 });
      const { status } = await ask();
      expect(status).toBeLessThan(300);
      expect(calls(method)).toHaveLength(2);
    }),
  );

  it(
    'ends after a few attempts',
    trial(async () => {
      breaks(answers(503));
      await read();
      expect(calls('GET')).toHaveLength(3);
    }),
  );

  it.each([
    ['a broken connection', resets, 503],
    ['503', answers(503), 503],
    ['500', answers(500), 502],
    ['silence', silence, 504],
    ['a lost answer', losesTheAnswer, 503],
  ])(
    'never sends a POST twice: %s',
    trial(async (name, fault, status) => {
      breaks(fault, { method: 'POST' });
      const userName = `once-${name.replaceAll(' ', '-')}-${id}`;
      assertScimError(await realm.scim('POST', '/Users', user(userName)), { status });
      expect(calls('POST')).toHaveLength(1);
      bridge.proxy.intercept(undefined);
      const found = await realm.scim('GET', filtered(`userName eq "${userName}"`));
      expect(found.body.totalResults).toBe(name === 'a lost answer' ? 1 : 0);
    }),
  );

  it(
    'keeps a change whose answer was lost',
    trial(async () => {
      breaks(losesTheAnswer, { method: 'PUT', times: 1 });
      const answer = await realm.scim('PATCH', `/Users/${id}`, change('after'));
      expect([answer.status, answer.body.title]).toEqual([200, 'after']);
      expect((await read()).body).toEqual(answer.body);
    }),
  );

  it(
    'answers success to a deletion whose answer was lost',
    trial(async () => {
      breaks(losesTheAnswer, { method: 'DELETE', times: 1 });
      expect((await realm.scim('DELETE', `/Users/${id}`)).status).toBe(204);
      expect((await read()).status).toBe(404);
    }),
  );

  it(
    'fails a deactivation whose sessions could not be ended; the repeated request ends them',
    trial(async () => {
      breaks(answers(503), { method: 'POST', path: /\/logout$/ });
      const off = patch({ op: 'replace', path: 'active', value: false });
      assertScimError(await realm.scim('PATCH', `/Users/${id}`, off), { status: 503 });
      bridge.proxy.intercept(undefined);
      bridge.proxy.reset();
      expect((await realm.scim('PATCH', `/Users/${id}`, off)).body.active).toBe(false);
      expect(calls('POST').filter((call) => call.endsWith('/logout'))).toHaveLength(1);
    }),
  );
});

describe('the access token of the bridge', () => {
  const unauthorized = answers(401, '{"error":"HTTP 401 Unauthorized"}', 'application/json');

  it.each(everyOperation)(
    '%s: is fetched again once it is refused, and the call succeeds',
    trial(async (_name, ask) => {
      breaks(unauthorized, { times: 1 });
      const { status } = await ask();
      expect(status).toBeLessThan(300);
      expect(bridge.proxy.tokenRequests()).toBe(1);
      if (status === 201) await sleep(0);
      const faulty = await realm.scim('GET', filtered('userName eq "faulty"'));
      for (const one of faulty.body.Resources as { id: string }[])
        await realm.scim('DELETE', `/Users/${one.id}`);
    }),
  );

  it(
    'is fetched once for many calls with a revoked token',
    trial(async () => {
      let refused = '';
      bridge.proxy.intercept((request, response) => {
        const token = request.headers.authorization ?? '';
        if (!(request.url ?? '').startsWith('/admin/')) return false;
        if (refused === '') refused = token;
        if (token !== refused) return false;
        unauthorized(request, response);
        return true;
      });
      const all = await Promise.all(Array.from({ length: 20 }, () => read()));
      expect(all.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
      expect(bridge.proxy.tokenRequests()).toBeLessThanOrEqual(2);
    }),
  );

  it(
    'answers 503 after a few attempts if it is always refused',
    trial(async () => {
      breaks(unauthorized);
      assertScimError(await read(), { status: 503, detail: /operator/ });
      expect(calls('GET').length).toBeLessThanOrEqual(3);
      expect(bridge.proxy.tokenRequests()).toBeLessThanOrEqual(2);
    }),
  );

  it(
    'answers 503, 504 or 502 if none can be had, as for any call',
    trial(async () => {
      for (const [fault, status] of [
        [answers(503), 503],
        [resets, 503],
        [silence, 504],
        [answers(500), 502],
      ] as const) {
        let first = true;
        bridge.proxy.intercept((request, response) => {
          if ((request.url ?? '').startsWith('/admin/') && first) {
            first = false;
            unauthorized(request, response);
            return true;
          }
          if (!(request.url ?? '').endsWith('/token')) return false;
          fault(request, response);
          return true;
        });
        assertScimError(await read(), { status });
      }
    }),
  );
});

describe('a bridge whose Keycloak is unreachable', () => {
  it('answers 503, not 401, in a known realm, and serves it as soon as Keycloak is back', async () => {
    const eager = await startTestBridge({ REFRESH_AFTER_MS: '150' });
    try {
      const where = await eager.realm();
      expect((await where.scim('GET', '/Users')).status).toBe(200);
      eager.proxy.intercept((request) => {
        request.socket.destroy();
        return true;
      });
      for (let i = 0; i < 6; i += 1) {
        const answer = await where.scim('GET', '/Users');
        assertScimError(answer, { status: 503 });
        expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
        await sleep(100);
      }
      const stranger = await where.scim('GET', '/Users', undefined, { Authorization: 'Bearer wrong' });
      assertScimError(stranger, { status: 401 });
      expect((await where.scim('GET', '/Schemas')).status).toBe(200);
      eager.proxy.intercept(undefined);
      expect((await where.scim('GET', '/Users')).status).toBe(200);
    } finally {
      await eager.close();
    }
  });

  it.each([
    ['connections break', resets, 503],
    ['it says 503', answers(503), 503],
    ['it is silent', silence, 504],
    ['it fails', answers(500), 502],
  ])(
    'answers the true failure, not 401, in a realm that is not loaded yet, when %s',
    trial(async (_name, fault, status) => {
      const where = await bridge.realm();
      breaks(fault, { path: /./ });
      assertScimError(await where.scim('GET', '/Users'), { status });
      bridge.proxy.intercept(undefined);
      expect((await where.scim('GET', '/Users')).status).toBe(200);
    }),
  );

  it(
    'answers the true failure if only the configuration cannot be read',
    trial(async () => {
      const where = await bridge.realm();
      breaks(answers(503), { path: /\/clients/ });
      assertScimError(await where.scim('GET', '/Users'), { status: 503 });
      bridge.proxy.intercept(undefined);
      expect((await where.scim('GET', '/Users')).status).toBe(200);
    }),
  );
});
