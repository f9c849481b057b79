"""Scores sets with a trained reader and prints figures only: no question, no text.

Usage: measure.py e5-small.bin MODEL.npz CANDIDATES --fit a,b --states DIR --on FOLDER=a,b … [--pool a,b]

What joins the reader with the program's signs is fitted on --fit: fields that
the reader did not learn from; by them the windows read and the signs joined are chosen, too. "Caught" is the share of the unanswerable below
the bound under which 5 % of the answerable of the same row lie; "one bound" is
where that of --fit would be used.
"""
import argparse
import time

import numpy as np
import torch

import encoder
import join
import net
import states


def options():
    a = argparse.ArgumentParser()
    a.add_argument("file"), a.add_argument("model"), a.add_argument("candidates")
    a.add_argument("--fit", required=True), a.add_argument("--on", action="append", default=[]), a.add_argument("--pool", default="", help="sets told apart too")
    a.add_argument("--states", default="states"), a.add_argument("--threads", type=int, default=2)
    a.add_argument("--look", type=int, default=12, help="most windows read")
    a.add_argument("--wide", type=int, default=48)
    return a.parse_args()


def main():
    a = options()
    torch.set_num_threads(a.threads)
    split = int(np.load(a.model)["split"])
    reader = net.load(a.model, net.Reader(encoder.File(a.file), split)).eval()
    fit = scored(reader, a, a.fit)
    a.most, signs = join.tell(fit)
    fit = join.cut(fit, a.most)
    joined = join.Joined(fit, signs=signs)
    bound = np.sort([joined.odds(q) for q in fit if q["answerable"]])
    bound = float(bound[int(0.05 * len(bound))])
    print("%d windows, %s signs" % (a.most, "with" if signs else "without"))
    print("joined: odds %.3f, best %.3f, second %.3f, three %.3f … constant %.3f; order: the program's score + %.2f times the reader's; bound %.3f" % (*joined.w[:4], joined.w[-1], joined.mix, bound))
    print("set, answerable, not | AUC | caught | MRR, each program / reader / both | share with the evidence in a window | one bound: declines, catches")
    line("fit", joined.give(fit), bound)
    for where in a.on:
        folder, names = where.split("=")
        told = joined.give(scored(reader, a, names, folder))
        for n in names.split(","):
            line(n, [q for q in told if q["set"] == n], bound)
        line("all", told, bound)
        for part in [p for p in a.pool.split(";") if p and p.split(",")[0] in names.split(",")]:
            line("+".join(p[:4] for p in part.split(",")), [q for q in told if q["set"] in part.split(",")], bound)
    np.savez(a.model.replace(".npz", ".join.npz"), w=joined.w, mix=joined.mix, bound=bound, signs=signs, windows=a.most)


def scored(reader, a, names, folder=None):
    qs = [q for n in names.split(",") for q in states.told_set(reader, reader.file, a, n, folder)]
    start, cpu = time.time(), time.process_time()
    qs = join.score(reader, join.cut(qs, getattr(a, "most", a.look)))
    n = sum(len(q["ids"]) for q in qs)
    print("%d pairs: upper layers %.1f ms of the processor a pair" % (n, 1000 * (time.process_time() - cpu) / max(n, 1)), flush=True)
    return qs


def line(name, qs, bound):
    yes, no = join.sides(qs, "both")
    print("%s | %.2f, %.2f" % (join.row(name, qs), np.mean(np.array(yes) < bound), np.mean(np.array(no) < bound)), flush=True)


if __name__ == "__main__":
    main()
