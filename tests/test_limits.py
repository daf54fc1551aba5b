"""Limits of time, memory and size: kept, begun anew, and read from the environment."""

import signal
import time

import pytest

from gongkai.exceptions import ReadError
from gongkai.limits import SETTINGS, Limits, OutOfTimeError, begin_again, require_within, time_limit
from gongkai.records import Block, Document, Place, Span

pytestmark = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no timer to keep")


def test_work_is_broken_off_when_its_time_is_up():
    with pytest.raises(OutOfTimeError), time_limit(0.05):
        time.sleep(30)
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_the_time_begins_anew_for_each_picture():
    with time_limit(60):
        signal.setitimer(signal.ITIMER_REAL, 20)
        begin_again()
        assert signal.getitimer(signal.ITIMER_REAL)[0] > 50
    begin_again()
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_no_limit_is_none():
    with time_limit(0):
        assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (Limits(characters=3), "holds 4 characters, more than the 3 .* GONGKAI_FILE_CHARACTERS"),
        (Limits(blocks=1), "holds 2 paragraphs and table cells, more than the 1 .* GONGKAI_FILE_BLOCKS"),
    ],
    ids=["characters", "blocks"],
)
def test_what_comes_of_a_file_is_limited(limits, words):
    blocks = (Block(Span(0, 2), "paragraph", Place()), Block(Span(2, 4), "paragraph", Place()))
    document = Document("a.html", "", "text/html", "utf-8", "四个字符", blocks=blocks)
    require_within(document, Limits(characters=4, blocks=2))
    require_within(document, Limits())
    with pytest.raises(ReadError, match=words) as caught:
        require_within(document, limits)
    assert caught.value.reason == "too_much_text"


def test_defaults_and_what_the_environment_says():
    assert Limits.from_environment({}) == Limits(120, 4096, 5_000_000, 300_000)
    assert Limits.from_environment({"GONGKAI_FILE_SECONDS": " 30 ", "GONGKAI_FILE_BLOCKS": ""}).seconds == 30


@pytest.mark.parametrize("variable", SETTINGS)
@pytest.mark.parametrize("value", ["0", "-1", "1e3", "many", "９", "99999999999999"])
def test_a_setting_that_says_nothing_sensible_is_told(variable, value):
    with pytest.raises(ValueError, match=f"{variable} is {value!r}; set it to a whole number from"):
        Limits.from_environment({variable: value})
