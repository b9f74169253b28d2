-- Sources take turns in the queue: the sources that have something waiting, and what waits of each, in order.
CREATE INDEX documents_turns ON documents (coalesce(source, ''), seq) WHERE state = 'queued';
DROP INDEX documents_queued;
