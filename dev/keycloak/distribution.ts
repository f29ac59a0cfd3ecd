import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { cacheFolder, publishOnce } from '../cache.ts';
import { run } from '../guarded.ts';
import { SetupError } from '../setupError.ts';
import { otherwise } from './java.ts';
import { versionOf, type Launch } from './launch.ts';

const unpack = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:unpack';

/** Keycloak's and Java's own settings of this machine must not leak into our throw-away server. */
export const cleanEnvironment = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !/^(KC_|JAVA_OPTS|JAVA_ADD_OPENS)/.test(name)));

const fetchInto = async (folder: string, { env, log }: Launch): Promise<void> => {
  const version = versionOf(env);
  log(`Fetching Keycloak ${version} from Maven Central (177 MB, only this once).`);
  const { code, lastWords } = await run(
    [
      'mvn',
      '-q',
      '-B',
      '--strict-checksums',
      unpack,
      `-Dartifact=org.keycloak:keycloak-quarkus-dist:${version}:zip`,
      `-DoutputDirectory=${folder}`,
    ],
    { cwd: folder, env },
  );
  if (code === 0) return;
  if (code === 127)
    throw new SetupError(
      `Fetching Keycloak needs Maven: install it (Debian: apt-get install maven), ${otherwise}.`,
    );
  const complaint = /\[ERROR\]\S*\s+(.*?)(?: -> \[Help \d+\])?$/m.exec(lastWords)?.[1] ?? lastWords;
  throw new SetupError(
    `Keycloak ${version} could not be fetched from Maven Central (${complaint}): check the network and Maven's settings, ` +
      'and if a download is broken delete org/keycloak/keycloak-quarkus-dist from the local Maven repository.',
  );
};

const buildIn = async (home: string, options: string[], { env, log }: Launch): Promise<void> => {
  log('Building it (about half a minute, only this once).');
  const { code, lastWords } = await run(['sh', join(home, 'bin', 'kc.sh'), 'build', ...options], {
    env: cleanEnvironment(env),
  });
  if (code !== 0)
    throw new SetupError(`Keycloak's "kc.sh build" failed (code ${code}); its last words:\n${lastWords}`);
};

/** Gives the folder of a fetched and built Keycloak: at once when it is cached, else after fetching and building it. */
export const ensureDistribution = async (launch: Launch): Promise<string> => {
  const options = [`--db=${launch.database ? 'postgres' : 'dev-mem'}`, '--health-enabled=true'];
  if (launch.features.length) options.push(`--features=${launch.features.join(',')}`);
  const key = createHash('sha256').update(options.join(' ')).digest('hex').slice(0, 8);
  const name = `keycloak-${versionOf(launch.env)}`;
  return publishOnce(join(cacheFolder(launch.env), `${name}-${key}`), async (part) => {
    await fetchInto(part, launch);
    const home = join(part, name);
    await buildIn(home, options, launch);
    return home;
  });
};
