/** The SQL that migrates the tables from each version to the next; append only. */
export const MIGRATIONS: readonly string[] = [
  `CREATE TABLE entry (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     time INTEGER NOT NULL,
     realm TEXT NOT NULL,
     kind TEXT NOT NULL,
     status INTEGER NOT NULL,
     request TEXT NOT NULL,
     credential TEXT,
     resource TEXT,
     name TEXT,
     body TEXT NOT NULL
   ) STRICT;
   -- Every index ends with the id: it is what SQLite finds rows by.
   CREATE INDEX entry_realm ON entry (realm);
   CREATE INDEX entry_failed ON entry (realm) WHERE status >= 400;
   CREATE INDEX entry_resource ON entry (realm, resource) WHERE resource IS NOT NULL;
   CREATE INDEX entry_name ON entry (realm, name) WHERE name IS NOT NULL;
   CREATE INDEX entry_request ON entry (request);
   CREATE INDEX entry_time ON entry (time);
   CREATE TABLE used (
     realm TEXT NOT NULL,
     credential TEXT NOT NULL,
     time INTEGER NOT NULL,
     PRIMARY KEY (realm, credential)
   ) STRICT, WITHOUT ROWID;`,
  `CREATE TABLE memo (
     realm TEXT NOT NULL,
     name TEXT NOT NULL,
     value TEXT NOT NULL,
     PRIMARY KEY (realm, name)
   ) STRICT, WITHOUT ROWID;`,
  `-- The newest entry that knows a resource by a name or e-mail address (in lower case, or its digest), which is forgotten
   -- with that entry. A resource without an id is named after the entry.
   CREATE TABLE alias (
     realm TEXT NOT NULL,
     alias TEXT NOT NULL,
     resource TEXT NOT NULL,
     entry INTEGER NOT NULL,
     PRIMARY KEY (realm, alias, resource)
   ) STRICT, WITHOUT ROWID;
   INSERT INTO alias SELECT realm, name, coalesce(resource, '#' || id), max(id) FROM entry
     WHERE name IS NOT NULL GROUP BY 1, 2, 3;
   INSERT OR IGNORE INTO alias
     SELECT e.realm, lower(json_extract(c.value, '$.from')), e.resource, max(e.id)
     FROM entry e, json_each(e.body, '$.changes') c
     WHERE e.body LIKE '%"renamed"%' AND e.resource IS NOT NULL AND json_extract(c.value, '$.from') IS NOT NULL
     GROUP BY 1, 2, 3;
   CREATE INDEX alias_entry ON alias (entry);
   CREATE TRIGGER entry_alias AFTER DELETE ON entry BEGIN DELETE FROM alias WHERE entry = old.id; END;
   DROP INDEX entry_name;
   CREATE INDEX entry_read ON entry (kind) WHERE kind = 'read';`,
  `-- The requests that are counted in an entry and have none of their own; forgotten with that entry.
   CREATE TABLE counted (
     request TEXT NOT NULL,
     entry INTEGER NOT NULL,
     PRIMARY KEY (request, entry)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX counted_entry ON counted (entry);
   CREATE TRIGGER entry_counted AFTER DELETE ON entry BEGIN DELETE FROM counted WHERE entry = old.id; END;`,
  `-- All that is counted of the last day, without a look at the entries themselves.
   CREATE INDEX entry_activity ON entry (realm, time, kind, status);`,
];

/** The `application_id` of SQLite that marks the file as a journal of the bridge: "SCIM" in ASCII. */
export const APPLICATION_ID = 0x5343494d;
