"""The driver behind scripts/results: figures of accuracy, written to docs/results."""
import argparse
import datetime
import json
import math
import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.dont_write_bytecode = True
import harness  # noqa: E402
import papers  # noqa: E402

COLUMNS = {
    "eigenvalue": "l = 6 eigenvalue", "exact_mean": "exact, mean", "exact_largest": "exact, largest",
    "heat_mean": "heat, mean", "heat_largest": "heat, largest", "heat_long_mean": "heat, time: 4, mean",
    "heat_long_largest": "heat, time: 4, largest", "heat_alone_mean": "heat alone, mean",
    "heat_alone_largest": "heat alone, largest", "transport_degrees": "transport, mean", "logarithm_mean": "log map, mean",
}

NOTES = """
- Icospheres against the closed forms on the unit sphere; errors are relative, of transport in degrees. In brackets, the
  order: by which power of the edge length the error has fallen since the row above.
- *l = 6 eigenvalue*: cotangent Laplacian, lumped mass; the mean of its thirteen values against 42.
- *exact*: polyhedral distances from three vertices, one of them of the icosahedron. *heat*: the heat method, with exact
  distances next to the source as it is by default; *heat alone*: with `near_field: 0`, as the method is elsewhere. With a
  time of one squared edge length, the heat around a source takes the shape of the triangles there at every size, which
  leaves a few tenths of a per cent; `time: 4` leaves a tenth. On surfaces less even than a sphere longer times blur more
  than that gains.
- *transport*: a vector carried to all vertices by vector heat, against great circles. *log map*: the place of each vertex in
  the source's tangent plane against the azimuthal map, over its distance from the source. Both without the surroundings of
  the opposite point, where there is no answer.
"""


def convergence():
    bench = harness.product("bench-geometry", "Benchmarks/bench-geometry", "Sources/Geometry", "Sources/Numerics")
    rows = []
    for subdivisions in range(2, 7):
        done = subprocess.run([bench, "convergence", str(subdivisions)], capture_output=True, text=True)
        if done.returncode != 0:
            raise harness.Failed(done.stderr)
        rows.append(json.loads(done.stdout))
    lines = ["| vertices | " + " | ".join(COLUMNS.values()) + " |", "|" + "---|" * (len(COLUMNS) + 1)]
    for index, row in enumerate(rows):
        cells = [f"{row['vertices']:,.0f}"]
        for name in COLUMNS:
            cell = f"{row[name]:.2f}°" if name == "transport_degrees" else f"{row[name]:.1e}"
            if index:
                cell += f" ({math.log2(rows[index - 1][name] / row[name]):.1f})"
            cells.append(cell)
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def write_convergence(options):
    table = convergence()
    page = ["# Convergence on the sphere", "",
            f"Made {datetime.date.today().isoformat()} with `scripts/results convergence` on {harness.machine()}.", "", *table, "",
            NOTES.strip()]
    (harness.ROOT / "docs" / "results" / "convergence.md").write_text("\n".join(page) + "\n")
    print("\n".join(table))


def arguments(words):
    parser = argparse.ArgumentParser(prog="scripts/results", description="Measures accuracy and keeps the pages of docs/results.")
    pages = parser.add_subparsers(required=True, metavar="convergence|papers")
    pages.add_parser("convergence", help="operators against closed forms, by size").set_defaults(make=write_convergence)
    paper = pages.add_parser("papers", help="the pipelines of pipelines/paper, all or those named")
    paper.add_argument("names", nargs="*", metavar="NAME", help="a file of pipelines/paper, without its ending")
    paper.add_argument("--data", default=os.environ.get("MERIDIAN_TEST_DATA"), metavar="DIR",
                       help="the folder of data (default: $MERIDIAN_TEST_DATA)")
    paper.add_argument("--store", metavar="DIR", help="the store (default: as meridian has it)")
    paper.add_argument("--set", dest="settings", action="append", default=[], metavar="NAME=VALUE",
                       help="a parameter of the pipelines; rows say so")
    paper.set_defaults(make=papers.papers)
    return parser.parse_args(words)


def main():
    options = arguments(sys.argv[1:])
    options.make(options)


if __name__ == "__main__":
    try:
        main()
    except harness.Failed as error:
        print(f"results: {error}", file=sys.stderr)
        sys.exit(1)
