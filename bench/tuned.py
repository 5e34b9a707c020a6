"""Report 2's tuned network against its wide one, each trained with the same seeds as report 2 trains its final network.

    python3 bench/tuned.py --data FOLDER --fmnist ./fmnist [--seeds 5]

The tuned plan is the best trial of `fmnist tune -space report2 -max-epochs 10` on the official images (docs/hyperband.md).
Both train on the first 48,000 images with batches of 64 for 30 epochs and are tested with the epoch that was best on
the other 12,000. Runs go into FMNIST_HOME: what is there is read, and what was interrupted goes on.
"""

import argparse
import json
import math
import os
import statistics
import subprocess

FINAL = ["-batch", "64", "-epochs", "30", "-validation", "0.2", "-keep-best", "val_accuracy"]


def conv(filters, kernel, **more):
    return [{"kind": "Conv", "filters": filters, "kernel": kernel, **more}, {"kind": "ReLU"}]


def dense(units):
    return [{"kind": "Dense", "units": units}, {"kind": "ReLU"}]


POOL, FLATTEN, LOGITS = [{"kind": "MaxPool", "window": 2}], [{"kind": "Flatten"}], [{"kind": "Dense", "units": 10}]
TUNED = {"net": {"name": "lenet5-tuned", "prepare": "pad32", "layers": (
    conv(34, 3, same=True) + POOL + conv(48, 5) + conv(120, 5) + POOL + FLATTEN
    + dense(256) + [{"kind": "Dropout", "rate": 0.35000000000000003}] + dense(84) + LOGITS)},
    "rate": 0.000551046971952}


def fmnist(binary, data, *words, plan=None):
    """The JSON object that a command prints; the plan is on its standard input."""
    env = {**os.environ, "FMNIST_DATA": os.path.abspath(data)}
    done = subprocess.run([binary, *words], input=json.dumps(plan), env=env, check=True, text=True,
                          stdout=subprocess.PIPE)
    return json.loads(done.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True)
    parser.add_argument("--fmnist", required=True)
    parser.add_argument("--seeds", type=int, default=5)
    a = parser.parse_args()
    wide = fmnist(a.fmnist, a.data, "train", "-net", "lenet5-wide", *FINAL, "-plan-only")
    plans = {"tuned": {**wide, **TUNED}, "wide": wide}
    figures = {name: [] for name in plans}
    for seed in range(1, a.seeds + 1):
        for name, plan in plans.items():
            done = fmnist(a.fmnist, a.data, "run", "-", "-json", plan={**plan, "seed": seed})
            epoch = done["chosen_epoch"]
            validation, test = done["history"]["val_accuracy"][epoch - 1], done["test_accuracy"]
            figures[name].append((validation, test))
            print(f"{name}, seed {seed}: epoch {epoch}, validation {validation:.4f}, test {test:.4f}", flush=True)
    for column, what in enumerate(("validation", "test")):
        tuned, wide = ([f[column] for f in figures[name]] for name in figures)
        error = math.sqrt((statistics.variance(tuned) + statistics.variance(wide)) / a.seeds)
        print(f"{what}: tuned {statistics.mean(tuned):.4f} ± {statistics.stdev(tuned):.4f}, "
              f"wide {statistics.mean(wide):.4f} ± {statistics.stdev(wide):.4f}, "
              f"difference {statistics.mean(tuned) - statistics.mean(wide):.4f}, its standard error {error:.4f}")


main()
