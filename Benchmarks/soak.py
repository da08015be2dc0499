"""The driver behind scripts/soak."""
import argparse
import collections
import datetime
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.dont_write_bytecode = True
import harness  # noqa: E402

# Large artifacts that are files, small ones that share packs, programs, a training and gathers over all items.
PIPELINE = """
name: soak
stages:
  surface:
    foreach: [1.0, 1.1, 1.2, 1.3, 1.4, 1.5]
    kind: make.mesh
    parameters: {shape: icosphere, subdivisions: 4, radius: "${item}"}
  laplacian:
    foreach: surface
    kind: mesh.laplacian
    inputs: {mesh: surface}
  basis:
    foreach: surface
    kind: operator.eigenbasis
    inputs: {stiffness: laplacian.stiffness, mass: laplacian.mass}
    parameters: {count: 12}
  copy:
    foreach: surface
    kind: command
    inputs: {artifacts: {mesh: surface}}
    parameters: {run: 'sh -c "cat {mesh} > {out}"', outputs: {out: out.ply}}
  sum:
    kind: command
    inputs: {files: copy}
    parameters: {run: 'sh -c "cat {1.0} {1.5} | sha256sum > {out}"', outputs: {out: sum.txt}}
  graph:
    foreach: {manifest: graphs.csv}
    kind: make.graph
    parameters: {sizes: ["${item.a}", "${item.b}"], within: 0.2}
  operator:
    foreach: graph
    kind: graph.operator
    inputs: {graph: graph.graph}
    parameters: {operator: normalized_adjacency}
  club:
    kind: make.graph
    parameters: {model: karate_club}
  members:
    kind: graph.features
    inputs: {graph: club.graph}
    parameters: {features: identity}
  ties:
    kind: graph.operator
    inputs: {graph: club.graph}
    parameters: {operator: normalized_adjacency}
  parts:
    kind: split
    inputs: {labels: club.labels}
    parameters: {train_per_class: 2, validation: 0.3}
  model:
    kind: train
    inputs: {features: members, labels: parts.training, split: parts.split, operators: [ties]}
    parameters:
      model:
        domain: graph
        symmetry: permutation
        inputs: {features: scalar}
        blocks:
          - linear: {channels: 16}
          - relu
          - linear: {channels: classes}
      epochs: 500
"""
GRAPHS = 60
TARGETS = ["the run", "one worker", "all workers", "run and workers"]


class Wrong(Exception):
    """Something that must not happen did."""


class Soak:
    def __init__(self, folder, seed):
        self.folder = folder
        self.random = random.Random(seed)
        self.counts = collections.Counter()
        rows = "".join(f"g{number},{2 + number},{3 + number}\n" for number in range(GRAPHS))
        (folder / "graphs.csv").write_text("name,a,b\n" + rows)
        (folder / "soak.yml").write_text(PIPELINE.lstrip())
        self.verifies = "\n  cache" in subprocess.run(
            [harness.MERIDIAN, "help"], capture_output=True, text=True, check=True).stdout

    def start(self, store):
        return subprocess.Popen(
            [harness.MERIDIAN, "run", self.folder / "soak.yml", "--store", store, "--json"], cwd=self.folder,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def complete(self, store):
        """Runs to the end; the digests by stage and port, and how each stage ended."""
        start = time.perf_counter()
        process = self.start(store)
        output, errors = process.communicate(timeout=300)
        if process.returncode != 0:
            raise Wrong(f"the run after a kill ended with {process.returncode}\n{errors.decode()[-2000:]}")
        digests, statuses = {}, collections.Counter()
        for line in output.splitlines():
            event = json.loads(line)
            if event["event"] == "healed":
                self.counts["healed artifacts"] += 1
            if event["event"] != "stage-finished":
                continue
            statuses[event["status"]] += 1
            for port, made in event["outputs"].items():
                digests[f"{event['stage']}.{port}"] = made["digest"]
        return digests, statuses, time.perf_counter() - start

    def reference(self):
        store = self.folder / "reference"
        self.digests, statuses, self.seconds = self.complete(store)
        self.stages = statuses.total()
        shutil.rmtree(store)
        # The first run found nothing in the memory of the disk.
        self.seconds = min(self.seconds, self.complete(store)[2])

    def round(self, number):
        """One kill and what follows; false when the run was over before it."""
        store = self.folder / f"store-{number}"
        try:
            target = self.random.choice(TARGETS)
            process = self.start(store)
            time.sleep(self.random.uniform(0, self.seconds))
            if not self.kill(process, target):
                self.counts["came too late"] += 1
                process.communicate()
                return False
            process.communicate(timeout=300)
            self.counts[f"kills of {target}"] += 1
            if target in ("one worker", "all workers") and process.returncode not in (0, 1):
                raise Wrong(f"a run whose workers were killed ended with {process.returncode}")
            digests, statuses, _ = self.complete(store)
            if digests != self.digests:
                differing = [name for name in self.digests if digests.get(name) != self.digests[name]]
                raise Wrong(f"other digests than undisturbed: {', '.join(differing)}")
            self.counts["stages found after kills"] += statuses["hit"]
            self.counts["stages computed after kills"] += statuses["ran"]
            self.verify(store)
            if self.complete(store)[1]["hit"] != self.stages:
                raise Wrong("the run after that was not all hits")
            return True
        finally:
            shutil.rmtree(store, ignore_errors=True)

    def kill(self, process, target):
        """Sends SIGKILL; false when nothing was there to be killed any more."""
        workers = workers_of(process.pid)
        if process.poll() is not None:
            return False
        victims = {
            "the run": [process.pid], "all workers": workers, "run and workers": [process.pid] + workers,
            "one worker": [self.random.choice(workers)] if workers else []}[target]
        for victim in victims:
            try:
                os.kill(victim, signal.SIGKILL)
            except ProcessLookupError:
                continue
        return bool(victims)

    def verify(self, store):
        if self.verifies:
            command = [harness.MERIDIAN, "cache", "verify", "--store", store]
            done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True)
            if done.returncode != 0:
                raise Wrong(f"cache verify ended with {done.returncode}\n{done.stdout}{done.stderr}")
        else:
            # Inspecting reads every array of an artifact, each chunk's checksum with it.
            for digest in self.random.sample(sorted(set(self.digests.values())), 20):
                command = [harness.MERIDIAN, "inspect", digest, "--store", store, "--json"]
                done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True)
                if done.returncode != 0:
                    raise Wrong(f"artifact {digest[:12]} cannot be read\n{done.stderr}")
        self.counts["stores verified"] += 1


def workers_of(process):
    """The worker processes that a run has started."""
    found = []
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            stat = pathlib.Path("/proc", name, "stat").read_text()
            command = pathlib.Path("/proc", name, "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if int(stat.rpartition(")")[2].split()[1]) == process and b"worker" in command:
            found.append(int(name))
    return found


def main():
    parser = argparse.ArgumentParser(prog="scripts/soak", description="Kills runs and checks what is left.")
    parser.add_argument("minutes", nargs="?", type=float, default=30)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**31))
    options = parser.parse_args()
    report = []

    def say(text):
        report.append(text)
        print(text, flush=True)

    say(f"seed {options.seed}, {options.kills} kills or {options.minutes:g} minutes, on {harness.machine()}")
    end = time.monotonic() + 60 * options.minutes
    with harness.scratch() as folder:
        soak = Soak(folder, options.seed)
        soak.reference()
        say(f"undisturbed: {soak.stages} stages in {soak.seconds:.2f} s")
        if not soak.verifies:
            say("`meridian cache verify` is not there; twenty artifacts are read with `meridian inspect` instead")
        kills, number, failure = 0, 0, None
        while kills < options.kills and time.monotonic() < end:
            number += 1
            try:
                kills += soak.round(number)
            except Wrong as wrong:
                failure = f"after kill {kills + 1}: {wrong}"
                break
            if sys.stderr.isatty():
                print(f"\r{kills} kills", end="", file=sys.stderr)
        say(f"kills: {kills}")
        for name in sorted(soak.counts):
            say(f"{name}: {soak.counts[name]}")
        say(f"FAILED {failure}" if failure else "nothing lost, nothing wrong, every digest as undisturbed")
    keep(report)
    return 1 if failure else 0


def keep(report):
    words = " ".join(["scripts/soak"] + sys.argv[1:])
    text = (f"# Soak: runs killed at random instants\n\nThe last output of `{words}`, "
            f"{datetime.date.today().isoformat()}.\n\n```\n" + "\n".join(report) + "\n```\n")
    (harness.ROOT / "docs" / "results" / "soak.md").write_text(text)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
