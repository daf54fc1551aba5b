"""The reports whose facts are known are read as well as they ever were, and the measure itself measures right."""

import dataclasses
import json

import pytest

from tests.accuracy import __main__ as command
from tests.accuracy import documents
from tests.accuracy.cases import Case, layout, shared
from tests.accuracy.measuring import Tally, by_family, by_report, measure, total
from tests.accuracy.showing import Corpus, as_json, as_markdown, as_text, errors, whole

# What must not be lost again. A floor is raised when the reading gets better, never lowered.
FLOORS = {
    "samples": {"precision": 1.0, "recall": 1.0, "status": 1.0, "qualifier": 1.0, "scope_stated": 0.88, "span": 1.0},
    "written": {
        "precision": 0.999,
        "recall": 0.999,
        "status": 0.999,
        "qualifier": 0.999,
        "scope_stated": 0.99,
        "span": 0.999,
    },
    "shared": {"f1": 0.99, "status": 0.99, "qualifier": 0.99, "scope_stated": 0.97, "span": 0.99},
}
STRICT_FAMILIES = {"requests", "appeals", "fees"}  # of which hardly any figure may be wrong
REPORT_FLOORS = {
    "organ": 1.0,
    "region": 1.0,
    "year": 1.0,
    "published": 0.94,
    "form": 1.0,
    "tables": 1.0,
    "sections": 0.99,
}


@pytest.fixture(scope="module", params=["samples", "written", "shared"])
def corpus(request):
    if request.param == "shared" and not shared():
        pytest.skip("the shared corpus is not here")
    return next(corpus for corpus in command.corpora() if corpus.name == request.param)


def shown(corpus):
    return "\n" + "\n".join(as_text(corpus))


def test_facts_are_read_as_well_as_before(corpus):
    tally = total(corpus.results)
    for name, floor in FLOORS[corpus.name].items():
        reached = getattr(tally, name) if name in {"f1", "recall", "precision"} else tally.rate(name)
        assert reached >= floor, f"{name} {reached:.4f}{shown(corpus)}"


def test_families_that_are_quoted_are_hardly_ever_wrong(corpus):
    tallies = by_family(corpus.results)
    assert set(tallies) >= STRICT_FAMILIES
    for family in STRICT_FAMILIES:
        assert tallies[family].precision >= 0.99, f"{family}{shown(corpus)}"


def test_no_form_and_no_layout_is_left_behind(corpus):
    for group in ("form", "layout"):
        for name, (_, tally) in by_report(corpus.results, lambda result, group=group: getattr(result, group)).items():
            assert tally.f1 >= 0.99, f"{name}{shown(corpus)}"


def test_reports_are_known_for_what_they_are(corpus):
    tally = whole(corpus)
    for name, floor in REPORT_FLOORS.items():
        assert tally.rate(name) >= floor, f"{name}{shown(corpus)}"
    assert tally.rate("findings") >= 0.92, shown(corpus)


def test_the_documented_table_is_current(corpus):
    assert documents.table(corpus.name) == "\n".join(as_markdown(corpus)), "run: make accuracy ARGS=--docs"


# The measure ------------------------------------------------------------------------------------------------------


TEXT = """青禾县2012年政府信息公开工作年度报告
一、主动公开政府信息情况
2012年,全县主动公开政府信息1284条。
二、依申请公开政府信息情况
2012年,我县共收到政府信息公开申请17件。
"""


def fact(measure, value, words, **more):
    start = TEXT.index(words)
    return {
        "measure": measure,
        "value": value,
        "status": "reported",
        "scope": "jurisdiction",
        "span": [start, start + len(words)],
        "evidence": words,
        **more,
    }


RECEIVED = fact("requests_received", 17, "收到政府信息公开申请17件")
DISCLOSED = fact("disclosed", 1284, "主动公开政府信息1284条")


@pytest.fixture
def case(tmp_path):
    """Makes a report with the gold record that a test wants."""

    def make(facts, **more):
        path = tmp_path / "qinghe.txt"
        path.write_text(TEXT, encoding="utf-8")
        return Case("qinghe", path, {"facts": facts, "tables": {"annex": "absent"}, **more})

    return make


def kinds(result):
    return [error.kind for error in result.errors]


def test_all_right(case):
    result = measure(case([RECEIVED, DISCLOSED], year=2012, findings=[]))
    tally = total([result])
    assert (tally.right, tally.extra, tally.missing, tally.f1) == (2, 0, 0, 1.0)
    assert result.whole.properties["year"] == 1
    assert (result.form, result.layout) == ("prose_2008", "no table")
    assert {"missing", "extra", "year", "status", "scope"} & set(kinds(result)) == set()


@pytest.mark.parametrize(
    ("facts", "counts", "wrong"),
    [
        pytest.param([], (1, 1, 0), ["extra"], id="extra"),
        pytest.param([DISCLOSED, {**RECEIVED, "measure": "trainees"}], (2, 0, 1), ["missing"], id="missing"),
        pytest.param([{**DISCLOSED, "value": 1285}], (1, 1, 1), ["missing", "extra"], id="value"),
        pytest.param([{**DISCLOSED, "optional": True}], (1, 0, 0), [], id="optional"),
        pytest.param([{**DISCLOSED, "qualifier": "over"}], (2, 0, 0), ["qualifier"], id="qualifier"),
        pytest.param([{**DISCLOSED, "status": "none_stated"}], (2, 0, 0), ["status"], id="status"),
        pytest.param([{**DISCLOSED, "scope": "organ"}], (2, 0, 0), ["scope"], id="scope"),
        pytest.param([{**DISCLOSED, "span": [0, 3]}], (2, 0, 0), ["span"], id="span"),
    ],
)
def test_each_kind_of_error_is_counted_and_named(case, facts, counts, wrong):
    result = measure(case([RECEIVED, *facts]))
    tally = total([result])
    assert (tally.right, tally.extra, tally.missing) == counts
    assert [kind for kind in kinds(result) if kind != "tables"] == wrong
    for kind in set(wrong) & {"qualifier", "status", "span"}:
        assert tally.rate(kind) == 0.5


def test_scope_is_also_counted_over_the_facts_that_state_it(case):
    tally = total([measure(case([RECEIVED, {**DISCLOSED, "scope": "unstated"}]))])
    assert (tally.rate("scope"), tally.of["scope"]) == (0.5, 2)
    assert (tally.rate("scope_stated"), tally.of["scope_stated"]) == (1.0, 1)


def test_a_scope_that_the_gold_leaves_open_is_not_compared(case):
    received = {name: value for name, value in RECEIVED.items() if name != "scope"}
    tally = total([measure(case([received, DISCLOSED]))])
    assert (tally.of["scope"], tally.of["status"]) == (1, 2)


def test_a_report_that_cannot_be_read_misses_everything(case):
    broken = case([RECEIVED, {**DISCLOSED, "optional": True}])
    broken.path.write_bytes(b"")
    result = measure(broken)
    assert (total([result]).recall, total([result]).missing) == (0.0, 1)
    assert kinds(result) == ["unread", "missing"]


def test_findings_are_counted(case):
    wanted = {"kind": "parts_total", "severity": "error", "message": "no", "numbers": {}, "evidence": []}
    result = measure(case([RECEIVED, DISCLOSED], findings=[wanted]))
    assert (result.whole.properties["findings"], result.whole.of["findings"]) == (0, 1)
    assert "finding missing" in kinds(result)
    assert result.besides == kinds(result).count("finding extra")


def test_ratios():
    tally = Tally(right=8, extra=2, missing=8)
    assert (tally.precision, tally.recall) == (0.8, 0.5)
    assert tally.f1 == pytest.approx(0.8 / 1.3)
    assert (Tally().precision, Tally().recall, Tally(missing=1).f1, Tally().rate("status")) == (1.0, 1.0, 0.0, 1.0)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("甲 | 件 | 1 | 2 | 3 |\n", "bars", id="bars"),
        pytest.param("|甲|1|2|\n|乙|3|\n", "bars", id="bars-outside"),
        pytest.param("甲 |\n1 |\n2 |\n3 |\n", "a cell and a bar a line", id="cell-and-bar"),
        pytest.param("甲\t1\t2\t3\n", "tabs", id="tabs"),
        pytest.param("甲   1   2   3\n", "columns by spaces", id="spaces"),
        pytest.param("甲 1 2 3\n", "columns by spaces", id="one-space"),
        pytest.param("甲\n1\n2\n\n3\n", "a cell a line", id="lines"),
        pytest.param("甲\r\n1\r\n2\r\n3\r\n", "a cell a line", id="crlf"),
    ],
)
def test_the_layout_shows_in_what_parts_the_cells(text, name):
    spans = [[text.index(figure), text.index(figure) + 1] for figure in "123"]
    gold = {"tables": {"requests": "present"}, "facts": [{"span": span} for span in spans]}
    assert layout(gold, text) == name


def test_a_layout_that_is_known_is_kept():
    assert layout({"layout": "hybrid", "tables": {}, "facts": []}, "") == "hybrid"
    assert layout({"tables": {"requests": "image", "annex": "absent"}, "facts": []}, "") == "no cells left"
    assert layout({"tables": {"annex": "absent"}, "facts": []}, "") == "no table"


# What it prints ---------------------------------------------------------------------------------------------------


def test_the_text_lists_every_error_with_its_evidence(case):
    results = [measure(case([{**RECEIVED, "value": 18}, {**DISCLOSED, "scope": "organ"}]))]
    pdf = Case("scan", case([]).path.with_suffix(".scan"), {"facts": [RECEIVED]})
    corpus = Corpus("made", "one report", results, [pdf])
    lines = list(as_text(corpus))
    assert lines[:2] == ["made: one report", "  not read: qinghe.scan (1 facts), there is no reader for .scan"]
    assert any(line.startswith("  missing") and "收到政府信息公开申请17件" in line for line in lines)
    assert any(line.startswith("  extra") and "收到政府信息公开申请17件" in line for line in lines)
    assert any(line.startswith("  scope") and line.endswith("read jurisdiction, not organ") for line in lines)
    assert [error.kind for error in errors(corpus)][:2] == ["missing", "extra"]
    record = json.loads(json.dumps(as_json(corpus), ensure_ascii=False))
    assert (record["corpus"], record["unread"]) == ("made", ["qinghe.scan"])
    assert record["groups"][0] | {"right": 1, "extra": 1, "missing": 1, "f1": 0.5} == record["groups"][0]
    assert len(record["errors"]) == len(errors(corpus))


def test_the_command_prints_json(capsys):
    command.main(["--json"])
    record = json.loads(capsys.readouterr().out)
    assert record["corpora"][0]["corpus"] == "samples"
    assert {group["group"] for group in record["corpora"][0]["groups"]} == {"all", "family", "form", "layout"}


def test_tables_are_put_where_they_belong(tmp_path, monkeypatch, case):
    page = tmp_path / "accuracy.md"
    page.write_text("a\n<!-- begin made -->\nold\n<!-- end made -->\nb\n<!-- begin other -->\n<!-- end other -->\n")
    monkeypatch.setattr(documents, "PAGE", page)
    corpus = Corpus("made", "one report", [measure(case([RECEIVED, DISCLOSED]))])
    documents.write([corpus])
    assert documents.table("made") == "\n".join(as_markdown(corpus))
    assert page.read_text().startswith("a\n<!-- begin made -->\nOne report.\n")
    assert page.read_text().endswith("<!-- end made -->\nb\n<!-- begin other -->\n<!-- end other -->\n")
    with pytest.raises(SystemExit, match="no place for absent"):
        documents.write([dataclasses.replace(corpus, name="absent")])
