"""The reader: the encoder's lower layers as they are, its upper ones and two heads trained."""
import json
import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np

import encoder
import layers

HEAD = 128
THREADS = 2
COSINE = 20  # what the cosine weighs at the beginning


class Reader:
    """Upper layers from `split` on, and the heads: does it answer, is it carried.

    A head weighs 128 tanh of the first token beside the mean of all, and, number
    by number, how far the question's mean and the passage's agree, which at the
    beginning is the cosine alone.
    """

    def __init__(self, lib, file, split, seed):
        rng = np.random.default_rng(seed)
        self.lib, self.split = lib, split
        self.numbers = np.array(file.layers[split:])
        self.head = {
            "in": rng.normal(0, 0.05, (2 * encoder.WIDTH, HEAD)).astype(np.float32),
            "in_b": np.zeros(HEAD, np.float32),
            "out": rng.normal(0, 0.05, (HEAD, 2)).astype(np.float32),
            "out_b": np.full(2, -COSINE * 0.87, np.float32),
            "same": np.full((encoder.WIDTH, 2), COSINE, np.float32),
        }
        self.grads = [np.zeros_like(self.numbers) for _ in range(THREADS)]
        self.pool = ThreadPoolExecutor(THREADS)
        self.moments = {}
        self.steps = 0

    def logits(self, parts, keep=False):
        """Of pairs, each the states after the lower layers and how many of them are the question's: [pairs, 2], and what learn needs."""
        size = (len(parts) + THREADS - 1) // THREADS
        runs = list(self.pool.map(lambda i: self.read(parts[i : i + size], keep), range(0, len(parts), size)))
        both, means = (np.concatenate([r[i] for r in runs]) for i in (3, 4))
        mid = np.tanh(both @ self.head["in"] + self.head["in_b"])
        length = np.linalg.norm(means, axis=2, keepdims=True)
        unit = means / length
        same = unit[:, 0] * unit[:, 1]
        return mid @ self.head["out"] + same @ self.head["same"] + self.head["out_b"], (runs, both, mid, unit, length, same)

    def read(self, parts, keep):
        x, at = layers.packed([p for p, _ in parts])
        kept = layers.run(self.lib, self.numbers, x, at, keep)
        cuts = np.stack([at[:-1], at[:-1] + np.array([n for _, n in parts])], 1).ravel()
        n = np.diff(np.append(cuts, at[-1]))
        sums = np.add.reduceat(x[: at[-1]], cuts)
        mean = sums.reshape(-1, 2, encoder.WIDTH).sum(1) / np.diff(at)[:, None]
        return x, at, kept, np.hstack([x[at[:-1]], mean]), (sums / n[:, None]).reshape(-1, 2, encoder.WIDTH), n

    def learn(self, d, way, rate):
        """Moves all numbers, given the loss's gradient of each logit."""
        runs, both, mid, unit, length, same = way
        dmid = (d @ self.head["out"].T) * (1 - mid * mid)
        g = {"in": both.T @ dmid, "in_b": dmid.sum(0), "out": mid.T @ d, "out_b": d.sum(0), "same": same.T @ d}
        dboth = dmid @ self.head["in"].T
        dunit = (d @ self.head["same"].T)[:, None] * unit[:, ::-1]
        dmeans = (dunit - unit * (unit * dunit).sum(2, keepdims=True)) / length
        begins = np.cumsum([0] + [len(r[1]) - 1 for r in runs])
        list(self.pool.map(lambda i: self.unread(dboth[begins[i] : begins[i + 1]], dmeans[begins[i] : begins[i + 1]], runs[i], self.grads[i]), range(len(runs))))
        for other in self.grads[1:]:
            self.grads[0] += other
            other[:] = 0
        self.steps += 1
        size = np.sqrt(float(np.vdot(self.grads[0], self.grads[0])) + sum(float((v * v).sum()) for v in g.values()))
        clip = min(1, 1 / (size + 1e-9))
        self.adam("layers", self.numbers, self.grads[0], rate, clip)
        for k, v in g.items():
            self.adam(k, self.head[k], np.ascontiguousarray(v, np.float32), 10 * rate, clip)

    def unread(self, dboth, dmeans, run, grads):
        x, at, kept, _, _, parts = run
        dx, n = np.zeros_like(x), np.diff(at)
        dx[: at[-1]] = np.repeat(dboth[:, encoder.WIDTH :] / n[:, None], n, 0)
        dx[: at[-1]] += np.repeat(dmeans.reshape(-1, encoder.WIDTH) / parts[:, None], parts, 0)
        dx[at[:-1]] += dboth[:, : encoder.WIDTH]
        layers.back(self.lib, self.numbers, grads, dx, kept, at)

    def adam(self, name, x, g, rate, clip):
        m, v = self.moments.setdefault(name, (np.zeros_like(x), np.zeros_like(x)))
        self.lib.adam(x, g, m, v, x.size, rate, clip, self.steps)

    def save(self, path):
        np.savez(path, split=self.split, layers=self.numbers.astype(np.float16), **self.head)

    def load(self, path):
        z = np.load(path)
        self.split, self.numbers = int(z["split"]), z["layers"].astype(np.float32)
        self.head = {k: z[k] for k in self.head}
        return self


class Set:
    """A set's questions, or the labels of its claims, with the cached states of their pairs."""

    def __init__(self, path, name, most=None):
        z = np.load(os.path.join(path, name + ".npz"))
        self.name, self.x, self.at, self.asked = name, z["x"], z["at"], z["asked"]
        with open(os.path.join(path, name + ".json")) as r:
            self.info = json.load(r)
        for q in self.info if most else []:
            for k in ("at", "labels", "scores"):
                q[k] = q[k][:most]

    def take(self, at):
        return [(self.x[self.at[i] : self.at[i + 1]].astype(np.float32), int(self.asked[i])) for i in at]

    def scored(self, reader, column=0, part=48):
        """The reader's logit of each pair."""
        n = len(self.at) - 1
        return np.concatenate([reader.logits(self.take(range(i, min(i + part, n))))[0][:, column] for i in range(0, n, part)])

    def told(self, reader):
        """The questions with the reader's logits of their windows."""
        at = sorted({i for q in self.info for i in q["at"]})
        z = {}
        for i in range(0, len(at), 48):
            z.update(zip(at[i : i + 48], reader.logits(self.take(at[i : i + 48]))[0][:, 0].tolist()))
        for q in self.info:
            q["reader"] = [z[i] for i in q["at"]]
        return self.info
