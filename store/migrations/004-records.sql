ALTER TABLE questions ADD COLUMN made TEXT;
ALTER TABLE questions ADD COLUMN token TEXT;
CREATE TABLE texts (
    hash    TEXT PRIMARY KEY,
    text    TEXT NOT NULL,
    last_ms BIGINT NOT NULL
);
CREATE INDEX texts_last ON texts (last_ms);
