"""Networks that other programs save, and what other programs make of those that gofmnist writes.

    python bench/golden/exchange.py golden
        writes small models with Keras 3, tf_keras (Keras 2) and PyTorch into bench/golden/exchange/, and exchange.json with
        their layers, the SHA-256 of their weights in this package's names and order, and their answers to eight test images.
    python bench/golden/exchange.py check FMNIST RUN...
        lets the command FMNIST export stored runs in every form, and compares what onnxruntime, Keras and PyTorch compute on all
        test images with what the store holds.

    python bench/golden/exchange.py events DIR
        prints the curves that the tensorboard package finds below a folder.

Needs onnx, onnxruntime, keras 3 with tensorflow, tf_keras, torch, safetensors, tensorboard, numpy; FMNIST_DATA names the official files.
"""
import gzip, hashlib, json, os, pathlib, subprocess, sys, tempfile, warnings

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
warnings.filterwarnings("ignore")
import numpy as np

HERE = pathlib.Path(__file__).parent
DATA = pathlib.Path(os.environ["FMNIST_DATA"])


def idx(name, skip):
    return np.frombuffer(gzip.open(DATA / name).read(), np.uint8, offset=skip)


IMAGES = idx("t10k-images-idx3-ubyte.gz", 16).reshape(-1, 28, 28)
LABELS = idx("t10k-labels-idx1-ubyte.gz", 8)
X = IMAGES[..., None].astype("float32") / 255


def total(tensors):
    """The package's SHA-256 of weights by name."""
    h = hashlib.sha256()
    for name in sorted(tensors):
        v = np.ascontiguousarray(tensors[name], "<f4")
        h.update(f"{name} {v.size}\n".encode() + v.tobytes())
    return h.hexdigest()


def draw(model, seed):
    """Gives every variable values that differ everywhere."""
    r = np.random.default_rng(seed)
    for v in model.weights:
        lowest = 0.5 if "variance" in v.name else -0.3
        v.assign(r.uniform(lowest, lowest + 0.6, v.shape).astype("float32"))


def every(k, name):
    """Each kind of layer that package nets has too."""
    return k.Sequential([
        k.Input((28, 28, 1)), k.layers.ZeroPadding2D(2),
        k.layers.Conv2D(3, 5, activation="relu", name="first"), k.layers.BatchNormalization(),
        k.layers.MaxPooling2D(2), k.layers.Conv2D(4, 3, strides=2, padding="same", use_bias=False, kernel_regularizer=k.regularizers.L2(0.001)),
        k.layers.Activation("sigmoid"), k.layers.AveragePooling2D((2, 2), strides=1), k.layers.Flatten(),
        k.layers.Dense(12, activation="tanh"), k.layers.BatchNormalization(center=False, scale=False), k.layers.Dropout(0.25),
        k.layers.Dense(10, activation="softmax", name="last")], name=name)


def ours(model):
    """A Keras model's weights under this package's names."""
    w = [np.array(v) for v in model.get_weights()]
    ones, zeros = np.ones(12), np.zeros(12)
    names = ["conv2d/kernel", "conv2d/bias", "batch_normalization/gamma", "batch_normalization/beta", "batch_normalization/moving_mean",
             "batch_normalization/moving_variance", "conv2d_1/kernel", "dense/kernel", "dense/bias", "batch_normalization_1/moving_mean",
             "batch_normalization_1/moving_variance", "dense_1/kernel", "dense_1/bias"]
    return {**dict(zip(names, w, strict=True)), "conv2d_1/bias": np.zeros(4), "batch_normalization_1/gamma": ones, "batch_normalization_1/beta": zeros}


NET = ("every (32×32): Conv(3, 5) → ReLU → BatchNorm → MaxPool(2) → Conv(4, 3).Same().Stride(2).L2(0.001) → Sigmoid → "
       "AvgPool(2).Stride(1) → Flatten → Dense(12) → Tanh → BatchNorm → Dropout(0.25) → Dense(10)")


def golden():
    import keras
    folder = HERE / "exchange"
    folder.mkdir(exist_ok=True)
    files = {}

    def add(name, net, sum_, answers, versions):
        files[name] = {"net": net, "sum": sum_, "probabilities": np.round(answers.astype("float64"), 8).tolist(), "by": versions}

    m = every(keras, "every")
    draw(m, 1)
    for name in ("every.keras", "every.h5"):
        m.save(folder / name)
        add(name, NET, total(ours(m)), m.predict(X[:8], verbose=0), "keras " + keras.__version__)
    chain = keras.Model(m.inputs, m.outputs, name="every")
    chain.save(folder / "functional.keras")
    add("functional.keras", NET, total(ours(m)), m.predict(X[:8], verbose=0), "keras " + keras.__version__)
    linear = keras.Sequential([keras.Input((784,)), keras.layers.Dense(10)], name="flat")
    draw(linear, 2)
    linear.save(folder / "flat.keras")
    linear.save_weights(folder / "flat.weights.h5")
    w = dict(zip(["dense/kernel", "dense/bias"], linear.get_weights()))
    logits = linear.predict(X[:8].reshape(8, -1), verbose=0)
    answers = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    for name, net in (("flat.keras", "flat"), ("flat.weights.h5", "linear")):
        add(name, net + " (28×28): Flatten → Dense(10)", total(w), answers, "keras " + keras.__version__)
    refused = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Conv2D(2, 3, dilation_rate=2), keras.layers.GroupNormalization(1),
                                keras.layers.Flatten(), keras.layers.Dense(10, activation="gelu")], name="refused")
    refused.save(folder / "refused.keras")
    try:
        import tf_keras
        m = every(tf_keras, "every")
        draw(m, 3)
        for name in ("every-keras2.keras", "every-keras2.h5"):
            m.save(folder / name)
            add(name, NET, total(ours(m)), m.predict(X[:8], verbose=0), "tf_keras " + tf_keras.__version__)
    except ImportError as e:
        print("without Keras 2:", e)
    torch_golden(folder, add)
    (HERE / "exchange.json").write_text(json.dumps({"files": files, "events": events()}, indent=1, ensure_ascii=False) + "\n")


def events():
    """An event file as tensorboard's own writer makes it, of messages as protobuf makes them."""
    import base64, io
    from tensorboard.compat.proto import event_pb2, summary_pb2
    from tensorboard.summary.writer.record_writer import RecordWriter
    begun = 1.7e9 + 0.25
    scalars = [{"Tag": tag, "Step": step, "Time": begun + step, "Value": value}
               for tag, step, value in (("epoch_loss", 0, 0.5), ("epoch_loss", 1, 0.25), ("epoch_accuracy", 300, 0.875))]
    out = io.BytesIO()
    w = RecordWriter(out)
    w.write(event_pb2.Event(wall_time=begun, file_version="brain.Event:2").SerializeToString())
    for s in scalars:
        value = summary_pb2.Summary.Value(tag=s["Tag"], simple_value=s["Value"])
        w.write(event_pb2.Event(wall_time=s["Time"], step=s["Step"], summary=summary_pb2.Summary(value=[value])).SerializeToString())
    return {"Begun": begun, "Scalars": scalars, "Base64": base64.b64encode(out.getvalue()).decode()}


def torch_golden(folder, add):
    import safetensors.torch, torch
    from torch import nn

    class Own(nn.Module):
        """A LeNet as people write it, its parts in no particular order."""
        def __init__(self):
            super().__init__()
            self.out = nn.Linear(784, 10)

        def forward(self, x):
            return self.out(x.flatten(1))

    torch.manual_seed(4)
    m = Own()
    safetensors.torch.save_file(m.state_dict(), folder / "own.safetensors")
    with torch.no_grad():
        answers = torch.softmax(m(torch.tensor(X[:8].transpose(0, 3, 1, 2))), 1).numpy()
    w = {"dense/kernel": m.out.weight.detach().numpy().T, "dense/bias": m.out.bias.detach().numpy()}
    add("own.safetensors", "linear (28×28): Flatten → Dense(10)", total(w), answers, "torch " + torch.__version__)


def stored(run):
    """What the store holds of a run: probabilities and figures of the test images."""
    folder = pathlib.Path(os.environ["FMNIST_HOME"]) / "runs" / run / "snapshots"
    figures = next(folder.glob("*/test.json"))
    return np.fromfile(figures.parent / "probabilities.bin", "<f4").reshape(-1, 10), json.loads(figures.read_text())


def by_onnx(file):
    import onnx, onnxruntime
    onnx.checker.check_model(str(file), full_check=True)
    session = onnxruntime.InferenceSession(str(file))
    x = X.transpose(0, 3, 1, 2)
    return np.concatenate([session.run(["probabilities"], {"pixels": x[i:i + 1000]})[0] for i in range(0, len(x), 1000)])


def by_keras(file):
    import keras
    m = keras.models.load_model(file)
    loss, accuracy = m.evaluate(X, LABELS, batch_size=1000, verbose=0)
    answers = m.predict(X, batch_size=1000, verbose=0)
    again = keras.models.clone_model(m)
    again.load_weights(str(file).removesuffix(".keras") + ".weights.h5")
    assert np.array_equal(answers, again.predict(X, batch_size=1000, verbose=0)), "the weights alone give other answers"
    return answers, loss, accuracy


def by_torch(file):
    import safetensors, torch
    from safetensors.torch import load_file
    from torch import nn
    with safetensors.safe_open(file, "pt") as f:
        meta = f.metadata()
    if "torch" not in meta:
        return None
    m = eval(meta["torch"], {"nn": nn})
    m.load_state_dict(load_file(file))
    m.eval()
    x = X if "pad32" not in meta["gofmnist.net"] else np.pad(X, ((0, 0), (2, 2), (2, 2), (0, 0)))
    if "resize32" in meta["gofmnist.net"]:
        return None
    with torch.no_grad():
        return torch.softmax(m(torch.tensor(x.transpose(0, 3, 1, 2))), 1).numpy()


def check(fmnist, *runs):
    print("largest difference of a probability on", len(X), "images, and Keras' own evaluation")
    print("| run | ONNX | safetensors | .keras | Keras: loss, accuracy | stored: loss, accuracy |\n|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for run in runs:
            ask = lambda end: subprocess.run([fmnist, "export", run, f"{folder}/{run}{end}", "-json"], capture_output=True, text=True)
            done = {end: ask(end) for end in (".onnx", ".safetensors", ".keras", ".weights.h5")}
            name = json.loads(done[".onnx"].stdout)["run"]
            want, figures = stored(name)
            off = lambda p: "—" if p is None else f"{np.abs(p - want).max():.1e}"
            line = [name, off(by_onnx(f"{folder}/{run}.onnx")), off(by_torch(f"{folder}/{run}.safetensors"))]
            if done[".keras"].returncode == 0:
                answers, loss, accuracy = by_keras(f"{folder}/{run}.keras")
                line += [off(answers), f"{loss:.4f}, {accuracy:.4f}"]
            else:
                line += ["—", "—"]
            print("|", " | ".join(line + [f"{figures['loss']:.4f}, {figures['accuracy']:.4f}"]), "|", flush=True)


def found(folder):
    from tensorboard.backend.event_processing.event_multiplexer import EventMultiplexer
    m = EventMultiplexer().AddRunsFromDirectory(folder).Reload()
    for run, tags in sorted(m.Runs().items()):
        for tag in tags["scalars"]:
            print(run, tag, [(e.step, round(e.value, 4)) for e in m.Scalars(run, tag)])


if __name__ == "__main__":
    {"golden": golden, "check": check, "events": found}[sys.argv[1]](*sys.argv[2:])
