"""The reader's logits of a question's windows, and what joins them with the program's own signs."""
import numpy as np
import torch

import measures

NOTHING = -8.0  # where there is no window


def score(reader, qs, part=32):
    """Gives each question the reader's logit of every window."""
    pairs = [(len(i), s, i.index(reader.file.end) + 1, q, k) for q in qs for k, (i, s) in enumerate(zip(q["ids"], q["states"]))]
    pairs.sort(key=lambda p: p[0])
    for q in qs:
        q["reader"] = [NOTHING] * len(q["ids"])
    for i in range(0, len(pairs), part):
        some = pairs[i : i + part]
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
            z = reader.upper([p[1] for p in some], [p[2] for p in some])
        for (_, _, _, q, k), v in zip(some, z.tolist()):
            q["reader"][k] = v
    return qs


def cut(qs, most):
    """The same questions, where only so many windows are read."""
    return [{**q, **{k: q[k][:most] for k in ("ids", "states", "reader", "labels", "scores") if k in q}} for q in qs]


def features(q, signs):
    """The program's odds, the reader's best, second and mean of three, and the program's signs."""
    r = np.sort(np.append(q["reader"], [NOTHING] * 3))[::-1]
    return [max(q["sure"], -4), r[0], r[1], r[:3].mean()] + (list(q["signs"] or [0] * 19) if signs else [])


class Joined:
    """Weights fitted on questions whose fields were not learned from."""

    def __init__(self, qs, signs=False, pull=0.05):
        self.signs = signs
        yes = np.array([q["answerable"] for q in qs], float)
        self.w = measures.logistic([features(q, signs) for q in qs], yes, np.where(yes > 0, 1 / yes.sum(), 1 / (1 - yes).sum()), pull)
        self.mix = max(np.arange(0, 4.1, 0.25), key=lambda m: measures.mrr(mixed(qs, m), "both")[0])

    def odds(self, q):
        return float(np.dot(self.w[:-1], features(q, self.signs)) + self.w[-1])

    def give(self, qs):
        for q in qs:
            q["odds"] = self.odds(q)
        return mixed(qs, self.mix)


def mixed(qs, mix):
    for q in qs:
        q["both"] = [s + mix * r for s, r in zip(q["scores"], q["reader"])]
    return qs


def by_others(qs, **more):
    """Joined by what is fitted on the other sets alone."""
    for name in sorted({q["set"] for q in qs}):
        Joined([q for q in qs if q["set"] != name], **more).give([q for q in qs if q["set"] == name])
    return qs


def sides(qs, key):
    of = {"program": lambda q: q["sure"], "reader": lambda q: max(q["reader"]), "both": lambda q: q["odds"]}[key]
    return [of(q) for q in qs if q["answerable"]], [of(q) for q in qs if not q["answerable"]]


def row(name, qs):
    """Figures of a set: program / reader / both."""
    keys = ("program", "reader", "both")
    auc, caught = ([f(*sides(qs, k)) for k in keys] for f in (measures.auc, measures.caught))
    ranks = [measures.mrr(qs, k) for k in ("scores", "reader", "both")]
    yes = [q for q in qs if q["answerable"]]
    slash = lambda xs: " / ".join("%.2f" % x for x in xs)
    return "%-14s %4d, %3d | %s | %s | %s | covered %.2f" % (name, len(yes), len(qs) - len(yes), slash(auc), slash(caught), slash(r[0] for r in ranks), np.mean([any(q["labels"]) for q in yes]))


def choose(qs):
    """How many windows and whether the program's signs, by AUC and caught of fields each joined by the others."""
    best = None
    for most in (5, 8, 12):
        for signs in (False, True):
            some = by_others(cut(qs, most), signs=signs)
            print(row("%d windows%s" % (most, ", signs" if signs else ""), some), flush=True)
            figure = measures.auc(*sides(some, "both")) + measures.caught(*sides(some, "both"))
            if best is None or figure > best[0]:
                best = figure, most, signs
    return best[1:]


def tell(qs):
    """Figures of fields left out, each joined by the others."""
    pair = [[z for q in qs for z, l in zip(q["reader"], q["labels"]) if l == right] for right in (True, False)]
    print("left out (answerable, not | AUC | caught | MRR; program / reader / both): pairs' AUC %.3f" % measures.auc(*pair))
    most, signs = choose(qs)
    some = by_others(cut(qs, most), signs=signs)
    for name in sorted({q["set"] for q in qs}):
        print(row(name, [q for q in some if q["set"] == name]), flush=True)
    return most, signs
