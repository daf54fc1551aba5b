import hashlib
import os
import signal
import time
import zipfile

import pytest

from gongkai import corpus
from gongkai.corpus import READINGS, Corpus, code_version, extract_batch, run_batches
from gongkai.intake import guard
from gongkai.limits import Limits
from gongkai.machine import machine_states
from gongkai.schema import TABLES
from gongkai.tables import report_id
from tests.support.objects import REPORT


@pytest.fixture
def folder(tmp_path):
    """Seven reports, an empty file and one of a kind that is not read."""
    for number in range(7):
        text = REPORT.format(organ="青禾县水务局", year=2010 + number, count=40 + number, requests=number)
        (tmp_path / f"{2010 + number}.txt").write_text(text, encoding="utf-8")
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "data.bin").write_bytes(b"\x00\x01")
    return tmp_path


PATHS = [*(f"{year}.txt" for year in range(2010, 2017)), "empty.txt", "sub/data.bin"]


def by_table(results):
    return {name: [row for _, tables in results for row in tables[name].to_pylist()] for name in TABLES}


def test_a_batch_gives_every_table_in_the_order_of_the_paths(folder):
    tables = extract_batch(Corpus(str(folder), "v1"), PATHS)
    assert list(tables) == [*TABLES, READINGS]
    assert tables["documents"]["path"].to_pylist() == PATHS[:7]
    assert tables["documents"]["year"].to_pylist() == list(range(2010, 2017))
    assert set(tables["documents"]["code_version"].to_pylist()) == {"v1"}
    received = [row for row in tables["observations"].to_pylist() if row["measure"] == "requests_received"]
    assert [int(row["value"]) for row in received] == list(range(7))


def test_what_cannot_be_read_is_a_reject_with_its_hash_and_the_next_step(folder):
    rejects = extract_batch(Corpus(str(folder), "v1"), PATHS)["rejects"].to_pylist()
    assert [(row["path"], row["reason"]) for row in rejects] == [
        ("empty.txt", "empty"),
        ("sub/data.bin", "unsupported"),
    ]
    assert rejects[0]["sha256"] == hashlib.sha256(b"").hexdigest()
    assert all(row["message"].startswith(f"{row['path']}: ") and "; " in row["message"] for row in rejects)
    assert str(folder) not in "".join(row["message"] for row in rejects)


@pytest.mark.parametrize("size", [1, 2, 9])
def test_a_pool_gives_the_same_bytes_as_one_process(folder, size):
    batches = [PATHS[start : start + size] for start in range(0, len(PATHS), size)]
    shared = Corpus(str(folder), "v1", Limits(seconds=30))
    alone = list(run_batches(shared, batches))
    pooled = list(run_batches(shared, batches, workers=2))
    assert [paths for paths, _ in pooled] == batches
    for (_, one), (_, other) in zip(alone, pooled, strict=True):
        assert all(one[name].equals(other[name]) for name in TABLES)


def test_the_number_of_files_done_is_told(folder):
    told = []
    list(run_batches(Corpus(str(folder), "v1"), [PATHS[:4], PATHS[4:]], advance=told.append))
    assert told == [1] * len(PATHS)


def test_a_fault_of_the_code_costs_one_file(folder, monkeypatch):
    import gongkai.extract

    real = gongkai.extract.extract_document

    def faulty(document):
        if document.path == "2012.txt":
            raise KeyError("row 7")
        return real(document)

    monkeypatch.setattr(gongkai.extract, "extract_document", faulty)
    tables = extract_batch(Corpus(str(folder), "v1"), PATHS[:5])
    assert tables["documents"]["path"].to_pylist() == ["2010.txt", "2011.txt", "2013.txt", "2014.txt"]
    (reject,) = tables["rejects"].to_pylist()
    assert reject["reason"] == "internal_error"
    assert "KeyError at test_corpus.py:" in reject["message"]


def test_a_file_that_takes_too_long_is_rejected(folder, monkeypatch):
    import gongkai.extract

    real = gongkai.extract.extract_document
    monkeypatch.setattr(
        gongkai.extract,
        "extract_document",
        lambda document: time.sleep(30 if "2011" in document.path else 0) or real(document),
    )
    tables = extract_batch(Corpus(str(folder), "v1", Limits(seconds=0.5)), PATHS[:3])
    (reject,) = tables["rejects"].to_pylist()
    assert (reject["path"], reject["reason"]) == ("2011.txt", "out_of_time")
    assert "GONGKAI_FILE_SECONDS" in reject["message"]
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_text_that_no_table_can_hold_costs_one_file(folder, monkeypatch):
    import gongkai.readers

    real = gongkai.readers.read_bytes

    def broken(data, path, folder=None):
        document = real(data, path, folder)
        if document.path == "2013.txt":
            object.__setattr__(document, "text", document.text + "\ud800")
        return document

    monkeypatch.setattr(gongkai.readers, "read_bytes", broken)
    tables = extract_batch(Corpus(str(folder), "v1"), PATHS[:5])
    assert tables["documents"].num_rows == 4
    (reject,) = tables["rejects"].to_pylist()
    assert (reject["path"], reject["reason"]) == ("2013.txt", "unstorable")


def test_a_name_that_is_not_utf8_is_rejected_with_what_to_do(tmp_path):
    name = os.fsdecode(b"\xb1\xa8\xb8\xe6.txt")  # 报告 in GBK
    (tmp_path / name).write_text(REPORT.format(organ="青禾县水务局", year=2012, count=1, requests=1), encoding="utf-8")
    (reject,) = extract_batch(Corpus(str(tmp_path), "v1"), [name])["rejects"].to_pylist()
    assert (reject["reason"], reject["path"]) == ("bad_name", "\\xb1\\xa8\\xb8\\xe6.txt")
    assert reject["report_id"] == report_id(name)
    assert "rename" in reject["message"]


def deadly(shared, paths):
    """Stands in for extract_batch in a worker: one file kills it."""
    if any("2012" in path for path in paths):
        os.kill(os.getpid(), signal.SIGKILL)
    return extract_batch(shared, paths)


def test_a_worker_that_dies_costs_the_file_that_killed_it(folder, monkeypatch):
    monkeypatch.setattr(corpus, "extract_batch", deadly)
    batches = [PATHS[:2], PATHS[2:5], PATHS[5:]]
    results = list(run_batches(Corpus(str(folder), "v1"), batches, workers=2))
    rows = by_table(results)
    assert [paths for paths, _ in results] == batches
    assert [row["path"] for row in rows["documents"]] == [path for path in PATHS[:7] if path != "2012.txt"]
    assert [(row["path"], row["reason"]) for row in rows["rejects"]] == [
        ("2012.txt", "worker_died"),
        ("empty.txt", "empty"),
        ("sub/data.bin", "unsupported"),
    ]


def stuck(shared, paths):
    """Stands in for extract_batch in a worker: one file hangs in code that hears no signal."""
    if any("2012" in path for path in paths):
        with guard(Limits(seconds=0.5)):
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
            time.sleep(60)
    return extract_batch(shared, paths)


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="no signals to be deaf to")
def test_a_file_that_hangs_beyond_python_is_out_of_time(folder, monkeypatch):
    monkeypatch.setattr(corpus, "extract_batch", stuck)
    shared = Corpus(str(folder), "v1", Limits(seconds=60))
    rows = by_table(list(run_batches(shared, [PATHS[:2], PATHS[2:5]], workers=2)))
    assert [row["path"] for row in rows["documents"]] == [f"{year}.txt" for year in (2010, 2011, 2013, 2014)]
    (reject,) = rows["rejects"]
    assert (reject["path"], reject["reason"]) == ("2012.txt", "out_of_time")
    assert "not done after 60 seconds" in reject["message"]
    assert "GONGKAI_FILE_SECONDS" in reject["message"]


def test_what_a_reading_depends_on_is_kept_with_it(tmp_path):
    (tmp_path / "a.txt").write_text(REPORT.format(organ="青禾县水务局", year=2012, count=1, requests=1), "utf-8")
    (tmp_path / "b.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    tables = extract_batch(Corpus(str(tmp_path), "v1"), ["a.txt", "b.png"])
    (text, picture) = tables[READINGS].to_pylist()
    assert text["machine"] is None
    (reject,) = tables["rejects"].to_pylist()
    if reject["reason"] == "ocr_missing":
        assert picture["machine"] == "text recognition: none" in machine_states()
    else:
        assert picture["machine"] is None


def test_pictures_beside_a_page_are_looked_for_in_its_folder(tmp_path, monkeypatch):
    import gongkai.readers

    asked = []
    real = gongkai.readers.read_bytes
    monkeypatch.setattr(
        gongkai.readers, "read_bytes", lambda data, path, folder=None: asked.append((path, folder)) or real(data, path)
    )
    (tmp_path / "sub").mkdir()
    text = REPORT.format(organ="青禾县水务局", year=2012, count=1, requests=1)
    (tmp_path / "sub" / "a.txt").write_text(text, "utf-8")
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("c.txt", text)
    extract_batch(Corpus(str(tmp_path), "v1"), ["sub/a.txt", "b.zip"])
    assert asked == [("sub/a.txt", tmp_path / "sub"), ("b.zip!/c.txt", None)]


def test_the_code_version_follows_the_sources_but_not_the_command_line(tmp_path, monkeypatch):
    package = tmp_path / "gongkai"
    package.mkdir()
    for name, text in (("corpus.py", "a"), ("cli.py", "a"), ("frames.py", "a"), ("terms.csv", "a")):
        (package / name).write_text(text)
    monkeypatch.setattr(corpus, "__file__", str(package / "corpus.py"))

    def version():
        code_version.cache_clear()
        return code_version()

    try:
        first = version()
        for name in ("cli.py", "frames.py"):
            (package / name).write_text("b")
            assert version() == first
        (package / "terms.csv").write_text("b")
        second = version()
        assert second != first
        (package / "terms.csv").rename(package / "words.csv")
        assert version() not in {first, second}
    finally:
        code_version.cache_clear()
