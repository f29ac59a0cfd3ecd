import type { DatabaseSync } from 'node:sqlite';
import { limitSize, numberOf } from './database.ts';

/** Most entries that are deleted at once: no lock is long. */
const STEP = 500;
const DAY = 86_400_000;
/** How full the file is left by a sweep: what comes until the next one needs room. */
const LEFT_FULL = 0.9;

/** What is kept. */
export interface Retention {
  readonly maxBytes: number;
  readonly retentionDays: number;
}

function deleteOld(db: DatabaseSync, before: number): number {
  const sql = `DELETE FROM entry WHERE id IN (SELECT id FROM entry WHERE time < ? ORDER BY time LIMIT ${STEP})`;
  return Number(db.prepare(sql).run(before).changes);
}

const bytesUsed = (db: DatabaseSync): number =>
  (numberOf(db, 'page_count') - numberOf(db, 'freelist_count')) * numberOf(db, 'page_size');

/** Deletes some of the oldest entries when the file holds more than is allowed; returns how many. */
function deleteOldest(db: DatabaseSync, allowed: number): number {
  const used = bytesUsed(db);
  if (used <= allowed) return 0;
  const ends = db.prepare('SELECT min(id) AS first, max(id) AS last FROM entry').get();
  if (typeof ends?.first !== 'number' || typeof ends.last !== 'number') return 0;
  const surplus = Math.ceil(((ends.last - ends.first + 1) * (used - allowed)) / used);
  const sql = 'DELETE FROM entry WHERE id IN (SELECT id FROM entry ORDER BY id LIMIT ?)';
  return Number(db.prepare(sql).run(Math.min(STEP, Math.max(1, surplus))).changes);
}

/** One step of deleting what is too old or too much; tells whether there is more to do. */
export function sweepStep(db: DatabaseSync, { maxBytes, retentionDays }: Retention, now: number): boolean {
  if (deleteOld(db, now - retentionDays * DAY) === STEP) return true;
  if (deleteOldest(db, maxBytes * LEFT_FULL) > 0) return true;
  const free = numberOf(db, 'freelist_count');
  if (free > 0) db.exec('PRAGMA incremental_vacuum(1000)');
  limitSize(db, maxBytes);
  const left = numberOf(db, 'freelist_count');
  if (left > 0 && left < free) return true;
  // Only now the file becomes shorter, and what was deleted is overwritten.
  if (free > 0) db.exec('PRAGMA wal_checkpoint(PASSIVE)');
  return false;
}

/** Makes room at once, down to a share of what is allowed; for when there is none left. */
export function makeRoom(db: DatabaseSync, maxBytes: number, share: number): void {
  while (deleteOldest(db, maxBytes * share) > 0);
}
