#!/usr/bin/env python3
"""Makes thesaurus.txt.gz: Danish words of nearly the same meaning.

Usage: thesaurus.py TH_DA_DK.DAT > thesaurus.txt  (then: gzip -9n thesaurus.txt)

TH_DA_DK.DAT is the MyThes thesaurus of Stavekontrolden (Debian package
mythes-da), used under the Mozilla Public License 1.1. Each line of the output
is a word and the words that are given for one of its senses, separated by
commas. Kept are single words in lower case; left out are narrower words
("underbegreb"), words of slang and words of two letters.
"""
import re
import sys

WORD = re.compile(r"^[a-zæøåé]{3,24}$")


def senses(path):
    """Yields a headword and the words of one sense."""
    with open(path, encoding="utf-8") as f:
        next(f)
        head = ""
        for line in f:
            first, _, rest = line.rstrip("\n").partition("|")
            if first:
                head = first
            else:
                yield head, [w for w in rest.split("|") if WORD.match(w)]


seen = set()
for head, words in senses(sys.argv[1]):
    group = sorted({head, *words})
    if WORD.match(head) and len(group) > 1 and tuple(group) not in seen:
        seen.add(tuple(group))
        print(",".join([head] + [w for w in group if w != head]))
