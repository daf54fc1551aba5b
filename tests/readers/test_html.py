"""Reports saved as web pages, in the ways in which sites lay an article out, against their text."""

import pytest

from gongkai.exceptions import ReadError
from gongkai.extract import extract_document
from gongkai.readers import read_bytes
from tests.support import drawn, webpages

SAMPLES = drawn.samples()
SUFFIXES = {"archive": ".mht"}
# Templates whose page says nowhere when it was published.
UNDATED = {"word", "rows", "cells", "nested"}


def page_of(name, template):
    sample = drawn.drawn(name)
    identity = sample.report.identity
    published = str(identity.published or f"{identity.year + 1}-01-26")
    article = webpages.Article(identity.title, published, sample.blocks)
    path = name.rpartition(".")[0] + SUFFIXES.get(template, ".html")
    return sample.report, published, read_bytes(webpages.TEMPLATES[template](article), path)


@pytest.mark.parametrize("template", webpages.TEMPLATES)
@pytest.mark.parametrize("name", SAMPLES)
def test_a_page_says_what_its_text_says(name, template):
    expected, published, document = page_of(name, template)
    report = extract_document(document)
    assert drawn.facts(report) == drawn.facts(expected)
    assert report.tables == expected.tables
    identity = report.identity
    assert (identity.organ, identity.year, identity.form, identity.title) == (
        expected.identity.organ,
        expected.identity.year,
        expected.identity.form,
        expected.identity.title,
    )
    if template not in UNDATED:
        assert str(identity.published) == published
    # What damaged the text (page numbers inside a table) is not on the page.
    kept = sorted(finding.rule for finding in expected.findings if finding.rule != "source_damage")
    assert sorted(finding.rule for finding in report.findings) == kept
    assert [words for words in webpages.AROUND if words in document.text] == []


@pytest.mark.parametrize("template", webpages.TEMPLATES)
def test_blocks_and_cells_stand_where_the_text_has_them(template):
    _, _, document = page_of("yunzhu-county/2022-yunzhu-county.md", template)
    text = document.text
    assert document.tables
    for table in document.tables:
        cells = sorted(table.cells, key=lambda cell: (cell.row, cell.column))
        assert all(table.span.covers(cell.span) and "\n" not in cell.span.of(text) for cell in cells)
        taken = [
            (cell.row + down, cell.column + across)
            for cell in cells
            for down in range(cell.row_span)
            for across in range(cell.column_span)
        ]
        assert len(taken) == len(set(taken))
    for block in document.blocks:
        assert block.place.path.startswith("/html/"), block
        assert block.kind in {"table", "cell"} or block.span.of(text).strip()
    report = extract_document(document)
    assert all(observation.span.of(text).strip() for observation in report.observations)


SAMPLE = drawn.drawn("yunzhu-county/2023-yunzhu-county.txt")
TITLE = SAMPLE.report.identity.title
TEXT = webpages.body(SAMPLE.blocks, webpages.plain)


def whole(charset="", content=TEXT, head=""):
    declared = f'<meta charset="{charset}">' if charset else ""
    return (
        f"<html><head>{declared}{head}<title>{TITLE}</title></head>"
        f'<body><div id="zoom"><h1>{TITLE}</h1>{content}</div></body></html>'
    )


@pytest.mark.parametrize(
    ("data", "encoding", "note"),
    [
        pytest.param(whole("utf-8").encode(), "utf-8", "", id="utf8"),
        pytest.param(whole("gb2312").encode("gb18030"), "gb18030", "", id="gbk-under-its-old-name"),
        pytest.param(whole("gb2312").encode(), "utf-8", "its bytes are utf-8", id="utf8-called-gb2312"),
        pytest.param(whole("utf-8").encode("gb18030"), "gb18030", "its bytes are gb18030", id="gbk-called-utf8"),
        pytest.param(whole("iso-8859-1").encode("gb18030"), "gb18030", "", id="gbk-called-latin"),
        pytest.param(whole().encode("gb18030"), "gb18030", "", id="gbk-undeclared"),
        pytest.param(whole().encode("utf-16"), "utf-16-le", "", id="utf16"),
        pytest.param(
            "".join(c if c.isascii() else f"&#{ord(c)};" for c in whole("gb2312")).encode(), None, "", id="entities"
        ),
    ],
)
def test_declared_and_real_encoding(data, encoding, note):
    document = read_bytes(data, "r.html")
    assert drawn.facts(extract_document(document)) == drawn.facts(SAMPLE.report)
    assert encoding in {None, document.encoding}
    assert any(note in each for each in document.notes) if note else not document.notes


FILE = "which is in a file of its own: 2023nb.pdf"
ABSENT = "in a frame, or a script has to fetch it"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param('<iframe src="/web/viewer.html?file=/attach/2023nb.pdf"></iframe>', FILE, id="viewer"),
        pytest.param('<p>发布时间:2024-01-20 来源:县政府</p><iframe src="a/2023nb.pdf"></iframe>', FILE, id="frame"),
        pytest.param('<embed src="/a/2023nb.pdf" type="application/pdf">', FILE, id="embedded"),
        pytest.param('<object data="2023nb.pdf"></object>', FILE, id="object"),
        pytest.param(f'<p>附件:<a href="/a/2023nb.pdf">{TITLE}.pdf</a></p>', FILE, id="attachment-alone"),
        pytest.param('<iframe src="/content/1.html"></iframe>', ABSENT, id="frame-of-a-page"),
        pytest.param(
            f'<div id="app">加载中…</div><script>state = {{"content": "{TEXT}"}}</script>', ABSENT, id="script"
        ),
        pytest.param(f"<template>{TEXT}</template><script type='text/template'>{TEXT}</script>", ABSENT, id="template"),
    ],
)
def test_a_page_whose_report_is_elsewhere_is_refused(content, said):
    with pytest.raises(ReadError, match=said) as caught:
        read_bytes(whole("utf-8", content).encode(), "r.html")
    assert caught.value.reason == "empty"
    assert caught.value.hint


def test_files_that_a_page_leads_to_are_told():
    links = '<p>附件:<a href="/u/1.docx">年度报告.docx</a></p><p><a href="P02.pdf"><img src="pdf.gif">下载</a></p>'
    document = read_bytes(whole("utf-8", TEXT + links).encode(), "r.html")
    for name in ("1.docx", "P02.pdf"):
        assert f"the page leads to {name}, which is a file of its own and was not read" in document.notes


@pytest.mark.parametrize(
    ("head", "published"),
    [
        ('<meta name="PubDate" content="2024-01-25 09:10">', "2024-01-25"),
        ('<meta name="pubdate" content="2024年1月25日">', "2024-01-25"),
        ('<meta name="publishdate" content="2024/1/25">', "2024-01-25"),
        ('<meta property="article:published_time" content="2024-01-25T09:00:00+08:00">', "2024-01-25"),
        ('<meta name="keywords" content="2024-01-25">', ""),
    ],
)
def test_the_date_of_publication_in_the_metadata(head, published):
    page = whole("utf-8", "<p>本年度主动公开政府信息12条。</p>" * 4, head)
    identity = extract_document(read_bytes(page.encode(), "r.html")).identity
    assert str(identity.published or "") == published


def test_the_title_that_the_page_shows_stands_before_that_with_names_of_site_and_column():
    page = whole("utf-8").replace(f"<title>{TITLE}", f"<title>{webpages.SITE} 政府信息公开年报 {TITLE}")
    assert read_bytes(page.encode(), "r.html").title == TITLE


@pytest.mark.parametrize(
    "hidden",
    [
        '<p style="display:none">{}</p>',
        '<p style="DISPLAY : NONE !important">{}</p>',
        '<p style="visibility:hidden">{}</p>',
        '<p style="font-size:0">{}</p>',
        "<p hidden>{}</p>",
        '<input type="hidden" value="{}">',
        "<script>document.write('{}')</script>",
        "<noscript>{}</noscript>",
        "<!-- {} -->",
        "<style>p::after {{ content: '{}' }}</style>",
        "<template><p>{}</p></template>",
        '<textarea style="display:none">{}</textarea>',
        '<img alt="{}" src="a.gif" width="1" height="1">',
    ],
)
def test_what_is_not_shown_is_not_text(hidden):
    page = whole("utf-8", hidden.format("全县主动公开政府信息99999条。") + TEXT)
    assert "99999" not in read_bytes(page.encode(), "r.html").text


def grid(markup):
    document = read_bytes(whole("utf-8", f"<p>{'全年公开情况如下。' * 6}</p>{markup}").encode(), "r.html")
    return [
        {(cell.row, cell.column, cell.row_span, cell.column_span): cell.span.of(document.text) for cell in table.cells}
        for table in document.tables
    ]


@pytest.mark.parametrize(
    ("markup", "cells"),
    [
        pytest.param(
            "<table><tr><td rowspan=2>甲<td colspan=2>乙<tr><td>1<td>2</table>",
            {(0, 0, 2, 1): "甲", (0, 1, 1, 2): "乙", (1, 1, 1, 1): "1", (1, 2, 1, 1): "2"}, id="spans",
        ),
        pytest.param(
            "<table><tr><td rowspan=9>甲<td>1<tr><td>2</table>",
            {(0, 0, 2, 1): "甲", (0, 1, 1, 1): "1", (1, 1, 1, 1): "2"}, id="span-over-the-end",
        ),
        pytest.param(
            "<table><thead><tr><th>甲<th>乙</thead><tfoot><tr><td>合计<td>3</tfoot><tbody><tr><td>1<td>2</tbody></table>",
            {(0, 0, 1, 1): "甲", (0, 1, 1, 1): "乙", (1, 0, 1, 1): "1", (1, 1, 1, 1): "2", (2, 0, 1, 1): "合计",
             (2, 1, 1, 1): "3"}, id="foot-before-body",
        ),
        pytest.param(
            "<table><tr><td><p>第<br>一</p></td><td><span>1</span><span>2</span></td></tr><tr><td>二</td><td></td></table>",
            {(0, 0, 1, 1): "第一", (0, 1, 1, 1): "12", (1, 0, 1, 1): "二", (1, 1, 1, 1): ""}, id="words-in-cells",
        ),
    ],
)  # fmt: skip
def test_tables_as_grids(markup, cells):
    assert grid(markup) == [cells]


def test_a_table_of_which_nothing_is_filled_in_is_blank_not_missing():
    blank = f"<table border=1>{('<tr>' + '<td>&nbsp;</td>' * 6 + '</tr>') * 5}</table>"
    headings = (
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
        "四、政府信息公开行政复议、行政诉讼情况",
    )
    parts = "".join(f"<p>{heading}</p>{blank}" for heading in headings)
    page = (
        "<html><head><meta charset=utf-8><title>云渚县水务局2021年政府信息公开工作年度报告</title></head><body><div>"
        f"<p>一、总体情况</p><p>2021年主动公开信息32条。</p>{parts}<p>五、存在的主要问题</p><p>人手不足。</p></div></body>"
    )
    report = extract_document(read_bytes(page.encode(), "a.html"))
    assert [report.tables[name].value for name in ("disclosure", "requests", "appeals")] == ["blank"] * 3
    assert sorted(finding.rule for finding in report.findings)[-3:] == ["table_blank"] * 3
