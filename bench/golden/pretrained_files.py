"""Small weight files in Keras' legacy layout, good and bad, for the loader's tests and as seeds of its fuzzing.

    python pretrained_files.py FOLDER      (the repository keeps them in fmnist/pretrained/testdata)

The network is the tiny one of load_test.go; its values come from the seed (pretrained_common.py).
"""

import pathlib
import sys

import h5py
import numpy as np

import pretrained_common as common

common.GAIN["tiny"] = 6
LAYERS = {
    "input": [],
    "a_conv": [("kernel", (3, 3, 3, 4)), ("bias", (4,))],
    "a_bn": [(n, (4,)) for n in ("gamma", "beta", "moving_mean", "moving_variance")],
    "a_relu": [],
    "b_dw": [("depthwise_kernel", (3, 3, 4, 1))],
    "b_bn": [(n, (4,)) for n in ("gamma", "beta", "moving_mean", "moving_variance")],
    "c/conv": [("kernel", (1, 1, 4, 2))],
}


def value(layer, i, name, shape):
    if len(shape) == 2:  # a classifier's dense kernel: the loader must refuse it before it reads a value
        return np.zeros(shape, np.float32)
    return common.tensor("tiny", layer, i, name.replace("depthwise_", ""), shape, layer == "b_dw")


def write(path, layers=LAYERS, names=None, root=None, split=False, variable=False, lists=True, change=lambda layer, name, v: v, unwritten=(), libver="earliest", **dataset):
    """names(layer, name) is the tensor's path inside its layer's group; change may replace a value; dataset are h5py's options."""
    names = names or (lambda layer, name: f"{layer}/{name}:0")
    with h5py.File(path, "w", libver=libver) as f:
        group = f.create_group(root) if root else f
        if lists:
            attribute(group, "layer_names", [n.encode() for n in layers], split, variable)
        if names is not flat:
            group.attrs["backend"] = b"tensorflow"
            group.attrs["keras_version"] = "2.13.1"
        for layer, weights in layers.items():
            g = group.create_group(layer)
            attribute(g, "weight_names", [names(layer, n).encode() for n, _ in weights], split and len(weights) > 1, variable)
            for i, (n, shape) in enumerate(weights):
                if n not in unwritten:
                    g.create_dataset(names(layer, n), data=change(layer, n, value(layer, i, n, shape)), **dataset)


def attribute(group, name, values, split, variable):
    if split:
        for i, part in enumerate(np.array_split(np.array(values), 2)):
            group.attrs[f"{name}{i}"] = part
    elif variable:
        group.attrs[name] = values
    else:
        group.attrs[name] = np.array(values) if values else []


def flat(layer, name):
    """Keras 1's names: no folder, W and b."""
    return f"{layer.replace('/', '_')}_{dict(kernel='W', bias='b').get(name, name)}_1:0"


def planted(layer, name, number, dtype=np.float32):
    """A change that puts one number into one tensor."""
    def change(at, tensor, v):
        if (at, tensor) == (layer, name):
            v = v.astype(dtype)
            v.flat[1] = number
        return v
    return change


def without(layer):
    return {k: v for k, v in LAYERS.items() if k != layer}


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    cut = dict(LAYERS, a_bn=LAYERS["a_bn"][:3])
    write(folder / "good.h5")
    write(folder / "keras1.h5", names=flat)
    write(folder / "split.h5", split=True)
    write(folder / "variable.h5", variable=True)  # what h5py 3 makes of Keras' lists of bytes
    write(folder / "model.h5", root="model_weights")
    write(folder / "double.h5", change=lambda layer, name, v: v.astype(np.float64))
    write(folder / "few.h5", layers=cut)
    write(folder / "missing.h5", layers=without("b_bn"))
    write(folder / "many.h5", layers=dict(LAYERS, d_conv=[("kernel", (1, 1, 2, 2))]))
    write(folder / "top.h5", layers=dict(LAYERS, predictions=[("kernel", (2, 10)), ("bias", (10,))]))
    write(folder / "shape.h5", change=lambda layer, name, v: v[..., :3] if (layer, name) == ("a_conv", "bias") else v)
    write(folder / "transposed.h5", change=lambda layer, name, v: v.transpose(3, 2, 0, 1) if (layer, name) == ("a_conv", "kernel") else v)
    write(folder / "unwritten.h5", unwritten=("depthwise_kernel",))
    write(folder / "text.h5", change=lambda layer, name, v: np.array([b"word"] * 4) if (layer, name) == ("a_bn", "beta") else v)
    write(folder / "nolist.h5", lists=False)
    write(folder / "nan.h5", change=planted("a_conv", "kernel", np.nan))
    write(folder / "infinite.h5", change=planted("b_bn", "gamma", -np.inf))
    write(folder / "beyond.h5", change=planted("c/conv", "kernel", 1e300, np.float64))
    write(folder / "negative.h5", change=planted("a_bn", "moving_variance", -1))
    write(folder / "gzip.h5", compression="gzip", shuffle=True)
    write(folder / "chunks.h5", chunks=True)
    write(folder / "latest.h5", libver="latest")
    write(folder / "tracked.h5", libver=("earliest", "v110"), track_order=True)


if __name__ == "__main__":
    main()
