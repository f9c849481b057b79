ALTER TABLE questions ADD COLUMN authority TEXT;
CREATE TABLE keys (
    id          TEXT PRIMARY KEY,
    name        TEXT NOT NULL,
    scopes      TEXT NOT NULL,
    collections TEXT NOT NULL,
    origin      TEXT NOT NULL,
    per_day     INTEGER NOT NULL,
    per_minute  INTEGER NOT NULL,
    created_ms  BIGINT NOT NULL,
    expires_ms  BIGINT,
    revoked_ms  BIGINT,
    used_ms     BIGINT
);
CREATE UNIQUE INDEX keys_name ON keys (name) WHERE revoked_ms IS NULL;
CREATE TABLE key_secrets (
    hash     TEXT PRIMARY KEY,
    key_id   TEXT NOT NULL REFERENCES keys (id),
    until_ms BIGINT
);
CREATE TABLE key_uses (
    key_id  TEXT NOT NULL REFERENCES keys (id),
    kind    TEXT NOT NULL,
    ends_ms BIGINT NOT NULL,
    uses    INTEGER NOT NULL,
    PRIMARY KEY (key_id, kind)
);
