"""Bodies of every kind, as titles and texts without a title name them; texts written for these tests."""

import pytest

from gongkai.identity.organs import describe
from tests.identity.test_identify import BODY, organ

TITLES = [
    ("国家统计局浙江调查总队", "330000"),
    ("国家统计局成都调查队", "510100"),
    ("国家矿山安全监察局山西局", "140000"),
    ("国家税务总局成都市税务局", "510100"),
    ("青岛海关", "370200"),
    ("新疆生产建设兵团", None),
    ("锡林郭勒盟行政公署", "152500"),
    ("鄂伦春自治旗人民政府", "150723"),
    ("黔东南州教育局", "522600"),
    ("津市市教育局", "430781"),
    ("镇原县教育局", "621027"),
    ("天津市南开区兴南街", "120104"),
    ("佳荣里街", None),
    ("厦门市住房公积金管理中心", "350200"),
    ("济南市人民政府国有资产监督管理委员会", "370100"),
    ("如皋市机构编制委员会办公室", "320682"),
    ("宜昌市中心人民医院", "420500"),
    ("赣州市第三中学", "360700"),
    ("中国(上海)自由贸易试验区临港新片区管理委员会", None),
]


@pytest.mark.parametrize(("name", "region"), [pytest.param(*pair, id=pair[0]) for pair in TITLES])
def test_title(name, region):
    assert organ(f"{name}2020年政府信息公开工作年度报告" + BODY) == (name, region)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Page 8 - 溧阳市信访局2022年政府信息公开工作年度报告" + BODY, ("溧阳市信访局", "320481"), id="page-label"
        ),
        pytest.param("江苏省发布2016年政府信息公开工作年度报告" + BODY, ("江苏省", "320000"), id="announced"),
        pytest.param(
            "青岛西海岸新区(黄岛区)2021年政府信息公开工作年度报告" + BODY, ("青岛西海岸新区", None), id="two-names"
        ),
        pytest.param(
            "一、总体情况\n2018年,江苏省全面推进公开。我省印发要点,我省各地认真落实。\n", ("江苏省", "320000"),
            id="province-without-title",
        ),
        pytest.param(
            "一、总体情况\n2022年,商务局信息公开工作有序开展。我局公开信息24条。\n", ("商务局", None),
            id="body-without-place",
        ),
        pytest.param(
            "一、总体情况\n2019年,区民政局高度重视,现汇报如下。2019年度区民政局公开预算。我局公布《溧阳市天目湖区民政局公告》。\n",
            ("区民政局", None), id="several-parts-are-no-place",
        ),
        pytest.param(
            "一、总体情况\n2019年,市民政局高度重视,现汇报如下。2019年度市民政局公开预算。我局公布《溧阳市民政局关于名录的公告》。\n",
            ("溧阳市民政局", "320481"), id="place-from-its-own-document",
        ),
        pytest.param(
            "一、总体情况\n2023年,我乡公开信息300条。修订《溧阳市云集乡人民政府信息公开指南》。\n",
            ("溧阳市云集乡人民政府", "320481"), id="own-guide",
        ),
        pytest.param(
            "溧阳市人民政府\n2013年3月\n本报告由溧阳市政府办公室综合各部门报告编写而成。\n一、概述\n2012年,我市公开信息。\n",
            ("溧阳市人民政府", "320481"), id="office-and-name-on-top",
        ),
    ],
)  # fmt: skip
def test_text(text, expected):
    assert organ(text) == expected


def test_a_branch_is_not_named_after_a_sea():
    assert describe("国家海洋局东海分局", 2016).regions == ()
