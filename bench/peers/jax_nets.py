"""LeNets and Adam in plain JAX: parameters are a list of (weights, bias), all functions are pure."""
import jax
import jax.numpy as jnp
from jax import lax

LENET5 = dict(shapes=[(5, 5, 1, 6), (5, 5, 6, 16), (256, 120), (120, 84), (84, 10)], border=0, paddings=("VALID", "VALID"))
WIDE = dict(shapes=[(5, 5, 1, 32), (5, 5, 32, 48), (1728, 256), (256, 84), (84, 10)], border=2, paddings=("SAME", "VALID"))


def start(net, seed=1):
    init, keys = jax.nn.initializers.glorot_uniform(), jax.random.split(jax.random.PRNGKey(seed), 5)
    return [(init(k, s), jnp.zeros(s[-1])) for k, s in zip(keys, net["shapes"])]


def pool_window(x):
    return lax.reduce_window(x, -jnp.inf, lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")


def pool_reshape(x):
    """The same maxima for even sides; its gradient needs no select-and-scatter."""
    n, h, w, c = x.shape
    return x.reshape(n, h // 2, 2, w // 2, 2, c).max((2, 4))


def logits(params, images, net, pool):
    b = net["border"]
    x = jnp.pad(images.astype(jnp.float32) / 255, ((0, 0), (b, b), (b, b), (0, 0)))
    for (w, bias), padding in zip(params[:2], net["paddings"]):
        x = pool(jax.nn.relu(lax.conv_general_dilated(x, w, (1, 1), padding, dimension_numbers=("NHWC", "HWIO", "NHWC")) + bias))
    x = x.reshape(len(x), -1)
    for w, bias in params[2:-1]:
        x = jax.nn.relu(x @ w + bias)
    return x @ params[-1][0] + params[-1][1]


def loss(params, images, labels, net, pool):
    z = jax.nn.log_softmax(logits(params, images, net, pool))
    return -jnp.take_along_axis(z, labels[:, None], 1).mean()


def adam_start(params):
    zeros = lambda: jax.tree_util.tree_map(jnp.zeros_like, params)  # twice, since a donated buffer must be its own
    return params, zeros(), zeros(), jnp.zeros((), jnp.int32)


def train_step(state, images, labels, net, pool, rate=1e-3, b1=0.9, b2=0.999, epsilon=1e-7):
    """One step of Adam with Keras' defaults; the state is (parameters, first moments, second moments, steps)."""
    params, m, v, t = state
    value, g = jax.value_and_grad(loss)(params, images, labels, net, pool)
    each, t = jax.tree_util.tree_map, t + 1
    m = each(lambda m, g: b1 * m + (1 - b1) * g, m, g)
    v = each(lambda v, g: b2 * v + (1 - b2) * g * g, v, g)
    step = rate * jnp.sqrt(1 - b2 ** t) / (1 - b1 ** t)
    return (each(lambda p, m, v: p - step * m / (jnp.sqrt(v) + epsilon), params, m, v), m, v, t), value


def score(params, images, labels, net, pool):
    """Sum of the losses and number of right answers."""
    z = jax.nn.log_softmax(logits(params, images, net, pool))
    return -jnp.take_along_axis(z, labels[:, None], 1).sum(), (z.argmax(1) == labels).sum()
