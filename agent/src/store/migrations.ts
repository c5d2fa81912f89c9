/** The store's schema, one step a version (`PRAGMA user_version`). Never edited once released: add a step. */
export const MIGRATIONS: readonly string[] = [
  `
  -- The agent itself. next_start: the minute to be sealed next, known to have been entered; null before the first start.
  CREATE TABLE agent (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    store_id TEXT NOT NULL,
    role TEXT NOT NULL,
    orchestrator TEXT,
    node TEXT,
    region TEXT,
    live_epoch TEXT NOT NULL,
    next_start INTEGER,
    dropped INTEGER NOT NULL DEFAULT 0,
    reducer TEXT NOT NULL
  ) STRICT;

  -- head: SHA-256 of the newest signed window of the epoch. Outlives its windows, so that a gone one is known as gone.
  CREATE TABLE epochs (
    epoch TEXT PRIMARY KEY,
    next_seq INTEGER NOT NULL,
    head TEXT
  ) STRICT, WITHOUT ROWID;

  -- start: the minute that will hold it, given at acceptance. Sealed: the body is gone, the id stays to know it again.
  CREATE TABLE observations (
    id TEXT PRIMARY KEY,
    start INTEGER NOT NULL,
    late INTEGER NOT NULL,
    body TEXT,
    sealed_at INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX observations_open ON observations (start) WHERE sealed_at IS NULL;
  CREATE INDEX observations_sealed ON observations (sealed_at) WHERE sealed_at IS NOT NULL;

  -- seal: the order of sealing, over all epochs; never given twice.
  CREATE TABLE windows (
    seal INTEGER PRIMARY KEY AUTOINCREMENT,
    epoch TEXT NOT NULL,
    seq INTEGER NOT NULL,
    start INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    signed TEXT NOT NULL,
    sealed_at INTEGER NOT NULL,
    UNIQUE (epoch, seq),
    UNIQUE (epoch, start)
  ) STRICT;
  CREATE INDEX windows_sealed ON windows (sealed_at);
  `,
  `
  -- live: 1 for an epoch of minutes as they passed, in which no minute may be sealed twice; 0 for an import.
  ALTER TABLE epochs ADD COLUMN live INTEGER NOT NULL DEFAULT 0;
  UPDATE epochs SET live = 1 WHERE epoch IN (SELECT live_epoch FROM agent);
  `,
];
