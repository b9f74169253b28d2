-- How many entries were left out of a topic's feeds when they were last written: they break a rule of a format.
ALTER TABLE topics ADD COLUMN left_out INTEGER NOT NULL DEFAULT 0;

-- Later versions, from the same sender, of the text a story shows; what changed (JSON) is settled when it is filed.
CREATE TABLE revisions (
    story       INTEGER NOT NULL REFERENCES stories (seq),
    at          INTEGER NOT NULL,
    before      INTEGER NOT NULL REFERENCES articles (seq),
    changes     BLOB NOT NULL,
    is_material INTEGER NOT NULL,
    PRIMARY KEY (story, at)
) WITHOUT ROWID;
CREATE INDEX revisions_at ON revisions (at);
CREATE INDEX revisions_material ON revisions (at) WHERE is_material;

-- Stories that were shown in a topic and are hidden now.
CREATE TABLE withdrawals (
    topic TEXT NOT NULL,
    at    INTEGER NOT NULL,
    story INTEGER NOT NULL REFERENCES stories (seq),
    PRIMARY KEY (topic, at)
) WITHOUT ROWID;
CREATE INDEX withdrawals_story ON withdrawals (story);
CREATE INDEX withdrawals_at ON withdrawals (at);

-- What stands on the closed pages of a topic's archive: an entry that appeared in it at a time, with the text and the
-- revisions (up to a time) it shows there; or that it was withdrawn, which is told once the page is written anew.
CREATE TABLE archived (
    topic     TEXT NOT NULL,
    at        INTEGER NOT NULL,
    page      INTEGER NOT NULL,
    story     INTEGER NOT NULL REFERENCES stories (seq),
    lead      INTEGER NOT NULL REFERENCES articles (seq),
    until     INTEGER NOT NULL,
    withdrawn INTEGER,
    is_told   INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (topic, at)
) WITHOUT ROWID;
CREATE INDEX archived_page ON archived (topic, page);
CREATE INDEX archived_story ON archived (story);
CREATE INDEX archived_untold ON archived (topic, page) WHERE is_told = 0;
