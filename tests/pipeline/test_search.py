"""The search of a published file: with and without the fts extension."""

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets.store import search
from assets.store.search import SearchError, build_search, fts_extension
from gongkai.normalise import View
from gongkai.words import words_of

SECTIONS = {
    "a-s0": "一、主动公开\n通过政府网站主动公开政府信息40条,政策解读12篇。",
    "a-s1": "二、依申请公开\n收到政府信息公开申请3件,均按时答复;因涉及个人隐私不予公开1件。",
    "a-s2": "三、行政复议\n未发生行政复议、行政诉讼。",
    "b-s0": "一、存在的问题\n专职人员不足,政策解读的针对性不强,拨打12345热线的群众不多。",
    "b-s1": "二、个人隐私\n个人隐私。",
}


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    folder = tmp_path_factory.mktemp("search")
    with duckdb.connect(folder / "working.duckdb") as connection:
        connection.execute("create table section_words (section_id varchar, words varchar, parts varchar)")
        for key, text in SECTIONS.items():
            found = words_of(View(text).passage().text)
            row = [key, " ".join(found.words), " ".join(found.parts)]
            connection.execute("insert into section_words values (?, ?, ?)", row)
    with duckdb.connect(folder / "gongkai.duckdb") as connection:
        connection.execute("create table dim_organ as select 'o' as organ_id, '云渚县水务局' as organ_name")
        connection.execute(
            """create table dim_section (section_id varchar, report_id varchar, organ_id varchar, year integer,
            topic varchar, title varchar)"""
        )
        for key in SECTIONS:
            connection.execute("insert into dim_section values (?, ?, 'o', 2020, null, ?)", [key, key[0], key])
    words = build_search(folder / "gongkai.duckdb", folder / "working.duckdb")
    assert words > 30
    with duckdb.connect(folder / "gongkai.duckdb", read_only=True) as connection:
        yield connection


def sections(connection, phrase):
    return [row[0] for row in connection.execute("from search_sections(?)", [phrase]).fetchall()]


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        pytest.param("个人隐私", ["b-s1", "a-s1"], id="the shorter first"),
        pytest.param("行政诉讼", ["a-s2"], id="one word"),
        pytest.param("行政訴訟", ["a-s2"], id="traditional"),
        pytest.param("１２３４５ 热线", ["b-s0"], id="full width"),
        pytest.param("信息公开", ["a-s1"], id="a word inside a longer one"),
        pytest.param("人员", ["b-s0"], id="a part"),
        pytest.param("煤炭", [], id="nowhere"),
        pytest.param("", [], id="nothing"),
        pytest.param("，。  ", [], id="signs"),
        pytest.param("'); drop table dim_section; --", [], id="SQL"),
        pytest.param("%_*", [], id="patterns"),
    ],
)
def test_sections_of_a_phrase(published, phrase, expected):
    assert sections(published, phrase) == expected


def test_what_is_said_of_a_section(published):
    query = "select section_id, score > 0, has_every_word, organ_name, year, report_id from search_sections(?)"
    assert sorted(published.execute(query, ["专职人员不足 行政复议"]).fetchall()) == [
        ("a-s2", True, False, "云渚县水务局", 2020, "a"),
        ("b-s0", True, False, "云渚县水务局", 2020, "b"),
    ]
    assert published.execute(query, ["政策解读的针对性"]).fetchone()[:3] == ("b-s0", True, True)


def test_null_finds_nothing(published):
    assert sections(published, None) == []


def test_words_of_a_phrase(published):
    query = "select word, word_id is not null, sections from search_words('专职人员煤炭') order by sections desc"
    assert published.execute(query).fetchall()[0] == ("专职人员", True, 1)
    unknown = {word for word, known, count in published.execute(query).fetchall() if not known and count == 0}
    assert unknown == {"煤", "炭"}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.lists(st.sampled_from([w for text in SECTIONS.values() for w in words_of(text).words]), max_size=6))
def test_a_phrase_is_cut_as_the_texts_are(published, parts):
    """Over words that sections have, the path that SQL takes is jieba's."""
    phrase = "".join(parts)
    words = words_of(phrase).words
    known = {word for (word,) in published.execute("select word from search.words").fetchall()}
    if known >= set(words):
        found = published.execute("select word from search_words(?)", [phrase]).fetchall()
        assert {word for (word,) in found} == set(words)


def test_the_extension_ranks_alike(published):
    published.execute(f"load '{fts_extension()}'")
    for phrase in ("个人隐私", "政策解读", "主动公开 政府网站"):
        query = """select section_id, fts_main_section_words.match_bm25(section_id, ?) as score
            from dim_section where score is not null order by score desc"""
        words = " ".join(words_of(phrase).words)
        assert [key for key, _ in published.execute(query, [words]).fetchall()] == sections(published, phrase)


def test_a_missing_extension_is_told(monkeypatch):
    monkeypatch.setattr(search.duckdb, "__version__", "9.9.9")
    with pytest.raises(SearchError, match=r"duckdb-extension-fts==9\.9\.9"):
        fts_extension()


def test_the_benchmark_finds_what_a_scan_finds(tmp_path):
    from benchmarks.test_search import build, check

    database, working = build(tmp_path, 200)
    assert build_search(database, working) > 0
    with duckdb.connect(database, read_only=True) as connection:
        check(connection)
