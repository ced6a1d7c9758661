"""A rule's Markdown page, read as documentation and as tests.

A page is a title, sections under `##` headings, and fenced blocks. Named Python blocks of a
section form one project; an unnamed block is a project of its own beside the named files.
What is wrong with a page is a `UserError` with the page's file and line.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from asynclint.kinds import CONFIGURATION, PYTHON
from asynclint.model import UserError, Version
from asynclint.nearest import suggestion

MANDATORY = ("When it is silent", "Known limits", "When not to use it", "How often it is right")
SILENT = MANDATORY[0]
UNNAMED = "example.py"

ERROR, RELATED, MISSED = "error", "related", "missed"


class Announcement(NamedTuple):
    """What a comment says about its line: `error` a finding starts here, `related` a finding
    points here, `missed` a bug the rule knowingly does not report.

    `line` is 1-based in the file; `part` is part of the message; `marked` the text a finding
    covers, "" where it is not compared.
    """

    kind: str
    line: int
    rule: str
    part: str = ""
    marked: str = ""


_SHOWN = ("fixed", "alone")


class File(NamedTuple):
    """A file of an example. `text` is without announcements; `line` is the line of the page
    on which the text starts; `fixed` is what it must read after all fixes, where shown;
    `alone` says that they need statements on lines of their own."""

    path: str
    text: str
    line: int
    announced: tuple[Announcement, ...] = ()
    fixed: str | None = None
    alone: bool = False
    checked: bool = True
    encoding: str = "utf-8"

    @property
    def data(self) -> bytes:
        return self.text.encode(self.encoding)

    @property
    def is_python(self) -> bool:
        return self.path.endswith(PYTHON)

    @property
    def has_rules(self) -> bool:
        """Whether rules look at it: Python, and the files pytest reads its settings from."""
        return self.is_python or os.path.basename(self.path) in CONFIGURATION


class Example(NamedTuple):
    """One small project. It holds from Python `python` on, None for every version."""

    heading: str
    line: int
    files: tuple[File, ...]
    python: Version | None = None


class Section(NamedTuple):
    """A heading, "" before the first one, and its examples."""

    heading: str
    line: int
    examples: tuple[Example, ...]


class Page(NamedTuple):
    """A page; `path` as it is called in messages, `name` is the rule's name."""

    path: str
    name: str
    text: str
    sections: tuple[Section, ...]

    @property
    def examples(self) -> Iterator[Example]:
        return (example for section in self.sections for example in section.examples)


def read_page(path: str, text: str, known: Collection[str]) -> Page:
    """Read the page at `path`; `known` are the names of all rules."""
    lines = text.splitlines()
    name = _title(path, lines, known)
    blocks = list(_blocks(path, lines))
    headings = [("", 1), *_headings(lines, blocks)]
    missing = [wanted for wanted in MANDATORY if wanted not in dict(headings)]
    if missing:
        raise UserError(f"{path}:{len(lines)}: no section `## {missing[0]}`")
    sections = []
    for index, (heading, line) in enumerate(headings):
        end = headings[index + 1][1] if index + 1 < len(headings) else len(lines) + 1
        inside = [block for block in blocks if line <= block.line < end]
        sections.append(Section(heading, line, _examples(path, heading, inside, known)))
    return Page(path, name, text, tuple(sections))


class _Block(NamedTuple):
    """A fenced block; `line` is that of its opening fence, `end` that of its closing one."""

    line: int
    end: int
    language: str
    words: tuple[str, ...]
    name: str
    text: str


_TITLE = re.compile(r"# ([a-z][a-z0-9-]*)$")
_HEADING = re.compile(r"## (.+?) *$")
_FENCE = re.compile(r"(`{3,})(.*)$")
_NAME = re.compile(r"`([^`]+)`:$")
_PYTHON = re.compile(r"python=3\.(\d+)$")
_COMMENT = re.compile(
    r'[ \t]*# (?P<kind>error|related|missed): \[(?P<rule>[\w-]+)\](?: "(?P<part>[^"]*)")?[ \t]*$'
)
_ALMOST = re.compile(r"# ?(?:error|related|missed):")

_FILES = ("py", "pyi", "toml", "ini")
_PROSE = ("text", "console", "sh", "yaml", "json")


def _title(path: str, lines: list[str], known: Collection[str]) -> str:
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    match = _TITLE.match(lines[first]) if lines else None
    if match is None:
        raise UserError(f"{path}:{first + 1}: a page starts with `# rule-name`")
    _check_rule(path, first + 1, match[1], known)
    return match[1]


def _headings(lines: list[str], blocks: list[_Block]) -> Iterator[tuple[str, int]]:
    inside = {number for block in blocks for number in range(block.line, block.end + 1)}
    for number, line in enumerate(lines, 1):
        match = _HEADING.match(line)
        if match and number not in inside:
            yield match[1], number


def _blocks(path: str, lines: list[str]) -> Iterator[_Block]:
    opened, fence, info, before, name = 0, "", "", "", ""
    for number, line in enumerate(lines, 1):
        match = _FENCE.match(line)
        if opened:
            if match and match[2] == "" and len(match[1]) >= len(fence):
                language, *words = info.split()
                text = "".join(f"{inner}\n" for inner in lines[opened : number - 1])
                yield _Block(opened, number, language, tuple(words), name, text)
                opened, before = 0, ""
        elif match:
            opened, fence, info = number, match[1], match[2].strip()
            named = _NAME.match(before)
            name = named[1] if named else ""
            _check_info(path, number, info, name)
        elif line.strip():
            before = line.strip()
    if opened:
        raise UserError(f"{path}:{opened}: a block that is never closed")


def _check_info(path: str, line: int, info: str, name: str) -> None:
    language, *words = info.split() or [""]
    if language not in (*_FILES, *_PROSE):
        languages = ", ".join((*_FILES, *_PROSE))
        raise UserError(f"{path}:{line}: a block is one of {languages}, not {language!r}")
    if language in ("toml", "ini") and not name and "fixed" not in words:
        raise UserError(f"{path}:{line}: a {language} block needs a line with its file's name")
    for word in words:
        is_shown = word in _SHOWN and language in _FILES
        if not (is_shown or (language in ("py", "pyi") and _PYTHON.match(word))):
            near = suggestion(word, (*_SHOWN, "python=3.11"))
            raise UserError(f"{path}:{line}: a block cannot be {word!r}{near}")


def _examples(
    path: str, heading: str, blocks: Iterable[_Block], known: Collection[str]
) -> tuple[Example, ...]:
    """The project of the named files, and one for each unnamed Python block."""
    named: list[File] = []
    alone: list[tuple[File, Version | None]] = []
    python: Version | None = None
    line = 0
    last: list[File] = []  # the list whose last file a `fixed` block speaks of
    for block in blocks:
        if block.language in _PROSE and not block.name:
            continue
        if "fixed" in block.words:
            _fixed(path, block, last, alone)
            continue
        file = _file(path, heading, block, known)
        if not block.name:
            alone.append((file, _version(block)))
            last = []
            continue
        if any(other.path == file.path for other in named):
            raise UserError(f"{path}:{block.line}: a second `{file.path}` in one section")
        named.append(file)
        line = line or block.line
        python = max(filter(None, (python, _version(block))), default=None)
        last = named
    found = (
        [Example(heading, line, tuple(named), python)] if any(f.has_rules for f in named) else []
    )
    beside = tuple(file._replace(checked=False, announced=(), fixed=None) for file in named)
    for file, version in alone:
        least = max(filter(None, (python, version)), default=None)
        found.append(Example(heading, file.line - 1, (*beside, file), least))
    return tuple(found)


def _fixed(
    path: str,
    block: _Block,
    last: list[File],
    alone: list[tuple[File, Version | None]],
) -> None:
    """Note on the file it belongs to what a `fixed` block shows."""
    text = "".join(f"{line}\n" for line in _cleaned(block.text))
    if block.name or last:
        wanted = block.name or last[-1].path
        for index, file in enumerate(last):
            if file.path == wanted:
                last[index] = file._replace(fixed=text, alone="alone" in block.words)
                return
    elif alone:
        file, version = alone[-1]
        alone[-1] = (file._replace(fixed=text, alone="alone" in block.words), version)
        return
    raise UserError(f"{path}:{block.line}: a `fixed` block without the block it fixes before it")


def _file(path: str, heading: str, block: _Block, known: Collection[str]) -> File:
    announced = []
    for offset, line in enumerate(block.text.splitlines()):
        for announcement in _announced(line, offset + 1):
            place = block.line + 1 + offset
            _check_rule(path, place, announcement.rule, known)
            if heading == SILENT and announcement.kind == ERROR:
                raise UserError(f"{path}:{place}: an error under `## {SILENT}`")
            announced.append(announcement)
        if _ALMOST.search(_clean(line)):
            place = block.line + 1 + offset
            raise UserError(f'{path}:{place}: an announcement reads `# error: [rule] "message"`')
    text = "".join(f"{line}\n" for line in _cleaned(block.text))
    return File(block.name or UNNAMED, text, block.line + 1, tuple(announced))


def _announced(line: str, number: int) -> Iterator[Announcement]:
    while match := _COMMENT.search(line):
        yield Announcement(match["kind"], number, match["rule"], match["part"] or "")
        line = line[: match.start()]


def _cleaned(text: str) -> Iterator[str]:
    return (_clean(line) for line in text.splitlines())


def _clean(line: str) -> str:
    while match := _COMMENT.search(line):
        line = line[: match.start()]
    return line


def _version(block: _Block) -> Version | None:
    found = [match for word in block.words if (match := _PYTHON.match(word))]
    return (3, int(found[0][1])) if found else None


def _check_rule(path: str, line: int, name: str, known: Collection[str]) -> None:
    if name not in known:
        raise UserError(f"{path}:{line}: no rule is called {name!r}{suggestion(name, known)}")
