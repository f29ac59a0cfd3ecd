import type { DatabaseSync } from 'node:sqlite';
import { limitSize, numberOf } from './database.ts';

/** Maximum entries that are deleted at once, so that no lock is held for long. */
const STEP = 500;
const DAY_MS = 86_400_000;
/** To which share of its maximum size a sweep reduces the file: entries until the next sweep need room. */
const SWEPT_SHARE = 0.9;

/** The key of entries about realms that the bridge does not serve; no id of a realm begins with a slash. */
export const UNSERVED_KEY = '//unserved';

/** Maximum entries that anybody can cause without a credential, and that a client causes without a change. */
const MAX_UNSERVED = 2_000;
const MAX_READS = 20_000;

/** How long and up to which size entries are kept. */
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

/** How many entries are looked at to find out whose entries take most of the file. */
const SAMPLES = 200;

/** The realm whose entries take most of the file, by a sample of entries at even distances; `undefined` without entries. */
function largestRealm(db: DatabaseSync, first: number, last: number): string | undefined {
  const next = db.prepare(
    'SELECT id, realm, length(body) AS bytes FROM entry WHERE id >= ? ORDER BY id LIMIT 1',
  );
  const bytesByRealm = new Map<string, number>();
  const distance = Math.max(1, (last - first) / SAMPLES);
  let id = first;
  while (id <= last) {
    const row = next.get(Math.floor(id)) as { id: number; realm: string; bytes: number } | undefined;
    if (row === undefined) break;
    bytesByRealm.set(row.realm, (bytesByRealm.get(row.realm) ?? 0) + row.bytes);
    // The entry after a gap of deleted ones counts once.
    id = Math.max(id + distance, row.id + 1);
  }
  const [largest] = [...bytesByRealm].sort(([, one], [, other]) => other - one);
  return largest?.[0];
}

/** What a client cannot cause: it goes last, so that nobody can push out the record of what was done. */
const BY_OPERATORS = `kind IN ('audit', 'alarm')`;

/**
 * Deletes some entries if the file is larger than allowed; returns how many. The oldest go, of the realm whose entries take
 * most of the file: no realm's clients can push out the entries of another realm.
 */
function deleteOldest(db: DatabaseSync, allowedBytes: number): number {
  const used = bytesUsed(db);
  if (used <= allowedBytes) return 0;
  const ends = db.prepare('SELECT min(id) AS first, max(id) AS last FROM entry').get();
  if (typeof ends?.first !== 'number' || typeof ends.last !== 'number') return 0;
  const { first, last } = ends;
  const surplus = Math.ceil(((last - first + 1) * (used - allowedBytes)) / used);
  const count = Math.min(STEP, Math.max(1, surplus));
  const realm = largestRealm(db, first, last) ?? '';
  const deleteWhere = (condition: string): number =>
    Number(
      db
        .prepare(
          `DELETE FROM entry WHERE id IN (SELECT id FROM entry WHERE realm = ? AND ${condition} ORDER BY id LIMIT ?)`,
        )
        .run(realm, count).changes,
    );
  return deleteWhere(`NOT ${BY_OPERATORS}`) || deleteWhere(BY_OPERATORS);
}

/** Deletes some entries that match a condition, which an index answers, except for the newest ones; returns how many. */
function deleteSurplus(db: DatabaseSync, condition: string, max: number): number {
  const newestSurplus = `SELECT id FROM entry WHERE ${condition} ORDER BY id DESC LIMIT 1 OFFSET ${max}`;
  const surplus = `SELECT id FROM entry WHERE ${condition} AND id <= (${newestSurplus}) ORDER BY id LIMIT ${STEP}`;
  return Number(db.prepare(`DELETE FROM entry WHERE id IN (${surplus})`).run().changes);
}

/** Deletes some old or surplus entries, or shrinks the file a little; returns whether there is more to do. */
export function sweepStep(db: DatabaseSync, { maxBytes, retentionDays }: Retention, now: number): boolean {
  if (deleteOld(db, now - retentionDays * DAY_MS) === STEP) return true;
  if (deleteSurplus(db, `realm = '${UNSERVED_KEY}'`, MAX_UNSERVED) > 0) return true;
  if (deleteSurplus(db, "kind = 'read'", MAX_READS) > 0) return true;
  if (deleteOldest(db, maxBytes * SWEPT_SHARE) > 0) return true;
  const free = numberOf(db, 'freelist_count');
  if (free > 0) db.exec('PRAGMA incremental_vacuum(1000)');
  limitSize(db, maxBytes);
  const stillFree = numberOf(db, 'freelist_count');
  if (stillFree > 0 && stillFree < free) return true;
  // Only the checkpoint shortens the file and overwrites deleted entries.
  if (free > 0) db.exec('PRAGMA wal_checkpoint(PASSIVE)');
  return false;
}

/** Deletes the oldest entries until the file has the given share of its maximum size. */
export function makeRoom(db: DatabaseSync, maxBytes: number, share: number): void {
  while (deleteOldest(db, maxBytes * share) > 0);
}
