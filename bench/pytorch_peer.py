"""The PyTorch side of bench/compare.sh: reads commands line by line, answers each with one line.

load WORKLOAD FILE PRECISION ACTIVATION D H LAYERS BATCH STEPS STEP_SIZE TEMPERATURE -> the variants, eager first
result VARIANT FILE                                                                  -> writes what is compared, as doubles
draws VARIANT CALLS FILE                                                             -> writes where chains are after each call, as doubles
time VARIANT SECONDS                                                                 -> median milliseconds per call
"""

import math
import statistics
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F

ACTIVATIONS = {"silu": F.silu, "tanh": torch.tanh, "softplus": F.softplus}


class Problem:
    def __init__(self, path, precision, activation, d, hidden, layers, batch, steps, eta, temperature):
        numbers = torch.from_numpy(np.fromfile(path, dtype=np.float64)).to(getattr(torch, precision))
        widths = [d] + [hidden] * layers + [1]
        at = 0

        def take(*shape):
            nonlocal at
            count = math.prod(shape)
            at += count
            return numbers[at - count : at].reshape(shape).clone()

        # nn.Linear keeps [out, in]; the file holds [in, out].
        self.parameters = []
        for n, m in zip(widths, widths[1:]):
            self.parameters.append(take(n, m).t().contiguous())
            if m > 1:
                self.parameters.append(take(m))
        self.start, self.target, self.direction = take(batch, d), take(batch, d), take(batch, d)
        self.name, self.activation = activation, ACTIVATIONS[activation]
        self.steps, self.eta, self.noise = steps, eta, math.sqrt(2 * eta * temperature)
        self.made = {}

    @property
    def weights(self):
        return self.parameters[0::2]

    @property
    def biases(self):
        return self.parameters[1::2]

    def energy(self, x, parameters):
        """Parameters are W, b, W, b, ..., W."""
        for w, b in zip(parameters[:-1:2], parameters[1::2]):
            x = self.activation(F.linear(x, w, b))
        return F.linear(x, parameters[-1])

    def slope(self, x, parameters):
        """The gradient of the energy at x, which can be differentiated again."""
        return torch.autograd.grad(self.energy(x, parameters).sum(), x, create_graph=True)[0]

    def once(self, name, make):
        if name not in self.made:
            self.made[name] = make()
        return self.made[name]


def fresh(tensors):
    return [t.detach().requires_grad_(True) for t in tensors]


def traced(p, function, inputs):
    """The function, derivatives included, as one scripted graph of plain operations: none of autograd's bookkeeping is left."""
    from torch.fx.experimental.proxy_tensor import make_fx

    graph = lambda: torch.jit.trace(make_fx(lambda *given: function(p, *given))(*inputs), tuple(inputs), check_trace=False)
    return p.once(function.__name__, graph)


# langevin


def langevin(p):
    x = p.start
    for _ in range(p.steps):
        x = x.detach().requires_grad_(True)
        (g,) = torch.autograd.grad(p.energy(x, p.parameters).sum(), x)
        with torch.no_grad():
            x = x - p.eta * g + p.noise * torch.randn_like(x)
    return x


@torch.jit.script
def bend(z: torch.Tensor, name: str):
    """The activation and its derivative."""
    if name == "silu":
        s = torch.sigmoid(z)
        return z * s, s * (1 + z * (1 - s))
    elif name == "tanh":
        t = torch.tanh(z)
        return t, 1 - t * t
    else:
        return F.softplus(z), torch.sigmoid(z)


@torch.jit.script
def scripted_slope(x, weights: list[torch.Tensor], biases: list[torch.Tensor], name: str):
    slopes = []
    h = x
    for i in range(len(weights) - 1):
        h, slope = bend(F.linear(h, weights[i], biases[i]), name)
        slopes.append(slope)
    g = weights[-1].expand(x.size(0), -1)
    for j in range(len(slopes)):
        i = len(slopes) - 1 - j
        g = torch.mm(g * slopes[i], weights[i])
    return g


@torch.jit.script
def scripted_step(x, weights: list[torch.Tensor], biases: list[torch.Tensor], name: str, eta: float, noise: float):
    return x - eta * scripted_slope(x, weights, biases, name) + noise * torch.randn_like(x)


def langevin_scripted(p):
    x = p.start
    with torch.inference_mode():
        for _ in range(p.steps):
            x = scripted_step(x, p.weights, p.biases, p.name, p.eta, p.noise)
    return x


# unroll, unroll-long


def unroll_gradient(p, start, target, *parameters):
    parameters = fresh(parameters)
    (x,) = fresh([start])
    for _ in range(p.steps):
        x = x - p.eta * p.slope(x, parameters)
    return torch.autograd.grad(((x - target) ** 2).sum(1).mean(), parameters)


def unroll(p):
    return unroll_gradient(p, p.start, p.target, *p.parameters)


def unroll_traced(p):
    inputs = [p.start, p.target, *p.parameters]
    graph = traced(p, unroll_gradient, inputs)
    with torch.inference_mode():
        return graph(*inputs)


def step_backwards(p, x, later, *parameters):
    """What a step does to the derivative of the loss: with respect to the state before it, and to the weights."""
    x, *parameters = fresh([x, *parameters])
    return torch.autograd.grad(((x - p.eta * p.slope(x, parameters)) * later).sum(), [x, *parameters])


def unroll_stepwise(p):
    """Keeps the states only; the way back is one traced graph, called once a step."""
    states, step = [p.start], traced(p, step_backwards, [p.start, p.target, *p.parameters])
    with torch.inference_mode():
        for _ in range(p.steps):
            states.append(states[-1] - p.eta * scripted_slope(states[-1], p.weights, p.biases, p.name))
        later = 2 * (states[-1] - p.target) / len(p.target)
        sums = [torch.zeros_like(w) for w in p.parameters]
        for x in reversed(states[:-1]):
            later, *gradient = step(x, later, *p.parameters)
            torch._foreach_add_(sums, gradient)
    return sums


# ssm


def ssm_gradient(p, start, direction, *parameters):
    x, *parameters = fresh([start, *parameters])
    along = -(direction * p.slope(x, parameters)).sum(1)
    (curved,) = torch.autograd.grad(along.sum(), x, create_graph=True)
    return torch.autograd.grad(((direction * curved).sum(1) + along**2 / 2).mean(), parameters)


def ssm(p):
    return ssm_gradient(p, p.start, p.direction, *p.parameters)


def ssm_traced(p):
    inputs = [p.start, p.direction, *p.parameters]
    graph = traced(p, ssm_gradient, inputs)
    with torch.inference_mode():
        return graph(*inputs)


# kernel


def kernel_autograd(p):
    parameters = fresh(p.parameters)
    jacobian = torch.empty(len(p.start), sum(w.numel() for w in parameters), dtype=p.start.dtype)
    for i, x in enumerate(p.start):
        torch.cat([g.reshape(-1) for g in torch.autograd.grad(p.energy(x[None], parameters).sum(), parameters)], out=jacobian[i])
    return torch.mm(jacobian, jacobian.t())


def kernel_vmap(p):
    from functorch import grad, vmap

    def energy(parameters, x):
        return p.energy(x[None], parameters).sum()

    with torch.no_grad():
        rows = vmap(grad(energy), (None, 0))(tuple(p.parameters), p.start)
        jacobian = torch.cat([g.reshape(len(p.start), -1) for g in rows], 1)
        return torch.mm(jacobian, jacobian.t())


def factors(p):
    """H and D of every layer: what goes in, and the derivative with respect to its weighted sums; the last bias is left out."""
    inputs, slopes, h = [], [], p.start
    for w, b in zip(p.weights[:-1], p.biases):
        # The column of ones is the bias.
        inputs.append(torch.cat([h, h.new_ones(len(h), 1)], 1))
        h, slope = bend(F.linear(h, w, b), p.name)
        slopes.append(slope)
    d = p.weights[-1] * slopes[-1]
    derivatives = [d]
    for w, slope in zip(reversed(p.weights[1:-1]), reversed(slopes[:-1])):
        d = torch.mm(d, w) * slope
        derivatives.insert(0, d)
    return list(zip(inputs, derivatives)), h


def kernel_layers(p):
    with torch.inference_mode():
        layers, last = factors(p)
        kernel = torch.mm(last, last.t())
        left, right = p.once("left", lambda: torch.empty_like(kernel)), p.once("right", lambda: torch.empty_like(kernel))
        for h, d in layers:
            kernel.addcmul_(torch.mm(h, h.t(), out=left), torch.mm(d, d.t(), out=right))
        return kernel


def kernel_blocks(p, block=250):
    """Blocks on and below the diagonal only, mirrored."""
    with torch.inference_mode():
        layers, last = factors(p)
        n = len(last)
        kernel = torch.empty(n, n, dtype=last.dtype)
        for i in range(0, n, block):
            a = slice(i, i + block)
            b = slice(0, min(n, i + block))
            strip = torch.mm(last[a], last[b].t())
            for h, d in layers:
                strip.addcmul_(torch.mm(h[a], h[b].t()), torch.mm(d[a], d[b].t()))
            kernel[a, b] = strip
            kernel[b, a] = strip.t()
        return kernel


def slope_at_start(p):
    (x,) = fresh([p.start])
    return p.slope(x, p.parameters).detach()


# mala, hmc: exp(-E) of the network in a bowl; energies and slopes are kept from step to step, as the rules allow

BOWL, LEAPS = 3.0, 10


def learned(p, x):
    """E and its slope at x, by autograd."""
    (x,) = fresh([x])
    energy = p.energy(x, p.parameters).squeeze(1) + (x * x).sum(1) / (2 * BOWL**2)
    return energy.detach(), torch.autograd.grad(energy.sum(), x)[0]


@torch.jit.script
def scripted_learned(x, weights: list[torch.Tensor], biases: list[torch.Tensor], name: str, bowl: float):
    slopes = []
    h = x
    for i in range(len(weights) - 1):
        h, slope = bend(F.linear(h, weights[i], biases[i]), name)
        slopes.append(slope)
    energy = F.linear(h, weights[-1]).squeeze(1) + (x * x).sum(1) / (2 * bowl * bowl)
    g = weights[-1].expand(x.size(0), -1)
    for j in range(len(slopes)):
        i = len(slopes) - 1 - j
        g = torch.mm(g * slopes[i], weights[i])
    return energy, g + x / (bowl * bowl)


def by_script(p, x):
    return scripted_learned(x, p.weights, p.biases, p.name, BOWL)


def mala_from(p, x, energy_and_slope):
    eta, noise = p.eta, math.sqrt(2 * p.eta)
    here, g = energy_and_slope(p, x)
    for _ in range(p.steps):
        xi = noise * torch.randn_like(x)
        y = x - eta * g + xi
        there, back = energy_and_slope(p, y)
        gain = here - there + ((xi * xi).sum(1) - (x - y + eta * back).square().sum(1)) / (4 * eta)
        taken = torch.rand_like(gain).log() < gain
        here = torch.where(taken, there, here)
        x, g = torch.where(taken[:, None], y, x), torch.where(taken[:, None], back, g)
    return x


def hmc_from(p, x, energy_and_slope):
    here, g = energy_and_slope(p, x)
    for _ in range(p.steps):
        m = torch.randn_like(x)
        h = 2 * p.eta * torch.rand(len(x), 1, dtype=x.dtype)
        start, y, there, back = (m * m).sum(1), x, here, g
        for _ in range(LEAPS):
            m = m - 0.5 * h * back
            y = y + h * m
            there, back = energy_and_slope(p, y)
            m = m - 0.5 * h * back
        gain = here - there + 0.5 * (start - (m * m).sum(1))
        taken = torch.rand_like(gain).log() < gain
        here = torch.where(taken, there, here)
        x, g = torch.where(taken[:, None], y, x), torch.where(taken[:, None], back, g)
    return x


def mala(p, x=None):
    return mala_from(p, p.start if x is None else x, learned)


def hmc(p, x=None):
    return hmc_from(p, p.start if x is None else x, learned)


def mala_scripted(p, x=None):
    with torch.inference_mode():
        return mala_from(p, p.start if x is None else x, by_script)


def hmc_scripted(p, x=None):
    with torch.inference_mode():
        return hmc_from(p, p.start if x is None else x, by_script)


# Eager first. What is compared is what a call gives, but for chains, whose noise differs, the gradient at the starts.
VARIANTS = {
    "langevin": {"eager": langevin, "scripted": langevin_scripted},
    "unroll": {"eager": unroll, "traced": unroll_traced},
    "unroll-long": {"eager": unroll, "stepwise": unroll_stepwise},
    "ssm": {"eager": ssm, "traced": ssm_traced},
    "kernel": {"autograd": kernel_autograd, "vmap": kernel_vmap, "layers": kernel_layers, "blocks": kernel_blocks},
    "mala": {"eager": mala, "scripted": mala_scripted},
    "hmc": {"eager": hmc, "scripted": hmc_scripted},
}
COMPARED = {langevin: slope_at_start, langevin_scripted: lambda p: scripted_slope(p.start, p.weights, p.biases, p.name)}
COMPARED |= {mala: lambda p: learned(p, p.start)[1], mala_scripted: lambda p: by_script(p, p.start)[1]}
COMPARED |= {hmc: COMPARED[mala], hmc_scripted: COMPARED[mala_scripted]}


def load(workload, path, precision, activation, *numbers):
    global problem, variants
    problem = Problem(path, precision, activation, *(int(n) for n in numbers[:5]), *(float(n) for n in numbers[5:]))
    variants = VARIANTS[workload]
    return " ".join(variants)


def result(variant, path):
    found = COMPARED.get(variants[variant], variants[variant])(problem)
    with open(path, "wb") as file:
        for g in [found] if isinstance(found, torch.Tensor) else found:
            whole = g if isinstance(found, torch.Tensor) or g.dim() == 1 else g.t()
            file.write(whole.contiguous().double().numpy().tobytes())
    return "written"


def draws(variant, calls, path):
    x = problem.start
    with open(path, "wb") as file:
        for _ in range(int(calls)):
            x = variants[variant](problem, x)
            file.write(x.contiguous().double().numpy().tobytes())
    return "written"


def measure(variant, seconds):
    call, seconds, times, start = variants[variant], float(seconds), [], time.perf_counter()
    while True:
        begin = time.perf_counter()
        call(problem)
        end = time.perf_counter()
        times.append(1e3 * (end - begin))
        if end - start >= (seconds if len(times) >= 3 else 2 * seconds):
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
    commands = {"load": load, "result": result, "draws": draws, "time": measure}
    for line in sys.stdin:
        name, *arguments = line.split()
        print(commands[name](*arguments), flush=True)


if __name__ == "__main__":
    main()
