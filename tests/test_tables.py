import dataclasses
import datetime
import json
from decimal import Decimal

import pytest

from gongkai.exceptions import ReadError
from gongkai.records import Block, Cell, Place, Span, Table
from gongkai.schema import TABLES
from gongkai.tables import arrow_schema, reject_rows, report_id, report_rows, to_arrow
from tests.handmade import TEXT, report, span


def tables(**changes):
    made = dataclasses.replace(report(), **changes)
    return {name: table.to_pylist() for name, table in to_arrow([report_rows(made, "v1")]).items()}


def test_a_report_id_is_the_start_of_the_hash_of_its_path():
    # printf 'reports/qinghe.txt' | sha256sum
    assert report_id("reports/qinghe.txt") == "5dbab718ecda1a70"


def test_every_table_is_there_with_the_declared_columns():
    made = to_arrow([report_rows(report(), "v1")])
    assert list(made) == list(TABLES)
    for name, table in made.items():
        assert tuple(table.column_names) == TABLES[name].column_names
        assert table.schema == arrow_schema(name)
    assert made["rejects"].num_rows == 0


def test_a_document_row():
    (row,) = tables()["documents"]
    assert row["text"] == TEXT
    assert (row["organ"], row["organ_level"], row["organ_kind"]) == ("青禾县人民政府", "county", "government")
    assert (row["year"], row["published_date"], row["form"]) == (2016, datetime.date(2017, 3, 1), "annex_2014")
    assert (row["table_requests"], row["table_annex"], row["region_code"]) == ("absent", "present", None)
    assert row["code_version"] == "v1"


def test_blocks_and_cells_are_rows_with_their_places():
    made = report()
    document = dataclasses.replace(
        made.document,
        blocks=(
            Block(Span(0, 21), "title", Place(1, (72.0, 80.5, 300.0, 96.0))),
            Block(span("1300"), "cell", Place(path="附表!C7")),
            Block(span("附表"), "image", Place(2, (0.0, float("nan"), 1.0, 1.0), "附表.png", 0.91)),
        ),
        tables=(Table(span("主动公开政府信息数 1300"), (Cell(3, 2, span("1300"), 1, 4),)),),
        notes=("page 3: not read", "page 4: not read"),
    )
    rows = tables(document=document)
    title, cell, image = rows["blocks"]
    assert (title["kind"], title["page"], title["box_left"], title["box_bottom"], title["path"]) == (
        "title", 1, 72.0, 96.0, None,
    )  # fmt: skip
    assert (cell["block_index"], cell["path"], cell["page"], cell["box_left"]) == (1, "附表!C7", None, None)
    assert (TEXT[cell["span_start"] : cell["span_end"]], image["score"]) == ("1300", 0.91)
    assert [image[f"box_{edge}"] for edge in ("left", "top", "right", "bottom")] == [None] * 4
    (grid,) = rows["cells"]
    assert (grid["table_index"], grid["row_index"], grid["column_index"], grid["column_span"]) == (0, 3, 2, 4)
    assert rows["documents"][0]["notes"] == "page 3: not read\npage 4: not read"
    assert tables()["documents"][0]["notes"] is None


def test_observation_rows_carry_their_words_and_exact_values():
    rows = tables()["observations"]
    assert [row["value"] for row in rows] == [Decimal(1200), Decimal(900), Decimal(75000), Decimal(1300), None]
    assert rows[1]["channel"] == "website"
    assert rows[1]["evidence"] == "政府网站公开\n900条" == TEXT[rows[1]["span_start"] : rows[1]["span_end"]]
    assert [row["is_primary"] for row in rows] == [False, True, True, True, True]
    assert {row["section_id"] for row in rows} == {f"{report_id('reports/qinghe.txt')}-s0"}


def test_a_finding_names_the_observations_of_both_sides():
    made = tables()
    first, second = made["findings"]
    ids = [row["observation_id"] for row in made["observations"]]
    assert json.loads(first["observation_ids"]) == [ids[0], ids[3]]
    assert json.loads(first["numbers"]) == {"text": 1200, "annex": [1300, 0.5], "place": "附表"}
    assert (second["span_start"], second["stated"], json.loads(second["numbers"])) == (None, None, {})


def test_identifiers_do_not_depend_on_the_order_or_the_other_rows():
    made = report()
    ids = {row["evidence"]: row["observation_id"] for row in tables()["observations"]}
    alone = tables(observations=made.observations[2:3], findings=())["observations"]
    assert alone[0]["observation_id"] == ids["支出7.5万元"]


def test_rows_that_say_the_very_same_keep_identifiers_apart():
    twice = (report().observations[1],) * 2
    ids = [row["observation_id"] for row in tables(observations=twice, findings=())["observations"]]
    assert len(set(ids)) == 2
    again = [row["observation_id"] for row in tables(observations=twice, findings=())["observations"]]
    assert ids == again


@pytest.mark.parametrize(
    ("value", "stored"),
    [("0.12344", "0.1234"), ("0.12345", "0.1234"), ("0.12355", "0.1236"), ("9999999999999999", "9999999999999999")],
    ids=["down", "half-to-even", "half-up", "sixteen-digits"],
)
def test_values_are_held_with_four_decimals(value, stored):
    one = dataclasses.replace(report().observations[0], value=Decimal(value))
    (row,) = tables(observations=(one,), findings=())["observations"]
    assert row["value"] == Decimal(stored)


@pytest.mark.parametrize("value", ["10000000000000000", "1e40", "9999999999999999.99999"])
def test_a_figure_with_too_many_digits_names_its_place(value):
    one = dataclasses.replace(report().observations[0], value=Decimal(value))
    with pytest.raises(ReadError, match=f"at character {span('主动公开政府信息1200余条').start}") as caught:
        tables(observations=(one,), findings=())
    assert caught.value.reason == "figure_too_large"


def test_a_reject_of_a_name_that_is_no_text_is_storable():
    (row,) = to_arrow([reject_rows("a\udcb9.txt", None, "bad_name", "…")])["rejects"].to_pylist()
    assert row["path"] == "a\\xb9.txt"
    assert row["report_id"] == report_id("a\udcb9.txt")
