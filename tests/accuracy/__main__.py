"""``make accuracy``: reads every report whose facts are known and says what was read right, and each error."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.accuracy import documents
from tests.accuracy.cases import Case, samples, shared
from tests.accuracy.measuring import measure
from tests.accuracy.showing import Corpus, as_json, as_text
from tests.accuracy.written import written


def corpora() -> Iterator[Corpus]:
    """Each collection that is at hand, measured."""
    yield measured("samples", "the reports in data/raw", samples())
    with tempfile.TemporaryDirectory() as folder:
        yield measured("written", "reports that the tests write, with facts known beforehand", written(Path(folder)))
    others = shared()
    if others:
        yield measured("shared", "published reports, and reports after their manner, with facts read by hand", others)


def measured(name: str, about: str, cases: Sequence[Case]) -> Corpus:
    """One collection with the outcome of each report that there is a reader for."""
    results = [measure(case) for case in cases if case.readable]
    return Corpus(name, about, results, [case for case in cases if not case.readable])


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.accuracy", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print everything as one JSON object")
    parser.add_argument("--docs", action="store_true", help="write the tables into docs/accuracy.md")
    options = parser.parse_args(arguments)
    found = list(corpora())
    if options.json:
        json.dump({"corpora": [as_json(corpus) for corpus in found]}, sys.stdout, ensure_ascii=False, indent=1)
        print()
    else:
        print("\n\n".join("\n".join(as_text(corpus)) for corpus in found))
    if options.docs:
        documents.write(found)


if __name__ == "__main__":
    main()
