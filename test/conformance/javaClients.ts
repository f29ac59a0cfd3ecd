import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder, publishOnce } from '../../dev/cache.ts';
import { run } from '../../dev/guarded.ts';
import { SetupError } from '../../dev/setupError.ts';

const COPY_DEPENDENCIES = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';

/** One step of a driver: what the client expected of the server, and what it got. */
export interface Step {
  name: string;
  expected: string;
  actual: string;
}

/** Gives the folder with a client's jars, fetched from Maven Central on first use. */
export const ensureJars = async (client: string, env: NodeJS.ProcessEnv = process.env): Promise<string> => {
  const pom = join(import.meta.dirname, 'java', client, 'pom.xml');
  const key = createHash('sha256')
    .update(await readFile(pom))
    .digest('hex')
    .slice(0, 8);
  return publishOnce(join(cacheFolder(env), `java-${client}-${key}`), async (part) => {
    const { code, lastWords } = await run(
      ['mvn', '-q', '-B', '--strict-checksums', '-f', pom, COPY_DEPENDENCIES, `-DoutputDirectory=${part}`],
      { env },
    );
    if (code === 127)
      throw new SetupError(
        `Fetching the Java client "${client}" needs Maven: install it (Debian: apt-get install maven).`,
      );
    if (code !== 0)
      throw new SetupError(
        `The Java client "${client}" could not be fetched from Maven Central: check the network and Maven's settings; its last words:\n${lastWords}`,
      );
    return part;
  });
};

/** Runs a client's driver against a SCIM server and gives its steps in order. */
export const runJavaClient = async (
  client: string,
  target: { baseUrl: string; token: string },
): Promise<Step[]> => {
  const jars = await ensureJars(client);
  const { code, stdout, lastWords } = await run(
    [
      'java',
      '-XX:TieredStopAtLevel=1',
      '-cp',
      join(jars, '*'),
      join(import.meta.dirname, 'java', client, 'Driver.java'),
    ],
    { env: { ...process.env, BASE: target.baseUrl, TOKEN: target.token } },
  );
  if (code === 127)
    throw new SetupError(
      'The Java clients need a JDK 17 or newer on PATH: install it (Debian: apt-get install default-jdk-headless).',
    );
  if (code !== 0)
    throw new Error(`The driver of ${client} did not run to its end (code ${code}):\n${lastWords}`);
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Step);
};
