"""OFD files: the samples as pages of placed characters, and what the format has of its own."""

from pathlib import Path

import pytest

from gongkai.contract import breaches
from gongkai.exceptions import ReadError
from gongkai.extract import extract_document
from gongkai.readers import read_bytes
from tests.support.drawn import drawn, facts, samples
from tests.support.ofds import ofd_file, ofd_from_pdf, text_object
from tests.support.pdfs import pdf_file
from tests.support.word import package

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
A4 = (595.0, 842.0)


@pytest.mark.parametrize("name", samples())
def test_a_sample_as_ofd_says_what_its_text_says(name):
    sample = drawn(name)
    report = extract_document(read_bytes(ofd_from_pdf(pdf_file(sample.blocks)), "r.ofd"))
    assert facts(report) == facts(sample.report)
    assert list(breaches(report)) == []


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the published reports are not at hand")
@pytest.mark.parametrize("name", ["hzq2023_working", "hzq2024_working"])
def test_a_published_report_reads_as_its_pdf(name):
    data = (CORPUS / f"{name}.pdf").read_bytes()
    pdf, ofd = read_bytes(data, "r.pdf"), read_bytes(ofd_from_pdf(data), "r.ofd")
    assert ofd.text == pdf.text
    assert [[cell.span for cell in table.cells] for table in ofd.tables] == [
        [cell.span for cell in table.cells] for table in pdf.tables
    ]
    pages = [block.place.page for block in ofd.blocks]
    assert (min(pages), max(pages)) == (1, max(block.place.page for block in pdf.blocks))


def text_of(*contents, **more):
    return read_bytes(ofd_file(contents, A4, **more), "r.ofd").text


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(text_object("全年公开86条。", 72, 100, 14), "全年公开86条。\n", id="usual-steps"),
        pytest.param(
            text_object("公开条", 72, 100, 14).replace('Y="0"', 'Y="0" DeltaX="g 2 4.94"'), "公开条\n",
            id="repeated-step",
        ),
        pytest.param(
            text_object("受理", 72, 100, 7, matrix="2 0 0 2 0 0") + text_object("3件。", 100, 100, 14), "受理3件。\n",
            id="scaled",
        ),
        pytest.param(
            text_object("受理3件。", 72, 100, 14) + text_object("样张", 200, 300, 60, matrix="0.7 0.7 -0.7 0.7 0 0"),
            "受理3件。\n",
            id="watermark",
        ),
        pytest.param(
            text_object("看见", 72, 100, 14) + text_object("隐藏", 72, 200, 14).replace("Font", 'Visible="false" Font'),
            "看见\n",
            id="invisible",
        ),
        pytest.param(
            f'<ofd:PageBlock ID="7">{text_object("块内3件。", 72, 100, 14)}</ofd:PageBlock>', "块内3件。\n", id="block"
        ),
    ],
)  # fmt: skip
def test_text(content, expected):
    assert text_of(content) == expected


def test_a_template_lies_under_every_page():
    words = text_object("底版上的一句。", 72, 80, 14)
    assert text_of(text_object("受理3件。", 72, 240, 14), template=words) == "底版上的一句。\n受理3件。\n"


def test_places_are_in_points():
    document = read_bytes(ofd_file([text_object("公开86条。", 72, 100, 14)], A4), "r.ofd")
    place = document.blocks[0].place
    assert place.page == 1
    assert place.box == pytest.approx((72, 100 - 0.86 * 14, 72 + 5 * 14, 100 + 0.14 * 14), abs=0.2)
    assert document.media_type == "application/ofd"


def test_what_cannot_be_read():
    def reason(data):
        with pytest.raises(ReadError) as caught:
            read_bytes(data, "r.ofd")
        return caught.value.reason

    sound = ofd_file([text_object("公开86条。", 72, 100, 14)], A4)
    assert reason(sound[: len(sound) // 2]) == "damaged"
    assert reason(ofd_file([], A4)) == "damaged"
    assert reason(ofd_file([""], A4)) == "empty"
    assert reason(package({"OFD.xml": "<OFD>"})) == "damaged"
    assert reason(b"no package") == "damaged"
