-- The metadata file dropped beside a text, byte for byte; it is part of the document's identity.
ALTER TABLE contents ADD COLUMN metadata BLOB;
