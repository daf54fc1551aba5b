"""Word files: the samples saved as such, and hand-made ones for what only Word does."""

import pytest

from gongkai.contract import breaches
from gongkai.exceptions import ReadError
from gongkai.extract import extract_document
from gongkai.readers import read_bytes
from gongkai.readers.office.numbering import format_number
from tests.support.drawn import drawn, facts, samples
from tests.support.sheets import xlsx_file
from tests.support.word import hand_made, package, paragraph, word_file


def text_of(body, **parts):
    return read_bytes(hand_made(body, **parts), "report.docx").text


def runs(*inner):
    return "<w:p>" + "".join(f"<w:r>{each}</w:r>" for each in inner) + "</w:p>"


def words(said):
    return f'<w:t xml:space="preserve">{said}</w:t>'


# The samples --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", samples())
def test_a_sample_saved_by_word_says_what_its_text_says(name):
    sample = drawn(name)
    document = read_bytes(word_file(sample.blocks), "report.docx")
    report = extract_document(document)
    assert facts(report) == facts(sample.report)
    assert list(breaches(report)) == []
    identity, original = report.identity, sample.report.identity
    assert (identity.organ, identity.published, identity.form) == (
        original.organ,
        original.published,
        original.form,
    )


def test_spans_of_blocks_and_cells_are_in_the_text():
    document = read_bytes(word_file(drawn("yunzhu-county/2023-yunzhu-county.txt").blocks), "report.docx")
    (_, requests, appeals) = document.tables
    cells = {(cell.row, cell.column): cell for cell in requests.cells}
    assert cells[0, 0].span.of(document.text).startswith("(本列数据的勾稽关系为")
    assert (cells[0, 0].row_span, cells[0, 0].column_span) == (3, 3)
    assert cells[5, 0].span.of(document.text) == "三、本年度办理结果"
    assert cells[5, 0].row_span == 22
    assert (cells[27, 0].column_span, cells[27, 3].span.of(document.text)) == (3, "2")
    assert [cell.column for cell in appeals.cells if cell.row == 2] == list(range(5, 15))
    places = {block.place.path: block.span.of(document.text) for block in document.blocks}
    assert places["word/body/tbl[2]/r[28]/c[1]"] == "四、结转下年度继续办理"
    assert places["word/body/p[2]"] == "云渚县人民政府2023年政府信息公开工作年度报告"


# Numbering ----------------------------------------------------------------------------------------------------------


def level(at, form, pattern, extra="", start=1):
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{extra}'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
    )


def numbering(*levels, more=""):
    return (
        f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>'
        f'<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>{more}'
    )


def numbered(said, at=0, number=1):
    return paragraph(said, f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{number}"/></w:numPr>')


CHINESE = (
    level(0, "chineseCountingThousand", "%1、"),
    level(1, "chineseCounting", "（%2）"),
    level(2, "decimal", "%3."),
)


def test_numbers_of_three_levels():
    body = [
        numbered("概述"), numbered("公开", 1), numbered("2016年全年", 2), numbered("条例", 2), numbered("申请", 1),
        numbered("再来", 2), numbered("复议"), numbered("又", 1),
    ]  # fmt: skip
    assert text_of("".join(body), numbering=numbering(*CHINESE)).splitlines() == [
        "一、概述", "（一）公开", "1. 2016年全年", "2. 条例", "（二）申请", "1. 再来", "二、复议", "（一）又",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rules", "body", "expected"),
    [
        pytest.param(
            numbering(level(0, "chineseCounting", "第%1章"), level(1, "decimal", "%1.%2", "<w:isLgl/>")),
            numbered("总则") + numbered("目的", 1) + numbered("附则") + numbered("施行", 1),
            ["第一章 总则", "1.1 目的", "第二章 附则", "2.1 施行"],
            id="chapter-and-legal-numbers",
        ),
        pytest.param(
            numbering(level(0, "decimal", "%1、", start=3)),
            numbered("收费") + numbered("", 0) + numbered("减免"),
            ["3、收费", "5、减免"],
            id="start-and-an-empty-paragraph-that-counts",
        ),
        pytest.param(
            numbering(*CHINESE, more=(
                '<w:num w:numId="2"><w:abstractNumId w:val="0"/>'
                '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
                '<w:num w:numId="3"><w:abstractNumId w:val="0"/></w:num>'
            )),
            numbered("甲") + numbered("乙") + numbered("丙", number=2) + numbered("丁", number=2)
            + numbered("戊", number=3),
            ["一、甲", "二、乙", "一、丙", "二、丁", "三、戊"],
            id="a-list-that-starts-anew-and-one-that-goes-on",
        ),
        pytest.param(
            numbering(level(0, "decimal", "%1."), level(1, "decimal", "(%2)", '<w:lvlRestart w:val="0"/>')),
            numbered("a") + numbered("b", 1) + numbered("c") + numbered("d", 1),
            ["1. a", "(1) b", "2. c", "(2) d"],
            id="a-level-that-never-restarts",
        ),
        pytest.param(
            numbering(level(0, "bullet", "\uf0d8"), level(1, "none", "附件")),
            numbered("公开") + numbered("统计表", 1),
            ["公开", "附件 统计表"],
            id="bullets-say-nothing-and-fixed-words-do",
        ),
        pytest.param(
            numbering(level(0, "decimal", "%1", '<w:suff w:val="nothing"/>')),
            numbered("、概述"),
            ["1、概述"],
            id="nothing-between",
        ),
        pytest.param(numbering(*CHINESE), numbered("概述", number=0) + numbered("总", number=7), ["概述", "总"],
                     id="none"),
    ],
)  # fmt: skip
def test_numbers(rules, body, expected):
    assert text_of(body, numbering=rules).splitlines() == expected


def test_numbers_of_a_style_and_its_base():
    styles = (
        '<w:style w:type="paragraph" w:styleId="a"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/>'
        '</w:numPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="b"><w:name w:val="二级"/><w:basedOn w:val="a"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="c"><w:basedOn w:val="c"/></w:style>'
    )
    rules = numbering(
        level(0, "chineseCounting", "%1、", '<w:pStyle w:val="a"/>'),
        level(1, "decimal", "%2.", '<w:pStyle w:val="b"/>'),
    )
    body = "".join(
        paragraph(said, f'<w:pStyle w:val="{style}"/>')
        for said, style in (("概述", "a"), ("公开", "b"), ("申请", "b"), ("复议", "a"), ("无号", "c"))
    )
    document = read_bytes(hand_made(body, styles=styles, numbering=rules), "r.docx")
    assert document.text.splitlines() == ["一、概述", "1. 公开", "2. 申请", "二、复议", "无号"]
    assert [block.kind for block in document.blocks] == ["heading", "heading", "heading", "heading", "paragraph"]


def test_a_list_by_way_of_a_list_style():
    styles = (
        '<w:style w:type="numbering" w:styleId="L"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    rules = numbering(
        *CHINESE,
        more=(
            '<w:abstractNum w:abstractNumId="5"><w:numStyleLink w:val="L"/></w:abstractNum>'
            '<w:num w:numId="9"><w:abstractNumId w:val="5"/></w:num>'
        ),
    )
    assert text_of(numbered("甲", number=9) + numbered("乙"), styles=styles, numbering=rules) == "一、甲\n二、乙\n"


@pytest.mark.parametrize(
    ("form", "number", "expected"),
    [
        ("chineseCounting", 10, "十"), ("chineseCounting", 11, "十一"), ("chineseCountingThousand", 20, "二十"),
        ("chineseCountingThousand", 105, "一百零五"), ("japaneseCounting", 21, "二十一"),
        ("chineseCountingThousand", 110, "一百一十"), ("chineseLegalSimplified", 12, "壹拾贰"),
        ("ideographDigital", 10, "一〇"), ("ideographTraditional", 3, "丙"), ("ideographZodiac", 1, "子"),
        ("decimalEnclosedCircleChinese", 2, "②"), ("decimalEnclosedCircle", 21, "21"), ("decimalZero", 7, "07"),
        ("upperRoman", 14, "XIV"), ("lowerRoman", 4, "iv"), ("upperLetter", 27, "AA"), ("lowerLetter", 2, "b"),
        ("decimalFullWidth", 12, "１２"), ("thaiNumbers", 5, "5"), ("chineseCounting", 0, "0"),
    ],
)  # fmt: skip
def test_formats_of_numbers(form, number, expected):
    assert format_number(number, form) == expected


# What is shown and what is not --------------------------------------------------------------------------------------

FIELD = '<w:fldChar w:fldCharType="{}"/>'


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            "<w:p><w:r><w:t>公开</w:t></w:r><w:del><w:r><w:delText>12</w:delText></w:r></w:del>"
            "<w:ins><w:r><w:t>15</w:t></w:r></w:ins><w:r><w:t>条</w:t></w:r></w:p>",
            "公开15条\n",
            id="changes-accepted",
        ),
        pytest.param(
            f"<w:moveFrom>{paragraph('旧处')}</w:moveFrom>{paragraph('中')}<w:moveTo>{paragraph('新处')}</w:moveTo>",
            "中\n新处\n",
            id="moved-paragraph",
        ),
        pytest.param(
            "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>受理</w:t></w:r></w:p>" + paragraph("3件"),
            "受理3件\n",
            id="deleted-paragraph-end",
        ),
        pytest.param(
            runs(words("受理"), f"<w:rPr><w:vanish/></w:rPr>{words('8')}",
                 f'<w:rPr><w:vanish w:val="0"/></w:rPr>{words("3")}'),
            "受理3\n",
            id="hidden-text",
        ),
        pytest.param(
            runs(words("第"), FIELD.format("begin"), "<w:instrText>PAGE 99</w:instrText>", words("88"),
                 FIELD.format("separate"), words("7"), FIELD.format("end"), words("页")),
            "第7页\n",
            id="field",
        ),
        pytest.param(
            '<w:p><w:fldSimple w:instr="DATE"><w:r><w:t>1月3日</w:t></w:r></w:fldSimple></w:p>', "1月3日\n",
            id="simple-field",
        ),
        pytest.param(
            runs(FIELD.format("begin"), '<w:instrText>TOC \\o "1-3"</w:instrText>', FIELD.format("separate"),
                 words("一、概述 1"))
            + runs(words("二、申请 2"), FIELD.format("end"), words("正文")),
            "正文\n",
            id="table-of-contents",
        ),
        pytest.param(
            runs(FIELD.format("begin"), words("公开7条")) + paragraph("受理3件"), "公开7条\n受理3件\n",
            id="field-without-end",
        ),
        pytest.param(
            runs(words("甲") + "<w:br/>" + words("乙") + "<w:tab/>" + words("丙"),
                 "<w:noBreakHyphen/><w:softHyphen/>" + words("丁")),
            "甲\n乙\t丙-丁\n",
            id="breaks-tabs-hyphens",
        ),
        pytest.param(
            runs('<w:sym w:font="Wingdings" w:char="F0FE"/>', words("网站"),
                 '<w:sym w:font="Wingdings" w:char="F06C"/>'),
            "☑网站\n",
            id="symbols",
        ),
        pytest.param(
            runs(f"<w:ruby><w:rt><w:r>{words('wén')}</w:r></w:rt><w:rubyBase><w:r>{words('文')}</w:r></w:rubyBase>"
                 "</w:ruby>", words("件")),
            "文件\n",
            id="reading-aids",
        ),
        pytest.param(
            "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>" + paragraph("单击此处输入")
            + "</w:sdtContent></w:sdt><w:sdt><w:sdtContent>" + paragraph("填好的") + "</w:sdtContent></w:sdt>",
            "填好的\n",
            id="content-controls",
        ),
        pytest.param(
            '<w:p><w:hyperlink r:id="x"><w:r><w:t>网站</w:t></w:r></w:hyperlink>'
            "<m:oMath><m:r><m:t>1+2</m:t></m:r></m:oMath></w:p>",
            "网站1+2\n",
            id="links-and-formulas",
        ),
        pytest.param(
            "<w:p><w:commentRangeStart w:id='1'/><w:r><w:t> 前后 </w:t><w:commentReference w:id='1'/></w:r></w:p>",
            "前后\n",
            id="comments",
        ),
    ],
)  # fmt: skip
def test_what_stands_in_a_paragraph(body, expected):
    assert text_of(body) == expected


def test_a_hidden_style_hides():
    styles = '<w:style w:type="character" w:styleId="h"><w:rPr><w:vanish/></w:rPr></w:style>'
    body = runs(words("受理"), f'<w:rPr><w:rStyle w:val="h"/></w:rPr>{words("9")}', words("3件"))
    assert text_of(body, styles=styles) == "受理3件\n"


def test_notes_follow_their_paragraph():
    body = runs(words("公开86条"), '<w:footnoteReference w:id="2"/>', words("。")) + paragraph("完")
    notes = (
        '<w:footnote w:id="0" w:type="separator"><w:p/></w:footnote>'
        f'<w:footnote w:id="2">{runs("<w:footnoteRef/>" + words("含网站30条"))}</w:footnote>'
    )
    document = read_bytes(hand_made(body, footnotes=notes), "r.docx")
    assert document.text == "公开86条。\n含网站30条\n完\n"
    assert [(block.kind, block.place.path) for block in document.blocks][1] == (
        "note",
        "word/footnotes/footnote[2]/p[1]",
    )


BOX = f"<w:txbxContent>{paragraph('框内受理12件')}</w:txbxContent>"
DRAWN_BOX = (
    '<w:drawing><wp:anchor><wp:extent cx="9000000" cy="900000"/><a:graphic><a:graphicData uri="shape">'
    f"<wps:wsp><wps:txbx>{BOX}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing>"
)
OLD_BOX = f"<w:pict><v:shape><v:textbox>{BOX}</v:textbox></v:shape></w:pict>"


@pytest.mark.parametrize(
    "drawing",
    [
        pytest.param(
            f'<mc:AlternateContent><mc:Choice Requires="wps">{DRAWN_BOX}</mc:Choice>'
            f"<mc:Fallback>{OLD_BOX}</mc:Fallback></mc:AlternateContent>",
            id="two-alternatives-once",
        ),
        pytest.param(
            f'<mc:AlternateContent><mc:Choice Requires="z"><w:drawing><wp:inline/></w:drawing></mc:Choice>'
            f"<mc:Fallback>{OLD_BOX}</mc:Fallback></mc:AlternateContent>",
            id="only-the-old-one-has-words",
        ),
        pytest.param(OLD_BOX, id="old"),
    ],
)
def test_text_boxes(drawing):
    document = read_bytes(hand_made(runs(words("正文"), drawing)), "r.docx")
    assert document.text == "正文\n框内受理12件\n"
    assert document.blocks[1].place.path == "word/body/p[1]/txbx[1]/p[1]"


def picture(part, name="", side=5_000_000):
    return (
        f'<w:drawing><wp:inline><wp:extent cx="{side}" cy="{side}"/><wp:docPr id="1" name="图片 1" descr="{name}"/>'
        f'<a:graphic><a:graphicData uri="picture"><a:blip r:embed="{part}"/></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing>"
    )


def test_pictures_are_named_and_ornaments_are_not():
    body = runs(words("附表"), picture("p1", "D:\\资料\\2019年报表.png"), picture("p2", side=100_000)) + runs(
        picture("p2")
    )
    document = read_bytes(hand_made(body, p1=b"\x89PNG", p2=b"\x89PNG"), "r.docx")
    assert document.text == "附表\n[2019年报表.png]\n[p2.png]\n"
    assert [span.of(document.text) for span in document.images] == ["[2019年报表.png]", "[p2.png]"]
    assert document.blocks[1].place.path == "word/body/p[1]!/word/media/p1.png"


def test_a_chart_is_noted():
    chart = '<w:drawing><a:graphic><a:graphicData uri="http://x/2006/chart"/></a:graphic></w:drawing>'
    assert read_bytes(hand_made(runs(words("见图"), chart)), "r.docx").notes == (
        "word/body/p[1]: a chart was not read",
    )


# Tables -------------------------------------------------------------------------------------------------------------


def cell(said, properties="", inner=None):
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(said) if inner is None else inner}</w:tc>"


def row(*cells, properties=""):
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def table(*rows):
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def grid_of(document, at=0):
    return [
        (each.row, each.column, each.row_span, each.column_span, each.span.of(document.text))
        for each in document.tables[at].cells
    ]


def test_merged_cells():
    document = read_bytes(
        hand_made(
            table(
                row(cell("甲", '<w:gridSpan w:val="2"/>'), cell("乙", '<w:vMerge w:val="restart"/>')),
                row(cell("1"), cell("2"), cell("", "<w:vMerge/>")),
                row(cell("旧"), properties="<w:del/>"),
                row(cell("藏"), properties="<w:hidden/>"),
                row(cell("3"), cell("", "<w:cellDel/>"), cell(""), cell("5")),
                row(cell("6"), cell("7"), properties='<w:gridBefore w:val="1"/>'),
                row(cell("8", '<w:hMerge w:val="restart"/>'), cell("", "<w:hMerge/>"), cell("", "<w:vMerge/>")),
            )
        ),
        "r.docx",
    )
    assert grid_of(document) == [
        (0, 0, 1, 2, "甲"), (0, 2, 2, 1, "乙"), (1, 0, 1, 1, "1"), (1, 1, 1, 1, "2"),
        (2, 0, 1, 1, "3"), (2, 1, 1, 1, ""), (2, 2, 1, 1, "5"), (3, 1, 1, 1, "6"), (3, 2, 1, 1, "7"),
        (4, 0, 1, 2, "8"), (4, 2, 1, 1, ""),
    ]  # fmt: skip
    assert document.text == "甲\t乙\n1\t2\n3\t\t5\n6\t7\n8\t\n\n"


def test_lines_of_a_cell_are_joined():
    upright = "".join(map(paragraph, "本年度"))
    body = table(
        row(cell("", inner=upright), cell("", inner=paragraph("申请数") + paragraph("12"))), row(cell("a"), cell("b"))
    )
    assert text_of(body) == "本年度\t申请数 12\na\tb\n\n"


def test_numbers_go_on_in_cells():
    rules = numbering(level(0, "decimal", "%1."))
    body = table(row(cell("", inner=numbered("规章")), cell("0")), row(cell("", inner=numbered("文件")), cell("2")))
    assert text_of(body, numbering=rules) == "1. 规章\t0\n2. 文件\t2\n\n"


def test_tables_that_hold_the_page_together_are_no_grids():
    figures = table(row(cell("规章"), cell("0")), row(cell("文件"), cell("2")))
    prose = "全年主动公开政府信息86条。" * 12
    body = table(
        row(cell("", '<w:gridSpan w:val="2"/>', paragraph("二、主动公开情况") + figures)),
        row(cell("一、总体情况"), cell("", inner=paragraph(prose) + paragraph("受理3件。"))),
        row(cell("许可"), cell("7")),
        row(cell("处罚"), cell("8")),
    )
    document = read_bytes(hand_made(body + table(row(cell("唯一一格")))), "r.docx")
    assert document.text.splitlines() == [
        "二、主动公开情况", "规章\t0", "文件\t2", "", "一、总体情况", prose, "受理3件。", "许可\t7", "处罚\t8", "",
        "唯一一格",
    ]  # fmt: skip
    assert len(document.tables) == 2
    assert grid_of(document, 1) == [(0, 0, 1, 1, "许可"), (0, 1, 1, 1, "7"), (1, 0, 1, 1, "处罚"), (1, 1, 1, 1, "8")]
    assert document.blocks[1].place.path == "word/body/tbl[1]/r[1]/c[1]/tbl[1]/r[1]/c[1]"


def test_an_embedded_workbook_is_a_table():
    sample = [list(block) for block in drawn("yunzhu-county/2023-yunzhu-county.txt").blocks if isinstance(block, list)]
    shown = '<w:object><v:shape/><o:OLEObject ProgID="Excel.Sheet.12" r:id="e"/></w:object>'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = {
        "_rels/.rels": f'<R><R Id="d" Type="{office}/officeDocument" Target="word/document.xml"/></R>',
        "word/document.xml": _document(runs(words("附表"), shown) + runs(shown.replace('"e"', '"broken"'))),
        "word/_rels/document.xml.rels": (
            f'<R><R Id="e" Type="{office}/package" Target="embeddings/a.xlsx"/>'
            f'<R Id="broken" Type="{office}/package" Target="embeddings/b.xlsx"/></R>'
        ),
        "word/embeddings/a.xlsx": xlsx_file(sample[2:]),
        "word/embeddings/b.xlsx": b"no workbook",
    }
    document = read_bytes(package(parts), "r.docx")
    assert document.text.startswith("附表\n行政复议\t行政诉讼\n")
    assert len(document.tables) == 1
    assert document.blocks[1].place.path == "word/body/p[1]!/word/embeddings/a.xlsx!/Sheet!A1"
    assert document.text.endswith("[b.xlsx]\n")
    assert document.notes[0].startswith("an embedded workbook was not read: word/body/p[2]!/word/embeddings/b.xlsx")


def _document(body):
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(hand_made(body))) as archive:
        return archive.read("word/document.xml")


# Properties, variants, faults ---------------------------------------------------------------------------------------


def test_the_title_is_believed_only_where_the_text_opens_with_it():
    blocks = ["云渚县水务局2019年政府信息公开工作年度报告", "一、概述", "公开86条。"]
    assert read_bytes(word_file(blocks, blocks[0]), "r.docx").title == blocks[0]
    assert read_bytes(word_file(blocks, "云渚县水务局2018年政府信息公开工作年度报告"), "r.docx").title == ""


def test_the_strict_variant_and_odd_names_of_parts():
    strict = _document(paragraph("受理3件")).replace(
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    assert read_bytes(package({"Word\\Document.xml": strict}), "r.docm").text == "受理3件\n"


def reason(data, name="r.docx"):
    with pytest.raises(ReadError) as caught:
        read_bytes(data, name)
    assert str(caught.value).startswith(f"{name}: ")
    return caught.value.reason


def test_what_cannot_be_read(monkeypatch):
    sound = word_file(["受理3件"])
    assert reason(sound[: len(sound) // 2]) == "damaged"
    assert reason(package({"word/other.xml": "<a/>"})) == "damaged"
    assert reason(package({"word/document.xml": "<a><b></a>"})) == "damaged"
    assert reason(hand_made("<w:p/>")) == "empty"
    assert reason(package({"word/document.xml": '<!DOCTYPE a [<!ENTITY b "x">]><a>&b;</a>'})) == "bomb"
    monkeypatch.setattr("gongkai.readers.docx.MAX_CELLS", 3)
    assert reason(hand_made(table(row(*[cell("1")] * 4)))) == "too_large"


def test_endless_nesting_ends():
    inner = paragraph("深")
    for _ in range(30):
        inner = table(row(cell("", inner=inner), cell("边")))
    document = read_bytes(hand_made(inner), "r.docx")
    assert "深" not in document.text
    assert "nested more than 20 deep" in document.notes[0]
