"""The sample reports in data/raw against the facts that were read in them by hand (tests/samples/gold)."""

import csv
import functools
import json
import re
from pathlib import Path

import pytest

from gongkai.exceptions import ReadError
from gongkai.extract import extract_file
from gongkai.normalise import View
from gongkai.readers import read_file
from tests.support import scoring

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
RAW = ROOT / "data" / "raw"
SHARED_GOLD = ROOT.parent / "shared" / "gold"
EXAMPLES = "examples"  # of files that are rejected on purpose
GOLD = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted((HERE / "gold").glob("*.json"))}
BETWEEN_YEARS = json.loads((HERE / "between_years.json").read_text(encoding="utf-8"))

# An abridged report, and the gold file of the published one where its figures stand.
PUBLISHED = {
    "2016-gaoping": "000_8828d0bea7d12cc7",
    "2017-sanming": "001_8d8ab1cc33b56129",
    "2020-taiyuan": "002_b904a5622445d861",
    "2013-bayannur": "003_2d7fd3c7e9e5dabe",
    "2019-suifenhe": "004_9f664232744435af",
    "2023年洪泽区政府信息公开工作年度报告": "hzq2023_working",
    "2024年洪泽区政府信息公开工作年度报告": "hzq2024_working",
}
INVENTED = sorted(set(GOLD) - set(PUBLISHED))

every_sample = pytest.mark.parametrize("name", GOLD)


def text_of(name):
    gold = GOLD[name]
    return (RAW / gold["document"]).read_bytes().decode(gold["encoding"])


def regions():
    with (scoring.CATALOGUE / "regions.csv").open(encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


@functools.cache
def report_of(name):
    return extract_file(RAW / GOLD[name]["document"])


def shown(lines):
    return "\n" + "\n".join(lines)


# The samples and their gold files by themselves -------------------------------------------------------------------


def test_every_sample_has_its_gold_file():
    samples = {path.relative_to(RAW).as_posix() for path in RAW.rglob("*") if path.is_file()}
    samples = {path for path in samples if not path.startswith((".", f"{EXAMPLES}/"))}
    assert samples == {gold["document"] for gold in GOLD.values()}
    assert all(Path(gold["document"]).stem == name for name, gold in GOLD.items())


def test_there_are_reports_of_every_form_and_eight_years_in_a_row():
    assert {gold["form"] for gold in GOLD.values()} == {"prose_2008", "annex_2014", "form_2019", "form_2021"}
    years = {gold["year"] for gold in GOLD.values() if gold["organ"] == "云渚县人民政府"}
    assert years == {2009, 2012, *range(2016, 2024)}


@every_sample
def test_it_decodes_with_its_stated_encoding(name):
    text = text_of(name)
    assert "\ufffd" not in text
    assert read_file(RAW / GOLD[name]["document"]).text == text


@every_sample
def test_evidence_is_the_text_at_its_span(name):
    text = text_of(name)
    for fact in GOLD[name]["facts"]:
        assert text[slice(*fact["span"])] == fact["evidence"], scoring.brief(fact)
        for start, end in fact.get("also", ()):
            assert 0 <= start < end <= len(text), scoring.brief(fact)
    for finding in GOLD[name]["findings"]:
        for place in finding["evidence"]:
            assert text[slice(*place["span"])] == place["text"], finding["message"]


@every_sample
def test_gold_keeps_to_the_catalogue(name):
    with (scoring.CATALOGUE / "dimensions.csv").open(encoding="utf-8") as handle:
        codes = {(row["dimension"], row["code"]) for row in csv.DictReader(handle)}
    names = {dimension for dimension, _ in codes}
    for fact in GOLD[name]["facts"]:
        given = names & set(fact)
        assert given <= set(scoring.dimensions()[fact["measure"]]), scoring.brief(fact)
        assert all((each, fact[each]) in codes for each in given - {"category"}), scoring.brief(fact)
        assert (fact["value"] is None) == (fact["status"] in {"blank", "not_applicable"}), scoring.brief(fact)
        assert fact["status"] != "none_stated" or fact["value"] == 0, scoring.brief(fact)


@pytest.mark.parametrize("name", INVENTED)
def test_an_invented_report_says_so_and_names_no_real_place(name):
    assert "本文为虚构示例,地名、机构与数字均系编造" in text_of(name).splitlines()[0]
    assert GOLD[name]["region"] is None
    county = re.match(r".+?县", GOLD[name]["organ"])[0]
    assert county not in {row["name"] for row in regions()}


@pytest.mark.parametrize("name", PUBLISHED)
def test_an_abridged_report_says_so_and_names_a_real_place(name):
    gold = GOLD[name]
    first = View(text_of(name)).text.splitlines()[0]
    assert re.search("摘编说明.本文是.+已公布年度报告的数字摘编,数字与原报告一致,文字由本项目另行撰写", first)
    valid = [row for row in regions() if row["code"] == gold["region"] and int(row["valid_from"]) <= gold["year"]]
    assert [row for row in valid if not row["valid_to"] or int(row["valid_to"]) >= gold["year"]]


@pytest.mark.skipif(not SHARED_GOLD.is_dir(), reason="the published reports are not at hand")
@pytest.mark.parametrize("name", PUBLISHED)
def test_figures_under_a_real_organ_are_the_published_ones(name):
    gold = GOLD[name]
    published = json.loads((SHARED_GOLD / f"{PUBLISHED[name]}.json").read_text(encoding="utf-8"))
    known = {(scoring.key(fact), fact["value"]) for fact in published["facts"]}
    assert [fact for fact in gold["facts"] if (scoring.key(fact), fact["value"]) not in known] == []
    assert (gold["region"], gold["year"], gold["published"]) == tuple(
        published[each] for each in ("region", "year", "published")
    )


@pytest.mark.parametrize("case", BETWEEN_YEARS, ids=lambda case: f"{case['kind']}-{case['organ']}-{case['years'][0]}")
def test_what_does_not_fit_between_years_stands_in_the_samples(case):
    reports = {gold["year"]: gold for gold in GOLD.values() if gold["organ"] == case["organ"]}
    if case["kind"] == "gap":
        (year,) = case["years"]
        assert year not in reports
        assert min(reports) < year < max(reports)
        return
    for year, wanted, value in zip(case["years"], case["facts"], case["values"], strict=True):
        values = [fact["value"] for fact in reports[year]["facts"] if scoring.key(fact) == scoring.key(wanted)]
        assert values == [value]


def test_the_picture_with_the_suffix_of_a_text_is_rejected():
    (path,) = (RAW / EXAMPLES).iterdir()
    with pytest.raises(ReadError) as caught:
        read_file(path)
    assert caught.value.reason == "binary"


# What is extracted from them --------------------------------------------------------------------------------------


@every_sample
def test_identity(name):
    gold, identity = GOLD[name], report_of(name).identity
    published = identity.published.isoformat() if identity.published else None
    assert (identity.organ, identity.region, identity.year, published, identity.form) == (
        gold["organ"],
        gold["region"],
        gold["year"],
        gold["published"],
        gold["form"],
    )


@every_sample
def test_states_of_the_tables(name):
    assert {each: str(state) for each, state in report_of(name).tables.items()} == GOLD[name]["tables"]


@every_sample
def test_sections(name):
    sections = [
        {"title": section.title.strip("# \t"), "topic": section.topic}
        for section in report_of(name).sections
        if section.parent is None
    ]
    assert [section for section in GOLD[name]["sections"] if section not in sections] == []


@every_sample
def test_every_fact_and_no_other(name):
    outcome = scoring.compare(GOLD[name]["facts"], scoring.facts(report_of(name)))
    wrong = [f"missing {scoring.brief(fact)}" for fact in outcome.missing]
    wrong += [f"extra   {scoring.brief(fact)}" for fact in outcome.extra]
    assert not wrong, shown(wrong)


@every_sample
@pytest.mark.parametrize(("field", "default"), [("status", "reported"), ("qualifier", "exact")])
def test_status_and_qualifier(name, field, default):
    outcome = scoring.compare(GOLD[name]["facts"], scoring.facts(report_of(name)))
    wrong = [f"{fact.get(field)} for {scoring.brief(gold)}" for gold, fact in outcome.differing(field, default)]
    assert not wrong, shown(wrong)


@every_sample
def test_evidence_stands_where_the_gold_has_it(name):
    outcome = scoring.compare(GOLD[name]["facts"], scoring.facts(report_of(name)))
    wrong = [f"{fact['evidence']!r} for {scoring.brief(gold)}" for gold, fact in outcome.misplaced()]
    assert not wrong, shown(wrong)


@every_sample
def test_every_finding_and_no_other(name):
    missing, extra = scoring.compare_findings(GOLD[name]["findings"], report_of(name).findings)
    wrong = [f"missing {gold['kind']}: {gold['message']}" for gold in missing]
    wrong += [f"extra   {finding.rule}: {finding.message_en}" for finding in extra]
    assert not wrong, shown(wrong)
