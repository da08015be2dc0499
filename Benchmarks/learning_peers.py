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


def encoder(rate):
    torch = torch_module()
    layer = torch.nn.TransformerEncoderLayer(128, 4, 512, rate, "gelu", batch_first=True)
    return torch.nn.TransformerEncoder(layer, 4, enable_nested_tensor=False), torch.nn.Linear(128, 128)


def transformer_data(rate):
    def make(folder, generator):
        write(folder, "rate", np.array([rate], np.float32))
        write(folder, "layers", np.array([4]))
        write(folder, "x", generator.standard_normal((32, 128, 128)))
        write(folder, "y", generator.standard_normal((32, 128, 128)))
        model, head = encoder(rate)
        for index, layer in enumerate(model.layers):
            for name, part in transformer_parts(layer):
                # A peer's layers begin alike and without biases, which would leave mistakes in both unseen.
                value = part.detach().numpy()
                value = value + 0.1 * generator.standard_normal(value.shape)
                write(folder, f"layer{index}_{name}", value.T)
        write(folder, "head_w", head.weight.detach().numpy().T)
        write(folder, "head_b", head.bias.detach().numpy())
    return make


def transformer_parts(layer):
    attention = layer.self_attn
    return [("in_w", attention.in_proj_weight), ("in_b", attention.in_proj_bias),
            ("out_w", attention.out_proj.weight), ("out_b", attention.out_proj.bias),
            ("norm1_w", layer.norm1.weight), ("norm1_b", layer.norm1.bias),
            ("up_w", layer.linear1.weight), ("up_b", layer.linear1.bias),
            ("down_w", layer.linear2.weight), ("down_b", layer.linear2.bias),
            ("norm2_w", layer.norm2.weight), ("norm2_b", layer.norm2.bias)]


DATA = {"transformer": transformer_data(0.0), "transformer-dropout": transformer_data(0.1)}


# Jobs

def matmul(form, folder):
    a, b = read(folder, "a"), read(folder, "b")
    target = np.empty((a.shape[0], b.shape[1]), np.float32)
    return lambda: float(np.matmul(a, b, out=target)[0, 0])


def transformer(form, folder):
    torch = torch_module()
    model, head = encoder(float(read(folder, "rate")[0]))
    with torch.no_grad():
        for index, layer in enumerate(model.layers):
            for name, part in transformer_parts(layer):
                part.copy_(torch.from_numpy(read(folder, f"layer{index}_{name}").T.copy()))
        head.weight.copy_(torch.from_numpy(read(folder, "head_w").T.copy()))
        head.bias.copy_(torch.from_numpy(read(folder, "head_b")))
    x, y = torch.from_numpy(read(folder, "x")), torch.from_numpy(read(folder, "y"))
    optimizer = torch.optim.Adam([*model.parameters(), *head.parameters()], lr=1e-3)

    def step():
        optimizer.zero_grad()
        loss = ((head(model(x)) - y) ** 2).mean()
        loss.backward()
        optimizer.step()
        return loss.item()
    return step


JOBS = {"matmul": matmul, "transformer": transformer}


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
