import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { cacheFolder, publishOnce } from '../../dev/cache.ts';
import { run, type RunResult } from '../../dev/guarded.ts';
import { SetupError } from '../../dev/setupError.ts';

/** The clients that have a driver, by the name of their folder below `java`. */
export const JAVA_CLIENTS = ['connid', 'unboundid', 'wso2'] as const;

/** The name of a client's folder below `java`. */
export type JavaClient = (typeof JAVA_CLIENTS)[number];

const COPY_DEPENDENCIES = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';

const FOLDER = join(import.meta.dirname, 'java');
const POM = join(FOLDER, 'pom.xml');

/** Few of the classes run long enough to be worth Java's best compiler. */
const QUICK = '-XX:TieredStopAtLevel=1';

/**
 * A driver ends before its memory would be worth collecting. And the collector ends requests: if it finds an unused
 * WebClient, Apache CXF 3.6 ends the HttpClient that they all share, while another may be sending its request with it,
 * which then waits for 60 seconds in vain.
 */
const UNCOLLECTED = ['-XX:+UnlockExperimentalVMOptions', '-XX:+UseEpsilonGC'];

/** One step of a driver: what the client expected of the server, and what it got. */
export interface Step {
  name: string;
  expected: string;
  actual: string;
}

/** Names a folder of the cache by the files that its content is made of. */
const cached = async (name: string, files: readonly string[], env: NodeJS.ProcessEnv): Promise<string> => {
  const hash = createHash('sha256');
  for (const file of files) hash.update(await readFile(file));
  return join(cacheFolder(env), `${name}-${hash.digest('hex').slice(0, 8)}`);
};

/** Gives the folder with the jars of all clients, a folder for each, fetched from Maven Central on first use. */
export const ensureJars = async (env: NodeJS.ProcessEnv = process.env): Promise<string> => {
  const poms = [POM, ...JAVA_CLIENTS.map((client) => join(FOLDER, client, 'pom.xml'))];
  return publishOnce(await cached('java-clients', poms, env), async (part) => {
    const folders = join(part, '${project.artifactId}');
    const { code, lastWords } = await run(
      ['mvn', '-q', '-B', '--strict-checksums', '-f', POM, COPY_DEPENDENCIES, `-DoutputDirectory=${folders}`],
      { env },
    );
    if (code === 127)
      throw new SetupError(
        'Fetching the Java clients needs Maven: install it (Debian: apt-get install maven).',
      );
    if (code !== 0)
      throw new SetupError(
        `The Java clients could not be fetched from Maven Central: check the network and Maven's settings; its last words:\n${lastWords}`,
      );
    return part;
  });
};

/** Runs a command of the JDK, which must end well. */
const runJava = async (
  client: JavaClient,
  command: string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<RunResult> => {
  const result = await run(command, { env });
  if (result.code === 127)
    throw new SetupError(
      'The Java clients need a JDK 17 or newer on PATH: install it (Debian: apt-get install default-jdk-headless).',
    );
  if (result.code !== 0)
    throw new Error(
      `The driver of ${client} did not get to its end (${command[0] ?? ''}, code ${result.code}):\n${result.lastWords}`,
    );
  return result;
};

/** Gives the folder with a driver's classes, compiled on first use. */
const ensureClasses = async (client: JavaClient, jars: string): Promise<string> => {
  const folders = [join(FOLDER, 'common'), join(FOLDER, client)];
  const files = await Promise.all(
    folders.map(async (folder) => (await readdir(folder)).sort().map((name) => join(folder, name))),
  );
  const sources = files.flat().filter((file) => file.endsWith('.java'));
  return publishOnce(await cached(`java-${client}`, sources, process.env), async (part) => {
    await runJava(client, ['javac', `-J${QUICK}`, '-proc:none', '-cp', jars, '-d', part, ...sources]);
    return part;
  });
};

/** Runs a client's driver against a SCIM server and gives its steps in order. */
export const runJavaClient = async (
  client: JavaClient,
  target: { baseUrl: string; token: string },
): Promise<Step[]> => {
  const jars = join(await ensureJars(), client, '*');
  const classPath = [await ensureClasses(client, jars), jars].join(delimiter);
  const env = { ...process.env, BASE: target.baseUrl, TOKEN: target.token };
  const { stdout } = await runJava(client, ['java', QUICK, ...UNCOLLECTED, '-cp', classPath, 'Driver'], env);
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Step);
};
