"""The reader: the encoder's lower layers as they are, its upper ones and two heads trained."""
import numpy as np
import tensorflow as tf

import encoder

HEAD = 128


class Reader:
    """Upper layers from `split` on, and the heads: does it answer, is it carried."""

    def __init__(self, file, split, seed):
        rng = np.random.default_rng(seed)
        self.split = split
        self.layers = [{k: tf.Variable(v) for k, v in l.items()} for l in file.layers[split:]]
        self.head = {
            "in": tf.Variable(rng.normal(0, 0.05, (2 * encoder.WIDTH, HEAD)).astype(np.float32)),
            "in_b": tf.Variable(np.zeros(HEAD, np.float32)),
            "out": tf.Variable(rng.normal(0, 0.05, (HEAD, 2)).astype(np.float32)),
            "out_b": tf.Variable(np.zeros(2, np.float32)),
        }
        self.slow = [v for l in self.layers for v in l.values()]
        self.fast = list(self.head.values())

    def logits(self, x, mask, drop=0.0):
        """Of states [pairs, tokens, width] after the lower layers: [pairs, 2]."""
        for l in self.layers:
            x = encoder.run(l, x, mask, True, drop)
        mean = tf.reduce_sum(x * mask[..., None], 1) / tf.reduce_sum(mask, 1)[:, None]
        both = tf.concat([x[:, 0], mean], 1)
        return tf.tanh(both @ self.head["in"] + self.head["in_b"]) @ self.head["out"] + self.head["out_b"]

    def numbers(self):
        out = {"layer%d.%s" % (self.split + i, k): v.numpy() for i, l in enumerate(self.layers) for k, v in l.items()}
        out.update({"head." + k: v.numpy() for k, v in self.head.items()})
        return out

    def set(self, numbers):
        for i, l in enumerate(self.layers):
            for k, v in l.items():
                v.assign(numbers["layer%d.%s" % (self.split + i, k)])
        for k, v in self.head.items():
            v.assign(numbers["head." + k])


class Adam:
    """Adam with a rate for each variable."""

    def __init__(self, variables, rates):
        self.variables, self.rates = variables, rates
        self.m = [tf.Variable(tf.zeros_like(v)) for v in variables]
        self.v = [tf.Variable(tf.zeros_like(v)) for v in variables]

    def apply(self, grads, step, rate):
        grads, _ = tf.clip_by_global_norm(grads, 1.0)
        a, b = 1 - 0.9**step, 1 - 0.98**step
        for x, g, m, v, r in zip(self.variables, grads, self.m, self.v, self.rates):
            m.assign(0.9 * m + 0.1 * g)
            v.assign(0.98 * v + 0.02 * g * g)
            x.assign_sub(rate * r * (m / a) / (tf.sqrt(v / b) + 1e-8))


def states(file, ids, split, wide):
    """The states after the lower layers, float16, as [pairs, wide, width], and how many tokens each has."""
    layers = [{k: tf.constant(v) for k, v in l.items()} for l in file.layers[:split]]

    @tf.function(input_signature=[tf.TensorSpec([None, None, encoder.WIDTH]), tf.TensorSpec([None, None])])
    def lower(x, mask):
        for l in layers:
            x = encoder.run(l, x, mask, True)
        return x

    out = np.zeros((len(ids), wide, encoder.WIDTH), np.float16)
    order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
    for at in range(0, len(order), 48):
        part = order[at : at + 48]
        x, mask = encoder.pad([ids[i] for i in part], file.end)
        y = lower(encoder.embed(file, x), mask).numpy()
        for i, row in zip(part, y):
            out[i, : len(ids[i])] = row[: len(ids[i])]
    return out, np.array([len(i) for i in ids], np.int32)
