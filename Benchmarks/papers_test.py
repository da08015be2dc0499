"""python3 -m unittest discover -s Benchmarks -p '*_test.py': what papers.py makes of runs, with a program in the place of meridian."""
import argparse
import json
import pathlib
import sys
import tempfile
import unittest
from unittest import mock

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.dont_write_bytecode = True
import harness  # noqa: E402
import papers  # noqa: E402

METRICS = [
    {"stage": "test[0]", "metric": "accuracy", "value": 0.8}, {"stage": "test[1]", "metric": "accuracy", "value": 0.82},
    {"stage": "audited[0]", "metric": "model_error", "value": 2e-7}, {"stage": "audited[1]", "metric": "model_error", "value": 3e-7},
    {"stage": "audited[0]", "metric": "model_floor", "value": None}, {"stage": "audited[1]", "metric": "model_floor", "value": 5e-7},
]
EVENTS = [
    {"event": "started", "run": "r1"},
    {"event": "stage-finished", "stage": "model[0]", "outputs": {"model": {"digest": "d0"}, "history": {"digest": "h0"}}},
    {"event": "stage-finished", "stage": "model[1]", "outputs": {"model": {"digest": "d1"}}},
    {"event": "stage-finished", "stage": "test[0]", "outputs": {"metrics": {"digest": "m0"}}},
    {"event": "finished", "run": "r1"},
]
MERIDIAN = f"""#!{sys.executable}
import json, sys
words = sys.argv[1:]
if words[0] == "run":
    for event in {EVENTS!r}: print(json.dumps(event))
if words[0] == "inspect":
    print(json.dumps({{"producer": {{"seconds": 60 if words[1] == "d0" else 120, "cpu_seconds": 30}}}}))
if words[0] == "metrics":
    print(json.dumps({METRICS!r}))
"""
GCN = next(row for row in papers.ROWS if row.pipeline == "cora-gcn")


class PapersTest(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        (self.folder / "planetoid" / "cora").mkdir(parents=True)
        program = self.folder / "meridian"
        program.write_text(MERIDIAN)
        program.chmod(0o755)
        for module, name, value in (
                (harness, "MERIDIAN", program), (papers, "FIGURES", self.folder / "papers.json"),
                (papers, "PAGE", self.folder / "papers.md")):
            patch = mock.patch.object(module, name, value)
            patch.start()
            self.addCleanup(patch.stop)

    def options(self, *names, data=None):
        return argparse.Namespace(names=list(names), data=data or str(self.folder), store=None, settings=[])

    def quietly(self, options):
        with mock.patch("sys.stdout"), mock.patch("sys.stderr"):
            papers.papers(options)

    def test_stages_of_items_and_variants_belong_to_theirs(self):
        self.assertTrue(papers.of_stage("test", "test"))
        self.assertTrue(papers.of_stage("test[3]", "test"))
        self.assertFalse(papers.of_stage("test-audit[3]", "test"))
        self.assertTrue(papers.of_stage("test[size=50]", "test", "size=50"))
        self.assertFalse(papers.of_stage("test[size=5]", "test", "size=50"))
        self.assertTrue(papers.of_stage("model", "model", "size=50"))

    def test_a_run_is_a_row_with_mean_deviation_time_and_audit(self):
        self.quietly(self.options("cora-gcn"))
        line = next(line for line in papers.PAGE.read_text().splitlines() if line.startswith("| GCN"))
        for cell in ("81.0 ± 1.4 %", "| 2 |", "1.5 min (30 s)", "3.0e-07 (floor 5.0e-07)"):
            self.assertIn(cell, line)

    def test_a_row_of_settings_is_measured_by_runs_with_them_alone(self):
        self.assertEqual([row.model for row in papers.wanted("five-body", ["seed=1"])], ["EGNN", "GNN without the symmetry"])
        schedule = ["epochs=10000", "rate=0.0005", "average=0", "patience=1000"]
        full, = papers.wanted("five-body", ["seed=1", *schedule])
        self.assertIn("stopped", full.model)
        options = self.options("five-body")
        options.settings = schedule
        metrics = [{"stage": "egnn-test", "metric": "rmse", "value": 0.1}]
        with mock.patch.object(papers, "run", return_value=(metrics, {"egnn": (60, 30)})):
            self.quietly(options)
        lines = papers.PAGE.read_text().splitlines()
        self.assertEqual(len([line for line in lines if line.startswith("| EGNN")]), 1)
        self.assertNotIn("rate=0.0005", papers.PAGE.read_text())

    def test_rows_of_other_pipelines_stay(self):
        old = {"value": 0.0075, "deviation": None, "count": 1, "seconds": 3000, "cpu_seconds": 3000, "audit": 1e-6,
               "date": "2020-01-01", "machine": "another"}
        papers.FIGURES.write_text(json.dumps({"five-body / EGNN": old}))
        self.quietly(self.options("cora-gcn"))
        page = papers.PAGE.read_text()
        self.assertIn("| 0.0075 | 1 |", page)
        self.assertIn("2020-01-01", page)
        self.assertIn("| GCN |", page)

    def test_a_pipeline_that_fails_keeps_its_rows_and_the_program_fails(self):
        self.quietly(self.options("cora-gcn"))
        before = papers.PAGE.read_text()
        harness.MERIDIAN.write_text("#!/bin/sh\nexit 1\n")
        with self.assertRaises(harness.Failed):
            self.quietly(self.options("cora-gcn"))
        self.assertEqual(papers.PAGE.read_text(), before)

    def test_unknown_pipelines_and_missing_data_are_refused(self):
        with self.assertRaisesRegex(harness.Failed, "no pipeline nope"):
            self.quietly(self.options("nope"))
        with self.assertRaises(harness.Failed):
            self.quietly(self.options("mnist-cnn"))

    def test_folds_bring_their_own_deviation_and_number(self):
        row = next(row for row in papers.ROWS if row.tested == "paper")
        metrics = [{"stage": "paper", "metric": name, "value": value}
                   for name, value in (("accuracy", 0.894), ("accuracy_deviation", 0.056), ("folds", 10))]
        found = papers.measured(row, metrics, {})
        self.assertEqual(papers.ours(row, found), "89.4 ± 5.6 %")
        self.assertEqual(found["count"], 10)

    def test_every_row_names_stages_of_its_pipeline_and_every_pipeline_has_a_row(self):
        for row in papers.ROWS:
            text = (papers.PIPELINES / f"{row.pipeline}.yml").read_text()
            for stage in (row.trained, row.tested, row.audited):
                self.assertIn(f"\n  {stage}:", text, f"{row.pipeline}: {stage}")
        self.assertEqual({row.pipeline for row in papers.ROWS}, set(papers.names()))


if __name__ == "__main__":
    unittest.main()
