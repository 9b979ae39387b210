"""Gradients by PyTorch: for each line `number activation precision d hidden layers batch` of FOLDER/cases.txt, from NUMBER.in to NUMBER.out.

A file in holds doubles: weights [in, out] and biases layer by layer, starts, targets, directions. A file out holds doubles: the
gradient of the matching loss after 10 steps of descent, that of sliced score matching, and the energy's own gradient at the starts.
"""

import math
import sys
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

STEP_SIZE, STEPS = 0.05, 10
ACTIVATIONS = {"silu": F.silu, "tanh": torch.tanh, "softplus": F.softplus}
PRECISIONS = {"float": torch.float32, "double": torch.float64}


def run(folder, number, activation, precision, d, hidden, layers, batch):
    numbers = torch.from_numpy(np.fromfile(folder / f"{number}.in")).to(PRECISIONS[precision])
    at = 0

    def take(*shape):
        nonlocal at
        at += math.prod(shape)
        return numbers[at - math.prod(shape) : at].reshape(shape).clone()

    widths = [d] + [hidden] * layers + [1]
    parameters = []
    for n, m in zip(widths, widths[1:]):
        parameters.append(take(n, m))
        if m > 1:
            parameters.append(take(m))
    x, target, v = take(batch, d), take(batch, d), take(batch, d)
    for p in parameters + [x]:
        p.requires_grad_(True)

    def energy(y):
        for i in range(layers):
            y = ACTIVATIONS[activation](y @ parameters[2 * i] + parameters[2 * i + 1])
        return (y @ parameters[-1]).sum()

    def gradient_at(y):
        return torch.autograd.grad(energy(y), y, create_graph=True)[0]

    y = x
    for _ in range(STEPS):
        y = y - STEP_SIZE * gradient_at(y)
    unrolled = torch.autograd.grad(((y - target) ** 2).sum() / batch, parameters)

    g = gradient_at(x)
    along = (g * v).sum(1)
    curvature = (torch.autograd.grad(along.sum(), x, create_graph=True)[0] * v).sum(1)
    sliced = torch.autograd.grad((0.5 * along**2 - curvature).sum() / batch, parameters, allow_unused=True)

    results = [*unrolled, *(torch.zeros_like(p) if s is None else s for s, p in zip(sliced, parameters)), g]
    np.concatenate([r.detach().double().numpy().ravel() for r in results]).tofile(folder / f"{number}.out")


def main():
    torch.set_num_threads(1)
    folder = Path(sys.argv[1])
    for line in (folder / "cases.txt").read_text().splitlines():
        number, activation, precision, *sizes = line.split()
        run(folder, number, activation, precision, *map(int, sizes))


if __name__ == "__main__":
    main()
