"""Golden for metrics.Mislabelled: cleanlab's confident learning on drawn predictions. python bench/golden/mislabelled.py"""
import json, pathlib
import numpy as np
from cleanlab.filter import find_label_issues

r = np.random.default_rng(5)
n, classes = 300, 4
truth = r.integers(0, classes, n)
labels = np.where(r.random(n) < 0.3, r.integers(0, classes, n), truth)
p = r.dirichlet(np.ones(classes), n) * 0.5
p[np.arange(n), truth] += 0.5
p = p.astype("float32")
found = find_label_issues(labels, p.astype("float64"), filter_by="confident_learning", return_indices_ranked_by="self_confidence")
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps({
    "labels": labels.tolist(), "probabilities": [float(x) for x in p.ravel()], "classes": classes, "found": found.tolist()}) + "\n")
print(len(found), "of", n)
