import { startKeycloak } from '../../../dev/keycloak/start.ts';
import type { RunningKeycloak } from '../../../dev/keycloak/launch.ts';

/** What jest's setup and teardown, loaded apart from one another, share within one jest process. */
export const shared = globalThis as { testKeycloak?: Promise<RunningKeycloak> };

/** Starts the one Keycloak of a test run, whatever the number of projects that ask for it. */
export default async (): Promise<void> => {
  shared.testKeycloak ??= startKeycloak({
    longRun: true,
    log: (line) => {
      process.stderr.write(`${line}\n`);
    },
  });
  const { url, adminUser, adminPassword } = await shared.testKeycloak;
  Object.assign(process.env, {
    TEST_KEYCLOAK_URL: url,
    TEST_KEYCLOAK_ADMIN: adminUser,
    TEST_KEYCLOAK_PASSWORD: adminPassword,
  });
};
