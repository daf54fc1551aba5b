"""Reports saved as web pages, in the ways in which sites lay an article out, against their text."""

import pytest

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
