"""Learning: tensors and training steps against PyTorch, PyTorch Geometric and OpenBLAS's own threads."""
import json
import os
import subprocess

import harness
from harness import Row, scratch

ROOT = harness.ROOT
THREADS = "2"

NOTES = """
- Both sides read the same arrays, begin with the same parameters and must agree on the value of the first run (a loss, a
  sum) before their times are compared. Each side's job runs in a process of its own; the median of the runs after two
  that are not counted; two threads.
- Memory: what the job held at its peak, over what was held before its arrays were read.
"""


def ours(job, folder, runs):
    binary = harness.product("bench-learning", "Benchmarks/bench-learning", "Sources/Autodiff", "Sources/Models",
                             "Sources/Numerics", "Sources/System/CKernels")
    return run([binary, job, folder, runs])


def peers(job, form, folder, runs):
    python = harness.peers("learning") / "python"
    return run([python, ROOT / "Benchmarks" / "learning_peers.py", job, form, folder, runs])


def run(command):
    environment = dict(os.environ, OMP_NUM_THREADS=THREADS, OPENBLAS_NUM_THREADS=THREADS, MERIDIAN_THREADS=THREADS)
    done = subprocess.run([str(word) for word in command], env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        raise harness.Failed(f"{' '.join(map(str, command))}: ended with {done.returncode}\n{done.stderr[-800:]}")
    return json.loads(done.stdout)


def compare(name, job, data, forms, goal, settings, runs=None, peer_runs=None, tolerance=1e-3):
    """A row of ours against the fastest of some forms of the peer's side.

    `data` names how the peers' side makes the arrays; the value of the first run must agree within `tolerance` of its
    size, unless that is None (dropout).
    """
    runs = runs or settings.runs
    with scratch() as folder:
        peers("data", data, folder, 1)
        mine = ours(job, folder, runs)
        figures = {peer: peers(job, form, folder, peer_runs or runs) for peer, form in forms.items()}
    for peer, one in figures.items():
        if tolerance is not None and abs(mine["value"] - one["value"]) > tolerance * max(abs(one["value"]), 1e-3):
            raise harness.Failed(f"{name}: the value is {mine['value']} by ours and {one['value']} by {peer}")
    peer, best = min(figures.items(), key=lambda pair: pair[1]["seconds"])
    return Row(
        name, peer, mine["seconds"], best["seconds"], goal_ratio=goal, ours_peak_mb=mine.get("extra_mb"),
        peer_peak_mb=min((one["extra_mb"] for one in figures.values() if "extra_mb" in one), default=None),
        runs=int(mine["runs"]))


def matmul(settings):
    for m, n, k in [(64, 64, 64), (256, 256, 256), (500, 500, 500), (1024, 1024, 1024), (4096, 4096, 4096),
                    (4096, 32, 64), (65536, 32, 64), (64, 64, 100000), (33, 4097, 257)]:
        yield compare(f"matmul {m} × {n} × {k}", "matmul", f"{m}x{n}x{k}", {"OpenBLAS": "numpy"}, 1.05, settings,
                      runs=max(3, min(200, 4 * 10**9 // (m * n * k))))


def images(settings):
    forms = {"PyTorch": "channels-first", "PyTorch (channels last)": "channels-last"}
    yield compare("convolutional network, training step", "cnn-train", "images", forms, 0.85, settings, runs=30)
    yield compare("convolutional network, inference", "cnn-infer", "images", forms, 0.85, settings, runs=40)
    yield compare("batch normalization 64 × 28 × 28 × 32, with gradients", "batch-norm", "feature-maps", forms, 0.85,
                  settings, runs=40)


JOBS = {"matmul": matmul, "images": images}
