import { join } from 'node:path';
import { run } from '../guarded.ts';
import { SetupError } from '../setupError.ts';

/** What helps when this machine lacks a piece. */
export const otherwise =
  'or start Docker, or name a running Keycloak with KEYCLOAK_URL, KEYCLOAK_ADMIN and KEYCLOAK_ADMIN_PASSWORD';

/** Makes sure that the Java which Keycloak would use is there and new enough. */
export const requireJava = async (env: NodeJS.ProcessEnv): Promise<void> => {
  const home = env.JAVA_HOME;
  const java = home ? join(home, 'bin', 'java') : 'java';
  const { code, lastWords } = await run([java, '-version'], { env });
  const found = /version "(?:1\.)?(\d+)/.exec(lastWords)?.[1];
  if (code !== 0 || !found)
    throw new SetupError(
      `Keycloak needs Java 17 or newer, and ${home ? 'JAVA_HOME has no working one' : 'there is none'}: ` +
        `install it (Debian: apt-get install default-jre-headless), ${otherwise}.`,
    );
  if (Number(found) < 17)
    throw new SetupError(
      `Java ${found} is too old for Keycloak: install Java 17 or newer and put it on PATH or into JAVA_HOME, ${otherwise}.`,
    );
};
