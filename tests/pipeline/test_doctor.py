import json
import os
import re
import time

import duckdb
import pytest
from click.testing import CliRunner

from assets.store.damage import aside
from assets.store.lock import is_held, run_lock
from assets.store.publishing import (
    confirm_current,
    exports_build,
    mark_current,
    new_build,
    publish_database,
    publish_exports,
)
from assets.store.search import SearchError
from assets.store.working import pending, read_working
from gongkai.cli import cli
from pipelines import doctor, reread
from pipelines.failures import STOPPED, note_failure
from tests.pipeline.test_working import read_all


@pytest.fixture
def sound(store):
    """A data folder in which all is well."""
    read_all(store)
    with duckdb.connect(build := new_build(store, "f")) as connection:
        connection.execute("create table dim_report as select true as is_current from range(3)")
        connection.execute("create table rejects (reason varchar)")
        connection.execute("create table report_history as select 'r' as report_id limit 0")
    publish_database(store, build)
    draft = exports_build(store)
    draft.mkdir()
    publish_exports(store, draft)
    store.begun.touch()
    mark_current(store)
    return store


def look(store, max_age=None, **more):
    return doctor.examine({"GONGKAI_HOME": str(store.home), **more}, max_age)


def troubles(found):
    return [(one.topic, one.state, one.words) for one in found if one.state != "ok"]


def test_a_sound_installation_has_nothing_to_do(sound):
    found = look(sound, max_age=1)
    assert troubles(found) == []
    assert {one.topic for one in found} == {
        "settings",
        "versions",
        "disk",
        "lock",
        "working",
        "run",
        "publication",
        "programs",
    }
    assert not any(one.step for one in found)


def kill(store):
    """What a killed run leaves: its name beside a lock that nobody holds."""
    with run_lock(store.lock):
        signed = json.loads(store.lock.with_name("run.lock.json").read_text())
    store.lock.with_name("run.lock.json").write_text(json.dumps(signed | {"pid": 2**22 + 1}))


def old(store):
    for path in (store.begun, store.publications / "current.json"):
        os.utime(path, (time.time() - 30 * 3600,) * 2)


def broken(store):
    data = bytearray(store.working.read_bytes())
    data[8] ^= 0xFF
    store.working.write_bytes(data)


def other_version(store):
    with duckdb.connect(store.working) as connection:
        connection.execute("alter table observations drop column support")


def begin(store):
    store.begun.touch()
    os.utime(store.begun, (time.time() + 60,) * 2)


def fail(store):
    begin(store)
    note_failure(store, "models", "abc", "IO Error: No space left on device\nmore")
    os.utime(store.failed, (time.time() + 90,) * 2)


def stop(store):
    begin(store)
    note_failure(store, "", "", STOPPED)
    os.utime(store.failed, (time.time() + 90,) * 2)


def fail_at_first(store):
    begin(store)
    store.published.unlink()
    (store.publications / "current.json").unlink()


def sign_badly(store):
    store.lock.with_name("run.lock.json").write_text("{")


def from_the_future(store):
    marker = store.publications / "current.json"
    marker.write_text(marker.read_text().replace('"published_at": "20', '"published_at": "21'))


def reject_by_ourselves(store, read=3):
    with duckdb.connect(store.published.resolve()) as connection:
        connection.execute(f"insert into dim_report select true from range({read - 3})")
        connection.execute("insert into rejects values ('unstorable')")


def waits(store):
    with duckdb.connect(store.published.resolve()) as connection:
        connection.execute("insert into rejects values ('ocr_missing')")


@pytest.mark.parametrize(
    ("act", "state", "words", "step"),
    [
        pytest.param(kill, "warning", r"the last run was killed \(process", "goes on where it stopped", id="killed"),
        pytest.param(old, "fault", "found up to date 30 hours ago, more than 26 hours", "make ui", id="old"),
        pytest.param(broken, "fault", "cannot be opened: IO Error", "sets it aside and reads everything", id="damaged"),
        pytest.param(other_version, "warning", "of another version", "reads everything anew", id="schema"),
        pytest.param(begin, "fault", "did not get as far as the publication", r"\.dagster/logs", id="failed"),
        pytest.param(fail, "fault", "failed in step models, .*: IO Error: No space left", "make room for", id="full"),
        pytest.param(stop, "fault", "it was told to stop", "goes on where this one stopped", id="stopped"),
        pytest.param(fail_at_first, "fault", "as far as a first publication", r"\.dagster/logs", id="first"),
        pytest.param(from_the_future, "warning", "the clock was set back", "see to the clock", id="clock"),
        pytest.param(reject_by_ourselves, "fault", r"1 files were rejected .*unstorable", "version before", id="ours"),
        pytest.param(
            lambda s: reject_by_ourselves(s, 200), "warning", "1 files were rejected", "report it", id="ours-of-many"
        ),
        pytest.param(waits, "warning", "1 files wait for text recognition", "install it", id="program"),
        pytest.param(lambda s: aside(s).write_text("x"), "warning", "was damaged and set aside", "remove", id="aside"),
        pytest.param(lambda s: s.published.unlink(), "fault", "there is no ", "make run", id="unpublished"),
        pytest.param(
            lambda s: s.published.resolve().write_text("x" * 9999),
            "fault",
            "cannot be read",
            "current.json",
            id="spoilt",
        ),
        pytest.param(
            lambda s: s.warehouse.joinpath("gongkai.duckdb.wal").touch(),
            "fault",
            "opened the file for writing",
            "",
            id="log",
        ),
        pytest.param(
            lambda s: new_build(s, "g"), "warning", "left building-.*-g behind", "next run removes", id="left"
        ),
    ],
)
def test_a_trouble_is_told_with_the_next_step(sound, act, state, words, step):
    act(sound)
    found = [one for one in look(sound, max_age=26) if one.state != "ok"]
    assert [one.state for one in found if re.search(words, one.words)] == [state]
    assert any(re.search(step, one.step) for one in found)
    assert sound.working.exists()  # looking changes nothing


def test_a_run_that_is_under_way_is_no_trouble(sound):
    with run_lock(sound.lock):
        begin(sound)
        found = look(sound)
    assert troubles(found) == []
    assert any("a run is under way (process" in one.words for one in found)


def test_a_number_that_is_another_process_by_now_holds_no_lock(sound):
    """After a restart of the machine, the number of the run that was killed may be somebody else's."""
    with run_lock(sound.lock):
        signed = sound.lock.with_name("run.lock.json").read_text()
        assert is_held(sound.lock) in {True, None}
    sound.lock.with_name("run.lock.json").write_text(signed)  # of this process, which is alive
    if is_held(sound.lock) is None:
        pytest.skip("this system does not tell who holds a lock")
    (found,) = (one for one in look(sound) if one.topic == "lock")
    assert (found.state, "the last run was killed" in found.words) == ("warning", True)


def test_what_cannot_be_read_beside_the_lock_stops_nothing(sound):
    sign_badly(sound)
    assert troubles(look(sound)) == []


def test_the_failure_of_a_run_before_the_last_is_no_trouble(sound):
    note_failure(sound, "models", "abc", "long ago")
    os.utime(sound.failed, (1, 1))
    assert troubles(look(sound)) == []


def test_every_documented_setting_is_known(sound):
    names = {"GONGKAI_EXECUTOR", "GONGKAI_SQL_MEMORY", "GONGKAI_ALERT_COMMAND", "GONGKAI_FILE_BLOCKS"}
    known = dict.fromkeys(names, "")
    assert [one for one in look(sound, **known) if "nothing reads" in one.words] == []


def test_an_extension_of_another_version_is_told(sound, monkeypatch):
    def missing():
        raise SearchError("duckdb-extension-fts has no extension for DuckDB 9")

    monkeypatch.setattr(doctor, "fts_extension", missing)
    (found,) = (one for one in look(sound) if one.topic == "versions")
    assert (found.state, "has no extension for DuckDB 9" in found.words) == ("fault", True)
    assert "make run" in found.step


def test_a_full_disk_is_told(sound, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 1000})())
    (told,) = (one for one in look(sound) if one.topic == "disk")
    assert told.state == "fault"
    assert re.search(r"the next run needs about 500 MiB: a publication of \d+ MiB beside the last one", told.words)
    assert "make room for" in told.step


def test_settings_are_looked_at(sound, tmp_path):
    (typo,) = (one for one in look(sound, GONGKAI_WORKRES="3") if one.state != "ok")
    assert (typo.state, "GONGKAI_WORKRES" in typo.words) == ("warning", True)
    (wrong,) = (one for one in look(sound, GONGKAI_WORKERS="many") if one.state != "ok")
    assert (wrong.topic, wrong.state) == ("settings", "fault")
    (missing,) = (one for one in doctor.examine({"GONGKAI_HOME": str(tmp_path / "no")}) if one.state != "ok")
    assert "no folder raw" in missing.words


def test_what_is_found_up_to_date_is_not_old(sound):
    old(sound)
    confirm_current(sound)
    assert troubles(look(sound, max_age=1)) == []


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_command_has_the_status(sound, monkeypatch, form):
    monkeypatch.setenv("GONGKAI_HOME", str(sound.home))
    result = CliRunner().invoke(cli, ["doctor", "--max-age", "26", "--format", form])
    assert result.exit_code == 0, result.output
    old(sound)
    result = CliRunner().invoke(cli, ["doctor", "--max-age", "26", "--format", form])
    assert result.exit_code == 1
    if form == "json":
        (found,) = (one for one in json.loads(result.output) if one["state"] == "fault")
        assert found["topic"] == "publication"
    else:
        assert "fault    publication" in result.output
        assert "→ see whether the daemon is up" in result.output


def test_without_the_pipeline_it_says_where_it_works(monkeypatch):
    def absent(name):
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)

    monkeypatch.setattr("importlib.import_module", absent)
    result = CliRunner().invoke(cli, ["doctor"])
    assert result.exit_code == 2
    assert "run `make run` in the clone" in result.output


@pytest.mark.parametrize(
    ("arguments", "paths"),
    [
        pytest.param(["--all"], ("2011.txt", "2012.txt", "2013.txt", "empty.txt"), id="all"),
        pytest.param(["--year", "2012"], ("2012.txt",), id="year"),
        pytest.param(["--path", "201[13].*"], ("2011.txt", "2013.txt"), id="path"),
        pytest.param(["--rejected"], ("empty.txt",), id="rejected"),
    ],
)
def test_what_is_to_be_read_again_is_read_again(store, monkeypatch, capsys, arguments, paths):
    monkeypatch.setenv("GONGKAI_HOME", str(store.home))
    assert reread.main(arguments) == 1
    assert "nothing was read yet" in capsys.readouterr().err
    read_all(store)
    with read_working(store) as connection:
        before = connection.execute("from documents order by all").fetchall()
    assert reread.main(arguments) == 0
    assert f"{len(paths)} files will be read again" in capsys.readouterr().out
    with read_working(store) as connection:
        assert pending(connection, "v1").paths == paths
    read_all(store)
    with read_working(store) as connection:
        assert connection.execute("from documents order by all").fetchall() == before


def test_nothing_is_marked_during_a_run(store, monkeypatch, capsys):
    monkeypatch.setenv("GONGKAI_HOME", str(store.home))
    with run_lock(store.lock):
        assert reread.main(["--all"]) == 1
    assert "another run is writing" in capsys.readouterr().err
