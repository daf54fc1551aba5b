"""The writer itself: its truth adds up, its wordings say what they claim, a report can be written again."""

from __future__ import annotations

import random
import re
from decimal import Decimal

import pyarrow.parquet as pq
import pytest

from gongkai.catalogue import measures, read_rows
from tests.forms import layouts
from tests.writing import __main__ as command
from tests.writing.checking import differences
from tests.writing.corpus import revise_corpus, write_corpus
from tests.writing.places import organ
from tests.writing.report import form, replay, reports
from tests.writing.style import han
from tests.writing.tables import rows, toml
from tests.writing.templates import MARKS, Fact, figure_codes, needs, parse, unmarked
from tests.writing.truth import APPLICANTS, RESULTS, ROUTES, history, spread

FORMS = ("prose_2008", "annex_2014", "form_2019", "form_2021")
WORDINGS = [(kind, wording) for kind, wordings in toml("sentences").items() for wording in wordings]


# The truth --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", range(12))
def test_each_year_adds_up_and_goes_on_from_the_one_before(number):
    before = None
    for year in history(5, number):
        figures, table = year.figures, year.requests
        for applicant in (*APPLICANTS, "total"):
            new, carried = table["received", applicant], table["carried_in", applicant]
            assert new + carried == table["total", applicant] + table["carried_out", applicant]
            assert table["other", applicant] == sum(
                table[row, applicant] for row in ("not_corrected", "fee_unpaid", "other_other")
            )
            if before is not None:
                assert carried == before.requests["carried_out", applicant]
        for route in ROUTES:
            assert year.appeals[route, "total"] == sum(year.appeals[route, result] for result in RESULTS)
        assert figures["litigation"] == sum(year.appeals[route, "total"] for route in ROUTES[1:])
        assert sum(year.categories.values()) == figures["disclosed"]
        assert figures["closed"] == figures["on_time"] + figures["extended"]
        if before is not None:
            assert figures["cumulative"] == before.figures["cumulative"] + figures["disclosed"]
            in_force = before.figures["in_force"] + figures["made"] - figures["repealed"]
            assert figures["in_force"] == in_force
        before = year


@pytest.mark.parametrize("total", [0, 1, 17, 60, 61, 4000])
def test_parts_add_up(total):
    parts = spread(random.Random(total), total, (5, 1, 0, 3))
    assert sum(parts) == total
    assert min(parts) >= 0
    assert parts[2] == 0 or total > 60


def test_organs_are_invented_and_have_names_of_their_own():
    names = [organ(1, number).name for number in range(3000)]
    assert len(set(names)) == len(names)
    real = {row["name"][:2] for row in read_rows("regions.csv")}
    assert not [name for name in names if name[:2] in real]
    assert {organ(1, number).level for number in range(200)} == {"prefecture", "county", "township"}


# The wordings -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "wording"), WORDINGS)
def test_a_wording_names_figures_that_there_are(kind, wording):
    some, any_, nothing, lists = needs(wording)
    for name in some | any_ | nothing:
        assert figure_codes(name)[0] in measures(), f"{kind}: {wording}"
    for name in lists - {"we", "all", "who", "year", "last", "next", "other"}:
        assert name in toml("lists"), f"{kind}: {wording}"
    for what, words in parse(wording):
        assert what != "words" or words in toml("words"), f"{kind}: {wording}"
    assert re.search("[。：]$", wording), f"{kind}: {wording}"


def test_what_states_nothing_names_no_figure():
    for kind in ("decoys", "decoys_of_a_government", "filler", "problems", "openings"):
        for wording in toml("sentences")[kind]:
            some, any_, nothing, _ = needs(wording)
            assert not some | any_ | nothing, wording


@pytest.mark.parametrize("name", FORMS)
def test_sections_tell_what_there_are_wordings_for(name):
    for section in form(name)["sections"]:
        for group in section.get("groups", ()):
            for tell in group["tell"]:
                kinds = tell.removeprefix("one_of:").split() if tell.startswith("one_of:") else [tell.split(":")[0]]
                assert set(kinds) <= set(toml("sentences")), tell


def test_every_figure_has_a_measure_with_such_dimensions():
    for row in rows("figures"):
        measure, dimensions, _ = figure_codes(row["figure"])
        assert {name for name, _ in dimensions} <= set(measures()[measure].dimensions), row


@pytest.mark.parametrize("generation", ["2019", "2021"])
def test_rows_of_the_table_of_requests_are_those_of_the_form(generation):
    labels = [row["label"] for row in rows("requests_rows") if row["generation"] in {"", generation}]
    assert labels == layouts.requests_rows(generation)


@pytest.mark.parametrize("wording", ["收到{received", "收到[没有(received)。", "收到{received}。}{"])
def test_a_bracket_that_is_not_closed_is_told(wording):
    with pytest.raises(ValueError, match="not closed"):
        parse(wording)


@pytest.mark.parametrize(
    ("number", "words"), [(0, "零"), (2, "两"), (10, "十"), (12, "十二"), (20, "二十"), (35, "三十五")]
)
def test_small_numbers_in_chinese(number, words):
    assert han(number) == words


def test_marks_become_spans():
    fact, cell = Fact("disclosed", (), 12), Fact("disclosed", (), 3, cell="3")
    marks = [chr(0xF0000 + place) for place in range(8)]
    marked = f"共{marks[0]}公开{marks[2]}12{marks[3]}条{marks[1]}。|3{marks[7]}|"
    assert unmarked(marked, [fact, cell]) == "共公开12条。|3|"
    assert (fact.span, fact.figure, cell.span) == ((1, 6), (3, 5), (8, 9))


# The reports ------------------------------------------------------------------------------------------------------


def test_reports_are_the_same_for_the_same_seed_and_can_be_written_again():
    first, again = list(reports(3, 7)), list(reports(3, 7))
    assert [one.text for one in first] == [one.text for one in again]
    assert replay(first[4].name).text == first[4].text
    assert first[4].text != next(one for one in reports(4, 7) if one.year.year == first[4].year.year).text


@pytest.mark.parametrize("number", range(6))
def test_every_fact_stands_where_it_says(number):
    for written in reports(11, number):
        assert not MARKS.search(written.text)
        for fact in written.facts:
            words = written.text[slice(*fact.figure)]
            assert 0 <= fact.span[0] <= fact.figure[0] <= fact.figure[1] <= fact.span[1] <= len(written.text)
            if fact.status == "blank":
                assert not words.strip()
            elif fact.cell is not None and fact.value is not None:
                digits = re.sub(r"[^\d.]", "", words)
                assert abs(fact.value) in {Decimal(digits), Decimal(digits) * 10_000}, words
            else:
                assert words.strip(), fact


def test_the_manners_differ():
    written = [one for number in range(40) for one in reports(2, number)]
    assert {one.year.form for one in written} == set(FORMS)
    assert {one.style.script for one in written} == {"simplified", "s2t", "s2twp"}
    assert {kind for one in written for kind in one.style.damage} >= {"wrapped", "one_line", "pinyin", "lost_spaces"}
    assert {one.style.layout for one in written} == {row["layout"] for row in rows("layouts")}
    assert {fact.status for one in written for fact in one.facts} == {
        "reported", "none_stated", "blank", "not_applicable",
    }  # fmt: skip
    assert {fact.qualifier for one in written for fact in one.facts} == {"exact", "about", "over"}


def test_a_difference_is_seen_and_told():
    written = replay("1-3-2016")
    assert not [one for one in differences(written) if one.kind in {"missing", "extra"}]
    fact = next(fact for fact in written.facts if fact.status == "reported" and fact.source == "prose")
    fact.value = 123_456
    kinds = sorted(one.kind for one in differences(written))
    assert kinds == ["extra", "missing"]


# The corpus -------------------------------------------------------------------------------------------------------


def test_a_corpus_is_the_same_with_any_number_of_workers(tmp_path):
    done: list[int] = []
    facts = write_corpus(tmp_path / "one", 150, 9, advance=done.append)
    assert write_corpus(tmp_path / "two", 150, 9, workers=2) == facts
    assert sum(done) == 150
    paths = sorted(path.relative_to(tmp_path / "one") for path in (tmp_path / "one" / "raw").rglob("*.txt"))
    assert len(paths) == 150
    for path in paths:
        assert (tmp_path / "one" / path).read_bytes() == (tmp_path / "two" / path).read_bytes()
    truth = pq.read_table(tmp_path / "one" / "truth.parquet")
    assert truth.equals(pq.read_table(tmp_path / "two" / "truth.parquet"))
    assert truth.num_rows == facts
    row = truth.to_pylist()[40]
    text = (tmp_path / "one" / "raw" / row["path"]).read_bytes().decode("utf-8")
    assert text[row["span_start"] : row["span_end"]] == row["evidence"]


def test_a_revised_corpus_is_as_true_as_before(tmp_path):
    write_corpus(tmp_path, 150, 9)
    columns = ["report", "path", "source", "measure", "period", "value", "status"]
    before = pq.read_table(tmp_path / "truth.parquet").select(columns).to_pylist()
    done = revise_corpus(tmp_path, 50)
    after = pq.read_table(tmp_path / "truth.parquet").select(columns).to_pylist()
    assert [len(done.changed), len(done.removed), len(done.added)] == [3, 1, 1]
    differing = {row["report"] for row in before if row not in after} | {
        row["report"] for row in after if row not in before
    }
    assert differing == {*done.changed, *done.removed, *done.added}
    assert sum(row["report"] in done.changed for row in before) == sum(row["report"] in done.changed for row in after)
    index = pq.read_table(tmp_path / "reports.parquet").to_pylist()
    files = {path.relative_to(tmp_path / "raw").as_posix(): path for path in (tmp_path / "raw").rglob("*.txt")}
    assert {row["path"] for row in index} == set(files)
    assert {row["report"] for row in index} == {row["report"] for row in after} and len(index) == 150
    for row in index:
        text = files[row["path"]].read_text(encoding="utf-8")
        assert (text == replay(row["report"]).text) == (row["report"] not in done.changed)


def test_a_corpus_is_not_written_over(tmp_path, capsys):
    arguments = ["--reports", "5", "--out", str(tmp_path), "--workers", "1"]
    assert command.main(arguments) == 0
    assert "5 reports with" in capsys.readouterr().out
    assert command.main(arguments) == 1
    assert "holds a corpus already" in capsys.readouterr().err


def test_a_report_is_shown_again(capsys):
    assert command.main(["--replay", "1-3-2016"]) == 0
    assert "read as written" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        command.main(["--replay", "1-3-1999"])
    assert "there is no such report" in capsys.readouterr().err
