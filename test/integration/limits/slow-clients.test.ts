import { setTimeout as sleep } from 'node:timers/promises';
import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import { openConnection, type RawConnection } from '../../support/scim/socket.ts';

/** Milliseconds; nobody is to wait for half a minute here. */
const HEADERS_TIME = 600;
const REQUEST_TIME = 1_200;
const UNREAD_BODY_TIME = 300;
const UNREAD_ANSWER_TIME = 1_000;

let bridge: TestBridge;
let realm: TestRealm;
let open: RawConnection[] = [];

beforeAll(async () => {
  bridge = await startTestBridge({ MAX_CONNECTIONS: '20' }, undefined, {
    headersTimeMs: HEADERS_TIME,
    requestTimeMs: REQUEST_TIME,
    unreadBodyTimeMs: UNREAD_BODY_TIME,
    unreadAnswerTimeMs: UNREAD_ANSWER_TIME,
  });
  realm = await bridge.realm();
});

afterEach(() => {
  for (const { socket } of open) socket.destroy();
  open = [];
});

afterAll(() => bridge.close());

const ports = [
  ['the public port', () => bridge.url],
  ['the management port', () => bridge.managementUrl],
] as const;

function connection(url: string): RawConnection {
  const opened = openConnection(url);
  open.push(opened);
  return opened;
}

const scim = (path: string): string => `/realms/${realm.name}/scim/v2${path}`;
const adminPath = (path: string): string => `/realms/${realm.name}/scim/admin/v1${path}`;
const postUsers = (headers: readonly string[], token = realm.token): string =>
  [
    `POST ${scim('/Users')} HTTP/1.1`,
    'Host: bridge',
    `Authorization: Bearer ${token}`,
    'Content-Type: application/scim+json',
    ...headers,
    '',
    '',
  ].join('\r\n');

/** Writes a blank now and then until the connection ends; the milliseconds that took. */
async function trickle(slow: RawConnection): Promise<number> {
  const start = performance.now();
  const drip = setInterval(() => {
    if (slow.socket.writable) slow.write(' ');
  }, 50);
  try {
    await slow.ended();
  } finally {
    clearInterval(drip);
  }
  return performance.now() - start;
}

function expectScimError(answer: string, status: number): void {
  expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  const body = answer.slice(answer.indexOf('\r\n\r\n') + 4);
  expect(JSON.parse(body)).toMatchObject({
    schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
    status: String(status),
  });
}

describe.each(ports)('a connection to %s', (_name, url) => {
  it('is ended with 408 if headers come slowly', async () => {
    const slow = connection(url());
    slow.write('GET /health/live HTTP/1.1\r\nX-Slow:');
    expect(await trickle(slow)).toBeLessThan(HEADERS_TIME + 3_000);
    expectScimError(slow.received(), 408);
  });

  it('is ended with 408 if headers stop', async () => {
    const slow = connection(url());
    slow.write('GET / HTTP/1.1\r\n');
    expectScimError(await slow.ended(), 408);
  });

  it('refuses a tunnel', async () => {
    const one = connection(url());
    one.write('CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n');
    expectScimError(await one.ended(), 405);
  });

  it.each(['OPTIONS *', 'GET example.com:443', 'GET *', 'GET ftp://example.com/', 'GET http:///x'])(
    'answers a client error to %s',
    async (line) => {
      const one = connection(url());
      one.write(`${line} HTTP/1.1\r\nHost: bridge\r\n\r\n`);
      expect(await one.receive(/\r\n\r\n/)).toMatch(/^HTTP\/1\.1 4\d\d /);
    },
  );
});

describe('an answer', () => {
  it.each(ports)('that nobody reads ends its connection on %s', async (_name, url) => {
    const deaf = connection(url());
    deaf.socket.pause();
    const request = 'GET /xxxxxx HTTP/1.1\r\nHost:a\r\n\r\n';
    // More answers than the buffers on the way hold.
    for (let sent = 0; sent < 60; sent += 1) deaf.write(request.repeat(1_000));
    const start = performance.now();
    const end = new Promise((resolve) => deaf.socket.once('close', resolve));
    deaf.socket.on('error', () => undefined);
    // A write shows that the other side is gone, which nothing does that is not read.
    const drip = setInterval(() => {
      deaf.write(request);
    }, 50);
    await end;
    clearInterval(drip);
    expect(performance.now() - start).toBeLessThan(3 * UNREAD_ANSWER_TIME + 3_000);
  });
});

describe('a request body', () => {
  it('that comes slowly is answered 408', async () => {
    const slow = connection(bridge.url);
    slow.write(postUsers(['Content-Length: 1000']) + '{');
    expect(await trickle(slow)).toBeLessThan(REQUEST_TIME + 3_000);
    expectScimError(slow.received(), 408);
  });

  it('that goes on after 401 is cut off soon', async () => {
    const slow = connection(bridge.url);
    slow.write(postUsers(['Content-Length: 1000000'], 'nobody') + '{');
    const took = await trickle(slow);
    expect(slow.received()).toMatch(/^HTTP\/1\.1 401 /);
    expect(slow.received().match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect(took).toBeLessThan(REQUEST_TIME);
  });

  it('that a stranger sends to the admin API is cut off soon', async () => {
    const slow = connection(bridge.managementUrl);
    slow.write(
      `PUT ${adminPath('/config')} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n`,
    );
    const took = await trickle(slow);
    expect(slow.received()).toMatch(/^HTTP\/1\.1 401 /);
    expect(took).toBeLessThan(REQUEST_TIME);
  });

  it('that announces a size above the limit is refused before it comes', async () => {
    const one = connection(bridge.url);
    one.write(postUsers(['Content-Length: 99999999999']) + '{');
    const answer = await one.ended();
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toMatch(/\r\nConnection: close\r\n/i);
    expectScimError(answer, 413);
  });

  it('that exceeds the limit unannounced is refused when it does', async () => {
    const one = connection(bridge.url);
    one.write(postUsers(['Transfer-Encoding: chunked']));
    const chunk = `100000\r\n${' '.repeat(1_048_576)}\r\n`;
    for (let i = 0; i < 5; i += 1) one.write(chunk);
    expectScimError(await one.ended(), 413);
  });

  it('that was answered before it came whole leaves the connection to the next request', async () => {
    const one = connection(bridge.url);
    one.write(postUsers(['Content-Length: 10'], 'nobody') + '{');
    await one.receive(/ 401 .*Reference/s);
    one.write(`         GET ${scim('/Users')} HTTP/1.1\r\nHost: bridge\r\n\r\n`);
    expect((await one.receive(/ 401 .* 401 /s)).match(/HTTP\/1\.1 401 /g)).toHaveLength(2);
  });
});

describe('a client that sends Expect: 100-continue', () => {
  const asking = (length: number): string[] => [`Content-Length: ${length}`, 'Expect: 100-continue'];

  it('is told to continue, and answered', async () => {
    const one = connection(bridge.url);
    const body = JSON.stringify({ userName: 'who.asked' });
    one.write(postUsers(asking(body.length)));
    await one.receive(/^HTTP\/1\.1 100 Continue\r\n\r\n/);
    one.write(body);
    expect(await one.receive(/"userName":"who\.asked"/)).toMatch(/HTTP\/1\.1 201 /);
    expect(one.received()).not.toMatch(/Connection: close/i);
  });

  it.each<[string, number, () => string, number]>([
    ['a body that is too large', 99_999_999_999, () => realm.token, 413],
    ['a wrong credential', 10, () => 'nobody', 401],
  ])('is not told to continue with %s', async (_what, length, token, status) => {
    const one = connection(bridge.url);
    one.write(postUsers(asking(length), token()));
    const answer = await one.ended();
    expectScimError(answer, status);
    expect(answer).toMatch(/\r\nConnection: close\r\n/i);
  });

  it('is not told to continue at the admin API if it is a stranger', async () => {
    const one = connection(bridge.managementUrl);
    one.write(
      `PUT ${adminPath('/config')} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n`,
    );
    expect(await one.ended()).toMatch(/^HTTP\/1\.1 401 /);
  });
});

describe('a request target in absolute form', () => {
  it('is served, and its host takes precedence over Host', async () => {
    const headers = `Authorization: Bearer ${realm.token}\r\nHost: elsewhere\r\nConnection: close`;
    for (const base of ['http://scim.example.test', 'HTTPS://scim.example.test:443']) {
      const one = connection(bridge.url);
      one.write(`GET ${base}${scim('/ServiceProviderConfig')}?x=1 HTTP/1.1\r\n${headers}\r\n\r\n`);
      const answer = await one.ended();
      expect(answer).toMatch(/^HTTP\/1\.1 200 /);
      expect(answer).toContain(`https://scim.example.test${scim('/ServiceProviderConfig')}`);
    }
  });

  it('selects the address of the realm by its host', async () => {
    const other = await bridge.realm({ config: { publicUrls: ['https://other.example.test'] } });
    const one = connection(bridge.url);
    const path = `/realms/${other.name}/scim/v2/ServiceProviderConfig`;
    one.write(
      `GET http://other.example.test${path} HTTP/1.1\r\nAuthorization: Bearer ${other.token}\r\nHost: scim.example.test\r\nConnection: close\r\n\r\n`,
    );
    expect(await one.ended()).toContain(`https://other.example.test${path}`);
  });

  it('is served on the management port', async () => {
    for (const target of ['http://x/health/live', 'http://me@x/health/live']) {
      const one = connection(bridge.managementUrl);
      one.write(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
      expect(await one.ended()).toMatch(/^HTTP\/1\.1 200 .*"UP"/s);
    }
  });
});

describe('the number of connections', () => {
  it('is limited', async () => {
    const many = Array.from({ length: 40 }, () => connection(bridge.managementUrl));
    await sleep(200);
    expect(many.filter(({ socket }) => !socket.closed)).toHaveLength(20);
    for (const { socket } of many) socket.destroy();
    await sleep(100);
    expect((await fetch(`${bridge.managementUrl}/health/live`)).status).toBe(200);
  });
});
