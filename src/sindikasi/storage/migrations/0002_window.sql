-- When articles came out and arrived, without reading their texts: the band index asks it of runs of articles.
CREATE INDEX articles_window ON articles (seq, received, published, published_basis);
CREATE INDEX articles_source ON articles (source, received);
