"""Figures: how well scores tell answerable from not, and order candidates."""
import numpy as np


def auc(yes, no):
    yes, no = np.asarray(yes), np.asarray(no)
    if not len(yes) or not len(no):
        return float("nan")
    return float(((yes[:, None] > no).sum() + 0.5 * (yes[:, None] == no).sum()) / (len(yes) * len(no)))


def caught(yes, no, declined=0.05):
    """The share of `no` below the bound below which at most that share of `yes` lies."""
    yes = np.sort(np.asarray(yes))
    bound = yes[int(declined * len(yes))]
    return float((np.asarray(no) < bound).mean())


def mrr(questions, key):
    """Mean of 1/rank of the first window that holds the evidence, by q[key] of each window."""
    out = []
    for q in questions:
        if any(q["labels"]):
            order = np.argsort(-np.asarray(q[key]), kind="stable")
            out.append(1 / (1 + min(r for r, i in enumerate(order) if q["labels"][i])))
    return float(np.mean(out)) if out else float("nan"), len(out)


def logistic(x, y, weights=None, pull=0.02, rounds=3000):
    """Weights of a logistic regression, the constant last; columns are scaled within."""
    x = np.asarray(x, float)
    mean, sd = x.mean(0), x.std(0) + 1e-9
    z = np.hstack([(x - mean) / sd, np.ones((len(x), 1))])
    y, w = np.asarray(y, float), np.zeros(x.shape[1] + 1)
    s = np.ones(len(x)) if weights is None else np.asarray(weights)
    for _ in range(rounds):
        p = 1 / (1 + np.exp(-z @ w))
        w += 0.5 * (z.T @ (s * (y - p)) / s.sum() - pull * np.append(w[:-1], 0))
    return np.append(w[:-1] / sd, w[-1] - (w[:-1] * mean / sd).sum())
