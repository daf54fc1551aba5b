"""Every finding of the gold files is found, with its severity and its numbers, and hardly anything else."""

import json

import pytest

from tests.findings.reports import GOLD, from_gold

pytestmark = pytest.mark.skipif(not GOLD, reason="the gold files are not beside the project")

# Names of one number in the gold files and here.
NAMES = {"overview_1": "first", "overview_3": "second"}
# True findings that the gold file of a report does not list: where it lists none at all, or tells them in one line.
BESIDES = {
    "003_2d7fd3c7e9e5dabe": ["source_damage"],  # 入口網站, 硬體: its vocabulary was converted
    "004_9f664232744435af": ["table_image", "table_missing", "table_missing"],
    "dev_04_jinglan_jiaotong_2013_gb": ["parts_total"],  # channels 2205 of 2150
    "dev_12_lingdong_zscq_2024": ["parts_total"],  # the column of the wrong cell, beside its row
    "dev_14_wutongmen_jiedao_2022": ["cell_blank"],  # the row 行政强制
}


def plain(value):
    return json.loads(json.dumps(value))


@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.stem)
def test_gold_findings(path):
    gold, _, outcome = from_gold(path)
    left = list(outcome.findings)
    for wanted in gold.get("findings", ()):
        numbers = {NAMES.get(name, name): value for name, value in wanted.get("numbers", {}).items()}
        found = [
            finding
            for finding in left
            if finding.rule == wanted["kind"]
            and finding.severity == wanted["severity"]
            and all(plain(finding.numbers.get(name)) == value for name, value in numbers.items())
        ]
        assert found, (wanted["message"], [(one.rule, one.severity, one.numbers) for one in left])
        left.remove(found[0])
    assert [finding.rule for finding in left] == BESIDES.get(path.stem, [])


@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.stem)
def test_findings_speak_both_languages_and_point_to_their_figures(path):
    _, text, outcome = from_gold(path)
    for finding in outcome.findings:
        assert finding.message_zh.endswith("。")
        assert finding.message_en.endswith(".")
        assert all(0 <= index < len(outcome.observations) for index in finding.observations)
        assert finding.span is None or finding.span.end <= len(text)
        json.dumps(finding.numbers)
