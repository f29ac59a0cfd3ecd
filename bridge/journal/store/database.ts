import { chmodSync, closeSync, existsSync, mkdirSync, openSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isDamage, StoreFailure } from './storeFailures.ts';
import type { WorkerOptions } from './messages.ts';
import { APPLICATION_ID, MIGRATIONS } from './migrations.ts';

/** A database file that is open. */
export interface OpenDatabase {
  readonly db: DatabaseSync;
  /** Whether the path still leads to the file that was opened. */
  readonly isInPlace: () => boolean;
}

const isFile = (file: string): boolean => file !== ':memory:';

/** Makes a folder and those above it; Node's own recursion never ends where a parent cannot be made, as below /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(path.dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another bridge may have made it meanwhile.
    if (!existsSync(folder)) throw error;
  }
}

/** Makes the file before SQLite does, which gives the files beside it the same mode. */
function makeFile(file: string): void {
  makeFolder(path.resolve(path.dirname(file)));
  if (existsSync(file)) return;
  closeSync(openSync(file, 'a', 0o600));
  chmodSync(file, 0o600);
}

/** The value of a pragma that answers with a number. */
export function numberOf(db: DatabaseSync, pragma: string): number {
  return Number(Object.values(db.prepare(`PRAGMA ${pragma}`).get() ?? {})[0]);
}

/** Runs work as one transaction, which another process waits for. */
export function inTransaction(db: DatabaseSync, work: () => void): void {
  db.exec('BEGIN IMMEDIATE');
  try {
    work();
    db.exec('COMMIT');
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

function checkOwner(db: DatabaseSync, file: string, version: number): void {
  if (version > MIGRATIONS.length) {
    const detail = `${file} is of version ${version}, made by a newer bridge; this one knows ${MIGRATIONS.length}.`;
    throw new StoreFailure(detail, true);
  }
  const tables = db.prepare('SELECT count(*) AS n FROM sqlite_schema').get();
  if (tables?.n !== 0 && numberOf(db, 'application_id') !== APPLICATION_ID) {
    throw new StoreFailure(`${file} is a database of something else.`, true);
  }
}

/** Brings the tables to the version of this bridge; refuses files that it does not know. */
function migrate(db: DatabaseSync, file: string): void {
  const version = (): number => numberOf(db, 'user_version');
  checkOwner(db, file, version());
  if (version() === MIGRATIONS.length) return;
  inTransaction(db, () => {
    for (const migration of MIGRATIONS.slice(version())) db.exec(migration);
    db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${MIGRATIONS.length}`);
  });
}

/** Sets the size that the file cannot outgrow; it may have to shrink to it first. */
export function limitSize(db: DatabaseSync, maxBytes: number): void {
  db.exec(`PRAGMA max_page_count = ${Math.max(1, Math.floor(maxBytes / numberOf(db, 'page_size')))}`);
}

/** SQLite takes a file that is shorter than its shortest page for an empty one, and would write over it. */
function checkLength(file: string): void {
  const { size } = statSync(file);
  if (size > 0 && size < 512) throw Object.assign(new Error('file is not a database'), { errcode: 26 });
}

function connect({ file, maxBytes, busyTimeout }: WorkerOptions): OpenDatabase {
  if (isFile(file)) {
    makeFile(file);
    checkLength(file);
  }
  const db = new DatabaseSync(file, { timeout: busyTimeout });
  try {
    checkOwner(db, file, numberOf(db, 'user_version'));
    db.exec('PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    db.exec('PRAGMA journal_size_limit = 4194304; PRAGMA secure_delete = FAST');
    limitSize(db, maxBytes);
    migrate(db, file);
  } catch (error) {
    db.close();
    throw error;
  }
  const opened = isFile(file) ? statSync(file) : undefined;
  const isInPlace = (): boolean => {
    const found = opened === undefined ? undefined : statSync(file, { throwIfNoEntry: false });
    return found?.ino === opened?.ino && found?.dev === opened?.dev;
  };
  return { db, isInPlace };
}

/** Moves a damaged file, and what SQLite keeps beside it, out of the way; tells where to. */
export function moveAside(file: string, now: number): string {
  const aside = `${file}.damaged-${new Date(now).toISOString().replaceAll(/[:.]/g, '-')}`;
  for (const suffix of ['-wal', '-shm', '']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix);
  }
  return aside;
}

/** Opens the file, making it and its folder where there is none; one that is damaged is moved aside and told of. */
export function openDatabase(options: WorkerOptions, notice: (sentence: string) => void): OpenDatabase {
  try {
    return connect(options);
  } catch (error) {
    if (!isDamage(error) || !isFile(options.file)) throw error;
    const aside = moveAside(options.file, Date.now());
    notice(
      `${options.file} is damaged (${(error as Error).message}); it was moved to ${aside} and begun anew.`,
    );
    return connect(options);
  }
}
