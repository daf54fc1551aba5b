"""A folder of broken files of every kind, read as a corpus: each is one reading or one reject, and nothing stops."""

import time
from collections import Counter

import pytest

from gongkai.corpus import READINGS, Corpus, run_batches
from gongkai.limits import Limits
from gongkai.readers import ARCHIVES
from gongkai.schema import TABLES
from gongkai.tables import report_id
from tests.support.mutations import KINDS, mutated

LIMITS = Limits(seconds=60, memory_mib=4096, characters=5_000_000, blocks=300_000)
# Faults of the code, or of the machine; a broken file must not bring them about.
NEVER = {"internal_error", "inconsistent", "unstorable", "worker_died", "out_of_time", "changed", "unreadable"}


def read_folder(folder, seeds):
    """The rows of every table, and the seconds that it took."""
    names = []
    for seed in seeds:
        name, data = mutated(seed)
        (folder / name).write_bytes(data)
        names.append(name)
    batches = [names[start : start + 50] for start in range(0, len(names), 50)]
    started = time.perf_counter()
    results = list(run_batches(Corpus(str(folder), "v1", LIMITS), batches, workers=2))
    rows = {name: [row for _, one in results for row in one[name].to_pylist()] for name in (*TABLES, READINGS)}
    return names, rows, time.perf_counter() - started


def check(names, rows):
    outcomes = Counter(row["path"] for table in ("documents", "rejects") for row in rows[table])
    assert [path for path, count in outcomes.items() if count > 1] == []
    files = Counter(row["file_id"] for row in rows[READINGS])
    assert set(files) == {report_id(name) for name in names}
    whole = {report_id(name) for name in names if not name.endswith(ARCHIVES)}
    assert [file for file in whole if files[file] != 1] == []
    assert len(rows[READINGS]) == sum(outcomes.values())
    assert [(row["reason"], row["message"]) for row in rows["rejects"] if row["reason"] in NEVER] == []
    for row in rows["rejects"]:
        assert row["message"].startswith(f"{row['path']}: ")
        assert "; " in row["message"]
        assert row["message"].isprintable()


def test_a_few_broken_files_of_every_kind(tmp_path):
    names, rows, _ = read_folder(tmp_path, range(len(KINDS) * 2))
    check(names, rows)


@pytest.mark.slow
def test_a_thousand_broken_files(tmp_path):
    names, rows, seconds = read_folder(tmp_path, range(1000))
    check(names, rows)
    reasons = Counter(row["reason"] for row in rows["rejects"])
    print(f"{len(names)} files, {len(rows['documents'])} read, {sum(reasons.values())} rejected in {seconds:.0f} s:")
    print(", ".join(f"{reason} {count}" for reason, count in reasons.most_common()))
    assert len(rows["documents"]) > 300
