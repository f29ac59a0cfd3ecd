import { startKeycloak } from '../../../dev/keycloak/start.ts';
import { signIn } from '../../../dev/keycloak/signIn.ts';
import type { RunningKeycloak } from '../../../dev/keycloak/launch.ts';

/** What jest's setup and teardown, loaded apart from one another, share within one jest process. */
export const shared = globalThis as { testKeycloak?: Promise<RunningKeycloak> };

/** Lets a sign-in of the administrator, of whom there are hundreds in a run, cost a tenth of the work of a good hash. */
async function makeSignInCheap(keycloak: RunningKeycloak): Promise<void> {
  const admin = await signIn(keycloak);
  const passwordPolicy = 'hashAlgorithm(pbkdf2-sha256) and hashIterations(1)';
  await admin.realms.update({ realm: 'master' }, { passwordPolicy });
  // Keycloak hashes a password anew when its holder signs in.
  await signIn(keycloak);
}

/** Starts the one Keycloak of a test run, whatever the number of projects that ask for it. */
export default async (): Promise<void> => {
  shared.testKeycloak ??= startKeycloak({
    longRun: true,
    log: (line) => {
      process.stderr.write(`${line}\n`);
    },
  });
  const keycloak = await shared.testKeycloak;
  Object.assign(process.env, {
    TEST_KEYCLOAK_URL: keycloak.url,
    TEST_KEYCLOAK_ADMIN: keycloak.adminUser,
    TEST_KEYCLOAK_PASSWORD: keycloak.adminPassword,
    TEST_KEYCLOAK_THROWAWAY: String(keycloak.throwaway),
  });
  if (keycloak.throwaway) await makeSignInCheap(keycloak);
};
