"""What is fuzzed: each target takes any bytes, reads them as a kind of report, and sees to what always holds."""

from __future__ import annotations

from collections.abc import Callable

from gongkai.contract import breaches
from gongkai.exceptions import ReadError
from gongkai.extract import extract_document, extract_text
from gongkai.limits import Limits, require_within
from gongkai.normalise import View
from gongkai.readers import expand, read_bytes
from gongkai.records import Report
from gongkai.sections import parse_sections
from gongkai.serialise import csv_cell
from gongkai.tables import report_rows, to_arrow
from tests.fuzz import scans
from tests.support import mutations
from tests.support.ofds import ofd_file
from tests.support.prose import HEADINGS, read
from tests.support.word import hand_made, package

LIMITS = Limits(characters=5_000_000, blocks=300_000)
_WORKBOOK = {
    "[Content_Types].xml": "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>",
    "xl/workbook.xml": (
        "<workbook xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main' "
        "xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'>"
        "<sheets><sheet name='a' sheetId='1' r:id='rId1'/></sheets></workbook>"
    ),
    "xl/_rels/workbook.xml.rels": (
        "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'><Relationship Id='rId1' "
        "Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet' "
        "Target='worksheets/sheet1.xml'/></Relationships>"
    ),
}
_SHEET = (
    "<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><sheetData>"
    "<row r='1'><c r='A1' t='inlineStr'><is><t>主动公开</t></is></c><c r='B1'><v>12</v></c></row>"
    "<row r='2'><c r='A2' t='str'><v>收费1.5元</v></c></row></sheetData>"
    "<mergeCells><mergeCell ref='A2:B2'/></mergeCells></worksheet>"
)
_BODY = (
    "<w:p><w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr></w:pPr><w:r><w:t>一、概述</w:t></w:r></w:p>"
    "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='2'/><w:vMerge w:val='restart'/></w:tcPr>"
    "<w:p><w:r><w:t>公开12条</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
)
_PAGE = (
    "<ofd:TextObject ID='9' Boundary='10 10 90 10' Font='1' Size='4'><ofd:TextCode X='0' Y='4' DeltaX='g 3 4'>"
    "公开12条</ofd:TextCode></ofd:TextObject><ofd:PathObject ID='8' Boundary='0 0 9 9'><ofd:AbbreviatedData>"
    "M 0 0 L 9 0 L 9 9 C</ofd:AbbreviatedData></ofd:PathObject>"
)


def hold(report: Report) -> None:
    """What is true of every report, whatever was read.

    Raises:
        AssertionError: says what is not.
    """
    text = report.document.text
    faults = list(breaches(report))
    assert not faults, faults[0]
    spans = [(block.span, "block") for block in report.document.blocks]
    spans += [(section.span, "section") for section in report.sections]
    spans += [(observation.span, "observation") for observation in report.observations]
    spans += [(quantity.span, "quantity") for quantity in report.quantities]
    spans += [(cell.span, "cell") for table in report.document.tables for cell in table.cells]
    for span, what in spans:
        assert 0 <= span.start <= span.end <= len(text), f"{what} {span} outside of {len(text)} characters"
    for section in report.sections:
        if section.parent is not None:
            outer = report.sections[section.parent]
            assert outer.span.covers(section.span), f"{section.span} is not inside its parent {outer.span}"
            assert outer.level < section.level
    try:
        to_arrow([report_rows(report, "fuzz")])
    except ReadError as error:  # what no table can hold costs a report, and is told
        assert error.reason == "figure_too_large", error
    for observation in report.observations:
        assert text[observation.span.start : observation.span.end] == observation.span.of(text)
        assert not csv_cell(observation.span.of(text)).startswith(("=", "+1", "@"))


def _text(data: bytes) -> None:
    hold(extract_text(data.decode("utf-8", "replace")))


def _sections(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    for section in parse_sections(View(text)):
        assert section.title_span.of(text) == section.title


def _prose(data: bytes) -> None:
    topic = list(HEADINGS)[data[0] % len(HEADINGS)] if data else "overview"
    text = data[1:].decode("utf-8", "replace")
    whole = f"{HEADINGS[topic]}\n{text}\n"
    found = read(text, topic)
    for one in (*found.observations, *found.quantities):
        assert 0 <= one.span.start < one.span.end <= len(whole)


def _file(suffix: str, make: Callable[[bytes], bytes] = bytes) -> Callable[[bytes], None]:
    def target(data: bytes) -> None:
        try:
            document = read_bytes(make(data), f"a{suffix}")
            require_within(document, LIMITS)
        except ReadError:
            return
        hold(extract_document(document))

    return target


def _archive(suffix: str) -> Callable[[bytes], None]:
    import tempfile
    from pathlib import Path

    def target(data: bytes) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"a{suffix}"
            path.write_bytes(data)
            try:
                members = list(expand(path))
            except ReadError:
                return
            for member in members:
                try:
                    member.read()
                except ReadError:
                    continue

    return target


def _scan(data: bytes) -> None:
    """Words, rules and blots of a picture anywhere on it, as no engine would find them."""
    document = scans.document(data)
    require_within(document, LIMITS)
    if document.text:
        hold(extract_document(document))


def _table(data: bytes) -> None:
    """A table of the form with other cells: the parser of tables sees rows and columns of anything."""
    cells = data.decode("utf-8", "replace").replace("\x00", "|")
    hold(
        extract_text(
            f"某县2019年政府信息公开工作年度报告\n二、主动公开政府信息情况\n{cells}\n三、收到和处理政府信息公开申请情况\n"
        )
    )


def _document_xml(data: bytes) -> bytes:
    return hand_made(data.decode("utf-8", "replace"))


def _sheet_xml(data: bytes) -> bytes:
    return package({**_WORKBOOK, "xl/worksheets/sheet1.xml": data})


def _page_xml(data: bytes) -> bytes:
    return ofd_file([data.decode("utf-8", "replace")], (210.0, 297.0))


#: Name: what reads the bytes.
TARGETS: dict[str, Callable[[bytes], None]] = {
    "text": _text,
    "sections": _sections,
    "prose": _prose,
    "table": _table,
    "txt": _file(".txt"),
    "html": _file(".html"),
    "mht": _file(".mht"),
    "csv": _file(".csv"),
    "xls": _file(".xls"),
    "pdf": _file(".pdf"),
    "docx": _file(".docx", _document_xml),
    "xlsx": _file(".xlsx", _sheet_xml),
    "ofd": _file(".ofd", _page_xml),
    "ocr": _scan,
    "zip": _archive(".zip"),
    "tar": _archive(".tar.gz"),
    "7z": _archive(".7z"),
}
_SMALL = (
    "一、概述\n全年主动公开政府信息86条,其中:网站60条、其他26条。收费1.5万元。\n",
    "（二）未收到行政复议;|1|无|\n",
)


def seeds(target: str) -> list[bytes]:
    """Sound inputs that the runs begin with."""
    texts = [text.encode() for text in _SMALL]
    if target in {"text", "sections", "prose", "table", "txt"}:
        whole = mutations.sound(".txt", mutations.SAMPLES[0]).decode("utf-16")
        return [*texts, *(whole[start : start + 700].encode() for start in range(0, len(whole), 700))]  # small is quick
    own = {"docx": _BODY.encode(), "xlsx": _SHEET.encode(), "ofd": _PAGE.encode()}
    if target == "ocr":
        return scans.seeds()
    if target in own:
        return [own[target]]
    kind = ".tar.gz" if target == "tar" else f".{target}"
    return [mutations.sound(kind, name) for name in mutations.SAMPLES]
