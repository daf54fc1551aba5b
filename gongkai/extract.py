"""One report from text to facts: the order in which the parts of the domain are called.

Nothing here knows how a report is worded; see sections, forms, prose, resolve and findings for that.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from gongkai.findings import check
from gongkai.forms import read_forms
from gongkai.identity import identify
from gongkai.normalise import view_of
from gongkai.prose import read_prose
from gongkai.readers import read_file
from gongkai.records import Document, Observation, Report
from gongkai.resolve import resolve_with_sums
from gongkai.sections import parse_sections

__all__ = ["extract_document", "extract_file", "extract_text"]


def extract_document(document: Document) -> Report:
    """Read sections, facts, other figures and findings in one document. Never raises on what a text says."""
    view = view_of(document.text)
    sections = parse_sections(view)
    forms = read_forms(document, view, sections)
    identity, doubts = identify(document, view, sections, forms.form)
    prose = read_prose(view, sections, identity, taken=forms.taken)
    observations, sums = resolve_with_sums((*forms.observations, *prose.observations), sections, identity)
    findings = check(document, view, identity, sections, observations, forms, prose, sums=sums)
    return Report(
        document=document,
        identity=identity,
        tables=forms.states,
        sections=sections,
        observations=_marked(observations, document),
        quantities=prose.quantities,
        findings=(*doubts, *findings),
    )


def _marked(observations: Sequence[Observation], document: Document) -> tuple[Observation, ...]:
    """The observations; those in words that text recognition read, with ``ocr`` as their method."""
    guessed = [block.span for block in document.blocks if block.place.score is not None]
    if not guessed:
        return tuple(observations)
    return tuple(
        replace(one, method="ocr") if any(span.covers(one.span) for span in guessed) else one for one in observations
    )


def extract_text(text: str, path: str = "") -> Report:
    """Read a report from its text.

    Args:
        text: the whole report, any newline, any script.
        path: a name for it; its digits may tell the year where nothing else does.
    """
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return extract_document(Document(path=path, sha256=digest, media_type="text/plain", encoding="", text=text))


def extract_file(path: str | Path) -> Report:
    """Read a report file.

    Raises:
        ReadError: the file is missing, empty, of an unknown format or cannot be decoded.
    """
    return extract_document(read_file(path))
