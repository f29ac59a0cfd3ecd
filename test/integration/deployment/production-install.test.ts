import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { run, startGuarded, type GuardedProcess } from '../../../dev/guarded.ts';
import { freePort } from '../../../dev/freePort.ts';
import { testKeycloak } from '../../support/keycloak/keycloak.ts';
import { send } from '../../support/scim/send.ts';

const ROOT = path.join(import.meta.dirname, '..', '..', '..');
const MAX_PACKAGES = 150;

/** The variables that npm and the bridge need of this machine: none that `npm test` was called with. */
const machine = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(npm_|KEYCLOAK_|INIT_CWD$|NODE)/.test(name)),
);

let folder: string;
let bridge: GuardedProcess | undefined;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'production-install-'));
  const list = await readFile(path.join(ROOT, '.dockerignore'), 'utf8');
  for (const [, name = ''] of list.matchAll(/^!(.+)$/gm)) {
    await cp(path.join(ROOT, name), path.join(folder, name), { recursive: true });
  }
});

afterAll(async () => {
  await bridge?.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('the files that an image is made of', () => {
  it(`become a bridge that answers, with fewer than ${MAX_PACKAGES} packages, by the commands of the README`, async () => {
    const install = ['npm', 'ci', '--omit=dev', '--prefer-offline', '--no-audit', '--no-fund'];
    const { code, lastWords: installed } = await run(install, { cwd: folder, env: machine });
    expect(code === 0 ? '' : installed).toBe('');
    const listed = await run(['npm', 'ls', '--all', '--parseable'], { cwd: folder, env: machine });
    const packages = listed.stdout.split('\n').filter((line) => line.includes('node_modules'));
    expect(packages.length).toBeGreaterThan(0);
    expect(packages.length).toBeLessThan(MAX_PACKAGES);

    const [port, managementPort] = [await freePort(), await freePort()];
    const settings = {
      KEYCLOAK_URL: testKeycloak().url,
      KEYCLOAK_CLIENT_SECRET: 'secret-of-the-installed-bridge-0123456789',
      HOST: '127.0.0.1',
      PORT: String(port),
      MANAGEMENT_PORT: String(managementPort),
    };
    bridge = startGuarded(['npm', 'start'], { cwd: folder, env: { ...machine, ...settings } });
    const { ended, stdout, lastWords } = bridge;
    while (!stdout().includes('"listening"')) {
      if ((await Promise.race([ended, sleep(50, 'runs')])) !== 'runs') throw new Error(lastWords());
    }
    const health = await run([process.execPath, 'docker/healthcheck.js'], {
      cwd: folder,
      env: { ...machine, ...settings },
    });
    expect(health).toMatchObject({ code: 0, lastWords: '' });
    const version = await send('GET', `http://127.0.0.1:${managementPort}/version`);
    expect(version.body).toMatchObject({ node: expect.stringMatching(/^24\./) });
    const refused = await send('GET', `http://127.0.0.1:${port}/realms/master/scim/v2/Users`);
    expect(refused.status).toBe(401);
    await bridge.stop();
  });
});
