"""The peers' side of the geometry benchmark: `geometry_peers.py JOB FOLDER [RUNS]`, run by the peers' Python.

FOLDER holds one mesh as raw arrays. Prints one JSON object: seconds (the median), extra_mb (the peak over what was held
before the job), runs, and what the result can be checked by.
"""
import json
import pathlib
import statistics
import sys
import time

import numpy as np
import scipy.sparse as sparse
import scipy.sparse.linalg as linalg


def load(folder):
    folder = pathlib.Path(folder)
    positions = np.fromfile(folder / "positions.f64").reshape(-1, 3)
    faces = np.fromfile(folder / "faces.i32", dtype=np.int32).reshape(-1, 3)
    return positions, faces


def matrix(folder):
    """Stiffness and mass as ours computed them, for jobs that start from matrices."""
    folder = pathlib.Path(folder)
    offsets = np.fromfile(folder / "offsets.i32", dtype=np.int32)
    columns = np.fromfile(folder / "columns.i32", dtype=np.int32)
    values = np.fromfile(folder / "stiffness.f64")
    count = len(offsets) - 1
    return sparse.csr_matrix((values, columns, offsets), shape=(count, count)), np.fromfile(folder / "mass.f64")


# MARK: Jobs, each a pair: what is set up untimed, and what is timed

def heat_setup(folder):
    import potpourri3d
    positions, faces = load(folder)
    return lambda: potpourri3d.MeshHeatMethodDistanceSolver(positions, faces), lambda _: {}


def heat_solve(folder):
    import potpourri3d
    positions, faces = load(folder)
    solver = potpourri3d.MeshHeatMethodDistanceSolver(positions, faces)
    solver.compute_distance(0)
    return (lambda: solver.compute_distance(len(positions) // 5)), lambda d: {"largest_distance": float(np.max(d))}


def laplacian_numpy(folder):
    v, f = load(folder)

    def run():
        i, j, k = f.T
        a, b, c = v[k] - v[j], v[i] - v[k], v[j] - v[i]
        double_area = np.linalg.norm(np.cross(b, c), axis=1)
        weights = [-0.5 * (p * q).sum(1) / double_area for p, q in ((b, c), (c, a), (a, b))]
        rows, columns = np.concatenate([j, k, i]), np.concatenate([k, i, j])
        both = np.concatenate(weights)
        count = len(v)
        adjacency = sparse.coo_matrix(
            (np.concatenate([both, both]), (np.concatenate([rows, columns]), np.concatenate([columns, rows]))),
            shape=(count, count)).tocsr()
        stiffness = sparse.diags(np.asarray(adjacency.sum(1)).ravel()) - adjacency
        mass = np.bincount(np.concatenate([i, j, k]), weights=np.tile(double_area / 6, 3), minlength=count)
        return stiffness.tocsr(), mass
    return run, lambda pair: {"nonzeros": int(pair[0].nnz), "area": float(pair[1].sum())}


def laplacian_libigl(folder):
    import igl
    positions, faces = load(folder)
    faces = faces.astype(np.int64)

    def run():
        return igl.cotmatrix(positions, faces), igl.massmatrix(positions, faces, igl.MASSMATRIX_TYPE_BARYCENTRIC)
    return run, lambda pair: {"nonzeros": int(pair[0].nnz), "area": float(pair[1].sum())}


def robust(folder):
    import robust_laplacian
    positions, faces = load(folder)
    return (lambda: robust_laplacian.mesh_laplacian(positions, faces)), lambda pair: {"area": float(pair[1].sum())}


def eigenbasis(folder):
    stiffness, mass = matrix(folder)
    # As DiffusionNet calls it.
    shifted = (stiffness + 1e-8 * sparse.identity(len(mass))).tocsc()
    weights = sparse.diags(mass).tocsc()
    return (lambda: linalg.eigsh(shifted, k=128, M=weights, sigma=-0.01)), lambda pair: {
        "second_value": float(pair[0][1]), "last_value": float(pair[0][-1])}


def matching(folder):
    """One level of heavy-edge matching, vectorized: mutual heaviest edges, eight rounds; then the Galerkin product."""
    stiffness, _ = matrix(folder)
    adjacency = stiffness.copy()
    adjacency.setdiag(0)
    adjacency.eliminate_zeros()
    adjacency = abs(adjacency).tocsr()
    upper = sparse.triu(adjacency).tocoo()
    all_edges = np.stack([upper.row, upper.col], 1).astype(np.int64)
    count = len(stiffness.indptr) - 1

    def run():
        generator = np.random.default_rng(0)
        clusters = -np.ones(count, np.int64)
        edges, weights, used = all_edges, upper.data * (1 + 1e-6 * generator.random(len(all_edges))), 0
        for _ in range(8):
            best = np.full(count, -1.0)
            np.maximum.at(best, edges[:, 0], weights)
            np.maximum.at(best, edges[:, 1], weights)
            chosen = edges[(weights == best[edges[:, 0]]) & (weights == best[edges[:, 1]])]
            clusters[chosen[:, 0]] = clusters[chosen[:, 1]] = used + np.arange(len(chosen))
            used += len(chosen)
            open_edges = (clusters[edges[:, 0]] < 0) & (clusters[edges[:, 1]] < 0)
            edges, weights = edges[open_edges], weights[open_edges]
            if not len(edges):
                break
        single = clusters < 0
        clusters[single] = used + np.arange(single.sum())
        used += int(single.sum())
        prolongation = sparse.csr_matrix((np.ones(count), (np.arange(count), clusters)), shape=(count, used))
        return (prolongation.T @ adjacency @ prolongation).tocsr()
    return run, lambda coarse: {"clusters": int(coarse.shape[0])}


def metis(folder):
    import pymetis
    stiffness, _ = matrix(folder)
    count = len(stiffness.indptr) - 1
    rows = np.repeat(np.arange(count), np.diff(stiffness.indptr))
    keep = rows != stiffness.indices
    adjacency = sparse.csr_matrix((np.ones(keep.sum()), (rows[keep], stiffness.indices[keep])), shape=(count, count))
    starts, neighbours = adjacency.indptr.astype(np.int64), adjacency.indices.astype(np.int64)
    return (lambda: pymetis.part_graph(64, xadj=starts, adjncy=neighbours)), lambda pair: {
        "cut": int(pair[0]), "largest_part": int(np.bincount(np.asarray(pair[1])).max())}


# MARK: All operators of DiffusionNet, from a mesh file to arrays on the disk

def diffusionnet(path):
    """As its geometry code does: normals, frames, robust Laplacian, 128 eigenpairs, gradients by a loop over vertices."""
    import igl
    import robust_laplacian
    v, f = igl.read_triangle_mesh(str(path))[:2]
    face_normals = np.cross(v[f[:, 1]] - v[f[:, 0]], v[f[:, 2]] - v[f[:, 0]])
    normals = np.zeros_like(v)
    for corner in range(3):
        np.add.at(normals, f[:, corner], face_normals)
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    axis = np.where(np.abs(normals[:, :1]) < 0.9, np.array([[1.0, 0, 0]]), np.array([[0, 1.0, 0]]))
    x = axis - (axis * normals).sum(1, keepdims=True) * normals
    x /= np.linalg.norm(x, axis=1, keepdims=True)
    y = np.cross(normals, x)
    stiffness, mass = robust_laplacian.mesh_laplacian(v, f)
    values, vectors = linalg.eigsh(
        (stiffness + 1e-8 * sparse.identity(len(v))).tocsc(), k=128, M=mass.tocsc(), sigma=-0.01)
    entries = stiffness.tocoo()
    keep = entries.row != entries.col
    tails, heads = entries.row[keep], entries.col[keep]
    ways = v[heads] - v[tails]
    flat = np.stack([(ways * x[tails]).sum(1), (ways * y[tails]).sum(1)], 1)
    neighbours = [[] for _ in range(len(v))]
    for edge, tail in enumerate(tails):
        neighbours[tail].append(edge)
    rows, columns, data = [], [], []
    for vertex, edges in enumerate(neighbours):
        arms = flat[edges]
        differences = np.zeros((len(edges), len(edges) + 1))
        differences[:, 0] = -1
        differences[np.arange(len(edges)), 1 + np.arange(len(edges))] = 1
        fit = np.linalg.inv(arms.T @ arms + 1e-5 * np.eye(2)) @ arms.T @ differences
        rows += [vertex] * (len(edges) + 1)
        columns += [vertex, *heads[edges]]
        data += list(fit[0] + 1j * fit[1])
    gradient = sparse.coo_matrix((data, (rows, columns)), shape=(len(v), len(v))).tocsc()
    np.savez(
        path.with_suffix(".npz"), mass=mass.diagonal(), values=values, vectors=vectors.astype(np.float32), x=x, y=y,
        gradient_data=gradient.data, gradient_indices=gradient.indices, gradient_indptr=gradient.indptr,
        stiffness_data=entries.data, stiffness_row=entries.row, stiffness_col=entries.col)


def operators(folder, count):
    """The first `count` meshes of a folder on two processes."""
    import multiprocessing
    paths = sorted(pathlib.Path(folder).glob("*.ply"))[:count]
    start = time.perf_counter()
    with multiprocessing.get_context("fork").Pool(2) as pool:
        pool.map(diffusionnet, paths, chunksize=1)
    return {"seconds": time.perf_counter() - start, "meshes": len(paths), "runs": 1}


# MARK: Helpers of the driver

def spread(folder, count):
    """Writes meshes of one connectivity and different shapes, as binary PLY."""
    v, f = load(folder)
    for index in range(count):
        bend = 1 + 0.1 * np.sin((3 + 0.05 * index) * v[:, 1:2] + index)
        lines = [
            "ply", "format binary_little_endian 1.0", f"element vertex {len(v)}", "property double x",
            "property double y", "property double z", f"element face {len(f)}",
            "property list uchar int vertex_indices", "end_header"]
        faces = np.zeros(len(f), dtype=[("count", "u1"), ("corners", "<i4", 3)])
        faces["count"], faces["corners"] = 3, f
        data = "\n".join(lines).encode() + b"\n" + (v * bend).astype("<f8").tobytes() + faces.tobytes()
        (pathlib.Path(folder) / "meshes" / f"m{index:03}.ply").write_bytes(data)
    return {}


def plot(points, picture):
    """Draws seconds against vertices, a curve a job, both axes logarithmic."""
    import matplotlib
    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "meridian"
    import matplotlib.pyplot as pyplot
    figure, axes = pyplot.subplots(figsize=(7, 5))
    for job, curve in json.loads(pathlib.Path(points).read_text()).items():
        axes.loglog(*zip(*curve), marker="o", markersize=4, label=job)
    axes.set_xlabel("vertices")
    axes.set_ylabel("seconds")
    axes.grid(True, which="both", alpha=0.3)
    axes.legend()
    figure.savefig(picture, bbox_inches="tight", metadata={"Date": None})
    return {}


JOBS = {
    "heat-setup": heat_setup, "heat-solve": heat_solve, "laplacian-numpy": laplacian_numpy,
    "laplacian-libigl": laplacian_libigl, "robust": robust, "eigenbasis": eigenbasis, "matching": matching, "metis": metis,
}


def field(name):
    for line in open("/proc/self/status"):
        if line.startswith(name):
            return int(line.split()[1]) / 1024
    return None


def main():
    job, folder = sys.argv[1], sys.argv[2]
    if job == "plot":
        print(json.dumps(plot(folder, sys.argv[3])))
        return
    runs = int(sys.argv[3])
    if job in ("operators", "spread"):
        print(json.dumps({"operators": operators, "spread": spread}[job](folder, runs)))
        return
    run, figures = JOBS[job](folder)
    before = None
    try:
        open("/proc/self/clear_refs", "w").write("5")
        before = field("VmRSS:")
    except OSError:
        pass
    times, peak = [], None
    for turn in range(runs):
        start = time.perf_counter()
        result = run()
        times.append(time.perf_counter() - start)
        if turn == 0 and before is not None:
            peak = field("VmHWM:")
    print(json.dumps({
        "seconds": statistics.median(times), "runs": runs, "extra_mb": None if peak is None else peak - before,
        **figures(result)}))


if __name__ == "__main__":
    main()
