"""The peers' side of `scripts/bench learning`: `JOB FORM FOLDER RUNS` prints a JSON object; `data NAME FOLDER 1` writes arrays.

A job is a function of a form and a folder that gives back what is timed; that gives back the value both sides must
agree on at the first run.
"""
import gc
import json
import os
import pathlib
import statistics
import sys
import time

THREADS = int(os.environ.get("OMP_NUM_THREADS", "2"))

import numpy as np  # noqa: E402


def write(folder, name, array):
    """Writes an array as `NAME.SHAPE.f32` or `.i32`, row-major."""
    array = np.ascontiguousarray(array, np.float32 if np.asarray(array).dtype.kind == "f" else np.int32)
    shape = "x".join(map(str, array.shape)) if array.ndim else "1"
    array.tofile(folder / f"{name}.{shape}.{'f32' if array.dtype == np.float32 else 'i32'}")


def read(folder, name):
    (path,) = [path for path in folder.iterdir() if path.name.split(".")[0] == name]
    shape = [int(size) for size in path.name.split(".")[1].split("x")]
    return np.fromfile(path, np.float32 if path.suffix == ".f32" else np.int32).reshape(shape)


def torch_module():
    import torch

    torch.set_num_threads(THREADS)
    torch.manual_seed(0)
    return torch


# Data

def data(name, folder):
    generator = np.random.default_rng(0)
    if name.replace("x", "").isdigit():
        m, n, k = map(int, name.split("x"))
        write(folder, "a", generator.standard_normal((m, k)))
        write(folder, "b", generator.standard_normal((k, n)))
    else:
        DATA[name](folder, generator)


def table(rows, columns, *vectors):
    def make(folder, generator):
        write(folder, "x", generator.standard_normal((rows, columns)))
        for name in vectors:
            write(folder, name, generator.standard_normal((rows, columns) if name == "weights" else columns))
    return make


DATA = {
    "elementwise": table(10000, 1000, "a", "b"),
    "wide rows": table(10000, 1000, "weights"),
    "narrow rows": table(156250, 64, "weights"),
    "tiny": lambda folder, generator: write(folder, "x", generator.standard_normal(8) * 0.1),
}


# Jobs

def matmul(form, folder):
    a, b = read(folder, "a"), read(folder, "b")
    target = np.empty((a.shape[0], b.shape[1]), np.float32)
    return lambda: float(np.matmul(a, b, out=target)[0, 0])


def elementwise(form, folder):
    torch = torch_module()
    inputs = [torch.from_numpy(read(folder, name)).requires_grad_() for name in ("x", "a", "b")]

    def step():
        x, a, b = inputs
        loss = (torch.relu(x * a + b) * torch.tanh(x)).mean()
        gradients = torch.autograd.grad(loss, inputs)
        return loss.item() + gradients[0][0, 0].item()
    return step


def reductions(form, folder):
    torch = torch_module()
    x = torch.from_numpy(read(folder, "x")).requires_grad_()

    def step():
        rows = (x.sum(1) * x.max(1).values).mean()
        columns = (x.mean(0) * x.max(0).values).sum()
        loss = rows + columns + x.sum() * 1e-3
        (gradient,) = torch.autograd.grad(loss, [x])
        return loss.item() + gradient[0, 0].item()
    return step


def softmax(form, folder):
    torch = torch_module()
    x = torch.from_numpy(read(folder, "x"))

    def step():
        with torch.no_grad():
            return torch.softmax(x, -1)[0, 0].item()
    return step


def softmax_gradient(form, folder):
    torch = torch_module()
    x = torch.from_numpy(read(folder, "x")).requires_grad_()
    weights = torch.from_numpy(read(folder, "weights"))

    def step():
        loss = (torch.softmax(x, -1) * weights).sum()
        (gradient,) = torch.autograd.grad(loss, [x])
        return loss.item() + gradient[0, 0].item()
    return step


def tiny(form, folder):
    torch = torch_module()
    x = torch.from_numpy(read(folder, "x")).requires_grad_()

    def step():
        y = x
        for _ in range(250):
            y = torch.tanh(y * x + x) * 0.5
        loss = y.sum()
        (gradient,) = torch.autograd.grad(loss, [x])
        return loss.item() + gradient[0].item()
    return step


JOBS = {
    "matmul": matmul, "elementwise": elementwise, "reductions": reductions, "softmax": softmax,
    "softmax-gradient": softmax_gradient, "tiny": tiny,
}


def resident(field):
    for line in open("/proc/self/status"):
        if line.startswith(field):
            return int(line.split()[1]) / 1024


def main():
    job, form, folder, runs = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3]), int(sys.argv[4])
    if job == "data":
        data(form, folder)
        print("{}")
        return
    if form != "numpy":
        torch_module()
    pathlib.Path("/proc/self/clear_refs").write_text("5")
    held = resident("VmRSS:")
    step = JOBS[job](form, folder)
    value = step()
    step()
    times = []
    gc.disable()
    for _ in range(runs):
        start = time.perf_counter()
        step()
        times.append(time.perf_counter() - start)
    print(json.dumps({
        "value": value, "seconds": statistics.median(times), "runs": runs,
        "extra_mb": resident("VmHWM:") - held, "threads": THREADS}))


if __name__ == "__main__":
    main()
