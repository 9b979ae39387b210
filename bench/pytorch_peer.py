"""The PyTorch side of bench/compare.sh: reads commands line by line, answers each with one line.

load WORKLOAD FILE D H LAYERS BATCH ETA TEMPERATURE LANGEVIN_STEPS UNROLLED_STEPS -> the variants, eager first
result FILE                                                                      -> writes the gradient as floats
time VARIANT SECONDS                                                             -> median milliseconds per call
"""

import math
import statistics
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F


class Problem:
    def __init__(self, path, d, hidden, layers, batch, eta, temperature, langevin_steps, unrolled_steps):
        numbers = torch.from_numpy(np.fromfile(path, dtype=np.float32))
        widths = [d] + [hidden] * layers + [1]
        at = 0

        def take(*shape):
            nonlocal at
            count = math.prod(shape)
            at += count
            return numbers[at - count : at].reshape(shape).clone()

        # nn.Linear keeps [out, in]; the file holds [in, out].
        self.weights, self.biases = [], []
        for n, m in zip(widths, widths[1:]):
            self.weights.append(take(n, m).t().contiguous())
            if m > 1:
                self.biases.append(take(m))
        self.start, self.target = take(batch, d), take(batch, d)
        self.eta, self.noise = eta, math.sqrt(2 * eta * temperature)
        self.langevin_steps, self.unrolled_steps = langevin_steps, unrolled_steps

    def energy(self, x):
        for w, b in zip(self.weights, self.biases):
            x = F.silu(F.linear(x, w, b))
        return F.linear(x, self.weights[-1])

    def parameters(self):
        """Layer by layer, as in the file: W, b, W, b, ..., W."""
        pairs = [p for pair in zip(self.weights, self.biases) for p in pair]
        return pairs + self.weights[-1:]

    def learn(self, yes):
        for p in self.parameters():
            p.requires_grad_(yes)


def langevin(p):
    x = p.start
    for _ in range(p.langevin_steps):
        x = x.detach().requires_grad_(True)
        (g,) = torch.autograd.grad(p.energy(x).sum(), x)
        with torch.no_grad():
            x = x - p.eta * g + p.noise * torch.randn_like(x)
    return x


@torch.jit.script
def scripted_step(x, weights: list[torch.Tensor], biases: list[torch.Tensor], eta: float, noise: float):
    pre = []
    h = x
    for i in range(len(weights) - 1):
        z = F.linear(h, weights[i], biases[i])
        pre.append(z)
        h = F.silu(z)
    g = weights[-1].expand(x.size(0), -1)
    for j in range(len(pre)):
        i = len(pre) - 1 - j
        s = torch.sigmoid(pre[i])
        g = torch.mm(g * (s * (1 + pre[i] * (1 - s))), weights[i])
    return x - eta * g + noise * torch.randn_like(x)


def scripted_langevin(p):
    x = p.start
    with torch.no_grad():
        for _ in range(p.langevin_steps):
            x = scripted_step(x, p.weights, p.biases, p.eta, p.noise)
    return x


def unroll(p):
    x = p.start.detach().requires_grad_(True)
    for _ in range(p.unrolled_steps):
        (g,) = torch.autograd.grad(p.energy(x).sum(), x, create_graph=True)
        x = x - p.eta * g
    loss = ((x - p.target) ** 2).sum(1).mean()
    return torch.autograd.grad(loss, p.parameters())


VARIANTS = {"langevin": {"eager": langevin, "scripted": scripted_langevin}, "unroll": {"eager": unroll}}


def load(workload, path, *numbers):
    global problem, variants
    d, h, layers, batch = (int(n) for n in numbers[:4])
    eta, temperature = (float(n) for n in numbers[4:6])
    problem = Problem(path, d, h, layers, batch, eta, temperature, int(numbers[6]), int(numbers[7]))
    problem.learn(workload == "unroll")
    variants = VARIANTS[workload]
    return " ".join(variants)


def result(path):
    with open(path, "wb") as file:
        for g in unroll(problem):
            file.write((g.t().contiguous() if g.dim() == 2 else g).numpy().tobytes())
    return "written"


def measure(variant, seconds):
    call, times, start = variants[variant], [], time.perf_counter()
    while len(times) < 3 or time.perf_counter() - start < float(seconds):
        begin = time.perf_counter()
        call(problem)
        times.append(1e3 * (time.perf_counter() - begin))
    return repr(statistics.median(times))


def about():
    blas = [line.split()[-1].rsplit("/", 2)[-2:] for line in open("/proc/self/maps") if "blas" in line and ".so" in line]
    flavours = sorted({"/".join(parts) for parts in blas})
    return (
        f"PyTorch {torch.__version__}: {torch.get_num_threads()} threads, {', '.join(flavours)}, "
        + ", ".join(line.strip(" -") for line in torch.__config__.show().splitlines() if "CPU capability" in line)
    )


def main():
    torch.set_num_threads(int(sys.argv[1]))
    torch.manual_seed(1)
    torch.mm(torch.ones(64, 64), torch.ones(64, 64))
    print(about(), flush=True)
    commands = {"load": load, "result": result, "time": measure}
    for line in sys.stdin:
        name, *arguments = line.split()
        print(commands[name](*arguments), flush=True)


if __name__ == "__main__":
    main()
