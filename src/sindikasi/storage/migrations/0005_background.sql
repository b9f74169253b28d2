-- What of an article its outlet carries under other openings too: first word and word after the last, from 0.
CREATE TABLE background (
    article INTEGER NOT NULL REFERENCES articles (seq),
    first   INTEGER NOT NULL,
    until   INTEGER NOT NULL,
    PRIMARY KEY (article, first)
) WITHOUT ROWID;

-- Articles whose background grew since their pairs were judged.
CREATE TABLE unsettled (
    article INTEGER PRIMARY KEY REFERENCES articles (seq)
);
