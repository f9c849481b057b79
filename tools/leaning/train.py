"""Makes the numbers that tell whether a question leans on the one before it, and
whether it asks for nothing but the answer before in another form.

Usage: train.py e5-small.bin asking.bin OUT.bin [--hold 0.003]

data/*.jsonl hold, an author each, what was asked and what was asked next, and
whether the latter leans on the former; what two conversations begin with does not
lean either, one after the other. data/forms/*.jsonl hold what asks for the answer
before in another form ("kort sagt?"), and what only looks like it.

Both are a logistic regression (L2) of the vector of what was asked next, by a
question's own numbers (tools/asking), of how near it comes to the vector of both
questions as one text, and of how many words it has. Each author is left out in turn
to be measured; what is written is learned of all. The file, for each of the two:
float32 of the constant, the nearness, the logarithm of one more than the words, and
384 of the vector.
"""
import argparse
import glob
import importlib.util
import json
import os
import sys

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "../reader"), os.path.join(HERE, "../asking")]
import encoder

spec = importlib.util.spec_from_file_location("asking", os.path.join(HERE, "../asking/train.py"))
asking = importlib.util.module_from_spec(spec)
spec.loader.exec_module(asking)

SURELY = 2  # as in index/leaning.go
FEW = 3  # by how much the nearness and the words are held less than a number of the vector


def signs(model, lines):
    """Of each line the nearness, the words and the vector."""
    alone = asking.embed(model, [q["question"] for q in lines]).numpy()
    both = asking.embed(model, [q["before"][-1] + " " + q["question"] for q in lines]).numpy()
    words = np.log1p([len(q["question"].split()) for q in lines])
    return np.column_stack([(alone * both).sum(1), words, alone]).astype(np.float64)


def learn(x, y, hold):
    """The constant and the weights, by Newton's method; those that lean weigh as much as the others."""
    part = np.where(y, 0.5 / y.mean(), 0.5 / (1 - y.mean()))
    mean, scale = x.mean(0), x.std(0)
    scale[:2] /= FEW
    z = np.column_stack([np.ones(len(x)), (x - mean) / scale])
    w, stay = np.zeros(z.shape[1]), np.full(z.shape[1], 1 / hold)
    stay[0] = 0
    for _ in range(30):
        p = 1 / (1 + np.exp(-z @ w))
        step = np.linalg.solve((z * (part * p * (1 - p))[:, None]).T @ z + np.diag(stay + 1e-9), z.T @ (part * (y - p)) - stay * w)
        w += step
        if np.abs(step).max() < 1e-8:
            break
    w[1:] /= scale
    w[0] -= w[1:] @ mean
    return w


def auc(odds, y):
    return float(np.mean(odds[y][:, None] > odds[~y][None]))


def read(path):
    """The lines of an author, and those of what conversations begin with."""
    author = os.path.basename(path).removesuffix(".jsonl")
    with open(path) as f:
        lines = [json.loads(line) for line in f]
    first = list(dict.fromkeys(q["before"][0] for q in lines))
    lines += [{"before": [a], "question": b, "leans": False, "begins": True} for a, b in zip(first[::2], first[1::2])]
    return [dict(q, author=author) for q in lines]


def read_forms(path):
    author = os.path.basename(path).removesuffix(".jsonl")
    with open(path) as f:
        return [dict(json.loads(line), author=author, leans=True) for line in f]


def share(of):
    return f"{of.mean():.2f} of {len(of)}" if len(of) else "–"


def left_out(x, y, authors, hold):
    """The odds of each line by what was learned of the other authors."""
    odds = np.zeros(len(y))
    for author in sorted(set(authors)):
        m = authors == author
        w = learn(x[~m], y[~m], hold)
        odds[m] = w[0] + x[m] @ w[1:]
    return odds


def leaning(x, lines, hold):
    y, authors = np.array([q["leans"] for q in lines]), np.array([q["author"] for q in lines])
    begins = np.array([q.get("begins", False) for q in lines])
    odds = left_out(x, y, authors, hold)
    told = odds > 0
    kinds = {"talks": np.char.startswith(authors, "k"), "drafts": ~np.char.startswith(authors, "k")}
    for what, m in [(a, authors == a) for a in sorted(set(authors))] + list(kinds.items()):
        n = m & ~begins
        print(f"leans    {what:8} AUC {auc(odds[n], y[n]):.3f}, by the nearness alone {auc(-x[n, 0], y[n]):.3f}; told of those that do {share(told[m & y])}, of the others {share(told[n & ~y])}, of beginnings {share(told[m & begins])}")
    return learn(x, y, hold)


def reshaping(x, lines, hold):
    y, authors = np.array([q.get("reshapes", False) for q in lines]), np.array([q["author"] for q in lines])
    kinds = np.array([q.get("shape", "begins" if q.get("begins") else "leans" if q["leans"] else "alone") for q in lines])
    odds = left_out(x, y, authors, hold)
    print(f"reshapes AUC {auc(odds, y):.3f}; told with odds above {SURELY}: " + ", ".join(f"{k} {share(odds[kinds == k] > SURELY)}" for k in sorted(set(kinds))))
    return learn(x, y, hold)


def main():
    a = argparse.ArgumentParser()
    a.add_argument("file"), a.add_argument("asking"), a.add_argument("out"), a.add_argument("--hold", type=float, default=0.003, help="one over the strength of L2")
    a = a.parse_args()
    lines = [q for path in sorted(glob.glob(os.path.join(HERE, "data", "*.jsonl"))) for q in read(path)]
    forms = [q for path in sorted(glob.glob(os.path.join(HERE, "data", "forms", "*.jsonl"))) for q in read_forms(path)]
    x = signs(asking.read(a.asking, encoder.File(a.file)), lines + forms)
    first = leaning(x[: len(lines)], lines, a.hold)
    second = reshaping(x, lines + forms, a.hold)
    np.concatenate([first, second]).astype("<f4").tofile(a.out)


if __name__ == "__main__":
    main()
