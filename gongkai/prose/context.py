"""What holds for a figure besides its own words: time, plan, whose figure it is, annual or cumulative."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from gongkai.prose.clauses import Phrase, Sentence
from gongkai.prose.lexicon import lexicon, trie_pattern
from gongkai.prose.words import word_class, words_of
from gongkai.records import Identity, Level, OrganKind, Scope

__all__ = ["Setting", "blocked", "carried_from", "cumulative", "scope_in", "setting_of"]

# A bracket that only dates the report, (2018年1月8日), speaks of no plan.
_YEAR = re.compile(r"(20[012]\d)年(?!\d{1,2}月\d{1,2}日\))")
_RESULTATIVE = re.compile(r"结转(?:至|到|入)?$|转(?:至|到|入)$|顺延至$|印发$|推迟到$")
# Alternatives that begin with a plain character each are searched for many times faster than groups.
_FUTURE = re.compile(
    rf"将{word_class('after_will')}|计划{word_class('after_plan')}|拟{word_class('after_plan')}"
    r"|要(?:继续|进一步)|每[月周季年][^,;。]*$"
)
_PART_YEAR = re.compile(
    rf"{word_class('part_of_year')}|\d{{1,2}}(?:月份?)?(?:-|至|到)(\d{{1,2}})月份?|截至(?:目前|今年)?(\d{{1,2}})月"
)
_WHOLE_YEAR = re.compile(rf"{word_class('whole_year')}|[,;]20[012]\d年(?!\d)")
_COMPARED = re.compile(
    rf"(?:(?:^|[,(])|[比较由从与同]){word_class('last_year')}(?:度|同期)?的?(?:总量|总数)?(?:为|是)?$"
    rf"|[由从]原(?:来|先|有)的?$|[比较由从与同](?:20[012]\d年(?:度|同期)?|{word_class('last_year')}|同期)[^,]{{0,8}}的?$"
)
_TITLE = re.compile(r"《[^《》]*》|\([^()]*\d+号\)")
# A year that a figure can belong to; 今年 and the like take it back, 2008年以来 starts a period.
_YEAR_OF_FIGURE = re.compile(
    rf"(?<!\()(20[012]\d)年(?:度|全年)?(?!\d|[年度]*(?:\d+月)?(?:\d+日)?"
    rf"(?:以来|起|至|到|底|末|开始|{word_class('came_into_force')}|后|-|—)|[^,;]{{0,20}}以来)|{word_class('this_year')}"
)
_GROWTH = re.compile(rf"{word_class('growth')}(?:了|约|近|达|为|共|数|量|:)*$")
_CUMULATIVE = re.compile(
    r"历年|累计|以来|目前[^,]{0,12}(?:总计|共计)|迄今[^,]{0,12}(?:总计|共计)|至今[^,]{0,12}(?:总计|共计)"
)
_FROM_THE_START = re.compile(r"历年|施行以来|实施以来|200[789]年")
_SINCE = re.compile(
    rf"条例》?{word_class('came_into_force')}|20[01]\d年(?:\d+月)?(?:\d+日)?(?:实施|施行|开展)?(?:以来|起|至今|至)|历年"
    r"|(?:开展[^,]{0,12}|成立|建站)以来|截[至止]|[到至]20\d\d年?底|(?:目前|迄今|至今)[^,]{0,12}(?:总计|共计|累计)"
)
# 设立指南、年报、依申请公开四个板块: parts of a site or of the work.
_LOOSE = frozenset({"个", "项", "类"})
_PARTS_OF_WORK = re.compile(word_class("parts_of_work"))
# A department, by its own name, inside the report of a government: not the government's own figure.
_DEPARTMENT = re.compile(
    rf"(?<![各全本我该其属与及直])([市县区州省旗盟]?[\u4e00-\u9fff]{{2,8}}?{word_class('department')}(?<!委托)(?<!委员)(?<!委任)"
    rf"(?![长托任派会员]))(?={word_class('acts')})"
)
_TOWN = re.compile(rf"(?<![各全本我乡该属])([\u4e00-\u9fff]{{2,4}}(?:镇|乡|街道))(?={word_class('acts')})")
# What each of the slow patterns above cannot do without: most sentences have none of it.
_PART_YEAR_SIGN = re.compile("|".join(("月", *words_of("part_of_year"))))
_COMPARED_SIGN = re.compile("|".join(("[比较由从与同]", *words_of("last_year"))))
_YEAR_SIGN = re.compile("|".join(("年", *words_of("this_year"))))
_DEPARTMENT_SIGN = re.compile("|".join(words_of("department")))
_TOWN_SIGN = re.compile("[镇乡道]")
_AIMED_AT = words_of("aimed_at")
_NOT_ONE = re.compile(word_class("several_bodies"))
_JOINED_NAME = re.compile(word_class("joined_name"))


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for a whole report.

    Attributes:
        year: reporting year, None where unknown.
        whole_government: the organ is a government above the township, so that one department is not it.
        default_scope: where no words say whose figure it is.
        own_names: names of the organ that are no other department.
    """

    year: int | None
    whole_government: bool
    default_scope: Scope
    own_names: tuple[str, ...]


def setting_of(identity: Identity, opening: str) -> Setting:
    """The setting of one report, from its identity and the folded text before its first section."""
    whole = identity.organ_kind is OrganKind.GOVERNMENT and identity.level is not Level.TOWNSHIP
    if identity.organ_kind is None and identity.level is None:
        default = Scope.UNSTATED
    elif not whole:
        default = Scope.ORGAN
    elif re.search(
        r"(?:综合|汇总|结合|统计汇总|根据)[^。]{0,40}(?:部门|乡镇|单位|街道|县区)[^。]{0,30}(?:报送|年度报告|年报|数据|汇总|编制)",
        opening,
    ):
        default = Scope.JURISDICTION
    else:
        default = Scope.UNSTATED
    return Setting(identity.year, whole, default, (identity.organ,) if identity.organ else ())


def blocked(text: str, sentence: Sentence, phrase: Phrase, setting: Setting) -> str | None:
    """Why a figure cannot be a fact of the year and the organ; None where nothing stands against it.

    Returns one of ``plan``, ``other_year``, ``growth``, ``part_year``, ``other_organ``, ``unmatched``
    (records.Quantity.reason).
    """
    if "|" in text[phrase.start : phrase.figure.start]:
        return "unmatched"  # a cell of a table that nobody recognised
    if phrase.figure.unit in _LOOSE and _PARTS_OF_WORK.match(text, phrase.figure.end):
        return "unmatched"
    before = text[sentence.start : phrase.figure.start]
    own = text[phrase.start : phrase.figure.start]
    if _is_plan(before, sentence, phrase, setting):
        return "plan"
    if not own.endswith("新增") and _GROWTH.search(own):
        return "growth"
    if _is_other_year(text[max(sentence.start, phrase.lead - 1) : phrase.figure.start], setting):
        return "other_year"
    if _is_part_year(before):
        return "part_year"
    if setting.whole_government and _other_organ(before, setting):
        return "other_organ"
    return None


def carried_from(text: str, phrase: Phrase, setting: Setting) -> bool:
    """``2024年结转申请0件`` in the report of 2025: carried in, though the year named is another."""
    if setting.year is None:
        return False
    before = text[phrase.lead : phrase.figure.start]
    return "结转" in before and re.search(rf"{setting.year - 1}年度?(?:未办结)?结转(?!至|到|入|下)", before) is not None


def _is_plan(before: str, sentence: Sentence, phrase: Phrase, setting: Setting) -> bool:
    if "plan" in sentence.said and any(term.has("plan") and term.end <= phrase.figure.start for term in sentence.terms):
        return True
    if _FUTURE.search(before):
        return True
    if setting.year is None:
        return False
    last = None
    for match in _YEAR.finditer(before):
        if not _RESULTATIVE.search(before[: match.start()]):
            last = int(match.group(1))
    return last is not None and last > setting.year


def _is_part_year(before: str) -> bool:
    """Whether a part of the year was named since the sentence last spoke of the whole."""
    if _PART_YEAR_SIGN.search(before) is None:
        return False
    last = None
    for match in _PART_YEAR.finditer(before):
        if (match.group(1) or match.group(2) or "") != "12":
            last = match
    return last is not None and _WHOLE_YEAR.search(before, last.end()) is None


def _is_other_year(clause: str, setting: Setting) -> bool:
    """Whether the figure is another year's: ``由上年的275条``, ``比2015年的13件``, ``2012年公开800条``."""
    clause = _TITLE.sub("", clause)
    if _COMPARED_SIGN.search(clause) and _COMPARED.search(clause):
        return True
    if setting.year is None or _YEAR_SIGN.search(clause) is None:
        return False
    last = None
    for match in _YEAR_OF_FIGURE.finditer(clause):
        last = int(match.group(1)) if match.group(1) else None
    return last is not None and last < setting.year


def _other_organ(before: str, setting: Setting) -> bool:
    last = -1
    for sign, pattern in ((_DEPARTMENT_SIGN, _DEPARTMENT), (_TOWN_SIGN, _TOWN)):
        for match in pattern.finditer(before) if sign.search(before) else ():
            if _NOT_ONE.search(_JOINED_NAME.sub("", match.group(1))):
                continue
            if not any(match.group(1) in name or name in match.group(1) for name in setting.own_names):
                last = max(last, match.end())
    if last < 0:
        return False
    return re.search(r"全[市县区省州旗]|我[市县区省州旗]|各级|各部门|各单位", before[last:]) is None


def cumulative(text: str, phrase: Phrase, year: int | None) -> bool:
    """Whether the figure runs from the beginning (历年累计, 条例施行以来) and not over the year."""
    own = text[phrase.lead : phrase.figure.end]
    if not _CUMULATIVE.search(own):
        return False
    if re.search(r"今年以来|一年来|本年以来", own) and not re.search(r"历年|施行以来|实施以来", own):
        return False
    if year is not None and re.search(rf"{year}年(?:度|1月)?以来", own) and not _FROM_THE_START.search(own):
        return False
    if year is not None and re.search(rf"累计[^,]{{0,8}}{year}年度?(?!底|末)", own):
        return False
    if (
        year is not None
        and re.search(rf"{year}年(?:(?!底|末|12月|\d)|1月1日[起]?[至到])", own)
        and not _FROM_THE_START.search(own)
    ):
        return False
    return _SINCE.search(own) is not None


@functools.cache
def _scope_words() -> re.Pattern[str]:
    """The words of the vocabulary that say whose figure it is; what follows can take the meaning back."""
    groups = [f"(?P<{tag}>{trie_pattern(lexicon().words(tag))})" for tag in ("jurisdiction", "own")]
    first = "".join(sorted({word[0] for tag in ("jurisdiction", "own") for word in lexicon().words(tag)}))
    return re.compile(
        rf"(?=[{first}])(?<!{')(?<!'.join(_AIMED_AT)})(?:{'|'.join(groups)})(?!门户|网站|入口|公报|常务|工作报告)"
    )


def scope_in(text: str, start: int, end: int, setting: Setting) -> Scope | None:
    """The scope that the last such words of ``text[start:end]`` state; None where they state none."""
    if setting.default_scope is Scope.ORGAN:
        return Scope.ORGAN
    scope = None
    for match in _scope_words().finditer(text, start, end):
        scope = Scope.JURISDICTION if match["jurisdiction"] else Scope.ORGAN
    return scope
