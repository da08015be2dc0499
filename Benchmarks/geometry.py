"""Geometry: the jobs that learning needs, against potpourri3d, robust_laplacian, libigl, SciPy and pymetis."""
import json
import os
import subprocess

import harness
from harness import MERIDIAN, Row, measure, scratch

ROOT = harness.ROOT
OUTPUT = ROOT / "docs" / "results"
THREADS = "2"

NOTES = """
- One surface a size, a sphere with bumps and three different axes; both sides read the same arrays, and each job runs in
  a process of its own. The median of the runs of a process; two threads for both sides, where a library uses them.
- Memory: what the job held at its peak, over what was held before it.
- `heat-setup` is everything until the first distance can be asked for: operators and factorizations. Ours counts the
  structure for exact distances next to sources in it, and `heat-solve` these distances, too.
- `laplacian`: stiffness and lumped mass. The peer is the faster of libigl and vectorized NumPy.
- `eigenbasis`: 128 pairs; SciPy's shift-invert with SuperLU, as DiffusionNet calls it, on matrices that ours made.
- `operators`: what DiffusionNet wants of each of a batch of different meshes (10,242 vertices), from a PLY file to
  arrays on the disk: frames, gradients, robust Laplacian, 128 eigenpairs. Ours is `meridian run` of a pipeline on a new
  store with two workers; the peers' side is DiffusionNet's way with robust_laplacian and SciPy, on two processes of one
  thread each (with two threads each it takes several times as long).
- `matching`: one level of heavy-edge matching with its Galerkin product; the peer is vectorized NumPy and SciPy.
- `metis`: 64 parts; both sides call METIS.
- `scaling`, the [picture](geometry-scaling.svg): seconds against vertices on tori of 10,000 to 1,000,000 vertices, both axes logarithmic.
"""


def ours(job, size, runs):
    return run([harness.product("bench-geometry", "Benchmarks/bench-geometry", "Sources/Geometry", "Sources/Numerics"),
                job, str(size), str(runs)])


def peers(job, folder, runs, threads=THREADS):
    python = harness.peers("geometry") / "python"
    return run([python, ROOT / "Benchmarks" / "geometry_peers.py", job, str(folder), str(runs)], threads)


def run(command, threads=THREADS):
    environment = dict(os.environ, OMP_NUM_THREADS=threads, OPENBLAS_NUM_THREADS=threads, MERIDIAN_THREADS=threads)
    done = subprocess.run([str(word) for word in command], env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        raise harness.Failed(f"{' '.join(map(str, command))}: ended with {done.returncode}\n{done.stderr[-800:]}")
    return json.loads(done.stdout)


def exported(size, folder):
    run([harness.product("bench-geometry", "Benchmarks/bench-geometry", "Sources/Geometry", "Sources/Numerics"),
         "export", str(size), str(folder)])
    return folder


def compare(name, job, size, others, goal, settings, peer_runs=None, check=None):
    """A row of ours against the fastest of some peers; `check` compares what both found."""
    with scratch() as folder:
        exported(size, folder)
        mine = ours(job, size, settings.runs)
        figures = {peer: peers(theirs, folder, peer_runs or settings.runs) for theirs, peer in others.items()}
    peer, best = min(figures.items(), key=lambda pair: pair[1]["seconds"])
    for key, tolerance in (check or {}).items():
        if abs(mine[key] - best[key]) > tolerance * abs(best[key]):
            raise harness.Failed(f"{name}: {key} is {mine[key]} by ours and {best[key]} by {peer}")
    return Row(
        f"{name} ({mine['vertices']:,.0f} vertices)", peer, mine["seconds"], best["seconds"], goal_ratio=goal,
        ours_peak_mb=mine.get("extra_mb"), peer_peak_mb=min(
            (one["extra_mb"] for one in figures.values() if one.get("extra_mb") is not None), default=None),
        runs=int(mine["runs"]))


def heat_setup(settings):
    yield compare("heat-setup", "heat-setup", 7, {"heat-setup": "potpourri3d"}, 0.15, settings, peer_runs=1)
    if settings.full:
        yield compare("heat-setup", "heat-setup", 8, {"heat-setup": "potpourri3d"}, 0.15, settings, peer_runs=1)


def heat_solve(settings):
    yield compare("heat-solve", "heat-solve", 7, {"heat-solve": "potpourri3d"}, 0.5, settings,
                  check={"largest_distance": 0.02})


def laplacian(settings):
    yield compare("laplacian", "laplacian", 8, {"laplacian-numpy": "NumPy", "laplacian-libigl": "libigl"}, 0.25, settings,
                  check={"area": 1e-9, "nonzeros": 0})


def robust(settings):
    yield compare("robust", "robust", 7, {"robust": "robust_laplacian"}, 0.5, settings, check={"area": 1e-3})


def eigenbasis(settings):
    for size in (5, 6):
        yield compare("eigenbasis", "eigenbasis", size, {"eigenbasis": "SciPy"}, 0.3, settings, peer_runs=1,
                      check={"second_value": 1e-4, "last_value": 1e-4})


PIPELINE = """name: operators
stages:
  surface: {foreach: 'meshes/*.ply', kind: load.mesh, inputs: {mesh: '${item}'}}
  laplacian: {foreach: surface, kind: mesh.laplacian, inputs: {mesh: surface}, parameters: {method: robust}}
  basis:
    foreach: surface
    kind: operator.eigenbasis
    inputs: {stiffness: laplacian.stiffness, mass: laplacian.mass}
    parameters: {count: 128, precision: single}
  tangent: {foreach: surface, kind: mesh.tangent, inputs: {mesh: surface}}
"""


def operators(settings):
    count = 100 if settings.full else 12
    with scratch() as folder:
        exported(5, folder)
        (folder / "meshes").mkdir()
        peers("spread", folder, count)
        (folder / "p.yml").write_text(PIPELINE)
        mine = measure([MERIDIAN, "run", "p.yml", "--store", "cache", "--jobs", THREADS], folder)
        their = peers("operators", folder / "meshes", count, threads="1")
    yield Row(f"operators ({count} meshes of 10,242 vertices)", "robust_laplacian, SciPy", mine.seconds, their["seconds"],
              goal_ratio=0.25, runs=1)


def matching(settings):
    yield compare("matching", "matching", 7, {"matching": "NumPy, SciPy"}, 0.5, settings)


def metis(settings):
    yield compare("metis", "metis", 7, {"metis": "pymetis"}, 1.0, settings)


SIZES = [10_000, 31_600, 100_000, 316_000, 1_000_000]


def scaling(settings):
    """Cost against size, written as a picture beside the results; rows give the largest size against the smallest."""
    curves = {}
    for job in ("laplacian", "robust", "heat-setup", "heat-solve", "matching", "metis", "eigenbasis"):
        sizes = SIZES if job != "eigenbasis" else SIZES[:4]
        curves[job] = [ours(job, size, 1) for size in sizes]
    OUTPUT.mkdir(exist_ok=True)
    picture = OUTPUT / "geometry-scaling.svg"
    points = {job: [(one["vertices"], one["seconds"]) for one in curve] for job, curve in curves.items()}
    with scratch() as folder:
        (folder / "points.json").write_text(json.dumps(points))
        peers("plot", folder / "points.json", picture)
    for job, curve in points.items():
        (small, first), (large, last) = curve[0], curve[-1]
        yield Row(f"scaling: {job} at {large:,.0f} vertices", f"{small:,.0f} vertices × {large / small:.0f}", last,
                  first * large / small, runs=1, ours_peak_mb=curves[job][-1].get("extra_mb"))


JOBS = {
    "heat-setup": heat_setup, "heat-solve": heat_solve, "laplacian": laplacian, "robust": robust, "eigenbasis": eigenbasis,
    "operators": operators, "matching": matching, "metis": metis, "scaling": scaling,
}
