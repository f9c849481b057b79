CREATE TABLE secrets (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
CREATE UNLOGGED TABLE rates (
    client  TEXT PRIMARY KEY,
    used_ns BIGINT NOT NULL,
    ends_ns BIGINT NOT NULL
);
CREATE TABLE feedback (
    id       TEXT PRIMARY KEY,
    vote     TEXT NOT NULL,
    reason   TEXT NOT NULL,
    comment  TEXT NOT NULL,
    rated_ms BIGINT NOT NULL
);
INSERT INTO feedback (id, vote, reason, comment, rated_ms)
    SELECT id, vote, COALESCE(reason, ''), COALESCE(comment, ''), COALESCE(rated_ms, at_ms) FROM questions WHERE vote IS NOT NULL;
ALTER TABLE questions DROP COLUMN vote;
ALTER TABLE questions DROP COLUMN reason;
ALTER TABLE questions DROP COLUMN comment;
ALTER TABLE questions DROP COLUMN rated_ms;
