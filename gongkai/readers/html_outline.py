"""The whole page as a list of what stands on it, in reading order: lines, tables and pictures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gongkai.readers.html_dom import Element
from gongkai.readers.html_flow import Line, Picture, Words, is_block, is_tiny, keeps_space, picture_name
from gongkai.readers.html_numbers import list_number
from gongkai.readers.html_tables import Grid, joined, read_table

__all__ = ["Item", "outline"]

Item = Line | Grid | Picture


@dataclass(slots=True)
class _Level:
    """An open element of the walk: the children that are left, the block that its words belong to, its style."""

    element: Element
    children: Iterator[Element | str]
    block: Element
    keeps_space: bool
    is_tiny: bool


def outline(root: Element) -> list[Item]:
    """Everything that is shown below an element."""
    return list(_join(_walk(root)))


def _walk(root: Element) -> Iterator[Item]:
    words = Words()
    stack = [_Level(root, iter(root.children), root, False, False)]
    while stack:
        level = stack[-1]
        child = next(level.children, None)
        if child is None:
            stack.pop()
            if is_block(level.element):
                yield from words.take(level.block)
            elif _is_link(level.element):
                words.link(begins=False)
        elif isinstance(child, str):
            if not level.is_tiny:
                words.add(child, keep_space=level.keeps_space)
        elif child.tag == "br":
            words.line_break()
        elif child.tag == "img":
            yield from words.take(level.block)
            yield Picture(picture_name(child), child)
        elif child.tag not in {"head", "input", "col", "colgroup"}:
            grid = read_table(child) if child.tag == "table" else None
            if grid is None:
                yield from _enter(child, level, words, stack)
                continue
            yield from words.take(level.block)
            yield from _caption(child, level, words)
            yield grid


def _enter(child: Element, level: _Level, words: Words, stack: list[_Level]) -> Iterator[Item]:
    block = is_block(child)
    if block:
        yield from words.take(level.block)
    elif _is_link(child):
        words.link(begins=True)
    stack.append(
        _Level(
            child,
            iter(child.children),
            child if block else level.block,
            keeps_space(child, level.keeps_space),
            is_tiny(child, level.is_tiny),
        )
    )
    if child.tag == "li":
        words.add(list_number(child))


def _caption(table: Element, level: _Level, words: Words) -> Iterator[Line]:
    """The lines of a table's caption, which stand before it."""
    for caption in table.elements():
        if caption.tag == "caption" and caption.chars:
            for item in _walk(caption):
                if isinstance(item, Line):
                    yield item


def _is_link(element: Element) -> bool:
    return element.tag == "a" and bool(element.get("href") or element.get("onclick"))


def _join(items: Iterator[Item]) -> Iterator[Item]:
    """Join tables that are parts of one; what is no table after all becomes lines again."""
    run: list[Grid] = []
    for item in items:
        if isinstance(item, Grid) and item.apart:
            run.append(item)
            continue
        yield from _close(run)
        run = []
        yield item
    yield from _close(run)


def _close(run: list[Grid]) -> Iterator[Item]:
    if not run:
        return
    whole = joined(run)
    if whole is not None:
        yield whole
        return
    for grid in run:
        for part in grid.parts:
            yield from _walk(part.element)
