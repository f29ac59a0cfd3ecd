import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { compose } from '../../bridge/compose.ts';
import { createLogger } from '../../bridge/observability/logger.ts';
import { serveBridge, type ListeningBridge } from '../../bridge/serve.ts';
import { readSettings } from '../../bridge/settings.ts';
import type { RunningKeycloak } from '../keycloak/launch.ts';
import { startKeycloak } from '../keycloak/start.ts';
import { runCycle } from './cycle.ts';
import { BRIDGE_SECRET, createDemoRealms } from './realms.ts';
import { table } from '../../realm-config/render/table.ts';

const json = process.argv.includes('--json');
const note = (line: string): void => {
  process.stderr.write(`${line}\n`);
};
const say = (line: string): void => {
  if (!json) process.stdout.write(`${line}\n`);
};

/** Listens on port 3000, or on any free port when that is taken. */
async function startBridge(keycloak: RunningKeycloak): Promise<ListeningBridge & { url: string }> {
  const start = async (port: number) => {
    const settings = readSettings({
      HOST: '127.0.0.1',
      PORT: String(port),
      MANAGEMENT_PORT: '0',
      STORE_FILE: ':memory:',
      KEYCLOAK_URL: keycloak.url,
      KEYCLOAK_CLIENT_SECRET: BRIDGE_SECRET,
      LOG_LEVEL: 'silent',
      PUBLIC_URL: `http://127.0.0.1:${port}`,
    });
    return { settings, bridge: await compose(settings, createLogger(settings.logLevel)) };
  };
  const listen = async (port: number) => {
    const { settings, bridge } = await start(port);
    const server = await serveBridge(bridge, settings);
    return { ...server, url: settings.publicUrl };
  };
  try {
    return await listen(3000);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    const free = await freePort();
    note(`Port 3000 is taken; the bridge listens on ${free}.`);
    return listen(free);
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, 'close');
  return port;
}

function curlLines(scimUrl: string, token: string): string {
  return [
    'Try it (copy and paste):',
    '',
    `  export SCIM=${scimUrl}`,
    `  export TOKEN=${token}`,
    '',
    '  curl -s -H "Authorization: Bearer $TOKEN" $SCIM/Users',
    '',
    '  curl -s -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/scim+json" $SCIM/Users \\',
    `    -d '{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"bob@example.com","name":{"givenName":"Bob","familyName":"Ray"}}'`,
    '',
    `  curl -s -G -H "Authorization: Bearer $TOKEN" $SCIM/Users --data-urlencode 'filter=userName eq "bob@example.com"'`,
  ].join('\n');
}

/** Ends what was started, in the reverse order. */
type CleanUps = (() => Promise<void>)[];

/** Brings up Keycloak, the bridge and two realms, and shows a provisioning cycle. */
async function show(cleanUps: CleanUps): Promise<void> {
  const began = Date.now();
  const ours = process.env.KEYCLOAK_URL === undefined;
  say('Starting a real Keycloak (the first run fetches it, which takes a few minutes) …');
  const keycloak = await startKeycloak({ log: note });
  cleanUps.unshift(() => keycloak.stop());
  say(`  Keycloak        ${keycloak.url}`);

  const bridge = await startBridge(keycloak);
  cleanUps.unshift(() => bridge.close(1_000));

  const suffix = randomBytes(3).toString('hex');
  const realms = await createDemoRealms(
    keycloak,
    ['acme', 'globex'].map((name) => (ours ? name : `${name}-${suffix}`)),
    bridge.url,
  );
  cleanUps.unshift(() => realms.remove());

  const [first, second] = realms.realms;
  if (first === undefined || second === undefined) throw new Error('the demo needs two realms');
  const scimUrl = `${bridge.url}/realms/${first.name}/scim/v2`;
  const otherScimUrl = `${bridge.url}/realms/${second.name}/scim/v2`;
  say(`  Bridge          ${bridge.url}`);
  say(`  Management      http://127.0.0.1:${bridge.managementPort}`);
  say(`  SCIM URL        ${scimUrl}`);
  say(`  Token           ${first.token}`);
  say('');
  say(`Provisioning a user into realm ${first.name}, as real clients do:`);
  say('');
  const steps = await runCycle(scimUrl, first, realms);
  say(table(steps, { step: 36, request: 20, answer: 40, keycloak: 76 }));
  say('');
  say(curlLines(scimUrl, first.token));
  say('');
  if (ours) {
    const { adminUser, adminPassword } = keycloak;
    say("As the realm's operator (in another terminal):");
    say('');
    say(
      `  export KEYCLOAK_URL=${keycloak.url} KEYCLOAK_ADMIN=${adminUser} KEYCLOAK_ADMIN_PASSWORD=${adminPassword}`,
    );
    say(`  export MANAGEMENT_URL=http://127.0.0.1:${bridge.managementPort}`);
    say(`  npm run realm-config -- log ${first.name}            # what was just done, and what came of it`);
    say(
      `  npm run realm-config -- token list ${first.name}     # also: status, connection, token rotate, disable`,
    );
    say(`  npm run realm-config -- explain ${first.name} GET '/Users?filter=userName eq bob@example.com'`);
    say('');
  }
  const signIn = ours ? ` (${keycloak.adminUser} / ${keycloak.adminPassword})` : '';
  say(`See the users in Keycloak: ${keycloak.url}/admin/master/console/#/${first.name}/users${signIn}`);
  say(`Ready after ${Math.round((Date.now() - began) / 1000)} s. Ctrl-C ends everything.`);
  if (!json) return;
  const line = {
    scimUrl,
    token: first.token,
    realm: first.name,
    otherScimUrl,
    otherToken: second.token,
    managementUrl: `http://127.0.0.1:${bridge.managementPort}`,
    keycloakUrl: keycloak.url,
    keycloakAdmin: keycloak.adminUser,
    keycloakAdminPassword: keycloak.adminPassword,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Shows the demo and stays until it is told to stop, which it may be at any time. */
async function main(): Promise<void> {
  const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  const cleanUps: CleanUps = [];
  let failed = false;
  try {
    await Promise.race([show(cleanUps).then(() => stopped), stopped]);
    say('\nStopping …');
  } catch (error) {
    failed = true;
    note(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  for (const cleanUp of cleanUps) {
    await cleanUp().catch((error: unknown) => {
      note(String(error));
    });
  }
  process.exit(failed ? 1 : 0);
}

await main();
