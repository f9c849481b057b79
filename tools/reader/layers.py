"""Compiles native/layers.c for this machine and calls it."""
import ctypes
import os
import subprocess
import tempfile

import numpy as np

WIDTH = 384


def load(*flags):
    here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "native", "layers.c")
    out = os.path.join(tempfile.mkdtemp(), "layers.so")
    subprocess.run([os.environ.get("CC", "cc"), "-O3", "-march=native", "-ffast-math", *flags, "-shared", "-fPIC", "-o", out, here, "-lm"], check=True)
    lib = ctypes.CDLL(out)
    floats, ints = np.ctypeslib.ndpointer(np.float32, flags="C"), np.ctypeslib.ndpointer(np.int32, flags="C")
    lib.forward.argtypes = [ctypes.c_int, floats, floats, ctypes.c_int, ctypes.c_int, ints, ctypes.c_int]
    lib.forward.restype = ctypes.c_void_p
    lib.backward.argtypes = [ctypes.c_int, floats, floats, floats, ctypes.c_void_p, ctypes.c_int, ctypes.c_int, ints]
    lib.backward.restype = None
    lib.adam.argtypes = [floats, floats, floats, floats, ctypes.c_size_t, ctypes.c_float, ctypes.c_float, ctypes.c_int]
    lib.adam.restype = None
    return lib


def packed(parts):
    """Texts' states as rows filled up to a multiple of 32, and where each begins."""
    at = np.cumsum([0] + [len(p) for p in parts]).astype(np.int32)
    x = np.zeros(((int(at[-1]) + 31) // 32 * 32, WIDTH), np.float32)
    x[: at[-1]] = np.concatenate(parts)
    return x, at


def run(lib, numbers, x, at, keep=False):
    """x through layers, in place; gives what back needs where keep is set. numbers is [layers][size]."""
    return lib.forward(len(numbers), numbers, x, len(x), len(at) - 1, at, int(keep))


def back(lib, numbers, grads, d, kept, at):
    """Adds gradients to grads, given d of the result, which becomes d of what went in."""
    lib.backward(len(numbers), numbers, grads, d, kept, len(d), len(at) - 1, at)
