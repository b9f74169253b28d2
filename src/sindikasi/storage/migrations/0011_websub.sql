-- WebSub. What hubs and subscribers were last told of: the digest of each published file, and how often it changed.
CREATE TABLE announced (
    feed    TEXT PRIMARY KEY,
    digest  TEXT NOT NULL,
    version INTEGER NOT NULL
) WITHOUT ROWID;

-- Outside hubs that did not answer, and until when they are left alone.
CREATE TABLE hubs (
    hub      TEXT PRIMARY KEY,
    failures INTEGER NOT NULL,
    rests    INTEGER NOT NULL
) WITHOUT ROWID;

-- Changes that outside hubs are still to be told of.
CREATE TABLE pings (
    hub     TEXT NOT NULL,
    feed    TEXT NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (hub, feed)
) WITHOUT ROWID;

-- What was asked of our own hub and is still to be verified, or to be told to the subscriber.
CREATE TABLE intents (
    serial   INTEGER PRIMARY KEY AUTOINCREMENT,
    callback TEXT NOT NULL,
    host     TEXT NOT NULL,
    feed     TEXT NOT NULL,
    mode     TEXT NOT NULL CHECK (mode IN ('subscribe', 'unsubscribe', 'denied')),
    lease    INTEGER NOT NULL,
    secret   TEXT,
    denial   TEXT,
    tries    INTEGER NOT NULL DEFAULT 0,
    due      INTEGER NOT NULL,
    UNIQUE (callback, feed)
);
CREATE INDEX intents_due ON intents (due);
CREATE INDEX intents_host ON intents (host);

-- Who is sent a feed when it changes. `due`: when it is sent next, NULL when the subscriber has the newest.
CREATE TABLE subscriptions (
    seq      INTEGER PRIMARY KEY AUTOINCREMENT,
    callback TEXT NOT NULL,
    host     TEXT NOT NULL,
    feed     TEXT NOT NULL,
    secret   TEXT,
    until    INTEGER NOT NULL,
    version  INTEGER NOT NULL DEFAULT 0,
    due      INTEGER,
    tries    INTEGER NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0,
    rests    INTEGER NOT NULL DEFAULT 0,
    UNIQUE (callback, feed)
);
CREATE INDEX subscriptions_due ON subscriptions (due) WHERE due IS NOT NULL;
CREATE INDEX subscriptions_feed ON subscriptions (feed);
CREATE INDEX subscriptions_host ON subscriptions (host);
CREATE INDEX subscriptions_until ON subscriptions (until);
