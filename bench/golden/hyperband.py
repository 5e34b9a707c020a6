"""Writes hyperband.json: what KerasTuner's Hyperband does with made-up scores, which fmnist/hyperband must reproduce.

    python bench/golden/hyperband.py > bench/golden/hyperband.json
"""

import contextlib
import io
import json
import logging
import os
import random
import tempfile

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
logging.disable(logging.WARNING)

import keras_tuner as kt  # noqa: E402
from keras_tuner.src.engine import base_tuner  # noqa: E402


def report2(hp):
    hp.Int("CONV_1_FILTER", min_value=32, max_value=64)
    hp.Choice("KERNEL_1_FILTER", values=[3, 5])
    hp.Int("CONV_2_FILTER", min_value=32, max_value=128)
    hp.Choice("KERNEL_2_FILTER", values=[3, 5])
    hp.Float("DROPOUT_1", min_value=0.0, max_value=0.5, default=0.25, step=0.05)
    hp.Float("learning_rate", min_value=1e-4, max_value=1e-2, sampling="LOG")


def every(hp):
    """Every kind of parameter, with conditions."""
    hp.Int("units", 16, 96, step=16, default=32)
    hp.Int("log units", 1, 1000, sampling="log")
    hp.Int("powers", 2, 64, step=2, sampling="log")
    hp.Float("width", -1, 1)
    hp.Float("decay", 1e-6, 1e-2, sampling="log", step=10.0)
    hp.Choice("optimizer", ["adam", "sgd", "it's"])
    hp.Choice("rate", [0.1, 1.0, 1e-5], default=1.0)
    hp.Boolean("norm")
    hp.Boolean("bias", default=True)
    with hp.conditional_scope("optimizer", ["sgd"]):
        hp.Float("momentum", 0.0, 0.9, step=0.1)
    with hp.conditional_scope("norm", [True]):
        hp.Float("epsilon", 1e-7, 1e-3, sampling="log")


def plain(hp):
    hp.Int("units", 16, 96)
    hp.Float("dropout", 0.0, 0.5, step=0.05)
    hp.Choice("optimizer", ["adam", "sgd"])
    hp.Boolean("norm")


def tiny(hp):
    hp.Choice("kernel", [3, 5])
    hp.Boolean("norm")


def search(space, score, max_epochs, factor=3, iterations=1, seed=1, direction="max", values=True, summary=False):
    """Runs a whole search with one worker. score(i) is a number, NaN, or None for a trial that raises."""
    oracle = kt.oracles.HyperbandOracle(
        objective=kt.Objective("score", direction), max_epochs=max_epochs, factor=factor,
        hyperband_iterations=iterations, seed=seed)
    oracle.verbose = 0
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        tuner = base_tuner.BaseTuner(oracle=oracle, hypermodel=space, directory=folder, project_name="p")
        trials, error = [], ""
        while True:
            trial = oracle.create_trial("tuner0")
            if trial.status != "RUNNING":
                break
            v = dict(trial.hyperparameters.values)
            s = score(len(trials))
            trials.append({
                "id": trial.trial_id, "parent": v.pop("tuner/trial_id", ""), "from": v.pop("tuner/initial_epoch"),
                "to": v.pop("tuner/epochs"), "bracket": v.pop("tuner/bracket"), "round": v.pop("tuner/round"),
                "score": "NaN" if s != s else s, **({"values": v} if values else {})})
            try:
                if s is None:
                    trial.status, trial.message = "INVALID", "it raised"
                else:
                    oracle.update_trial(trial.trial_id, {"score": s})
                    trial.status = "COMPLETED"
                oracle.end_trial(trial)
            except RuntimeError as e:
                error = str(e).split("\n")[0]
                break
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            tuner.results_summary(5)
        text = out.getvalue().replace(tuner.project_dir, "WHERE")
    best = [t.trial_id for t in oracle.get_best_trials(len(trials)) if t.status == "COMPLETED"]
    return {"space": space.__name__, "max_epochs": max_epochs, "factor": factor, "iterations": iterations, "seed": seed,
            "minimize": direction == "min", "trials": trials, "best": best, "error": error,
            **({"summary": text} if summary else {})}


def space_summary(space):
    out = io.StringIO()
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(out):
        oracle = kt.oracles.HyperbandOracle(objective="val_accuracy")
        base_tuner.BaseTuner(oracle=oracle, hypermodel=space, directory=folder, project_name="p").search_space_summary()
    return out.getvalue()


def running_text():
    """The table at the start of the second trial."""
    oracle = kt.oracles.HyperbandOracle(objective="val_accuracy", max_epochs=10, seed=3)
    out = io.StringIO()
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(out):
        base_tuner.BaseTuner(oracle=oracle, hypermodel=every, directory=folder, project_name="p")
        trial = oracle.create_trial("tuner0")
        oracle.update_trial(trial.trial_id, {"val_accuracy": 0.875})
        trial.status = "COMPLETED"
        oracle.end_trial(trial)
        out.truncate(0), out.seek(0)
        oracle.create_trial("tuner0")
    return out.getvalue()


def sizes(max_epochs, factor):
    oracle = kt.oracles.HyperbandOracle(objective="val_accuracy", max_epochs=max_epochs, factor=factor)
    return [[[oracle._get_size(b, r), oracle._get_epochs(b, r)] for r in range(b + 1)]
            for b in reversed(range(oracle._get_num_brackets()))]


def drawn(seed, choices=None, failing=()):
    """Scores drawn from a seed: from [0, 1), or from choices, so that there are ties."""
    rng = random.Random(seed)

    def score(i):
        s = rng.choice(choices) if choices else round(rng.random(), 6)
        return failing[i] if i in failing else s
    return score


NAN = float("nan")
searches = [
    search(report2, drawn(1), 10),
    search(every, drawn(2), 10, seed=7),
    search(plain, drawn(3), 10, seed=2, summary=True),
    search(plain, drawn(3, failing={3: None, 4: NAN}), 3, seed=2, summary=True),
    search(report2, drawn(4, [0.1, 0.2, 0.3]), 10, seed=5, values=False),
    search(report2, lambda i: 0.5, 10, values=False),
    search(report2, drawn(5), 20, direction="min", values=False),
    search(report2, drawn(6), 27, values=False),
    search(report2, drawn(7), 9, factor=2, values=False),
    search(report2, drawn(8), 5, iterations=2),
    search(report2, drawn(9, failing={3: None, 13: NAN, 20: None}), 10, values=False),
    search(report2, drawn(10, failing={0: NAN, 2: None, 4: NAN, 6: None, 8: NAN, 10: None}), 10, values=False),
    search(report2, drawn(11, failing={i: None for i in (0, 1, 3, 4, 6, 7, 9, 10)}), 10, values=False),
    search(report2, drawn(12, failing={5: None, 6: NAN, 7: None}), 10, values=False),
    search(tiny, drawn(13), 10),
    search(tiny, drawn(14), 1),
]
cases = [(m, f) for f in (2, 3, 4, 5) for m in (1, 2, 3, 4, 5, 7, 8, 9, 10, 16, 20, 25, 26, 27, 28, 30, 64, 81, 100, 125, 243)]
print(json.dumps({
    "keras_tuner": kt.__version__,
    "random": [[seed, random.Random(seed).random()] for seed in (0, 1, 42, 10000, 2**32 - 1, 2**32, 2**63 + 5)],
    "summaries": {s.__name__: space_summary(s) for s in (report2, every)},
    "running": running_text(),
    "sizes": [{"max_epochs": m, "factor": f, "brackets": sizes(m, f)} for m, f in cases],
    "searches": searches,
}))
