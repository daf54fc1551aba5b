"""Whose report, for which year: heads and ends of reports in many shapes, written for these tests."""

import datetime

import pytest

from gongkai.identity import identify
from gongkai.normalise import View
from gongkai.records import Document, Form, Level, OrganKind
from gongkai.sections import parse_sections

BODY = "\n一、概述\n本机关按照条例开展工作。\n二、主动公开政府信息情况\n及时公开。\n"
FORM = (
    "\n一、总体情况\n按要求开展工作。\n二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n"
    "四、政府信息公开行政复议、行政诉讼情况\n五、存在的主要问题及改进情况\n六、其他需要报告的事项\n无。\n"
)


def read(text, path="report.txt", form=None, sections=True):
    document = Document(path=path, sha256="0" * 64, media_type="text/plain", encoding="utf-8", text=text)
    view = View(text)
    return identify(document, view, parse_sections(view) if sections else (), form)


def organ(text, **options):
    identity, _ = read(text, **options)
    return identity.organ, identity.region


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "溧阳市人民政府2015年政府信息公开工作年度报告" + BODY, ("溧阳市人民政府", "320481"), id="government"
        ),
        pytest.param(
            "溧阳市人民政府\n\n2015年政府信息公开年度报告" + BODY, ("溧阳市人民政府", "320481"), id="two-lines"
        ),
        pytest.param(
            "溧阳市人民政府2015年\n政府信息公开\n工作年度报告" + BODY, ("溧阳市人民政府", "320481"), id="three-lines"
        ),
        pytest.param("2015年度溧阳市教育局政府信息公开年报" + BODY, ("溧阳市教育局", "320481"), id="year-first"),
        pytest.param(
            "溧阳市教育局政府信息公开工作年度报告\n(2015年度)" + BODY, ("溧阳市教育局", "320481"), id="year-last"
        ),
        pytest.param("溧阳市人民政府信息公开工作2015年年度报告" + BODY, ("溧阳市人民政府", "320481"), id="shared-word"),
        pytest.param(
            "关于溧阳市水利局2015年度政府信息公开工作情况的报告" + BODY, ("溧阳市水利局", "320481"), id="about"
        ),
        pytest.param(
            "溧阳市水利局关于2015年政府信息公开工作的年度报告" + BODY, ("溧阳市水利局", "320481"), id="about-inside"
        ),
        pytest.param(
            "附件:溧阳市水利局2015年政府信息公开工作年度报告" + BODY, ("溧阳市水利局", "320481"), id="enclosure"
        ),
        pytest.param(
            "首页 > 政务公开 > 溧阳市水利局2015年政府信息公开年报" + BODY, ("溧阳市水利局", "320481"), id="crumbs"
        ),
        pytest.param(
            "溧阳市2015年水利局政府信息公开年报" + BODY, ("溧阳市水利局", "320481"), id="place-year-department"
        ),
        pytest.param(
            "溧阳市溧城镇人民政府2015年政府信息公开年报" + BODY, ("溧阳市溧城镇人民政府", "320481"), id="township"
        ),
        pytest.param(
            "溧 阳 市 水 利 局 2015 年 政 府 信 息 公 开 年 报" + BODY, ("溧阳市水利局", "320481"), id="spaced-out"
        ),
        pytest.param("云谷县水务局2015年政府信息公开年报" + BODY, ("云谷县水务局", None), id="invented-county"),
        pytest.param("吴镇人民政府2015年政府信息公开年报" + BODY, ("吴镇人民政府", None), id="township-of-one-sign"),
        pytest.param("洪泽县人民政府2015年政府信息公开年度报告" + BODY, ("洪泽县人民政府", "320829"), id="county-code"),
        pytest.param(
            "洪泽区人民政府2017年政府信息公开年度报告" + BODY, ("洪泽区人民政府", "320813"), id="district-code"
        ),
        pytest.param(
            "北京市朝阳区卫生局2011年政府信息公开年度报告" + BODY, ("北京市朝阳区卫生局", "110105"), id="named-parent"
        ),
        pytest.param("朝阳区卫生局2011年政府信息公开年度报告" + BODY, ("朝阳区卫生局", None), id="no-parent-named"),
        pytest.param(
            "朝阳区卫生局2011年政府信息公开年报\n来源:长春市朝阳区" + BODY,
            ("朝阳区卫生局", "220104"),
            id="parent-in-text",
        ),
        pytest.param(
            "延边州财政局2011年政府信息公开年度报告" + BODY, ("延边州财政局", "222400"), id="prefecture-short"
        ),
        pytest.param(
            "西藏自治区人民政府2011年政府信息公开年度报告" + BODY,
            ("西藏自治区人民政府", "540000"),
            id="autonomous-region",
        ),
        pytest.param("民政部2011年政府信息公开工作年度报告" + BODY, ("民政部", None), id="ministry"),
        pytest.param(
            "国家税务总局溧阳市税务局2019年政府信息公开年报" + FORM, ("国家税务总局溧阳市税务局", "320481"), id="branch"
        ),
        pytest.param("大连海关2011年政府信息公开年度报告" + BODY, ("大连海关", "210200"), id="branch-short-name"),
        pytest.param(
            "溧陽市人民政府2015年政府信息公開工作年度報告\n一、概述\n積極推進。\n",
            ("溧陽市人民政府", "320481"),
            id="traditional",
        ),
    ],
)
def test_the_title_names_the_body(text, expected):
    assert organ(text) == expected
    assert organ(text, sections=False) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "溧阳市2015年政府信息公开工作年度报告" + BODY + "\n溧阳市人民政府\n2016年3月1日\n",
            "溧阳市人民政府",
            id="signature",
        ),
        pytest.param(
            "溧阳市2015年政府信息公开工作年度报告" + BODY + "\n溧阳市政务公开工作领导小组\n2016年3月1日\n",
            "溧阳市政务公开工作领导小组",
            id="signed-by-another-body",
        ),
        pytest.param(
            "溧阳市2015年政府信息公开工作年度报告\n来源:溧阳市人民政府" + BODY, "溧阳市人民政府", id="source-line"
        ),
        pytest.param(
            "溧阳市2015年政府信息公开工作年度报告\n电子版可在溧阳市人民政府网站下载。" + BODY,
            "溧阳市人民政府",
            id="site",
        ),
        pytest.param(
            "溧阳市2015年政府信息公开工作年度报告\n《江苏省人民政府关于做好工作的通知》要求。" + BODY,
            "溧阳市",
            id="nothing-else",
        ),
        pytest.param(
            "芦花街道2015年政府信息公开报告\n现将芦花街道办事处2015年信息公开工作报告如下。" + BODY,
            "芦花街道办事处",
            id="street-office",
        ),
        pytest.param(
            "芦花乡2015年政府信息公开年度报告 | 现将有关工作报告如下。 一、概述 无。 芦花乡人民政府",
            "芦花乡人民政府",
            id="signature-on-the-same-line",
        ),
        pytest.param(
            "市教育局2015年政府信息公开年度报告" + BODY + "\n溧阳市教育局\n2016年3月1日\n",
            "溧阳市教育局",
            id="bare-department",
        ),
        pytest.param(
            "长阳自治县2015年政府信息公开年度报告\n请与长阳土家族自治县人民政府办公室联系。" + BODY,
            "长阳土家族自治县人民政府",
            id="two-names-of-one-county",
        ),
    ],
)
def test_a_title_without_the_body(text, expected):
    assert organ(text)[0] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "现公布溧阳市水利局2015年政府信息公开工作年度报告。" + BODY, ("溧阳市水利局", "320481"), id="published"
        ),
        pytest.param(
            "现发布《溧阳市水利局2015年政府信息公开工作年度报告》。" + BODY, ("溧阳市水利局", "320481"), id="quoted"
        ),
        pytest.param("本报告由溧阳市水利局编制,请予监督。" + BODY, ("溧阳市水利局", "320481"), id="made-by"),
        pytest.param(
            "本报告由溧阳市人民政府办公室根据条例编制。" + BODY, ("溧阳市人民政府", "320481"), id="made-by-the-office"
        ),
        pytest.param(
            "发布机构: | 溧阳市水利局 | 文号: |\n为做好信息公开工作,报告如下。" + BODY,
            ("溧阳市水利局", "320481"),
            id="page",
        ),
        pytest.param(
            "一、概述\n2015年,我市认真落实。溧阳市人民政府门户网站改版。\n", ("溧阳市人民政府", "320481"), id="our-city"
        ),
        pytest.param(
            "一、概述\n2015年,我市由溧阳市政务公开领导小组负责。溧阳市财政局公开预算。溧阳市人民政府门户网站改版。\n",
            ("溧阳市人民政府", "320481"),
            id="our-city-among-others",
        ),
        pytest.param(
            "一、概述\n2015年,我局努力工作。请与溧阳市水利局办公室联系。\n", ("溧阳市水利局", "320481"), id="our-bureau"
        ),
        pytest.param(
            "一、总体情况\n2024年,溧阳市人民政府办公室坚持公开透明。\n",
            ("溧阳市人民政府办公室", "320481"),
            id="office-of-its-own",
        ),
        pytest.param("一、概述\n2015年,我局努力工作。\n", (None, None), id="nobody"),
    ],
)
def test_no_title(text, expected):
    assert organ(text) == expected


def test_nobody_is_a_finding_and_the_report_is_kept():
    identity, findings = read("一、概述\n按照要求开展工作。\n")
    assert (identity.organ, identity.year, identity.region, identity.form) == (None, None, None, None)
    assert [finding.rule for finding in findings] == ["year_unknown", "organ_unknown"]


def test_a_body_without_code_is_a_finding():
    _, findings = read("云谷县水务局2015年政府信息公开年报" + BODY)
    assert [(finding.rule, finding.severity) for finding in findings] == [("region_unknown", "info")]
    assert findings[0].span.of("云谷县水务局2015年政府信息公开年报" + BODY) == "云谷县水务局"
    assert read("民政部2015年政府信息公开年报" + BODY)[1] == ()


def test_a_replacement_character_is_a_finding():
    _, findings = read("溧阳市水利局2015年政府信息公开年报\n一、概\ufffd\n")
    assert [finding.rule for finding in findings] == ["text_damaged"]
    assert findings[0].numbers == {"characters": 1}


@pytest.mark.parametrize(
    ("name", "kind", "level"),
    [
        pytest.param("民政部", OrganKind.DEPARTMENT, Level.NATIONAL, id="ministry"),
        pytest.param("国家统计局", OrganKind.DEPARTMENT, Level.NATIONAL, id="national-bureau"),
        pytest.param("国务院办公厅", OrganKind.DEPARTMENT, Level.NATIONAL, id="state-council"),
        pytest.param("中国证券监督管理委员会", OrganKind.DEPARTMENT, Level.NATIONAL, id="commission"),
        pytest.param("国家税务总局溧阳市税务局", OrganKind.DEPARTMENT, Level.COUNTY, id="branch"),
        pytest.param("江苏省人民政府", OrganKind.GOVERNMENT, Level.PROVINCE, id="province"),
        pytest.param("江苏省教育厅", OrganKind.DEPARTMENT, Level.PROVINCE, id="provincial-department"),
        pytest.param("上海市水务局", OrganKind.DEPARTMENT, Level.PROVINCE, id="municipality"),
        pytest.param("苏州市人民政府办公室", OrganKind.GOVERNMENT, Level.PREFECTURE, id="office-of-a-government"),
        pytest.param("兴安盟行政公署", OrganKind.GOVERNMENT, Level.PREFECTURE, id="league"),
        pytest.param("苏州市国有资产监督管理委员会", OrganKind.DEPARTMENT, Level.PREFECTURE, id="no-zone"),
        pytest.param("溧阳市城市管理局", OrganKind.DEPARTMENT, Level.COUNTY, id="county-city"),
        pytest.param("溧阳市住房和城乡建设局", OrganKind.DEPARTMENT, Level.COUNTY, id="town-and-country"),
        pytest.param("苏州市吴中区住房和城市建设局", OrganKind.DEPARTMENT, Level.COUNTY, id="urban-construction"),
        pytest.param("石湾市民政局", OrganKind.DEPARTMENT, None, id="civil-affairs-of-an-invented-city"),
        pytest.param("石湾县乡村振兴局", OrganKind.DEPARTMENT, Level.COUNTY, id="invented-county"),
        pytest.param("石湾省地方税务局", OrganKind.DEPARTMENT, Level.PROVINCE, id="invented-province"),
        pytest.param("中共溧阳市委党史研究室", OrganKind.DEPARTMENT, Level.COUNTY, id="party-office"),
        pytest.param("石湾县柳口镇财政所", OrganKind.DEPARTMENT, Level.TOWNSHIP, id="township-department"),
        pytest.param("石湾县柳口镇人民政府", OrganKind.GOVERNMENT, Level.TOWNSHIP, id="township"),
        pytest.param("梅岭街道办事处", OrganKind.GOVERNMENT, Level.TOWNSHIP, id="street-office"),
        pytest.param("石湾市人民政府", OrganKind.GOVERNMENT, None, id="invented-city"),
        pytest.param("苏州工业园区管理委员会", OrganKind.GOVERNMENT, Level.COUNTY, id="zone"),
    ],
)
def test_kind_and_level(name, kind, level):
    identity, _ = read(f"{name}2019年政府信息公开工作年度报告{FORM}")
    assert (identity.organ, identity.organ_kind, identity.level) == (name, kind, level)


def test_the_level_of_an_unknown_city_is_what_lies_below_it():
    title = "石湾市人民政府2015年政府信息公开工作年度报告\n一、概述\n"
    assert read(title + "各县(市、区)认真落实。\n")[0].level == Level.PREFECTURE
    assert read(title + "各乡镇认真落实。\n")[0].level == Level.COUNTY


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        pytest.param(
            "石湾县2015年政府信息公开年报\n统计期限为2014年1月1日至12月31日。", "", (2015, "title"), id="title-first"
        ),
        pytest.param("石湾县二〇〇九年度政府信息公开年报\n2010年将继续。", "", (2009, "title"), id="chinese-numerals"),
        pytest.param("石湾县二○一二年政府信息公开年报\n", "", (2012, "title"), id="chinese-numerals-round-zero"),
        pytest.param(
            "2014年关于石湾县2013年政府信息公开工作的报告\n", "", (2013, "title"), id="two-years-in-the-title"
        ),
        pytest.param("数据统计期限为2008年5月1日至12月31日。", "x-2011.txt", (2008, "period"), id="first-year"),
        pytest.param("统计时限为201711日至20171231日。", "", (2017, "period"), id="digits-run-together"),
        pytest.param("统计时间为2009年月日至20091231日。", "", (2009, "period"), id="digits-lost"),
        pytest.param("统计期限自202111日起至1231日止。", "", (2021, "period"), id="end-without-year"),
        pytest.param("统计时段为2016年全年。", "", (2016, "period"), id="whole-year"),
        pytest.param(
            "统计期限自2008年5月1日至2013年12月31日。一、概述\n2013年,我局受理。2013年度公开。",
            "",
            (2013, "section"),
            id="period-of-several-years",
        ),
        pytest.param(
            "根据(国发〔2012〕73号)和《2012年工作要点》,2013年,全市公开。2014年将继续。",
            "",
            (2013, "section"),
            id="document-numbers-and-plans",
        ),
        pytest.param("现将2013年度政府信息公开工作报告如下。2012年,开通网站。", "", (2013, "section"), id="opening"),
        pytest.param("比2012年增长。较2012年下降。2013年,全年公开。", "", (2013, "section"), id="comparison"),
        pytest.param("没有年份的报告。", "reports/2016_石湾县.txt", (2016, "file_name"), id="file-name"),
        pytest.param(
            "没有年份的报告。", "石湾县2016年报告(20170301).txt", (2016, "file_name"), id="file-name-with-sign"
        ),
        pytest.param("没有年份的报告。", "001_8d2016ab1cc33b56.txt", (None, ""), id="hash"),
        pytest.param("没有年份的报告。", "20161231001.txt", (None, ""), id="serial-number"),
        pytest.param("没有年份的报告。", "2016-2017.txt", (None, ""), id="two-years-in-the-name"),
        pytest.param("2012年,开通网站。2013年,改版网站。", "", (None, ""), id="sections-undecided"),
    ],
)
def test_year(text, path, expected):
    identity, _ = read(text + "\n", path=path)
    assert (identity.year, identity.year_source) == expected


def test_title_and_period_of_different_years_are_a_finding():
    identity, findings = read("溧阳市水利局2015年政府信息公开年报\n统计期限为2014年1月1日至2014年12月31日。" + BODY)
    assert identity.year == 2015
    assert [finding.rule for finding in findings] == ["year_conflict"]
    assert findings[0].numbers == {"title": 2015, "period": 2014}


def test_a_list_of_other_years_is_no_title():
    text = "石湾县2013年政府信息公开年报\n石湾县2014年政府信息公开年报\n统计期限为2014年1月1日至12月31日。" + BODY
    assert read(text)[0].year == 2014


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param("发布时间: 2016-01-29", "2016-01-29", id="dashes"),
        pytest.param("发布日期:2016/2/9 阅读:12次", "2016-02-09", id="slashes"),
        pytest.param("来源:市政府办 时间:2016-01-16 11:14", "2016-01-16", id="time-of-day"),
        pytest.param("【信息时间: 2016.02.20 阅读次数: 138 】【我要打印】", "2016-02-20", id="dots"),
        pytest.param("录入时间:2016年3月7日", "2016-03-07", id="chinese"),
        pytest.param("作者:办公室 | 更新时间:2016-01-18 | 点击数:", "2016-01-18", id="cells"),
        pytest.param("成文日期:2016-03-01 | 发布日期:2016-04-08 |", "2016-04-08", id="published-before-made"),
        pytest.param("[ 公 开 日 期 ] | 2016-03-25 | [ 有 效 性 ] |", "2016-03-25", id="spaced-label"),
        pytest.param("2016年3月6日", "2016-03-06", id="bare-line"),
        pytest.param("(2016年3月6日)", "2016-03-06", id="bare-line-in-brackets"),
        pytest.param("二〇一六年三月二十六日", "2016-03-26", id="chinese-numerals"),
        pytest.param("石湾县信息公开 2016/3/27", "2016-03-27", id="site-and-date"),
        pytest.param("发布时间:2016-13-45", None, id="no-such-day"),
        pytest.param("发布时间:2012-03-01", None, id="before-the-year"),
        pytest.param("填报日期:2016年1月16日", None, id="date-of-filling-in"),
        pytest.param("统计时间:2015年1月1日至12月31日", None, id="period"),
    ],
)
def test_published(line, expected):
    identity, _ = read(f"石湾县水务局2015年政府信息公开年度报告\n{line}{BODY}")
    assert identity.published == (datetime.date.fromisoformat(expected) if expected else None)


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        pytest.param("\n石湾县水务局\n2016年3月8日\n", "2016-03-08", id="signature"),
        pytest.param("\n石湾县水务局(盖章)\n二○一六年三月八日\n", "2016-03-08", id="chinese-numerals"),
        pytest.param("\n石湾县水务局   2016年3月8日\n\n附件下载\n扫一扫\n", "2016-03-08", id="beside-the-name"),
        pytest.param("\n石湾县水务局\n201638日\n", None, id="digits-run-together"),
        pytest.param("\n", None, id="none"),
    ],
)
def test_the_signature_dates_a_report_whose_page_does_not(end, expected):
    identity, _ = read("石湾县水务局2015年政府信息公开年度报告" + BODY + end)
    assert identity.published == (datetime.date.fromisoformat(expected) if expected else None)
    identity, _ = read("石湾县水务局2015年政府信息公开年度报告\n发布时间:2016-03-20" + BODY + end)
    assert identity.published == datetime.date(2016, 3, 20)


@pytest.mark.parametrize(
    ("year", "body", "form", "expected"),
    [
        pytest.param(2010, BODY, None, Form.PROSE_2008, id="before-2014"),
        pytest.param(2016, BODY, None, Form.PROSE_2008, id="no-annex"),
        pytest.param(2016, BODY, Form.ANNEX_2014, Form.ANNEX_2014, id="annex"),
        pytest.param(2020, FORM, None, Form.FORM_2019, id="headings-2020"),
        pytest.param(2021, FORM, None, Form.FORM_2021, id="headings-2021"),
        pytest.param(2022, FORM, Form.FORM_2019, Form.FORM_2019, id="tables-decide"),
        pytest.param(2019, BODY, None, None, id="old-shape-in-2019"),
    ],
)
def test_form(year, body, form, expected):
    identity, _ = read(f"石湾县水务局{year}年政府信息公开工作年度报告{body}", form=form)
    assert identity.form == expected


def test_the_title_stands_as_in_the_source():
    identity, _ = read("首页>>\n溪谷縣人民政府\n2015年政府信息公開工作\n年度報告\n" + BODY)
    assert identity.title == "溪谷縣人民政府2015年政府信息公開工作年度報告"
    assert identity.organ == "溪谷縣人民政府"


def test_pinyin_of_a_mirror_does_not_hide_the_title():
    identity, _ = read("2009年度下湾鎮(zhèn)政府信息公開年度報(bào)告\n一、概述\n")
    assert (identity.organ, identity.year) == ("下湾鎮", 2009)
