"""No regular expression takes more than quadratic time, whatever it is given."""

import re
import signal
from contextlib import contextmanager

import pytest

from tests.fuzz.patterns import attacks, compiled

# At this length a quadratic search takes some hundredths of a second, a cubic one about one, an exponential one for
# ever: measured in the time of this process alone, so that a busy machine makes no difference.
LENGTH = 1000
SECONDS = 0.5


class TooSlowError(BaseException):
    """Not an Exception: nothing catches it by the way."""


@contextmanager
def within(seconds):
    def ring(_signal, _frame):
        raise TooSlowError

    before = signal.signal(signal.SIGVTALRM, ring)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def slow(pattern, flags):
    """The first attack that a pattern does not withstand; None where it withstands all."""
    is_bytes = isinstance(pattern, bytes)
    rule = re.compile(pattern, flags)
    for start, piece in attacks(pattern, flags):
        text = start + (piece * (LENGTH // len(piece) + 1))[:LENGTH] + "\0"
        text = text.encode("latin-1", "replace") if is_bytes else text
        try:
            with within(SECONDS):
                for _ in rule.finditer(text):
                    pass
                rule.fullmatch(text)
        except TooSlowError:
            return start, piece
    return None


@pytest.mark.parametrize(
    "pattern", [r"(?:a+)+$", r"[ ,]*[ ;]*$", r"a*a*a*a*$", r"\s*,?\s*,?\s*x", r"(?:政府|[^,]{0,8}政府)*无"], ids=str
)
def test_a_pattern_that_blows_up_is_found(pattern):
    assert slow(pattern, 0)


def test_no_pattern_blows_up():
    patterns = compiled()
    assert len(patterns) > 250
    assert len({module for module, *_ in patterns}) > 50
    bad = [f"{module}:{line}: {found}" for module, line, *rest in patterns if (found := slow(*rest))]
    assert not bad, "\n".join(bad)
