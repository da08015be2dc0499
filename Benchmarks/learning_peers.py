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


def images(folder, generator):
    write(folder, "images", generator.standard_normal((64, 28, 28, 1)))
    write(folder, "labels", generator.integers(0, 10, 64))
    for layer, shape in enumerate([(3, 3, 1, 32), (3, 3, 32, 64), (9216, 128), (128, 10)], 1):
        write(folder, f"w{layer}", generator.standard_normal(shape) * np.prod(shape[:-1]) ** -0.5)
        write(folder, f"b{layer}", generator.standard_normal(shape[-1]) * 0.1)


def feature_maps(folder, generator):
    for name, shape in [("images", (64, 28, 28, 32)), ("probe", (64, 28, 28, 32)), ("scale", 32), ("shift", 32)]:
        write(folder, name, generator.standard_normal(shape))


DATA = {"feature-maps": feature_maps, "images": images}


# Jobs

def matmul(form, folder):
    a, b = read(folder, "a"), read(folder, "b")
    target = np.empty((a.shape[0], b.shape[1]), np.float32)
    return lambda: float(np.matmul(a, b, out=target)[0, 0])


def convolution_network(form, folder):
    """The network of both jobs on images, with our weights brought into torch's order of axes."""
    torch = torch_module()
    layout = torch.channels_last if form == "channels-last" else torch.contiguous_format
    x = torch.from_numpy(read(folder, "images")).permute(0, 3, 1, 2).contiguous(memory_format=layout)
    net = torch.nn.Sequential(
        torch.nn.Conv2d(1, 32, 3), torch.nn.ReLU(), torch.nn.Conv2d(32, 64, 3), torch.nn.ReLU(), torch.nn.MaxPool2d(2),
        torch.nn.Flatten(), torch.nn.Linear(9216, 128), torch.nn.ReLU(), torch.nn.Linear(128, 10))
    with torch.no_grad():
        for layer, module in enumerate([net[0], net[2], net[6], net[8]], 1):
            weights = torch.from_numpy(read(folder, f"w{layer}"))
            if layer == 3:
                # Rows of the flattened images are (row, column, channel) by ours, (channel, row, column) by torch.
                weights = weights.reshape(12, 12, 64, 128).permute(2, 0, 1, 3).reshape(9216, 128)
            module.weight.copy_(weights.permute(3, 2, 0, 1) if layer < 3 else weights.T)
            module.bias.copy_(torch.from_numpy(read(folder, f"b{layer}")))
    return torch, net.to(memory_format=layout), x


def cnn_train(form, folder):
    torch, net, x = convolution_network(form, folder)
    labels = torch.from_numpy(read(folder, "labels")).long()
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)

    def step():
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(net(x), labels)
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


def cnn_infer(form, folder):
    torch, net, x = convolution_network(form, folder)
    net.eval()

    def step():
        with torch.inference_mode():
            return net(x).square().sum().item()

    return step


def batch_norm(form, folder):
    torch = torch_module()
    layout = torch.channels_last if form == "channels-last" else torch.contiguous_format
    x, probe = (torch.from_numpy(read(folder, name)).permute(0, 3, 1, 2).contiguous(memory_format=layout)
                for name in ("images", "probe"))
    leaves = [x, torch.from_numpy(read(folder, "scale")), torch.from_numpy(read(folder, "shift"))]
    for leaf in leaves:
        leaf.requires_grad_()

    def step():
        for leaf in leaves:
            leaf.grad = None
        output = torch.nn.functional.batch_norm(x, None, None, leaves[1], leaves[2], training=True)
        (output * probe).sum().backward()
        return x.grad.square().sum().item()

    return step


JOBS = {"matmul": matmul, "batch-norm": batch_norm, "cnn-train": cnn_train, "cnn-infer": cnn_infer}


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
