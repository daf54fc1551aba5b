"""The same report in several files: which stands, and what the others say differently. Files are read, not made up."""

from __future__ import annotations

import io
import json
import zipfile

import duckdb
import pytest

from gongkai.corpus import Corpus, extract_batch
from gongkai.schema import TABLES
from gongkai.tables import report_id
from tests.sql.small_warehouse import SmallWarehouse, dbt_build
from tests.support.word import word_file

TEXT = """{organ}{year}年政府信息公开工作年度报告
一、主动公开情况
{year}年,我局通过政府网站主动公开政府信息{count}条。
二、依申请公开情况
全年收到政府信息公开申请{requests}件。
三、收费和减免情况
未收取任何费用。
"""
WATER, ROADS, SCHOOLS, PARKS = "青禾县水务局", "青禾县交通运输局", "青禾县教育局", "青禾县园林局"


def text(organ, year, count=40, requests=3):
    return TEXT.format(organ=organ, year=year, count=count, requests=requests)


def page(published, *report):
    lines = text(*report).splitlines()
    paragraphs = "".join(f"<p>{line}</p>" for line in lines[1:])
    return (
        f"<html><head><meta charset=utf-8><title>{lines[0]}</title><meta name=PubDate content={published}></head>"
        f"<body><h1>{lines[0]}</h1><div class=content>{paragraphs}</div></body></html>"
    ).encode()


def word(*report):
    return word_file(text(*report).splitlines())


def zipped(name, data):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, data)
    return buffer.getvalue()


FILES = {
    # the page and its file for download say the same
    "water/2019.html": page("2020-02-01", WATER, 2019),
    "water/2019.docx": word(WATER, 2019),
    # corrected and published again
    "roads/2019.html": page("2020-02-01", ROADS, 2019, 40, 3),
    "roads/2019-corrected.html": page("2020-05-01", ROADS, 2019, 40, 5),
    # copies under other names, one of which tells nothing, one packed
    "schools/b.txt": text(SCHOOLS, 2019).encode(),
    "schools/a.txt": text(SCHOOLS, 2019).encode(),
    "schools/c.zip": zipped("d.txt", text(SCHOOLS, 2019).encode()),
    # three versions, none like the other
    "parks/2019.txt": text(PARKS, 2019, 40, 7).encode(),
    "parks/2019.html": page("2020-02-01", PARKS, 2019, 41, 7),
    "parks/2019-new.html": page("2020-06-01", PARKS, 2019, 42, 8),
}


@pytest.fixture(scope="module")
def built(tmp_path_factory, catalogue):
    home = tmp_path_factory.mktemp("versions")
    for name, data in FILES.items():
        path = home / "raw" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    tables = extract_batch(Corpus(str(home / "raw"), "v1"), list(FILES))
    assert tables["rejects"].num_rows == 0
    made = SmallWarehouse()
    made.rows |= {name: [tuple(row.values()) for row in tables[name].to_pylist()] for name in TABLES}
    made.write(home / "warehouse" / "working.duckdb")
    variables = {"GONGKAI_HOME": str(home), "GONGKAI_CATALOGUE": str(catalogue)}
    dbt_build(home / "target", variables, "--select", "+findings", "+observations", "--indirect-selection", "buildable")
    with duckdb.connect(str(home / "warehouse" / "dev.duckdb"), read_only=True) as connection:
        yield connection


def differing(built, folder):
    """What the version that stands says, the other, and where that is."""
    rows = built.execute(
        """select f.stated, f.computed, f.severity, f.numbers, f.observation_ids, o.source_path, f.message_en
        from findings f join dim_report r using (report_id)
            join dim_report o on o.report_id = json_extract_string(f.numbers, 'other_report_id')
        where f.rule = 'versions_differ' and r.source_path like ? and f.is_current order by o.source_path, f.stated""",
        [f"{folder}/%"],
    ).fetchall()
    for stated, computed, _, numbers, observation_ids, path, message in rows:
        assert (json.loads(numbers)["current"], json.loads(numbers)["other"]) == ([stated], [computed])
        assert path in message
        owners = {row[0] for row in built.execute(
            "select report_id from observations where observation_id in (select unnest(?))",
            [json.loads(observation_ids)],
        ).fetchall()}  # fmt: skip
        assert len(owners) == 2
    return [(int(row[0]), int(row[1]), row[5]) for row in rows]


def standing(built, folder):
    return built.execute(
        "select source_path, versions from dim_report where is_current and source_path like ?", [f"{folder}/%"]
    ).fetchall()


def test_a_page_and_its_file_are_one_report_without_differences(built):
    assert standing(built, "water") == [("water/2019.html", 2)]
    assert differing(built, "water") == []


def test_a_corrected_version_stands_and_says_what_it_corrected(built):
    assert standing(built, "roads") == [("roads/2019-corrected.html", 2)]
    assert differing(built, "roads") == [(5, 3, "roads/2019.html")]


def test_copies_are_kept_and_counted_once(built):
    assert standing(built, "schools") == [("schools/a.txt", 3)]
    copies = built.execute(
        "select source_path, copy_of from dim_report where copy_of is not null order by source_path"
    ).fetchall()
    first = report_id("schools/a.txt")
    assert copies == [("schools/b.txt", first), ("schools/c.zip!/d.txt", first)]
    assert differing(built, "schools") == []


def test_each_of_three_versions_is_compared_with_the_one_that_stands(built):
    assert standing(built, "parks") == [("parks/2019-new.html", 3)]
    assert differing(built, "parks") == [
        (8, 7, "parks/2019.html"),
        (42, 41, "parks/2019.html"),
        (8, 7, "parks/2019.txt"),
        (42, 40, "parks/2019.txt"),
    ]
