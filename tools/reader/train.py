"""Trains the reader on cached states and tells how it does on fields left out.

Usage: train.py e5-small.bin STATES OUT.npz --names a,b,… --dev c,d [--claims x.claims] [--rounds 3] …

A batch is some questions with all their windows. The loss is binary, right
windows weighing as much in all as the others, plus, where a question has a
right window among others, the choice among them. Every third step some claims
train the second head. The numbers kept are those that do best on the fields
left out.
"""
import argparse
import json
import os
import time

import numpy as np

import encoder
import layers
import measures
import model


def main():
    a = argparse.ArgumentParser()
    a.add_argument("file"), a.add_argument("states"), a.add_argument("out")
    a.add_argument("--names", required=True), a.add_argument("--dev", required=True), a.add_argument("--claims", default="")
    a.add_argument("--split", type=int, default=6, help="first layer trained"), a.add_argument("--most", type=int, default=8, help="windows of a question of the fields left out")
    a.add_argument("--rounds", type=float, default=3), a.add_argument("--minutes", type=float, default=60, help="the end, whatever the rounds")
    a.add_argument("--rate", type=float, default=1.5e-4), a.add_argument("--seed", type=int, default=21), a.add_argument("--share", type=float, default=1, help="of the questions")
    a.add_argument("--batch", type=int, default=4), a.add_argument("--every", type=float, default=0.34, help="rounds between measurements")
    a = a.parse_args()
    print("run", json.dumps(vars(a)), "numpy", np.__version__, flush=True)
    Training(a).run()


def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -30, 30)))


def answer_loss(z, y, group, up):
    """Loss and its gradient, of windows' logits: binary, and the choice within each question."""
    p, w = sigmoid(z), np.where(y > 0, up, 1)
    w = w / w.sum()
    loss, d = -(w * np.log(np.where(y > 0, p, 1 - p) + 1e-9)).sum(), w * (p - y)
    choices = [np.flatnonzero(group == g) for g in np.unique(group)]
    choices = [c for c in choices if 0 < y[c].sum() < len(c)]
    for c in choices:
        e = np.exp(z[c] - z[c].max())
        right = (e * y[c]).sum()
        loss += -0.5 * np.log(right / e.sum()) / len(choices)
        d[c] += 0.5 * (e / e.sum() - e * y[c] / right) / len(choices)
    return loss, d


class Training:
    def __init__(self, a):
        self.a, self.begun, self.seen = a, time.time(), 0
        self.rng = np.random.default_rng(a.seed)
        self.sets, self.questions = {}, []
        self.dev = [model.Set(a.states, n, a.most) for n in a.dev.split(",")]
        self.claims = [model.Set(a.states, n) for n in a.claims.split(",") if n]
        self.refresh()
        self.reader = model.Reader(layers.load(), encoder.File(a.file, False), a.split, a.seed)

    def refresh(self):
        """Takes in the sets that are cached by now, so that training can begin before all are."""
        a = self.a
        for n in a.names.split(","):
            if n not in self.sets and os.path.exists(os.path.join(a.states, n + ".json")):
                self.sets[n] = model.Set(a.states, n)
                new = [(self.sets[n], q) for q in self.sets[n].info if q["at"] and None not in q["labels"]]
                self.questions += [new[i] for i in self.rng.permutation(len(new))[: int(np.ceil(a.share * len(new)))]]
        labels = [l for _, q in self.questions for l in q["labels"]]
        self.up = (len(labels) - sum(labels)) / max(sum(labels), 1)
        print("%d sets, %d questions, %d pairs, %d of them answer; %d claims" % (len(self.sets), len(self.questions), len(labels), sum(labels), sum(len(c.info) for c in self.claims)), flush=True)
        self.left = [self.questions[i] for i in self.rng.permutation(len(self.questions))]

    def run(self):
        a = self.a
        best, losses, done, told = None, [], 0.0, a.every
        self.measure(float("nan"))
        while done < a.rounds:
            if len(self.left) < a.batch:
                self.refresh()
            batch, self.left = self.left[: a.batch], self.left[a.batch :]
            done += len(batch) / len(self.questions)
            spent = max(done / a.rounds, (time.time() - self.begun) / (60 * a.minutes))
            rate = a.rate * min((self.reader.steps + 1) / 15, max(1 - spent, 0.02))
            losses.append(self.step(batch, rate))
            if self.claims and len(losses) % 3 == 0:
                self.claim(rate)
            if done >= told or spent >= 1:
                told = done + a.every
                figure = self.measure(np.mean(losses))
                losses = []
                if best is None or figure > best:
                    best = figure
                    self.reader.save(a.out)
            if spent >= 1:
                break
        print("best %.3f (AUC + MRR/2); %.0f s of the processor" % (best, time.process_time()), flush=True)

    def step(self, batch, rate):
        parts = [p for s, q in batch for p in s.take(q["at"])]
        y = np.array([float(l) for _, q in batch for l in q["labels"]])
        group = np.array([i for i, (_, q) in enumerate(batch) for _ in q["labels"]])
        z, way = self.reader.logits(parts, True)
        loss, d = answer_loss(z[:, 0].astype(float), y, group, self.up)
        self.reader.learn(np.stack([d, 0 * d], 1).astype(np.float32), way, rate)
        self.seen += len(parts)
        return loss

    def claim(self, rate):
        sizes = np.array([len(c.info) for c in self.claims], float)
        s = self.claims[self.rng.choice(len(self.claims), p=sizes / sizes.sum())]
        part = self.rng.choice(len(s.info), min(16, len(s.info)), replace=False)
        z, way = self.reader.logits(s.take(part), True)
        d = (sigmoid(z[:, 1]) - np.array(s.info, float)[part]) / len(part)
        self.reader.learn(np.stack([0 * d, d], 1).astype(np.float32), way, rate)

    def measure(self, loss):
        """AUC and MRR on the fields left out, added up."""
        qs = [q for s in self.dev for q in s.told(self.reader)]
        of = {k: ([measures.features(q)[i] for q in qs if q["answerable"]], [measures.features(q)[i] for q in qs if not q["answerable"]]) for i, k in ((0, "sure"), (1, "reader"))}
        pair = measures.auc([z for q in qs for z, l in zip(q["reader"], q["labels"]) if l], [z for q in qs for z, l in zip(q["reader"], q["labels"]) if l is False])
        figure, rank = measures.auc(*of["reader"]), measures.mrr(qs, "reader")[0]
        print("%5d steps, %6d pairs read, %4.0f s (%.0f of the processor): loss %.3f; left out: AUC %.3f, of pairs %.3f, caught %.2f, MRR %.3f (program: AUC %.3f, caught %.2f, MRR %.3f)" % (self.reader.steps, self.seen, time.time() - self.begun, time.process_time(), loss, figure, pair, measures.caught(*of["reader"]), rank, measures.auc(*of["sure"]), measures.caught(*of["sure"]), measures.mrr(qs, "scores")[0]), flush=True)
        return figure + 0.5 * rank


if __name__ == "__main__":
    main()
