"""What ``gongkai doctor`` looks at: whether the pipeline is sound and what is to be done where it is not.

Nothing is written, nothing is locked, and Dagster is not asked: it answers in a second, also from cron.
"""

from __future__ import annotations

import datetime
import importlib.metadata
import json
import os
import platform
import re
import shutil
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import duckdb
from packaging.requirements import Requirement

from assets.store.damage import aside, tells_of_damage
from assets.store.folders import Store
from assets.store.lock import holder, is_held
from assets.store.search import SearchError, fts_extension
from gongkai.machine import machine_states
from gongkai.object_store import is_object_store
from gongkai.schema import TABLES
from pipelines.advice import advice
from pipelines.failures import STOPPED, last_failure
from pipelines.settings import PROJECT, Settings, SettingsError

__all__ = ["Finding", "examine"]

State = Literal["ok", "warning", "fault"]
_MIB = 1 << 20
_LEAST_ROOM = 500 * _MIB
_FIRST = 10  # times the size of the reports: what a first run writes
_LONG_RUN = 24 * 3600
_SETTINGS = "docs/settings.md lists them all"
_LAST_RUN = "see the newest file in .dagster/logs, or its page in the web interface; then run make run"
_VARIABLE = re.compile(r"GONGKAI_[A-Z_]+")
_TOLD = {
    "duckdb": "DuckDB", "duckdb-extension-fts": "its search extension", "dbt-core": "dbt", "dbt-duckdb": "dbt-duckdb",
    "dagster": "Dagster",
}  # fmt: skip
_FAULTS_OF_THE_CODE = frozenset({"internal_error", "inconsistent", "unstorable"})
_MANY_LOST = 0.01  # share of all files from which a fault of the code cannot wait
_WAITING_FOR = {"converter_missing": "LibreOffice or an unpacker", "ocr_missing": "text recognition (make ocr)"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        topic: ``settings``, ``versions``, ``disk``, ``lock``, ``working``, ``run``, ``publication``, ``programs``.
        state: ``fault`` needs somebody, ``warning`` can wait.
        words: how it is.
        step: what to do; empty where nothing is.
    """

    topic: str
    state: State
    words: str
    step: str = ""


def examine(environment: Mapping[str, str] | None = None, max_age_hours: float | None = None) -> list[Finding]:
    """Everything that can be told about this installation and its data folder.

    Args:
        environment: that of this process by default.
        max_age_hours: what is published must have been found up to date no longer ago than this; any age by default.
    """
    variables = os.environ if environment is None else environment
    found = [*_unknown_settings(variables), *_versions()]
    try:
        settings = Settings.from_environment(variables)
        store = settings.store()
    except SettingsError as error:
        return [Finding("settings", "fault", str(error), f"mend the variable; {_SETTINGS}"), *found]
    found.insert(0, Finding("settings", "ok", f"data folder {store.home}, {store.workers} workers"))
    running = _running(store)
    looks: tuple[Callable[[], Iterator[Finding]], ...] = (
        lambda: _disk(store),
        lambda: _lock(store),
        lambda: _working(store, running=running),
        lambda: _last_run(store, running=running),
        lambda: _publication(store, max_age_hours, running=running),
        lambda: _rejects(store),
        lambda: _programs(store),
    )
    for look in looks:
        found.extend(look())
    return found


def _unknown_settings(variables: Mapping[str, str]) -> Iterator[Finding]:
    pages = (PROJECT / "docs" / "settings.md", PROJECT / "docs" / "operations.md")
    known = {name for page in pages for name in _VARIABLE.findall(page.read_text(encoding="utf-8"))}
    for name in sorted(set(variables) - known):
        if name.startswith("GONGKAI_"):
            yield Finding("settings", "warning", f"nothing reads {name}", f"see to its spelling; {_SETTINGS}")


def _versions() -> Iterator[Finding]:
    wrong = []
    for line in importlib.metadata.requires("gongkai") or ():
        wanted = Requirement(line)
        extra = {"extra": "pipeline"}
        if wanted.marker is not None and not wanted.marker.evaluate(extra):
            continue
        try:
            there = importlib.metadata.version(wanted.name)
        except importlib.metadata.PackageNotFoundError:
            wrong.append(f"{wanted.name} is missing")
            continue
        if not wanted.specifier.contains(there, prereleases=True):
            wrong.append(f"{wanted.name} is {there}, not {wanted.specifier}")
    ours = f"gongkai {importlib.metadata.version('gongkai')}, Python {platform.python_version()}, "
    ours += ", ".join(f"{name} {_version(package)}" for package, name in _TOLD.items())
    try:
        with duckdb.connect() as connection:
            connection.execute(f"load '{fts_extension()}'")
    except (SearchError, duckdb.Error) as error:
        wrong.append(f"the search extension cannot be loaded: {_line(error)}")
    if wrong:
        step = "`make run` installs the locked versions; where it does not, `make clean` and again"
        yield Finding("versions", "fault", f"{ours}; {', '.join(wrong)}", step)
    else:
        yield Finding("versions", "ok", ours)


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "missing"


def _disk(store: Store) -> Iterator[Finding]:
    place = store.warehouse if store.warehouse.exists() else store.home
    reports = [] if is_object_store(store.raw) else [(Path(store.raw), os.R_OK | os.X_OK, "read")]
    for folder, right, word in (*reports, (place, os.W_OK | os.X_OK, "written")):
        if not os.access(folder, right):
            yield Finding(
                "disk", "fault", f"{folder} cannot be {word} by this user", "see to its owner and permissions"
            )
    free, (need, why) = shutil.disk_usage(place).free, _need(store)
    words = f"{_size(free)} free, the next run needs about {_size(need)}: {why}"
    if free < need:
        step = f"make room for {place}: smaller GONGKAI_KEEP_PUBLICATIONS, or a larger disk"
        yield Finding("disk", "fault", words, step)
    else:
        yield Finding("disk", "warning" if free < 2 * need else "ok", words, "plan for more room" * (free < 2 * need))


def _need(store: Store) -> tuple[int, str]:
    """Bytes that a run may write, and what for."""
    if store.published.exists():
        publication, working = _bytes(store.published.resolve().parent), _bytes(store.working) // 2
        parts = f"a publication of {_size(publication)} beside the last one, as much for the models' scratch, "
        return max(2 * publication + working, _LEAST_ROOM), f"{parts}{_size(working)} for what is read anew"
    raw = 0 if is_object_store(store.raw) else _bytes(Path(store.raw))
    return _LEAST_ROOM + _FIRST * raw, f"the least, and {_FIRST} times the {_size(raw)} of the reports"


def _running(store: Store) -> bool:
    signed = _holder(store)
    if signed is None:
        return False
    if signed["host"] != socket.gethostname():
        return True
    # A number may be another process' by now, after a restart of the machine: the lock itself says more.
    held = is_held(store.lock)
    return _alive(int(signed["pid"])) if held is None else held


def _holder(store: Store) -> dict[str, str] | None:
    """Who signed for the lock; None also where what was written there cannot be read."""
    try:
        signed = holder(store.lock)
    except ValueError:
        return None
    return signed if signed is not None and signed.keys() >= {"pid", "host", "since"} else None


def _lock(store: Store) -> Iterator[Finding]:
    signed = _holder(store)
    if signed is None:
        yield Finding("lock", "ok", "no run is under way")
        return
    who = f"process {signed['pid']} on {signed['host']}, since {signed['since']}"
    if not _running(store):
        step = "none: the next run goes on where it stopped; if it happens again, see to the memory of the machine"
        yield Finding("lock", "warning", f"the last run was killed ({who})", step)
        return
    seconds = time.time() - datetime.datetime.fromisoformat(signed["since"]).timestamp()
    if seconds > _LONG_RUN:
        step = "look at it in the web interface; ending its process is safe, and the next run goes on"
        yield Finding("lock", "warning", f"a run takes {_age(seconds)} already ({who})", step)
    else:
        yield Finding("lock", "ok", f"a run is under way ({who})")


def _alive(pid: int) -> bool:
    if os.name == "nt":  # no signal there asks without ending the process
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # another user's
        return True
    return True


def _working(store: Store, *, running: bool) -> Iterator[Finding]:
    if aside(store).exists():
        words = f"{aside(store).name}, {_size(_bytes(aside(store)))}, was damaged and set aside"
        yield Finding("working", "warning", words, "see to the disk; then remove the file")
    if not store.working.exists():
        yield Finding("working", "ok", "nothing was read yet: the next run reads everything")
        return
    if running:  # it has the file to itself
        return
    try:
        with duckdb.connect(store.working, read_only=True) as connection:
            query = "select table_name, column_name, data_type from duckdb_columns() where not internal"
            columns = {row for row in connection.execute(query).fetchall() if row[0] in TABLES}
            declared = {(name, column.name, column.type) for name, table in TABLES.items() for column in table.columns}
            if declared != columns:
                step = "none: the next run reads everything anew, which takes longer, and keeps the history"
                yield Finding("working", "warning", "working.duckdb is of another version of the project", step)
                return
            documents = connection.execute("select count(*) from documents").fetchone()
    except duckdb.Error as error:
        step = "none: the next run sets it aside and reads everything anew; see to the disk"
        if not tells_of_damage(error):
            step = "see who has it open (nobody but the pipeline may); if nobody has, run again"
        yield Finding("working", "fault", f"working.duckdb cannot be opened: {_line(error)}", step)
        return
    size = _size(_bytes(store.working))
    yield Finding("working", "ok", f"{documents[0] if documents else 0} reports read, {size}")


def _publication(store: Store, max_age_hours: float | None, *, running: bool) -> Iterator[Finding]:
    marker = store.publications / "current.json"
    if not store.published.exists():
        lost = store.published.is_symlink() or marker.exists()
        state: State = "fault" if max_age_hours is not None or lost else "warning"
        yield Finding("publication", state, f"there is no {store.published}", "run make run")
        return
    log = store.published.with_name(store.published.name + ".wal")
    if log.exists():
        yield Finding("publication", "fault", f"{log} is there: somebody opened the file for writing", "remove it")
    try:
        with duckdb.connect(store.published, read_only=True) as connection:
            row = connection.execute("select count(*) from dim_report where is_current").fetchone()
            yield Finding(
                "publication", "ok", f"{row[0] if row else 0} current reports, {_size(_bytes(store.published))}"
            )
    except duckdb.Error as error:
        step = f"remove {marker} and run again, or go back to an older version: docs/operations.md"
        yield Finding("publication", "fault", f"{store.published} cannot be read: {_line(error)}", step)
    yield from _freshness(store, marker, max_age_hours, running=running)
    left = [path.name for path in store.publications.glob("building-*")]
    if left and not running:
        words = f"a run left {', '.join(left)} behind"
        yield Finding("publication", "warning", words, "see why in .dagster/logs; the next run removes it")


def _freshness(store: Store, marker: Path, max_age_hours: float | None, *, running: bool) -> Iterator[Finding]:
    try:
        published = json.loads(marker.read_text(encoding="utf-8"))["published_at"]
    except (OSError, ValueError, KeyError) as error:
        yield Finding("publication", "fault", f"{marker} cannot be read: {_line(error)}", "run make run")
        return
    confirmed = marker.stat().st_mtime
    since_published = time.time() - datetime.datetime.fromisoformat(published).timestamp()
    age = time.time() - confirmed
    words = f"published {_age(since_published)} ago, found up to date {_age(age)} ago"
    if max_age_hours is not None and age > max_age_hours * 3600:
        step = "see whether the daemon is up and what the last run says (make ui), then run make run"
        yield Finding("publication", "fault", f"{words}, more than {max_age_hours:g} hours", step)
    else:
        yield Finding("publication", "ok", words)
    if since_published < 0:
        words = f"it was published at {published}, which is yet to come: the clock was set back"
        yield Finding("publication", "warning", words, "see to the clock; versions stay in order all the same")


def _last_run(store: Store, *, running: bool) -> Iterator[Finding]:
    """Whether the last run got to its end; of one that did not, what it failed of."""
    if running or not store.begun.exists():
        return
    began = store.begun.stat().st_mtime
    failure = last_failure(store)
    if failure is not None and store.failed.stat().st_mtime >= began:
        step = advice(failure.message, store) or _LAST_RUN
        if failure.message == STOPPED:
            step = "run make run, or wait for the schedule: the next run goes on where this one stopped"
        where = f"in step {failure.step}, " if failure.step else ""
        yield Finding(
            "run",
            "fault",
            f"the last run failed {where}{failure.at}: {_line(failure.message or 'no reason told')}",
            step,
        )
        return
    marker = store.publications / "current.json"
    if not marker.exists() or began > marker.stat().st_mtime:
        ever = "a first" if not marker.exists() else "the"
        yield Finding("run", "fault", f"the last run did not get as far as {ever} publication", _LAST_RUN)
    else:
        yield Finding("run", "ok", f"the last run, begun {_age(time.time() - began)} ago, got to its end")


def _rejects(store: Store) -> Iterator[Finding]:
    """Files that were rejected for a fault of the code: many of them are a broken upgrade."""
    reasons = _reasons(store)
    ours = {reason: number for reason, number in reasons.items() if reason in _FAULTS_OF_THE_CODE}
    if not ours:
        return
    lost, read = sum(ours.values()), _reports(store)
    words = f"{lost} files were rejected for a fault of the code ({', '.join(ours)}), {read} reports were read"
    step = "report it with one of the files (select * from rejects)"
    if lost > _MANY_LOST * (lost + read):
        step += "; until it is mended, go back to the version before: docs/operations.md, Publications"
        yield Finding("publication", "fault", words, step)
    else:
        yield Finding("publication", "warning", words, step)


def _programs(store: Store) -> Iterator[Finding]:
    there = "; ".join(machine_states())
    waiting = _waiting(store)
    for reason, number in waiting.items():
        words = f"{number} files wait for {_WAITING_FOR[reason]}"
        yield Finding("programs", "warning", words, "install it: the next run reads them, and no others")
    if not waiting:
        yield Finding("programs", "ok", there)


def _waiting(store: Store) -> dict[str, int]:
    return {reason: number for reason, number in _reasons(store).items() if reason in _WAITING_FOR}


def _reasons(store: Store) -> dict[str, int]:
    """How many files were rejected for each reason, as far as that can be read."""
    return dict(_asked(store, "select reason, count(*) from rejects group by reason order by reason"))


def _reports(store: Store) -> int:
    return sum(number for (number,) in _asked(store, "select count(*) from dim_report"))


def _asked(store: Store, query: str) -> list[Any]:
    if not store.published.exists():
        return []
    try:
        with duckdb.connect(store.published, read_only=True) as connection:
            return list(connection.execute(query).fetchall())
    except duckdb.Error:  # told by the look at the publication
        return []


def _bytes(path: Path) -> int:
    if path.is_file():
        return path.stat().st_size
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file()) if path.is_dir() else 0


def _size(number: int) -> str:
    return f"{number / (1 << 30):.1f} GiB" if number >= 1 << 30 else f"{number / _MIB:.0f} MiB"


def _age(seconds: float) -> str:
    hours = max(seconds, 0) / 3600
    return (
        f"{hours / 24:.0f} days" if hours >= 48 else f"{hours:.0f} hours" if hours >= 2 else f"{hours * 60:.0f} minutes"
    )


def _line(error: BaseException | str) -> str:
    return next(iter(str(error).splitlines()), "") or type(error).__name__
