"""Holds the forward pass against the Go encoder's vectors.

Usage: prove.py e5-small.bin texts.jsonl VECTORS (of TestVectors in candidates_test.go)
"""
import json
import sys

import numpy as np
import torch

import encoder
import net


def main():
    f = encoder.File(sys.argv[1])
    with open(sys.argv[2]) as r:
        texts = [json.loads(l) for l in r]
    want = np.fromfile(sys.argv[3], "<f4").reshape(len(texts), encoder.WIDTH)
    reader = net.Reader(f, encoder.LAYERS).eval()
    for kind in ("float32", "bfloat16"):
        cosines = []
        for t, w in zip(texts, want):
            ids = [f.begin] + f.cut(t["kind"] + ": " + t["text"])[:510] + [f.end]
            with torch.autocast("cpu", torch.bfloat16, enabled=kind == "bfloat16"):
                v = reader.lower([ids])[0].astype(np.float32).mean(0)
            cosines.append(v @ w / np.linalg.norm(v))
        print("cosine with Go, %s: mean %.5f, least %.5f, of %d texts" % (kind, np.mean(cosines), min(cosines), len(cosines)), flush=True)
        assert np.mean(cosines) >= 0.999


if __name__ == "__main__":
    main()
