import { setTimeout as sleep } from 'node:timers/promises';
import { javaOptions, newAdministrator, version, type Launch, type RunningKeycloak } from './launch.ts';

const image = `quay.io/keycloak/keycloak:${version}`;

/** Loads testcontainers if an engine answers at once; having none is not worth a wait. */
const withEngine = async (): Promise<typeof import('testcontainers') | undefined> => {
  const testcontainers = await import('testcontainers');
  const answers = testcontainers.getContainerRuntimeClient().then(
    () => true,
    () => false,
  );
  const found = await Promise.race([answers, sleep(5_000, false, { ref: false })]);
  return found ? testcontainers : undefined;
};

/** A throw-away Keycloak in a container, or nothing when Docker cannot provide one. */
export const dockerKeycloak = async (launch: Launch): Promise<RunningKeycloak | undefined> => {
  const testcontainers = await withEngine();
  if (!testcontainers) return undefined;
  const admin = newAdministrator();
  try {
    launch.log(`Starting ${image} in Docker.`);
    const container = await new testcontainers.GenericContainer(image)
      .withEnvironment({
        ...javaOptions(launch),
        KC_BOOTSTRAP_ADMIN_USERNAME: admin.adminUser,
        KC_BOOTSTRAP_ADMIN_PASSWORD: admin.adminPassword,
      })
      .withCommand([
        'start-dev',
        '--db=dev-mem',
        '--health-enabled=true',
        ...(launch.features.length ? [`--features=${launch.features.join(',')}`] : []),
      ])
      .withExposedPorts(8080, 9000)
      .withWaitStrategy(testcontainers.Wait.forHttp('/health/ready', 9000))
      .withStartupTimeout(launch.readyWithinMs)
      .start();
    const url = `http://${container.getHost()}:${container.getMappedPort(8080)}`;
    return {
      url,
      ...admin,
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
