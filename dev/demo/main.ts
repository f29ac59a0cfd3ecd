import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { compose } from '../../bridge/compose.ts';
import { createLogger } from '../../bridge/observability/logger.ts';
import { serveBridge, type ListeningBridge } from '../../bridge/serve.ts';
import { readSettings } from '../../bridge/settings.ts';
import { buildConsole } from '../console/build.ts';
import { freePort } from '../freePort.ts';
import type { RunningKeycloak } from '../keycloak/launch.ts';
import { startKeycloak } from '../keycloak/start.ts';
import { runCycle } from './cycle.ts';
import { playIdentityProvider } from './identityProvider.ts';
import { BRIDGE_SECRET, createDemoRealms } from './realms.ts';
import { DEMO_HELP, readDemoOptions, type DemoOptions } from './options.ts';
import { clientText, consoleText, operatorText, stepsText } from './screen.ts';
import { SetupError } from '../setupError.ts';

const note = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

/** Listens on the wanted port, or on any free one when that is taken. */
async function startBridge(
  keycloak: RunningKeycloak,
  { port: wantedPort, managementPort: wantedManagementPort }: DemoOptions,
): Promise<ListeningBridge & { url: string }> {
  const managementPort = wantedManagementPort === 0 ? await freePort() : wantedManagementPort;
  const listen = async (port: number) => {
    const settings = readSettings({
      HOST: '127.0.0.1',
      PORT: String(port),
      MANAGEMENT_PORT: String(managementPort),
      CONSOLE_URL: `http://127.0.0.1:${managementPort}`,
      STORE_FILE: ':memory:',
      KEYCLOAK_URL: keycloak.url,
      KEYCLOAK_CLIENT_SECRET: BRIDGE_SECRET,
      LOG_LEVEL: 'silent',
      PUBLIC_URL: `http://127.0.0.1:${port}`,
    });
    const server = await serveBridge(await compose(settings, createLogger(settings.logLevel)), settings);
    return { ...server, url: settings.publicUrl };
  };
  if (wantedPort === 0) return listen(await freePort());
  try {
    return await listen(wantedPort);
  } catch (error) {
    const { code, port } = error as NodeJS.ErrnoException & { port?: number };
    if (code !== 'EADDRINUSE' || port !== wantedPort) throw error;
    const free = await freePort();
    note(`Port ${wantedPort} is taken; the bridge listens on ${free}.`);
    return listen(free);
  }
}

/** Ends what was started, in the reverse order. */
type CleanUps = (() => Promise<void>)[];

/** Brings up Keycloak, the bridge and the realms, and shows a provisioning cycle. */
async function show(options: DemoOptions, cleanUps: CleanUps): Promise<void> {
  const say = (line: string): void => {
    if (!options.json) process.stdout.write(`${line}\n`);
  };
  const began = Date.now();
  const isOurs = (process.env.KEYCLOAK_URL ?? '') === '';
  say(
    isOurs
      ? 'Starting a real Keycloak (the first run fetches it, which takes a few minutes) …'
      : 'Using the Keycloak of KEYCLOAK_URL …',
  );
  const [keycloak] = await Promise.all([startKeycloak({ log: note }), buildConsole()]);
  cleanUps.unshift(() => keycloak.stop());
  say(`  Keycloak     ${keycloak.url}`);

  const bridge = await startBridge(keycloak, options);
  cleanUps.unshift(() => bridge.close(1_000));

  const suffix = isOurs ? '' : `-${randomBytes(3).toString('hex')}`;
  const realms = await createDemoRealms(keycloak, [`acme${suffix}`, `globex${suffix}`], `initech${suffix}`, {
    publicUrl: bridge.url,
    consoleUrl: `http://127.0.0.1:${bridge.managementPort}`,
  });
  cleanUps.unshift(() => realms.remove());

  const [first, second] = realms.realms;
  if (first === undefined || second === undefined) throw new Error('the demo needs two realms');
  const scimUrl = `${bridge.url}/realms/${first.name}/scim/v2`;
  const managementUrl = `http://127.0.0.1:${bridge.managementPort}`;
  say(`  Bridge       ${bridge.url}`);
  say(`  Management   ${managementUrl}`);
  say(`  SCIM URL     ${scimUrl}`);
  say(`  Token        ${first.token}`);
  say(`\nProvisioning a user into realm ${first.name}, as real clients do:\n`);
  const steps = await realms.withToken(first.name, (token) => runCycle(scimUrl, token, first, realms));
  say(`${stepsText(steps)}\n`);
  say(`${clientText(scimUrl, first.token)}\n`);
  const operator = {
    realm: first.name,
    plainRealm: realms.plainRealm,
    publicUrl: bridge.url,
    managementUrl,
    bridgeSecret: BRIDGE_SECRET,
    keycloakUrl: keycloak.url,
    adminUser: keycloak.adminUser,
    adminPassword: isOurs ? keycloak.adminPassword : undefined,
  };
  say(`${operatorText(operator)}\n`);
  const signIn = isOurs ? ` (${keycloak.adminUser} / ${keycloak.adminPassword})` : '';
  say(`The users in Keycloak${signIn}:\n  ${keycloak.url}/admin/master/console/#/${first.name}/users\n`);
  say(consoleText({ realm: first.name, managementUrl, operator: first.operator, isOurs, keycloak }));
  say(`Ready after ${Math.round((Date.now() - began) / 1000)} s. Ctrl-C ends everything.`);
  if (!options.json) return;
  const line = {
    scimUrl,
    token: first.token,
    realm: first.name,
    consoleUrl: `${managementUrl}/realms/${first.name}/scim/console/`,
    consoleUser: first.operator.username,
    consolePassword: first.operator.password,
    otherScimUrl: `${bridge.url}/realms/${second.name}/scim/v2`,
    otherToken: second.token,
    plainRealm: realms.plainRealm,
    managementUrl,
    bridgeClientSecret: BRIDGE_SECRET,
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
    const options = readDemoOptions(process.argv.slice(2), process.env);
    if (options.help) {
      process.stdout.write(`${DEMO_HELP}\n`);
      process.exit(0);
    }
    if (options.idp !== undefined) {
      await playIdentityProvider(options.idp);
      process.exit(0);
    }
    await Promise.race([show(options, cleanUps).then(() => stopped), stopped]);
    if (!options.json) process.stdout.write('\nStopping …\n');
  } catch (error) {
    failed = true;
    const { message, stack = message } = error as Error;
    note(error instanceof SetupError ? message : stack);
  }
  for (const cleanUp of cleanUps) {
    await cleanUp().catch((error: unknown) => {
      note(String(error));
    });
  }
  process.exit(failed ? 1 : 0);
}

await main();
