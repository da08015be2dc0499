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


def fourier_layer_data(folder, generator):
    write(folder, "x", generator.standard_normal((20, 64, 64, 32)))
    write(folder, "weights", generator.standard_normal((24, 12, 32, 32, 2)) / 32)


def spectral_filter_data(folder, generator):
    write(folder, "x", generator.standard_normal((20, 64, 64, 32)))
    write(folder, "filter", generator.standard_normal((64, 33, 32)))


def spectral_diffusion_data(folder, generator):
    rows, modes, channels = 7000, 128, 128
    write(folder, "x", generator.standard_normal((rows, channels)))
    write(folder, "times", generator.uniform(0.01, 0.5, channels))
    write(folder, "vectors", generator.standard_normal((rows, modes)))
    write(folder, "values", np.sort(generator.uniform(0, 50, modes)))
    write(folder, "mass", generator.uniform(0.5, 1.5, rows) / rows)


DATA = {
    "fourier-layer": fourier_layer_data,
    "spectral-diffusion": spectral_diffusion_data,
    "spectral-filter": spectral_filter_data,
}


# Jobs

def matmul(form, folder):
    a, b = read(folder, "a"), read(folder, "b")
    target = np.empty((a.shape[0], b.shape[1]), np.float32)
    return lambda: float(np.matmul(a, b, out=target)[0, 0])


def training_step(parameters, loss_of):
    """A step that gives the loss and leaves gradients, as an optimizer would find them."""
    def step():
        for parameter in parameters:
            parameter.grad = None
        loss = loss_of(*parameters)
        loss.backward()
        return float(loss.detach())
    return step


def fourier_layer(form, folder):
    torch = torch_module()
    modes = 12
    weights = torch.view_as_complex(torch.tensor(read(folder, "weights")))
    x = torch.tensor(read(folder, "x"))
    if form == "first":
        x = x.permute(0, 3, 1, 2).contiguous()
        low, high = (w.permute(2, 3, 0, 1).contiguous() for w in (weights[:modes], weights[modes:]))
        mix, axes = "bixy,ioxy->boxy", (2, 3)
    else:
        low, high = weights[:modes].contiguous(), weights[modes:].contiguous()
        mix, axes = "bxyi,xyio->bxyo", (1, 2)
    cut = (slice(None),) * axes[0]
    rows = [cut + (slice(0, modes), slice(0, modes)), cut + (slice(-modes, None), slice(0, modes))]
    parameters = [tensor.requires_grad_() for tensor in (x, low, high)]

    def loss(x, low, high):
        spectrum = torch.fft.rfft2(x, dim=axes)
        mixed = torch.zeros_like(spectrum)
        mixed[rows[0]] = torch.einsum(mix, spectrum[rows[0]], low)
        mixed[rows[1]] = torch.einsum(mix, spectrum[rows[1]], high)
        return torch.fft.irfft2(mixed, s=[x.shape[axis] for axis in axes], dim=axes).square().mean()

    return training_step(parameters, loss)


def spectral_filter(form, folder):
    torch = torch_module()
    x, filters, axes = torch.tensor(read(folder, "x")), torch.tensor(read(folder, "filter")), (1, 2)
    if form == "first":
        x, filters, axes = x.permute(0, 3, 1, 2).contiguous(), filters.permute(2, 0, 1).contiguous(), (2, 3)
    size = [x.shape[axis] for axis in axes]
    return training_step(
        [x.requires_grad_(), filters.requires_grad_()],
        lambda x, filters: torch.fft.irfft2(
            torch.fft.rfft2(x, dim=axes) * filters, s=size, dim=axes).square().mean())


def spectral_diffusion(form, folder):
    torch = torch_module()
    vectors, values, mass = (torch.tensor(read(folder, name)) for name in ("vectors", "values", "mass"))
    x, times = torch.tensor(read(folder, "x")), torch.tensor(read(folder, "times"))

    def loss(x, times):
        coefficients = vectors.T @ (x * mass[:, None])
        return (vectors @ (torch.exp(-values[:, None] * times) * coefficients)).square().mean()

    return training_step([x.requires_grad_(), times.requires_grad_()], loss)


JOBS = {
    "fourier-layer": fourier_layer,
    "matmul": matmul,
    "spectral-diffusion": spectral_diffusion,
    "spectral-filter": spectral_filter,
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
