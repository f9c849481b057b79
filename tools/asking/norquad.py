"""Makes documents and questions of NorQuAD (CC0) for run.sh, none of its test part.

Usage: norquad.py FOLDER OUT   FOLDER holds data/ of github.com/ltgoslo/NorQuAD

OUT/docs gets 400 texts as Markdown, OUT/nor.jsonl 900 of their questions with the
sentence that holds the answer, both drawn with fixed seeds.
"""
import glob
import json
import os
import random
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "reader"))
import public

TEXTS, QUESTIONS, SHORT = 400, 900, 20


def documents(path):
    with open(path, encoding="utf-8") as r:
        return json.load(r)["data"]


def texts(folder):
    """Paragraphs with their questions, but those whose text the test part asks of."""
    tested = {p["context"] for d in documents(os.path.join(folder, "data/evaluation/all/test_dataset_flattened.json")) for p in d["paragraphs"]}
    for path in sorted(glob.glob(os.path.join(folder, "data/annotation/*/answers_*.json"))):
        for d in documents(path):
            untested = [p for p in d["paragraphs"] if p["context"] not in tested]
            if untested:
                yield untested[0]


def sentence(text, at):
    """The sentence of a text that holds the character at a place."""
    return next((s.strip() for begin, s in public.sentences(text) if begin <= at < begin + len(s)), "")


def main(folder, out):
    os.makedirs(os.path.join(out, "docs"), exist_ok=True)
    drawn, asked = list(texts(folder)), []
    random.Random(5).shuffle(drawn)
    for i, p in enumerate(drawn[:TEXTS]):
        lines = [l.strip() for l in p["context"].split("\n") if l.strip()]
        with open(os.path.join(out, "docs", f"n{i:03}.md"), "w", encoding="utf-8") as w:
            w.write("# " + lines[0][:120].lstrip("# ") + "\n\n" + "\n\n".join(lines[1:]) + "\n")
        for q in p["qas"]:
            evidence = sentence(p["context"], q["answers"][0]["answer_start"]) if q["answers"] else ""
            if len(evidence) >= SHORT:
                asked.append({"id": f"nq-{len(asked)}", "question": q["question"], "answerable": True, "evidence": [evidence]})
    random.Random(3).shuffle(asked)
    with open(os.path.join(out, "nor.jsonl"), "w", encoding="utf-8") as w:
        w.writelines(json.dumps(q, ensure_ascii=False) + "\n" for q in asked[:QUESTIONS])


if __name__ == "__main__":
    main(*sys.argv[1:])
