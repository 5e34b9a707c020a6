"""Goldens of package pretrained: Keras' own layer tables and features for weights made from a seed.

    python pretrained_goldens.py [NAME ...]            writes pretrained_NAME.json beside this file
    python pretrained_goldens.py --h5 DIR [NAME ...]   only writes the seeded weight files, under their Keras names

Keras builds each network with weights="imagenet"; the download is replaced by the seeded file, so Keras' own loader reads
what Keras' own writer of the legacy layout wrote. Needs keras (tensorflow backend), h5py, scikit-image.
"""

import base64
import hashlib
import json
import os
import pathlib
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import h5py
import keras
import numpy as np
from keras import applications
from keras.src.legacy.saving import legacy_h5_format
from keras.src.utils import file_utils
from skimage.transform import resize

import pretrained_common as common

HERE = pathlib.Path(__file__).parent
NETWORKS = {
    "vgg16": (applications.VGG16, applications.vgg16, "vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5"),
    "resnet50": (applications.ResNet50, applications.resnet, "resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5"),
    "resnet152v2": (applications.ResNet152V2, applications.resnet_v2, "resnet152v2_weights_tf_dim_ordering_tf_kernels_notop.h5"),
    "efficientnetb1": (applications.EfficientNetB1, applications.efficientnet, "efficientnetb1_notop.h5"),
}


def seeded(name):
    """The network with seeded weights, built without the ImageNet switch."""
    keras.utils.clear_session()
    model = NETWORKS[name][0](weights=None, include_top=False, input_shape=(32, 32, 3))
    for layer in model.layers:
        depthwise = isinstance(layer, keras.layers.DepthwiseConv2D)
        values = [common.tensor(name, layer.name, i, w.name, w.shape, depthwise) for i, w in enumerate(legacy_h5_format._legacy_weights(layer))]
        for w, v in zip(legacy_h5_format._legacy_weights(layer), values):
            w.assign(v)
    return model


def write(name, folder):
    path = pathlib.Path(folder) / NETWORKS[name][2]
    with h5py.File(path, "w") as f:
        legacy_h5_format.save_weights_to_hdf5_group(f, seeded(name))
    return path


def imagenet(name, path, side=32):
    """The network as Keras builds it for ImageNet, its weights read from path by Keras."""
    keras.utils.clear_session()  # automatic names (normalization, max_pooling2d) count from the start again
    download, file_utils.get_file = file_utils.get_file, lambda *_, **__: str(path)
    try:
        return NETWORKS[name][0](weights="imagenet", include_top=False, input_shape=(side, side, 3))
    finally:
        file_utils.get_file = download


def table(model):
    rows = []
    for layer in model.layers:
        weights = legacy_h5_format._legacy_weights(layer)
        rows.append({
            "name": layer.name, "class": type(layer).__name__, "shape": list(layer.output.shape[1:]),
            "weights": [{"name": w.name, "shape": list(w.shape)} for w in weights], "params": int(sum(np.prod(w.shape) for w in weights)),
        })
    return rows


def weights_hash(model):
    h = hashlib.sha256()
    for layer in model.layers:
        for w in legacy_h5_format._legacy_weights(layer):
            if w.name != "count":
                h.update(np.asarray(w, "<f4").tobytes())
    return h.hexdigest()


def rgb(images):
    grey = np.stack([resize(i, (32, 32), preserve_range=True) for i in images.astype(np.float64)])
    return np.repeat(grey[..., None], 3, -1).astype(np.float32)


def encode(features):
    return base64.b64encode(np.ascontiguousarray(features, "<f4").tobytes()).decode()


def golden(name, folder):
    model = imagenet(name, write(name, folder))
    images = common.images()
    x = NETWORKS[name][1].preprocess_input(rgb(images).copy())
    features = model.predict(x, verbose=0).reshape(8, -1)
    return {
        "keras": keras.__version__, "backend": keras.backend.backend(), "seed": common.SEED, "gain": common.GAIN[name],
        "weights_sha256": weights_hash(model),
        "params": model.count_params(), "trainable": int(sum(np.prod(w.shape) for w in model.trainable_weights)),
        "layers": table(model), "width": features.shape[1],
        "spread": float(features.std(0).mean() / np.abs(features).mean()), "features": encode(features),
    }


def odd(name, folder, side=45):
    """Features of two images with an odd side, raw pixels padded with zeros: other paddings, and maps larger than 1x1."""
    model = imagenet(name, pathlib.Path(folder) / NETWORKS[name][2], side)
    x = np.pad(common.images()[:2].astype(np.float32), ((0, 0), (0, side - 28), (0, side - 28)))
    features = model.predict(np.repeat(x[..., None], 3, -1), verbose=0)
    return {"side": side, "shape": list(features.shape), "features": encode(features)}


def save(name, value):
    rows = ",\n  ".join(json.dumps(r) for r in value.pop("layers", []))
    text = json.dumps(value, indent=1)
    if rows:
        text = text[:-2] + ',\n "layers": [\n  ' + rows + "\n ]\n}"
    (HERE / f"pretrained_{name}.json").write_text(text + "\n")


def main():
    args = sys.argv[1:]
    folder = None
    if args[:1] == ["--h5"]:
        folder, args = args[1], args[2:]
    if not folder:
        save("images", {"shape": [8, 28, 28], "pixels": base64.b64encode(common.images().tobytes()).decode()})
    for name in args or NETWORKS:
        if folder:
            print(write(name, folder))
            continue
        import tempfile

        with tempfile.TemporaryDirectory() as scratch:
            value = golden(name, scratch)
            if name == "efficientnetb1":  # the only one whose padding depends on the side
                value["odd"] = odd(name, scratch)
        save(name, value)
        print(name, value["params"], value["trainable"], "spread", value["spread"])


if __name__ == "__main__":
    main()
