"""A long fuzz run guided by coverage (atheris), one target after the other; what it finds is kept as a test.

    make fuzz ARGS="--seconds 600 html pdf"

Each input that raises, hangs or breaks a span becomes ``tests/fuzz/found/TARGET-….bin``, which ``make test`` reads
from then on. What the runs learn of the code is kept in ``.fuzz/``, so that the next run begins where this one ended.
"""

import argparse
import importlib.util
import resource
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FOUND = HERE / "found"
LEARNT = ROOT / ".fuzz"
ONE_INPUT_SECONDS = 30
CORE_SECONDS = 20  # of an input by itself, start included
MEMORY_MIB = 4096
TEXTS = {"text", "sections", "prose", "table", "txt"}
LONGEST = {False: 60_000, True: 3_000}  # bytes of an input


def main():
    names = _names()
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__.splitlines()[0])
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"{', '.join(names)}; all by default")
    parser.add_argument("--seconds", type=int, default=60, help="for each target (60)")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    unknown = sorted(set(chosen.targets) - set(names))
    if unknown:
        parser.error(f"there is no target {unknown[0]}; there are {', '.join(names)}")
    if importlib.util.find_spec("atheris") is None:
        parser.error(
            "atheris is not installed here: it has wheels for Linux on x86-64; the short run is in `make test`"
        )
    if chosen.one:
        _fuzz(chosen.targets[0], chosen.seconds)
        return 0
    before = set(FOUND.iterdir())
    for target in chosen.targets or names:
        print(f"{target}: {chosen.seconds} s …", flush=True)
        command = [sys.executable, "-m", "tests.fuzz", "--one", "--seconds", str(chosen.seconds), target]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, errors="replace", check=False)
        tail = done.stderr.strip().splitlines()
        print("\n".join(tail[-1:] if done.returncode == 0 else tail[-40:]), flush=True)
        _keep(target)
    found = sorted(set(FOUND.iterdir()) - before)
    for path in found:
        print(f"found {path.relative_to(ROOT)}: mend the code, keep the file; `make test` reads it")
    return 1 if found else 0


def _names():
    """Names of the targets, without importing them: what is fuzzed has to be imported for the first time by atheris."""
    lines = (HERE / "targets.py").read_text("utf-8").split("TARGETS: dict")[1].split("}")[0].splitlines()
    return [line.split('"')[1] for line in lines if line.strip().startswith('"')]


def _keep(target):
    """Give what was found a name that tests understand; what only a busy machine made slow is no find."""
    for path in FOUND.glob(f"{target}-*"):
        if path.suffix == ".bin":
            continue
        if path.name.startswith((f"{target}-slow-unit", f"{target}-timeout")) and not _is_slow(target, path):
            path.unlink()
            continue
        path.rename(path.with_name(f"{path.name[: len(target) + 32]}.bin"))


def _is_slow(target, path):
    """Whether an input takes its time without the instruments, too, in seconds of the core."""
    code = "import sys; from tests.fuzz.targets import TARGETS; TARGETS[sys.argv[1]](open(sys.argv[2], 'rb').read())"
    limits = (CORE_SECONDS, CORE_SECONDS + 5)
    done = subprocess.run(
        [sys.executable, "-c", code, target, str(path)],
        cwd=ROOT,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, limits),
        capture_output=True,
        check=False,
    )
    return done.returncode != 0


def _fuzz(target, seconds):
    import atheris

    with atheris.instrument_imports(include=["gongkai"]):
        import gongkai.extract
        import gongkai.readers
        import gongkai.sections  # noqa: F401
        from tests.fuzz import targets

        for seed in targets.seeds(target):  # what is imported when it is needed is instrumented, too
            targets.TARGETS[target](seed)
    corpus = LEARNT / target
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(targets.seeds(target)):
        (corpus / f"seed{number}").write_bytes(seed)
    for path in FOUND.glob(f"{target}-*.bin"):
        (corpus / path.name).write_bytes(path.read_bytes())
    options = [
        f"-max_total_time={seconds}", f"-timeout={ONE_INPUT_SECONDS}",
        f"-report_slow_units={ONE_INPUT_SECONDS}", f"-rss_limit_mb={MEMORY_MIB}",
        f"-artifact_prefix={FOUND}/{target}-", f"-max_len={LONGEST[target in TEXTS]}",
        "-print_final_stats=0", str(corpus),
    ]  # fmt: skip
    atheris.Setup([sys.argv[0], *options], targets.TARGETS[target])
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
