"""Trains the reader and tells how it does on fields left out.

Usage: train.py e5-small.bin CANDIDATES OUT.npz --names a,b,… --dev c,d --states DIR
       train.py e5-small.bin - OUT.npz --public squad.json,… [--count N]

A batch is some questions with their windows. The loss is binary over windows,
plus the choice of each question among its windows and "none of them".
"""
import argparse
import json
import os
import time

import numpy as np
import torch
from torch.nn import functional as F

import encoder
import join
import net
import pairs
import public
import states


def options():
    a = argparse.ArgumentParser()
    a.add_argument("file"), a.add_argument("candidates"), a.add_argument("out")
    a.add_argument("--names", default=""), a.add_argument("--dev", default=""), a.add_argument("--states", default="states")
    a.add_argument("--public", default=""), a.add_argument("--count", type=int, default=4000, help="questions of the public sets")
    a.add_argument("--init", help="numbers to begin with"), a.add_argument("--split", type=int, default=6, help="first layer trained")
    a.add_argument("--most", type=int, default=5, help="windows of a question trained on"), a.add_argument("--look", type=int, default=12, help="of one left out")
    a.add_argument("--wide", type=int, default=48), a.add_argument("--rounds", type=float, default=2), a.add_argument("--minutes", type=float, default=600, help="the end, whatever the rounds")
    a.add_argument("--rate", type=float, default=1e-4)
    a.add_argument("--drop", type=float, default=0.0), a.add_argument("--seed", type=int, default=21), a.add_argument("--share", type=float, default=1)
    a.add_argument("--batch", type=int, default=8), a.add_argument("--doubt", type=float, default=0.5, help="weight of an answerable question's wrong windows")
    a.add_argument("--choice", type=float, default=1, help="weight of the choice"), a.add_argument("--threads", type=int, default=2)
    return a.parse_args()


def loss_of(z, labels, a):
    """Of windows' logits and of each question's labels; right and wrong windows weigh the same in all."""
    y = torch.tensor([float(l) for ls in labels for l in ls])
    doubt = torch.tensor([a.doubt if any(ls) and not l else 1 for ls in labels for l in ls])
    up = 2.5  # wrong windows for each right one, as seen
    loss = (F.binary_cross_entropy_with_logits(z, y, reduction="none") * torch.where(y > 0, up, doubt)).mean()
    choices = []
    for part, ls in zip(z.split([len(ls) for ls in labels]), labels):
        right = part[torch.tensor(ls)] if any(ls) else torch.zeros(1)
        choices.append(torch.logsumexp(F.pad(part, (1, 0)), 0) - torch.logsumexp(right, 0))
    return loss + a.choice * torch.stack(choices).mean()


def read(a, file, reader):
    """Questions to learn from and those left out, with their states."""
    if a.public:
        return public.read(file, a.public.split(","), a.most, a.count, a.seed), []
    rng = np.random.default_rng(a.seed)
    learn = []
    for n in a.names.split(","):
        qs = pairs.read(file, a.candidates, n, a.most, a.wide, training=True)
        states.warm(reader, qs, os.path.join(a.states, "%s-%d-%d-%d-learn.npy" % (n, a.split, a.most, a.wide)))
        qs = [q for q in qs if q["found"] or not q["answerable"]]
        learn += [qs[i] for i in rng.permutation(len(qs))[: int(np.ceil(a.share * len(qs)))]]
    left = [q for n in a.dev.split(",") if n for q in states.told_set(reader, file, a, n)]
    return learn, left


def optimiser(reader, rate):
    ours = [(n, p) for n, p in reader.named_parameters() if p.requires_grad]
    groups = [{"params": [p for n, p in ours if n.startswith("layers") == deep], "lr": r, "most": r} for deep, r in ((True, rate), (False, 10 * rate))]
    return torch.optim.AdamW(groups, weight_decay=0.01, fused=True)


def train(a, reader, learn, left):
    rng, start, done, spent, losses = np.random.default_rng(a.seed), time.time(), 0.0, 0.0, []
    opt, order, told = optimiser(reader, a.rate), [], 0
    while spent < 1:
        order = order or [learn[i] for i in rng.permutation(len(learn))]
        batch, order = order[: a.batch], order[a.batch :]
        done += len(batch) / len(learn)
        spent = max(done / a.rounds, (time.time() - start) / 60 / a.minutes)
        for g in opt.param_groups:
            g["lr"] = g["most"] * min((spent + 0.002) / 0.08, max(1 - spent, 0.02))
        losses.append(step(a, reader, opt, batch))
        if time.time() - start > told:
            print("%.2f rounds, %d steps, %.0f s (%.0f of the processor): loss %.3f" % (done, len(losses), time.time() - start, time.process_time(), np.mean(losses[-50:])), flush=True)
            told = time.time() - start + 60
    if left:
        reader.eval()
        join.tell(join.score(reader, left))


def step(a, reader, opt, batch):
    reader.train()
    ids = [i for q in batch for i in q["ids"]]
    with torch.autocast("cpu", torch.bfloat16):
        have = [s for q in batch for s in q["states"]] if "states" in batch[0] else reader.lower(ids)
        z = reader(have, [i.index(reader.file.end) + 1 for i in ids])
        loss = loss_of(z, [q["labels"] for q in batch], a)
    opt.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(reader.parameters(), 1)
    opt.step()
    return loss.item()


def main():
    a = options()
    torch.set_num_threads(a.threads), torch.manual_seed(a.seed)
    print("run", json.dumps({k: v for k, v in vars(a).items() if k not in ("file", "candidates", "out", "states", "public", "init")}), "torch", torch.__version__, flush=True)
    file = encoder.File(a.file)
    reader = net.Reader(file, a.split, a.drop)
    if a.init:
        net.load(a.init, reader)
    reader.eval()
    learn, left = read(a, file, reader)
    labels = [l for q in learn for l in q["labels"]]
    print("%d questions, %d pairs, %d of them answer; %d questions left out" % (len(learn), len(labels), sum(labels), len(left)), flush=True)
    train(a, reader, learn, left)
    net.save(a.out, reader)


if __name__ == "__main__":
    main()
