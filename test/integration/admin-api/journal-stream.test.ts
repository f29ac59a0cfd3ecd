import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RoleMappingPayload } from '@keycloak/keycloak-admin-client/lib/defs/roleRepresentation.js';
import { adminToken, clientToken } from '../../support/admin/adminApi.ts';
import { openStream, type OpenStream } from '../../support/admin/eventStream.ts';
import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import { openConnection } from '../../support/scim/socket.ts';
import { LIMITS } from '../../../scim/limits.ts';

const RECHECK_MS = 500;
const STALLED_MS = 400;

let bridge: TestBridge;
let realm: TestRealm;
let open: OpenStream[] = [];

beforeAll(async () => {
  bridge = await startTestBridge(
    {},
    { streams: { heartbeatMs: 100, recheckMs: RECHECK_MS, stalledMs: STALLED_MS } },
  );
  realm = await bridge.realm();
});

afterEach(async () => {
  await Promise.all(open.map((stream) => stream.close()));
  open = [];
});

afterAll(() => bridge.close());

const urlOf = (query: string, name = realm.name): string =>
  `${bridge.managementUrl}/realms/${name}/scim/admin/v1/journal/stream${query}`;

/** Opens a stream as the administrator, unless another token is given. */
async function follow(
  query = '',
  { after, token, name }: { after?: number | string; token?: string; name?: string } = {},
): Promise<OpenStream> {
  const stream = await openStream(urlOf(query, name), {
    Authorization: `Bearer ${token ?? (await adminToken(bridge))}`,
    ...(after === undefined ? {} : { 'Last-Event-ID': String(after) }),
  });
  open.push(stream);
  return stream;
}

/** Opens a stream, and waits until it knows from where on it follows. */
async function following(query = '', options: Parameters<typeof follow>[1] = {}): Promise<OpenStream> {
  const stream = await follow(query, options);
  expect(stream.status).toBe(200);
  while (stream.events().length === 0) await sleep(10);
  return stream;
}

const idsOf = (stream: OpenStream): number[] =>
  stream.events().flatMap(({ event, id = 0 }) => (event === 'entry' ? [id] : []));

const userNamesOf = (entries: readonly { asked: { userName: string } }[]): string[] =>
  entries.map(({ asked }) => asked.userName);

async function create(userName: string, at = realm): Promise<void> {
  expect((await at.scim('POST', '/Users', { userName })).status).toBe(201);
}

/** A service account of the realm that may read the journal, signed in. */
async function reader(lifespan = '300'): Promise<{ token: string; withdraw: () => Promise<void> }> {
  const { clients, users } = bridge.admin;
  const clientId = `reader-${randomBytes(4).toString('hex')}`;
  const { id } = await clients.create({
    ...{ realm: realm.name, clientId, secret: 'reader', serviceAccountsEnabled: true },
    attributes: { 'access.token.lifespan': lifespan },
  });
  const account = await clients.getServiceAccountUser({ realm: realm.name, id });
  const [management] = await clients.find({ realm: realm.name, clientId: 'realm-management' });
  const holder = { realm: realm.name, id: account.id ?? '', clientUniqueId: management?.id ?? '' };
  const available = (await users.listAvailableClientRoleMappings(holder)) as RoleMappingPayload[];
  const rolesOf = (...names: string[]): RoleMappingPayload[] =>
    available.filter(({ name }) => names.includes(name));
  await users.addClientRoleMappings({ ...holder, roles: rolesOf('view-clients', 'view-events') });
  return {
    token: await clientToken(bridge, realm.name, clientId, 'reader'),
    withdraw: () => users.delClientRoleMappings({ ...holder, roles: rolesOf('view-events') }),
  };
}

describe('the stream of the journal', () => {
  it('sends each entry as it is written, and comments in between', async () => {
    await create('before');
    const stream = await following();
    expect(stream.headers.get('content-type')).toBe('text/event-stream');
    expect(stream.events()).toEqual([{ id: expect.any(Number) as number }]);
    await create('first');
    const [first] = await stream.receive('entry', 1);
    expect(first).toMatchObject({
      ...{ id: idsOf(stream)[0], realm: realm.name, kind: 'write', status: 201, method: 'POST' },
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
    });
    expect(first).not.toHaveProperty('realmKey');
    await Promise.all(['anna', 'berta', 'carl', 'dora'].map((name) => create(name)));
    expect(userNamesOf(await stream.receive('entry', 5)).toSorted()).toEqual([
      'anna',
      'berta',
      'carl',
      'dora',
      'first',
    ]);
    expect(idsOf(stream)).toEqual(idsOf(stream).toSorted((a, b) => a - b));
    await sleep(300);
    expect(stream.comments()).toBeGreaterThan(1);
  });

  it('sends nothing of other realms, and what only the query asks for', async () => {
    const other = await bridge.realm();
    const [failures, ofOne] = [await following('?failed=true'), await following('?name=Of.One&kind=write')];
    await create('of.none');
    await create('of.one');
    await create('of.one', other);
    expect((await realm.scim('POST', '/Users', { userName: 'of.one' })).status).toBe(409);
    await create('last');
    const [failure] = await failures.receive('entry', 1);
    expect(failure).toMatchObject({ status: 409, realm: realm.name });
    expect(userNamesOf(await ofOne.receive('entry', 1))).toEqual(['of.one']);
    await sleep(300);
    expect([idsOf(failures).length, idsOf(ofOne).length]).toEqual([1, 1]);
  });

  it('resumes after the last event without a gap or a repetition, also before the first entry', async () => {
    const stream = await following();
    const { id: start = 0 } = stream.events()[0] ?? {};
    await stream.close();
    await create('missed.1');
    await create('missed.2');
    const second = await following('', { after: start });
    expect(userNamesOf(await second.receive('entry', 2))).toEqual(['missed.1', 'missed.2']);
    await second.close();
    await create('missed.3');
    const third = await follow('', { after: idsOf(second)[0] ?? 0 });
    await create('new');
    expect(userNamesOf(await third.receive('entry', 3))).toEqual(['missed.2', 'missed.3', 'new']);
  });

  it('refuses a bad query, a bad id and a caller without the right', async () => {
    expect((await follow('?before=5')).status).toBe(400);
    expect((await follow('?since=2026-01-01')).status).toBe(400);
    expect((await follow('', { after: 'x' })).status).toBe(400);
    expect((await follow('', { token: 'a.b.c' })).status).toBe(401);
    const { token, withdraw } = await reader();
    await withdraw();
    expect((await follow('', { token })).status).toBe(403);
  });

  it('ends soon after the right is withdrawn', async () => {
    const { token, withdraw } = await reader();
    const stream = await following('', { token });
    await sleep(RECHECK_MS * 2);
    await create('while.allowed');
    expect(await stream.receive('entry', 1)).toHaveLength(1);
    await withdraw();
    await stream.ended;
    expect(stream.events().at(-1)).toMatchObject({ event: 'problem', data: { code: 'forbidden' } });
  });

  it('ends when the access token expires', async () => {
    const { token } = await reader('2');
    const stream = await following('', { token });
    await stream.ended;
    expect(stream.events().at(-1)).toMatchObject({ event: 'problem', data: { code: 'unauthorized' } });
  });

  it('is refused to a caller who has many, until one of them has ended', async () => {
    const { token } = await reader();
    const { max } = LIMITS.callerStreams;
    const streams = await Promise.all(Array.from({ length: max }, () => follow('', { token })));
    expect(streams.map(({ status }) => status)).toEqual(streams.map(() => 200));
    const gauge = async (): Promise<string | undefined> => {
      const metrics = await (await fetch(`${bridge.managementUrl}/metrics`)).text();
      return /^scim_admin_streams (\d+)$/m.exec(metrics)?.[1];
    };
    expect(await gauge()).toBe(String(max));
    const refused = await follow('', { token });
    expect(refused).toMatchObject({ status: 429 });
    expect(refused.headers.get('retry-after')).toBe('30');
    expect((await follow()).status).toBe(200);
    await streams[0]?.close();
    await sleep(100);
    // Without the one that has ended, and with that of the administrator.
    expect(await gauge()).toBe(String(max));
    expect((await follow('', { token })).status).toBe(200);
  });

  it('ends when the realm is deleted', async () => {
    const other = await bridge.realm();
    await create('someone', other);
    const stream = await following('', { name: other.name });
    await bridge.admin.realms.del({ realm: other.name });
    await stream.ended;
    expect(stream.events().at(-1)).toMatchObject({ event: 'problem' });
    await bridge.admin.realms.create({ realm: other.name, enabled: true });
  });

  it('ends for a reader who takes nothing, who goes on from there', async () => {
    const { id: start = 0 } = (await following()).events()[0] ?? {};
    const body = { userName: 5, displayName: 'x'.repeat(15_000) };
    const COUNT = 600;
    for (let sent = 0; sent < COUNT; sent += 50) {
      await Promise.all(Array.from({ length: 50 }, () => realm.scim('POST', '/Users', body)));
    }
    const { pathname } = new URL(urlOf(''));
    const slow = openConnection(bridge.managementUrl);
    slow.write(
      `GET ${pathname} HTTP/1.1\r\nHost: bridge\r\nLast-Event-ID: ${start}\r\nAuthorization: Bearer ${await adminToken(bridge)}\r\n\r\n`,
    );
    await slow.receive(/event: entry/);
    slow.socket.pause();
    await sleep(STALLED_MS * 4);
    slow.socket.resume();
    const received = await slow.ended();
    const taken = received
      .split('\n\n')
      .filter((block) => block.includes('event: entry'))
      .flatMap((block) => {
        const [, id] = /^id: (\d+)$/m.exec(block) ?? [];
        return id === undefined ? [] : [Number(id)];
      });
    expect(taken.length).toBeGreaterThan(0);
    expect(taken.length).toBeLessThan(COUNT);
    const rest = await follow('', { after: taken.at(-1) ?? 0 });
    await rest.receive('entry', COUNT - taken.length);
    expect([...taken, ...idsOf(rest)]).toHaveLength(COUNT);
    expect(new Set([...taken, ...idsOf(rest)]).size).toBe(COUNT);
  });

  it('is answered to a request for the headers alone without a stream', async () => {
    const response = await fetch(urlOf(''), {
      method: 'HEAD',
      headers: { Authorization: `Bearer ${await adminToken(bridge)}` },
    });
    expect(response.status).toBe(200);
  });

  it('ends at once when the bridge stops', async () => {
    const stopped = await startTestBridge();
    const served = await stopped.realm();
    const stream = await openStream(
      `${stopped.managementUrl}/realms/${served.name}/scim/admin/v1/journal/stream`,
      { Authorization: `Bearer ${await adminToken(stopped)}` },
    );
    const start = performance.now();
    await Promise.all([stopped.close(), stream.ended]);
    expect(performance.now() - start).toBeLessThan(3_000);
    expect(stream.events().filter(({ event }) => event === 'problem')).toEqual([]);
  });
});
