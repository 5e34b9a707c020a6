"""Writes training.json: what Keras' fit gives, epoch by epoch, on data and weights made by formulas that fmnist/train's test shares;
and what Keras' callbacks and schedules do on scripted figures.

    CUDA_VISIBLE_DEVICES= python bench/golden/training.py > bench/golden/training.json
"""

import json
import math
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["KERAS_BACKEND"] = "tensorflow"
import keras
import numpy as np

TRAIN, HELD, BATCH, EPOCHS = 84, 20, 16, 4  # 5 whole batches and one of 4: six steps an epoch
STEPS = math.ceil(TRAIN / BATCH)
RATE = 0.005


def images(n):
    """Every class has a pattern, every image its own noise; all in integers."""
    i, p = np.arange(n)[:, None], np.arange(784)[None, :]
    return ((p * (i % 10 + 3) * 5) % 256 * 3 + (i * 31 + p * 17 + i * p % 101) % 256) // 4


def weights(tensor, shape, limit):
    k = np.arange(math.prod(shape), dtype=np.int64)
    return (((k * 7919 + tensor * 104729) % 2001 - 1000) / 1000 * limit).astype(np.float32).reshape(shape)


def plain():
    return [
        keras.layers.Conv2D(3, 5, activation="relu"), keras.layers.MaxPooling2D(),
        keras.layers.Flatten(),
        keras.layers.Dense(16, activation="relu"), keras.layers.Dense(10, activation="softmax"),
    ]


def penalized():
    l2 = keras.regularizers.L2
    return [
        keras.layers.Conv2D(3, 5, activation="relu", kernel_regularizer=l2(0.02)), keras.layers.MaxPooling2D(),
        keras.layers.Flatten(),
        keras.layers.Dense(16, activation="relu", kernel_regularizer=l2(0.01)), keras.layers.Dense(10, activation="softmax"),
    ]


def strided():
    return [
        keras.layers.Conv2D(3, 5, strides=2, padding="same", activation="relu"), keras.layers.MaxPooling2D(3, strides=2),
        keras.layers.Conv2D(4, 3, padding="same", activation="relu"), keras.layers.AveragePooling2D(2),
        keras.layers.GlobalAveragePooling2D(),
        keras.layers.Dense(16, activation="relu"), keras.layers.Dense(10, activation="softmax"),
    ]


def normalized():
    return [
        keras.layers.Conv2D(3, 5), keras.layers.BatchNormalization(), keras.layers.ReLU(), keras.layers.MaxPooling2D(),
        keras.layers.Flatten(),
        keras.layers.Dense(16), keras.layers.BatchNormalization(), keras.layers.ReLU(), keras.layers.Dense(10, activation="softmax"),
    ]


def start(tensor, variable):
    """The formula's weights; batch normalization starts as Keras starts it."""
    if "batch_normalization" in variable.path:
        return variable.numpy()
    return weights(tensor, variable.shape, 0.1)


def fit(optimizer, smoothing=0.0, layers=plain, callbacks=()):
    model = keras.Sequential([keras.Input((28, 28, 1))] + layers())
    model.set_weights([start(t, v) for t, v in enumerate(model.weights)])
    model.compile(optimizer, keras.losses.CategoricalCrossentropy(label_smoothing=smoothing), metrics=["accuracy"])
    x = images(TRAIN + HELD).reshape(-1, 28, 28, 1).astype(np.float32) / 255
    y = keras.utils.to_categorical(np.arange(TRAIN + HELD) % 10, 10)
    history = model.fit(x[:TRAIN], y[:TRAIN], batch_size=BATCH, epochs=EPOCHS, shuffle=False, verbose=0, callbacks=list(callbacks),
                        validation_data=(x[TRAIN:], y[TRAIN:])).history
    sums = [[float(w.astype(np.float64).sum()), float(np.abs(w.astype(np.float64)).sum())] for w in model.get_weights()]
    names = ("loss", "accuracy", "val_loss", "val_accuracy")
    return {"history": {k: [float(v) for v in history[k]] for k in names}, "sums": sums}


def cosine():
    return keras.optimizers.schedules.CosineDecay(0.0, (EPOCHS - 1) * STEPS, warmup_target=RATE, warmup_steps=STEPS)


def steps():
    return keras.optimizers.schedules.ExponentialDecay(RATE, 2 * STEPS, 0.3, staircase=True)


class Stub:
    """The part of a model that callbacks touch: its weights are the number of the epoch."""

    def __init__(self):
        self.weights, self.stop_training, self.saved = [0], False, []
        self.optimizer = None

    def get_weights(self):
        return list(self.weights)

    def set_weights(self, weights):
        self.weights = list(weights)

    def save(self, *_, **__):
        self.saved.append(self.weights[0])

    save_weights = save


def play(callback, monitor, figures):
    model = Stub()
    callback.set_model(model)
    callback.on_train_begin()
    ended = 0
    for epoch, value in enumerate(figures):
        model.weights = [epoch + 1]
        callback.on_epoch_begin(epoch)
        callback.on_epoch_end(epoch, {monitor: float(value)})
        ended = epoch + 1
        if model.stop_training:
            break
    callback.on_train_end()
    return model, ended


def early(monitor, figures, patience, delta=0.0, restore=True):
    mode = "max" if monitor.endswith("accuracy") else "min"
    model, ended = play(keras.callbacks.EarlyStopping(monitor, delta, patience, mode=mode, restore_best_weights=restore), monitor, figures)
    return {"monitor": monitor, "figures": [str(v) for v in figures], "patience": patience, "min_delta": delta, "restore": restore,
            "stopped": ended if model.stop_training else 0, "weights": model.weights[0]}


def checkpoint(monitor, figures):
    mode = "max" if monitor.endswith("accuracy") else "min"
    model, _ = play(keras.callbacks.ModelCheckpoint("m.keras", monitor, save_best_only=True, mode=mode), monitor, figures)
    return {"monitor": monitor, "figures": [str(v) for v in figures], "saved": model.saved}


class Optimizer:
    def __init__(self, rate):
        self.learning_rate = rate


def plateau(monitor, figures, factor, patience, delta=0.0, cooldown=0, least=0.0):
    mode = "max" if monitor.endswith("accuracy") else "min"
    callback = keras.callbacks.ReduceLROnPlateau(monitor, factor=factor, patience=patience, mode=mode, min_delta=delta, cooldown=cooldown, min_lr=least)
    model = Stub()
    model.optimizer = Optimizer(RATE)
    callback.set_model(model)
    callback.on_train_begin()
    rates = []
    for epoch, value in enumerate(figures):
        callback.on_epoch_end(epoch, {monitor: float(value)})
        rates.append(float(model.optimizer.learning_rate))
    return {"monitor": monitor, "figures": [str(v) for v in figures], "factor": factor, "patience": patience, "min_delta": delta,
            "cooldown": cooldown, "least": least, "rates": rates}


nan = float("nan")
falling = [1.0, 0.8, 0.9, 0.7, 0.75, 0.72, 0.71, 0.6]
rising = [0.5, 0.6, 0.6, 0.61, 0.59, 0.6, 0.605, 0.7]
json.dump({
    "keras": keras.__version__,
    # What the optimizers' constructors give by themselves.
    "defaults": {
        "adam": float(keras.optimizers.Adam().learning_rate), "sgd": float(keras.optimizers.SGD().learning_rate),
        "rmsprop": float(keras.optimizers.RMSprop().learning_rate), "adamw decay": keras.optimizers.AdamW().weight_decay,
    },
    "train": TRAIN, "held": HELD, "batch": BATCH, "epochs": EPOCHS, "rate": RATE,
    "fits": {
        "adam": fit(keras.optimizers.Adam(RATE)),
        "smoothing": fit(keras.optimizers.Adam(RATE), 0.1),
        "decay": fit(keras.optimizers.AdamW(RATE, weight_decay=0.3)),
        "cosine": fit(keras.optimizers.Adam(cosine())),
        "steps": fit(keras.optimizers.Adam(steps())),
        "sgd": fit(keras.optimizers.SGD(10 * RATE)),
        "momentum": fit(keras.optimizers.SGD(10 * RATE, momentum=0.9)),
        "nesterov": fit(keras.optimizers.SGD(10 * RATE, momentum=0.9, nesterov=True)),
        "rmsprop": fit(keras.optimizers.RMSprop(RATE)),
        "sgd decay": fit(keras.optimizers.SGD(10 * RATE, momentum=0.9, weight_decay=0.3)),
        "ema": fit(keras.optimizers.Adam(RATE, use_ema=True, ema_momentum=0.9), callbacks=[keras.callbacks.SwapEMAWeights()]),
        "ema decay": fit(keras.optimizers.SGD(10 * RATE, momentum=0.9, weight_decay=0.3, use_ema=True, ema_momentum=0.8),
                         layers=normalized, callbacks=[keras.callbacks.SwapEMAWeights()]),
        "l2": fit(keras.optimizers.Adam(RATE), layers=penalized),
        "strides": fit(keras.optimizers.SGD(10 * RATE, momentum=0.9), layers=strided),
        "batch normalization": fit(keras.optimizers.SGD(10 * RATE, momentum=0.9), layers=normalized),
    },
    "rates": {name: [float(rate()(s)) for s in range(EPOCHS * STEPS)] for name, rate in (("cosine", cosine), ("steps", steps))},
    "early": [
        early("val_loss", falling, 0), early("val_loss", falling, 1), early("val_loss", falling, 2), early("val_loss", falling, 3),
        early("val_loss", falling, 2, restore=False), early("val_loss", falling, 9), early("val_loss", falling, 2, 0.15), early("val_loss", falling, 3, -0.15),
        early("val_accuracy", rising, 1), early("val_accuracy", rising, 3), early("val_accuracy", rising, 4), early("val_accuracy", rising, 2, 0.02),
        early("loss", [1.0, nan, 0.9, nan, nan, nan], 2), early("accuracy", [0.5, nan, nan, 0.9], 2), early("loss", [1.0], 0), early("loss", [1.0, 1.0], 0),
    ],
    "checkpoint": [
        checkpoint("val_loss", falling), checkpoint("val_accuracy", rising), checkpoint("val_loss", [1.0, nan, 0.5, 0.5, nan, 0.4]),
    ],
    "plateau": [
        plateau("val_loss", falling, 0.5, 1), plateau("val_loss", falling, 0.1, 2), plateau("val_loss", falling, 0.3, 3), plateau("val_loss", falling, 0.5, 0),
        plateau("val_loss", falling, 0.5, 1, cooldown=1), plateau("val_loss", falling, 0.5, 1, cooldown=3), plateau("val_loss", falling, 0.5, 1, 0.15),
        plateau("val_accuracy", rising, 0.2, 1), plateau("val_accuracy", rising, 0.2, 2, 0.02), plateau("val_loss", [1.0] * 9, 0.1, 1, least=0.0003),
        plateau("loss", [1.0, nan, 0.9, nan, nan, nan, nan], 0.5, 2), plateau("val_loss", [1.0] * 9, 0.5, 2, cooldown=2),
    ],
}, sys.stdout, indent=1)
print()
