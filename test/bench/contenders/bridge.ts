import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LAST_MODIFIED_ATTRIBUTE } from '../../../bridge/tenants/scimAttributes.ts';
import { USER_TYPE } from '../../../scim/schema/resourceTypes.ts';
import { freePort } from '../../../dev/freePort.ts';
import { run, startGuarded, type GuardedProcess } from '../../../dev/guarded.ts';
import { compileMapping } from '../../../mappers/compile/mapping.ts';
import { findPreset } from '../../../mappers/document/presets.ts';
import { loadQuirks } from '../../../mappers/rewriting/loadQuirks.ts';
import { enable } from '../../../bridge/enablement/enable.ts';
import { readMetrics } from '../metrics.ts';
import { openRealm } from './account.ts';
import type { Contender, Ground, Usage } from './contender.ts';
import { createScimClient, scimUser } from './scimClient.ts';

const PROFILE = 'generic';
const READY_WITHIN = 30_000;

const ROOT = join(import.meta.dirname, '..', '..', '..');

/** Builds what runs in production: from its sources the bridge would need 40 MB more, for their types. */
async function build(): Promise<void> {
  const { code, lastWords } = await run(['npm', 'run', '--silent', 'build'], { cwd: ROOT, env: process.env });
  if (code !== 0) throw new Error(`The bridge cannot be built:\n${lastWords}`);
}

/** Starts the built bridge as an operator would, in a process of its own. */
function startBridge(
  keycloakUrl: string,
  secret: string,
  { port, managementPort, storeFile }: { port: number; managementPort: number; storeFile: string },
): GuardedProcess {
  return startGuarded(
    [process.execPath, '--max-semi-space-size=8', join(ROOT, 'dist', 'bridge', 'main.js')],
    {
      cwd: ROOT,
      env: {
        PATH: process.env.PATH,
        NODE_ENV: 'production',
        HOST: '127.0.0.1',
        PORT: String(port),
        MANAGEMENT_PORT: String(managementPort),
        STORE_FILE: storeFile,
        KEYCLOAK_URL: keycloakUrl,
        KEYCLOAK_CLIENT_SECRET: secret,
        LOG_LEVEL: 'error',
      },
    },
  );
}

async function untilLive(url: string, bridge: GuardedProcess): Promise<void> {
  const isLive = (): Promise<boolean> =>
    fetch(`${url}/health/live`).then(
      (answer) => answer.ok,
      () => false,
    );
  const ended = bridge.ended.then(() => 'ended');
  const began = Date.now();
  while (!(await isLive())) {
    const pause = await Promise.race([ended, sleep(50, 'over')]);
    if (pause === 'over' && Date.now() - began < READY_WITHIN) continue;
    await bridge.stop();
    throw new Error(`The bridge did not start; its last words:\n${bridge.lastWords()}`);
  }
}

/** Reads what the bridge has used from its metrics. */
async function readUsage(managementUrl: string): Promise<Usage> {
  const metric = await readMetrics(managementUrl);
  return {
    cpuSeconds: metric('process_cpu_seconds_total'),
    residentBytes: metric('process_resident_memory_bytes'),
  };
}

/** The bridge, with what it keeps of a person taken from its own mapping. */
export async function enterBridge(ground: Ground): Promise<Contender> {
  const ports = { port: await freePort(), managementPort: await freePort() };
  const url = `http://127.0.0.1:${ports.port}`;
  const managementUrl = `http://127.0.0.1:${ports.managementPort}`;
  const secret = randomBytes(24).toString('base64url');
  const { token = '' } = await enable(await openRealm(ground), {
    profile: PROFILE,
    label: 'bench',
    publicUrl: url,
    bridgeClientId: 'scim-bridge',
    bridgeClientSecret: secret,
    quirks: await loadQuirks(),
    report: () => undefined,
  });
  const mapping = compileMapping(findPreset(PROFILE)?.user ?? [], USER_TYPE);
  await build();
  const folder = await mkdtemp(join(tmpdir(), 'bench-bridge-'));
  const bridge = startBridge(ground.keycloak.url, secret, { ...ports, storeFile: join(folder, 'store.db') });
  await untilLive(managementUrl, bridge);

  return {
    name: 'ours',
    mayLack: [],
    stored(person) {
      const fields = mapping.toKeycloak(scimUser(person, { withPhone: true }));
      const attributes = { ...fields.attributes, [LAST_MODIFIED_ATTRIBUTE]: [new Date().toISOString()] };
      return { ...fields, attributes };
    },
    ...createScimClient(`${url}/realms/${ground.realm}/scim/v2`, () => token, { withPhone: true }),
    complaints: () => bridge.lastWords(),
    usage: () => readUsage(managementUrl),
    close: async () => {
      await bridge.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
