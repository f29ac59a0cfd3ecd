import { setTimeout as sleep } from 'node:timers/promises';
import { startGuarded } from '../guarded.ts';
import {
  keycloakEnvironment,
  newAdministrator,
  versionOf,
  type Launch,
  type RunningKeycloak,
} from './launch.ts';

/** Asks for an engine, in a process of its own because one that hangs would hold ours. */
const question = `
  const { getContainerRuntimeClient } = await import('testcontainers');
  await getContainerRuntimeClient().then(() => process.exit(0), () => process.exit(1));`;

/** Whether a container engine answers at once; having none is not worth a wait. */
const hasEngine = async (env: NodeJS.ProcessEnv): Promise<boolean> => {
  const probe = startGuarded([process.execPath, '--input-type=module', '-e', question], {
    cwd: import.meta.dirname,
    env,
  });
  const code = await Promise.race([probe.ended, sleep(5_000)]);
  await probe.stop();
  return code === 0;
};

/** A throw-away Keycloak in a container, or nothing when Docker cannot provide one. */
export const dockerKeycloak = async (launch: Launch): Promise<RunningKeycloak | undefined> => {
  if (!(await hasEngine(launch.env))) return undefined;
  const testcontainers = await import('testcontainers');
  const image = `quay.io/keycloak/keycloak:${versionOf(launch.env)}`;
  const admin = newAdministrator();
  const { KEYCLOAK_PORT: port } = launch.env;
  try {
    launch.log(`Starting ${image} in Docker.`);
    const container = await new testcontainers.GenericContainer(image)
      .withEnvironment({
        ...keycloakEnvironment(launch),
        KC_BOOTSTRAP_ADMIN_USERNAME: admin.adminUser,
        KC_BOOTSTRAP_ADMIN_PASSWORD: admin.adminPassword,
      })
      .withCommand([
        'start-dev',
        '--db=dev-mem',
        '--health-enabled=true',
        ...(launch.features.length ? [`--features=${launch.features.join(',')}`] : []),
      ])
      .withExposedPorts(port ? { container: 8080, host: Number(port) } : 8080, 9000)
      .withWaitStrategy(testcontainers.Wait.forHttp('/health/ready', 9000))
      .withStartupTimeout(launch.readyWithinMs)
      .start();
    const url = `http://${container.getHost()}:${container.getMappedPort(8080)}`;
    return {
      url,
      ...admin,
      throwaway: true,
      stop: async () => {
        await container.stop();
      },
    };
  } catch (error) {
    launch.log(
      `Docker could not start Keycloak (${(error as Error).message}); using its server distribution.`,
    );
    return undefined;
  }
};
