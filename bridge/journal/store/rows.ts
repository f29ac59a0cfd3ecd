import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { inTransaction } from './database.ts';
import type { NewEntry } from '../entry.ts';
import type { FoundRows, Memo, NewerRows, RealmActivity, RealmQuery, StoreQuery, Use } from './messages.ts';

/** Maximum entries of a page. */
const MAX_LIMIT = 500;
const DEFAULT_LIMIT = 50;
/** Maximum characters of a page; it has at least one entry. */
const MAX_PAGE_LENGTH = 2 * 1024 * 1024;
/** The same for a page of newer entries: many who follow may hold one at the same time. */
const MAX_NEWER_LENGTH = 256 * 1024;

const INSERT = `INSERT INTO entry (time, realm, kind, status, request, credential, resource, body)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;

const INSERT_ALIAS = `INSERT INTO alias (realm, alias, resource, entry) VALUES (?, ?, ?, ?)
  ON CONFLICT (realm, alias, resource) DO UPDATE SET entry = excluded.entry`;

const INSERT_COUNTED = 'INSERT OR IGNORE INTO counted (request, entry) VALUES (?, ?)';

const UPSERT = `INSERT INTO used (realm, credential, time) VALUES (?, ?, ?)
  ON CONFLICT (realm, credential) DO UPDATE SET time = max(time, excluded.time)`;

const REMEMBER = `INSERT INTO memo (realm, name, value) VALUES (?, ?, ?)
  ON CONFLICT (realm, name) DO UPDATE SET value = excluded.value`;

/** Rows that are written in one transaction. */
export interface Rows {
  /** Each as JSON text. */
  readonly entries: readonly string[];
  readonly uses: readonly Use[];
  readonly memos: readonly Memo[];
}

/** The names and e-mail addresses under which an entry is found, in lower case. */
const aliasesOf = ({ name, aliases = [] }: NonNullable<NewEntry['resource']>): Set<string> =>
  new Set([...(name === undefined ? [] : [name]), ...aliases].map((alias) => alias.toLowerCase()));

/** Adds entries, uses of credentials and memos: all of them or none. Returns the keys of the realms of the entries. */
export function writeRows(db: DatabaseSync, { entries, uses, memos }: Rows): string[] {
  const keys = new Set<string>();
  inTransaction(db, () => {
    const insert = db.prepare(INSERT);
    const insertAlias = db.prepare(INSERT_ALIAS);
    const insertCounted = db.prepare(INSERT_COUNTED);
    for (const body of entries) {
      const entry = JSON.parse(body) as NewEntry;
      const { time, realm, realmKey, kind, status, requestId, credential, resource } = entry;
      const key = realmKey ?? realm;
      keys.add(key);
      const { lastInsertRowid: id } = insert.run(
        ...[Math.trunc(time), key, kind, status, requestId],
        ...[credential?.id ?? null, resource?.id ?? null, body],
      );
      for (const counted of entry.requestIds ?? []) insertCounted.run(counted, id);
      if (resource === undefined) continue;
      for (const alias of aliasesOf(resource)) insertAlias.run(key, alias, resource.id ?? `#${id}`, id);
    }
    const upsert = db.prepare(UPSERT);
    for (const { realm, credential, time } of uses) upsert.run(realm, credential, Math.trunc(time));
    const remember = db.prepare(REMEMBER);
    for (const { realm, name, value } of memos) remember.run(realm, name, value);
  });
  return [...keys];
}

/** Moves rows stored under a realm's name to its key; rows that the key already has stay as they are. */
export function adoptRows(db: DatabaseSync, name: string, realm: string): void {
  inTransaction(db, () => {
    for (const table of ['entry', 'alias', 'used', 'memo']) {
      db.prepare(`UPDATE OR IGNORE ${table} SET realm = ? WHERE realm = ?`).run(realm, name);
    }
  });
}

interface Condition {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

const isIn = (column: string, values: readonly SQLInputValue[] | undefined): Condition[] =>
  values === undefined ? [] : [{ sql: `${column} IN (${values.map(() => '?').join(', ')})`, values }];

const compare = (sql: string, value: SQLInputValue | undefined): Condition[] =>
  value === undefined ? [] : [{ sql, values: [value] }];

/** Maximum resources that a name is taken for; of names that were given to many, the last ones count. */
const MAX_RESOURCES_OF_NAME = 100;

/** Every entry about a resource that has or had one of the names, or has it as its id. */
function concerns(realm: string, names: readonly string[] | undefined): Condition[] {
  if (names === undefined) return [];
  const list = names.map(() => '?').join(', ');
  const resources = `SELECT resource FROM alias WHERE realm = ? AND alias IN (${list})
    GROUP BY resource ORDER BY max(entry) DESC LIMIT ${MAX_RESOURCES_OF_NAME}`;
  const sql = `id IN (
    SELECT entry FROM alias WHERE realm = ? AND alias IN (${list})
    UNION SELECT id FROM entry WHERE realm = ? AND resource IN (${list})
    UNION SELECT id FROM entry WHERE realm = ? AND resource IN (${resources}))`;
  return [{ sql, values: [realm, ...names, realm, ...names, realm, realm, ...names] }];
}

/** Every entry of a request: its own, and the one in which it is counted. */
function isOf(requestId: string | undefined): Condition[] {
  if (requestId === undefined) return [];
  const sql =
    'id IN (SELECT id FROM entry WHERE request = ? UNION ALL SELECT entry FROM counted WHERE request = ?)';
  return [{ sql, values: [requestId, requestId] }];
}

function conditions(query: StoreQuery): Condition[] {
  const { failed, realm } = query;
  return [
    ...compare('realm = ?', realm),
    ...compare('time >= ?', query.since),
    ...compare('time <= ?', query.until),
    ...isIn('kind', query.kinds),
    ...isIn('status', query.statuses),
    ...(failed === undefined ? [] : [{ sql: failed ? 'status >= 400' : 'status < 400', values: [] }]),
    ...compare('credential = ?', query.credential),
    ...isIn('resource', query.resources),
    ...(realm === undefined ? [] : concerns(realm, query.names)),
    ...isOf(query.requestId),
    ...compare('id < ?', query.before),
  ];
}

const limitOf = ({ limit = DEFAULT_LIMIT }: StoreQuery): number =>
  Number.isFinite(limit) ? Math.min(MAX_LIMIT, Math.max(1, Math.trunc(limit))) : DEFAULT_LIMIT;

/** Reads one page of the entries that meet all conditions. */
function readPage(
  db: DatabaseSync,
  where: readonly Condition[],
  { order, limit, maxLength }: { order: 'ASC' | 'DESC'; limit: number; maxLength: number },
): FoundRows {
  const sql = `SELECT id, body FROM entry WHERE ${where.map(({ sql }) => sql).join(' AND ')} ORDER BY id ${order} LIMIT ?`;
  const rows: { id: number; body: string }[] = [];
  let length = 0;
  for (const row of db.prepare(sql).iterate(...where.flatMap(({ values }) => values), limit + 1)) {
    const body = String(row.body);
    length += body.length;
    if (rows.length === limit || (rows.length > 0 && length > maxLength)) return { rows, more: true };
    rows.push({ id: Number(row.id), body });
  }
  return { rows, more: false };
}

/** Finds entries, newest first. */
export const findRows = (db: DatabaseSync, query: StoreQuery): FoundRows =>
  readPage(db, conditions(query), { order: 'DESC', limit: limitOf(query), maxLength: MAX_PAGE_LENGTH });

/** The id of the entry that was written last, also if it has been deleted since. */
const lastId = (db: DatabaseSync): number =>
  Number(db.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'entry'").get()?.seq ?? 0);

/** Finds entries that are newer than the one with the id `after`, oldest first; none if it is `undefined`. */
export function findNewerRows(db: DatabaseSync, query: RealmQuery, after: number | undefined): NewerRows {
  const last = lastId(db);
  if (after === undefined || after === last) return { rows: [], more: false, reached: last };
  // A store that was begun anew counts anew: all that it has is newer.
  const newer = { sql: 'id > ?', values: [after > last ? 0 : after] };
  const page = { order: 'ASC', limit: limitOf(query), maxLength: MAX_NEWER_LENGTH } as const;
  const { rows, more } = readPage(db, [...conditions(query), newer], page);
  return { rows, more, reached: more ? (rows.at(-1)?.id ?? last) : last };
}

/** Finds when each credential of a realm was last used. */
export function findUses(db: DatabaseSync, realm: string): Use[] {
  const rows = db.prepare('SELECT credential, time FROM used WHERE realm = ?').all(realm);
  return rows.map(({ credential, time }) => ({ realm, credential: String(credential), time: Number(time) }));
}

/** Counts what came of the requests to realms since a time. */
export function findActivity(db: DatabaseSync, realms: readonly string[], since: number): RealmActivity[] {
  const list = realms.map(() => '?').join(', ');
  const counts = db
    .prepare(
      `SELECT realm, sum(kind IN ('write', 'read')) AS succeeded, sum(kind = 'write' AND status = 201) AS created,
         sum(kind = 'refusal') AS failed, max(CASE WHEN kind = 'refusal' AND status = 401 THEN time END) AS refusal
       FROM entry INDEXED BY entry_activity WHERE realm IN (${list}) AND time >= ? GROUP BY realm`,
    )
    .all(...realms, Math.trunc(since));
  const uses = db
    .prepare(`SELECT realm, max(time) AS time FROM used WHERE realm IN (${list}) GROUP BY realm`)
    .all(...realms);
  const countsOf = new Map(counts.map((row) => [row.realm, row]));
  const lastUses = new Map(uses.map(({ realm, time }) => [realm, Number(time)]));
  return realms.map((realm) => {
    const { succeeded = 0, created = 0, failed = 0, refusal = null } = countsOf.get(realm) ?? {};
    const lastUse = lastUses.get(realm);
    return {
      realm,
      succeeded: Number(succeeded),
      created: Number(created),
      failed: Number(failed),
      ...(lastUse === undefined ? {} : { lastUse }),
      ...(refusal === null ? {} : { lastRefusal: Number(refusal) }),
    };
  });
}

/** Finds a memo of a realm, as JSON text; `null` if there is none. */
export function findMemo(db: DatabaseSync, realm: string, name: string): string | null {
  const row = db.prepare('SELECT value FROM memo WHERE realm = ? AND name = ?').get(realm, name);
  return row === undefined ? null : String(row.value);
}

/** Finds the values of all memos of a realm, as JSON text. */
export function findMemos(db: DatabaseSync, realm: string): string[] {
  const rows = db.prepare('SELECT value FROM memo WHERE realm = ? ORDER BY name').all(realm);
  return rows.map(({ value }) => String(value));
}
