"""The tables of the forms agree with the catalogue of measures and with themselves."""

from __future__ import annotations

import collections

import pytest

from gongkai.catalogue import measures, read_rows
from gongkai.exceptions import CatalogueError
from gongkai.forms.build import parse_dimensions
from gongkai.forms.catalogue import form_table, vocabulary
from gongkai.forms.labels import squeeze

CODES = collections.defaultdict(set)
for entry in read_rows("dimensions.csv"):
    CODES[entry["dimension"]].add(entry["code"])


def assert_known(measure: str, dimensions: dict[str, str]) -> None:
    for name, code in dimensions.items():
        assert name in measures()[measure].dimensions, (measure, name)
        assert code in CODES[name], (name, code)


def test_annex_rows():
    rows = read_rows("annex_rows.csv")
    assert len({row["row"] for row in rows}) == len(rows)
    opened = {row["opens"] for row in rows}
    for row in rows:
        assert row["labels"], row
        assert not row["within"] or row["within"] in opened, row
        if row["measure"]:
            assert_known(row["measure"], parse_dimensions(row["dimensions"]))


def test_annex_labels_mean_one_thing_in_one_place():
    places = collections.Counter(
        place
        for row in read_rows("annex_rows.csv")
        for place in {(squeeze(label), row["within"]) for label in row["labels"].split("|")}
    )
    assert [place for place, count in places.items() if count > 1] == []


@pytest.mark.parametrize("name", ["disclosure", "requests", "appeals"])
def test_form_rows_and_columns(name):
    table = form_table(name)
    for row in table.rows:
        dimensions = dict(row.dimensions)
        measure = dimensions.pop("measure", None) or {"disclosure": None, "requests": "requests_answered"}[name]
        if measure:
            assert_known(measure, dimensions)
    for column in table.columns:
        measure = column.measure or "requests_answered"
        if name != "appeals":
            assert_known(measure, dict(column.dimensions))
    assert not set(table.rows_by_label) & set(table.marks_by_label)


def test_each_generation_has_all_columns_of_its_blocks():
    found = collections.defaultdict(list)
    for column in form_table("disclosure").columns:
        for block in column.blocks:
            found[block, column.generation].append(column.position)
    assert {place: sorted(positions) for place, positions in found.items()} == {
        ("20.1", "2019"): [1, 2, 3], ("20.1", "2021"): [1, 2, 3],
        ("20.5", "2019"): [1, 2, 3], ("20.5", "2021"): [1],
        ("20.6", "2019"): [1, 2, 3], ("20.6", "2021"): [1],
        ("20.8", "2019"): [1, 2], ("20.8", "2021"): [1],
        ("20.9", "2019"): [1, 2],
    }  # fmt: skip


def test_words_of_converted_texts_keep_their_length():
    for row in read_rows("form_variants.csv"):
        assert len(row["written"]) == len(row["standard"]), row


def test_vocabulary_is_built_once():
    assert vocabulary() is vocabulary()


def test_a_row_with_a_field_too_many_is_named(tmp_path, monkeypatch):
    (tmp_path / "broken.csv").write_text("a,b\n1,2\n3,4,5\n", encoding="utf-8")
    monkeypatch.setattr("gongkai.catalogue.resources.files", lambda name: tmp_path)
    with pytest.raises(CatalogueError, match=r"catalogue/broken\.csv, row 3"):
        read_rows("broken.csv")
