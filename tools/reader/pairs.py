"""Makes pairs of question and window of the units that the search finds.

A window is the best unit (a sentence, a list's item, a table's row) that stands in
no window yet, with its neighbours of the same passage on both sides as far as
`wide` pieces reach, under its title and headings. A pair is one run of pieces:

  begin, query: QUESTION, end, passage: LEAD-IN WINDOW, end, TITLE > HEADINGS, end
"""
import json
import os

QUESTION, HEADINGS = 40, 24  # the most pieces of each


def read(file, folder, name, most, wide, training=False):
    """The questions of a set, each with the pieces, labels and program's scores of its windows."""
    with open(os.path.join(folder, name + ".jsonl")) as r:
        qs = [question(file, json.loads(l), most, wide, training) for l in r]
    for q in qs:
        q["set"] = name
    return [q for q in qs if q["ids"]]


def question(file, q, most, wide, training):
    found = q.pop("candidates") or []
    wins = windows(file, found, most, wide, training, q["answerable"])
    q["labels"] = [any(c.get("right", False) for c in w) for w in wins]
    q["scores"] = [max(c["score"] for c in w) for w in wins]
    q["ids"] = [pieces(file, q["question"], w, wide) for w in wins]
    q["found"] = any(c.get("right") for c in found)  # else its windows say nothing
    return q


def windows(file, found, most, wide, training, answerable):
    """Units of each window in their order; for training, those that answer or nearly do are never missing."""
    at = {c["at"]: c for c in found}
    must = [c for c in found if c.get("right") or c.get("near") and not answerable][:3] if training else []
    out, seen = [], set()
    for c in must + found:
        if c["at"] in seen or len(out) == most:
            continue
        win = stretch(file, at, c, wide)
        seen |= {u["at"] for u in win}
        out.append(win)
    return out


def stretch(file, at, c, wide):
    """The unit with neighbours in turn while there is room."""
    win, room = [c], wide - len(file.cut(c["text"]))
    sides = [-1, 1]
    while sides:
        side = sides.pop(0)
        u = at.get((win[0] if side < 0 else win[-1])["at"] + side)
        if u is None or u["passage"] != c["passage"] or len(file.cut(u["text"])) > room:
            continue
        room -= len(file.cut(u["text"]))
        win = [u] + win if side < 0 else win + [u]
        sides.append(side)
    return win


def pieces(file, asked, win, wide):
    c = win[0]
    head = " > ".join([c["title"]] + [s for s in c.get("section") or [] if s != c["title"]])
    lead = c.get("lead_in", "")
    said = file.cut("passage: " + lead) if lead else file.cut("passage:")
    said = said[: wide // 3] + [p for u in win for p in file.cut(u["text"])]
    return [file.begin] + file.cut("query: " + asked)[:QUESTION] + [file.end] + said[: wide + 8 + len(lead) // 4] + [file.end] + file.cut(head)[:HEADINGS] + [file.end]
