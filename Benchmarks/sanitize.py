"""The driver behind scripts/sanitize."""
import argparse
import collections
import datetime
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.dont_write_bytecode = True
import harness  # noqa: E402

RESULTS = harness.ROOT / "docs" / "results" / "sanitizers.md"
FOLDERS = {"thread": ".build-tsan", "address": ".build-asan"}
TESTS = r"^(StoreTests|PipelineTests|MeridianTests)\."
# What is left out, and why.
SKIPPED = {
    "thread": {
        r"^MeridianTests\.(KillTests|FullDiskTests|ManyProcessesTests|InterruptTests|DownloadTests|CacheCommandTests"
        r"|ArtifactCommandTests|BadInputTests|CompletionTests|LogTests|PlanTests|RecheckTests|RunComparingTests"
        r"|RunTests|StoreChainTests|TerminalTests|TraceTests|UsageTests)/":
        "start the program hundreds of times, which takes longer under this sanitizer than their limits of time allow; "
        "the address sanitizer has them",
        r"BatchMemoryTests|a bomb is refused within a small memory|time and memory of a real worker":
        "bound memory, of which the sanitizer takes its own",
        r"tenThousandKeysAreFoundQuickly": "bounds processor time, which the sanitizer multiplies",
    },
    "address": {
        r"BatchMemoryTests|a bomb is refused within a small memory|time and memory of a real worker":
        "bound memory, of which the sanitizer takes its own",
        r"tenThousandKeysAreFoundQuickly": "bounds processor time, which the sanitizer multiplies",
    },
}


def shell(words, environment, log):
    with open(log, "wb") as output:
        return subprocess.run(
            words, cwd=harness.ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT).returncode


# Linked statically, the program would keep the sanitizer from seeing what the libraries do.
BUILD = dict(os.environ, MERIDIAN_DYNAMIC_RUNTIME="1")


def environment(which, scratch):
    """What the instrumented programs are told."""
    options = f"log_path={scratch}/report halt_on_error=0 exitcode=0"
    variables = dict(BUILD, XDG_CACHE_HOME=str(scratch / "cache"), SWIFT_BACKTRACE="enable=no")
    # Mutations come by the thousand, and everything takes ten times as long.
    variables.setdefault("MERIDIAN_TEST_SHARE", "10")
    if which == "thread":
        shim = scratch / "swift_mutex.so"
        source = harness.ROOT / "Benchmarks" / "sanitizers" / "swift_mutex.c"
        subprocess.run(["clang", "-O1", "-shared", "-fPIC", "-o", shim, source], check=True)
        variables["TSAN_OPTIONS"] = options
        variables["LD_PRELOAD"] = str(shim)
    else:
        # What a process holds at its end, its end gives back.
        variables["ASAN_OPTIONS"] = f"{options} detect_leaks=0"
    return variables


def reports(scratch):
    """What the sanitizer found, once for each place."""
    found = collections.Counter()
    for path in scratch.glob("report.*"):
        text = path.read_text(errors="replace")
        found.update(re.sub(r"0x[0-9a-f]+ ?", "", line) for line in re.findall(r"^SUMMARY: (.*)$", text, re.M))
    return found


def main():
    parser = argparse.ArgumentParser(prog="scripts/sanitize", description="Runs tests under a sanitizer.")
    parser.add_argument("which", choices=sorted(FOLDERS))
    options, more = parser.parse_known_args()
    which = options.which
    folder = FOLDERS[which]
    flags = [f"--sanitize={which}", "--scratch-path", folder]
    lines = []

    def say(text):
        lines.append(text)
        print(text, flush=True)

    say(f"{which} sanitizer, debug, on {harness.machine()}")
    scratch = pathlib.Path(tempfile.mkdtemp())
    try:
        log = harness.ROOT / folder / "build.log"
        log.parent.mkdir(exist_ok=True)
        if shell(["swift", "build", "--build-tests", *flags], BUILD, log):
            print(log.read_text()[-4000:], file=sys.stderr)
            return 1
        command = ["swift", "test", *flags, "--skip-build", "--disable-xctest"]
        if not any(word.startswith("--filter") for word in more):
            command += ["--filter", TESTS]
        for pattern in SKIPPED[which]:
            command += ["--skip", pattern]
        start = time.monotonic()
        log = harness.ROOT / folder / "test.log"
        code = shell(command + more, environment(which, scratch), log)
        text = log.read_text(errors="replace")
        # Suites report in the same form; the run's own line names tests and suites.
        ends = re.findall(r"Test run with (\d+) tests? in (\d+) suites? (passed|failed)", text)
        if ends:
            say(f"tests: {ends[-1][0]} in {ends[-1][1]} suites {ends[-1][2]} in {time.monotonic() - start:.0f} s")
        else:
            say(f"the tests ended with {code} before they were through")
        for line in re.findall(r"✘ (Test .* recorded an issue.*)$", text, re.M):
            say(line[:300])
        found = reports(scratch)
        say(f"reports: {found.total()}")
        for place, count in found.most_common():
            say(f"{count} × {place}")
        for pattern, reason in SKIPPED[which].items():
            say(f"left out: {pattern}: {reason}")
        if found:
            kept = harness.ROOT / folder / "reports.txt"
            kept.write_text("\n".join(path.read_text(errors="replace") for path in scratch.glob("report.*")))
            print(f"in full: {kept}")
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    if not more:
        keep(which, lines)
    return 1 if code or found else 0


def keep(which, lines):
    """Replaces this sanitizer's part of the page."""
    parts = {}
    if RESULTS.exists():
        for name, body in re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", RESULTS.read_text(), re.M | re.S):
            parts[name] = body.strip()
    parts[which] = (
        f"The last output of `scripts/sanitize {which}`, {datetime.date.today().isoformat()}.\n\n```\n"
        + "\n".join(lines) + "\n```")
    text = "# Sanitizers: tests under instruments that see races and wrong memory\n"
    for name in sorted(parts):
        text += f"\n## {name}\n\n{parts[name]}\n"
    RESULTS.write_text(text)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
