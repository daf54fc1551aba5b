"""Writes the standard tables and the annex in the layouts that text extraction leaves, for the tests of forms.

A table is a list of rows of cells; a cell is its words and how many columns and rows of the form it spans. Labels are
those of the forms; figures and the sentences around are the tests' own.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

Figures = Mapping[tuple[str, str], str]
# From here on a character behind a figure is a mark by which its place is found again (tests/writing), no part of it.
_FIRST_MARK = "\U000f0000"

APPLICANTS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
DENIED = (
    "1.属于国家秘密", "2.其他法律行政法规禁止公开", "3.危及“三安全一稳定”", "4.保护第三方合法权益",
    "5.属于三类内部事务信息", "6.属于四类过程性信息", "7.属于行政执法案卷", "8.属于行政查询事项",
)  # fmt: skip
UNABLE = ("1.本机关不掌握相关政府信息", "2.没有现成信息需要另行制作", "3.补正后申请内容仍不明确")
NOT_PROCESSED = (
    "1.信访举报投诉类申请", "2.重复申请", "3.要求提供公开出版物", "4.无正当理由大量反复申请",
    "5.要求行政机关确认或重新出具已获取信息",
)  # fmt: skip
OTHER_2021 = (
    "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
    "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
    "3.其他",
)
GROUPS_2019 = (("(三)不予公开", DENIED), ("(四)无法提供", UNABLE), ("(五)不予处理", NOT_PROCESSED))
RESULTS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
PROCEEDINGS = ("行政复议", "未经复议直接起诉", "复议后起诉")
DISCLOSURE_2019 = (
    ("第二十条第(一)项", ("本年新制作数量", "本年新公开数量", "对外公开总数量"), ("规章", "规范性文件")),
    ("第二十条第(五)项", ("上一年项目数量", "本年增/减", "处理决定数量"), ("行政许可", "其他对外管理服务事项")),
    ("第二十条第(六)项", ("上一年项目数量", "本年增/减", "处理决定数量"), ("行政处罚", "行政强制")),
    ("第二十条第(八)项", ("上一年项目数量", "本年增/减"), ("行政事业性收费",)),
    ("第二十条第(九)项", ("采购项目数量", "采购总金额"), ("政府集中采购",)),
)
DISCLOSURE_2021 = (
    ("第二十条第(一)项", ("本年制发件数", "本年废止件数", "现行有效件数"), ("规章", "行政规范性文件")),
    ("第二十条第(五)项", ("本年处理决定数量",), ("行政许可",)),
    ("第二十条第(六)项", ("本年处理决定数量",), ("行政处罚", "行政强制")),
    ("第二十条第(八)项", ("本年收费金额(单位:万元)",), ("行政事业性收费",)),
)


@dataclasses.dataclass(frozen=True)
class Cell:
    text: str
    columns: int = 1
    rows: int = 1


Grid = list[list[Cell]]


def requests_rows(generation: str) -> list[str]:
    """Labels of the rows that hold figures, in order."""
    closing = list(OTHER_2021) if generation == "2021" else ["(六)其他处理"]
    return [
        "一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量", "(一)予以公开",
        "(二)部分公开(区分处理的,只计这一情形,不计其他情形)", *DENIED, *UNABLE, *NOT_PROCESSED, *closing,
        "(七)总计", "四、结转下年度继续办理",
    ]  # fmt: skip


def requests_grid(figures: Figures, generation: str) -> Grid:
    """The table of requests; figures by (row label, applicant)."""

    def cells(label: str) -> list[Cell]:
        return [Cell(figures[label, applicant]) for applicant in APPLICANTS]

    rows = requests_rows(generation)
    groups = [*GROUPS_2019, *((("(六)其他处理", OTHER_2021),) if generation == "2021" else ())]
    height = 2 + sum(len(labels) for _, labels in groups) + 1 + (generation == "2019")
    grid: Grid = [
        [Cell("(本列数据的勾稽关系为:第一项加第二项之和,等于第三项加第四项之和)", 3, 3), Cell("申请人情况", 7)],
        [Cell("自然人", 1, 2), Cell("法人或其他组织", 5), Cell("总计", 1, 2)],
        [Cell(name) for name in APPLICANTS[1:6]],
        [Cell(rows[0], 3), *cells(rows[0])],
        [Cell(rows[1], 3), *cells(rows[1])],
        [Cell("三、本年度办理结果", 1, height), Cell(rows[2], 2), *cells(rows[2])],
        [Cell(rows[3], 2), *cells(rows[3])],
    ]
    for title, labels in groups:
        for at, label in enumerate(labels):
            head = [Cell(title, 1, len(labels))] if at == 0 else []
            grid.append([*head, Cell(label), *cells(label)])
    if generation == "2019":
        grid.append([Cell("(六)其他处理", 2), *cells("(六)其他处理")])
    grid.append([Cell("(七)总计", 2), *cells("(七)总计")])
    grid.append([Cell("四、结转下年度继续办理", 3), *cells("四、结转下年度继续办理")])
    return grid


def disclosure_grid(figures: Figures, form: Sequence[tuple[str, tuple[str, ...], tuple[str, ...]]]) -> Grid:
    """The table of article 20; figures by (row label, column label)."""
    width = 1 + max(len(columns) for _, columns, _ in form)
    grid: Grid = []
    for title, columns, rows in form:
        grid.append([Cell(title, width)])
        span = (width - 1) // len(columns)
        grid.append([Cell("信息内容"), *(Cell(column, span) for column in columns)])
        grid.extend([Cell(row), *(Cell(figures[row, column], span) for column in columns)] for row in rows)
    return grid


def appeals_grid(figures: Figures) -> Grid:
    """The table of reviews and lawsuits; figures by (proceeding, result)."""
    return [
        [Cell("行政复议", 5), Cell("行政诉讼", 10)],
        [*(Cell(result, 1, 2) for result in RESULTS), Cell("未经复议直接起诉", 5), Cell("复议后起诉", 5)],
        [Cell(result) for _ in range(2) for result in RESULTS],
        [Cell(figures[proceeding, result]) for proceeding in PROCEEDINGS for result in RESULTS],
    ]


def _width(grid: Grid) -> int:
    return max(sum(cell.columns for cell in row) for row in grid)


def inner_bars(grid: Grid) -> str:
    return "\n".join(" | ".join(cell.text for cell in row) + " |" for row in grid)


def outer_bars(grid: Grid) -> str:
    return "\n".join("| " + " | ".join(cell.text for cell in row) + " |" for row in grid)


def led_bars(grid: Grid) -> str:
    """A bar before each cell and none behind the last."""
    return "\n".join("| " + " | ".join(cell.text for cell in row) for row in grid)


def _filled(grid: Grid, *, repeated: bool) -> list[list[str]]:
    """The whole rectangle; merged cells written in each of their places, or in the first alone."""
    filled = [[""] * _width(grid) for _ in grid]
    covered: set[tuple[int, int]] = set()
    for at, row in enumerate(grid):
        column = 0
        for cell in row:
            while (at, column) in covered:
                column += 1
            for down in range(at, min(at + cell.rows, len(grid))):
                for right in range(column, column + cell.columns):
                    covered.add((down, right))
                    if repeated or (down, right) == (at, column):
                        filled[down][right] = cell.text
            column += cell.columns
    return filled


def repeated_bars(grid: Grid) -> str:
    """Merged cells written out in every row and column that they cover."""
    return "\n".join("| " + " | ".join(row) + " |" for row in _filled(grid, repeated=True))


def repeated_tabs(grid: Grid) -> str:
    return "\n".join("\t".join(row) for row in _filled(grid, repeated=True))


def rectangle_tabs(grid: Grid) -> str:
    return "\n".join("\t".join(row) for row in _filled(grid, repeated=False))


def tight_bars(grid: Grid) -> str:
    return "\n".join("|" + "|".join(cell.text for cell in row) + "|" for row in grid)


def padded_bars(grid: Grid) -> str:
    """Rows filled up with bars without a space, as web extraction leaves merged cells."""
    width = max(len(row) for row in grid)
    return "\n".join(" | ".join(cell.text for cell in row) + " | " + "|" * (width - len(row)) for row in grid)


def rectangle(grid: Grid) -> str:
    """A Markdown table: merged cells written once, the cells they cover left blank."""
    lines = ["| " + " | ".join(row) + " |" for row in _filled(grid, repeated=False)]
    return "\n".join([lines[0], "|" + " --- |" * _width(grid), *lines[1:]])


def bar_a_line(grid: Grid) -> str:
    return "\n".join(f"{cell.text} |" if cell.text else " |" for row in grid for cell in row)


def bar_a_line_padded(grid: Grid) -> str:
    width = max(len(row) for row in grid)
    lines: list[str] = []
    for row in grid:
        lines.extend(f"{cell.text} |" if cell.text else "|" for cell in row)
        if len(row) + 1 < width:
            lines.append("|" * (width - len(row)))
    return "\n".join(lines)


def bar_between_lines(grid: Grid) -> str:
    return "\n".join(line for row in grid for cell in row for line in ((cell.text, "|") if cell.text else ("|",)))


def leading_bars(grid: Grid) -> str:
    return "\n".join(f"| {cell.text}".rstrip() for row in grid for cell in row) + "\n|"


def paragraphs(grid: Grid) -> str:
    return "\n\n".join(cell.text for row in grid for cell in row)


def lines(grid: Grid) -> str:
    return "\n".join(cell.text for row in grid for cell in row)


def tabs(grid: Grid) -> str:
    return "\n".join("\t".join(cell.text for cell in row) for row in grid)


def spaces(grid: Grid) -> str:
    return "\n".join(" ".join(cell.text for cell in row) for row in grid)


def hybrid(grid: Grid) -> str:
    """The label on a line of its own, its figures on the next, some rows filled up."""
    written = []
    for at, row in enumerate(grid):
        head, *rest = row
        written.append(f"{head.text} |")
        if rest:
            written.append(" | ".join(cell.text for cell in rest) + (" | ||" if at % 2 else " |"))
    return "\n".join(written)


def wrapped(grid: Grid, width: int = 11) -> str:
    """PDF text: labels broken at a fixed width, figures after the last piece of their label."""
    written = []
    for row in grid:
        pieces = []
        for cell in row:
            if len(cell.text) > width:
                parts = [cell.text[at : at + width] for at in range(0, len(cell.text), width)]
                pieces.append("\n".join(parts))
            else:
                pieces.append(cell.text)
        written.append(" ".join(pieces))
    return "\n".join(written)


def figures_inside_label(grid: Grid, width: int = 11) -> str:
    """PDF text: figures stand after the first line of a broken label, the rest of it below."""
    written = []
    for row in grid:
        labels = [cell.text for cell in row if not _is_figure(cell.text)]
        numbers = [cell.text for cell in row if _is_figure(cell.text)]
        if numbers and labels and len(labels[-1]) > width:
            *front, label = labels
            written.append(" ".join([*front, label[:width], *numbers]))
            written.append(label[width:])
        else:
            written.append(" ".join(cell.text for cell in row))
    return "\n".join(written)


def figures_between_label(grid: Grid, width: int = 8) -> str:
    """PDF text: figures on a line of their own between the lines of a broken label."""
    written = []
    for row in grid:
        labels = [cell.text for cell in row if cell.text and not _is_figure(cell.text)]
        numbers = [cell.text for cell in row if _is_figure(cell.text)]
        if numbers and labels and len(labels[-1]) > width:
            parts = [labels[-1][at : at + width] for at in range(0, len(labels[-1]), width)]
            written.extend((" ".join([*labels[:-1], parts[0]]), " ".join(numbers), *parts[1:]))
        else:
            written.append(" ".join(cell.text for cell in row))
    return "\n".join(written)


def aligned(grid: Grid) -> str:
    """Columns aligned with spaces, blank cells included; Chinese characters count two."""

    def padded(text: str, size: int) -> str:
        return text + " " * max(1, size - sum(2 if ord(char) > 0x2E80 else 1 for char in text))

    written = []
    for row in grid:
        labels = [cell.text for cell in row if cell.text and not _is_figure(cell.text)]
        rest = [cell.text for cell in row if not cell.text or _is_figure(cell.text)]
        if rest and len(labels) < 4:
            written.append(padded(" ".join(labels), 76) + "".join(padded(text, 9) for text in rest))
        else:
            written.append("   ".join(labels))
    return "\n".join(line.rstrip() for line in written)


def _is_figure(text: str) -> bool:
    if text and text[-1] >= _FIRST_MARK:
        text = text[:-1]
    return bool(text) and (text[0].isdigit() or text in {"/", "-"} or text[0] in "+-减增") and "." not in text[:2]


Layout = Callable[[Grid], str]
# Layouts in which a blank cell can be seen, and those in which it cannot.
SHOWS_BLANKS: dict[str, Layout] = {
    layout.__name__: layout
    for layout in (
        inner_bars, outer_bars, tight_bars, rectangle, bar_a_line, bar_a_line_padded, bar_between_lines, leading_bars,
        paragraphs, tabs, led_bars, repeated_bars, repeated_tabs, rectangle_tabs,
    )
}  # fmt: skip
LOSES_BLANKS: dict[str, Layout] = {
    layout.__name__: layout
    for layout in (
        padded_bars, hybrid, lines, spaces, wrapped, figures_inside_label, figures_between_label, aligned
    )
}  # fmt: skip


def expected(text: str, factor: int = 1) -> tuple[Decimal | None, str]:
    """What a cell's words state: value and status."""
    if text == "":
        return None, "blank"
    if text in {"/", "-"}:
        return None, "not_applicable"
    sign = -1 if text[0] in "-减" else 1
    return sign * Decimal(text.lstrip("+-增减").replace(",", "")) * factor, "reported"


# The national form of 2014: label, unit, measure and dimensions; a heading has no measure.
ANNEX_2014: tuple[tuple[str, str, str, str], ...] = (
    ("一、主动公开情况", "——", "", ""),
    ("(一)主动公开政府信息数(不同渠道和方式公开相同信息计1条)", "条", "disclosed", ""),
    ("其中:主动公开规范性文件数", "条", "normative_documents_disclosed", ""),
    ("制发规范性文件总数", "件", "normative_documents_issued", ""),
    ("(二)通过不同渠道和方式公开政府信息的情况", "——", "", ""),
    ("1.政府公报公开政府信息数", "条", "disclosed", "channel=gazette"),
    ("2.政府网站公开政府信息数", "条", "disclosed", "channel=website"),
    ("3.政务微博公开政府信息数", "条", "disclosed", "channel=weibo"),
    ("4.政务微信公开政府信息数", "条", "disclosed", "channel=wechat"),
    ("5.其他方式公开政府信息数", "条", "disclosed", "channel=other"),
    ("二、回应解读情况", "——", "", ""),
    ("(一)回应公众关注热点或重大舆情数(不同方式回应同一热点或舆情计1次)", "次", "hot_topic_responses", ""),
    ("(二)通过不同渠道和方式回应解读的情况", "——", "", ""),
    ("1.参加或举办新闻发布会总次数", "次", "press_conferences", ""),
    ("其中:主要负责同志参加新闻发布会次数", "次", "press_conferences", "by_leader=yes"),
    ("2.政府网站在线访谈次数", "次", "online_interviews", ""),
    ("其中:主要负责同志参加政府网站在线访谈次数", "次", "online_interviews", "by_leader=yes"),
    ("3.政策解读稿件发布数", "篇", "interpretations", ""),
    ("4.微博微信回应事件数", "次", "social_media_responses", ""),
    ("5.其他方式回应事件数", "次", "other_responses", ""),
    ("三、依申请公开情况", "——", "", ""),
    ("(一)收到申请数", "件", "requests_received", ""),
    ("1.当面申请数", "件", "requests_received", "channel=in_person"),
    ("2.传真申请数", "件", "requests_received", "channel=fax"),
    ("3.网络申请数", "件", "requests_received", "channel=online"),
    ("4.信函申请数", "件", "requests_received", "channel=letter"),
    ("(二)申请办结数", "件", "requests_closed", ""),
    ("1.按时办结数", "件", "requests_closed", "timeliness=on_time"),
    ("2.延期办结数", "件", "requests_closed", "timeliness=extended"),
    ("(三)申请答复数", "件", "requests_answered", "outcome=total"),
    ("1.属于已主动公开范围数", "件", "requests_answered", "outcome=already_public"),
    ("2.同意公开答复数", "件", "requests_answered", "outcome=granted"),
    ("3.同意部分公开答复数", "件", "requests_answered", "outcome=partially_granted"),
    ("4.不同意公开答复数", "件", "requests_answered", "outcome=denied"),
    ("其中:涉及国家秘密", "件", "requests_answered", "outcome=denied;reason=state_secret"),
    ("涉及商业秘密", "件", "requests_answered", "outcome=denied;reason=trade_secret"),
    ("涉及个人隐私", "件", "requests_answered", "outcome=denied;reason=personal_privacy"),
    (
        "危及国家安全、公共安全、经济安全和社会稳定", "件", "requests_answered",
        "outcome=denied;reason=security_stability",
    ),
    ("不是《条例》所指政府信息", "件", "requests_answered", "outcome=denied;reason=not_government_information"),
    ("法律法规规定的其他情形", "件", "requests_answered", "outcome=denied;reason=other_law"),
    ("5.不属于本行政机关公开数", "件", "requests_answered", "outcome=not_this_organ"),
    ("6.申请信息不存在数", "件", "requests_answered", "outcome=nonexistent"),
    ("7.告知作出更改补充数", "件", "requests_answered", "outcome=amend"),
    ("8.告知通过其他途径办理数", "件", "requests_answered", "outcome=redirected"),
    ("四、行政复议数量", "件", "appeals", "proceeding=review"),
    ("(一)维持具体行政行为数", "件", "appeals", "proceeding=review;result=upheld"),
    ("(二)被依法纠错数", "件", "appeals", "proceeding=review;result=corrected"),
    ("(三)其他情形数", "件", "appeals", "proceeding=review;result=other"),
    ("五、行政诉讼数量", "件", "appeals", "proceeding=litigation"),
    ("(一)维持具体行政行为或者驳回原告诉讼请求数", "件", "appeals", "proceeding=litigation;result=upheld"),
    ("(二)被依法纠错数", "件", "appeals", "proceeding=litigation;result=corrected"),
    ("(三)其他情形数", "件", "appeals", "proceeding=litigation;result=other"),
    ("六、举报投诉数量", "件", "appeals", "proceeding=complaint"),
    ("七、依申请公开信息收取的费用", "万元", "fees_charged", ""),
    ("八、机构建设和保障经费情况", "——", "", ""),
    ("(一)政府信息公开工作专门机构数", "个", "dedicated_offices", ""),
    ("(二)设置政府信息公开查阅点数", "个", "reading_points", ""),
    ("(三)从事政府信息公开工作人员数", "人", "staff", ""),
    ("1.专职人员数(不包括政府公务员及兼职人员)", "人", "staff", "staff_type=full_time"),
    ("2.兼职人员数", "人", "staff", "staff_type=part_time"),
    (
        "(四)政府信息公开专项经费(不包括用于政府公报编辑管理及政府网站建设维护等方面的经费)", "万元",
        "expenditure", "",
    ),
    ("九、政府信息公开会议和培训情况", "——", "", ""),
    ("(一)召开政府信息公开工作会议或专题会议数", "次", "meetings", ""),
    ("(二)举办各类培训班数", "次", "trainings", ""),
    ("(三)接受培训人员数", "人次", "trainees", ""),
)  # fmt: skip


def annex_grid(figures: Sequence[str]) -> Grid:
    """The national form of 2014; one figure for each row that has a measure, in order."""
    left = iter(figures)
    return [
        [Cell("统计指标"), Cell("单位"), Cell("统计数")],
        *([Cell(label), Cell(unit), Cell(next(left) if measure else "")] for label, unit, measure, _ in ANNEX_2014),
    ]
