"""The index brought from one version to the next answers as one made anew."""

import shutil
from itertools import pairwise

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.store import search
from assets.store.search import build_search

WORDS = ["公开", "信息", "申请", "隐私", "复议", "诉讼", "政策", "解读", "网站", "答复", "12345", "专职", "人员"]
QUESTIONS = ["公开", "个人隐私 申请", "政策解读", "行政复议 诉讼", "12345", "煤炭", "专职人员 网站 答复"]

texts = st.lists(st.sampled_from(WORDS), max_size=8)
sections = st.tuples(texts, texts)
reports = st.dictionaries(st.sampled_from([f"r{i}" for i in range(12)]), st.lists(sections, max_size=4))


@pytest.fixture(scope="module", autouse=True)
def small_dictionary():
    """Fewer words than jieba's, which take half a second."""
    words = pa.table({"word": WORDS, "weight": [-float(place + 1) for place in range(len(WORDS))]})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "_dictionary", lambda: words)
        yield


def write_working(path, corpus):
    path.unlink(missing_ok=True)
    with duckdb.connect(path) as connection:
        connection.execute(
            "create table section_words (section_id varchar, report_id varchar, words varchar, parts varchar)"
        )
        rows = [
            (f"{report}-s{place}", report, " ".join(words), " ".join(parts))
            for report, parts_of in corpus.items()
            for place, (words, parts) in enumerate(parts_of)
        ]
        if rows:
            connection.executemany("insert into section_words values (?, ?, ?, ?)", rows)


def write_build(path, working, changed=None):
    """The tables that the models make; with the reports that changed, as an incremental build has them."""
    with duckdb.connect(path) as connection:
        connection.execute(f"attach '{working}' as working (read_only)")
        connection.execute("create or replace table dim_organ as select 'o' as organ_id, '云渚县' as organ_name")
        connection.execute(
            """create or replace table dim_section as select section_id, report_id, 'o' as organ_id, 2020 as year,
            '' as topic, section_id as title from working.section_words"""
        )
        if changed is not None:
            connection.execute("create schema build")
            connection.execute("create table build.changed_reports (report_id varchar)")
            connection.execute("insert into build.changed_reports select unnest(?::varchar[])", [changed])


def answers(path):
    """What is found, and what the index says, without its own numbers."""
    with duckdb.connect(path, read_only=True) as connection:
        found = {
            question: {
                row[0]: (pytest.approx(row[1], rel=1e-9), *row[2:])
                for row in connection.execute("from search_sections(?)", [question]).fetchall()
            }
            for question in QUESTIONS
        }
        told = [
            connection.execute(query).fetchall()
            for query in (
                "select word, sections, weight from search.words order by word",
                "select term, df from fts_main_section_words.dict order by term",
                "select name, len from fts_main_section_words.docs order by name",
                "from fts_main_section_words.stats",
                """select docs.name, dict.term, fieldid, count(*) from fts_main_section_words.terms
                join fts_main_section_words.docs using (docid) join fts_main_section_words.dict using (termid)
                group by all order by all""",
                "select count(*) from fts_main_section_words.terms",
                "select count(distinct docid) = count(*) from fts_main_section_words.docs",
                "select count(distinct termid) = count(*) from fts_main_section_words.dict",
            )
        ]
        macros = connection.execute("select count(*) from duckdb_functions() where not internal").fetchall()
    return found, told, macros


def update(folder, corpora, changed):
    """Builds of some corpora one after another, each from the one before; and the last one anew."""
    build, working = folder / "gongkai.duckdb", folder / "working.duckdb"
    for place, corpus in enumerate(corpora):
        write_working(working, corpus)
        write_build(build, working, changed[place - 1] if place else None)
        build_search(build, working)
        with duckdb.connect(build) as connection:
            connection.execute("drop schema if exists build cascade")
    write_build(folder / "anew.duckdb", working)
    build_search(folder / "anew.duckdb", working)
    return answers(build), answers(folder / "anew.duckdb")


def changes(before, after):
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


@pytest.fixture
def only_updates(monkeypatch):
    """However much changed, no index but the first is made anew."""
    monkeypatch.setattr(search, "_MOST_REPLACED", 1e9)


def watch(monkeypatch):
    """Which of the two scripts ran; for the version of the index both are read each time."""
    ran = []
    statements = search._statements

    def record(script):
        ran.extend(name for name in ("index", "update") if script == search._script(name))
        return statements(script)

    monkeypatch.setattr(search, "_statements", record)
    return ran


@settings(max_examples=15, deadline=None)
@given(st.lists(reports, min_size=2, max_size=4))
def test_answers_are_those_of_an_index_made_anew(tmp_path_factory, corpora):
    folder = tmp_path_factory.mktemp("update")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "_MOST_REPLACED", 1e9)
        changed = [changes(before, after) for before, after in pairwise(corpora)]
        updated, anew = update(folder, corpora, changed)
    assert updated == anew
    shutil.rmtree(folder)


FIRST = {f"r{i}": [(WORDS[i : i + 3], []), (WORDS[:i], WORDS[2:4])] for i in range(10)}


def test_only_sections_of_changed_reports_are_read_again(tmp_path, monkeypatch):
    monkeypatch.setattr(search, "_MOST_REPLACED", 0.5)
    ran = watch(monkeypatch)
    second = {**FIRST, "r3": [(["公开"], ["新词"])], "r11": [(["信息"], [])]}
    del second["r5"]
    second["r1"] = [*second["r1"], (["隐私"], [])]
    updated, anew = update(tmp_path, [FIRST, second], [changes(FIRST, second)])
    assert ran == ["index", "update", "index"]
    assert updated == anew


def test_reports_named_without_a_change_and_sections_not_named_are_right_too(tmp_path, only_updates):
    second = {**FIRST, "r12": [(["公开", "公开"], [])]}
    del second["r2"]
    updated, anew = update(tmp_path, [FIRST, second, second], [["r7", "nobody"], []])
    assert updated == anew


@pytest.mark.parametrize("changed", [["r0", "r1", "r2"], None], ids=["much", "not-told"])
def test_the_index_is_made_anew(tmp_path, monkeypatch, changed):
    build, working = tmp_path / "gongkai.duckdb", tmp_path / "working.duckdb"
    write_working(working, FIRST)
    write_build(build, working)
    build_search(build, working)
    write_build(build, working, changed)
    ran = watch(monkeypatch)
    build_search(build, working)
    assert ran == ["index"]


def test_an_index_of_other_code_is_made_anew(tmp_path):
    build, working = tmp_path / "gongkai.duckdb", tmp_path / "working.duckdb"
    write_working(working, FIRST)
    write_build(build, working)
    build_search(build, working)
    with duckdb.connect(build) as connection:
        connection.execute("delete from fts_main_section_words.terms")
        connection.execute("comment on table fts_main_section_words.stats is 'other'")
    write_build(build, working, [])
    build_search(build, working)
    write_build(tmp_path / "anew.duckdb", working)
    build_search(tmp_path / "anew.duckdb", working)
    assert answers(build) == answers(tmp_path / "anew.duckdb")


def test_an_index_that_memory_is_too_short_for_is_made_anew(tmp_path, only_updates, monkeypatch):
    statements = search._statements

    def break_off(script):
        kept = list(statements(script))
        if script != search._script("update"):
            yield from kept
        else:
            yield from kept[: len(kept) // 2]
            raise duckdb.OutOfMemoryException("failed to pin block")

    monkeypatch.setattr(search, "_statements", break_off)
    second = {**FIRST, "r3": [(["公开"], ["新词"])]}
    updated, anew = update(tmp_path, [FIRST, second], [changes(FIRST, second)])
    assert updated == anew
