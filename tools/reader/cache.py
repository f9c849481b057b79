"""Runs the lower layers over all pairs once; what is there is left as it is.

Usage: cache.py e5-small.bin CANDIDATES OUT --most N [--training] --names a,b,… [--split 6]
Writes OUT/NAME.npz: states (float16, all pairs one after another) where each pair begins,
how many of its pieces are the question's; and OUT/NAME.json: the questions with their labels.
"""
import argparse
import json
import os
import time

import numpy as np

import encoder
import layers
import pairs


def states(lib, f, lower, ids):
    """The states of pairs after the lower layers, and where each begins."""
    out = []
    for i in range(0, len(ids), 48):
        x, at = layers.packed([encoder.embed(f, p) for p in ids[i : i + 48]])
        layers.run(lib, lower, x, at)
        out.append(x[: at[-1]].astype(np.float16))
    return np.concatenate(out), np.cumsum([0] + [len(p) for p in ids])


def main():
    a = argparse.ArgumentParser()
    a.add_argument("file"), a.add_argument("candidates"), a.add_argument("out")
    a.add_argument("--names", required=True), a.add_argument("--most", type=int, default=8)
    a.add_argument("--training", action="store_true"), a.add_argument("--split", type=int, default=6)
    a.add_argument("--claims", help="folder of the sets, for right and wrong sentences")
    a.add_argument("--judged", help="a set for verification, written as NAME")
    a = a.parse_args()
    f, lib = encoder.File(a.file), layers.load()
    lower = np.array(f.layers[: a.split])
    os.makedirs(a.out, exist_ok=True)
    for name in a.names.split(","):
        start = time.time()
        done = os.path.join(a.out, name + (".claims" if a.judged or a.claims else "") + ".json")
        if os.path.exists(done):
            continue
        if a.judged or a.claims:
            ids, labels = pairs.judged(f, a.judged) if a.judged else pairs.claims(f, a.claims, a.candidates, [name])
            info = labels
            name += ".claims"
        else:
            p = pairs.Pairs(f, a.candidates, name, a.most, a.training)
            ids, info = p.ids, p.questions
        if not ids:
            continue
        x, at = states(lib, f, lower, ids)
        np.savez(os.path.join(a.out, name + ".npz"), x=x, at=at, asked=[i.index(f.end) + 1 for i in ids])
        with open(os.path.join(a.out, name + ".json"), "w") as w:
            json.dump(info, w)
        print("%s: %d pairs, mean %.0f pieces, %.0f s, in all %.0f s of the processor" % (name, len(ids), at[-1] / len(ids), time.time() - start, time.process_time()), flush=True)


if __name__ == "__main__":
    main()
