-- How many entries were left out of a topic's feeds when they were last written: they break a rule of a format.
ALTER TABLE topics ADD COLUMN left_out INTEGER NOT NULL DEFAULT 0;
