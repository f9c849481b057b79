"""Keeps the states after the lower layers, which do not change, on disk once per set."""
import os

import numpy as np
import torch

import pairs


def warm(reader, qs, path):
    """Gives each question the states of its windows; makes them where the file does not exist."""
    ids = [i for q in qs for i in q["ids"]]
    ends = np.cumsum([len(i) for i in ids])
    if not os.path.exists(path):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        made = np.concatenate(lower(reader, ids))
        np.save(path + ".tmp.npy", made)
        os.rename(path + ".tmp.npy", path)
    x = np.load(path, mmap_mode="r")
    assert len(x) == ends[-1], path + " was made of other windows"
    parts = iter(np.split(x, ends[:-1]))
    for q in qs:
        q["states"] = [next(parts) for _ in q["ids"]]
    return qs


def lower(reader, ids, part=32):
    """Of pairs sorted by length, so that little is filled up."""
    out = [None] * len(ids)
    order = np.argsort([len(i) for i in ids])
    with torch.autocast("cpu", torch.bfloat16):
        for i in range(0, len(order), part):
            for k, s in zip(order[i : i + part], reader.lower([ids[k] for k in order[i : i + part]])):
                out[k] = s
    return out


def told_set(reader, file, a, name, folder=None):
    """A set that is not learned from, with states."""
    qs = pairs.read(file, folder or a.candidates, name, a.look, a.wide)
    return warm(reader, qs, os.path.join(a.states, "%s-%d-%d-%d.npy" % (name, reader.split, a.look, a.wide)))
