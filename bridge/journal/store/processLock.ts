import { existsSync, realpathSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { makeFile } from './database.ts';

/** The right of one process to work with a file; it ends with the process, however that ends. */
export interface ProcessLock {
  release(): void;
}

/** Another process has the lock; the message names it. */
export class LockedError extends Error {
  override readonly name = 'LockedError';
}

/** SQLite's error code for a database that another connection has locked. */
const SQLITE_BUSY = 5;

/** How long to wait for a process that is just reading the name of the owner. */
const BUSY_TIMEOUT_MS = 1_000;

const isBusy = (error: unknown): boolean =>
  ((error as { errcode?: number }).errcode ?? 0) % 256 === SQLITE_BUSY;

/** The path of the file itself, however many links lead to it. */
function realFile(file: string): string {
  if (existsSync(file)) return realpathSync(file);
  const folder = path.dirname(path.resolve(file));
  return path.join(existsSync(folder) ? realpathSync(folder) : folder, path.basename(file));
}

/** Describes the process that holds the lock, as far as it is known. */
function ownerOf(db: DatabaseSync): string {
  try {
    const owner = db.prepare('SELECT pid, host, since FROM owner').get();
    if (owner !== undefined)
      return `process ${String(owner.pid)} on ${String(owner.host)}, since ${String(owner.since)}`;
  } catch {
    // The other process is about to write its name.
  }
  return 'another process';
}

/** Writes who this process is, then keeps a write transaction open: others can read it, and cannot begin one. */
function lock(db: DatabaseSync): void {
  db.exec('BEGIN IMMEDIATE');
  db.exec('CREATE TABLE IF NOT EXISTS owner (pid INTEGER, host TEXT, since TEXT)');
  db.exec('DELETE FROM owner');
  db.prepare('INSERT INTO owner VALUES (?, ?, ?)').run(process.pid, hostname(), new Date().toISOString());
  db.exec('COMMIT');
  db.exec('BEGIN IMMEDIATE');
}

/**
 * Takes the lock on a file, which is a locked SQLite file beside it: the system gives SQLite's lock back when the
 * process ends, even by `kill -9`, and knows processes apart whose numbers are the same, as those of two containers.
 * Throws a {@link LockedError} if another process has it.
 */
export function lockFile(file: string): ProcessLock {
  const lockPath = `${realFile(file)}.lock`;
  makeFile(lockPath);
  const db = new DatabaseSync(lockPath, { timeout: BUSY_TIMEOUT_MS });
  try {
    lock(db);
  } catch (error) {
    const owner = isBusy(error) ? ownerOf(db) : undefined;
    db.close();
    if (owner === undefined) throw error;
    throw new LockedError(
      `${file} is in use by another bridge (${owner}): run one bridge for each Keycloak, stop that process first, or give this one a STORE_FILE of its own.`,
      { cause: error },
    );
  }
  return {
    release() {
      if (db.isOpen) db.close();
    },
  };
}
