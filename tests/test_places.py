"""Where a span stands in its source: the innermost block, and how it is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.places import Places, finite_box, shown_place
from gongkai.records import Block, Document, Place, Span


def document(*blocks):
    made = tuple(Block(Span(start, end), kind, Place(path=path)) for start, end, kind, path in blocks)
    return Document("r.html", "0" * 64, "text/html", "utf-8", "字" * 100, blocks=made)


GRID = document(
    (0, 10, "paragraph", "p1"), (20, 60, "table", "t"), (20, 25, "cell", "c1"), (26, 26, "cell", "blank"),
    (30, 50, "cell", "c2"), (35, 40, "cell", "inner"), (70, 80, "paragraph", "p2"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("start", "end", "path"),
    [
        pytest.param(3, 5, "p1", id="paragraph"),
        pytest.param(22, 24, "c1", id="cell-in-table"),
        pytest.param(36, 38, "inner", id="cell-in-a-cell"),
        pytest.param(42, 44, "c2", id="behind-the-inner-cell"),
        pytest.param(55, 56, "t", id="between-cells"),
        pytest.param(20, 50, "c1", id="over-cells"),
        pytest.param(12, 22, "t", id="begins-before-a-block"),
        pytest.param(12, 15, None, id="between-blocks"),
        pytest.param(90, 95, None, id="behind-all"),
        pytest.param(12, 12, None, id="empty-between-blocks"),
        pytest.param(71, 71, "p2", id="empty-in-a-block"),
    ],
)
def test_the_place_is_that_of_the_innermost_block(start, end, path):
    place = Places(GRID).of(Span(start, end))
    assert (place and place.path) == path


def test_plain_text_has_no_places():
    assert Places(document()).of(Span(3, 5)) is None


@given(st.lists(st.tuples(st.integers(0, 90), st.integers(1, 10)), max_size=12), st.integers(0, 99))
def test_a_span_inside_some_block_has_a_place_there(blocks, at):
    made = document(*((start, start + size, "paragraph", f"{start}-{start + size}") for start, size in blocks))
    place = Places(made).of(Span(at, at + 1))
    around = {block.place.path for block in made.blocks if block.span.covers(Span(at, at + 1))}
    assert place.path in around if around else place is None


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        pytest.param(Place(3, (1.0, 2.0, 3.0, 4.0)), "page 3", id="page"),
        pytest.param(Place(path="附表!C7"), "附表!C7", id="sheet-and-cell"),
        pytest.param(Place(path="B12"), "B12", id="csv"),
        pytest.param(Place(1, None, "表格.png", 0.9), "表格.png, page 1", id="picture-beside"),
        pytest.param(Place(1, None, "r.docx!/word/media/image1.png"), "image1.png, page 1", id="picture-inside"),
        pytest.param(Place(path="/html/body/p[3]"), "", id="element"),
        pytest.param(Place(path="word/body/tbl[2]/r[1]/c[2]"), "", id="word-element"),
        pytest.param(None, "", id="none"),
    ],
)
def test_a_place_is_shown_where_a_reader_can_find_it(place, shown):
    assert shown_place(place) == shown


def test_a_box_that_is_no_box_is_none():
    assert finite_box(Place(1, (0.0, float("inf"), 1.0, 1.0))) is None
    assert finite_box(Place(1, (0.0, 1.0, 2.0, 3.0))) == (0.0, 1.0, 2.0, 3.0)
