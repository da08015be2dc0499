"""Learning: tensors and training steps against PyTorch, PyTorch Geometric and OpenBLAS's own threads."""

import dataclasses
import functools
import json
import os
import subprocess

import harness
from harness import Row, scratch

ROOT = harness.ROOT
THREADS = "2"
ENVIRONMENT = {"OMP_NUM_THREADS": THREADS, "OPENBLAS_NUM_THREADS": THREADS, "MERIDIAN_THREADS": THREADS}
BINARY = ROOT / ".build" / "release" / "bench-learning"

# Seconds of a job that is measured in several rounds, and how many.
SHORT, ROUNDS = 0.1, 5

NOTES = """
- Both sides read the same arrays, begin with the same parameters and must agree on the value of the first run (a loss, a
  sum) before their times are compared. Each side's job runs in a process of its own; the median of the runs after two
  that are not counted; two threads. Of jobs below a tenth of a second, the median of five rounds in which the sides
  take turns.
- Memory: what the job held at its peak, over what was held before its arrays were read.
"""


def ours(job, folder, runs):
    binary = harness.product("bench-learning", "Benchmarks/bench-learning", "Sources/Autodiff", "Sources/Models",
                             "Sources/Numerics", "Sources/System/CKernels")
    return run([binary, job, folder, runs])


def peers(job, form, folder, runs):
    # A declared model does the job of the loop written by hand.
    python, job = harness.peers("learning") / "python", job.removesuffix("-model")
    return run([python, ROOT / "Benchmarks" / "learning_peers.py", job, form, folder, runs])


def run(command):
    done = subprocess.run(
        [str(word) for word in command], env=dict(os.environ, **ENVIRONMENT), capture_output=True, text=True)
    if done.returncode != 0:
        raise harness.Failed(f"{' '.join(map(str, command))}: ended with {done.returncode}\n{done.stderr[-800:]}")
    return json.loads(done.stdout)


@functools.cache
def machine():
    """Operations a second of a large product, and bytes a second of a copy, on two threads, as they are now."""
    with scratch() as folder:
        peers("data", "4096x4096x4096", folder, 1)
        product = ours("matmul", folder, 5)["seconds"]
    return {"flops": 2 * 4096**3 / product, "bytes": copy_rate()}


def copy_rate():
    """Bytes a second, read and written, of a copy on two threads."""
    with scratch() as folder:
        peers("data", "elementwise", folder, 1)
        return ours("bandwidth", folder, 9)["gigabytes_per_second"] * 1e9


def compare(name, job, data, forms, goal, settings, runs=None, peer_runs=None, tolerance=1e-3, flops=0,
            bytes=0):
    """A row of ours against the fastest of some forms of the peer's side.

    Its floor is the time that `flops` take at the measured rate of products, and `bytes` at that of a copy.

    `data` names how the peers' side makes the arrays; the value of the first run must agree within `tolerance` of its
    size, unless that is None (dropout).
    """
    runs = runs or settings.runs
    with scratch() as folder:
        peers("data", data, folder, 1)
        rounds = [one_round(job, folder, forms, runs, peer_runs or runs)]
        # Both sides of a short job meet the same minutes of a shared machine: they take turns.
        if rounds[0][0]["seconds"] < SHORT:
            rounds += [one_round(job, folder, forms, runs, peer_runs or runs) for _ in range(ROUNDS - 1)]
        mine = middle([ours for ours, _ in rounds])
        figures = {peer: middle([theirs[peer] for _, theirs in rounds]) for peer in forms}
    for peer, one in figures.items():
        if tolerance is not None and abs(mine["value"] - one["value"]) > tolerance * max(abs(one["value"]), 1e-3):
            raise harness.Failed(f"{name}: the value is {mine['value']} by ours and {one['value']} by {peer}")
    peer, best = min(figures.items(), key=lambda pair: pair[1]["seconds"])
    rates = machine() if flops or bytes else None
    return Row(
        name, peer, mine["seconds"], best["seconds"], goal_ratio=goal,
        floor=rates and flops / rates["flops"] + bytes / rates["bytes"], ours_peak_mb=mine.get("extra_mb"),
        peer_peak_mb=min((one["extra_mb"] for one in figures.values() if "extra_mb" in one), default=None),
        runs=int(mine["runs"]))


def one_round(job, folder, forms, runs, peer_runs):
    """What each side measured, ours first."""
    return ours(job, folder, runs), {peer: peers(job, form, folder, peer_runs) for peer, form in forms.items()}


def middle(figures):
    """The figures whose time is the median."""
    return sorted(figures, key=lambda one: one["seconds"])[len(figures) // 2]


def matmul(settings):
    for m, n, k in [(64, 64, 64), (256, 256, 256), (500, 500, 500), (1024, 1024, 1024), (4096, 4096, 4096),
                    (4096, 32, 64), (65536, 32, 64), (2000, 64, 64), (4096, 512, 128), (64, 64, 100000),
                    (33, 4097, 257)]:
        yield compare(f"matmul {m} × {n} × {k}", "matmul", f"{m}x{n}x{k}", {"OpenBLAS": "numpy"}, 1.05, settings,
                      runs=max(3, min(200, 4 * 10**9 // (m * n * k))), flops=2 * m * n * k)


def first_step(settings):
    """The whole process, from its start to the end of three training steps of a small perceptron."""
    with scratch() as folder:
        peers("data", "first-step", folder, 1)
        mine, their = ours("first-step", folder, 1), peers("first-step", "torch", folder, 1)
        if abs(mine["value"] - their["value"]) > 1e-4:
            raise harness.Failed(f"first-step: the loss is {mine['value']} by ours and {their['value']} by torch")
        python = harness.peers("learning") / "python"
        script = ROOT / "Benchmarks" / "learning_peers.py"
        mine = harness.measure([BINARY, "first-step", folder, 1], folder, 4 * settings.runs, 1, environment=ENVIRONMENT)
        their = harness.measure([python, script, "first-step", "torch", folder, 1], folder, 3, 1, environment=ENVIRONMENT)
    yield Row("first training step, from the process's start", "torch", mine.seconds, their.seconds, goal_ratio=0.02,
              ours_peak_mb=mine.peak_mb, peer_peak_mb=their.peak_mb, runs=mine.runs)


def agree(name, job, data, form, tolerance=1e-3):
    """Both sides' value of a first run on arrays without dropout, where they draw different numbers with it."""
    with scratch() as folder:
        peers("data", data, folder, 1)
        mine, theirs = ours(job, folder, 1)["value"], peers(job, form, folder, 1)["value"]
    if abs(mine - theirs) > tolerance * max(abs(theirs), 1e-3):
        raise harness.Failed(f"{name}: without dropout the value is {mine} by ours and {theirs} by {form}")


def spmm(settings):
    forms = {"torch CSR": "csr", "torch gather": "gather"}
    yield compare("sparse × dense, 1.2M entries × 128, gradient to the dense side", "spmm", "spmm", forms, 0.5, settings, bytes=2 * 1.2e6 * 128 * 4 + 4 * 169_343 * 128 * 4)
    yield compare("sparse × dense, gradients to both sides", "spmm", "spmm-entries", forms, 0.5, settings, bytes=3 * 1.2e6 * 128 * 4 + 5 * 169_343 * 128 * 4)


def gcn_cora(settings):
    agree("GCN on Cora's size", "gcn-cora", "gcn-cora-plain", "pyg")
    yield compare("GCN 1433-16-7 on Cora's size, a training step", "gcn-cora", "gcn-cora",
                  {"PyG": "pyg", "torch CSR": "csr"}, 0.04, settings, runs=50, tolerance=None)
    agree("GCN on Cora's size, declared", "gcn-cora-model", "gcn-cora-plain", "pyg")
    yield compare("GCN 1433-16-7 on Cora's size, a training step of the declared model", "gcn-cora-model", "gcn-cora",
                  {"PyG": "pyg", "torch CSR": "csr"}, 0.04, settings, runs=50, tolerance=None)
    yield compare("GCN on Cora's size against sparse features in torch", "gcn-cora", "gcn-cora",
                  {"torch CSR, sparse features": "csr-sparse"}, None, settings, runs=50, tolerance=None)


def gat_cora(settings):
    agree("GAT on Cora's size", "gat-cora", "gat-cora-plain", "pyg")
    yield compare("GAT 8 × 8 on Cora's size, a training step", "gat-cora", "gat-cora", {"PyG": "pyg"}, 0.15, settings,
                  runs=30, tolerance=None)
    agree("GAT on Cora's size, declared", "gat-cora-model", "gat-cora-plain", "pyg")
    yield compare("GAT 8 × 8 on Cora's size, a training step of the declared model", "gat-cora-model", "gat-cora",
                  {"PyG": "pyg"}, 0.15, settings, runs=30, tolerance=None)


def gcn_arxiv(settings):
    agree("GCN on ogbn-arxiv's size", "gcn-arxiv", "gcn-arxiv-plain", "csr")
    yield compare("GCN 128-256-256-40 on ogbn-arxiv's size, a training step", "gcn-arxiv", "gcn-arxiv",
                  {"torch CSR": "csr", "PyG": "pyg"}, 0.4, settings, runs=3, tolerance=None, flops=2 * 169_343 * (128 * 256 * 2 + 256 * 256 * 3 + 256 * 40 * 3), bytes=2_501_829 * 720 * 4)


def transformer(settings):
    for name, data, goal, tolerance in [("no dropout", "transformer", 0.85, 1e-3),
                                        ("dropout 0.1", "transformer-dropout", 0.6, None)]:
        yield compare(f"Transformer step, {name}", "transformer", data, {"PyTorch": "torch"}, goal, settings,
                      runs=9, tolerance=tolerance,
                      flops=6 * (4 * (32 * 128 * 12 * 128 * 128 + 2 * 32 * 128 * 128 * 128) + 32 * 128 * 128 * 128))
        yield compare(f"Transformer step through a declared model, {name}", "transformer-model", data,
                      {"PyTorch": "torch"}, goal, settings, runs=9, tolerance=tolerance,
                      flops=6 * (4 * (32 * 128 * 12 * 128 * 128 + 2 * 32 * 128 * 128 * 128) + 32 * 128 * 128 * 128))


def lstm(settings):
    yield compare("LSTM step: 128 units, 200 steps, batch 64", "lstm", "lstm", {"PyTorch": "torch"}, 0.6, settings,
                  runs=max(5, settings.runs), flops=6 * 200 * 64 * 512 * 130)
    yield compare("LSTM step through a declared model", "lstm-model", "lstm", {"PyTorch": "torch"}, 0.6, settings,
                  runs=max(5, settings.runs), flops=6 * 200 * 64 * 512 * 130)


def images(settings):
    forms = {"PyTorch": "channels-first", "PyTorch (channels last)": "channels-last"}
    yield compare("convolutional network, training step", "cnn-train", "images", forms, 0.85, settings, runs=30, flops=64 * 6 * 11_992_448)
    yield compare("convolutional network, training step of the declared model", "cnn-train-model", "images", forms, 0.85, settings, runs=30, flops=64 * 6 * 11_992_448)
    yield compare("convolutional network, inference", "cnn-infer", "images", forms, 0.85, settings, runs=40, flops=64 * 2 * 11_992_448)
    yield compare("batch normalization 64 × 28 × 28 × 32, with gradients", "batch-norm", "feature-maps", forms, 0.85,
                  settings, runs=40)


def tensors(settings):
    """Operations that memory limits: each row says what share of a plain copy's rate the arrays came and went at that the
    operations, one by one, must read and write."""
    for name, job, data, arrays in [
            ("elementwise chain with gradient, 10 M", "elementwise", "elementwise", 32),
            ("reductions with gradient, 10 M", "reductions", "wide rows", 14),
            ("softmax, 10000 × 1000", "softmax", "wide rows", 2),
            ("softmax, 156250 × 64", "softmax", "narrow rows", 2),
            ("softmax with gradient, 10000 × 1000", "softmax-gradient", "wide rows", 11),
            ("softmax with gradient, 156250 × 64", "softmax-gradient", "narrow rows", 11)]:
        row = compare(name, job, data, {"PyTorch": "torch"}, 0.8, settings)
        # On a shared machine the rate of memory changes by the minute: it is measured beside each row.
        floor = arrays * 4e7 / copy_rate()
        yield dataclasses.replace(
            row, floor=floor, job=f"{name} ({floor / row.ours_seconds:.0%} of a copy's rate)")
    yield compare("a thousand operations on 8 elements, with gradient", "tiny", "tiny", {"PyTorch": "torch"}, 0.8,
                  settings, runs=50)


def spectral(settings):
    grids = {"PyTorch channels first": "first", "PyTorch channels last": "last"}
    yield compare("Fourier layer, 20 × 64 × 64 × 32, 12 modes", "fourier-layer", "fourier-layer", grids, 1.0, settings)
    yield compare("filter of spectra, 20 × 64 × 64 × 32", "spectral-filter", "spectral-filter", grids, 1.0, settings)
    yield compare("spectral diffusion, 7,000 × 128, 128 modes", "spectral-diffusion", "spectral-diffusion",
                  {"PyTorch": "torch"}, 1.0, settings)


def egnn(settings):
    flops = 6 * 4 * (2000 * (67 * 64 - 64 * 64 + 2 * 64 * 64 + 64) + 500 * (128 * 64 * 2 + 2 * 64 * 64 + 64))
    for name, job in [("EGNN step", "egnn"), ("EGNN step of the declared model", "egnn-model")]:
        yield compare(f"{name}: 4 layers of 64, 100 systems of 5 bodies", job, "egnn", {"PyTorch": "torch"}, 0.3,
                      settings, runs=max(30, settings.runs), flops=flops)


def groups(settings):
    sides = [(28, 26, 1), (26, 24, 40), (12, 10, 40), (10, 8, 40), (8, 6, 40), (6, 4, 40)]
    products = sum(after**2 * 9 * inputs * 40 for _, after, inputs in sides) + 16 * 40 * 40
    forms = {"PyTorch channels first": "first", "PyTorch channels last": "last"}
    for name, job in [("a training step", "p4cnn"), ("a training step of the declared model", "p4cnn-model")]:
        yield compare(f"P4CNN on 128 images 28 × 28, {name}", job, "p4cnn", forms, 0.54, settings, runs=15,
                      flops=128 * 6 * products)
    yield compare("spherical network on 32 fields 60 × 60, a training step", "spherical", "spherical",
                  {"PyTorch, straightforward": "torch"}, None, settings, runs=5, peer_runs=2, flops=2.1e9)


def meshes(settings):
    """Networks on a mesh of 5,040 vertices."""
    agree("DiffusionNet", "diffusion-net", "diffusion-net-plain", "stacked")
    products = 4 * 5040 * 2 * (2 * 128 * 128 + 4 * 128 * 128 + 5 * 128 * 128)
    yield compare("DiffusionNet step: 4 blocks of 128, 128 modes", "diffusion-net", "diffusion-net",
                  {"PyTorch CSR": "csr", "PyTorch COO": "coo", "PyTorch stacked": "stacked"}, 0.6, settings,
                  tolerance=None, flops=3 * products)
    # Products of a vertex: the numbers of an order, times all functions and numbers of a neighbour, and the vertex itself.
    products = 6 * 5040 * 2 * 16 * 16 * (5 + 1 + 2 * (2 * 10 + 4))
    yield compare("GEM-CNN step: 7 layers of 16 channels of orders 0 to 2", "gauge-net", "gauge-net",
                  {"PyTorch by edges": "edges", "PyTorch by sums": "sums"}, 0.6, settings, flops=3 * products)


JOBS = {
    "meshes": meshes,
    "matmul": matmul, "tensors": tensors, "spmm": spmm, "gcn-cora": gcn_cora, "gat-cora": gat_cora,
    "gcn-arxiv": gcn_arxiv, "images": images, "lstm": lstm, "transformer": transformer, "egnn": egnn,
    "first-step": first_step, "spectral": spectral, "groups": groups}
