import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import pLimit from 'p-limit';
import { startKeycloak } from '../../../dev/keycloak/start.ts';
import { newRealm } from '../../support/keycloak/newRealm.ts';
import { runRealmConfig } from '../../support/processes/realmConfig.ts';
import { startAdminProxy } from '../../support/servers/adminProxy.ts';
import { say } from '../withArena.ts';
import { administrator, createServiceAccount, type Account } from './account.ts';

/** The commands that are measured, in order, with the exit code that each is to have. */
const PHASES = [
  { name: 'plan of new realms', args: ['plan'], code: 2 },
  { name: 'apply', args: ['apply', '--yes'], code: 0 },
  { name: 'apply again', args: ['apply', '--yes'], code: 0 },
  { name: 'plan, unchanged', args: ['plan'], code: 0 },
  { name: 'drift, unchanged', args: ['drift'], code: 0 },
] as const;

const TEMPLATE = {
  profile: 'azure',
  lifecycle: {
    offboarding: { delete: 'hide' },
    protection: { breakGlass: ['support@*'] },
    brake: { percent: 10 },
  },
  tokens: [{ label: 'Entra ID', expires: '365d' }],
};

const { values } = parseArgs({
  options: {
    realms: { type: 'string', default: '200' },
    parallel: { type: 'string', default: '4' },
    /** A service account with rights over these realms alone, in place of Keycloak's first administrator. */
    'service-account': { type: 'boolean', default: false },
  },
});
const count = Number(values.realms);

const keycloak = await startKeycloak({ purpose: 'measuring', log: say });
const account = await (values['service-account']
  ? createServiceAccount(keycloak)
  : Promise.resolve(administrator(keycloak)));
const proxy = await startAdminProxy(keycloak.url);
const folder = await mkdtemp(path.join(tmpdir(), 'bench-fleet-'));
const realms = Array.from({ length: count }, (_, i) => `bench-fleet-${process.pid}-${i}`);
const limit = pLimit(4);

/** Does some work for each realm; signs in for each piece of it, as an access token lives for a minute. */
async function inEachRealm(
  what: string,
  work: (admin: Awaited<ReturnType<Account['signIn']>>, realm: string) => Promise<unknown>,
): Promise<void> {
  let done = 0;
  await Promise.all(
    realms.map((realm) =>
      limit(async () => {
        await work(await account.signIn(), realm);
        done += 1;
        if (done % 20 === 0) say(`${what}: ${done} of ${count}`);
      }),
    ),
  );
}

try {
  // With keys of their own: Keycloak would spend the time on making them, whoever sets the realms up.
  await inEachRealm('Realms created', async (admin, realm) => admin.realms.create(await newRealm(realm)));
  await writeFile(
    path.join(folder, 'fleet.json'),
    JSON.stringify({ template: TEMPLATE, tenants: realms.map((realm) => ({ realm })) }),
  );
  const rows = [];
  for (const { name, args, code } of PHASES) {
    const [command, ...options] = args;
    say(name);
    proxy.reset();
    globalThis.gc?.();
    const start = performance.now();
    const ended = await runRealmConfig([command, folder, ...options, '--parallel', values.parallel], {
      KEYCLOAK_URL: proxy.url,
      ...account.env,
      KEYCLOAK_CLIENT_SECRET: 'a-secret-of-the-operator',
    });
    const seconds = (performance.now() - start) / 1_000;
    if (ended.code !== code) throw new Error(`${name} ended with ${ended.code}: ${ended.stderr}`);
    const calls = proxy.calls();
    rows.push({
      phase: name,
      'seconds in all': seconds.toFixed(1),
      'ms per realm': Math.round((seconds * 1_000) / count),
      'calls per realm': (calls.length / count).toFixed(1),
      'writes per realm': (calls.filter((call) => !call.startsWith('GET ')).length / count).toFixed(1),
      'lists of all realms': calls.filter((call) => /^GET \/admin\/realms(\?|$)/.test(call)).length,
      'memory (MB)': Math.round(process.memoryUsage().heapUsed / 1_048_576),
    });
  }
  console.log(`${count} realms, ${values.parallel} at a time, Node ${process.version}`);
  console.table(rows);
} finally {
  if (!keycloak.throwaway) await inEachRealm('Realms deleted', (admin, realm) => admin.realms.del({ realm }));
  await rm(folder, { recursive: true });
  await proxy.close();
  await keycloak.stop();
}
