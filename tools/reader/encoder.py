"""The encoder of meaning/data/e5-small.bin: its pieces and its numbers.

The form of the file is told in meaning/data/convert.py, the arithmetic of its
layers in net.py.
"""
import struct
import unicodedata

import numpy as np

WIDTH, LAYERS, HEADS, INNER, PLACES, BLOCK = 384, 12, 12, 1536, 512, 32
MATRICES = 4 * [(WIDTH, WIDTH)] + [(INNER, WIDTH), (WIDTH, INNER)]


class File:
    """The numbers of the file, its matrices unpacked; its pieces where texts are cut."""

    def __init__(self, path, texts=True):
        with open(path, "rb") as f:
            self.data = f.read()
        assert self.data[:4] == b"TFE5"
        _, n, size, norms, outputs, self.unknown = struct.unpack_from("<5If", self.data, 4)
        self.at = 64
        self.pieces(n, size, texts)
        self.normaliser(norms, outputs)
        self.words(n + 3)
        self.place = self.array("<f4", PLACES * WIDTH).reshape(PLACES, WIDTH)
        self.first = self.array("<f4", WIDTH), self.array("<f4", WIDTH)
        self.layers = []
        for _ in range(LAYERS):
            self.align()
            self.layers.append(self.layer())

    def array(self, kind, n):
        out = np.frombuffer(self.data, kind, n, self.at)
        self.at += out.nbytes
        return out

    def align(self):
        self.at = (self.at + 63) // 64 * 64

    def pieces(self, n, size, wanted):
        begins, scores = self.array("<u4", n + 1), self.array("<f4", n)
        texts = self.data[self.at : self.at + size]
        self.at += size
        self.align()
        self.begin, self.end, self.none = n, n + 1, n + 2
        if not wanted:
            return
        self.ids = {texts[begins[i] : begins[i + 1]].decode(): (i, float(scores[i])) for i in range(n)}
        self.longest, self.cuts = max(map(len, self.ids)), {}

    def normaliser(self, m, size):
        points, begins, out = self.array("<u4", m), self.array("<u4", m + 1), self.array("<u4", size)
        self.align()
        self.norm = {chr(points[i]): "".join(chr(c) for c in out[begins[i] : begins[i + 1]]) for i in range(m)}

    def words(self, rows):
        raw = self.array("u1", rows * (WIDTH // BLOCK) * 18).reshape(rows, WIDTH // BLOCK, 18)
        self.align()
        self.raw = raw

    def word(self, ids):
        """The rows of pieces."""
        raw = self.raw[ids]
        scale = raw[:, :, :2].copy().view("<f2").astype(np.float32)
        weights = np.concatenate([raw[:, :, 2:] & 15, raw[:, :, 2:] >> 4], 2).astype(np.float32) - 8
        return (weights * scale).reshape(len(ids), WIDTH)

    def matrix(self, rows, columns):
        n = columns // BLOCK
        raw = self.array("u1", rows * n * 18).reshape(rows // 8, n, 144)
        scale = raw[:, :, :16].copy().view("<f2").astype(np.float32).transpose(0, 2, 1)
        packed = raw[:, :, 16:].reshape(rows // 8, n, 4, 8, 4)
        weights = np.stack([packed & 15, packed >> 4], 4).astype(np.float32) - 8
        weights = weights.transpose(0, 3, 1, 2, 4, 5).reshape(rows // 8, 8, n, BLOCK)
        return (weights * scale[..., None]).reshape(rows, columns)

    def layer(self):
        """The layer's numbers by the names of net.Layer; q, k and v are one matrix there."""
        m = []
        for rows, columns in MATRICES:
            m.append((self.matrix(rows, columns), self.array("<f4", rows)))
        out = {"qkv.weight": np.concatenate([w for w, _ in m[:3]]), "qkv.bias": np.concatenate([b for _, b in m[:3]])}
        for name, (w, b) in zip(("out", "up", "down"), m[3:]):
            out[name + ".weight"], out[name + ".bias"] = w, b
        for name in ("norm1.weight", "norm1.bias", "norm2.weight", "norm2.bias"):
            out[name] = self.array("<f4", WIDTH)
        return out

    def normalise(self, text):
        out = ["\u2581"]
        for r in unicodedata.normalize("NFC", text):
            for c in self.norm.get(r, r):
                if c != " ":
                    out.append(c)
                elif out[-1] != "\u2581":
                    out.append("\u2581")
        while len(out) > 1 and out[-1] == "\u2581":
            out.pop()
        return "".join(out)

    def cut(self, text):
        """The ids of the likeliest pieces of a text, without begin and end."""
        if text not in self.cuts:
            self.cuts[text] = self.likeliest(self.normalise(text))
        return self.cuts[text]

    def likeliest(self, text):
        best = [(0.0, 0, 0)] + [(-1e30, 0, 0)] * len(text)
        for i in range(len(text)):
            score = best[i][0]
            if score + self.unknown > best[i + 1][0]:
                best[i + 1] = (score + self.unknown, self.none, i)
            for j in range(i + 1, min(len(text), i + self.longest) + 1):
                found = self.ids.get(text[i:j])
                if found and score + found[1] > best[j][0]:
                    best[j] = (score + found[1], found[0], i)
        ids, at = [], len(text)
        while at > 0:
            ids.append(best[at][1])
            at = best[at][2]
        return ids[::-1]
