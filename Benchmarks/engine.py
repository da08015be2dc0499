"""The engine and the store: no-op and first runs against DVC and Snakemake, large artifacts against the work in them."""
import functools
import hashlib
import json
import os
import pathlib
import shutil
import statistics
import subprocess

import harness
from harness import MERIDIAN, Row, measure, scratch

NOTES = """
- Before each run, of ours and of the peers, the disk is brought up to date: what an earlier run left is not waited for.
- *Stage that does nothing*: `make.graph` of two blocks without an edge, of other sizes in each stage: two small artifacts
  and a result record, durable when the run ends. A stage of Snakemake's and DVC's writes a line with `echo`; the rows
  `…-echo` have ours do the same with a `command` stage.
- The peers' no-op runs start from files (and DVC's lock file and cache) written by this driver as a first run leaves
  them, so that they need no first run.
- `engine-cost` is the slope between first runs of 1 and of 1,000 stages that do nothing.
- `artifact-1gb-…`: the limit is the processor time of SHA-256, byte shuffle and zstd over the same bytes, each alone on
  one thread, divided by the cores (and, for writing, not less than the disk takes for as many incompressible bytes, with
  a flush at the end and the disk at work from the start); the goal is 1.3 × that. The memory is what writing or reading
  takes over the caller's own array; its goal is 64 MB. Reading is from the page cache. Where other processes keep the
  machine busy, `bench-store 1000 FOLDER` tells what the same work takes then, from memory to memory on all cores
  (`pack_seconds`, `unpack_seconds`), and the processor time of writing and reading.
- `plan-…`: `meridian plan` of a file of so many stages, none of which has a result; the limit is the time of 1,000
  stages × N / 1,000: below 1 is better than linear.
"""


# MARK: Pipelines

def idle_stage(number):
    """A stage that does nothing, of other content than any other."""
    return f"make.graph, parameters: {{sizes: [{1 + number % 320}, {1 + number // 320}], within: 0, between: 0}}"


def write_idle(folder, count):
    stages = "".join(f"  s{number}: {{kind: {idle_stage(number)}}}\n" for number in range(count))
    (folder / "p.yml").write_text("name: idle\nstages:\n" + stages)


def write_echo(folder, count):
    stages = "".join(
        f"  s{number}: {{kind: command, parameters: {{run: 'sh -c \"echo {number} > {{o}}\"', outputs: {{o: o.txt}}}}}}\n"
        for number in range(count))
    (folder / "p.yml").write_text("name: echo\nstages:\n" + stages)


def write_items(folder, count):
    rows = "".join(f"i{number},{1 + number % 320},{1 + number // 320}\n" for number in range(count))
    (folder / "items.csv").write_text("name,a,b\n" + rows)
    (folder / "p.yml").write_text(
        "name: items\nstages:\n"
        "  s: {foreach: {manifest: items.csv}, kind: make.graph,\n"
        "      parameters: {sizes: [\"${item.a}\", \"${item.b}\"], within: 0, between: 0}}\n")


def run_ours(folder):
    return [MERIDIAN, "run", folder / "p.yml", "--store", folder / "cache"]


def forget(folder):
    shutil.rmtree(folder / "cache", ignore_errors=True)


def noop(write, count, settings):
    with scratch() as folder:
        write(folder, count)
        measure(run_ours(folder), folder)
        return measure(run_ours(folder), folder, runs=max(settings.runs, 9), warmups=1)


def first(write, count, settings):
    with scratch() as folder:
        write(folder, count)
        return measure(run_ours(folder), folder, runs=settings.runs, before=lambda: forget(folder))


# MARK: Peers

def write_snakefile(folder, count):
    (folder / "Snakefile").write_text(
        f"rule all:\n    input: expand('o/{{i}}.txt', i=range({count}))\n"
        "rule one:\n    output: 'o/{i}.txt'\n    shell: 'echo {wildcards.i} > {output}'\n")


@functools.cache
def snakemake(count, is_first, runs=2):
    program = harness.peers("engine") / "snakemake"
    with scratch() as folder:
        write_snakefile(folder, count)
        if not is_first:
            (folder / "o").mkdir()
            for number in range(count):
                (folder / "o" / f"{number}.txt").write_text(f"{number}\n")
        return measure([program, "-c", os.cpu_count(), "-q", "all"], folder, runs=1 if is_first else runs)


@functools.cache
def dvc(count, is_first, runs=2):
    program = harness.peers("engine") / "dvc"
    environment = {"DVC_NO_ANALYTICS": "1", "GIT_CONFIG_GLOBAL": os.devnull}
    with scratch() as folder:
        for command in (["git", "init", "-q", "."], [program, "init", "-q"]):
            subprocess.run(command, cwd=folder, check=True, env=dict(os.environ, **environment))
        (folder / "in.txt").write_text("in\n")
        stages = "".join(
            f"  s{number}:\n    cmd: echo {number} > o{number}.txt\n    deps: [in.txt]\n    outs: [o{number}.txt]\n"
            for number in range(count))
        (folder / "dvc.yaml").write_text("stages:\n" + stages)
        if not is_first:
            lock_dvc(folder, count)
        return measure([program, "repro", "-q"], folder, runs=1 if is_first else runs, environment=environment)


def lock_dvc(folder, count):
    """Outputs, cache and lock file as `dvc repro` leaves them."""
    def entry(name, content):
        digest = hashlib.md5(content).hexdigest()
        return digest, (f"    - path: {name}\n      hash: md5\n      md5: {digest}\n      size: {len(content)}\n")

    _, source = entry("in.txt", b"in\n")
    lock = ["schema: '2.0'\nstages:\n"]
    for number in range(count):
        content = f"{number}\n".encode()
        digest, made = entry(f"o{number}.txt", content)
        (folder / f"o{number}.txt").write_bytes(content)
        blob = folder / ".dvc" / "cache" / "files" / "md5" / digest[:2] / digest[2:]
        blob.parent.mkdir(parents=True, exist_ok=True)
        blob.write_bytes(content)
        lock.append(f"  s{number}:\n    cmd: echo {number} > o{number}.txt\n    deps:\n{source}    outs:\n{made}")
    (folder / "dvc.lock").write_text("".join(lock))


def against(job, goal, ours, peers, settings):
    """A row for each peer; `peers` has name → (function or None, whether it takes minutes)."""
    for name, (peer, is_slow) in peers.items():
        row = Row(job, name, ours.seconds, goal=goal, ours_peak_mb=ours.peak_mb, runs=ours.runs)
        if is_slow and not settings.full:
            row.peer += " (with --full)"
        else:
            timing = peer()
            row.peer_seconds, row.peer_peak_mb = timing.seconds, timing.peak_mb
        yield row


SNAKEMAKE = f"Snakemake {harness.version_of('engine', 'snakemake')}"
DVC = f"DVC {harness.version_of('engine', 'dvc')}"


# MARK: Jobs

def version(settings):
    ours = measure([MERIDIAN, "--version"], harness.ROOT, runs=max(settings.runs, 15), warmups=2)
    programs = harness.peers("engine")
    yield from against("version", 0.010, ours, {
        SNAKEMAKE: (lambda: measure([programs / "snakemake", "--version"], harness.ROOT, runs=3, warmups=1), False),
        DVC: (lambda: measure([programs / "dvc", "--version"], harness.ROOT, runs=3, warmups=1), False),
    }, settings)


def noop_1000(settings):
    ours = noop(write_idle, 1000, settings)
    yield from against("noop-1000", 0.030, ours, {
        f"{SNAKEMAKE}, 1,000 jobs": (lambda: snakemake(1000, is_first=False), False),
        f"{DVC}, 200 stages": (lambda: dvc(200, is_first=False), False),
    }, settings)


def noop_items(settings):
    ours = noop(write_items, 10_000, settings)
    yield from against("noop-10000-items", 0.250, ours, {
        f"{SNAKEMAKE}, 10,000 jobs": (lambda: snakemake(10_000, is_first=False, runs=1), True),
    }, settings)


def first_1000(settings):
    ours = first(write_idle, 1000, settings)
    yield from against("first-1000", 1.5, ours, {
        f"{SNAKEMAKE}, 1,000 jobs": (lambda: snakemake(1000, is_first=True), True),
        f"{DVC}, 200 stages": (lambda: dvc(200, is_first=True), True),
    }, settings)


def first_1000_echo(settings):
    ours = first(write_echo, 1000, harness.Settings(runs=min(settings.runs, 3)))
    yield from against("first-1000-echo", None, ours, {
        f"{SNAKEMAKE}, 1,000 jobs": (lambda: snakemake(1000, is_first=True), True),
        f"{DVC}, 200 stages": (lambda: dvc(200, is_first=True), True),
    }, settings)


def engine_cost(settings):
    one = first(write_idle, 1, settings)
    many = first(write_idle, 1000, settings)
    yield Row("engine-cost", "1 ms a stage", (many.seconds - one.seconds) / 999, 0.001, goal=0.001,
              ours_peak_mb=many.peak_mb, runs=many.runs)


def artifact(settings):
    program = harness.product("bench-store", "Benchmarks/bench-store", "Sources/Store")
    found = []
    for _ in range(min(settings.runs, 3)):
        with scratch() as folder:
            done = subprocess.run([program, "1000", folder], capture_output=True, text=True)
            if done.returncode != 0:
                raise harness.Failed(f"bench-store: {done.stderr}")
            found.append(json.loads(done.stdout))

    def median(*names):
        return statistics.median(sum(run[name] for name in names) for run in found)

    def extra(name):
        values = [run[name] for run in found if name in run]
        return max(values) if values else None

    cores = os.cpu_count()
    work = median("hash_seconds", "shuffle_seconds", "compress_seconds") / cores
    disk = median("disk_seconds")
    limit, name = (disk, "the disk") if disk > work else (work, f"SHA-256 + shuffle + zstd on {cores} cores")
    yield Row("artifact-1gb-write", name, median("write_seconds"), limit, goal=round(1.3 * limit, 4),
              ours_peak_mb=extra("write_extra_mb"), peer_peak_mb=64, runs=len(found))
    limit = median("hash_seconds", "unshuffle_seconds", "decompress_seconds") / cores
    yield Row("artifact-1gb-read", f"SHA-256 + unshuffle + zstd on {cores} cores", median("read_seconds"), limit,
              goal=round(1.3 * limit, 4), ours_peak_mb=extra("read_extra_mb"), peer_peak_mb=64, runs=len(found))


def plan(settings):
    for name, write in (("stages", write_idle), ("items", write_items)):
        base = None
        for count in (1_000, 3_000, 10_000, 30_000, 100_000):
            with scratch() as folder:
                write(folder, count)
                command = [MERIDIAN, "plan", folder / "p.yml", "--store", folder / "cache"]
                ours = measure(command, folder, runs=3 if count > 10_000 else max(settings.runs, 5))
            base = base or ours
            yield Row(f"plan-{count}-{name}", "linear from 1,000", ours.seconds, base.seconds * count / 1_000,
                      ours_peak_mb=ours.peak_mb, runs=ours.runs)


JOBS = {
    "version": version, "noop-1000": noop_1000, "noop-10000-items": noop_items, "first-1000": first_1000,
    "first-1000-echo": first_1000_echo, "engine-cost": engine_cost, "artifact-1gb": artifact, "plan": plan,
}
