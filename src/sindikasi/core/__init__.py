"""Pure rules about news: no clock, no files, no log, no database."""
