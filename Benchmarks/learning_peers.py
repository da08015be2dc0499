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


DATA = {}


# Jobs

def matmul(form, folder):
    a, b = read(folder, "a"), read(folder, "b")
    target = np.empty((a.shape[0], b.shape[1]), np.float32)
    return lambda: float(np.matmul(a, b, out=target)[0, 0])


JOBS = {"matmul": matmul}


def resident(field):
    for line in open("/proc/self/status"):
        if line.startswith(field):
            return int(line.split()[1]) / 1024


import learning_peers_recurrent  # noqa: E402

DATA |= learning_peers_recurrent.DATA
JOBS |= learning_peers_recurrent.JOBS


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
