/* eslint max-lines: "off" -- One bridge and its realms serve all of these tests; every file of its own would start others. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createToken } from '../../../bridge/credentials/static/createToken.ts';
import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import { filtered, patch, user } from '../../support/scim/messages.ts';
import { sendRaw } from '../../support/scim/sendRaw.ts';
import { assertScimError } from '../../support/scim/scimError.ts';
import { send, type Answer } from '../../support/scim/send.ts';

const PUBLIC_URL = 'https://scim.example.test';

let bridge: TestBridge;
let realm: TestRealm;
/** A bridge that looks at a realm's configuration often. */
let eager: TestBridge;

beforeAll(async () => {
  bridge = await startTestBridge();
  eager = await startTestBridge({ REFRESH_AFTER_MS: '150' });
  realm = await bridge.realm();
});

afterAll(async () => {
  await bridge.close();
  await eager.close();
});

async function create(name: string): Promise<Answer> {
  const made = await realm.scim('POST', '/Users', user(name));
  expect(made.status).toBe(201);
  return made;
}

describe('versions', () => {
  const change = (title: string) => patch({ op: 'replace', path: 'title', value: title });

  it('are weak ETags equal to meta.version, and change with the content only', async () => {
    const made = await create('etag');
    const etag = made.headers.get('etag');
    expect(etag).toMatch(/^W\/"[\w-]+"$/);
    expect(made.body.meta.version).toBe(etag);
    const path = `/Users/${String(made.body.id)}`;
    const read = await realm.scim('GET', path);
    expect([read.headers.get('etag'), read.body.meta.version]).toEqual([etag, etag]);
    const changed = await realm.scim('PATCH', path, change('x'));
    expect(changed.headers.get('etag')).not.toBe(etag);
    expect(changed.body.meta.version).toBe(changed.headers.get('etag'));
    expect(Date.parse(changed.body.meta.lastModified)).toBeGreaterThan(
      Date.parse(made.body.meta.lastModified),
    );
    expect(changed.body.meta.created).toBe(made.body.meta.created);
    const same = await realm.scim('PATCH', path, change('x'));
    expect(same.body.meta).toEqual(changed.body.meta);
    const listed = await realm.scim('GET', filtered('userName eq "etag"'));
    expect(listed.body.Resources[0].meta).toEqual(changed.body.meta);
    const projected = await realm.scim('GET', `${path}?attributes=userName`);
    expect(projected.headers.get('etag')).toBe(changed.headers.get('etag'));
  });

  it('answer 412 and change nothing if If-Match names another version', async () => {
    const made = await create('if-match');
    const path = `/Users/${String(made.body.id)}`;
    for (const tag of ['W/"other"', '"other"', 'W/"a", W/"b"', 'nonsense', '']) {
      for (const [method, body] of [
        ['PUT', user('if-match', { title: 'x' })],
        ['PATCH', change('x')],
        ['DELETE', undefined],
      ] as const) {
        const answer = await realm.scim(method, path, body, { 'If-Match': tag });
        assertScimError(answer, { status: 412, detail: /version/ });
        expect(answer.body.scimType).toBeUndefined();
      }
    }
    expect((await realm.scim('GET', path)).body).toEqual(made.body);
  });

  it('match If-Match with the current version, in a list, strong, or a star', async () => {
    const made = await create('if-match-ok');
    const path = `/Users/${String(made.body.id)}`;
    let etag = String(made.headers.get('etag'));
    for (const tag of [
      (one: string) => one,
      (one: string) => one.replace('W/', ''),
      (one: string) => `W/"other", ${one}`,
      () => '*',
    ]) {
      const answer = await realm.scim('PATCH', path, change(`title ${etag}`), { 'If-Match': tag(etag) });
      expect(answer.status).toBe(200);
      etag = String(answer.headers.get('etag'));
    }
    const put = await realm.scim('PUT', path, user('if-match-ok'), { 'If-Match': etag });
    expect(put.status).toBe(200);
    expect(
      (await realm.scim('DELETE', path, undefined, { 'If-Match': String(put.headers.get('etag')) })).status,
    ).toBe(204);
    assertScimError(await realm.scim('DELETE', path, undefined, { 'If-Match': '*' }), { status: [404, 412] });
  });

  it('answer 304 without a body to If-None-Match until something changes', async () => {
    const made = await create('if-none-match');
    const path = `/Users/${String(made.body.id)}`;
    const etag = String(made.headers.get('etag'));
    for (const tag of [etag, '*', `W/"x", ${etag}`]) {
      const answer = await realm.scim('GET', path, undefined, { 'If-None-Match': tag });
      expect([answer.status, answer.body, answer.headers.get('etag')]).toEqual([304, undefined, etag]);
    }
    expect((await realm.scim('GET', path, undefined, { 'If-None-Match': 'W/"x"' })).status).toBe(200);
    await realm.scim('PATCH', path, change('x'));
    expect((await realm.scim('GET', path, undefined, { 'If-None-Match': etag })).status).toBe(200);
  });
});

describe('locations', () => {
  it('are absolute and below the configured public URL, whatever the request says', async () => {
    const base = `${PUBLIC_URL}/realms/${realm.name}/scim/v2`;
    const headers = {
      'X-Forwarded-Host': 'evil.example.test',
      'X-Forwarded-Proto': 'http',
      Forwarded: 'host=evil.example.test',
    };
    const made = await realm.scim('POST', '/Users', user('located'), headers);
    const location = `${base}/Users/${String(made.body.id)}`;
    expect([made.headers.get('location'), made.body.meta.location]).toEqual([location, location]);
    const read = await realm.scim('GET', `/Users/${String(made.body.id)}`, undefined, headers);
    expect(read.body.meta.location).toBe(location);
    expect((await realm.scim('GET', '/ServiceProviderConfig')).body.meta.location).toBe(
      `${base}/ServiceProviderConfig`,
    );
    for (const path of ['/Schemas', '/ResourceTypes']) {
      const { body } = await realm.scim('GET', path);
      for (const { meta } of body.Resources as { meta: { location: string } }[]) {
        expect(meta.location.startsWith(`${base}${path}/`)).toBe(true);
      }
    }
    const text = JSON.stringify([made.body, read.body, [...made.headers]]);
    expect(text).not.toContain('evil');
    expect(text).not.toContain('127.0.0.1');
  });
});

describe('authentication', () => {
  /** What a stranger can tell apart. */
  const seen = ({ status, headers, body }: Answer, name: string) => {
    const reference = headers.get('x-request-id') ?? '';
    const told = [...headers].filter(([header]) => !['date', 'x-request-id'].includes(header));
    return {
      status,
      headers: Object.fromEntries(told.map(([header, value]) => [header, value.replaceAll(name, 'NAME')])),
      body: JSON.parse(JSON.stringify(body).replace(reference, 'REFERENCE')) as unknown,
    };
  };
  const OFFERED = 'Bearer realm="NAME", Basic realm="NAME", charset="UTF-8"';

  const seenAt = async (name: string, authorization?: string) => seen(await ask(name, authorization), name);

  const ask = (name: string, authorization?: string): Promise<Answer> =>
    send('GET', `${bridge.url}/realms/${name}/scim/v2/Users`, {
      headers: authorization === undefined ? {} : { Authorization: authorization },
    });

  it('answers an unknown realm, a realm without SCIM, a disabled one and a wrong token alike', async () => {
    const disabled = await bridge.realm();
    const { clients, realms } = bridge.admin;
    const [client] = await clients.find({ realm: disabled.name, clientId: 'scim-endpoint' });
    await clients.update(
      { realm: disabled.name, id: String(client?.id) },
      { attributes: { 'scim.enabled': 'false' } },
    );
    const off = await bridge.realm();
    await realms.update({ realm: off.name }, { enabled: false });
    const clientOff = await bridge.realm();
    const [endpoint] = await clients.find({ realm: clientOff.name, clientId: 'scim-endpoint' });
    await clients.update({ realm: clientOff.name, id: String(endpoint?.id) }, { enabled: false });

    const { token: stranger } = createToken('elsewhere', { label: 'stranger' });
    const wrong = await seenAt(realm.name, `Bearer ${stranger}`);
    expect(wrong).toMatchObject({
      status: 401,
      headers: { 'www-authenticate': OFFERED },
      body: { status: '401', detail: expect.stringMatching(/ Reference: REFERENCE$/) as unknown },
    });
    expect(await seenAt('no-such-realm', `Bearer ${stranger}`)).toEqual(wrong);
    expect(await seenAt('no-such-realm', `Bearer ${realm.token}`)).toEqual(wrong);
    expect(await seenAt('master', `Bearer ${realm.token}`)).toEqual(wrong);
    expect(await seenAt(disabled.name, `Bearer ${disabled.token}`)).toEqual(wrong);
    expect(await seenAt(off.name, `Bearer ${off.token}`)).toEqual(wrong);
    expect(await seenAt(clientOff.name, `Bearer ${clientOff.token}`)).toEqual(wrong);
  });

  it.each([
    ['nothing', undefined, /Bearer/],
    ['no scheme', 'non-token', /Bearer/],
    ['the bare token', 'TOKEN', /Bearer/],
    ['Basic with no token for a password', 'Basic dXNlcjpwYXNz', /not valid here/],
    ['Bearer twice', 'Bearer Bearer TOKEN', /twice/],
    ['no token', 'Bearer ', /token/],
    ['a token in quotes', 'Bearer "TOKEN"', /quotes/],
    ['a token in two parts', 'Bearer TOK EN', /blank|break/],
  ])('answers 401 with the mistake, in every realm alike: %s', async (_name, header, detail) => {
    const answers = [];
    for (const name of [realm.name, 'no-such-realm']) {
      answers.push(await seenAt(name, header?.replace('TOKEN', realm.token)));
      assertScimError(await ask(name, header?.replace('TOKEN', realm.token)), { status: 401, detail });
    }
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]?.headers['www-authenticate']).toBe(OFFERED);
    expect(JSON.stringify(answers)).not.toContain(realm.token);
  });

  it('reads the scheme in any case', async () => {
    expect((await ask(realm.name, `bearer ${realm.token}`)).status).toBe(200);
    expect((await ask(realm.name, `BEARER   ${realm.token}`)).status).toBe(200);
  });

  it('reveals nothing before the token is checked', async () => {
    const strangers = [
      { method: 'POST', path: `/realms/${realm.name}/scim/v2/Users`, body: '{"broken' },
      { method: 'PATCH', path: `/realms/${realm.name}/scim/v2/Users/x`, body: 'x'.repeat(5_000_000) },
      { method: 'TRACE', path: `/realms/${realm.name}/scim/v2/Users` },
      { method: 'GET', path: `/realms/${realm.name}/scim/v2/Nonsense` },
      { method: 'GET', path: `/realms/${realm.name}/scim/v2/Schemas` },
      { method: 'GET', path: `/realms/${realm.name}/scim/v2/Users?filter=(((` },
    ];
    for (const request of strangers) assertScimError(await sendRaw(bridge.url, request), { status: 401 });
  });

  it('refuses the token of another realm', async () => {
    const second = await bridge.realm();
    for (const [from, to] of [
      [realm, second],
      [second, realm],
    ] as const) {
      const answer = await to.scim('GET', '/Users', undefined, { Authorization: `Bearer ${from.token}` });
      assertScimError(answer, { status: 401 });
    }
    const { clients } = bridge.admin;
    const [client] = await clients.find({ realm: realm.name, clientId: 'scim-endpoint' });
    const copied = Object.entries((client?.attributes ?? {}) as Record<string, string>).filter(([name]) =>
      name.startsWith('scim.token.'),
    );
    const third = await eager.realm();
    const [target] = await clients.find({ realm: third.name, clientId: 'scim-endpoint' });
    await clients.update(
      { realm: third.name, id: String(target?.id) },
      { attributes: Object.fromEntries(copied) },
    );
    await sleep(500);
    await third.scim('GET', '/Users');
    await sleep(500);
    const stolen = await third.scim('GET', '/Users', undefined, { Authorization: `Bearer ${realm.token}` });
    assertScimError(stolen, { status: 401 });
  });
});

/** Asks until the answer has a status, and returns how long that took. */
async function until(where: TestRealm, status: number): Promise<number> {
  const start = performance.now();
  for (;;) {
    const answer = await where.scim('GET', '/Users?count=0');
    const milliseconds = performance.now() - start;
    if (answer.status === status) return milliseconds;
    if (milliseconds > 12_000) throw new Error(`still ${answer.status} after ${Math.round(milliseconds)} ms`);
    await sleep(100);
  }
}

async function configure(where: TestRealm, attributes: Record<string, string>): Promise<void> {
  const { clients } = bridge.admin;
  const [client] = await clients.find({ realm: where.name, clientId: 'scim-endpoint' });
  await clients.update({ realm: where.name, id: String(client?.id) }, { attributes });
}

describe('the configuration in Keycloak', () => {
  it('switches SCIM off within 10 s, and on again', async () => {
    const where = await bridge.realm();
    expect((await where.scim('GET', '/Users')).status).toBe(200);
    await configure(where, { 'scim.enabled': 'false' });
    expect(await until(where, 401)).toBeLessThan(10_000);
    await configure(where, { 'scim.enabled': 'true' });
    expect(await until(where, 200)).toBeLessThan(10_000);
  });

  it('stops a realm that is disabled, a client that is disabled and a token that is revoked', async () => {
    const where = await eager.realm();
    await until(where, 200);
    await bridge.admin.realms.update({ realm: where.name }, { enabled: false });
    expect(await until(where, 401)).toBeLessThan(10_000);
    await bridge.admin.realms.update({ realm: where.name }, { enabled: true });
    await until(where, 200);
    const [client] = await bridge.admin.clients.find({ realm: where.name, clientId: 'scim-endpoint' });
    const at = { realm: where.name, id: String(client?.id) };
    await bridge.admin.clients.update(at, { enabled: false });
    await until(where, 401);
    await bridge.admin.clients.update(at, { enabled: true });
    await until(where, 200);
    const token = Object.keys(client?.attributes ?? {}).find((name) => name.startsWith('scim.token.')) ?? '';
    await configure(where, { [token.replace('.token.', '.revoked.')]: new Date().toISOString() });
    await until(where, 401);
  });

  it.each([
    ['no JSON', { 'scim.config': '{"version":1' }],
    ['an unknown member', { 'scim.config': '{"version":1,"nonsense":true}' }],
    ['another version', { 'scim.config': '{"version":2}' }],
    ['an unknown profile', { 'scim.profile': 'nonsense' }],
  ])('keeps the last good version in force if it is damaged: %s', async (_name, attributes) => {
    const where = await eager.realm();
    await until(where, 200);
    await configure(where, attributes);
    for (let i = 0; i < 10; i += 1) {
      await sleep(100);
      expect((await where.scim('GET', '/Users')).status).toBe(200);
    }
  });
});
