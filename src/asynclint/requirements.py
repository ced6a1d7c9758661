"""A requirement added where a project declares what it depends on, in the file's own style.

What a project needs stands in `[project]` or Poetry's tables of `pyproject.toml`, in
`install_requires` of `setup.cfg`, or in a `requirements.txt`. Lists stay sorted where they were,
quotes and commas are those of the neighbours, and nothing else changes by a byte.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

import tomli

from asynclint.config.dependencies import normalised
from asynclint.config.tables import BadTables, read_ini
from asynclint.config.toml_lines import Statement, plain, statements
from asynclint.fixes import apply
from asynclint.model import Edit, Span
from asynclint.positions import line_end

Read = Callable[[str], "bytes | None"]
Found = tuple[set[str], Sequence[Edit]]  # the packages that are named, and the edits to add one

_NAME = re.compile(r"\s*([A-Za-z0-9][\w.-]*)")
_FILES = ("pyproject.toml", "setup.cfg", "requirements.txt")
_TEST_FILES = (
    *("pyproject.toml", "requirements-dev.txt", "requirements-test.txt", "dev-requirements.txt"),
    *("test-requirements.txt", "requirements/dev.txt", "requirements/test.txt", "requirements.txt"),
)


class Wanted(NamedTuple):
    """A package, the releases that will do, and the package it is declared `beside`; "" for one
    that the program itself needs."""

    name: str
    releases: str
    beside: str = ""


class Added(NamedTuple):
    """A file relative to the project, its bytes before and after; the same when the package was
    named already."""

    path: str
    before: bytes
    after: bytes


def added(read: Read, wanted: Wanted) -> Added | None:
    """The file of a project that declares the package, with it; `read` gives the bytes of a file
    by its path in the project. None when no file does, or has a place for it."""
    known: list[Added] = []
    for path in _TEST_FILES if wanted.beside else _FILES:
        data = read(path)
        if data is None:
            continue
        text = data.decode("utf-8", "surrogateescape")
        names, edits = _READERS[os.path.splitext(path)[1]](text, wanted)
        if wanted.name in names:
            return Added(path, data, data)
        if edits:
            after = apply(text, edits).encode("utf-8", "surrogateescape")
            known.append(Added(path, data, after))
    return known[0] if known else None


def _named(requirement: str) -> str:
    match = _NAME.match(requirement)
    return normalised(match[1]) if match else ""


def _toml(text: str, wanted: Wanted) -> Found:
    return _names_in_toml(text), _in_toml(text, wanted)


def _txt(text: str, wanted: Wanted) -> Found:
    return _names_in_lines(text), _in_lines(text, wanted)


def _cfg(text: str, wanted: Wanted) -> Found:
    """`install_requires`, one requirement a line."""
    try:
        options = read_ini(text).get("options")
    except BadTables:
        return set(), ()
    entry = options.entries.get("install_requires") if options else None
    lines = [piece for piece in entry.pieces if piece.text] if entry else []
    if not lines:
        return set(), ()
    start = text.rfind("\n", 0, lines[-1].span.start) + 1
    blanks = text[start : lines[-1].span.start]
    if blanks.strip():  # on the line of the key
        return {_named(line.text) for line in lines}, ()
    line = f"{blanks}{wanted.name}{wanted.releases}"
    edit = _line_after(text, lines[-1].span.end, line)
    return {_named(line.text) for line in lines}, (edit,)


def _names_in_lines(text: str) -> set[str]:
    return {_named(line) for line in text.splitlines() if not line.lstrip().startswith(("#", "-"))}


def _names_in_toml(text: str) -> set[str]:
    """What any list of strings and any table of Poetry names."""
    found = set()
    for statement in _statements(text):
        if _is_poetry(statement):
            found.add(normalised(statement.keys[-1]))
        elif _lists_packages(statement):
            found |= {_named(plain(item.group())) for item in _items(statement)}
    return found


def _statements(text: str) -> list[Statement]:
    try:
        tomli.loads(text)
    except (tomli.TOMLDecodeError, ValueError, RecursionError):
        return []
    return list(statements(text))


def _lists_packages(statement: Statement) -> bool:
    keys = statement.keys
    return keys[:2] == ("project", "dependencies") or keys[:1] == ("dependency-groups",) or (
        keys[:2] == ("project", "optional-dependencies")
    )


def _is_poetry(statement: Statement) -> bool:
    keys = statement.keys
    is_in = keys[:2] == ("tool", "poetry") and keys[-2:-1] == ("dependencies",)
    return is_in and bool(statement.value)


def _items(statement: Statement) -> list[re.Match[str]]:
    return [token for token in statement.value if token.group()[0] in "\"'"]


def _in_toml(text: str, wanted: Wanted) -> Sequence[Edit]:
    known = _statements(text)
    lists = [each for each in known if _lists_packages(each) and each.value]
    if wanted.beside:
        lists = [each for each in lists if wanted.beside in map(_of_item, _items(each))]
    else:
        lists = [each for each in lists if each.keys == ("project", "dependencies")]
    if lists and lists[0].value[0].group() == "[":
        return _in_array(text, lists[0], wanted)
    poetry = [each for each in known if _is_poetry(each)]
    if wanted.beside:
        poetry = [each for each in poetry if normalised(each.keys[-1]) == wanted.beside]
    else:
        poetry = [each for each in poetry if each.keys[:-1] == ("tool", "poetry", "dependencies")]
    if poetry:
        line = f'{wanted.name} = "{wanted.releases or "*"}"'
        return (_line_after(text, poetry[-1].value[-1].end(), line),)
    return () if wanted.beside else _new_list(text, known, wanted)


def _new_list(text: str, known: Iterable[Statement], wanted: Wanted) -> Sequence[Edit]:
    """`dependencies = [...]` behind the last key of `[project]`, which has none."""
    own = [each for each in known if each.keys[:1] == ("project",) and each.value]
    plain_keys = [each for each in own if len(each.keys) == 2]
    dynamic = [item for each in own if each.keys[1] == "dynamic" for item in _items(each)]
    if not plain_keys or "dependencies" in (plain(item.group()) for item in dynamic):
        return ()
    line = f'dependencies = ["{wanted.name}{wanted.releases}"]'
    return (_line_after(text, plain_keys[-1].value[-1].end(), line),)


def _in_array(text: str, statement: Statement, wanted: Wanted) -> Sequence[Edit]:
    items = _items(statement)
    quote = items[0].group()[0] if items else '"'
    new = f"{quote}{wanted.name}{wanted.releases}{quote}"
    opening, closing = statement.value[0], statement.value[-1]
    if not items:
        return (Edit(Span(opening.end(), opening.end()), new),)
    following = _first_greater([_of_item(item) for item in items], wanted.name)
    if following is not None:
        place = items[following].start()
        return (Edit(Span(place, place), f"{new},{_between(text, place)}"),)
    last = items[-1]
    if "\n" not in text[last.end() : closing.start()]:
        return (Edit(Span(last.end(), last.end()), f",{_between(text, last.start())}{new}"),)
    behind = [token for token in statement.value if token.start() >= last.end()]
    has_comma = behind[0].group() == ","
    line = _line_after(text, last.end(), f"{new},", indent=_between(text, items[0].start()))
    comma = Edit(Span(last.end(), last.end()), ",")
    return (line,) if has_comma else (comma, line)


def _of_item(item: re.Match[str]) -> str:
    return _named(plain(item.group()))


def _first_greater(names: list[str], new: str) -> int | None:
    """Where a name belongs among sorted ones; None at the end, and where they are not sorted."""
    if names != sorted(names):
        return None
    return next((index for index, name in enumerate(names) if name > new), None)


def _between(text: str, place: int) -> str:
    """What parts an item of a list from the next: a line end and the blanks before it, or one
    blank."""
    start = text.rfind("\n", 0, place) + 1
    before = text[start:place]
    return f"{line_end(text)}{before}" if start and not before.strip() else " "


def _line_after(text: str, place: int, line: str, indent: str = "") -> Edit:
    """A line of its own behind the one that holds a place."""
    end = text.find("\n", place)
    ending = line_end(text)
    blanks = indent.lstrip("\r\n") if indent.strip(" \t") else ""
    if end < 0:
        return Edit(Span(len(text), len(text)), f"{ending}{blanks}{line}")
    return Edit(Span(end + 1, end + 1), f"{blanks}{line}{ending}")


def _in_lines(text: str, wanted: Wanted) -> Sequence[Edit]:
    new, ending = f"{wanted.name}{wanted.releases}", line_end(text)
    places: list[tuple[str, int]] = []
    start = 0
    for line in text.splitlines(keepends=True):
        if line.strip() and not line.lstrip().startswith(("#", "-")):
            places.append((_named(line), start))
        start += len(line)
    if wanted.beside and wanted.beside not in (name for name, _ in places):
        return ()
    following = _first_greater([name for name, _ in places], wanted.name)
    if following is not None:
        place = places[following][1]
        return (Edit(Span(place, place), f"{new}{ending}"),)
    before = "" if not text or text.endswith("\n") else ending
    return (Edit(Span(len(text), len(text)), f"{before}{new}{ending}"),)


_READERS: Mapping[str, Callable[[str, Wanted], Found]] = {
    ".cfg": _cfg,
    ".toml": _toml,
    ".txt": _txt,
}
