"""A training's log as TensorBoard's own writer makes it, epoch by epoch, and as TensorBoard reads it.

    python bench/golden/tensorboard_log.py
        writes tensorboard_log.json, which go test ./fmnist/exchange compares a log with that was interrupted and continued.
    python bench/golden/tensorboard_log.py check FMNIST
        lets the command FMNIST train three epochs, then two more, with -log, and compares what TensorBoard reads with the history
        that the command prints: each step once.

Needs tensorboard (2.20) and numpy.
"""
import base64, json, os, pathlib, subprocess, sys, tempfile

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.compat.proto import event_pb2, summary_pb2
from tensorboard.summary.writer.record_writer import RecordWriter

HERE = pathlib.Path(__file__).parent
ENDED = 1_700_000_010.5  # of the last epoch, seconds since 1970; every number here is exact in binary
EPOCHS = [dict(epoch=i + 1, loss=1.5 / (i + 1), accuracy=0.5 + i / 16, val_loss=2.0 / (i + 2), val_accuracy=0.25 + i / 8, rate=0.125,
               seconds=0.5 + i / 4) for i in range(5)]
CURVES = {"train": [("epoch_loss", "loss"), ("epoch_accuracy", "accuracy"), ("epoch_learning_rate", "rate")],
          "validation": [("epoch_loss", "val_loss"), ("epoch_accuracy", "val_accuracy")]}


def write(file, curves):
    at = ENDED - sum(e["seconds"] for e in EPOCHS)
    with open(file, "wb") as out:
        w = RecordWriter(out)
        w.write(event_pb2.Event(wall_time=at, file_version="brain.Event:2").SerializeToString())
        for step, e in enumerate(EPOCHS):
            at += e["seconds"]
            for tag, name in curves:
                value = summary_pb2.Summary.Value(tag=tag, simple_value=e[name])
                w.write(event_pb2.Event(wall_time=at, step=step, summary=summary_pb2.Summary(value=[value])).SerializeToString())
        w.flush()


def read(folder):
    a = EventAccumulator(str(folder), size_guidance={"scalars": 0}).Reload()
    return {tag: [[e.step, e.value] for e in a.Scalars(tag)] for tag in a.Tags()["scalars"]}


def golden():
    parts = {}
    for part, curves in CURVES.items():
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "events.out.tfevents.1700000000.gofmnist"
            write(file, curves)
            parts[part] = {"base64": base64.b64encode(file.read_bytes()).decode(), "read": read(folder)}
    (HERE / "tensorboard_log.json").write_text(json.dumps({"ended": ENDED, "epochs": EPOCHS, "parts": parts}, indent=1) + "\n")


def check(fmnist):
    with tempfile.TemporaryDirectory() as home:
        env = {**os.environ, "FMNIST_HOME": home, "FMNIST_DATA": "synthetic:1000,200"}
        for epochs in ("3", "5"):
            out = subprocess.run([fmnist, "train", "-epochs", epochs, "-batch", "32", "-log", f"tensorboard:{home}/logs", "-json"],
                                 env=env, capture_output=True, text=True, check=True)
        run = json.loads(out.stdout)
        for part, curves in CURVES.items():
            got = read(f"{home}/logs/{run['run']}/{part}")
            for tag, name in curves:
                steps = [s for s, _ in got[tag]]
                assert steps == list(range(5)), (part, tag, steps)
                if name in run["history"]:
                    off = max(abs(v - w) for (_, v), w in zip(got[tag], run["history"][name]))
                    assert off < 1e-6, (part, tag, off)
        print("TensorBoard reads", run["run"], "with each of 5 steps once, and the figures of its history")


if __name__ == "__main__":
    check(sys.argv[2]) if sys.argv[1:2] == ["check"] else golden()
