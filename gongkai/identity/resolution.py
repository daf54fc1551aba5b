"""Which of the names that a report gives is its body.

Order of trust: a complete name in the title; the signature; what the opening sentences call the report, or say of
who made it; the page's own line; the government, or the body, of which the sentences speak; the name of the site.
A title that names the place alone (…市2017年…报告) leaves the body to the signature, and so on down; where nothing
names a body, the place itself stands as named.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from gongkai.identity.openings import bare_names, opening_names, opening_places
from gongkai.identity.organs import TOWNSHIP_KINDS, describe, ending_of
from gongkai.identity.pieces import Name, Piece
from gongkai.identity.sources import (
    Signature,
    governs,
    is_government_exactly,
    mentions,
    page_organs,
    self_words,
    short_governments,
    site_names,
    spelled_out,
    spoken_bodies,
)
from gongkai.identity.titles import Title
from gongkai.normalise import Passage, View
from gongkai.records import OrganKind
from gongkai.regions import leading_regions

__all__ = ["Evidence", "resolve_organ"]

_FIRM = 2  # labels of this rank or better name the body that publishes, not where a text was taken from


@dataclass(frozen=True)
class Evidence:
    """Everything in a report that may name its body; what costs time is read only when it is asked for.

    ``passage`` is the whole text without white space.
    """

    view: View
    passage: Passage
    title: Title | None
    signature: Signature
    head: Sequence[Piece]
    year: int | None

    @cached_property
    def mentioned(self) -> list[tuple[Name, int]]:
        """Complete names in the sentences, the heaviest first."""
        return mentions(self.view, self.passage, self.year)

    @cached_property
    def on_page(self) -> list[tuple[int, Name]]:
        """Names on the page's own lines, the firmest first."""
        return sorted(page_organs(self.view, self.head, self.year), key=lambda entry: entry[0])

    def kind_of_place(self, organ: Name | None) -> OrganKind | None:
        """A place that stands for its government."""
        if organ is None:
            return None
        description = describe(organ.text, self.year)
        return OrganKind.GOVERNMENT if description.place == len(organ.text) else None

    def is_complete(self, name: Name | None) -> bool:
        """Whether a name tells by itself which body it is."""
        return name is not None and describe(name.text, self.year).complete


def resolve_organ(evidence: Evidence) -> Name | None:
    """The body that issues the report, as named; None where nothing names it."""
    titled = evidence.title.organ if evidence.title else None
    return _without_title(evidence) if titled is None else _completed(titled, evidence)


def _completed(name: Name, evidence: Evidence) -> Name:
    """The body behind a title's words: they themselves, or what the rest of the report makes of them."""
    description = describe(name.text, evidence.year)
    if description.complete:
        return name
    return _of_place(name, evidence) if description.place == len(name.text) else _of_bare_name(name, evidence)


def _of_place(place: Name, evidence: Evidence) -> Name:
    """The body behind a title that names a place alone."""
    return next(_bodies_of_place(place.text, evidence), place)


def _bodies_of_place(place: str, evidence: Evidence) -> Iterator[Name]:
    """Bodies that may stand behind a place, the firmest first."""
    signed = evidence.signature.name
    if signed is not None and evidence.is_complete(signed) and _belongs(signed.text, place, evidence):
        yield signed
    if describe(place, evidence.year).zone:
        yield from _zone_committees(evidence)
    mentioned = [name for name, _ in evidence.mentioned]
    yield from (
        name for _, name in evidence.on_page if evidence.is_complete(name) and _is_government_of(name.text, place)
    )
    yield from (name for name in mentioned if is_government_exactly(name.text, place))
    yield from (name for name in mentioned if _is_government_of(name.text, place))
    on_site = site_names(evidence.view, evidence.head, evidence.year)
    yield from (name for name in on_site if _is_government_of(name.text, place))
    yield from short_governments(evidence.view, evidence.passage, place)
    for name in opening_names(evidence.view, evidence.passage, evidence.year):
        if evidence.is_complete(name) and _belongs(name.text, place, evidence):
            yield name


def _zone_committees(evidence: Evidence) -> Iterator[Name]:
    """The committee that runs a zone: its full name seldom holds the short one of the title (…高新区)."""
    candidates = [evidence.signature.name] if evidence.signature.name else []
    candidates += opening_names(evidence.view, evidence.passage, evidence.year)
    candidates += [name for _, name in evidence.on_page]
    for name in candidates:
        description = describe(name.text, evidence.year)
        if description.zone and description.kind == OrganKind.GOVERNMENT:
            yield name


def _belongs(name: str, place: str, evidence: Evidence) -> bool:
    """Whether a signature's place is that of the title, longer or shorter (…市…区 and …区)."""
    own = name[: describe(name, evidence.year).place]
    return own.endswith(place) or place.endswith(own)


def _is_government_of(name: str, place: str) -> bool:
    """Whether a name is the government of a place: …区人民政府, …市…区人民政府, not its offices."""
    for ending in ("人民政府", "政府", "街道办事处", "办事处", "管理委员会", "管委会", "行政公署"):
        if name.endswith(ending):
            regions, length = leading_regions(name, None)
            if regions and length + len(ending) == len(name) and leading_regions(place, None) == (regions, len(place)):
                return True  # 鄂温克族自治旗, 鄂温克旗
            own = name.removesuffix(ending)
            whole = own + "街道" if place.endswith("街道") and ending == "街道办事处" else own
            return len(own) > 1 and (whole.endswith(place) or place.endswith(whole))
    return False


def _of_bare_name(bare: Name, evidence: Evidence) -> Name:
    """The complete name of a body that the title names without its place (市教育局)."""
    candidates = [evidence.signature.name] if evidence.signature.name else []
    candidates += [name for _, name in evidence.on_page]
    candidates += [name for name, _ in evidence.mentioned]
    for name in candidates:
        if evidence.is_complete(name) and name.text.endswith(bare.text):
            return name
    ending = ending_of(bare.text)
    if ending is not None and ending.kind == OrganKind.GOVERNMENT:
        for name in candidates:
            if evidence.is_complete(name) and f"{bare.text[0]}人民政府" in name.text:
                return name
    return spelled_out(evidence.view, evidence.passage, bare.text, evidence.year) or bare


def _without_title(evidence: Evidence) -> Name | None:
    """The body where no title names any."""
    signed = evidence.signature.name
    if evidence.is_complete(signed):
        return signed
    opening = next(opening_names(evidence.view, evidence.passage, evidence.year), None)
    if opening is not None and evidence.is_complete(opening):
        return _in_full(opening, evidence)
    for rank, name in evidence.on_page:
        if rank <= _FIRM and evidence.is_complete(name):
            return name
    if opening is not None:
        return _completed(opening, evidence)
    spoken = _spoken(evidence)
    if spoken is not None:
        return spoken
    for name in site_names(evidence.view, evidence.head, evidence.year):
        return name
    for _, name in evidence.on_page:
        if evidence.is_complete(name):
            return name
    words = self_words(evidence.passage.text)[:2]
    for place in opening_places(evidence.view, evidence.passage, evidence.year):
        if any(governs(word) and place.text.endswith(word) for word in words):
            return _completed(place, evidence)
    bare = signed or next(bare_names(evidence.view, evidence.passage, evidence.year), None)
    bare = bare or next(spoken_bodies(evidence.view, evidence.passage, words), None)
    return _of_bare_name(bare, evidence) if bare is not None else None


def _in_full(name: Name, evidence: Evidence) -> Name:
    """…市人民政府 for …市政府, where a line at the top of the report has it so."""
    place = name.text[: describe(name.text, evidence.year).place]
    if name.text != f"{place}政府":
        return name
    on_top = site_names(evidence.view, evidence.head, evidence.year)
    return next((full for full in on_top if is_government_exactly(full.text, place)), name)


def _spoken(evidence: Evidence) -> Name | None:
    """The body of which the sentences speak as 我市, 我局, else the one that made the report."""
    words = self_words(evidence.passage.text)
    for word in words[:2]:
        for name, _ in evidence.mentioned:
            if governs(word):
                office = "街道办事处" if word in {"街道", "办事处"} else f"{word}人民政府"
                if name.text.endswith(office):
                    return name
            elif name.text.endswith(word) and not name.text.endswith(TOWNSHIP_KINDS):
                return name
    if not words and evidence.mentioned and evidence.mentioned[0][1] >= 3:
        return evidence.mentioned[0][0]
    return None
