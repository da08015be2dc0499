"""`scripts/results papers [NAME …]`: runs the pipelines of pipelines/paper and keeps what they measured in
docs/results/papers.json, from which docs/results/papers.md is written; rows of pipelines that are not run stay."""
import dataclasses
import datetime
import json
import os
import pathlib
import statistics
import subprocess
import sys

import harness

PIPELINES = harness.ROOT / "pipelines" / "paper"
FIGURES = harness.ROOT / "docs" / "results" / "papers.json"
PAGE = harness.ROOT / "docs" / "results" / "papers.md"


@dataclasses.dataclass
class Row:
    """A model of a pipeline: which of its stages train, test and audit it, and what is expected of it."""
    pipeline: str
    model: str
    task: str
    trained: str                # the stage that trains; of several variants or items all count
    tested: str                 # the stage with the metrics
    paper: str
    aim: str = ""
    audited: str = ""
    form: str = "accuracy"      # one of FORMS
    select: str = ""            # of a matrix, only variants with this in their brackets, such as size=50
    settings: tuple = ()        # measured by runs with all of these --set, which run nothing but such rows


# Each form: the metric, what is made of it, and how it is written.
FORMS = {
    "accuracy": ("accuracy", lambda x: 100 * x, "{:.1f}", " %"),
    "percent": ("accuracy", lambda x: 100 * x, "{:.2f}", " %"),
    "error": ("accuracy", lambda x: 100 * (1 - x), "{:.2f}", " %"),
    "mse": ("rmse", lambda x: x * x, "{:.4f}", ""),
    "mae": ("mae", lambda x: x, "{:.2f}", ""),
}

DATA = {
    "mnist-cnn": "mnist", "rotated-mnist": "mnist", "spherical-mnist": "mnist", "digit-sums": "mnist",
    "cora-gcn": "planetoid/cora", "cora-gat": "planetoid/cora", "mutag-gin": "tu/MUTAG",
}

SKIPS = "circular skip links, accuracy"
BODIES = "five charged bodies, test MSE"

ROWS = [
    Row("mnist-cnn", "CNN", "MNIST, accuracy", "model", "test", "99.2–99.6 %", "≥ 99.3 %", "audited", "percent"),
    Row("rotated-mnist", "Z2CNN", "rotated MNIST, error", "z2cnn", "z2cnn_test", "5.03 %", "≤ 5.3 %", "z2cnn_audit", "error"),
    Row("rotated-mnist", "P4CNN", "rotated MNIST, error", "p4cnn", "p4cnn_test", "2.28 %", "≤ 2.5 %", "p4cnn_audit", "error"),
    Row("spherical-mnist", "spherical CNN", "spherical MNIST, trained upright, tested rotated, accuracy", "model", "test",
        "94 % (planar: 11 %)", "≥ 93 %", "audited"),
    Row("cora-gcn", "GCN", "Cora, public split, accuracy", "model", "test", "81.5 %", "≥ 81.5 %", "audited"),
    Row("cora-gat", "GAT", "Cora, public split, accuracy", "model", "test", "83.0 %", "≥ 83.0 %", "audited"),
    Row("mutag-gin", "GIN, the paper's protocol", "MUTAG, ten folds, accuracy", "curves", "paper", "89.4 ± 5.6 %", "≥ 88 %", "audited"),
    Row("mutag-gin", "GIN, an inner fold chooses", "MUTAG, ten folds, accuracy", "models", "tests", "", "", "audited"),
    *[Row("digit-sums", model, f"sums of {size} digits, trained on up to 10, mean absolute error", name, name + "-test",
          "goes on" if model == "Deep Sets" else "does not", "", name + "-audit", "mae", f"size={size}")
      for model, name in (("Deep Sets", "deep-sets"), ("LSTM", "lstm")) for size in (10, 20, 50)],
    Row("csl-transformer", "graph Transformer, Laplacian encodings", SKIPS, "model", "test", "100 %", "100 %", "audited"),
    Row("csl-transformer", "graph Transformer, random-walk encodings", SKIPS, "walk-model", "walk-test", "100 %", "100 %",
        "walk-audited"),
    Row("circular-skip-links", "GIN", SKIPS, "plain", "plain-test", "10 %", "10 %", "plain-audit"),
    Row("circular-skip-links", "GIN, Laplacian encodings", SKIPS, "encoded", "encoded-test", "100 %", "100 %", "encoded-audit"),
    Row("circular-skip-links", "GIN, random-walk encodings", SKIPS, "walking", "walking-test", "100 %", "100 %", "walking-audit"),
    Row("five-body", "EGNN", BODIES, "egnn", "egnn-test", "0.0071", "≤ 0.0080", "egnn-audit", "mse"),
    Row("five-body", "EGNN, the paper's step, stopped 1,000 epochs after the best", BODIES, "egnn", "egnn-test", "0.0071", "", "egnn-audit", "mse",
        settings=("epochs=10000", "rate=0.0005", "average=0", "patience=1000")),
    Row("five-body", "GNN without the symmetry", BODIES, "gnn", "gnn-test", "0.0107", "", "gnn-audit", "mse"),
    *[Row("shape-classes", model, "twenty classes of bent shapes, accuracy", name, name + "-test", "",
          "≥ 98 %" if name == "diffusionnet" else "", name + "-audit")
      for model, name in (("DiffusionNet", "diffusionnet"), ("MoNet", "monet"), ("GCN", "gcn"), ("PointNet", "pointnet"))],
    *[Row("part-segmentation", model, "parts of bodies in other poses and triangulations, accuracy", name, name + "-test", "",
          aim, name + "-audit")
      for model, name, aim in (
          ("DiffusionNet", "diffusionnet", "first"), ("MoNet", "monet", ""), ("GCN", "gcn", ""), ("PointNet", "pointnet", ""),
          ("GEM-CNN", "gemcnn", "3 % ahead"), ("the same, isotropic kernels", "isotropic", ""))],
    *[Row("adding-problem", model, "adding problem, 500 steps, test MSE", name, name + "-test", "chrono is faster", "< 0.01",
          name + "-audit", "mse") for model, name in (("LSTM, chrono", "chrono"), ("LSTM", "plain"))],
    *[Row("warped-copy", model, "recall under time warping, accuracy", name, name + "-test", "chrono is faster", "",
          name + "-audit", "percent") for model, name in (("LSTM, chrono", "chrono"), ("LSTM", "plain"))],
]

NOTES = """
- Mean ± standard deviation over seeds, folds or splits, as many as *n* says; one figure where there is one training. The
  validation part chooses the epoch. The test part is read once a training, but some choices were settled after test figures of
  others had been seen: the rule that chooses GAT's epoch, layers and encodings on circular skip links, encodings of the
  Transformer, the CNN's epochs; and by validation alone, but after a first model's test figure had been seen, the spherical network's
  filters and normalization (91.7 % before) and the step of five bodies (0.0086 before); and the length of
  characters under time warping, of which 50 steps had told nothing apart. The paper's protocol on MUTAG chooses by the folds that it is measured on.
- *time*: of training one model, in the mean, by the clock and in brackets in time of the processors; other work on the
  machine makes the clock run on.
- *audit*: the largest relative difference between moving by the declared symmetry before and after the whole trained model,
  in Float; where the symmetry is approximate, beside the floor, what sampling alone explains of it. Z2CNN's last window covers the
  whole image, so that a shift moves digits out of it; P4CNN is audited under turns.
- Rows stay as they were measured, with their date, until their pipeline is run again.
"""


def wanted(name, settings):
    """The rows of a pipeline that a run with these settings measures."""
    rows = [row for row in ROWS if row.pipeline == name]
    return [row for row in rows if row.settings and {*row.settings} <= {*settings}] or [row for row in rows if not row.settings]


def names():
    return sorted(path.stem for path in PIPELINES.glob("*.yml"))


def of_stage(stage, wanted, select=""):
    """Whether an expanded stage, `test[3]` or `test[size=50]`, is a variant or item of `wanted`."""
    base, _, rest = stage.partition("[")
    if base != wanted:
        return False
    parts = rest.rstrip("]").split(",")
    name = select.partition("=")[0]
    return not select or select in parts or not any(part.startswith(name + "=") for part in parts)


def values(metrics, stage, metric, select=""):
    return [item["value"] for item in metrics if item["metric"] == metric and of_stage(item["stage"], stage, select)
            and item["value"] is not None]


def measured(row, metrics, costs):
    """What a run says of a row, or None where it has no such stage."""
    metric, convert, _, _ = FORMS[row.form]
    found = values(metrics, row.tested, metric, row.select)
    if not found:
        return None
    results = [convert(value) for value in found]
    deviation = statistics.stdev(results) if len(results) > 1 else None
    count = len(results)
    # A stage over folds has their mean and deviation as metrics of its own.
    for own in values(metrics, row.tested, metric + "_deviation"):
        deviation = 100 * own
        count = int(values(metrics, row.tested, "folds")[0])
    errors = values(metrics, row.audited, "model_error", row.select)
    floors = values(metrics, row.audited, "model_floor", row.select)
    spent = [cost for stage, cost in costs.items() if of_stage(stage, row.trained, row.select)]
    return {
        "value": statistics.fmean(results), "deviation": deviation, "count": count,
        "seconds": statistics.fmean(cost[0] for cost in spent) if spent else None,
        "cpu_seconds": statistics.fmean(cost[1] for cost in spent) if spent else None,
        "audit": max(errors) if errors else None,
        "floor": max(floors) if floors else None,
    }


def meridian(*words):
    done = subprocess.run([str(harness.MERIDIAN), *map(str, words)], capture_output=True, text=True)
    if done.returncode != 0:
        raise harness.Failed(f"meridian {words[0]} ended with {done.returncode}\n{(done.stderr or done.stdout)[-1500:]}")
    return done.stdout


def run(name, options):
    """Runs a pipeline: its metrics, and of each stage that trained its seconds by clock and processors."""
    rows = wanted(name, options.settings)
    trained = {row.trained for row in rows}
    stages = [stage for row in rows if row.settings for stage in (row.tested, row.audited)]
    file = PIPELINES / f"{name}.yml"
    settings = list(options.settings)
    if name in DATA:
        folder = options.data and pathlib.Path(options.data) / DATA[name]
        if not folder or not folder.is_dir():
            raise harness.Failed(f"{name}: no folder {DATA[name]}; set MERIDIAN_TEST_DATA to the folder that holds it")
        settings.append(f"data={folder}")
    store = ["--store", options.store] if options.store else []
    words = [word for setting in settings for word in ("--set", setting)]
    events = [json.loads(line) for line in meridian("run", file, *stages, *words, *store, "--json").splitlines()]
    costs = {}
    for event in events:
        model = event.get("outputs", {}).get("model")
        if event["event"] == "stage-finished" and model and event["stage"].partition("[")[0] in trained:
            producer = json.loads(meridian("inspect", model["digest"], *store, "--json"))["producer"]
            costs[event["stage"]] = (producer["seconds"], producer["cpu_seconds"])
    identifier = next(event["run"] for event in events if event["event"] == "started")
    return json.loads(meridian("metrics", identifier, *store, "--json")), costs


def update(figures, name, metrics, costs, note, settings=()):
    """The figures with those of a run in the place of the pipeline's earlier ones."""
    kept = dict(figures)
    for row in wanted(name, settings):
        found = measured(row, metrics, costs)
        if found:
            kept[key(row)] = {**found, **note}
        else:
            kept.pop(key(row), None)
    return kept


def key(row):
    return " / ".join(part for part in (row.pipeline, row.model, row.select) if part)


def duration(seconds):
    if seconds < 60:
        return f"{seconds:.2g} s" if seconds < 10 else f"{seconds:.0f} s"
    return f"{seconds / 60:.1f} min" if seconds < 3600 else f"{seconds / 3600:.1f} h"


def ours(row, figure):
    _, _, form, unit = FORMS[row.form]
    text = form.format(figure["value"])
    if figure["deviation"] is not None:
        text += " ± " + form.format(figure["deviation"])
    return text + unit


def page(figures):
    lines = ["| model | task | the paper | at least | ours | n | time | audit | made | pipeline |", "|" + "---|" * 10]
    for row in ROWS:
        figure = figures.get(key(row))
        if not figure:
            continue
        time = "" if figure["seconds"] is None else f"{duration(figure['seconds'])} ({duration(figure['cpu_seconds'])})"
        audit = "" if figure["audit"] is None else f"{figure['audit']:.0e}"
        if figure.get("floor") is not None:
            audit = f"{figure['audit']:.1e} (floor {figure['floor']:.1e})"
        made = figure["date"] + (f", {', '.join(figure['settings'])}" if figure.get("settings") else "")
        cells = [row.model, row.task, row.paper, row.aim, ours(row, figure), str(figure["count"]), time, audit, made,
                 f"[{row.pipeline}](../../pipelines/paper/{row.pipeline}.yml)"]
        lines.append("| " + " | ".join(cells) + " |")
    machines = sorted({figure["machine"] for figure in figures.values()})
    last = max((figure["date"] for figure in figures.values()), default="")
    head = f"Made {last} with `scripts/results papers` on {'; '.join(machines)}."
    missing = [name for name in names() if not any(entry.partition(" / ")[0] == name for entry in figures)]
    tail = [f"- Not run yet: {', '.join(missing)}."] if missing else []
    return "\n".join(["# Results of papers", "", head, "", *lines, "", NOTES.strip(), *tail]) + "\n"


def load():
    return json.loads(FIGURES.read_text()) if FIGURES.exists() else {}


def save(figures):
    for path, text in ((FIGURES, json.dumps(figures, indent=1, ensure_ascii=False, sort_keys=True) + "\n"),
                       (PAGE, page(figures))):
        partial = path.with_name(path.name + ".partial")
        partial.write_text(text)
        os.replace(partial, path)


def papers(options):
    unknown = sorted(set(options.names) - set(names()))
    if unknown:
        raise harness.Failed(f"no pipeline {', '.join(unknown)}; there are: {', '.join(names())}")
    failures = []
    for name in options.names or names():
        print(f"results: {name}", file=sys.stderr)
        note = {"date": datetime.date.today().isoformat(), "machine": harness.machine()}
        named = {setting for row in wanted(name, options.settings) for setting in row.settings}
        settings = [setting for setting in options.settings if setting not in named]
        if settings:
            note["settings"] = settings
        try:
            metrics, costs = run(name, options)
        except harness.Failed as error:
            # One that fails keeps its last rows and does not keep the others from running.
            failures.append(str(error))
            print(f"results: {error}", file=sys.stderr)
            continue
        save(update(load(), name, metrics, costs, note, options.settings))
    save(load())
    print(PAGE.read_text(), end="")
    if failures:
        raise harness.Failed(f"{len(failures)} of {len(options.names or names())} pipelines failed")
