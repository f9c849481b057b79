"""SQLite FTS5 as an engine: tokenizer unicode61 that keeps the Danish letters,
OR of the question's words, bm25(). FTS5 has neither Danish stemming nor Danish
stop words. With --prefix words of at least five letters match as prefixes."""

import os
import re
import sqlite3
import sys

import peer

PREFIX = "--prefix" in sys.argv
FILE = "fts.sqlite"


def index(passages, folder):
    path = os.path.join(folder, FILE)
    db = sqlite3.connect(path)
    db.execute("PRAGMA journal_mode = off")
    db.execute("PRAGMA synchronous = off")
    prefixes = ", prefix = '5 6 7'" if PREFIX else ""
    db.execute(
        "CREATE VIRTUAL TABLE passages USING fts5(id UNINDEXED, title, section, text,"
        f" tokenize = 'unicode61 remove_diacritics 0'{prefixes})"
    )
    rows = ((p["id"], p["title"], " ".join(p["section"]), p["text"]) for p in peer.lines(passages))
    db.executemany("INSERT INTO passages VALUES (?, ?, ?, ?)", rows)
    db.execute("INSERT INTO passages(passages) VALUES ('optimize')")
    db.commit()
    db.close()
    return os.path.getsize(path), None


def open_index(folder):
    db = sqlite3.connect(f"file:{os.path.join(folder, FILE)}?mode=ro", uri=True)
    db.execute("PRAGMA cache_size = -65536")
    title, section, text = (float(w) for w in os.environ["BENCH_BOOSTS"].split(","))
    query = (
        "SELECT id, text FROM passages WHERE passages MATCH ?"
        f" ORDER BY bm25(passages, 0, {title}, {section}, {text}) LIMIT 10"
    )

    def search(question):
        match = " OR ".join(term(w) for w in re.findall(r"\w+", question.lower()))
        return [row[0] for row in db.execute(query, (match,)).fetchall()] if match else []

    return search, None


def term(word):
    return f'"{word}"*' if PREFIX and len(word) >= 5 else f'"{word}"'


if __name__ == "__main__":
    peer.main([a for a in sys.argv[1:] if not a.startswith("--")], index, open_index)
