-- What an agency says of a text's standing: usable, withheld, embargoed until a time, canceled.
ALTER TABLE articles ADD COLUMN guid TEXT;
ALTER TABLE articles ADD COLUMN version TEXT;
ALTER TABLE articles ADD COLUMN standing TEXT NOT NULL DEFAULT 'usable';
ALTER TABLE articles ADD COLUMN embargoed INTEGER;
CREATE INDEX articles_guid ON articles (guid) WHERE guid IS NOT NULL;
CREATE INDEX articles_embargoed ON articles (embargoed) WHERE standing = 'embargoed';

-- A story none of whose texts may be shown, or one that was withdrawn, is in no feed and on no page.
ALTER TABLE stories ADD COLUMN hidden INTEGER NOT NULL DEFAULT 0;
