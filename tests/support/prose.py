"""Reads one made-up paragraph as the body of a section, for tables of cases."""

from __future__ import annotations

from gongkai.normalise import View
from gongkai.prose import read_prose
from gongkai.readings import ProseReading
from gongkai.records import Identity, Level, OrganKind
from gongkai.sections import parse_sections

HEADINGS = {
    "overview": "一、概述",
    "proactive": "二、主动公开政府信息情况",
    "requests": "三、依申请公开政府信息情况",
    "fees": "四、收费及减免情况",
    "appeals": "五、行政复议、行政诉讼情况",
    "resources": "六、人员和经费情况",
    "problems": "七、存在的主要问题及改进措施",
    "other_matters": "六、其他需要报告的事项",
}


def read(text: str, topic: str = "proactive", year: int = 2014, kind: str = "department") -> ProseReading:
    """What prose says in ``text`` under the heading of ``topic``, in the report of a county body."""
    report = f"{HEADINGS.get(topic, topic)}\n{text}\n"
    view = View(report)
    organ = "云渚县水利局" if kind == "department" else "云渚县人民政府"
    identity = Identity(organ, OrganKind(kind), Level.COUNTY, None, year, "title", None, None, None)
    return read_prose(view, parse_sections(view), identity)


def facts(text: str, **context: object) -> list[str]:
    """The observations of ``text``, each as ``measure(dim=code,…)=value`` with marks for period, status, qualifier."""
    lines = []
    for item in read(text, **context).observations:  # type: ignore[arg-type]
        dims = ",".join(f"{name}={code}" for name, code in item.dimensions)
        mark = "*" if item.period == "cumulative" else ""
        value = "" if item.value is None else f"{item.value:f}"
        tail = {"none_stated": "none"}.get(item.status, "")
        sign = {"over": "+", "about": "~", "under": "-"}.get(item.qualifier, "")
        lines.append(f"{item.measure}{f'({dims})' if dims else ''}{mark}={value}{sign}{tail}")
    return sorted(set(lines))
