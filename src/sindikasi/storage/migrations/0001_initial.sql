-- Times are microseconds since 1970-01-01 UTC.
CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- The queue and the account of everything that ever arrived.
CREATE TABLE documents (
    seq         INTEGER PRIMARY KEY,
    key         TEXT NOT NULL UNIQUE,
    name        TEXT NOT NULL,
    source      TEXT,
    state       TEXT NOT NULL CHECK (state IN ('queued', 'done', 'rejected', 'unpacked')),
    received    INTEGER NOT NULL,
    container   INTEGER REFERENCES documents (seq),
    resting     TEXT,
    quarantined TEXT,
    owner       TEXT,
    lease_until INTEGER NOT NULL DEFAULT 0,
    tries       INTEGER NOT NULL DEFAULT 0,
    finished    INTEGER,
    reason      TEXT,
    message     TEXT
);
CREATE INDEX documents_queued ON documents (seq) WHERE state = 'queued';
CREATE INDEX documents_rejected ON documents (finished) WHERE state = 'rejected';
CREATE INDEX documents_state ON documents (state);
CREATE INDEX documents_container ON documents (container) WHERE container IS NOT NULL;
CREATE INDEX documents_name ON documents (name);

-- What was dropped, byte for byte (zlib when packed = 1), for re-runs and retries.
CREATE TABLE contents (
    document INTEGER PRIMARY KEY REFERENCES documents (seq),
    packed   INTEGER NOT NULL,
    content  BLOB NOT NULL
);

-- The same content dropped again under another name.
CREATE TABLE repeats (
    document INTEGER NOT NULL REFERENCES documents (seq),
    name     TEXT NOT NULL,
    received INTEGER NOT NULL,
    PRIMARY KEY (document, name)
) WITHOUT ROWID;

CREATE TABLE stories (
    seq         INTEGER PRIMARY KEY,
    id          TEXT NOT NULL UNIQUE,
    lead        INTEGER NOT NULL,
    filed       INTEGER NOT NULL UNIQUE,
    updated     INTEGER NOT NULL,
    revision    INTEGER NOT NULL DEFAULT 1,
    topics      TEXT NOT NULL,
    anchor      INTEGER,
    absorbed_by INTEGER REFERENCES stories (seq)
);
CREATE INDEX stories_anchor ON stories (anchor);
CREATE INDEX stories_absorbed ON stories (absorbed_by) WHERE absorbed_by IS NOT NULL;

CREATE TABLE articles (
    seq             INTEGER PRIMARY KEY,
    id              TEXT NOT NULL UNIQUE,
    document        TEXT NOT NULL,
    source          TEXT,
    story           INTEGER NOT NULL REFERENCES stories (seq),
    relation        TEXT NOT NULL,
    topics          TEXT NOT NULL,
    headline        TEXT NOT NULL,
    body            TEXT NOT NULL,
    published       INTEGER NOT NULL,
    published_basis TEXT NOT NULL,
    received        INTEGER NOT NULL,
    words           INTEGER NOT NULL,
    byline          TEXT,
    dateline        TEXT,
    credit          TEXT,
    language        TEXT,
    url             TEXT,
    more            BLOB NOT NULL
);
CREATE INDEX articles_story ON articles (story);
CREATE INDEX articles_received ON articles (received);
CREATE INDEX articles_document ON articles (document);

-- One row an article; the index of bands is derived from these rows and never stored here.
CREATE TABLE signatures (
    article INTEGER PRIMARY KEY REFERENCES articles (seq),
    scheme  TEXT NOT NULL,
    minhash BLOB NOT NULL
);

-- The accepted pairs; stories are their connected components.
CREATE TABLE matches (
    article INTEGER NOT NULL REFERENCES articles (seq),
    other   INTEGER NOT NULL REFERENCES articles (seq),
    score   REAL NOT NULL,
    PRIMARY KEY (article, other)
) WITHOUT ROWID;
CREATE INDEX matches_other ON matches (other);

-- What editors ruled: pairs of articles that are, or are not, one story. The newest ruling wins; undone ones stay.
CREATE TABLE acts (
    seq    INTEGER PRIMARY KEY,
    kind   TEXT NOT NULL CHECK (kind IN ('merge', 'split')),
    at     INTEGER NOT NULL,
    undone INTEGER
);
CREATE TABLE rulings (
    act     INTEGER NOT NULL REFERENCES acts (seq),
    article TEXT NOT NULL,
    other   TEXT NOT NULL,
    PRIMARY KEY (act, article, other)
) WITHOUT ROWID;
CREATE INDEX rulings_article ON rulings (article);
CREATE INDEX rulings_other ON rulings (other);

CREATE TABLE topics (
    slug      TEXT PRIMARY KEY,
    created   INTEGER NOT NULL,
    changed   INTEGER NOT NULL DEFAULT 1,
    published INTEGER NOT NULL DEFAULT 0,
    published_at INTEGER
) WITHOUT ROWID;

CREATE TABLE topic_stories (
    topic TEXT NOT NULL,
    filed INTEGER NOT NULL,
    story INTEGER NOT NULL REFERENCES stories (seq),
    PRIMARY KEY (topic, filed)
) WITHOUT ROWID;
CREATE INDEX topic_stories_story ON topic_stories (story);
