"""PyTorch as a peer: eager in both memory layouts, frozen TorchScript for the backbones; BENCH_TORCH_COMPILE=1 adds torch.compile
for the LeNets, which takes a C++ compiler and a minute or more each."""
import os

import torch
import torch.nn.functional as F
from torch import nn

from worker import MATMUL, drawn, serve

torch.set_num_threads(2)
torch.manual_seed(1)


class LeNet5(nn.Sequential):
    def __init__(self):
        super().__init__(
            nn.Conv2d(1, 6, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
            nn.Linear(256, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10))


class Wide(nn.Sequential):
    def __init__(self):
        super().__init__(
            nn.ZeroPad2d(2), nn.Conv2d(1, 32, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(32, 48, 5), nn.ReLU(),
            nn.MaxPool2d(2), nn.Flatten(), nn.Linear(1728, 256), nn.ReLU(), nn.Linear(256, 84), nn.ReLU(), nn.Linear(84, 10))


def adam(parameters):
    parameters = list(parameters)  # an iterator would be empty at the second attempt
    try:
        return torch.optim.Adam(parameters, 1e-3, fused=True)  # the fastest one, on processors since PyTorch 2.4
    except (RuntimeError, TypeError):
        return torch.optim.Adam(parameters, 1e-3)


def samples(n):
    images, labels = drawn(n)
    x = torch.frombuffer(bytearray(images), dtype=torch.uint8).reshape(n, 1, 28, 28)
    return x, torch.frombuffer(bytearray(labels), dtype=torch.uint8).long()


def training(network, batch, layout, compiled):
    x, y = samples(8 * batch)
    model = network().to(memory_format=layout)
    optimizer = adam(model.parameters())
    forward = torch.compile(model) if compiled else model
    at = [0]

    def step():
        lo = at[0] % 8 * batch
        at[0] += 1
        images = x[lo:lo + batch].float().div_(255).contiguous(memory_format=layout)
        optimizer.zero_grad(set_to_none=True)
        loss = F.cross_entropy(forward(images), y[lo:lo + batch])
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


def evaluation(layout, compiled, batch=250):
    x, y = samples(10000)
    model = LeNet5().to(memory_format=layout).eval()
    forward = torch.compile(model) if compiled else model

    def step():
        right, loss = 0, 0.0
        with torch.inference_mode():
            for lo in range(0, len(x), batch):
                logits = forward(x[lo:lo + batch].float().div_(255).contiguous(memory_format=layout))
                labels = y[lo:lo + batch]
                right += (logits.argmax(1) == labels).sum().item()
                loss += F.cross_entropy(logits, labels, reduction="sum").item()
        return right, loss

    return step


def features(model, layout, frozen):
    model = model.eval().to(memory_format=layout)
    x = torch.rand(64, 3, 32, 32).contiguous(memory_format=layout)
    if frozen:
        with torch.no_grad():
            model = torch.jit.optimize_for_inference(torch.jit.trace(model, x))

    def step():
        with torch.inference_mode():
            return model(x)

    return step


def backbone(name):
    def build():
        import torchvision.models as m
        if name == "vgg16":
            return m.vgg16(weights=None, init_weights=False).features
        if name == "efficientnetb1":
            return m.efficientnet_b1(weights=None).features
        model = {"resnet50": m.resnet50, "resnet152v2": m.resnet152}[name](weights=None)
        return nn.Sequential(*list(model.children())[:-2])  # without pooling and classifier

    return lambda: {
        "eager": lambda: features(build(), torch.contiguous_format, False),
        "channels_last": lambda: features(build(), torch.channels_last, False),
        "TorchScript frozen": lambda: features(build(), torch.contiguous_format, True),
        "TorchScript frozen, channels_last": lambda: features(build(), torch.channels_last, True),
    }


def layouts(build):
    """The variants of a small network: build takes a layout and whether to compile."""
    variants = {
        "eager": lambda: build(torch.contiguous_format, False),
        "channels_last": lambda: build(torch.channels_last, False),
    }
    if os.environ.get("BENCH_TORCH_COMPILE") == "1":
        variants["torch.compile"] = lambda: build(torch.contiguous_format, True)
    return variants


def matmul():
    a, b = torch.rand(MATMUL, MATMUL), torch.rand(MATMUL, MATMUL)
    return {"mm": lambda: lambda: a @ b}


def versions():
    v = {"torch": torch.__version__}
    try:
        import torchvision
        v["torchvision"] = torchvision.__version__
    except ImportError:
        v["torchvision"] = "absent"
    return v


if __name__ == "__main__":
    serve({
        "matmul": matmul,
        "lenet5": lambda: layouts(lambda layout, compiled: training(LeNet5, 128, layout, compiled)),
        "wide": lambda: layouts(lambda layout, compiled: training(Wide, 64, layout, compiled)),
        "eval": lambda: layouts(evaluation),
        **{name: backbone(name) for name in ("vgg16", "resnet50", "resnet152v2", "efficientnetb1")},
    }, versions())
