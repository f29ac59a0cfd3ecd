import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startGuarded } from '../guarded.ts';
import { SetupError } from '../setupError.ts';
import { cleanEnvironment, ensureDistribution } from './distribution.ts';
import { requireJava } from './java.ts';
import { keycloakEnvironment, newAdministrator, type Launch, type RunningKeycloak } from './launch.ts';

const host = '127.0.0.1';

/** Proves that a port can be taken, 0 being any, and gives its number. */
const claimPort = async (wanted: number): Promise<number> => {
  const server = createServer();
  await once(server.listen(wanted, host), 'listening');
  const { port } = server.address() as AddressInfo;
  await once(server.close(), 'close');
  return port;
};

const httpPort = async (env: NodeJS.ProcessEnv): Promise<number> => {
  const wanted = Number(env.KEYCLOAK_PORT ?? 0);
  return claimPort(wanted).catch((error: unknown) => {
    throw new SetupError(
      `KEYCLOAK_PORT ${env.KEYCLOAK_PORT ?? ''} cannot be used (${(error as Error).message}): free it, or unset KEYCLOAK_PORT for any free port.`,
    );
  });
};

const isReady = (managementPort: number): Promise<boolean> =>
  fetch(`http://${host}:${managementPort}/health/ready`, { signal: AbortSignal.timeout(5_000) }).then(
    (answer) => answer.ok,
    () => false,
  );

/** A throw-away Keycloak from the server distribution, its data in memory or in the given database; it dies with our process. */
export const distributionKeycloak = async (launch: Launch): Promise<RunningKeycloak> => {
  await requireJava(launch.env);
  const port = await httpPort(launch.env);
  const home = await ensureDistribution(launch);
  const managementPort = await claimPort(0);
  const admin = newAdministrator();
  const began = Date.now();
  const server = startGuarded(
    [
      'sh',
      join(home, 'bin', 'kc.sh'),
      'start',
      '--optimized',
      `--http-host=${host}`,
      '--http-enabled=true',
      `--http-port=${port}`,
      `--http-management-port=${managementPort}`,
      '--hostname-strict=false',
      '--cache=local',
      '--log-level=info,io.smallrye.health:off',
      ...(launch.flags ?? []),
      ...(launch.database
        ? [`--db-url=${launch.database.url}`, `--db-username=${launch.database.username}`]
        : []),
    ],
    {
      env: {
        ...cleanEnvironment(launch.env),
        ...keycloakEnvironment(launch),
        ...(launch.database ? { KC_DB_PASSWORD: launch.database.password } : {}),
        KC_BOOTSTRAP_ADMIN_USERNAME: admin.adminUser,
        KC_BOOTSTRAP_ADMIN_PASSWORD: admin.adminPassword,
      },
    },
  );
  let code: number | undefined;
  void server.ended.then((ended) => (code = ended));
  while (!(await isReady(managementPort))) {
    if (code !== undefined)
      throw new SetupError(
        `Keycloak ended (code ${code}) before it was ready; its last words:\n${server.lastWords()}`,
      );
    if (Date.now() - began > launch.readyWithinMs) {
      await server.stop();
      throw new SetupError(
        `Keycloak was not ready after ${launch.readyWithinMs / 1000} s, so it was stopped; its last words:\n${server.lastWords()}`,
      );
    }
    await sleep(100);
  }
  const url = `http://${host}:${port}`;
  launch.log(`Keycloak answers at ${url} after ${((Date.now() - began) / 1000).toFixed(1)} s.`);
  let stopping = false;
  void server.ended.then((ended) => {
    if (!stopping)
      launch.log(`Keycloak ended by itself (code ${ended}); its last words:\n${server.lastWords()}`);
  });
  const stop = (): Promise<void> => {
    stopping = true;
    return server.stop();
  };
  return { url, ...admin, throwaway: true, stop };
};
