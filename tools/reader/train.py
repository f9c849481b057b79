"""Trains the reader on cached states and tells how it does on fields left out.

Usage: train.py e5-small.bin STATES OUT.npz --names a,b,… --dev c,d [--claims x,y] [--split 6] [--rounds 3] [--share 1.0]

A batch is some questions with all their windows. The loss is binary (both
labels weighing the same over the batch in the mean of training) plus, where a
question has a right window among others, the choice among them.
"""
import argparse
import json
import os
import time

import numpy as np
import tensorflow as tf

import encoder
import measures
import model


class Set:
    """Cached states of a set, with its questions or the labels of its claims."""

    def __init__(self, path, name):
        z = np.load(os.path.join(path, name + ".npz"))
        self.x, self.n = z["x"], z["n"]
        with open(os.path.join(path, name + ".json")) as r:
            self.info = json.load(r)

    def take(self, at):
        n = self.n[at]
        wide = int(n.max())
        return self.x[at, :wide].astype(np.float32), (np.arange(wide) < n[:, None]).astype(np.float32)


def wide_batch(parts):
    """Batches of several sets as one."""
    wide = max(x.shape[1] for x, _ in parts)
    x = np.concatenate([np.pad(x, ((0, 0), (0, wide - x.shape[1]), (0, 0))) for x, _ in parts])
    return x, np.concatenate([np.pad(m, ((0, 0), (0, wide - m.shape[1]))) for _, m in parts])


def scored(reader_logits, s, column=0):
    """The reader's logit of each pair of a set."""
    out = np.zeros(len(s.n), np.float32)
    order = np.argsort(s.n)
    for at in range(0, len(order), 64):
        part = order[at : at + 64]
        out[part] = reader_logits(*s.take(part))[:, column].numpy()
    return out


def told(reader_logits, s):
    """The questions of a set with the reader's logits."""
    out = scored(reader_logits, s)
    for q in s.info:
        q["reader"] = out[q["at"]].tolist() if q["at"] else []
    return s.info


def losses(logits, y, known, weight, group, groups):
    """Binary loss of windows whose label is known, and the choice within a question."""
    z = logits[:, 0]
    binary = tf.reduce_sum(tf.nn.sigmoid_cross_entropy_with_logits(y, z) * weight * known) / (tf.reduce_sum(weight * known) + 1e-6)
    e = tf.exp(z - tf.stop_gradient(tf.reduce_max(z)))
    all_, right = tf.math.unsorted_segment_sum(e * known, group, groups), tf.math.unsorted_segment_sum(e * y * known, group, groups)
    some = tf.cast((right > 0) & (all_ > right), tf.float32)
    choice = tf.reduce_sum(some * (tf.math.log(all_ + 1e-9) - tf.math.log(right + 1e-9))) / (tf.reduce_sum(some) + 1e-6)
    return binary + 0.5 * choice


def main():
    a = argparse.ArgumentParser()
    a.add_argument("file"), a.add_argument("states"), a.add_argument("out")
    a.add_argument("--names", required=True), a.add_argument("--dev", required=True), a.add_argument("--claims", default="")
    a.add_argument("--split", type=int, default=6), a.add_argument("--rounds", type=float, default=3), a.add_argument("--share", type=float, default=1)
    a.add_argument("--rate", type=float, default=1e-4), a.add_argument("--seed", type=int, default=21), a.add_argument("--minutes", type=float, default=60)
    a.add_argument("--batch", type=int, default=8), a.add_argument("--drop", type=float, default=0.1)
    a = a.parse_args()
    print("run", json.dumps(vars(a)), "numpy", np.__version__, "tensorflow", tf.__version__, flush=True)
    Training(a).run()


class Training:
    def __init__(self, a):
        self.a = a
        self.rng = np.random.default_rng(a.seed)
        tf.random.set_seed(a.seed)
        self.sets = [Set(a.states, n) for n in a.names.split(",")]
        self.dev = [Set(a.states, n) for n in a.dev.split(",")]
        self.claims = [Set(a.states, n) for n in a.claims.split(",") if n]
        self.questions = [(s, q) for s in self.sets for q in s.info if q["at"] and None not in q["labels"]]
        if a.share < 1:
            order = self.rng.permutation(len(self.questions))
            self.questions = [self.questions[i] for i in order[: int(a.share * len(order))]]
        labels = [l for _, q in self.questions for l in q["labels"]]
        self.up = (len(labels) - sum(labels)) / max(sum(labels), 1)
        print("%d questions, %d pairs, %d of them answer; %d claims" % (len(self.questions), len(labels), sum(labels), sum(len(c.info) for c in self.claims)), flush=True)
        self.build()

    def build(self):
        a = self.a
        self.reader = r = model.Reader(encoder.File(a.file), a.split, a.seed)
        self.adam = adam = model.Adam(r.slow + r.fast, [1.0] * len(r.slow) + [10.0] * len(r.fast))
        x, one = tf.TensorSpec([None, None, encoder.WIDTH]), tf.TensorSpec([None])

        @tf.function(input_signature=[x, tf.TensorSpec([None, None]), one, one, one, tf.TensorSpec([None], tf.int32), tf.TensorSpec([], tf.int32), tf.TensorSpec([]), tf.TensorSpec([])])
        def step(x, mask, y, known, weight, group, groups, at, rate):
            with tf.GradientTape() as tape:
                loss = losses(r.logits(x, mask, a.drop), y, known, weight, group, groups)
            adam.apply(tape.gradient(loss, adam.variables), at, rate)
            return loss

        @tf.function(input_signature=[x, tf.TensorSpec([None, None]), one, tf.TensorSpec([]), tf.TensorSpec([])])
        def claim(x, mask, y, at, rate):
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(y, r.logits(x, mask, a.drop)[:, 1]))
            adam.apply(tape.gradient(loss, adam.variables), at, rate)
            return loss

        self.step, self.claim = step, claim
        self.logits = tf.function(lambda x, m: r.logits(x, m), input_signature=[x, tf.TensorSpec([None, None])])

    def batches(self):
        order = self.rng.permutation(len(self.questions))
        for at in range(0, len(order) - self.a.batch + 1, self.a.batch):
            yield [self.questions[i] for i in order[at : at + self.a.batch]]

    def run(self):
        a, begun = self.a, time.time()
        total, at, best, kept = int(a.rounds * (len(self.questions) // a.batch)), 0, None, None
        every, losses_ = max(1, total // max(1, int(a.rounds * 2))), []
        while at < total:
            for batch in self.batches():
                at += 1
                rate = a.rate * min(at / 20, max(1 - at / total, 0.02))
                losses_.append(self.one(batch, at, rate))
                if self.claims and at % 3 == 0:
                    self.one_claim(at, rate)
                if at == 3:
                    print("3 steps took %.0f s" % (time.time() - begun), flush=True)
                late = time.time() - begun > 60 * a.minutes
                if at % every == 0 or at == total or late:
                    figure = self.measure(at, total, np.mean(losses_), begun)
                    losses_ = []
                    if best is None or figure > best:
                        best, kept = figure, self.reader.numbers()
                        np.savez(a.out, **{k: v.astype(np.float16) for k, v in kept.items()})
                if at == total or late:
                    print("best %.3f" % best, flush=True)
                    return

    def one(self, batch, at, rate):
        x, mask = wide_batch([s.take(np.array(q["at"])) for s, q in batch])
        y = np.array([float(bool(l)) for _, q in batch for l in q["labels"]], np.float32)
        group = np.array([i for i, (_, q) in enumerate(batch) for _ in q["labels"]], np.int32)
        weight = np.where(y > 0, self.up, 1).astype(np.float32)
        return self.step(x, mask, y, np.ones_like(y), weight, group, len(batch), np.float32(at), np.float32(rate)).numpy()

    def one_claim(self, at, rate):
        s = self.claims[self.rng.choice(len(self.claims), p=np.array([len(c.info) for c in self.claims]) / sum(len(c.info) for c in self.claims))]
        part = self.rng.choice(len(s.info), min(24, len(s.info)), replace=False)
        x, mask = s.take(part)
        self.claim(x, mask, np.array(s.info, np.float32)[part], np.float32(at), np.float32(rate))

    def measure(self, at, total, loss, begun):
        """AUC over the fields left out, of their answerable questions against the others."""
        qs = [q for s in self.dev for q in told(self.logits, s)]
        top = {q: max(p["reader"], default=-9) for q, p in enumerate(qs)}
        yes, no = [top[i] for i, q in enumerate(qs) if q["answerable"]], [top[i] for i, q in enumerate(qs) if not q["answerable"]]
        pair = measures.auc([z for q in qs for z, l in zip(q["reader"], q["labels"]) if l], [z for q in qs for z, l in zip(q["reader"], q["labels"]) if l is False])
        figure, rank = measures.auc(yes, no), measures.mrr(qs, "reader")[0]
        print("step %d of %d, %.0f s: loss %.3f; left out: AUC %.3f, of pairs %.3f, caught %.2f, MRR %.3f (program: AUC %.3f, MRR %.3f)" % (at, total, time.time() - begun, loss, figure, pair, measures.caught(yes, no), rank, measures.auc([q["sure"] for q in qs if q["answerable"]], [q["sure"] for q in qs if not q["answerable"]]), measures.mrr(qs, "scores")[0]), flush=True)
        return figure + 0.5 * rank


if __name__ == "__main__":
    main()
