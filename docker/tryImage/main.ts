import { randomBytes } from 'node:crypto';
import { chown, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { startKeycloak } from '../../dev/keycloak/start.ts';
import { signIn } from '../../dev/keycloak/signIn.ts';
import { SetupError } from '../../dev/setupError.ts';
import { makeBaseImage } from './baseImage.ts';
import { openEngine, type Engine } from './engine.ts';
import { createDuringStop, createUser, startBridge, type Place } from './bridgeContainer.ts';

const BASE = 'keycloak-scim-bridge-base:try';
const IMAGE = 'keycloak-scim-bridge:try';
const MAX_MEGABYTES = 200;

/** Ends what was started, in the reverse order. */
type CleanUps = (() => Promise<unknown>)[];

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const expectThat = (is: boolean, what: string): void => {
  if (!is) throw new SetupError(`This is not so: ${what}.`);
  say(`  ✓ ${what}`);
};

async function build(engine: Engine, base: string): Promise<void> {
  await engine.docker(
    ...['build', '--network', 'host', '--build-arg', `NODE_IMAGE=${base}`],
    ...['--file', 'docker/Dockerfile', '--tag', IMAGE, '.'],
  );
  const [size = '', user = ''] = (
    await engine.docker('image', 'inspect', '--format', '{{.Size}} {{.Config.User}}', IMAGE)
  ).split(' ');
  const megabytes = Math.ceil(Number(size) / 1_000_000);
  expectThat(megabytes < MAX_MEGABYTES, `the image has ${megabytes} MB, less than ${MAX_MEGABYTES}`);
  expectThat(user === '1000:1000', 'it does not run as root');
}

/** Provisions users through a container of the image, and stops it while a request is under way. */
async function provision(engine: Engine, folder: string, cleanUps: CleanUps): Promise<void> {
  const keycloak = await startKeycloak({ log: say });
  cleanUps.unshift(() => keycloak.stop());
  const realm = `image-${randomBytes(4).toString('hex')}`;
  await (await signIn(keycloak)).realms.create({ realm, enabled: true });
  cleanUps.unshift(async () => (await signIn(keycloak)).realms.del({ realm }));

  const keys = join(folder, 'keys');
  await mkdir(keys);
  await chown(keys, 1000, 1000);
  const place: Place = { engine, image: IMAGE, keys, keycloak, realm };
  const bridge = await startBridge(place);
  cleanUps.unshift(() => bridge.remove());
  expectThat(true, 'its health check passes, with a read-only file system and without capabilities');

  const page = await (await fetch(bridge.consoleUrl)).text();
  const [, script = ''] = /src="([^"]+\.js)"/.exec(page) ?? [];
  const { ok } = await fetch(new URL(script, bridge.consoleUrl));
  expectThat(script !== '' && ok, 'it has the console');
  const id = await createUser(bridge, 'ann');
  const stored = await (await signIn(keycloak)).users.findOne({ realm, id });
  expectThat(stored?.username === 'ann', 'a user that is created through it is in Keycloak');
  const { status, refused, exitCode } = await createDuringStop(bridge, 'bob');
  expectThat(refused, 'it takes no new connections once it is stopped');
  expectThat(status === 201, 'a request under way is answered all the same');
  expectThat(exitCode === '0', 'it ends with 0');
}

/** Builds the image and tries it. */
async function tryImage(wantedBase: string | undefined, cleanUps: CleanUps): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'try-image-'));
  cleanUps.unshift(() => rm(folder, { recursive: true, force: true }));
  const engine = await openEngine(join(folder, 'engine'));
  cleanUps.unshift(() => engine.stop());
  const base = wantedBase ?? BASE;
  cleanUps.unshift(() => engine.docker('image', 'rm', '--force', IMAGE, ...(wantedBase ? [] : [base])));
  if (wantedBase === undefined) {
    say('Making a base image with debootstrap …');
    await makeBaseImage(engine, join(folder, 'base'), base);
  }
  say('Building the image …');
  await build(engine, base);
  await provision(engine, folder, cleanUps);
}

const { base } = new Command('image:try')
  .description(
    'Builds the image, provisions a user through it, and stops it. Uses the container engine of this machine, or starts dockerd for the time of the test; the Keycloak of KEYCLOAK_URL, or one of its own.',
  )
  .option('--base <image>', 'the base image, such as node:24-slim (default: one that debootstrap makes)')
  .parse()
  .opts<{ base?: string }>();
const cleanUps: CleanUps = [];
const interrupted = new Promise<never>((_, reject) => {
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => {
      reject(new SetupError(`Stopped by ${signal}.`));
    });
  }
});
try {
  await Promise.race([tryImage(base, cleanUps), interrupted]);
} catch (error) {
  process.exitCode = 1;
  process.stderr.write(`${error instanceof SetupError ? error.message : String((error as Error).stack)}\n`);
} finally {
  for (const cleanUp of cleanUps) {
    await cleanUp().catch((error: unknown) => {
      process.exitCode = 1;
      process.stderr.write(`${String(error)}\n`);
    });
  }
}
process.exit();
