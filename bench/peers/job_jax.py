"""job_jax.py FOLDER EPOCHS: LeNet-5 in plain JAX, one jitted step a batch."""
import functools
import sys

import jax
import numpy as np

import jax_nets as nets
from job_data import load

SETTINGS = dict(net=nets.LENET5, pool=nets.pool_reshape)
step_of = jax.jit(functools.partial(nets.train_step, **SETTINGS), donate_argnums=0)
score = jax.jit(functools.partial(nets.score, **SETTINGS))


def evaluate(params, x, y, batch=250):
    both = [score(params, x[lo:lo + batch], y[lo:lo + batch]) for lo in range(0, len(x), batch)]
    return sum(float(l) for l, _ in both) / len(x), sum(int(r) for _, r in both) / len(x)


def main():
    (x, y), test = load(sys.argv[1])
    kept, random = len(x) * 9 // 10, np.random.default_rng(1)
    state = nets.adam_start(nets.start(nets.LENET5))
    for epoch in range(int(sys.argv[2])):
        order, losses = random.permutation(kept), []
        for lo in range(0, kept, 128):
            index = order[lo:lo + 128]
            state, loss = step_of(state, x[index], y[index])
            losses.append(loss)
        held = evaluate(state[0], x[kept:], y[kept:])
        print(f"epoch {epoch + 1}: loss {np.mean(losses):.4f}, val_loss {held[0]:.4f}, val_accuracy {held[1]:.4f}", flush=True)
    loss, accuracy = evaluate(state[0], *test)
    print(f"test accuracy {accuracy:.4f}, test loss {loss:.4f}", flush=True)


if __name__ == "__main__":
    main()
