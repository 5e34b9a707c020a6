"""Accuracy over seconds: networks in LeNet's layout that are trained as well as they can be in a given time.

    python3 bench/records.py --data FOLDER --fmnist ./fmnist [--only 60,180] [--seeds 5] [--validation]

Two convolutions with max-pooling, two hidden dense layers, fewer parameters than report 2's 504,342. Each seed is a
command, `fmnist run` of a plan on standard input, in a home of its own, so the seconds count everything from the typed
command to the printed test accuracy: unpacking the files, training on all 60,000 images, and the test. Every choice was
made with --validation, which holds the last tenth of the training images out and prints their accuracy instead; the
test images were looked at once, by the runs of the table in bench/README.md.
"""

import argparse
import json
import os
import statistics
import subprocess
import tempfile
import time


def plan(first, second, dropout, rate, epochs, seed, validation):
    """Kernels of 3×3 in both convolutions: a 5×5 in the first costs more time than it gains accuracy."""
    drop = [{"kind": "Dropout", "rate": dropout}]
    conv = lambda filters, **same: [{"kind": "Conv", "filters": filters, "kernel": 3, **same}, {"kind": "ReLU"},
                                    {"kind": "MaxPool", "window": 2}]
    dense = lambda units: [{"kind": "Dense", "units": units}, {"kind": "ReLU"}] + drop
    layers = (conv(first, same=True) + conv(second) + [{"kind": "Flatten"}] + dense(200) + dense(84)
              + [{"kind": "Dense", "units": 10}])
    return {"net": {"name": "lenet5-fast", "layers": layers}, "epochs": epochs, "batch": 128, "validation": validation,
            "seed": seed, "rate": rate, "schedule": {"cosine": epochs, "warmup": 1}, "label_smoothing": 0.05,
            "augment": {"shift": 1, "flip": True}}


# by the seconds that they may take on two cores with AVX-512
RECORDS = {
    60: dict(first=16, second=48, dropout=0.2, rate=0.003, epochs=16),
    180: dict(first=16, second=64, dropout=0.25, rate=0.003, epochs=40),
}


def run(binary, data, p):
    """Seconds and answer of one command in an empty home; then, not timed, the test with mirror images too."""
    with tempfile.TemporaryDirectory(prefix="fmnist-record-") as home:
        env = {**os.environ, "FMNIST_HOME": home, "FMNIST_DATA": os.path.abspath(data)}

        def answer(*more):
            done = subprocess.run([binary, "run", "-", "-json", *more], input=json.dumps(p), env=env, check=True,
                                  text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            return json.loads(done.stdout)

        start = time.perf_counter()
        once = answer()
        seconds = time.perf_counter() - start
        return seconds, once | ({} if p["validation"] else answer("-mirrored"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True)
    parser.add_argument("--fmnist", required=True)
    parser.add_argument("--only", default=",".join(map(str, RECORDS)))
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--validation", action="store_true")
    a = parser.parse_args()
    for limit in map(int, a.only.split(",")):
        accuracies, mirrored, seconds = [], [], []
        for seed in range(1, a.seeds + 1):
            p = plan(**RECORDS[limit], seed=seed, validation=0.1 if a.validation else 0)
            took, answer = run(a.fmnist, a.data, p)
            accuracies.append(answer["history"]["val_accuracy"][-1] if a.validation else answer["test_accuracy"])
            seconds.append(took)
            mirrored += [answer["mirrored"]["accuracy"]] if "mirrored" in answer else []
            print(f"{limit} s, seed {seed}: {accuracies[-1]:.4f} after {took:.1f} s", flush=True)
        print(f"{limit} s: {spread(accuracies)} after {min(seconds):.1f} to {max(seconds):.1f} s")
        if mirrored:
            print(f"{limit} s, with mirror images: {spread(mirrored)}")


def spread(values):
    """Mean and standard deviation."""
    return f"{statistics.mean(values):.4f}" + (f" ± {statistics.stdev(values):.4f}" if len(values) > 1 else "")


main()
