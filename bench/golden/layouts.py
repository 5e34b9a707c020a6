"""Goldens for the layouts that fmnist/data reads: one small data set in the ways in which other programs keep it.

    python layouts.py        writes layouts/ and layouts.json beside itself

Every file is read back by the program whose layout it is (torchvision, Keras, pandas, NumPy, torchvision's ImageFolder),
which has to find the same pixels, labels and order; layouts.json holds the fingerprint that package data gives them.
"""
import gzip
import hashlib
import io
import json
import os
import pathlib
import shutil
import struct
import tempfile
import zipfile

os.environ.setdefault("KERAS_BACKEND", "torch")
home = tempfile.mkdtemp()
os.environ["KERAS_HOME"] = home

import keras
import numpy as np
import pandas as pd
import PIL
import torchvision
from PIL import Image

HERE = pathlib.Path(__file__).parent
OUT = HERE / "layouts"
NAMES = ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"]
FILES = ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"]
WHEN = (2020, 1, 1, 0, 0, 0)  # in archives, so that they are the same every time


def small(count, seed):
    """count images of one bright line each, with labels in no order but every class among them."""
    images, labels = np.zeros((count, 28, 28), np.uint8), np.zeros(count, np.uint8)
    for i in range(count):
        images[i, (3 * i + seed) % 28] = (np.arange(28) * (i + 7) + seed) % 256
        labels[i] = (7 * i + seed) % 10
    return images, labels


def idx(array):
    return bytes([0, 0, 8, array.ndim]) + struct.pack(">" + "I" * array.ndim, *array.shape) + array.tobytes()


def fingerprint(train, test):
    def one(images, labels):
        pixels, h = images.tobytes(), hashlib.sha256(b"gofmnist set 1\n" + struct.pack("<Q", len(labels)))
        for at in range(0, len(pixels), 1 << 20):
            h.update(hashlib.sha256(pixels[at:at + (1 << 20)]).digest())
        h.update(labels.tobytes())
        return h.hexdigest()
    return hashlib.sha256(f"gofmnist dataset 1\n{one(*train)}\n{one(*test)}\n".encode()).hexdigest()


def archive(name, files):
    with zipfile.ZipFile(OUT / name, "w", zipfile.ZIP_DEFLATED) as z:
        for path, content in sorted(files.items()):
            z.writestr(zipfile.ZipInfo(path, WHEN), content, zipfile.ZIP_DEFLATED)


def same(got, want):
    assert np.array_equal(np.asarray(got[0]).reshape(-1, 28, 28), want[0]) and np.array_equal(np.asarray(got[1]).ravel(), want[1])


def with_torchvision(raw, train, test):
    for kind, folder in (("FashionMNIST", "torchvision.zip"), ("KMNIST", "torchvision-kmnist.zip")):
        root = pathlib.Path(tempfile.mkdtemp())
        (root / kind / "raw").mkdir(parents=True)
        for name, content in raw.items():
            (root / kind / "raw" / name).write_bytes(content)
        for part, want in ((True, train), (False, test)):
            d = getattr(torchvision.datasets, kind)(root, train=part)
            same((d.data, d.targets), want)
        archive(folder, {f"{kind}/raw/{name}": content for name, content in raw.items()})


def with_keras(raw, train, test):
    folder = pathlib.Path(home) / "datasets" / "fashion-mnist"
    folder.mkdir(parents=True)
    for name, content in raw.items():
        (folder / f"{name}.gz").write_bytes(gzip.compress(content, mtime=0))
    got = keras.datasets.fashion_mnist.load_data()
    same(got[0], train)
    same(got[1], test)
    archive("keras.zip", {f"fashion-mnist/{f.name}": f.read_bytes() for f in folder.iterdir()})


def with_numpy(train, test):
    def npz(name, **arrays):
        np.savez_compressed(OUT / name, **arrays)
        with np.load(OUT / name) as back:
            for key, array in arrays.items():
                assert np.array_equal(back[key], array)
    npz("mnist.npz", x_train=train[0], y_train=train[1], x_test=test[0], y_test=test[1])
    npz("int64.npz", x_train=train[0].astype(np.int64)[..., None], y_train=train[1].astype(np.int64)[:, None],
        x_test=test[0].reshape(-1, 784).astype(">i2"), y_test=test[1].astype(np.int32))
    npz("float.npz", x_train=train[0] / 255, y_train=train[1], x_test=test[0] / 255, y_test=test[1])
    (OUT / "kuzushiji").mkdir()
    for part, (images, labels) in (("train", train), ("test", test)):
        np.savez_compressed(OUT / "kuzushiji" / f"kmnist-{part}-imgs.npz", images)
        np.savez_compressed(OUT / "kuzushiji" / f"kmnist-{part}-labels.npz", labels)


def with_pandas(raw, train, test):
    def frame(images, labels):
        f = pd.DataFrame(images.reshape(-1, 784), columns=[f"pixel{i + 1}" for i in range(784)])
        f.insert(0, "label", labels)
        return f

    def csv(f, **options):
        text = io.StringIO()
        f.to_csv(text, **options)
        back = pd.read_csv(io.StringIO(text.getvalue()), sep=options.get("sep", ","))
        pixels = sorted((c for c in back.columns if "pixel" in c), key=lambda c: int(c[5:]))
        same((back[pixels], back["label"]), train if len(f) == len(train[1]) else test)
        return text.getvalue()

    order = np.random.default_rng(1).permutation(784)
    last = lambda f: f[[c for c in f if c != "label"] + ["label"]]
    turned = lambda f: f[[f"pixel{i + 1}" for i in order] + ["label"]]
    ways = {"csv": (lambda f: f, dict(index=False)), "csv-index": (lambda f: f, {}), "csv-last": (last, dict(index=False)),
            "csv-semicolons": (lambda f: f, dict(index=False, sep=";")), "csv-shuffled": (turned, dict())}
    for name, (change, options) in ways.items():
        archive(f"{name}.zip", {f"small_{part}.csv": csv(change(frame(*data)), **options)
                                for part, data in (("train", train), ("test", test))})
    # Kaggle's archive.zip holds both kinds.
    archive("archive.zip", {**raw, "fashion-mnist_train.csv": csv(frame(*train), index=False),
                            "fashion-mnist_test.csv": csv(frame(*test), index=False)})


def with_image_folder(train, test):
    """Numbered through in the order of the set; torchvision's ImageFolder sorts by class and name instead."""
    for name, classes in (("pictures.zip", [n.replace("/", "-") for n in NAMES]), ("pictures-own.zip", list("abcdefghij"))):
        root, files = pathlib.Path(tempfile.mkdtemp()), {}
        for part, (images, labels) in (("train", train), ("test", test)):
            for i, (image, label) in enumerate(zip(images, labels)):
                path = root / part / classes[label] / (f"{i}.png" if name == "pictures.zip" else f"x{i:03}.png")
                path.parent.mkdir(parents=True, exist_ok=True)
                Image.fromarray(image).save(path)
                files[str(path.relative_to(root))] = path.read_bytes()
        archive(name, files)
        if name == "pictures-own.zip":
            sets = []
            for part in ("train", "test"):
                folder = torchvision.datasets.ImageFolder(str(root / part))
                sets.append((np.stack([np.asarray(image.convert("L")) for image, _ in folder]), np.array(folder.targets, np.uint8)))
            return fingerprint(*sets), folder.classes


def main():
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir()
    train, test = small(30, 1), small(20, 5)
    raw = dict(zip(FILES, (idx(train[0]), idx(train[1]), idx(test[0]), idx(test[1]))))
    with_torchvision(raw, train, test)
    with_keras(raw, train, test)
    archive("dotted.zip", {name.replace("-idx", ".idx"): content for name, content in raw.items()})
    with_numpy(train, test)
    with_pandas(raw, train, test)
    own, classes = with_image_folder(train, test)
    golden = {
        "made_with": {"numpy": np.__version__, "pandas": pd.__version__, "keras": keras.__version__,
                      "torchvision": torchvision.__version__, "pillow": PIL.__version__},
        "fingerprint": fingerprint(train, test), "image_folder": own, "image_folder_classes": classes,
    }
    (HERE / "layouts.json").write_text(json.dumps(golden, indent=1) + "\n")


if __name__ == "__main__":
    main()
