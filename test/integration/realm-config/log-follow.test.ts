import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runCommandLine } from '../../../realm-config/commandLine.ts';
import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import { testKeycloak } from '../../support/keycloak/keycloak.ts';
import { send } from '../../support/scim/send.ts';

let folder: string;
let bridge: TestBridge;
let realm: TestRealm;
/** A bridge that takes the place of the first one. */
let restarted: TestBridge | undefined;

/** The environment of both bridges: the same store, and the same address of Keycloak, which is in the operator's token. */
const settings = () => ({
  KEYCLOAK_URL: testKeycloak().url,
  STORE_FILE: path.join(folder, 'store.sqlite'),
});

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'follow-'));
  bridge = await startTestBridge(settings());
  realm = await bridge.realm();
});

afterAll(async () => {
  await restarted?.close();
  await bridge.close();
  await rm(folder, { recursive: true });
});

async function create(at: TestBridge, userName: string): Promise<void> {
  const url = `${at.url}/realms/${realm.name}/scim/v2/Users`;
  const headers = { Authorization: `Bearer ${realm.token}`, 'Content-Type': 'application/scim+json' };
  expect((await send('POST', url, { headers, body: { userName } })).status).toBe(201);
}

/** Starts `log --follow`; returns what it prints, and the function that ends it. */
function followLog() {
  const { url, adminUser, adminPassword } = testKeycloak();
  const [lines, notes]: [string[], string[]] = [[], []];
  let isClosed = false;
  const ended = runCommandLine(['log', realm.name, '--follow', '--kind', 'write'], {
    variables: {
      KEYCLOAK_URL: url,
      KEYCLOAK_ADMIN: adminUser,
      KEYCLOAK_ADMIN_PASSWORD: adminPassword,
      MANAGEMENT_URL: bridge.managementUrl,
    },
    writeLine: (line) => lines.push(line),
    writeErrorLine: (line) => notes.push(line),
    isClosed: () => isClosed,
  });
  const end = (): Promise<number> => {
    isClosed = true;
    return ended;
  };
  return { lines, notes, end };
}

async function eventually(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries += 1) {
    if (tries > 300) throw new Error(`does not hold: ${holds.toString()}`);
    await sleep(50);
  }
}

describe('realm-config log --follow', () => {
  it('goes on after a restart of the bridge, and prints each entry once', async () => {
    await create(bridge, 'first');
    const { lines, notes, end } = followLog();
    await eventually(() => lines.some((line) => line.includes('"first"')));
    await create(bridge, 'last-before');
    await bridge.stop();
    await eventually(() => notes.length > 0);
    const { port } = new URL(bridge.managementUrl);
    restarted = await startTestBridge({ ...settings(), MANAGEMENT_PORT: port });
    await create(restarted, 'first-after');
    await eventually(() => lines.some((line) => line.includes('"first-after"')));
    await create(restarted, 'last');
    await eventually(() => lines.some((line) => line.includes('"last"')));
    expect(await end()).toBe(0);
    expect(lines.map((line) => /POST \/Users "([\w-]+)"/.exec(line)?.[1])).toEqual([
      'first',
      'last-before',
      'first-after',
      'last',
    ]);
    expect(notes.join('\n')).toMatch(
      /^The bridge does not answer at \S+: [^\n]+\nWaiting for it; the log goes on then\.$/,
    );
  });
});
