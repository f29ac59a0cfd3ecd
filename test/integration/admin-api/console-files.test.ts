import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import express from 'express';
import { createConsoleRouter } from '../../../bridge/console/consoleRouter.ts';
import { createKeycloak } from '../../../bridge/keycloak/adminRest/keycloak.ts';
import { freshRealmName, testKeycloak } from '../../support/keycloak/keycloak.ts';

const SCRIPT = 'console.log("the console")';

let folder: string;
const servers: Server[] = [];

/** Serves a built console before the shared Keycloak. */
async function serveConsole(builtFolder: string, consoleUrl = 'http://localhost:3001'): Promise<string> {
  const keycloak = createKeycloak({
    url: testKeycloak().url,
    clientId: 'scim-bridge',
    credential: { secret: 'none-is-needed' },
    ...{ timeoutMs: 10_000, concurrency: 4, retries: 0, onCall: () => undefined },
  });
  const app = express();
  app.use(createConsoleRouter({ folder: builtFolder, consoleUrl, version: '1.2.3', keycloak }));
  const server = createServer(app).listen(0, '127.0.0.1');
  servers.push(server);
  await new Promise((resolve) => server.once('listening', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'console-'));
  await mkdir(path.join(folder, 'assets'));
  const page = '<!doctype html><script type="module" src="./assets/index-1.js"></script>';
  await writeFile(path.join(folder, 'index.html'), page);
  await writeFile(path.join(folder, 'assets', 'index-1.js'), SCRIPT);
  await writeFile(path.join(folder, 'assets', 'index-1.js.br'), brotliCompressSync(SCRIPT));
  await writeFile(path.join(folder, 'assets', 'font-1.woff2'), 'letters');
});

afterAll(async () => {
  for (const server of servers) server.close();
  await rm(folder, { recursive: true, force: true });
});

describe('the console', () => {
  it('says how a person signs in at the realm, with the address of Keycloak that browsers reach', async () => {
    const url = await serveConsole(folder, 'https://admin.example.com/scim/');
    const answer = await fetch(`${url}/realms/master/scim/console/config.json`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({
      realm: 'master',
      keycloakUrl: testKeycloak().url,
      basePath: '/scim',
      clientId: 'scim-console',
      version: '1.2.3',
    });
  });

  it('answers every address of its pages with the page, whose files are below the path of CONSOLE_URL', async () => {
    const url = await serveConsole(folder, 'https://admin.example.com/scim');
    for (const page of ['', 'acme/tokens', 'acme/log?reference=1']) {
      const answer = await fetch(`${url}/realms/master/scim/console/${page}`);
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-cache']);
      expect(await answer.text()).toContain('src="/scim/realms/master/scim/console/assets/index-1.js"');
    }
  });

  it('leads from its address without a slash to the one with it', async () => {
    const url = await serveConsole(folder);
    const answer = await fetch(`${url}/realms/master/scim/console?light=red`, { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([
      308,
      '/realms/master/scim/console/?light=red',
    ]);
  });

  it('sends each file compressed to who takes that, and lets browsers keep it', async () => {
    const url = await serveConsole(folder);
    const script = `${url}/realms/master/scim/console/assets/index-1.js`;
    const compressed = await fetch(script, { headers: { 'Accept-Encoding': 'br' } });
    expect(compressed.headers.get('content-encoding')).toBe('br');
    expect(await compressed.text()).toBe(SCRIPT);
    const plain = await fetch(script, { headers: { 'Accept-Encoding': 'identity' } });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(await plain.text()).toBe(SCRIPT);
    for (const { headers } of [compressed, plain]) {
      expect(headers.get('content-type')).toMatch(/^text\/javascript/);
      expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(headers.get('vary')).toBe('Accept-Encoding');
    }
    const font = await fetch(`${url}/realms/master/scim/console/assets/font-1.woff2`);
    expect([font.status, await font.text()]).toEqual([200, 'letters']);
  });

  it('allows its pages nothing but their own files, the bridge, and Keycloak', async () => {
    const url = await serveConsole(folder);
    for (const target of [
      '/realms/master/scim/console/',
      '/realms/master/scim/console/config.json',
      '/realms/master/scim/console/assets/index-1.js',
    ]) {
      const { headers } = await fetch(url + target);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self';");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    }
    const page = await fetch(`${url}/realms/master/scim/console/`);
    const policy = page.headers.get('content-security-policy');
    expect(policy).toContain(`connect-src 'self' ${testKeycloak().url};`);
  });

  it.each(['no-such-file.js', 'index-2.js', '..%2findex.html', 'font-1.woff2/'])(
    'has no file %s',
    async (name) => {
      const url = await serveConsole(folder);
      const answer = await fetch(`${url}/realms/master/scim/console/assets/${name}`);
      expect([answer.status, await answer.json()]).toEqual([
        404,
        { status: 404, detail: 'There is no such file.' },
      ]);
      expect(answer.headers.get('content-encoding')).toBeNull();
    },
  );

  it('says that there is no such realm', async () => {
    const url = await serveConsole(folder);
    const realm = freshRealmName();
    for (const target of ['', 'config.json']) {
      const answer = await fetch(`${url}/realms/${realm}/scim/console/${target}`);
      expect(answer.status).toBe(404);
      expect(await answer.json()).toMatchObject({ detail: `There is no realm "${realm}" in Keycloak.` });
    }
  });

  it('says how to build it where it is not built, and is there once it is', async () => {
    const notBuilt = path.join(folder, 'nothing');
    const url = await serveConsole(notBuilt);
    const answer = await fetch(`${url}/realms/master/scim/console/`);
    expect(answer.status).toBe(404);
    expect(await answer.text()).toMatch(/^The console is not built: run "npm ci && npm run build:console"/);
    await mkdir(notBuilt);
    await writeFile(path.join(notBuilt, 'index.html'), '<!doctype html>');
    expect((await fetch(`${url}/realms/master/scim/console/`)).status).toBe(200);
  });
});
