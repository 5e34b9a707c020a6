"""Writes pca.json: what NumPy and scikit-learn make of a small matrix and of the official training images.

Run from the repository root: python bench/golden/pca.py  (FMNIST_DATA names the folder of the official files).
"""
import gzip
import json
import os
from pathlib import Path

import numpy as np
import sklearn
from sklearn.decomposition import PCA

here = Path(__file__).resolve().parent
data = Path(os.environ.get("FMNIST_DATA", here.parents[2] / "shared" / "fashion-mnist"))

rng = np.random.default_rng(4)
mixing = rng.normal(size=(6, 6)) * [3, 2, 1.5, 1, 0.5, 0.25]
small = (rng.normal(size=(40, 6)) @ mixing + 100).astype(np.float32)
model = PCA(6).fit(small.astype(np.float64))

with gzip.open(data / "train-images-idx3-ubyte.gz") as f:
    images = np.frombuffer(f.read()[16:], np.uint8).reshape(-1, 784)
scaled = images / 255
correlation = np.corrcoef(scaled, rowvar=False)
pairs = np.sort(rng.choice(784, size=(40, 2)), axis=1)
real = PCA(50).fit(scaled)

golden = {
    "made_with": {"numpy": np.__version__, "scikit-learn": sklearn.__version__},
    "small": {
        "rows": small.tolist(),
        "covariance": np.cov(small.astype(np.float64), rowvar=False).tolist(),
        "correlation": np.corrcoef(small.astype(np.float64), rowvar=False).tolist(),
        "mean": model.mean_.tolist(),
        "components": model.components_.tolist(),
        "explained_variance": model.explained_variance_.tolist(),
        "ratio": model.explained_variance_ratio_.tolist(),
        "scores": model.transform(small.astype(np.float64))[:5].tolist(),
    },
    "train": {
        "pairs": pairs.tolist(),
        "correlation": [correlation[i, j] for i, j in pairs],
        "correlation_sum": correlation.sum(),
        "ratio": real.explained_variance_ratio_.tolist(),
        "explained_variance": real.explained_variance_.tolist(),
        "component_pixels": list(range(0, 784, 28)),
        "components": real.components_[:10, ::28].tolist(),
        "scores": real.transform(scaled[:5])[:, :10].tolist(),
    },
}
(here / "pca.json").write_text(json.dumps(golden) + "\n")
