"""Keras on TensorFlow as a peer: train_on_batch and a tf.function of one's own, each with and without XLA (jit_compile)."""
import os

os.environ["KERAS_BACKEND"] = "tensorflow"
import keras  # noqa: E402
import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402

from keras_nets import backbone_class, lenet5, wide  # noqa: E402
from worker import MATMUL, drawn, serve  # noqa: E402

tf.config.threading.set_intra_op_parallelism_threads(2)
tf.config.threading.set_inter_op_parallelism_threads(2)
keras.utils.set_random_seed(1)


def samples(n):
    images, labels = drawn(n)
    return np.frombuffer(images, np.uint8).reshape(n, 28, 28, 1), np.frombuffer(labels, np.uint8).astype(np.int32)


def cycle(x, y, batch):
    """The next of 8 batches, again and again."""
    at = [0]

    def following():
        lo = at[0] % 8 * batch
        at[0] += 1
        return x[lo:lo + batch], y[lo:lo + batch]

    return following


def on_batch(network, batch, jit):
    model = network()
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True), jit_compile=jit)
    following = cycle(*samples(8 * batch), batch)
    return lambda: model.train_on_batch(*following())


def own_step(network, batch, jit):
    model, optimizer = network(), keras.optimizers.Adam()
    optimizer.build(model.trainable_variables)
    loss_of = keras.losses.SparseCategoricalCrossentropy(from_logits=True)

    @tf.function(jit_compile=jit)
    def train(x, y):
        with tf.GradientTape() as tape:
            loss = loss_of(y, model(x, training=True))
        optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))
        return loss

    x, y = samples(8 * batch)
    following = cycle(tf.constant(x), tf.constant(y), batch)
    return lambda: train(*following()).numpy()


def training(network, batch):
    return lambda: {
        "train_on_batch": lambda: on_batch(network, batch, False),
        "train_on_batch, XLA": lambda: on_batch(network, batch, True),
        "tf.function": lambda: own_step(network, batch, False),
        "tf.function, XLA": lambda: own_step(network, batch, True),
    }


def evaluate(batch=250):
    model = lenet5()
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
    x, y = samples(10000)
    return lambda: model.evaluate(x, y, batch_size=batch, verbose=0)


def own_evaluation(jit, batch=250):
    model, loss_of = lenet5(), keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction="sum")

    @tf.function(jit_compile=jit)
    def score(x, y):
        logits = model(x, training=False)
        right = tf.reduce_sum(tf.cast(tf.argmax(logits, 1, tf.int32) == y, tf.int32))
        return loss_of(y, logits), right

    x, y = map(tf.constant, samples(10000))

    def step():
        both = [score(x[lo:lo + batch], y[lo:lo + batch]) for lo in range(0, len(x), batch)]
        return sum(l.numpy() for l, _ in both), sum(r.numpy() for _, r in both)

    return step


def evaluation():
    return {"evaluate": evaluate, "tf.function": lambda: own_evaluation(False), "tf.function, XLA": lambda: own_evaluation(True)}


def features(name, jit):
    model = backbone_class(name)(weights=None, include_top=False, input_shape=(32, 32, 3))
    x = tf.random.uniform((64, 32, 32, 3))
    run = tf.function(lambda images: model(images, training=False), jit_compile=jit)
    return lambda: run(x).numpy()


def backbone(name):
    return lambda: {"tf.function": lambda: features(name, False), "tf.function, XLA": lambda: features(name, True)}


def matmul():
    a, b = tf.random.uniform((MATMUL, MATMUL)), tf.random.uniform((MATMUL, MATMUL))
    return {"matmul": lambda: lambda: tf.matmul(a, b).numpy()}


if __name__ == "__main__":
    serve({
        "matmul": matmul, "lenet5": training(lenet5, 128), "wide": training(wide, 64), "eval": evaluation,
        **{name: backbone(name) for name in ("vgg16", "resnet50", "resnet152v2", "efficientnetb1")},
    }, {"tensorflow": tf.__version__, "keras": keras.__version__})
