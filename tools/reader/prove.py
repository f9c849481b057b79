"""Holds the forward pass against the Go encoder's vectors.

Usage: prove.py e5-small.bin texts.jsonl VECTORS (of TestVectors in candidates_test.go)
"""
import json
import sys

import numpy as np

import encoder


def main():
    f = encoder.File(sys.argv[1])
    with open(sys.argv[2]) as r:
        texts = [json.loads(l) for l in r]
    want = np.fromfile(sys.argv[3], "<f4").reshape(len(texts), encoder.WIDTH)
    for half in (False, True):
        cosines = []
        for t, w in zip(texts, want):
            ids = [f.begin] + f.cut(t["kind"] + ": " + t["text"])[:510] + [f.end]
            x, mask = encoder.pad([ids], f.end)
            x = encoder.embed(f, x)
            for layer in f.layers:
                x = encoder.run(layer, x, mask, half)
            v = np.mean(x[0].numpy(), 0)
            cosines.append(v @ w / np.linalg.norm(v))
        print("bfloat16" if half else "float32", "cosine with Go: mean %.5f, least %.5f, of %d texts" % (np.mean(cosines), min(cosines), len(texts)))


if __name__ == "__main__":
    main()
