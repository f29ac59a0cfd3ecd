import { randomBytes } from 'node:crypto';
import { chown, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../dev/freePort.ts';
import { run, startGuarded } from '../../dev/guarded.ts';
import type { Database } from '../../dev/keycloak/launch.ts';
import { SetupError } from '../../dev/setupError.ts';

/** A throw-away PostgreSQL. */
export interface Postgres {
  readonly database: Database;
  stop(): Promise<void>;
}

/** Where Debian's package puts each version of the server's programs. */
const DEBIAN = '/usr/lib/postgresql';
/** The user who owns the server in Debian; PostgreSQL refuses to run as root. */
const OWNER = 'postgres';
const READY_WITHIN_MS = 30_000;

/** The folder of the newest server's programs, with a slash at its end; empty where only the path has them. */
async function programs(): Promise<string> {
  const versions = await readdir(DEBIAN).catch(() => []);
  const newest = versions.sort((a, b) => Number(b) - Number(a))[0];
  return newest === undefined ? '' : join(DEBIAN, newest, 'bin', '/');
}

/** Puts before a command what runs it as PostgreSQL's own user, where we are root. */
const asOwner = (command: string[]): string[] =>
  process.getuid?.() === 0 ? ['runuser', '-u', OWNER, '--', ...command] : command;

async function succeed(command: string[]): Promise<void> {
  const { code, lastWords } = await run(asOwner(command), { cwd: tmpdir(), env: process.env });
  if (code === 0) return;
  throw new SetupError(
    `PostgreSQL could not be set up (${command[0] ?? ''}, code ${code}): install its server (Debian: apt-get install postgresql).\n${lastWords}`,
  );
}

/** Gives a folder to PostgreSQL's user, where we are root. */
async function giveToOwner(path: string): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const { code, stdout } = await run(['id', '-u', OWNER], { env: process.env });
  if (code !== 0)
    throw new SetupError(
      `There is no user ${OWNER}: install PostgreSQL (Debian: apt-get install postgresql).`,
    );
  await chown(path, Number(stdout), -1);
}

/** Starts a throw-away PostgreSQL with the settings that it comes with; it dies with our process. */
export async function startPostgres(): Promise<Postgres> {
  const bin = await programs();
  const folder = await mkdtemp(join(tmpdir(), 'bench-postgres-'));
  const password = randomBytes(18).toString('base64url');
  const data = join(folder, 'data');
  const passwordFile = join(folder, 'password');
  await writeFile(passwordFile, password);
  await giveToOwner(passwordFile);
  await giveToOwner(folder);
  await succeed([
    `${bin}initdb`,
    '--auth=scram-sha-256',
    '--username=keycloak',
    '--encoding=UTF8',
    `--pwfile=${passwordFile}`,
    '-D',
    data,
  ]);
  const port = await freePort();
  const options = ['-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-k', folder];
  const server = startGuarded(asOwner([`${bin}postgres`, '-D', data, ...options]), { cwd: tmpdir() });
  const began = Date.now();
  while (
    (await run([`${bin}pg_isready`, '-q', '-h', '127.0.0.1', '-p', String(port)], { env: process.env }))
      .code !== 0
  ) {
    if (Date.now() - began > READY_WITHIN_MS) {
      await server.stop();
      throw new SetupError(`PostgreSQL did not start; its last words:\n${server.lastWords()}`);
    }
    await sleep(100);
  }
  return {
    database: { url: `jdbc:postgresql://127.0.0.1:${port}/postgres`, username: 'keycloak', password },
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
