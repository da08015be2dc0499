"""What every area needs: rows, timing, peers, and how busy the machine is."""
import contextlib
import dataclasses
import os
import pathlib
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
MERIDIAN = ROOT / ".build" / "release" / "meridian"


class Failed(Exception):
    """A program that was measured did not end as it should."""


@dataclasses.dataclass
class Settings:
    runs: int = 5
    full: bool = False


@dataclasses.dataclass
class Row:
    job: str
    peer: str
    ours_seconds: float | None = None
    peer_seconds: float | None = None
    goal: float | None = None
    ours_peak_mb: float | None = None
    peer_peak_mb: float | None = None
    runs: int = 0
    goal_ratio: float | None = None
    floor: float | None = None

    @property
    def ratio(self):
        if self.ours_seconds is None or not self.peer_seconds:
            return None
        return self.ours_seconds / self.peer_seconds

    def json(self):
        def rounded(value, digits):
            return None if value is None else round(value, digits)

        return {
            "job": self.job, "peer": self.peer,
            "ours_seconds": rounded(self.ours_seconds, 6), "peer_seconds": rounded(self.peer_seconds, 6),
            "ratio": rounded(self.ratio, 5), "goal": self.goal, "goal_ratio": self.goal_ratio, "floor": rounded(self.floor, 6),
            "ours_peak_mb": rounded(self.ours_peak_mb, 1), "peer_peak_mb": rounded(self.peer_peak_mb, 1),
            "runs": self.runs,
        }


@dataclasses.dataclass
class Timing:
    """The median of some runs, and the largest resident size that any of their processes had."""
    seconds: float
    peak_mb: float | None
    runs: int


def measure(command, folder, runs=1, warmups=0, before=None, environment=None):
    """Runs a command some times; `before` is called before each run and not timed."""
    times, peaks = [], []
    for turn in range(warmups + runs):
        if before:
            before()
        seconds, peak = once(command, folder, environment)
        if turn >= warmups:
            times.append(seconds)
            peaks.append(peak)
    known = [peak for peak in peaks if peak is not None]
    return Timing(statistics.median(times), max(known) if known else None, runs)


def once(command, folder, environment=None):
    """Wall seconds and peak resident megabytes of one run."""
    # A child's peak begins with what its parent held when it was started.
    floor = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # What an earlier run left for the disk to write is not this one's to wait for.
    os.sync()
    with tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        process = subprocess.Popen(
            [str(word) for word in command], cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=errors, env=dict(os.environ, **(environment or {})))
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            errors.seek(0)
            text = errors.read().decode(errors="replace")[-800:]
            raise Failed(f"{' '.join(map(str, command))}: ended with {process.returncode}\n{text}")
    peak = usage.ru_maxrss
    return seconds, peak / 1024 if peak > floor * 1.05 else None


@contextlib.contextmanager
def scratch():
    """A folder of its own on the disk that this repository is on."""
    base = ROOT / ".build"
    path = tempfile.mkdtemp(prefix="bench-", dir=base)
    try:
        yield pathlib.Path(path)
    finally:
        shutil.rmtree(path, ignore_errors=True)


def peers(area):
    """The folder with the programs of an area's peers, installed once at the versions of `AREA.txt`."""
    wanted = (ROOT / "Benchmarks" / f"{area}.txt").read_text()
    folder = ROOT / ".build-peers" / area
    mark = folder / "installed.txt"
    if not mark.exists() or mark.read_text() != wanted:
        print(f"bench: installing {', '.join(wanted.split())} into {folder.relative_to(ROOT)}", file=sys.stderr)
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([folder / "bin" / "pip", "install", "-q", *wanted.split()], check=True)
        mark.write_text(wanted)
    return folder / "bin"


def version_of(area, package):
    for line in (ROOT / "Benchmarks" / f"{area}.txt").read_text().split():
        name, _, version = line.partition("==")
        if name == package:
            return version
    return "?"


def product(name, *folders):
    """An executable of the package, built in release mode unless it is newer than its sources."""
    binary = ROOT / ".build" / "release" / name
    sources = [ROOT / "Package.swift"] + [
        path for folder in folders for path in (ROOT / folder).rglob("*") if path.suffix in (".swift", ".c", ".h")]
    if binary.exists() and all(path.stat().st_mtime <= binary.stat().st_mtime for path in sources):
        return binary
    print(f"bench: building {name}", file=sys.stderr)
    built = subprocess.run(
        ["swift", "build", "-c", "release", "--product", name, "--explicit-target-dependency-import-check", "error"],
        cwd=ROOT, capture_output=True, text=True)
    if built.returncode != 0:
        raise Failed(built.stdout + built.stderr)
    os.utime(binary)
    return binary


def busy_cores(seconds=0.5):
    """How many cores were busy for the last moments, while this program slept; None where that is not shown."""
    try:
        before = _ticks()
        time.sleep(seconds)
        return (_ticks() - before) / os.sysconf("SC_CLK_TCK") / seconds
    except OSError:
        return None


def _ticks():
    fields = [int(field) for field in open("/proc/stat").readline().split()[1:9]]
    idle = fields[3] + fields[4]
    return sum(fields) - idle


def machine():
    """One line on the kind of machine."""
    model = platform.processor() or platform.machine()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    with contextlib.suppress(OSError):
        for line in open("/proc/cpuinfo"):
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    return f"{os.cpu_count()} cores ({model}), {memory:.0f} GiB, {platform.system()} {platform.release().split('-')[0]}"
