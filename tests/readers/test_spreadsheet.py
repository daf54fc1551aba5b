"""Spreadsheets: the samples written by openpyxl, xlwt and csv, and what people do to sheets."""

import datetime
import io
import re
import zipfile
from decimal import Decimal

import openpyxl
import pytest
import xlwt
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.styles import Border, Side

from gongkai.contract import breaches
from gongkai.exceptions import ReadError
from gongkai.extract import extract_document
from gongkai.readers import read_bytes
from gongkai.readers.office.formats import show
from tests.support.drawn import drawn, facts, samples
from tests.support.sheets import csv_file, xls_file, xlsx_file
from tests.support.word import package

LINE = Side(style="thin")
FRAME = Border(LINE, LINE, LINE, LINE)
ANNEX = ["统计指标", "单位", "统计数"]


def saved(book):
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def book_of(rows, framed=True, name="Sheet1"):
    """A workbook of one sheet; None is an empty cell with its border."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = name
    for row, cells in enumerate(rows, 1):
        for column, words in enumerate(cells, 1):
            cell = sheet.cell(row, column, words)
            if framed and len(cells) > 1:
                cell.border = FRAME
    return book, sheet


def read(data, name="annex.xlsx"):
    return read_bytes(data, name)


def grid(document, at=0):
    return [
        (cell.row, cell.column, cell.row_span, cell.column_span, cell.span.of(document.text))
        for cell in document.tables[at].cells
    ]


# The samples --------------------------------------------------------------------------------------------------------

WRITERS = {
    "xlsx": (xlsx_file, "r.xlsx"),
    "xlsx-without-borders": (lambda blocks: xlsx_file(blocks, framed=False), "r.xlsm"),
    "xls": (xls_file, "r.xls"),
    "et": (xls_file, "r.et"),
    "csv": (csv_file, "r.csv"),
    "tabs-named-xls": (lambda blocks: csv_file(blocks, "utf-16", "\t"), "r.xls"),
    "xlsx-named-xls": (xlsx_file, "r.xls"),
}


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("name", samples())
def test_a_sample_in_cells_says_what_its_text_says(name, writer):
    sample = drawn(name)
    write, file_name = WRITERS[writer]
    report = extract_document(read(write(sample.blocks), file_name))
    assert facts(report) == facts(sample.report)
    assert list(breaches(report)) == []


@pytest.mark.parametrize(
    ("writer", "media_type", "encoding"),
    [
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ""),
        ("xls", "application/vnd.ms-excel", ""),
        ("csv", "text/csv", "gb18030"),
    ],
)
def test_the_document_says_what_was_read(writer, media_type, encoding):
    write, name = WRITERS[writer]
    document = read(write(drawn("yunzhu-county/2018-yunzhu-county.txt").blocks), name)
    assert (document.media_type, document.encoding) == (media_type, encoding)
    places = {block.place.path: block.span.of(document.text) for block in document.blocks if block.kind == "cell"}
    sheet = "" if writer == "csv" else ("Sheet!" if writer == "xlsx" else "Sheet1!")
    assert places[f"{sheet}A19"] == "(一)主动公开政府信息数(不同渠道和方式公开相同信息计1条)"
    assert places[f"{sheet}C19"] == "7355"
    assert places[f"{sheet}C18"] == ""


# Titles, remarks, blanks --------------------------------------------------------------------------------------------


def test_titles_above_and_remarks_below_a_table():
    book, sheet = book_of(
        [
            ["政府信息公开情况统计表"], ["(2018年度)"], ANNEX,
            ["一、收到申请数", "件", 12], ["1.当面申请数", "件", None], [None, None, None],
        ]
    )  # fmt: skip
    sheet.merge_cells("A1:C1")
    sheet["A8"] = "单位负责人:某甲"
    document = read(saved(book))
    assert document.text == (
        "政府信息公开情况统计表\n(2018年度)\n统计指标\t单位\t统计数\n一、收到申请数\t件\t12\n1.当面申请数\t件\t\n\t\t\n\n单位负责人:某甲\n"
    )
    assert grid(document)[-4:] == [
        (2, 2, 1, 1, ""), (3, 0, 1, 1, ""), (3, 1, 1, 1, ""), (3, 2, 1, 1, ""),
    ]  # fmt: skip
    assert document.blocks[0].place.path == "Sheet1!A1"


def test_a_blank_table_keeps_its_cells():
    labels = ["结果维持", "结果纠正", "其他结果"]
    document = read(saved(book_of([labels, [None] * 3])[0]))
    assert grid(document)[3:] == [(1, 0, 1, 1, ""), (1, 1, 1, 1, ""), (1, 2, 1, 1, "")]


def test_a_label_whose_figures_were_left_out_is_no_remark():
    document = read(saved(book_of([ANNEX, ["收到申请数", "件", 3], ["总计", None, None]], framed=False)[0]))
    assert grid(document)[-3:] == [(2, 0, 1, 1, "总计"), (2, 1, 1, 1, ""), (2, 2, 1, 1, "")]


def test_merged_cells_and_hidden_rows_and_columns():
    book, sheet = book_of([["项目", "合计", "上年", "本年"], ["规章", 1, 2, 3], ["文件", 4, 5, 6], ["命令", 7, 8, 9]])
    sheet.merge_cells("A2:A4")
    sheet.merge_cells("C1:D1")
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True
    document = read(saved(book))
    assert grid(document) == [
        (0, 0, 1, 1, "项目"), (0, 1, 1, 2, "上年"), (1, 0, 2, 1, "规章"), (1, 1, 1, 1, "2"), (1, 2, 1, 1, "3"),
        (2, 1, 1, 1, "8"), (2, 2, 1, 1, "9"),
    ]  # fmt: skip
    assert document.notes == (
        "Sheet1: rows that are hidden were left out",
        "Sheet1: columns that are hidden were left out",
    )


def test_several_sheets_and_hidden_ones():
    book, _ = book_of([["表一", "数"], ["规章", 3]], name="统计表一")
    other = book.create_sheet("Sheet2")
    other.append(["表二", "数"])
    other.append(["处罚", 5])
    secret = book.create_sheet("底稿")
    secret.append(["草稿", 99])
    secret.sheet_state = "hidden"
    document = read(saved(book))
    assert document.text == "统计表一\n表一\t数\n规章\t3\n\n表二\t数\n处罚\t5\n\n"
    assert document.notes == ("the sheet 底稿 is hidden and was left out",)
    assert document.blocks[0].kind == "metadata"


def test_two_tables_and_prose_in_one_sheet():
    prose = "全年主动公开政府信息86条。" * 12
    book, _ = book_of([["规章", 0], ["文件", 2], ["三、申请情况"], [prose], ["当面", 3], ["网络", 4]])
    document = read(saved(book))
    assert document.text.splitlines() == ["规章\t0", "文件\t2", "", "三、申请情况", prose, "当面\t3", "网络\t4", ""]
    assert len(document.tables) == 2


# What a cell shows --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "code", "shown"),
    [
        ("12", "General", "12"), ("12.50", "General", "12.5"), ("0.30000000000000004", "General", "0.3"),
        ("123456789012", "General", "123456789012"), ("0.0000123", "General", "0.0000123"), ("-3", "General", "-3"),
        ("1234567.891", "#,##0.00", "1,234,567.89"), ("2.5", "0", "3"), ("1.9999999", "0", "2"), ("7", "00", "07"),
        ("0.125", "0.0%", "12.5%"), ("1", "0%", "100%"), ("12", '0"件"', "12件"), ("12", 'General"人"', "12人"),
        ("12", 'G/通用格式"件"', "12件"), ("-12", "0_);[Red]\\(0\\)", "(12)"), ("-12", "0.00", "-12.00"),
        ("1234", "[$¥-804]#,##0.00", "¥1,234.00"), ("12", "0.###", "12"), ("3.14159", "0.##", "3.14"),
        ("0", '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "0"), ("0", "0;-0;;@", ""), ("0", "#", ""),
        ("1234567", "0,", "1235"), ("13800000000", "000-0000-0000", "13800000000"), ("1.5", "0.00E+00", "1.5"),
        ("0.5", "# ?/?", "0.5"), ("123", "[>100]0;0.0", "123"), ("43466", "yyyy-m-d", "2019-1-1"),
        ("43466", '[$-804]yyyy"年"m"月"d"日";@', "2019年1月1日"), ("43466", "yyyy/mm/dd", "2019/01/01"),
        ("43466.75", "yyyy\\-mm\\-dd hh:mm", "2019-01-01 18:00"),
        ("43466", "[$-F800]dddd, mmmm dd, yyyy", "2019年1月1日"),
        ("0.5", "h:mm:ss", "12:00:00"), ("-1", "yyyy-m-d", "-1"), ("1.5", "[h]:mm", "1.5"), ("43466", "aaaa", "星期二"),
    ],
)  # fmt: skip
def test_numbers_as_they_are_seen(number, code, shown):
    assert show(Decimal(number), code) == shown


def test_days_since_1904():
    assert show(Decimal(42004), "yyyy-m-d", is_1904=True) == "2019-1-1"


@given(number=st.integers(-(10**14), 10**14))
def test_whole_numbers_are_shown_whole(number):
    assert show(Decimal(number)) == str(number)
    assert show(Decimal(number), "#,##0").replace(",", "") == str(number)


@given(st.decimals(allow_nan=False, allow_infinity=False), st.text('0#?.,%;ymdhs"-/[]() @_*E+\\年月', max_size=12))
def test_any_format_shows_something_sane(number, code):
    assert isinstance(show(number, code), str)


@pytest.mark.parametrize("kind", ["xlsx", "xls"])
def test_cells_of_all_kinds(kind):
    day = datetime.date(2019, 3, 5)
    if kind == "xlsx":
        book, sheet = book_of([["文件", 3.0, 0.125, day, True, "第一行\n第二行", "1,204"]])
        sheet["C1"].number_format = "0.0%"
        sheet["D1"].number_format = 'yyyy"年"m"月"d"日"'
        data = saved(book)
    else:
        old = xlwt.Workbook()
        sheet = old.add_sheet("Sheet1")
        for column, (value, code) in enumerate(
            [("文件", "@"), (3.0, "General"), (0.125, "0.0%"), (day, 'yyyy"年"m"月"d"日"'), (True, "General"),
             ("第一行\n第二行", "@"), ("1,204", "@")]
        ):  # fmt: skip
            sheet.write(0, column, value, xlwt.easyxf(num_format_str=code))
        data = saved(old)
    assert read(data, f"a.{kind}").text == "文件\t3\t12.5%\t2019年3月5日\tTRUE\t第一行第二行\t1,204\n\n"


def test_formulas_give_their_results_and_are_noted_where_they_have_none():
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><r><t>合</t></r><r><t>计</t></r><rPh><t>hé</t></rPh></is></c>'
        '<c r="B1"><f>SUM(B2:B3)</f><v>7</v></c><c r="C1"><f>A1</f></c>'
        '<c r="D1" t="str"><f>"a"</f><v>三_x0041_件</v></c>'
        '<c r="E1" t="e"><v>#REF!</v></c><c r="F1" t="s"><v>0</v></c><c r="G1" t="s"><v>9</v></c></row>'
        "<row><c><v>8</v></c></row>"
    )
    data = package(
        {
            "xl/workbook.xml": (
                f'<workbook {main} xmlns:r="{office}"><sheets><sheet name="表" r:id="s"/></sheets></workbook>'
            ),
            "xl/_rels/workbook.xml.rels": (
                f'<R><R Id="s" Type="{office}/worksheet" Target="worksheets/a.xml"/>'
                f'<R Id="t" Type="{office}/sharedStrings" Target="sharedStrings.xml"/></R>'
            ),
            "xl/sharedStrings.xml": f"<sst {main}><si><t>共用</t></si></sst>",
            "xl/worksheets/a.xml": f"<worksheet {main}><sheetData>{rows}</sheetData></worksheet>",
        }
    )
    document = read(data)
    assert document.text.splitlines()[0] == "合计\t7\t三A件\t#REF!\t共用"
    assert document.notes == ("表!C1: a formula without its result",)
    assert {block.place.path: block.span.of(document.text) for block in document.blocks}["表!A2"] == "8"


def test_odd_styles_do_not_cost_the_figures():
    """Export tools leave empty fills and filters without a column, which other readers stumble over."""
    data = xlsx_file(drawn("yunzhu-county/2018-yunzhu-county.txt").blocks)
    parts = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            parts[name] = archive.read(name)
    parts["xl/styles.xml"] = re.sub(rb"<fills.*</fills>", b"<fills><fill/></fills>", parts["xl/styles.xml"])
    with pytest.raises(TypeError):
        openpyxl.load_workbook(io.BytesIO(package(parts)))
    sample = drawn("yunzhu-county/2018-yunzhu-county.txt")
    assert facts(extract_document(read(package(parts)))) == facts(sample.report)


# Separated values ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "encoding", "expected"),
    [
        pytest.param("指标,数\r\n申请,12\r\n", "gb18030", "指标\t数\n申请\t12\n\n", id="gbk-commas"),
        pytest.param("指标\t数\n申请\t12\n", "utf-16", "指标\t数\n申请\t12\n\n", id="tabs-utf-16"),
        pytest.param("指标;数\n申请;12\n答复;11\n", "utf-8-sig", "指标\t数\n申请\t12\n答复\t11\n\n", id="semicolons"),
        pytest.param('指标,数\n"当面,传真\n等",3\n', "utf-8", "指标\t数\n当面,传真等\t3\n\n", id="quotes"),
        pytest.param(
            "一、概述\n全年公开86条,其中网站30条。\n", "utf-8", "一、概述\n全年公开86条,其中网站30条。\n", id="prose"
        ),
        pytest.param("统计表,\n指标,数\n申请,\n", "utf-8", "统计表\n指标\t数\n申请\t\n\n", id="title-and-blank"),
    ],
)
def test_separated_values(text, encoding, expected):
    assert read(text.encode(encoding), "a.csv").text == expected


# Faults -------------------------------------------------------------------------------------------------------------


def reason(data, name="r.xlsx"):
    with pytest.raises(ReadError) as caught:
        read(data, name)
    assert str(caught.value).startswith(f"{name}: ")
    return caught.value.reason


def test_what_cannot_be_read(monkeypatch):
    sound, old = xlsx_file(["申请3件"]), xls_file(["申请3件"])
    assert reason(sound[: len(sound) // 2]) == "damaged"
    assert reason(old[: len(old) // 2], "r.xls") == "damaged"
    assert reason(package({"xl/other.xml": "<a/>"})) == "damaged"
    assert reason(xlsx_file([])) == "empty"
    assert reason(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") * 40) == "encrypted"
    monkeypatch.setattr("gongkai.readers.office.xlsx.MAX_CELLS", 1)
    assert reason(xlsx_file(["一", "二", "三"])) == "too_large"


def test_a_thousand_wide_merges_end():
    book, sheet = book_of([[1, 2], [3, 4]])
    for at in range(40):
        sheet.merged_cells.add(f"A{at + 1}:XFD{at + 900}")
    assert read(saved(book)).text
