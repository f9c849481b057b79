"""The encoder of meaning/data/e5-small.bin in TensorFlow: pieces, weights, layers.

The form of the file is told in meaning/data/convert.py, the arithmetic in
meaning/*.go. Matrices are multiplied in bfloat16 where `half` is set, which
processors with AMX do five times as fast; all else is float32.
"""
import struct
import unicodedata

import numpy as np
import tensorflow as tf

WIDTH, LAYERS, HEADS, INNER, PLACES, BLOCK = 384, 12, 12, 1536, 512, 32
MATRICES = [("q", WIDTH, WIDTH), ("k", WIDTH, WIDTH), ("v", WIDTH, WIDTH), ("o", WIDTH, WIDTH), ("up", INNER, WIDTH), ("down", WIDTH, INNER)]


class File:
    """The numbers of the file, its matrices unpacked."""

    def __init__(self, path):
        with open(path, "rb") as f:
            self.data = f.read()
        assert self.data[:4] == b"TFE5"
        _, n, texts, norms, outputs, self.unknown = struct.unpack_from("<5If", self.data, 4)
        self.at = 64
        self.pieces(n, texts)
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

    def pieces(self, n, size):
        begins, scores = self.array("<u4", n + 1), self.array("<f4", n)
        texts = self.data[self.at : self.at + size]
        self.at += size
        self.align()
        self.ids = {texts[begins[i] : begins[i + 1]].decode(): (i, float(scores[i])) for i in range(n)}
        self.begin, self.end, self.none = n, n + 1, n + 2
        self.longest = max(map(len, self.ids))

    def normaliser(self, m, size):
        points, begins, out = self.array("<u4", m), self.array("<u4", m + 1), self.array("<u4", size)
        self.align()
        self.norm = {chr(points[i]): "".join(chr(c) for c in out[begins[i] : begins[i + 1]]) for i in range(m)}

    def words(self, rows):
        raw = self.array("u1", rows * (WIDTH // BLOCK) * 18).reshape(rows, WIDTH // BLOCK, 18)
        self.align()
        scale = raw[:, :, :2].copy().view("<f2").astype(np.float32)
        weights = np.concatenate([raw[:, :, 2:] & 15, raw[:, :, 2:] >> 4], 2).astype(np.float32) - 8
        self.word = (weights * scale).reshape(rows, WIDTH)

    def matrix(self, rows, columns):
        n = columns // BLOCK
        raw = self.array("u1", rows * n * 18).reshape(rows // 8, n, 144)
        scale = raw[:, :, :16].copy().view("<f2").astype(np.float32).transpose(0, 2, 1)
        packed = raw[:, :, 16:].reshape(rows // 8, n, 4, 8, 4)
        weights = np.stack([packed & 15, packed >> 4], 4).astype(np.float32) - 8
        weights = weights.transpose(0, 3, 1, 2, 4, 5).reshape(rows // 8, 8, n, BLOCK)
        return (weights * scale[..., None]).reshape(rows, columns)

    def layer(self):
        """The layer's numbers by name; matrices as they are multiplied from the right."""
        out = {}
        for name, rows, columns in MATRICES:
            out[name] = self.matrix(rows, columns).T.copy()
            out[name + "_b"] = self.array("<f4", rows)
        for name in ("mid_scale", "mid_shift", "end_scale", "end_shift"):
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
        text = self.normalise(text)
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


def norm(x, scale, shift):
    mean, var = tf.nn.moments(x, -1, keepdims=True)
    return (x - mean) * tf.math.rsqrt(var + 1e-12) * scale + shift


def times(x, w, b, half):
    """x by a matrix, its rows first taken together."""
    shape = tf.shape(x)
    flat = tf.reshape(x, [-1, w.shape[0]])
    if half:
        y = tf.cast(tf.matmul(tf.cast(flat, tf.bfloat16), tf.cast(w, tf.bfloat16)), tf.float32)
    else:
        y = tf.matmul(flat, w)
    return tf.reshape(y + b, [shape[0], shape[1], w.shape[1]])


def run(layer, x, mask, half, drop=0.0):
    """x [texts, tokens, width] through a layer; mask is 1 where a token is."""
    shape = tf.shape(x)

    def split(t):
        return tf.transpose(tf.reshape(t, [shape[0], shape[1], HEADS, WIDTH // HEADS]), [0, 2, 1, 3])

    q, k, v = (split(times(x, layer[n], layer[n + "_b"], half)) for n in "qkv")
    kind = tf.bfloat16 if half else tf.float32
    odds = tf.cast(tf.matmul(tf.cast(q, kind), tf.cast(k, kind), transpose_b=True), tf.float32)
    odds = tf.nn.softmax(odds * (WIDTH // HEADS) ** -0.5 + (mask[:, None, None, :] - 1) * 1e9)
    taken = tf.cast(tf.matmul(tf.cast(odds, kind), tf.cast(v, kind)), tf.float32)
    taken = tf.reshape(tf.transpose(taken, [0, 2, 1, 3]), shape)
    out = times(taken, layer["o"], layer["o_b"], half)
    x = norm(x + (tf.nn.dropout(out, drop) if drop else out), layer["mid_scale"], layer["mid_shift"])
    wide = tf.nn.gelu(times(x, layer["up"], layer["up_b"], half), approximate=False)
    out = times(wide, layer["down"], layer["down_b"], half)
    return norm(x + (tf.nn.dropout(out, drop) if drop else out), layer["end_scale"], layer["end_shift"])


def embed(f, ids):
    """The states of ids [texts, tokens] before the first layer."""
    x = f.word[ids] + f.place[: ids.shape[1]]
    return norm(tf.constant(x), *f.first)


def pad(lists, fill):
    """Lists of ids as an array, and the mask of what is no filling."""
    wide = max(map(len, lists))
    ids = np.full((len(lists), wide), fill, np.int32)
    mask = np.zeros((len(lists), wide), np.float32)
    for i, l in enumerate(lists):
        ids[i, : len(l)], mask[i, : len(l)] = l, 1
    return ids, mask
