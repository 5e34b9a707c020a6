"""Goldens for fmnist/data: duplicates, split, resize, padding and sums as NumPy, pandas,
scikit-image and scikit-learn compute them.

    python data.py        writes data.json and data_kaggle.csv beside itself

Inputs are made by a small generator that the Go test repeats, so that only results are stored.
"""
import json
import math
import pathlib

import numpy as np
import pandas as pd
import skimage
import sklearn
from skimage.color import gray2rgb
from skimage.transform import resize
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import OneHotEncoder

HERE = pathlib.Path(__file__).parent
PIXELS = 784


def noise(count, seed):
    """count bytes of the classic linear congruential generator, as in the Go test."""
    values, x = [], seed
    for _ in range(count):
        x = (1103515245 * x + 12345) % 2**31
        values.append(x >> 16 & 255)
    return np.array(values, np.uint8)


def duplicates(images, labels):
    frame = pd.DataFrame(images, columns=[f"pixel{i + 1}" for i in range(PIXELS)])
    frame.insert(0, "label", labels)
    pixels = frame.drop(columns="label")
    rows, row_counts = np.unique(frame.to_numpy(), axis=0, return_counts=True)
    _, image_counts = np.unique(images, axis=0, return_counts=True)
    return {
        "row_groups": int((row_counts > 1).sum()),
        "row_extra": int(frame.duplicated().sum()),
        "image_groups": int((image_counts > 1).sum()),
        "image_extra": int(pixels.duplicated().sum()),
        "rows_kept": frame.drop_duplicates(keep="first").index.tolist(),
        "images_kept": pixels.drop_duplicates(keep="first").index.tolist(),
    }


def duplicate_cases():
    """Sets made of a few base images in the given order."""
    base = noise(5 * PIXELS, 3).reshape(5, PIXELS)
    cases = []
    for order, labels in [
        ([0, 1, 2, 3, 4], [0, 1, 2, 3, 4]),
        ([0, 1, 0, 2, 1, 0], [0, 1, 0, 2, 1, 0]),
        ([0, 1, 0, 2, 1, 0, 3], [0, 1, 5, 2, 1, 0, 3]),
        ([4, 4, 4, 4], [1, 2, 1, 2]),
        ([2], [9]),
    ]:
        cases.append({"order": order, "labels": labels, **duplicates(base[order], np.array(labels))})
    return cases


def across_case():
    base = noise(5 * PIXELS, 3).reshape(5, PIXELS)
    train, train_labels = [0, 1, 2, 2], [0, 1, 2, 2]
    test, test_labels = [2, 3, 0, 2, 4], [2, 3, 7, 2, 4]
    known = pd.DataFrame(base[train]).assign(label=train_labels).drop_duplicates()
    asked = pd.DataFrame(base[test]).assign(label=test_labels)
    pixel_columns = list(range(PIXELS))
    return {
        "train": train, "train_labels": train_labels, "test": test, "test_labels": test_labels,
        "rows": len(asked.merge(known, how="inner")),
        "images": len(asked.merge(known.drop(columns="label"), how="inner", on=pixel_columns)),
    }


def kaggle_csv():
    """A CSV as pandas writes it: repeated rows, empty cells and hence numbers like 7.0."""
    images = np.zeros((8, PIXELS), np.float64)
    images[:, 100:140] = noise(8 * 40, 5).reshape(8, 40)
    labels = np.array([3, 3, 9, 0, 3, 1, 1, 9])
    images[4] = images[0]
    images[7] = images[2]
    images[1] = images[0]
    labels[1] = 4  # the same picture under another label
    images[5, 783] = np.nan
    images[6] = images[5]  # equal, and missing at the same place
    images[3, 0] = np.nan
    frame = pd.DataFrame(images, columns=[f"pixel{i + 1}" for i in range(PIXELS)])
    frame = frame.astype({c: np.uint8 for c in frame.columns if not frame[c].isna().any()})
    frame = frame.copy()  # pandas stored the columns one by one
    frame.insert(0, "label", labels)
    frame.to_csv(HERE / "data_kaggle.csv", index=False)
    back = pd.read_csv(HERE / "data_kaggle.csv")
    pixels = back.drop(columns="label")
    return {
        "missing": int(back.isnull().sum().sum()),
        "row_extra": int(back.duplicated().sum()),
        "image_extra": int(pixels.duplicated().sum()),
        "rows_kept": back.drop_duplicates(keep="first").index.tolist(),
        "labels": back["label"].tolist(),
        "row_sums": pixels.fillna(0).sum(axis=1).astype(int).tolist(),
    }


def resize_case():
    images = noise(2 * PIXELS, 7).reshape(2, 28, 28)
    scaled = images.astype(np.float32) / np.float32(255)
    wide = resize(scaled, (2, 32, 32))
    assert wide.dtype == np.float32
    assert np.array_equal(gray2rgb(wide)[..., 1], wide)
    padded = np.pad(images, ((0, 0), (2, 2), (2, 2)))
    return {
        "resized": [round(float(v), 9) for v in wide.ravel()],
        "padded_sum_by_row": padded.sum(axis=2).ravel().tolist(),
        "rgb_head": gray2rgb(images)[0, 0, :3].ravel().tolist(),
    }


def sums_case():
    images = noise(40 * PIXELS, 11).reshape(40, PIXELS)
    labels = np.arange(40) % 10
    means = np.stack([images[labels == c].mean(axis=0) for c in range(10)])
    return {
        "mean": float((images / 255).mean()),
        "std": float((images / 255).std()),
        "variance": np.var(images.astype(np.float64), axis=0)[::97].tolist(),
        "class_means": means[:, ::97].tolist(),
        "one_hot": OneHotEncoder(sparse_output=False).fit_transform(labels[:12].reshape(-1, 1)).astype(int).ravel().tolist(),
    }


def split_cases():
    """Keras: split_at = int(math.floor(n * (1.0 - validation_split)))."""
    shares = [0.1, 0.2, 0.3, 0.7, 1 / 3, 0.15, 0.05, 0.9, 0.99]
    return [[n, f, int(math.floor(n * (1.0 - f)))] for n in (60000, 59957, 54000, 1000, 128, 10) for f in shares]


def stratified_cases():
    """Validation images per class as train_test_split(stratify=labels) takes them, where no two remainders tie."""
    cases = []
    for counts, held in [([50, 30, 20, 17, 13, 11, 9, 7, 5, 3], 40), ([400, 10, 4, 3, 90, 8, 61, 77, 12, 35], 137),
                         ([6, 6, 6, 6, 6, 6, 6, 6, 6, 6], 20)]:
        labels = np.repeat(np.arange(10), counts)
        _, part = train_test_split(labels, test_size=held, stratify=labels, random_state=1)
        cases.append({"counts": counts, "held": held, "parts": np.bincount(part, minlength=10).tolist()})
    return cases


def main():
    golden = {
        "made_with": {"numpy": np.__version__, "pandas": pd.__version__, "scikit-image": skimage.__version__,
                      "scikit-learn": sklearn.__version__},
        "duplicates": duplicate_cases(), "across": across_case(), "csv": kaggle_csv(),
        "resize": resize_case(), "sums": sums_case(), "splits": split_cases(), "stratified": stratified_cases(),
    }
    (HERE / "data.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
