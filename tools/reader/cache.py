"""Runs the lower layers over all pairs once.

Usage: cache.py e5-small.bin CANDIDATES OUT --most N [--training] --names a,b,… [--split 6]
Writes OUT/NAME.npz: states, lengths; and OUT/NAME.json: the questions with their labels.
"""
import argparse
import json
import os
import time

import numpy as np

import encoder
import model
import pairs


def main():
    a = argparse.ArgumentParser()
    a.add_argument("file"), a.add_argument("candidates"), a.add_argument("out")
    a.add_argument("--names", required=True), a.add_argument("--most", type=int, default=8)
    a.add_argument("--training", action="store_true"), a.add_argument("--split", type=int, default=6)
    a.add_argument("--claims", help="folder of the sets, for right and wrong sentences")
    a.add_argument("--judged", help="a set for verification, written as NAME")
    a = a.parse_args()
    f = encoder.File(a.file)
    os.makedirs(a.out, exist_ok=True)
    for name in a.names.split(","):
        start = time.time()
        done = os.path.join(a.out, name + (".claims" if a.judged or a.claims else "") + ".json")
        if os.path.exists(done):
            continue
        if a.judged or a.claims:
            ids, labels = pairs.judged(f, a.judged, None) if a.judged else pairs.claims(f, a.claims, a.candidates, [name])
            info = labels
            name += ".claims"
        else:
            p = pairs.Pairs(f, a.candidates, name, a.most, a.training)
            ids, info = p.ids, p.questions
        if not ids:
            continue
        x, n = model.states(f, ids, a.split, pairs.ALL)
        np.savez(os.path.join(a.out, name + ".npz"), x=x, n=n)
        with open(os.path.join(a.out, name + ".json"), "w") as w:
            json.dump(info, w)
        print("%s: %d pairs, mean %.0f pieces, %.0f s" % (name, len(ids), n.mean(), time.time() - start), flush=True)


if __name__ == "__main__":
    main()
