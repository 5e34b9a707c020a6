"""JAX (XLA:CPU) as a peer: the LeNets in plain JAX, the backbones from Keras on its JAX backend; everything under jit."""
import os

os.environ["KERAS_BACKEND"] = "jax"
import functools  # noqa: E402

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402

import jax_nets as nets  # noqa: E402
from worker import MATMUL, drawn, serve  # noqa: E402

POOLS = {"reduce_window": nets.pool_window, "reshape": nets.pool_reshape}


def samples(n):
    images, labels = drawn(n)
    return np.frombuffer(images, np.uint8).reshape(n, 28, 28, 1), np.frombuffer(labels, np.uint8).astype(np.int32)


def training(net, batch, pool):
    x, y = samples(8 * batch)
    step_of = jax.jit(functools.partial(nets.train_step, net=net, pool=pool), donate_argnums=0)
    state, at = [nets.adam_start(nets.start(net))], [0]

    def step():
        lo = at[0] % 8 * batch
        at[0] += 1
        state[0], loss = step_of(state[0], x[lo:lo + batch], y[lo:lo + batch])
        jax.block_until_ready(state[0])
        return loss

    return step


def evaluation(pool, batch=250):
    x, y = samples(10000)
    params = nets.start(nets.LENET5)
    score = jax.jit(functools.partial(nets.score, net=nets.LENET5, pool=pool))

    def step():
        both = [score(params, x[lo:lo + batch], y[lo:lo + batch]) for lo in range(0, len(x), batch)]
        return sum(float(l) for l, _ in both), sum(int(r) for _, r in both)

    return step


def by_pool(build):
    return lambda: {name: functools.partial(build, pool) for name, pool in POOLS.items()}


def features(name):
    from keras_nets import backbone_class
    model = backbone_class(name)(weights=None, include_top=False, input_shape=(32, 32, 3))
    trained, fixed = ([v.value for v in vs] for vs in (model.trainable_variables, model.non_trainable_variables))
    run = jax.jit(lambda trained, fixed, x: model.stateless_call(trained, fixed, x, training=False)[0])
    x = jnp.asarray(np.random.default_rng(1).random((64, 32, 32, 3), np.float32))
    return lambda: run(trained, fixed, x).block_until_ready()


def backbone(name):
    return lambda: {"Keras, jit": lambda: features(name)}


def matmul():
    a, b = (jax.random.uniform(jax.random.PRNGKey(k), (MATMUL, MATMUL)) for k in (1, 2))
    product = jax.jit(jnp.matmul)
    return {"matmul": lambda: lambda: product(a, b).block_until_ready()}


def versions():
    v = {"jax": jax.__version__}
    try:
        import keras
        v["keras"] = keras.__version__
    except ImportError:
        v["keras"] = "absent"
    return v


if __name__ == "__main__":
    serve({
        "matmul": matmul,
        "lenet5": by_pool(lambda pool: training(nets.LENET5, 128, pool)),
        "wide": by_pool(lambda pool: training(nets.WIDE, 64, pool)),
        "eval": by_pool(evaluation),
        **{name: backbone(name) for name in ("vgg16", "resnet50", "resnet152v2", "efficientnetb1")},
    }, versions())
