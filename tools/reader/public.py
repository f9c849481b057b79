"""Questions of a public set in the form of SQuAD 2.0, as pairs.py makes them of the program's candidates.

A paragraph's sentences are its units. Where a question cannot be answered, the
sentence of the plausible answer is the one that comes nearest.
"""
import json
import random
import re

import pairs

SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[^a-zæøåäö])|\n+")


def read(file, paths, most, count, seed):
    """At most `count` questions of the sets, in any order; windows of several widths."""
    rng = random.Random(seed)
    asked = [(d.get("title", "").replace("_", " "), p["context"], q) for path in paths for d in documents(path) for p in d["paragraphs"] for q in p["qas"]]
    rng.shuffle(asked)
    return [q for a in asked[:count] for q in [question(file, *a, most, rng)] if q]


def documents(path):
    with open(path) as r:
        return json.load(r)["data"]


def question(file, title, context, q, most, rng):
    marks = q["answers"] or q.get("plausible_answers") or []
    at = marks[0]["answer_start"] if marks else -1
    found = []
    for i, (begin, text) in enumerate(sentences(context)):
        here = begin <= at < begin + len(text)
        found.append({"text": text, "title": title, "at": i, "passage": 0, "score": 0.0, "right": here and bool(q["answers"]), "near": here and not q["answers"]})
    rng.shuffle(found)
    out = {"id": q["id"], "question": q["question"], "answerable": bool(q["answers"]), "candidates": found, "set": "public"}
    return pairs.question(file, out, most, rng.choice((24, 48)), True) if found else None


def sentences(context):
    begin = 0
    for m in list(SENTENCE.finditer(context)) + [None]:
        end = m.start() if m else len(context)
        if context[begin:end].strip():
            yield begin, context[begin:end]
        begin = m.end() if m else end
