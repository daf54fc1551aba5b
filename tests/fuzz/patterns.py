"""Every regular expression that reading a report compiles, and texts made to blow it up."""

import importlib
import json
import pkgutil
import random
import re
import subprocess
import sys
from pathlib import Path

from re import _constants as ops  # isort: skip
from re import _parser as parser

_ROOT = Path(__file__).parents[2]
_NEVER = 40  # a repeat bounded by less costs a constant
_FIRST = ("政", "1", " ", "\n", ",", "|", "a", "-")  # what a class of characters is tried with
_OF_CATEGORY = {
    ops.CATEGORY_DIGIT: "1", ops.CATEGORY_SPACE: " ", ops.CATEGORY_WORD: "a",
    ops.CATEGORY_NOT_DIGIT: "政", ops.CATEGORY_NOT_SPACE: "政", ops.CATEGORY_NOT_WORD: ",",
}  # fmt: skip
_REPEATS = (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT)


def compiled():
    """All patterns as (module, line, pattern, flags), from a process of its own where none is compiled yet."""
    code = "from tests.fuzz import patterns; patterns.record()"
    done = subprocess.run([sys.executable, "-c", code], cwd=_ROOT, capture_output=True, text=True, check=True)
    found = [
        (module, line, pattern.encode("latin-1") if is_bytes else pattern, flags)
        for module, line, pattern, flags, is_bytes in json.loads(done.stdout)
    ]
    return sorted(found, key=lambda entry: (entry[0], entry[1], str(entry[2])))


def record():
    """Print the patterns that gongkai compiles while it is imported and reads a report of every kind."""
    from re import _compiler

    seen = {}
    compile_pattern = _compiler.compile

    def recording(pattern, flags=0):
        frame = sys._getframe(1)
        while "/re/" in frame.f_code.co_filename:
            frame = frame.f_back
        if frame.f_globals.get("__name__", "").startswith("gongkai") and isinstance(pattern, str | bytes):
            seen.setdefault((frame.f_globals["__name__"], pattern, int(flags)), frame.f_lineno)
        return compile_pattern(pattern, flags)

    _compiler.compile = recording
    import gongkai

    for module in pkgutil.walk_packages(gongkai.__path__, "gongkai."):
        if "ocr" not in module.name:  # an extra of its own
            importlib.import_module(module.name)
    from gongkai.exceptions import ReadError
    from gongkai.extract import extract_document
    from gongkai.readers import read_bytes
    from tests.support import drawn, mutations

    files = [(path.name, path.read_bytes()) for path in sorted((drawn.RAW / "yunzhu-county").glob("*.txt"))]
    files += [(f"a{kind}", mutations.sound(kind, name)) for kind in mutations.KINDS for name in mutations.SAMPLES[:1]]
    for name, data in files:
        try:
            extract_document(read_bytes(data, name))
        except ReadError:  # archives of several reports, and pictures without the extra: their patterns are known now
            continue
    print(
        json.dumps(
            [
                (module, line, pattern if isinstance(pattern, str) else pattern.decode("latin-1"), flags,
                 isinstance(pattern, bytes))
                for (module, pattern, flags), line in seen.items()
            ]
        )
    )  # fmt: skip


def attacks(pattern, flags):
    """Pairs of a beginning and a piece: the beginning with the piece many times over walks into one of the repeats."""
    tree = parser.parse(pattern, flags)
    found = {}
    for before, body in _repeats(list(tree), []):
        for first in _FIRST:
            start, piece = _word(before, first), _word(body, first)
            for repeated in (piece, piece + start):
                if repeated:
                    found[start, repeated] = None
    return list(found)


def _repeats(sequence, before):
    """Each repeat without a small bound, and what stands before it."""
    before = list(before)
    for op, value in sequence:
        if op in _REPEATS:
            if value[1] > _NEVER:
                yield before, value[2]
            yield from _repeats(value[2], before)
        else:
            for inner in _parts(op, value):
                yield from _repeats(inner, before)
        before = [*before, (op, value)]


def _parts(op, value):
    if op is ops.SUBPATTERN:
        return [value[3]]
    if op is ops.BRANCH:
        return value[1]
    if op in {ops.ASSERT, ops.ASSERT_NOT}:
        return [value[1]]
    return [value] if op is ops.ATOMIC_GROUP else []


def _word(sequence, first):
    """A text that the sequence matches, or nearly: its classes with ``first`` where that is in them."""
    word = ""
    for op, value in sequence:
        if op is ops.LITERAL:
            word += chr(value)
        elif op in {ops.ANY, ops.NOT_LITERAL}:
            word += first if first != "\n" and (op is ops.ANY or ord(first) != value) else "政"
        elif op is ops.IN:
            word += _member(value, first)
        elif op in _REPEATS:
            word += _word(value[2], first) * min(value[0], 3)
        elif op is ops.BRANCH:
            word += _word(random.Random(len(word)).choice(value[1]), first)
        elif op in {ops.SUBPATTERN, ops.ATOMIC_GROUP}:
            word += _word(_parts(op, value)[0], first)
    return word


def _member(members, first):
    inside = [
        chr(value) if op is ops.LITERAL else chr(value[0]) if op is ops.RANGE else _OF_CATEGORY[value]
        for op, value in members
        if op is not ops.NEGATE
    ]
    negated = members[0][0] is ops.NEGATE
    fits = re.compile("[" + ("^" if negated else "") + "".join(map(_class_part, members)) + "]")
    return next((char for char in (first, *inside, *_FIRST) if fits.match(char)), "")


def _class_part(member):
    op, value = member
    if op is ops.LITERAL:
        return re.escape(chr(value))
    if op is ops.RANGE:
        return f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
    if op is ops.CATEGORY:
        name = str(value).removeprefix("CATEGORY_")
        letter = name.removeprefix("NOT_")[0].lower()
        return "\\" + (letter.upper() if name.startswith("NOT_") else letter)
    return ""
