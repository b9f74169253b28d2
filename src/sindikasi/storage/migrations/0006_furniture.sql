-- Of each outlet the articles with the lowest marks: what its furniture is learned from. '' is nobody's outlet.
CREATE TABLE line_samples (
    outlet  TEXT NOT NULL,
    mark    INTEGER NOT NULL,
    article TEXT NOT NULL,
    lines   BLOB NOT NULL,
    opening BLOB NOT NULL,
    PRIMARY KEY (outlet, mark)
) WITHOUT ROWID;

-- What was learned from them: paragraphs that unrelated stories of an outlet carry.
CREATE TABLE furniture (
    outlet TEXT NOT NULL,
    line   INTEGER NOT NULL,
    PRIMARY KEY (outlet, line)
) WITHOUT ROWID;
