/// The tables of the index.
///
/// A copy of what the files say: any change of them bumps the version, and an index of another
/// version is emptied and filled anew.
enum IndexSchema {
  static let version = 2

  static let statements = """
    CREATE TABLE packs (name TEXT PRIMARY KEY, scanned INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE artifacts (
      digest BLOB PRIMARY KEY, type TEXT NOT NULL, version INTEGER NOT NULL,
      pack TEXT, start INTEGER, length INTEGER,
      raw INTEGER NOT NULL, stored INTEGER NOT NULL, created INTEGER NOT NULL) WITHOUT ROWID;
    CREATE INDEX artifacts_created ON artifacts (created);
    CREATE TABLE results (
      id INTEGER PRIMARY KEY, key BLOB NOT NULL, identity BLOB NOT NULL, created INTEGER NOT NULL,
      kind TEXT NOT NULL, stage TEXT NOT NULL, run TEXT NOT NULL,
      pack TEXT NOT NULL, frame INTEGER NOT NULL, record BLOB NOT NULL, UNIQUE (pack, frame));
    CREATE INDEX results_key ON results (key, created);
    CREATE INDEX results_stage ON results (stage, created);
    CREATE INDEX results_kind ON results (kind, created);
    CREATE TABLE outputs (
      digest BLOB NOT NULL, result INTEGER NOT NULL, port TEXT NOT NULL,
      PRIMARY KEY (digest, result, port)) WITHOUT ROWID;
    CREATE INDEX outputs_result ON outputs (result);
    CREATE TABLE forgotten (identity BLOB PRIMARY KEY) WITHOUT ROWID;
    CREATE TABLE files (
      path TEXT PRIMARY KEY, bytes INTEGER NOT NULL, modified INTEGER NOT NULL,
      changed INTEGER NOT NULL, inode INTEGER NOT NULL, hashed INTEGER NOT NULL,
      digest BLOB NOT NULL) WITHOUT ROWID;
    CREATE INDEX files_digest ON files (digest);
    CREATE TABLE runs (id TEXT PRIMARY KEY, summary BLOB NOT NULL) WITHOUT ROWID;
    PRAGMA user_version = \(version);
    """
}
