-- Who may read private feeds or hand articles in; of the token itself only the SHA-256 is here.
CREATE TABLE tokens (
    seq     INTEGER PRIMARY KEY,
    name    TEXT NOT NULL,
    digest  BLOB NOT NULL UNIQUE,
    purpose TEXT NOT NULL CHECK (purpose IN ('read', 'write')),
    topics  TEXT NOT NULL,
    created INTEGER NOT NULL,
    used    INTEGER,
    revoked INTEGER
);
CREATE UNIQUE INDEX tokens_name ON tokens (name) WHERE revoked IS NULL;
