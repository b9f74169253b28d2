-- The sources that articles came from, and how often what their feeds show has changed.
CREATE TABLE sources (
    name      TEXT PRIMARY KEY,
    created   INTEGER NOT NULL,
    changed   INTEGER NOT NULL DEFAULT 1,
    published INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
INSERT INTO sources (name, created)
SELECT source, min(received) FROM articles WHERE source IS NOT NULL GROUP BY source;

-- Which stories a source carries, without reading its articles.
CREATE INDEX articles_carried ON articles (source, story) WHERE source IS NOT NULL AND standing = 'usable';

-- Pairs that were judged nearly one story, and are not: what an editor may want to look at.
CREATE TABLE near_misses (
    article INTEGER NOT NULL REFERENCES articles (seq),
    other   INTEGER NOT NULL REFERENCES articles (seq),
    score   REAL NOT NULL,
    PRIMARY KEY (article, other)
) WITHOUT ROWID;
CREATE INDEX near_misses_other ON near_misses (other);
