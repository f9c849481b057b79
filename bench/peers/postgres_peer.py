"""PostgreSQL's full text search as an engine, configuration danish, GIN index.

--rank=cd    OR of the question's lexemes, ranked by ts_rank_cd
--rank=rank  the same, ranked by ts_rank
--rank=and   websearch_to_tsquery, which asks for all words, ranked by ts_rank_cd

Ranks are divided by 1 + the logarithm of the passage's length, which does
better on most question sets than not dividing. The server is the one that PGHOST names."""

import os
import re
import sys

import peer
import psycopg

RANK = next((a[len("--rank="):] for a in sys.argv if a.startswith("--rank=")), "cd")
BY_LOG_LENGTH = 1

# The lexemes of the question as PostgreSQL makes them, any of which may match.
ANY = """(SELECT string_agg('''' || replace(replace(lexeme, '\\', '\\\\'), '''', '''''') || '''', ' | ')
          FROM unnest(to_tsvector('danish', %(question)s)))::tsquery"""
ALL = "websearch_to_tsquery('danish', %(question)s)"


def table(folder):
    return "p" + re.sub(r"\W", "_", os.path.abspath(folder))[-50:].lower()


def connect():
    db = psycopg.connect("dbname=postgres", autocommit=True)
    db.execute("SET max_parallel_workers_per_gather = 0")
    db.execute("SET jit = off")
    db.execute("SET maintenance_work_mem = '256MB'")
    db.execute("SET work_mem = '64MB'")
    return db


def index(passages, folder):
    db, name = connect(), table(folder)
    db.execute(f"DROP TABLE IF EXISTS {name}")
    db.execute(
        f"""CREATE TABLE {name} (id text, title text, section text, text text, words tsvector
            GENERATED ALWAYS AS (setweight(to_tsvector('danish', title), 'C')
                              || setweight(to_tsvector('danish', section), 'B')
                              || setweight(to_tsvector('danish', text), 'A')) STORED)"""
    )
    with db.cursor().copy(f"COPY {name} (id, title, section, text) FROM STDIN") as copy:
        for p in peer.lines(passages):
            copy.write_row((p["id"], p["title"], " ".join(p["section"]), p["text"]))
    db.execute(f"CREATE INDEX ON {name} USING gin (words)")
    db.execute(f"VACUUM ANALYZE {name}")
    size = db.execute("SELECT pg_total_relation_size(%s::regclass)", (name,)).fetchone()[0]
    return size, backend_peak(db)()


def open_index(folder):
    db = connect()
    # ts_rank takes weights of at most 1.
    title, section, text = (float(w) for w in os.environ["BENCH_BOOSTS"].split(","))
    most = max(title, section, text)
    weights = f"'{{0, {title / most}, {section / most}, {text / most}}}'"
    function = "ts_rank" if RANK == "rank" else "ts_rank_cd"
    query = f"""SELECT id, text FROM {table(folder)}, (SELECT {ALL if RANK == "and" else ANY} AS asked) q
                WHERE words @@ asked
                ORDER BY {function}({weights}, words, asked, {BY_LOG_LENGTH}) DESC, id LIMIT 10"""

    def search(question):
        return [row[0] for row in db.execute(query, {"question": question}).fetchall()]

    return search, backend_peak(db)


def backend_peak(db):
    """The peak of the server's process that served this connection."""
    pid = db.info.backend_pid
    return lambda: peer.peak_kb(pid)


if __name__ == "__main__":
    peer.main([a for a in sys.argv[1:] if not a.startswith("--")], index, open_index)
