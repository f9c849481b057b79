"""Scores sets with a trained reader and prints figures only: no question, no text.

Usage: measure.py e5-small.bin MODEL.npz --fit STATES=a,b --on STATES=c,d [--on …] [--claims STATES=c,d]

What joins the reader with the program's own signs is fitted on --fit: fields
whose questions the reader was not trained on. "Caught" is the share of the
unanswerable that fall below the bound under which 5 % of the answerable do,
of the same set; "at the bound" is where the bound of --fit would be used.
"""
import argparse

import numpy as np

import encoder
import layers
import measures
import model


def main():
    a = argparse.ArgumentParser()
    a.add_argument("file"), a.add_argument("model"), a.add_argument("--fit", required=True)
    a.add_argument("--on", action="append", default=[]), a.add_argument("--claims")
    a.add_argument("--most", type=int, default=5)
    a = a.parse_args()
    Measure(a).run()


class Measure:
    def __init__(self, a):
        self.a = a
        self.reader = model.Reader(layers.load(), encoder.File(a.file, False), 11, 0).load(a.model)

    def sets(self, where, most=None):
        path, names = where.split("=")
        return {n: model.Set(path, n, most) for n in names.split(",")}

    def told(self, where):
        return {n: s.told(self.reader) for n, s in self.sets(where, self.a.most).items()}

    def run(self):
        fit = [q for qs in self.told(self.a.fit).values() for q in qs]
        yes = np.array([q["answerable"] for q in fit], float)
        self.join = measures.logistic([measures.features(q) for q in fit], yes, np.where(yes > 0, 1 / yes.sum(), 1 / (1 - yes).sum()))
        self.mix = max(np.arange(0, 4.1, 0.25), key=lambda m: measures.mrr(self.mixed(fit, m), "both")[0])
        print("joined: odds %.2f, best window %.2f, best three %.2f, constant %.2f; order: the program's score + %.2f times the reader's" % (*self.join, self.mix))
        self.bounds = {k: sorted(self.score(q, k) for q in fit if q["answerable"])[int(0.05 * yes.sum())] for k in ("sure", "reader", "both")}
        print("%-14s %9s | %-17s | %-17s | %-17s | %s" % ("set", "yes/no", "AUC prog/rdr/both", "caught", "bound of --fit: both declines, catches", "MRR program, reader, both (n)"))
        self.line("fit", fit)
        for where in self.a.on:
            told = self.told(where)
            for n, qs in told.items():
                self.line(n, qs)
            if len(told) > 1:
                self.line("all of these", [q for qs in told.values() for q in qs])
        if self.a.claims:
            for n, s in self.sets(self.a.claims).items():
                z = s.scored(self.reader, 1)
                y = np.array(s.info, bool)
                print("%-22s %d carried, %d not: AUC %.3f, right at odds of 1 %.3f" % (n, y.sum(), (~y).sum(), measures.auc(z[y], z[~y]), np.mean((z > 0) == y)))

    def score(self, q, key):
        f = measures.features(q)
        return {"sure": f[0], "reader": f[1], "both": float(np.dot(self.join[:-1], f) + self.join[-1])}[key]

    def mixed(self, qs, mix):
        for q in qs:
            q["both"] = [s + mix * r for s, r in zip(q["scores"], q["reader"])]
        return qs

    def line(self, name, qs):
        self.mixed(qs, self.mix)
        of = {k: ([self.score(q, k) for q in qs if q["answerable"]], [self.score(q, k) for q in qs if not q["answerable"]]) for k in ("sure", "reader", "both")}
        yes, no = of["both"]
        bound = np.mean(np.array(yes) < self.bounds["both"]), np.mean(np.array(no) < self.bounds["both"])
        ranks = [measures.mrr(qs, k) for k in ("scores", "reader", "both")]
        print("%-14s %4d/%4d | %s | %s | %.2f %.2f | %s (%d)" % (name, len(yes), len(no), " ".join("%.3f" % measures.auc(*v) for v in of.values()), " ".join("%.2f" % measures.caught(*v) for v in of.values()), *bound, " ".join("%.3f" % r[0] for r in ranks), ranks[0][1]), flush=True)


if __name__ == "__main__":
    main()
