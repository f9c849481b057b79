"""Makes pairs of question and passage of the candidates that the search finds.

A pair is a question with a window: a sentence (or a list's item with what
introduces it, or a row of a table with its columns' names), its document's
title and headings, and one neighbour on each side. It is one run of pieces:

  begin, query: QUESTION, end, passage: LEAD-IN SENTENCE, end, TITLE > HEADINGS. BEFORE AFTER, end
"""
import glob
import json
import os

QUESTION, SENTENCE, ALL = 36, 48, 88  # the most pieces of each


def texts(c):
    return {c["text"], c.get("before", ""), c.get("after", ""), c.get("lead_in", "")} - {""}


def windows(candidates, most):
    """The best candidates of which none's sentence stands in another's window."""
    out, seen = [], set()
    for c in candidates:
        if c["text"] not in seen and len(out) < most:
            out.append(c)
            seen |= texts(c)
    return out


class Pairs:
    """Questions of a set with their windows: labels and pieces."""

    def __init__(self, file, path, name, most, training):
        self.name, self.questions, self.ids = name, [], []
        with open(os.path.join(path, name + ".jsonl")) as r:
            for line in r:
                self.add(file, json.loads(line), most, training)

    def add(self, file, q, most, training):
        found = q["candidates"] or []
        right = {c["text"] for c in found if c.get("right")}
        chosen = windows(found[:16], most)
        if training:
            extra = [c for c in found if c.get("right") or c.get("near") and not q["answerable"]][:3]
            chosen = extra + [c for c in chosen if c not in extra][: max(most - len(extra), 2)]
        labels = [bool(right & texts(c)) for c in chosen]
        if q["answerable"] and not right:
            labels = [None] * len(chosen)  # the search missed it: its windows say nothing
        q["at"] = list(range(len(self.ids), len(self.ids) + len(chosen)))
        q["labels"], q["scores"] = labels, [c["score"] for c in chosen]
        self.ids += [pieces(file, q["question"], c) for c in chosen]
        del q["candidates"]
        self.questions.append(q)


def pieces(file, question, c):
    section = [s for s in c.get("section") or [] if s != c["title"]]
    head = " > ".join([c["title"]] + section)
    asked = file.cut("query: " + question)[:QUESTION]
    said = file.cut("passage: " + (c.get("lead_in", "") + " " + c["text"]).strip())
    if len(said) > SENTENCE:
        said = file.cut("passage: " + c["text"])[:SENTENCE]
    around = file.cut(head)[:20] + file.cut(c.get("before", ""))[:24] + file.cut(c.get("after", ""))
    ids = [file.begin] + asked + [file.end] + said + [file.end] + around
    return ids[: ALL - 1] + [file.end]


def claims(file, fields, candidates, names):
    """Right and wrong sentences, each with a window of its evidence: pieces and labels."""
    ids, labels = [], []
    for name in names:
        path = glob.glob(os.path.join(fields, "*", name + ".jsonl")) + glob.glob(os.path.join(fields, name + ".jsonl"))
        if not path:
            continue
        with open(path[0]) as r:
            said = {q["id"]: q for q in map(json.loads, r)}
        with open(os.path.join(candidates, name + ".jsonl")) as r:
            for q in map(json.loads, r):
                window = next((c for c in q["candidates"] or [] if c.get("right")), None)
                for key in ("right", "wrong"):
                    if window and said[q["id"]].get(key):
                        ids.append(pieces(file, said[q["id"]][key], window))
                        labels.append(key == "right")
    return ids, labels


def judged(file, path):
    """Sentences of a set for verification, with the sentence of the passage that shares most letters with it."""
    ids, labels = [], []
    with open(path) as r:
        rows = [json.loads(l) for l in r]
    stock = [row["passage"] for row in rows if "passage" in row]
    for row in rows:
        if "text" not in row or "right" not in row:
            continue
        sources = row.get("sources") or [stock[i] for i in row["passages"]]
        ids.append(pieces(file, row["text"], nearest(row["text"], sources)))
        labels.append(bool(row["right"]))
    return ids, labels


def nearest(text, sources):
    def grams(s):
        s = "".join(c for c in s.lower() if c.isalnum())
        return {s[i : i + 4] for i in range(len(s))}

    want, best = grams(text), None
    for s in sources:
        parts = [p.strip() for line in s["text"].split("\n") for p in line.replace(". ", ".\n").split("\n") if len(p.strip()) > 8]
        for i, p in enumerate(parts):
            score = len(grams(p) & want) / (len(grams(p)) + 20)
            if best is None or score > best[0]:
                best = score, dict(text=p, title=s["title"], section=s.get("section"), before=parts[i - 1] if i else "", after=parts[i + 1] if i + 1 < len(parts) else "")
    return best[1]
