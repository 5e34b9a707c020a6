"""What the golden scripts of package pretrained share: counter-based weights and images.

Weights are never committed: this file and fmnist/pretrained/random.go make the same float32 values from a seed.

    tensor key   FNV-1a 64 of "seed/backbone/layer/index", index = position of the tensor inside its layer
    number i     splitmix64: z = key + (i+1)*0x9E3779B97F4A7C15, then the usual two multiply-xorshift rounds
    unit         u = (z >> 40) / 2^23 - 1, 24 bits, uniform in [-1, 1)
    kernel       u * sqrt(gain / fan_in); fan_in = rows * columns * channels in (depthwise: rows * columns)
    bias, beta, moving_mean   u / 10
    gamma        1 + u / 4
    moving_variance           1 + u / 2
    Normalization             mean .485 .456 .406, variance .229 .224 .225 (what Keras' EfficientNet file holds), count 0

All arithmetic is float64 (add, multiply, divide, square root: correctly rounded everywhere), rounded once to float32.
"""

import numpy as np

SEED = 7

# Kernel gain per backbone: 6 keeps the second moment of a ReLU network (He's rule); residual sums of unnormalised branches
# would grow with 6. EfficientNet's gates make it contract to a constant below 5.5 and chaotic above 6; at 5.75 the images
# still move the features by 6 %, and a change of the input is amplified 14 times.
GAIN = {"vgg16": 6, "resnet50": 3, "resnet152v2": 3, "efficientnetb1": 5.75, "squeezenet": 6}


def key(text):
    h = 0xCBF29CE484222325
    for b in text.encode():
        h = ((h ^ b) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return h


def units(text, n):
    """n numbers in [-1, 1) for a key text, float64."""
    with np.errstate(over="ignore"):
        z = np.uint64(key(text)) + np.arange(1, n + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return (z >> np.uint64(40)).astype(np.float64) / 2**23 - 1


def tensor(backbone, layer, index, kind, shape, depthwise=False):
    """One weight tensor; kind is kernel, bias, gamma, beta, moving_mean, moving_variance, mean, variance or count."""
    if kind == "mean":
        return np.array([0.485, 0.456, 0.406], np.float32)
    if kind == "variance":
        return np.array([0.229, 0.224, 0.225], np.float32)
    if kind == "count":
        return np.zeros(shape, np.int64)
    u = units(f"{SEED}/{backbone}/{layer}/{index}", int(np.prod(shape)))
    if kind == "kernel":
        fan_in = shape[0] * shape[1] * (1 if depthwise else shape[2])
        u = u * np.sqrt(GAIN[backbone] / fan_in)
    elif kind in ("bias", "beta", "moving_mean"):
        u = u / 10
    elif kind == "gamma":
        u = 1 + u / 4
    elif kind == "moving_variance":
        u = 1 + u / 2
    else:
        raise ValueError(kind)
    return u.astype(np.float32).reshape(shape)


def images():
    """The eight fixed 28x28 uint8 images: a soft blob (a different place and size each) under noise."""
    out = np.zeros((8, 28, 28), np.uint8)
    for i in range(8):
        noise = units(f"{SEED}/images/{i}", 784).reshape(28, 28)
        row, column = 6 + 2 * i, 22 - 2 * i
        y, x = np.mgrid[0:28, 0:28].astype(np.float64)
        blob = 255.0 / (1.0 + ((y - row) ** 2 + (x - column) ** 2) / (16.0 * (1 + i)))
        out[i] = np.floor(np.clip(blob + 24 * noise, 0, 255)).astype(np.uint8)
    return out


def resize_matrix():
    """The 32x28 matrix M with M·X·Mᵀ = skimage.transform.resize(X, (32, 32)): bilinear, half-pixel centres, mirrored edge."""
    m = np.zeros((32, 28))
    for o in range(32):
        s = (o + 0.5) * 28 / 32 - 0.5
        s = abs(s)
        s = 2 * 27 - s if s > 27 else s
        low = min(int(np.floor(s)), 26)
        m[o, low] += 1 - (s - low)
        m[o, low + 1] += s - low
    return m
