"""Writes tsne.json: scikit-learn's affinities, trustworthiness and k-NN accuracy on a small set, and its embedding's
quality on the first 5,000 training images (50 principal components), and openTSNE's embedding of the first 2,000,
which takes about a minute.

Run from the repository root: python bench/golden/tsne.py  (FMNIST_DATA names the folder of the official files).
"""
import gzip
import json
import os
from pathlib import Path

import numpy as np
import openTSNE
import sklearn
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE, trustworthiness
from sklearn.manifold._t_sne import _joint_probabilities_nn
from sklearn.neighbors import KNeighborsClassifier, NearestNeighbors

here = Path(__file__).resolve().parent
data = Path(os.environ.get("FMNIST_DATA", here.parents[2] / "shared" / "fashion-mnist"))


def read(name, header):
    with gzip.open(data / name) as f:
        return np.frombuffer(f.read()[header:], np.uint8)


def leave_one_out(points, labels, k):
    others = NearestNeighbors(n_neighbors=k).fit(points).kneighbors(return_distance=False)
    votes = np.array([np.bincount(labels[o]).argmax() for o in others])
    return float((votes == labels).mean())


rng = np.random.default_rng(5)
labels = np.repeat(np.arange(4), 20)
small = (rng.normal(size=(4, 5))[labels] * 2 + rng.normal(size=(80, 5))).astype(np.float32)
plane = (small[:, :2] + rng.normal(size=(80, 2)) * 0.5).round(4)
perplexity, k = 8, 25
distances = NearestNeighbors(n_neighbors=k).fit(small).kneighbors_graph(mode="distance")
distances.data **= 2
joint = _joint_probabilities_nn(distances, perplexity, 0).toarray()

images = read("train-images-idx3-ubyte.gz", 16).reshape(-1, 784) / 255
classes = read("train-labels-idx1-ubyte.gz", 8)[:5000]
scores = PCA(50).fit(images).transform(images[:5000])
embedding = TSNE(random_state=0).fit(scores)

few = scores[:2000].astype(np.float32)
theirs = openTSNE.TSNE(negative_gradient_method="fft", neighbors="exact", early_exaggeration_iter=250, n_iter=750,
                       random_state=1).fit(few)

golden = {
    "made_with": {"numpy": np.__version__, "scikit-learn": sklearn.__version__, "openTSNE": openTSNE.__version__},
    "small": {
        "rows": small.tolist(), "labels": labels.tolist(), "plane": plane.tolist(),
        "perplexity": perplexity, "neighbours": k, "joint_first_rows": joint[:4].tolist(),
        "trustworthiness": {str(n): trustworthiness(small, plane, n_neighbors=n) for n in (1, 5, 12)},
        "knn_accuracy": {str(n): leave_one_out(plane, labels, n) for n in (1, 5, 10)},
    },
    "train5000": {
        "kl": float(embedding.kl_divergence_),
        "trustworthiness": trustworthiness(scores, embedding.embedding_, n_neighbors=5),
        "knn_accuracy": leave_one_out(embedding.embedding_, classes, 10),
    },
    "train2000": {"opentsne": np.asarray(theirs).round(3).tolist()},
}
(here / "tsne.json").write_text(json.dumps(golden) + "\n")
