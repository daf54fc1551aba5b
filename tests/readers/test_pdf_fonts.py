"""Fonts that a PDF names and does not hold: their words are read, whatever fonts the machine has."""

import pytest

from gongkai.readers import read_bytes
from tests.support.pdf_raw import composite, raw_pdf, shown, simple, to_unicode
from tools import build_placeholder_font

WORDS = "受理申请13件"
TRADITIONAL = "受理申請13件"
CODES = dict(enumerate(WORDS + "𬇙", start=33))
NUMBERED = b"".join(code.to_bytes(2, "big") for code in CODES)


@pytest.mark.parametrize(
    ("font", "codes", "expected"),
    [
        pytest.param(composite("STSong-Light", "UniGB-UCS2-H", "GB1"), WORDS.encode("utf-16-be"), WORDS, id="ucs2"),
        pytest.param(composite("STSong-Light", "UniGB-UCS2-V", "GB1"), WORDS.encode("utf-16-be"), WORDS, id="vertical"),
        pytest.param(
            composite("SimSun", "UniGB-UTF16-H", "GB1", "CIDFontType2"), (WORDS + "𬇙").encode("utf-16-be"),
            WORDS + "𬇙", id="utf16-beyond-the-basic-plane",
        ),
        pytest.param(composite("SimHei", "GBK-EUC-H", "GB1", "CIDFontType2"), WORDS.encode("gbk"), WORDS, id="gbk"),
        pytest.param(composite("MSung-Light", "ETen-B5-H", "CNS1"), TRADITIONAL.encode("big5"), TRADITIONAL, id="big5"),
        pytest.param(composite("FZXBSJW", "Identity-H", "GB1"), bytes.fromhex("0fa00fa10fa2"), "姓兄凶", id="cid"),
        pytest.param(
            composite("SimSun", "Identity-H", "Identity", "CIDFontType2", "/ToUnicode 10 0 R"), NUMBERED, WORDS + "𬇙",
            id="glyph-numbers",
        ),
        pytest.param(
            composite("Nobody", "Identity-H", "Identity", "CIDFontType2", "/ToUnicode 10 0 R"), NUMBERED, WORDS + "𬇙",
            id="name-of-no-font",
        ),
        pytest.param(simple("SimSun"), b"13 (2020) Abc", "13 (2020) Abc", id="latin-of-a-chinese-font"),
        pytest.param(simple("#CB#CE#CC#E5"), b"13 (2020) Abc", "13 (2020) Abc", id="name-in-gbk"),
        pytest.param(simple("ArialMT"), b"13 (2020) Abc", "13 (2020) Abc", id="latin"),
        pytest.param(simple("Nobody"), b"13 (2020) Abc", "13 (2020) Abc", id="latin-name-of-no-font"),
    ],
)  # fmt: skip
def test_words_in_a_font_that_is_not_in_the_file(font, codes, expected):
    data = raw_pdf([("F1", font)], shown("F1", codes), [to_unicode(CODES)])
    assert read_bytes(data, "r.pdf").text == expected + "\n"


def test_half_a_character_is_told_as_unknown():
    """Codes of UTF-16 that lack their other half; text with them could not be written anywhere."""
    codes = "受理".encode("utf-16-be") + b"\xd8\x42" + "申请".encode("utf-16-be") + b"\xdf\xb7" + b"\xd8\x42"
    document = read_bytes(
        raw_pdf([("F1", composite("STSong-Light", "UniGB-UCS2-H", "GB1"))], shown("F1", codes)), "r.pdf"
    )
    assert document.text == "受理\ufffd申请\ufffd\ufffd\n"
    assert document.notes == ("page 1: the font does not tell 3 of 7 characters",)


def test_the_font_in_the_package_is_that_of_its_program():
    assert build_placeholder_font.TARGET.read_bytes() == build_placeholder_font.build()
