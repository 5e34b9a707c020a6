"""Writes kfold.json: the folds of scikit-learn, which fmnist/kfold must reproduce.

    python bench/golden/kfold.py > bench/golden/kfold.json
"""

import json

import numpy as np
import sklearn
from sklearn.model_selection import KFold, StratifiedKFold

rng = np.random.default_rng(0)


def tests(splitter, x, y=None):
    return [test.tolist() for _, test in splitter.split(x, y)]


def sizes(n, k):
    return {"n": n, "k": k, "sizes": [len(t) for t in tests(KFold(k), np.zeros(n))]}


def stratified(labels, k):
    counts = []
    for seed in range(2):  # the counts must not depend on the seed
        folds = tests(StratifiedKFold(k, shuffle=True, random_state=seed), labels, labels)
        counts.append([np.bincount(labels[t], minlength=labels.max() + 1).tolist() for t in folds])
    return {
        "labels": labels.tolist(),
        "k": k,
        "test": tests(StratifiedKFold(k), labels, labels),
        "counts": counts,
    }


print(json.dumps({
    "sklearn": sklearn.__version__,
    "plain": [{"n": n, "k": k, "test": tests(KFold(k), np.zeros(n))} for n, k in [(2, 2), (7, 3), (10, 5), (23, 4), (11, 11)]],
    "stratified": [
        stratified(np.array([1, 0, 1, 0, 1, 0, 1]), 2),
        stratified(np.array([3, 3, 1, 1, 0, 0, 0, 1, 3, 0, 2]), 3),  # class 2 has one member
        stratified(rng.integers(0, 10, 83), 5),
        stratified(np.sort(rng.integers(0, 4, 41)), 10),
    ],
    "sizes": [sizes(n, k) for n in (60000, 59957) for k in (5, 10)],
}))
