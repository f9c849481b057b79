"""The reader: layers of the encoder and a head that tells whether a window answers.

Lower layers stay as they are, upper ones are trained. The head weighs HEAD tanh of
the first token beside the mean of all, and, number by number, how far the
question's mean and the passage's agree. It begins as the cosine of the two.
"""
import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

import encoder

HEAD = 128
COSINE = 20  # what the cosine weighs at the beginning
USUAL = 0.87  # the cosine of a usual pair
FILL = 8  # places are filled up to a multiple


class Layer(nn.Module):
    def __init__(self, numbers, drop):
        super().__init__()
        w = encoder.WIDTH
        self.qkv, self.out = nn.Linear(w, 3 * w), nn.Linear(w, w)
        self.up, self.down = nn.Linear(w, encoder.INNER), nn.Linear(encoder.INNER, w)
        self.norm1, self.norm2 = nn.LayerNorm(w, 1e-12), nn.LayerNorm(w, 1e-12)
        self.drop = nn.Dropout(drop)
        self.load_state_dict({k: torch.tensor(v) for k, v in numbers.items()})

    def forward(self, x, mask):
        n, t, w = x.shape
        q, k, v = self.qkv(x).view(n, t, 3, encoder.HEADS, -1).permute(2, 0, 3, 1, 4)
        seen = attend(q, k, v, mask).transpose(1, 2).reshape(n, t, w)
        x = self.norm1(x + self.drop(self.out(seen)))
        return self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))


def attend(q, k, v, mask):
    if not torch.is_grad_enabled():
        return F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
    # The way back of the fused one takes more than twice as long on a CPU.
    return (q @ k.transpose(-1, -2) * q.shape[-1] ** -0.5 + mask).softmax(-1).to(v.dtype) @ v


class Reader(nn.Module):
    def __init__(self, file, split, drop=0.0):
        super().__init__()
        self.file, self.split = file, split
        self.layers = nn.ModuleList(Layer(n, drop) for n in file.layers)
        self.layers[:split].requires_grad_(False)
        w = encoder.WIDTH
        self.mid, self.tell = nn.Linear(2 * w, HEAD), nn.Linear(HEAD, 1)
        nn.init.normal_(self.mid.weight, 0, 0.05), nn.init.zeros_(self.mid.bias)
        nn.init.normal_(self.tell.weight, 0, 0.05), nn.init.constant_(self.tell.bias, -COSINE * USUAL)
        self.same = nn.Parameter(torch.full((w,), float(COSINE)))
        self.first = nn.LayerNorm(w, 1e-12).requires_grad_(False)
        self.first.load_state_dict({"weight": torch.tensor(file.first[0]), "bias": torch.tensor(file.first[1])})

    def lower(self, ids):
        """The states of each pair's pieces after the layers that stay, as float16."""
        x = [self.file.word(i) + self.file.place[: len(i)] for i in ids]
        x, mask, filled = padded(x)
        with torch.no_grad():
            x = self.first(x)
            for layer in self.layers[: self.split]:
                x = layer(x, mask)
        return [s[: len(i)] for s, i in zip(x.half().numpy(), ids)]

    def forward(self, states, asked, part=16):
        """The logit of each pair, of its states and how many of its pieces are the question's."""
        order = sorted(range(len(states)), key=lambda i: len(states[i]))
        z = [self.upper([states[i] for i in some], [asked[i] for i in some]) for some in (order[k : k + part] for k in range(0, len(order), part))]
        return torch.cat(z)[np.argsort(order)]

    def upper(self, states, asked):
        x, mask, filled = padded(states)
        for layer in self.layers[self.split :]:
            x = layer(x, mask)
        x, asks = x.float(), filled & (torch.arange(x.shape[1])[None] < torch.tensor(asked)[:, None])
        mean, q, p = (mean_of(x, m) for m in (filled, asks, filled & ~asks))
        mid = torch.tanh(self.mid(torch.cat([x[:, 0], mean], 1)).float())
        same = F.normalize(q, dim=1) * F.normalize(p, dim=1)
        return self.tell(mid).float()[:, 0] + same @ self.same


def padded(states):
    """Runs of states as one block, the attention's mask and which places are filled."""
    n = np.array([len(s) for s in states])
    x = np.zeros((len(n), -(-n.max() // FILL) * FILL, encoder.WIDTH), np.float32)
    for row, s in zip(x, states):
        row[: len(s)] = s
    filled = torch.arange(x.shape[1])[None] < torch.tensor(n)[:, None]
    return torch.from_numpy(x), torch.zeros(filled.shape).masked_fill_(~filled, -1e4)[:, None, None], filled


def mean_of(x, mask):
    m = mask[..., None].float()
    return (x * m).sum(1) / m.sum(1)


def save(path, r, **more):
    """Trained layers as float16, the head as float32."""
    kept = {k: v.detach().numpy() for k, v in r.state_dict().items() if trained(k, r.split)}
    np.savez(path, split=r.split, **{k: v.astype(np.float16) if k.startswith("layers") else v for k, v in kept.items()}, **more)


def trained(name, split):
    part = name.split(".")
    return part[0] in ("mid", "tell", "same") or part[0] == "layers" and int(part[1]) >= split


def load(path, r):
    with np.load(path) as z:
        r.load_state_dict({k: torch.tensor(z[k].astype(np.float32)) for k in z.files if trained(k, r.split)}, strict=False)
    return r
