"""The driver behind scripts/bench."""
import argparse
import datetime
import importlib
import json
import pathlib
import shlex
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.dont_write_bytecode = True
import harness  # noqa: E402

AREAS = ["engine", "geometry", "learning"]


def main():
    options = arguments()
    if options.area is None:
        for area in AREAS:
            print(f"{area}: {' '.join(importlib.import_module(area).JOBS)}")
        return 0
    area = importlib.import_module(options.area)
    unknown = [job for job in options.jobs if job not in area.JOBS]
    if unknown:
        print(f"bench: no job {', '.join(unknown)} in {options.area}; there are {', '.join(area.JOBS)}", file=sys.stderr)
        return 2
    rows, loads = [], []
    settings = harness.Settings(runs=options.runs, full=options.full)
    for job in options.jobs or area.JOBS:
        load = harness.busy_cores()
        if load is not None:
            loads.append(load)
            if load > 0.2:
                print(f"bench: {job}: others keep {load:.1f} cores busy; the figures are too high", file=sys.stderr)
        for row in area.JOBS[job](settings):
            rows.append(row)
            if options.json:
                print(json.dumps(row.json()), flush=True)
    if options.markdown:
        print(page(options.area, rows, loads))
    elif not options.json:
        print("\n".join(lines(rows)))
    return 0


def arguments():
    parser = argparse.ArgumentParser(prog="scripts/bench", description="Measures Meridian against its peers and goals.")
    parser.add_argument("area", nargs="?", choices=AREAS)
    parser.add_argument("jobs", nargs="*", metavar="JOB")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--markdown", action="store_true", help="the page for docs/results")
    parser.add_argument("--full", action="store_true", help="also the peers that take minutes")
    parser.add_argument("--runs", type=int, default=5, help="runs of ours that a median is of (5)")
    return parser.parse_args()


HEAD = ["job", "ours", "goal", "", "peer or limit", "peer's", "ours / peer's", "floor", "ours MB", "peer's MB", "runs"]


def cells(row):
    verdict, goal = "", duration(row.goal)
    if row.goal is not None and row.ours_seconds is not None:
        verdict = "met" if row.ours_seconds <= row.goal else "missed"
    elif row.goal_ratio is not None:
        goal = f"{row.goal_ratio:g} × peer's"
        if row.ratio is not None:
            verdict = "met" if row.ratio <= row.goal_ratio else "missed"
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}" if row.ratio >= 0.1 else f"1 / {1 / row.ratio:,.0f}"
    return [
        row.job, duration(row.ours_seconds), goal, verdict, row.peer, duration(row.peer_seconds), ratio, duration(row.floor),
        number(row.ours_peak_mb), number(row.peer_peak_mb), str(row.runs or "")]


def duration(seconds):
    if seconds is None:
        return ""
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1e3:.3g} ms"


def number(value):
    return "" if value is None else f"{value:.0f}"


def lines(rows):
    table = [HEAD] + [cells(row) for row in rows]
    widths = [max(len(line[column]) for line in table) for column in range(len(HEAD))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in table]


def page(area, rows, loads):
    command = "scripts/bench " + " ".join(shlex.quote(word) for word in sys.argv[1:])
    text = [
        f"# Benchmarks: {area}", "",
        f"Measured {datetime.date.today().isoformat()} with `{command}` on {harness.machine()}. Medians of wall time; "
        f"before each job other processes kept up to {max(loads):.1f} cores busy."
        if loads else f"Measured {datetime.date.today().isoformat()} with `{command}` on {harness.machine()}.", "",
        "| " + " | ".join(HEAD) + " |", "|" + "---|" * len(HEAD)]
    text += ["| " + " | ".join(cells(row)) + " |" for row in rows]
    if loads and max(loads) > 0.2:
        text += ["", "The machine was busy with other work: times are too high on both sides, and a missed goal says little. "
                 "Run it again on a quiet machine."]
    notes = importlib.import_module(area).NOTES.strip()
    return "\n".join(text + ["", notes])


if __name__ == "__main__":
    try:
        sys.exit(main())
    except harness.Failed as error:
        print(f"bench: {error}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
