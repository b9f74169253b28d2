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
CREATE INDEX revisions_material ON revisions (at) WHERE is_material;

-- Stories that were shown in a topic and are hidden now; `filed` is where they stood in it.
CREATE TABLE withdrawals (
    topic TEXT NOT NULL,
    at    INTEGER NOT NULL,
    filed INTEGER NOT NULL,
    story INTEGER NOT NULL REFERENCES stories (seq),
    PRIMARY KEY (topic, at)
) WITHOUT ROWID;
CREATE INDEX withdrawals_story ON withdrawals (story);

-- What stands on the closed pages of a topic's archive, and which text it shows there.
CREATE TABLE archived (
    topic TEXT NOT NULL,
    filed INTEGER NOT NULL,
    page  INTEGER NOT NULL,
    story INTEGER NOT NULL REFERENCES stories (seq),
    lead  INTEGER NOT NULL REFERENCES articles (seq),
    PRIMARY KEY (topic, filed)
) WITHOUT ROWID;
CREATE INDEX archived_page ON archived (topic, page);
