"""What TensorFlow says a network looks at: saliency (Simonyan, Vedaldi and Zisserman 2013, arXiv:1312.6034) and Grad-CAM
(Selvaraju et al. 2017, arXiv:1610.02391), for go test ./fmnist/local -run Attributions.

    FMNIST_DATA=… python bench/golden/attribution.py     # writes attribution.json

Saliency is the absolute gradient of the likeliest class's logit with respect to the pixels ÷ 255; Grad-CAM is
relu(Σ mean(∂logit/∂A)·A) over the last convolution's maps A behind their activation, enlarged by tf.image.resize. The weights
of LeNet-5 follow a formula, so that the golden need not hold them; the other network is bench/golden/exchange/every.keras,
whose input is padded to 32×32. Needs tensorflow 2.20 or later (tensorflow-cpu) and numpy.
"""
import base64, gzip, json, os, pathlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import numpy as np
import tensorflow as tf
from tensorflow import keras

HERE = pathlib.Path(__file__).parent
IMAGES = np.frombuffer(gzip.open(pathlib.Path(os.environ["FMNIST_DATA"]) / "t10k-images-idx3-ubyte.gz").read(), np.uint8, offset=16).reshape(-1, 28, 28)


def formula(shape, k):
    """Weight i of tensor k: sin(0.7 + (1.3 + k/7)·i), of the size that keeps activations in range."""
    i = np.arange(np.prod(shape), dtype="float64")
    scale = np.sqrt(8 / np.prod(shape[:-1])) if len(shape) > 1 else 0.1
    return (scale * np.sin(0.7 + (1.3 + k / 7) * i)).astype("float32").reshape(shape)


def lenet5():
    m = keras.Sequential([
        keras.Input((28, 28, 1)), keras.layers.Conv2D(6, 5, activation="relu"), keras.layers.MaxPooling2D(2),
        keras.layers.Conv2D(16, 5, activation="relu"), keras.layers.MaxPooling2D(2), keras.layers.Flatten(),
        keras.layers.Dense(120, activation="relu"), keras.layers.Dense(84, activation="relu"), keras.layers.Dense(10, activation="softmax")])
    m.set_weights([formula(w.shape, k) for k, w in enumerate(m.get_weights())])
    return m


def maps(model, images):
    last = max(i for i, l in enumerate(model.layers) if isinstance(l, keras.layers.Conv2D))
    pixels = tf.constant(images[..., None].astype("float32") / 255)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(pixels)
        x = pixels
        for i, layer in enumerate(model.layers):
            if i == len(model.layers) - 1:
                layer.activation = keras.activations.linear  # the logits
            x = layer(x, training=False) if isinstance(layer, (keras.layers.BatchNormalization, keras.layers.Dropout)) else layer(x)
            if i == last:
                a = x
        classes = tf.argmax(x, -1)
        picked = tf.reduce_sum(tf.gather(x, classes, axis=1, batch_dims=1))
    saliency = tf.abs(tape.gradient(picked, pixels))[..., 0]
    weights = tf.reduce_mean(tape.gradient(picked, a), axis=(1, 2), keepdims=True)
    cam = tf.nn.relu(tf.reduce_sum(weights * a, -1))
    side = 32 if any(isinstance(l, keras.layers.ZeroPadding2D) for l in model.layers) else 28
    cam = tf.image.resize(cam[..., None], (side, side))[..., 0]
    margin = (side - 28) // 2
    cam = cam[:, margin:margin + 28, margin:margin + 28]
    pack = lambda t: base64.b64encode(np.ascontiguousarray(t, "<f4").tobytes()).decode()
    return {"images": base64.b64encode(images.tobytes()).decode(), "classes": classes.numpy().tolist(),
            "probabilities": tf.reduce_max(tf.nn.softmax(x), -1).numpy().astype("float64").round(7).tolist(),
            "saliency": pack(saliency), "grad_cam": pack(cam), "largest": [float(tf.reduce_max(saliency)), float(tf.reduce_max(cam))]}


out = {"lenet5": maps(lenet5(), IMAGES[[0, 12, 23]]),
       "every": maps(keras.models.load_model(HERE / "exchange" / "every.keras"), IMAGES[[1, 2]])}
(HERE / "attribution.json").write_text(json.dumps(out, indent=1) + "\n")
for name, o in out.items():
    print(name, o["classes"], o["probabilities"], o["largest"])
