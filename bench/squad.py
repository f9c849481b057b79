"""Makes documents and questions for bench/run of question sets in SQuAD's form.

    squad.py OUT FILE [FILE...]

OUT/docs gets a Markdown file for each article of all files, or for each text
where articles have no title, whose first line is then the heading; OUT/questions.jsonl
up to 500 answerable questions of the first file, drawn with a fixed seed. The
evidence of a question is the sentence that holds its answer."""

import json
import os
import random
import re
import sys

MOST = 500
# Where a sentence ends: before a capital or a digit.
END = re.compile(r"[.!?][\"”»)\]]*\s+(?=[\"“«(\[]?[A-ZÆØÅÄÖÜÉ0-9])")


def plain(text):
    return " ".join(text.split())


def sentence(text, start, length):
    """The sentence, or sentences, of a text that hold a part of it; a line ends one too."""
    begin = text.rfind("\n", 0, start) + 1
    end = text.find("\n", start + length)
    line, start = text[begin : end if end >= 0 else len(text)], start - begin
    ends = [0, *(m.end() for m in END.finditer(line)), len(line)]
    first = max(e for e in ends if e <= start)
    return plain(line[first : min(e for e in ends if e >= start + length and e > first)])


def articles(path):
    with open(path, encoding="utf-8") as file:
        yield from json.load(file)["data"]


def document(article):
    """The title and the paragraphs of an article."""
    lines = [plain(line) for p in article["paragraphs"] for line in p["context"].split("\n") if line.strip()]
    if "title" in article:
        return plain(article["title"].replace("_", " ")), lines
    return lines[0], lines[1:]


def questions(article):
    for paragraph in article["paragraphs"]:
        for q in paragraph["qas"]:
            found = {sentence(paragraph["context"], a["answer_start"], len(a["text"])) for a in q["answers"]}
            if found and not q.get("is_impossible"):
                yield {"id": str(q["id"]), "question": plain(q["question"]), "evidence": sorted(found)}


def main(out, first, *more):
    os.makedirs(os.path.join(out, "docs"), exist_ok=True)
    # One text may stand in several articles, one for each of its questions.
    texts = {}
    for path in (first, *more):
        for article in articles(path):
            title, lines = document(article)
            texts.setdefault(f"# {title}\n\n" + "\n\n".join(lines) + "\n")
    for number, text in enumerate(texts):
        with open(os.path.join(out, "docs", f"{number:04}.md"), "w", encoding="utf-8") as file:
            file.write(text)
    asked = list({q["id"]: q for article in articles(first) for q in questions(article)}.values())
    random.Random(1).shuffle(asked)
    with open(os.path.join(out, "questions.jsonl"), "w", encoding="utf-8") as file:
        for q in asked[:MOST]:
            file.write(json.dumps(q, ensure_ascii=False) + "\n")
    print(f"{len(texts)} documents, {len(asked[:MOST])} of {len(asked)} questions")


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
