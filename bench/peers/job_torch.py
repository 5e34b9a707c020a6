"""job_torch.py FOLDER EPOCHS: LeNet-5 in PyTorch with the images in one tensor, which is faster than a DataLoader."""
import sys

import torch
import torch.nn.functional as F

from job_data import load
from torch_peer import LeNet5, adam

torch.manual_seed(1)


def tensors(images, labels):
    return torch.tensor(images).permute(0, 3, 1, 2).contiguous(), torch.tensor(labels).long()


def floats(images):
    return images.float().div_(255).contiguous(memory_format=torch.channels_last)


def evaluate(model, x, y, batch=250):
    right, loss = 0, 0.0
    with torch.inference_mode():
        for images, labels in zip(x.split(batch), y.split(batch)):
            logits = model(floats(images))
            right += (logits.argmax(1) == labels).sum().item()
            loss += F.cross_entropy(logits, labels, reduction="sum").item()
    return loss / len(x), right / len(x)


def main():
    (x, y), test = (tensors(*part) for part in load(sys.argv[1]))
    kept = len(x) * 9 // 10
    model = LeNet5().to(memory_format=torch.channels_last)
    optimizer = adam(model.parameters())
    for epoch in range(int(sys.argv[2])):
        total = 0.0
        for index in torch.randperm(kept).split(128):
            optimizer.zero_grad(set_to_none=True)
            loss = F.cross_entropy(model(floats(x[index])), y[index])
            loss.backward()
            optimizer.step()
            total += loss.item() * len(index)
        held = evaluate(model, x[kept:], y[kept:])
        print(f"epoch {epoch + 1}: loss {total / kept:.4f}, val_loss {held[0]:.4f}, val_accuracy {held[1]:.4f}", flush=True)
    loss, accuracy = evaluate(model, *test)
    print(f"test accuracy {accuracy:.4f}, test loss {loss:.4f}", flush=True)


if __name__ == "__main__":
    main()
