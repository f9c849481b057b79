"""The sets that units_test.go writes, as arrays."""
import json
import os

import numpy as np
import torch

import encoder


class Set:
    """Pieces, sentences and what is asked, each with vectors of length 1, and the questions of people."""

    def __init__(self, folder, name):
        with open(os.path.join(folder, name + ".json")) as r:
            d = json.load(r)
        kinds = [d[k] or [] for k in ("pieces", "sentences", "asked")]
        v = torch.tensor(np.fromfile(os.path.join(folder, name + ".vectors"), "<f4").reshape(-1, encoder.WIDTH))
        self.name, self.passages, self.questions = name, d["passages"], d["questions"]
        self.pieces, self.sentences, self.asked = v.split([len(k) for k in kinds])
        self.piece_of, self.sentence_of, self.asked_of = (np.array([u["passage"] for u in k], int) for k in kinds)
        self.asks = np.array([u["of"] for u in kinds[2]], int)

    def learned(self):
        """Each question with which pieces, sentences and asked questions are right; none of one that is not answered."""
        for q in self.questions:
            pieces, sentences = (q["pieces"], q["sentences"]) if q["answerable"] else ([], [])
            right = [marked(pieces, len(self.pieces)), marked(sentences, len(self.sentences))]
            right.append(torch.tensor(np.isin(self.asks, sentences or [])))
            if right[0].any() or right[1].any() or not q["answerable"]:
                yield q["question"], right


def marked(places, n):
    out = torch.zeros(n, dtype=torch.bool)
    out[places or []] = True
    return out


def ranks(best, right):
    """The place of the first of `right` among `best`, a number each, from 1."""
    return 1 + int((best > best[right].max()).sum())


def measure(s, vectors):
    """MRR@10 of the right passage, by pieces and by pieces and what is asked, and of the right sentence; AUC of the nearest sentence, answerable questions against the others."""
    found, near = {"passage": [], "with asked": [], "sentence": []}, ([], [])
    for q, v in zip(s.questions, vectors):
        near[q["answerable"]].append(float((s.sentences @ v).max()))
        if not q["answerable"] or not q["passages"]:
            continue
        by = np.full(s.passages, -1.0)
        np.maximum.at(by, s.piece_of, (s.pieces @ v).numpy())
        found["passage"].append(ranks(by, q["passages"]))
        np.maximum.at(by, s.asked_of, (s.asked @ v).numpy())
        found["with asked"].append(ranks(by, q["passages"]))
        if q["sentences"]:
            found["sentence"].append(ranks((s.sentences @ v).numpy(), q["sentences"]))
    told = {k: np.mean([1 / r if r <= 10 else 0 for r in v]) for k, v in found.items()}
    no, yes = (np.array(n) for n in near)
    return told | {"AUC": (yes[:, None] > no[None]).mean() if len(no) else np.nan}
