"""A table printed twice, for the organ itself and for all below it: two tables, whose captions tell the scope."""

from __future__ import annotations

import pytest

import gongkai
from gongkai.forms.captions import caption_scope
from gongkai.records import Scope
from tests.forms import layouts
from tests.forms.test_damage import figures_2019

OWN, ALL = figures_2019(3), figures_2019(4)
APPEALS = {(p, r): "0" for p in layouts.PROCEEDINGS for r in layouts.RESULTS}


def written(layout, first: str, second: str) -> str:
    grids = [layouts.requests_grid(figures, "2019") for figures in (OWN, ALL)]
    appeals = [
        layouts.appeals_grid({**APPEALS, **{("行政复议", name): count for name in ("结果维持", "总计")}})
        for count in "13"
    ]
    return (
        "三、收到和处理政府信息公开申请情况\n"
        f"{first}\n{layout(grids[0])}\n{second}\n{layout(grids[1])}\n"
        "四、政府信息公开行政复议、行政诉讼情况\n"
        f"{first}\n{layout(appeals[0])}\n{second}\n{layout(appeals[1])}\n"
        "五、存在的主要问题及改进情况\n一是公开不够及时。\n"
    )


@pytest.mark.parametrize("layout", [layouts.inner_bars, layouts.lines, layouts.spaces, layouts.repeated_bars])
@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param("(一)市本级情况", "(二)全市汇总情况", id="headings"),
        pytest.param("表1 市政府及市政府办公室", "表2 各县(市、区)、市政府各部门", id="numbered-captions"),
    ],
)
def test_each_table_is_read_with_its_scope(layout, first, second):
    report = gongkai.extract_text("云渚市2020年政府信息公开工作年度报告\n" + written(layout, first, second))
    cells = [one for one in report.observations if one.source == "form"]
    assert len(cells) == 2 * (23 * 7 + 15)
    for figures, scope in ((OWN, Scope.ORGAN), (ALL, Scope.JURISDICTION)):
        expected = sorted(int(word) for word in figures.values())
        found = [one for one in cells if one.scope is scope and one.measure != "appeals"]
        assert sorted(one.value for one in found) == expected
    reviews = {one.scope: one.value for one in cells if dict(one.dimensions) == {"proceeding": "review"}}
    assert reviews == {Scope.ORGAN: 1, Scope.JURISDICTION: 3}
    assert not [one for one in report.observations if one.source == "prose"]
    assert not any(one.conflicted for one in cells)


def test_its_own_sums_are_checked():
    text = written(layouts.inner_bars, "(一)市本级情况", "(二)全市汇总情况")
    rules = [one.rule for one in gongkai.extract_text(text).findings]
    assert "parts_total" not in rules
    first = OWN["2.重复申请", "自然人"]
    broken = text.replace(f"2.重复申请 | {first} |", f"2.重复申请 | {int(first) + 80} |", 1)
    assert broken != text
    found = [one for one in gongkai.extract_text(broken).findings if one.rule == "parts_total"]
    assert {one.computed - one.stated for one in found} == {80}


def test_an_annex_printed_twice():
    rows = [row for row in layouts.ANNEX_2014 if row[2]]
    annexes = [layouts.inner_bars(layouts.annex_grid([str(at + more) for at in range(len(rows))])) for more in (0, 500)]
    text = (
        "云渚市2016年政府信息公开工作年度报告\n一、概述\n公开及时。\n"
        f"附表1 政府信息公开情况统计表(市本级)\n{annexes[0]}\n单位负责人:某甲\n"
        f"附表2 政府信息公开情况统计表(全市汇总)\n{annexes[1]}\n单位负责人:某甲\n"
    )
    found = [one for one in gongkai.extract_text(text).observations if one.source == "annex"]
    assert len(found) == 2 * len(rows)
    own = [one for one in found if one.span.start < text.index("附表2")]
    assert {one.scope for one in own} == {Scope.ORGAN}
    assert {one.scope for one in found if one not in own} == {Scope.JURISDICTION}


@pytest.mark.parametrize(
    ("above", "scope"),
    [
        pytest.param("表一:全市汇总\n", Scope.JURISDICTION, id="all"),
        pytest.param("(二)市本级\n\n", Scope.ORGAN, id="own"),
        pytest.param("申请情况表\n", Scope.UNSTATED, id="neither"),
        pytest.param("全市各级行政机关认真办理,全年共收到申请9件,均已答复。\n", Scope.UNSTATED, id="sentence"),
    ],
)
def test_caption(above, scope):
    assert caption_scope(above, 0, len(above)) is scope
