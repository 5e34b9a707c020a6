"""The Python counterpart of bench/explore/main.go: times one task of NumPy, scikit-learn or openTSNE in this process
and prints one line of JSON. bench/explore.py runs both in turn."""
import argparse
import gzip
import json
import os
import resource
import time
from pathlib import Path

import numpy as np

parser = argparse.ArgumentParser()
parser.add_argument("--task", default="correlation")
parser.add_argument("--repeat", type=int, default=1)
parser.add_argument("--points", type=int, default=5000)
parser.add_argument("--iterations", type=int, default=1000)
parser.add_argument("--seed", type=int, default=1)
parser.add_argument("--out")
parser.add_argument("--judge", nargs="*", help="embeddings (JSON) to judge instead of timing")
args = parser.parse_args()

folder = Path(os.environ.get("FMNIST_DATA", Path(__file__).resolve().parents[2] / "shared" / "fashion-mnist"))


def read(name, header):
    with gzip.open(folder / name) as f:
        return np.frombuffer(f.read()[header:], np.uint8)


def reduced(n):
    from sklearn.decomposition import PCA
    x = images / np.float32(255)
    return PCA(50).fit(x).transform(x[:n]).astype(np.float32)


def repeat(do):
    seconds = []
    for _ in range(args.repeat):
        began = time.perf_counter()
        do()
        seconds.append(time.perf_counter() - began)
    return {"seconds": seconds}


def tsne_sklearn():
    from sklearn.manifold import TSNE
    x = reduced(args.points)
    model = TSNE(random_state=args.seed, max_iter=args.iterations)
    began = time.perf_counter()
    points = model.fit_transform(x)
    return {"seconds": [time.perf_counter() - began], "kl": float(model.kl_divergence_), "iterations": model.n_iter_ + 1}, points


def tsne_opentsne():
    import openTSNE
    x = reduced(args.points)
    model = openTSNE.TSNE(n_jobs=2, negative_gradient_method="fft", early_exaggeration_iter=250,
                          n_iter=args.iterations - 250, random_state=args.seed)
    began = time.perf_counter()
    points = model.fit(x)
    return {"seconds": [time.perf_counter() - began], "kl": float(points.kl_divergence), "iterations": args.iterations}, np.asarray(points)


def judge(paths):
    from sklearn.manifold import trustworthiness
    from sklearn.neighbors import NearestNeighbors
    labels = read("train-labels-idx1-ubyte.gz", 8)
    out = {}
    for path in paths:
        points = np.array(json.loads(Path(path).read_text()))
        near = NearestNeighbors(n_neighbors=10).fit(points).kneighbors(return_distance=False)
        votes = np.array([np.bincount(labels[o]).argmax() for o in near])
        out[path] = {"knn_accuracy": float((votes == labels[:len(points)]).mean())}
        if len(points) <= 10000:  # scikit-learn holds all pairs in memory
            out[path]["trustworthiness"] = float(trustworthiness(reduced(len(points)), points, n_neighbors=5))
    return out


images = read("train-images-idx3-ubyte.gz", 16).reshape(-1, 784)
if args.judge:
    print(json.dumps(judge(args.judge)))
    raise SystemExit
points = None
if args.task == "correlation":
    x = images / 255
    result = repeat(lambda: np.corrcoef(x, rowvar=False))
elif args.task in ("pca2", "pca50"):
    from sklearn.decomposition import PCA
    x = images / np.float32(255)  # float32 is the faster of the two in scikit-learn
    result = repeat(lambda: PCA(int(args.task[3:])).fit(x))
elif args.task == "sklearn":
    result, points = tsne_sklearn()
elif args.task == "opentsne":
    result, points = tsne_opentsne()
else:
    raise SystemExit(f"no task {args.task}")
if args.out and points is not None:
    Path(args.out).write_text(json.dumps(points.tolist()))
result["peak_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps(result))
