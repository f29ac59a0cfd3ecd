import { chmodSync, closeSync, existsSync, mkdirSync, openSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isDamage, StoreFailure } from './storeFailures.ts';
import type { WorkerOptions } from './messages.ts';
import { APPLICATION_ID, MIGRATIONS } from './migrations.ts';

/** An open database file. */
export interface OpenDatabase {
  readonly db: DatabaseSync;
  /** Whether the path still names the file that was opened. */
  readonly isInPlace: () => boolean;
}

const isFile = (file: string): boolean => file !== ':memory:';

/** Creates a folder and its parents. Node's `recursive` never returns if a parent cannot be created, as below /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(path.dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another process may have created it meanwhile.
    if (!existsSync(folder)) throw error;
  }
}

/** Creates the file with mode 0600 before SQLite does: SQLite gives its `-wal` and `-shm` files the same mode. */
export function makeFile(file: string): void {
  makeFolder(path.resolve(path.dirname(file)));
  if (existsSync(file)) return;
  closeSync(openSync(file, 'a', 0o600));
  chmodSync(file, 0o600);
}

/** The value of a numeric pragma. */
export function numberOf(db: DatabaseSync, pragma: string): number {
  return Number(Object.values(db.prepare(`PRAGMA ${pragma}`).get() ?? {})[0]);
}

/** Runs work in one write transaction. */
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

/**
 * Migrates the tables to the version of this bridge; throws if the file belongs to a newer bridge or to another
 * program.
 */
function migrate(db: DatabaseSync, file: string): void {
  const version = (): number => numberOf(db, 'user_version');
  checkOwner(db, file, version());
  if (version() === MIGRATIONS.length) return;
  inTransaction(db, () => {
    for (const migration of MIGRATIONS.slice(version())) db.exec(migration);
    db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${MIGRATIONS.length}`);
  });
}

/** Sets the maximum size of the file; a larger file has to shrink first. */
export function limitSize(db: DatabaseSync, maxBytes: number): void {
  db.exec(`PRAGMA max_page_count = ${Math.max(1, Math.floor(maxBytes / numberOf(db, 'page_size')))}`);
}

/** Refuses a file shorter than the smallest page: SQLite would take it for empty and overwrite it. */
function checkLength(file: string): void {
  const { size } = statSync(file);
  if (size > 0 && size < 512) throw Object.assign(new Error('file is not a database'), { errcode: 26 });
}

function connect({ file, maxBytes, busyTimeoutMs }: WorkerOptions): OpenDatabase {
  if (isFile(file)) {
    makeFile(file);
    checkLength(file);
  }
  const db = new DatabaseSync(file, { timeout: busyTimeoutMs });
  try {
    checkOwner(db, file, numberOf(db, 'user_version'));
    db.exec('PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    db.exec('PRAGMA journal_size_limit = 4194304; PRAGMA secure_delete = FAST');
    // An existing file is limited afterwards: its migration must not fail because it is as large as it may be. The sweep
    // makes room again.
    if (numberOf(db, 'user_version') === 0) limitSize(db, maxBytes);
    migrate(db, file);
    limitSize(db, maxBytes);
  } catch (error) {
    db.close();
    throw error;
  }
  const opened = isFile(file) ? statSync(file) : undefined;
  const isInPlace = (): boolean => {
    const current = opened === undefined ? undefined : statSync(file, { throwIfNoEntry: false });
    return current?.ino === opened?.ino && current?.dev === opened?.dev;
  };
  return { db, isInPlace };
}

/** Renames a damaged file and SQLite's files beside it; returns the new name. */
export function moveAside(file: string, now: number): string {
  const aside = `${file}.damaged-${new Date(now).toISOString().replaceAll(/[:.]/g, '-')}`;
  for (const suffix of ['-wal', '-shm', '']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix);
  }
  return aside;
}

/** The sentence for operators about a damaged file that was replaced. */
export const damageNotice = (file: string, damage: Error, movedTo: string): string =>
  `${file} is damaged (${damage.message}); it was moved to ${movedTo} and begun anew.`;

/** Opens the file, creating it and its folder if needed; replaces a damaged file and reports that with `notify`. */
export function openDatabase(options: WorkerOptions, notify: (sentence: string) => void): OpenDatabase {
  try {
    return connect(options);
  } catch (error) {
    if (!isDamage(error) || !isFile(options.file)) throw error;
    notify(damageNotice(options.file, error as Error, moveAside(options.file, Date.now())));
    return connect(options);
  }
}
