#!/usr/bin/env python3
"""Times this package, also on XLA, against stock GoMLX, PyTorch, Keras on TensorFlow and JAX on the same two cores, alternating.

    python3 bench/speed.py --python PYTHON_WITH_TF_KERAS_JAX --torch-python PYTHON_WITH_TORCH

Writes the record bench/speed.json and the tables between the markers in bench/README.md, which says how to set this up.
Only the standard library is used here.
"""
import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from typing import NamedTuple

import speed_report
from speed_contenders import HERE, ROOT, Binary, Failed, Peer, job
from speed_machine import end_record, machine, output, start_record, two_cores


class Workload(NamedTuple):
    name: str
    title: str
    flags: list  # of fmnist bench
    target: float  # of ours ÷ the fastest peer; 0 for none
    stock_steps: int  # for stock GoMLX, which is slow; 0 for not at all
    xla_target: float = 0  # of ours on XLA ÷ JAX, which is XLA as well; 0 for none


WORKLOADS = [
    Workload("lenet5", "LeNet-5, training step, batch 128", ["-net", "lenet5", "-batch", "128"], 1.0, 3, 0.8),
    Workload("wide", "wide LeNet (504,342), training step, batch 64", ["-net", "lenet5-wide", "-batch", "64"], 1.3, 2, 1.0),
    Workload("eval", "LeNet-5, evaluation of 10,000 images", ["-net", "lenet5", "-eval"], 0, 1),
    Workload("vgg16", "VGG16 features, 64 images", ["-net", "vgg16", "-batch", "64"], 1.5, 1, 1.0),
    Workload("resnet50", "ResNet50 features, 64 images", ["-net", "resnet50", "-batch", "64"], 1.5, 1, 1.0),
    Workload("resnet152v2", "ResNet152V2 features, 64 images", ["-net", "resnet152v2", "-batch", "64"], 0, 1),
    Workload("efficientnetb1", "EfficientNetB1 features, 64 images", ["-net", "efficientnetb1", "-batch", "64"], 3.0, 1),
]
STOCK_STEP_LIMIT = 60  # seconds; a slower step is reported as not measured
JOB_LIMIT = 900  # seconds for ten epochs
EPOCHS = 10


def arguments():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    names = [w.name for w in WORKLOADS] + ["job"]
    p.add_argument("--rounds", type=int, default=3, help="alternations A B C … A B C …")
    p.add_argument("--seconds", type=float, default=1.5, help="length of one timing within a round")
    p.add_argument("--only", default=",".join(names), help="some of " + ",".join(names))
    p.add_argument("--python", default=os.environ.get("BENCH_PYTHON", sys.executable), help="has TensorFlow, Keras and JAX (or $BENCH_PYTHON)")
    p.add_argument("--torch-python", default=os.environ.get("BENCH_TORCH_PYTHON"), help="has PyTorch and torchvision (or $BENCH_TORCH_PYTHON; else as --python)")
    p.add_argument("--fmnist", help="binary to time, else one is built")
    p.add_argument("--data", default=os.environ.get("FMNIST_DATA"), help="folder with the four official files, for the job (or $FMNIST_DATA)")
    p.add_argument("--compile-limit", type=float, default=180, help="seconds that a peer may spend on preparing one workload")
    p.add_argument("--no-stock", action="store_true", help="leave out stock GoMLX")
    p.add_argument("--no-xla", action="store_true", help="leave out this package on XLA, which needs a C compiler and a plugin (fmnist xla install cpu)")
    p.add_argument("--out", default=HERE, help="folder of speed.json and README.md")
    a = p.parse_args()
    a.torch_python = a.torch_python or a.python
    a.only = a.only.split(",")
    if unknown := set(a.only) - set(names):
        p.error(f"--only knows {', '.join(names)}; not {', '.join(sorted(unknown))}")
    return a


def say(text):
    print(text, file=sys.stderr, flush=True)


def build(folder, *flags):
    binary = os.path.join(folder, "fmnist" + "-".join(flags))
    say(" ".join(["building fmnist with GOEXPERIMENT=simd", *flags]))
    subprocess.run(["go", "build", *flags, "-o", binary, "./cmd/fmnist"], cwd=ROOT, check=True, env={**os.environ, "GOEXPERIMENT": "simd"})
    return binary


def attempt(results, contender, work):
    """Keeps a contender's failure as its result."""
    result = results.setdefault(contender.name, {"variants": {}})
    if "failed" in result:
        return
    try:
        work(result)
    except Failed as e:
        say(f"  {contender.name}: {e}")
        result["failed"] = str(e)


def one_round(contender, seconds):
    def work(result):
        for variant, t in contender.time(seconds).items():
            result["variants"].setdefault(variant, []).append(t)
            say(f"  {contender.name:8} {variant:22} median {t['median_ms']:9.2f} ms, fastest {t['fastest_ms']:9.2f}, {t['steps']} steps")
    return work


def summarize(result):
    """The variant with the lowest median of the rounds' medians is the contender's result."""
    medians = {v: statistics.median(r["median_ms"] for r in rounds) for v, rounds in result["variants"].items()}
    if medians:
        best = min(medians, key=medians.get)
        result.update(variant=best, median_ms=medians[best], fastest_ms=min(r["fastest_ms"] for r in result["variants"][best]))


def measure(workload, contenders, stock, a):
    """All rounds of one workload."""
    record, results = start_record(), {}
    for c in contenders:
        say(f"  {c.name}: preparing")
        attempt(results, c, lambda result, c=c: result.update(c.prepare(workload)))
    for r in range(a.rounds):
        say(f"  round {r + 1} of {a.rounds}")
        for c in contenders:
            attempt(results, c, one_round(c, a.seconds))
    if stock and workload.stock_steps:  # once: one step can take half a minute
        attempt(results, stock, lambda result: result["variants"].update(
            {v: [t] for v, t in stock.once(workload, workload.stock_steps).items()}))
    for result in results.values():
        summarize(result)
    return {**end_record(record), "title": workload.title, "target": workload.target, "xla_target": workload.xla_target, "rounds": a.rounds,
            "seconds": a.seconds, "contenders": results}


class Matmul(NamedTuple):
    """Square float32 matrix products by the peers: the best of them is the machine's peak."""
    name: str = "matmul"
    title: str = "matrix product 2048³"
    target: float = 0
    stock_steps: int = 0
    xla_target: float = 0


def whole_job(a, binary):
    """Ten epochs from typed command to printed test accuracy; each contender once, one after another."""
    record, results = start_record(), {}
    if not a.data:
        raise SystemExit("the job needs the real data: give --data or FMNIST_DATA, or choose others with --only")
    peer = lambda python, script: [python, os.path.join(HERE, "peers", script), os.path.abspath(a.data), str(EPOCHS)]
    commands = {
        "ours": [binary, "train", "-net", "lenet5", "-epochs", str(EPOCHS), "-batch", "128", "-validation", "0.1", "-seed", "1"],
        "pytorch": peer(a.torch_python, "job_torch.py"),
        "keras": peer(a.python, "job_keras.py"),
        "jax": peer(a.python, "job_jax.py"),
    }
    for name, argv in commands.items():
        home = tempfile.mkdtemp(prefix="fmnist-home-")
        try:
            results[name] = job(argv, JOB_LIMIT, FMNIST_DATA=os.path.abspath(a.data), FMNIST_HOME=home, GOMLX_BACKEND="fmnist")
            say(f"  {name:8} {results[name]['seconds']:.1f} s, test accuracy {results[name]['test_accuracy']:.4f}")
        except Failed as e:
            say(f"  {name}: {e}")
            results[name] = {"failed": str(e)}
        finally:
            shutil.rmtree(home, ignore_errors=True)
    return {**end_record(record), "epochs": EPOCHS, "contenders": results}


def main():
    a = arguments()
    two_cores()
    folder = tempfile.mkdtemp(prefix="fmnist-speed-")
    peers = [Peer("pytorch", a.torch_python, "torch_peer.py", a.compile_limit), Peer("keras", a.python, "keras_peer.py", a.compile_limit),
             Peer("jax", a.python, "jax_peer.py", a.compile_limit)]
    try:
        binary = os.path.abspath(a.fmnist) if a.fmnist else build(folder)
        ours = Binary("ours", binary, 300, GOMLX_BACKEND="fmnist")
        own = [ours] if a.no_xla else [ours, Binary("xla", build(folder, "-tags=xla"), 300, GOMLX_BACKEND="xla:cpu")]
        stock = None if a.no_stock else Binary("stock", binary, 2.2 * STOCK_STEP_LIMIT, GOMLX_BACKEND="go", FMNIST_LOWERING="off")
        record = speed_report.open_record(a.out, machine())
        record["command"] = "python3 bench/speed.py " + f"--rounds {a.rounds} --seconds {a.seconds:g} --only {','.join(a.only)}"
        record["versions"]["go"] = output("go", "env", "GOVERSION")
        record["versions"]["this package"] = output("git", "describe", "--always", "--dirty") or "unknown"
        for w in [Matmul()] * any(x != "job" for x in a.only) + [w for w in WORKLOADS if w.name in a.only]:
            say(w.title)
            contenders = peers if w.name == "matmul" else [*own, *peers]
            record["workloads"][w.name] = measure(w, contenders, stock, a)
            for p in peers:
                record["versions"].update(p.versions)
            speed_report.write(a.out, record)  # after each workload: a run that is cut short leaves what it has
        for p in peers:
            p.stop()
        if "job" in a.only:
            say(f"whole job, {EPOCHS} epochs")
            record["job"] = whole_job(a, binary)
            speed_report.write(a.out, record)
    finally:
        for p in peers:
            p.stop()
        shutil.rmtree(folder)
    print(speed_report.tables(record))


if __name__ == "__main__":
    main()
