"""Holds the forward pass against the Go encoder's vectors, and the way back against differences.

Usage: prove.py e5-small.bin texts.jsonl VECTORS (of TestVectors in candidates_test.go)
"""
import json
import sys

import numpy as np

import encoder
import layers


def forward(f, lib, texts, want):
    numbers = np.array(f.layers)
    cosines = []
    for t, w in zip(texts, want):
        ids = [f.begin] + f.cut(t["kind"] + ": " + t["text"])[:510] + [f.end]
        if len(ids) > 128:
            continue
        x, at = layers.packed([encoder.embed(f, ids)])
        layers.run(lib, numbers, x, at)
        v = x[: at[-1]].mean(0)
        cosines.append(v @ w / np.linalg.norm(v))
    print("cosine with Go: mean %.5f, least %.5f, of %d texts of at most 128 pieces" % (np.mean(cosines), min(cosines), len(cosines)), flush=True)


def backward(f, lib, exact):
    """The change of a sum along a direction, as the gradient foretells it and as it is in float32."""
    rng = np.random.default_rng(1)
    numbers = np.array(f.layers[10:])
    x0, at = layers.packed([rng.normal(0, 1, (n, 384)).astype(np.float32) for n in (9, 17, 30)])
    d = np.zeros_like(x0)
    d[: at[-1]] = rng.normal(0, 1, (at[-1], 384))
    for name, l in (("float32", exact), ("as trained", lib)):
        x, grads, g = x0.copy(), np.zeros_like(numbers), d.copy()
        layers.back(l, numbers, grads, g, layers.run(l, numbers, x, at, True), at)
        for what, way in (("numbers", rng.normal(0, 1, numbers.shape).astype(np.float32) * np.abs(numbers)), ("states", rng.normal(0, 1, x0.shape).astype(np.float32))):
            way[at[-1] :] = way[at[-1] :] if what == "numbers" else 0
            sums = []
            for eps in (1e-3, -1e-3):
                y = x0 + eps * way if what == "states" else x0.copy()
                layers.run(exact, numbers + eps * way if what == "numbers" else numbers, y, at)
                sums.append(float((y[: at[-1]].astype(np.float64) * d[: at[-1]]).sum()))
            told = float(((grads if what == "numbers" else g).astype(np.float64) * way).sum())
            print("way back, %s, by %s: foretold %.3f, is %.3f" % (name, what, told, (sums[0] - sums[1]) / 2e-3), flush=True)


def main():
    f = encoder.File(sys.argv[1])
    with open(sys.argv[2]) as r:
        texts = [json.loads(l) for l in r]
    want = np.fromfile(sys.argv[3], "<f4").reshape(len(texts), encoder.WIDTH)
    lib = layers.load()
    forward(f, lib, texts, want)
    backward(f, lib, layers.load("-DPLAIN"))


if __name__ == "__main__":
    main()
