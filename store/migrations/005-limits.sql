CREATE TABLE limits (
    name    TEXT NOT NULL,
    holder  TEXT NOT NULL,
    ends_ms BIGINT NOT NULL,
    used    BIGINT NOT NULL,
    PRIMARY KEY (name, holder)
);
INSERT INTO limits (name, holder, ends_ms, used) SELECT 'key-' || kind, key_id, ends_ms, uses FROM key_uses;
DROP TABLE key_uses;
