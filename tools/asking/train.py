"""Makes the question's own numbers: biases and scales that the encoder uses for a question.

Usage: train.py e5-small.bin UNITS OUT.bin --learn a,b,… [--left c,d] [--seeds 1,2,3]

The vectors of passages stay as they are. A question's vector is drawn to the pieces,
sentences and asked questions that answer it, away from all others of its set and some of
other sets. With several seeds the numbers' mean is written. --left are measured, before
and after.
"""
import argparse
import random

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

import encoder
import net
import sets

OTHERS = 256  # pieces and sentences of other sets beside a question's own
NONE = 0.75  # the cosine of "none of them" at the beginning
WARM = 30  # steps in which the rate rises


def options():
    a = argparse.ArgumentParser()
    a.add_argument("file"), a.add_argument("units"), a.add_argument("out")
    a.add_argument("--learn", required=True), a.add_argument("--left", default="")
    a.add_argument("--seeds", default="1"), a.add_argument("--rounds", type=int, default=3), a.add_argument("--rate", type=float, default=2e-3)
    a.add_argument("--heat", type=float, default=0.01, help="of the choice among units"), a.add_argument("--doubt", type=float, default=0.7, help="weight of a question that is not answered"), a.add_argument("--batch", type=int, default=32)
    return a.parse_args()


class Encoder(nn.Module):
    def __init__(self, file):
        super().__init__()
        self.file = file
        self.layers = nn.ModuleList(net.Layer(n, 0.0) for n in file.layers)
        self.first = nn.LayerNorm(encoder.WIDTH, 1e-12)
        self.first.load_state_dict({"weight": torch.tensor(file.first[0]), "bias": torch.tensor(file.first[1])})
        for name, p in self.named_parameters():
            p.requires_grad_(own(name))

    def forward(self, ids):
        x, mask, filled = net.padded([self.file.word(i) + self.file.place[: len(i)] for i in ids])
        x = self.first(x)
        for layer in self.layers:
            x = layer(x, mask)
        return F.normalize(net.mean_of(x, filled), dim=1)


def own(name):
    """Whether a question has its own of these numbers."""
    return name.startswith("layers") and (name.endswith("bias") or ".norm" in name)


def ids_of(file, question):
    return [file.begin] + file.cut("query: " + question)[: encoder.PLACES - 2] + [file.end]


def embed(model, questions):
    ids = [ids_of(model.file, q) for q in questions]
    out, order = torch.zeros(len(ids), encoder.WIDTH), sorted(range(len(ids)), key=lambda i: len(ids[i]))
    with torch.no_grad():
        for k in range(0, len(order), 32):
            some = order[k : k + 32]
            out[some] = model([ids[i] for i in some])
    return out


def loss_of(v, s, right, others, none, heat, a):
    """How unlikely the right units are to be chosen by their cosines, of each kind; "none of them" is right where the question is not answered."""
    loss, answered = 0, any(r.any() for r in right)
    for units, r, more, no in zip((s.pieces, s.sentences, s.asked), right, others, none):
        if r.any() or not answered and len(r):
            z = units @ v / heat
            chosen = torch.logsumexp(z[r], 0) if answered else no / heat
            loss += (1 if answered else a.doubt) * (torch.logsumexp(torch.cat([z, more @ v / heat, no[None] / heat]), 0) - chosen)
    return loss


def train(file, learned, a, seed):
    torch.manual_seed(seed)
    rng, model = random.Random(seed), Encoder(file)
    none = nn.Parameter(torch.full((3,), NONE))
    opt = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad] + [none], weight_decay=0)
    examples = [(s, q, r) for s in learned for q, r in s.learned()]
    pieces, sentences = torch.cat([s.pieces for s in learned]), torch.cat([s.sentences for s in learned])
    some = lambda all: all[torch.randint(len(all), (OTHERS,))]
    steps, step = a.rounds * -(-len(examples) // a.batch), 0
    for n in range(a.rounds):
        rng.shuffle(examples)
        total = 0
        for k in range(0, len(examples), a.batch):
            part, opt.param_groups[0]["lr"] = examples[k : k + a.batch], a.rate * min(1, step / WARM) * (1 - step / (steps + 1))
            sent = some(sentences)
            others = some(pieces), sent, sent
            loss = sum(loss_of(v, s, r, others, none, a.heat, a) for v, (s, _, r) in zip(model([ids_of(file, q) for _, q, _ in part]), part)) / len(part)
            opt.zero_grad(), loss.backward(), opt.step()
            total, step = total + loss.item() * len(part), step + 1
        print(f"seed {seed}, round {n + 1} of {len(examples)} questions: loss {total / len(examples):.3f}, none {none.tolist()}", flush=True)
    return {k: v.detach() for k, v in model.state_dict().items() if own(k)}


def tell(what, model, left):
    found = [(s.name, sets.measure(s, embed(model, [q["question"] for q in s.questions]))) for s in left]
    for name, m in found + [("mean", {k: np.mean([f[k] for _, f in found]) for k in found[0][1]})] if found else []:
        print(f"{what:6} {name:14} " + " ".join(f"{k} {v:.3f}" for k, v in m.items()))


# A layer's own numbers in the order of meaning/asking.go.
ORDER = "qkv.bias", "out.bias", "up.bias", "down.bias", "norm1.weight", "norm1.bias", "norm2.weight", "norm2.bias"


def read(path, file):
    """The encoder with a question's numbers, as write writes them."""
    model, at, state = Encoder(file), 0, {}
    raw = np.fromfile(path, "<f2").astype(np.float32)
    for i, layer in enumerate(file.layers):
        for name in ORDER:
            n = len(layer[name])
            state[f"layers.{i}.{name}"] = torch.tensor(layer[name] + raw[at : at + n])
            at += n
    assert at == len(raw)
    model.load_state_dict(state, strict=False)
    return model


def write(path, file, numbers):
    """What a question's numbers differ by, float16, layer by layer."""
    with open(path, "wb") as w:
        for i, layer in enumerate(file.layers):
            for name in ORDER:
                w.write((numbers[f"layers.{i}.{name}"].numpy() - layer[name]).astype("<f2").tobytes())


def main():
    a = options()
    file = encoder.File(a.file)
    learned, left = ([sets.Set(a.units, n) for n in names.split(",") if n] for names in (a.learn, a.left))
    model = Encoder(file)
    tell("before", model, left)
    runs = [train(file, learned, a, int(seed)) for seed in a.seeds.split(",")]
    mean = {k: sum(r[k] for r in runs) / len(runs) for k in runs[0]}
    model.load_state_dict(mean, strict=False)
    tell("after", model, left)
    write(a.out, file, mean)


if __name__ == "__main__":
    main()
