"""Goldens of SqueezeNet 1.1: its layer table from Keras, seeded features, and features with the real ImageNet weights.

    python pretrained_squeezenet.py WEIGHTS.h5 [FASHION_MNIST_FOLDER]

Keras has no SqueezeNet, so the table and the seeded features come from a Keras model written here, and the features
with real weights come from a second, independent forward pass in NumPy that reads the file with h5py. Writes
pretrained_squeezenet.json.
"""

import gzip
import pathlib
import sys

import h5py
import numpy as np

import pretrained_common as common
import pretrained_goldens as goldens
from pretrained_goldens import keras

CAFFE = np.array([103.939, 116.779, 123.68], np.float32)


def keras_model():
    keras.utils.clear_session()
    L = keras.layers
    x = inputs = keras.Input((32, 32, 3))
    x = L.Conv2D(64, 3, strides=2, name="conv1")(x)
    x = L.Activation("relu", name="relu_conv1")(x)
    x = L.MaxPooling2D(3, 2, name="pool1")(x)
    for i, squeeze in enumerate([16, 16, 32, 32, 48, 48, 64, 64], 2):
        s = L.Activation("relu", name=f"fire{i}_relu_squeeze1x1")(L.Conv2D(squeeze, 1, name=f"fire{i}_squeeze1x1")(x))
        one = L.Conv2D(4 * squeeze, 1, name=f"fire{i}_expand1x1")(s)
        three = L.Conv2D(4 * squeeze, 3, padding="same", name=f"fire{i}_expand3x3")(s)
        one = L.Activation("relu", name=f"fire{i}_relu_expand1x1")(one)
        three = L.Activation("relu", name=f"fire{i}_relu_expand3x3")(three)
        x = L.Concatenate(name=f"fire{i}_concat")([one, three])
        if i in (3, 5):
            x = L.MaxPooling2D(3, 2, name=f"pool{i}")(x)
    model = keras.Model(inputs, x)
    for layer in model.layers:  # Keras 3 allows no slash in a name; the seed keys use the file's names
        for k, w in enumerate(layer.weights):
            w.assign(common.tensor("squeezenet", slashed(layer.name), k, w.name, w.shape))
    return model


def slashed(name):
    return name.replace("_", "/", 1) if name.startswith("fire") else name


# The independent pass: windows by stride tricks, sums in float64.


def windows(x, kernel, stride):
    w = np.lib.stride_tricks.sliding_window_view(x, (kernel, kernel), axis=(1, 2))[:, ::stride, ::stride]
    return w  # batch, rows, columns, channels, kernel, kernel


def conv_relu(x, weights, stride=1, same=False):
    kernel, bias = weights
    if same:
        x = np.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)))
    y = np.einsum("brcikl,klio->brco", windows(x, kernel.shape[0], stride), kernel.astype(np.float64), optimize=True)
    return np.maximum(y + bias, 0)


def pool(x):
    return windows(x, 3, 2).max((-2, -1))


def numpy_features(weights, x):
    x = pool(conv_relu(x.astype(np.float64), weights["conv1"], stride=2))
    for i in range(2, 10):
        s = conv_relu(x, weights[f"fire{i}/squeeze1x1"])
        x = np.concatenate([conv_relu(s, weights[f"fire{i}/expand1x1"]), conv_relu(s, weights[f"fire{i}/expand3x3"], same=True)], -1)
        if i in (3, 5):
            x = pool(x)
    return x.reshape(len(x), -1)


def read(path):
    with h5py.File(path) as f:
        names = [n.decode() for n in f.attrs["layer_names"]]
        return {n: [f[n][w][()] for w in f[n].attrs["weight_names"]] for n in names if len(f[n].attrs["weight_names"])}


def garments(folder):
    data = gzip.open(pathlib.Path(folder) / "t10k-images-idx3-ubyte.gz").read()
    return np.frombuffer(data, np.uint8, 8 * 784, 16).reshape(8, 28, 28)


def real(weights, images):
    """Features as Keras' preprocessing and as the reports' give them."""
    x = goldens.rgb(images)
    return {"keras": goldens.encode(numpy_features(weights, x - CAFFE)), "report": goldens.encode(numpy_features(weights, x / 255))}


def main():
    model = keras_model()
    x = goldens.rgb(common.images())
    features = model.predict(x - CAFFE, verbose=0).reshape(8, -1)
    rows = goldens.table(model)
    for r in rows:
        r["name"] = slashed(r["name"])
    weights = read(sys.argv[1])
    value = {
        "keras": keras.__version__, "seed": common.SEED, "gain": common.GAIN["squeezenet"], "weights_sha256": goldens.weights_hash(model),
        "params": model.count_params(), "trainable": model.count_params(), "layers": rows, "width": features.shape[1],
        "features": goldens.encode(features), "imagenet": real(weights, common.images()),
    }
    if len(sys.argv) > 2:
        value["imagenet_t10k"] = real(weights, garments(sys.argv[2]))
    check = numpy_features({slashed(l.name): l.get_weights() for l in model.layers}, x - CAFFE)
    print("NumPy against Keras on seeded weights:", np.abs(check - features).max() / np.sqrt((features**2).mean()))
    goldens.save("squeezenet", value)


if __name__ == "__main__":
    main()
