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
];

/** The `application_id` of SQLite that marks the file as a journal of the bridge: "SCIM" in ASCII. */
export const APPLICATION_ID = 0x5343494d;
