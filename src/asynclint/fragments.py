"""Blocks of code in Markdown and reStructuredText, as small files with places in the text.

A fragment's text has its lines where the document has them, so that only columns differ, by the
indentation of the block.
"""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from asynclint.kinds import CONFIGURATION
from asynclint.model import Finding, Fix, Position, Span
from asynclint.parsing import parse
from asynclint.positions import Lines

_FENCE = re.compile(r"(?P<indent>[ \t]*)(?P<fence>`{3,}|~{3,})[ \t]*(?P<info>[^`]*)$")
_DIRECTIVE = re.compile(
    r"(?P<indent>[ \t]*)\.\.[ \t]+(?:code-block|code|sourcecode)::[ \t]*(?P<info>\S*)[ \t]*$"
)
_OPTION = re.compile(r"[ \t]*:[\w-]+:")
_LANGUAGE = re.compile(r"[{.]*(?:code-block\}|code\})?\s*([\w+-]+)")
_NAME = re.compile(r"(?<![\w./-])(" + "|".join(map(re.escape, CONFIGURATION)) + r")(?![\w-])")

_PYTHON = ("py", "python", "python3", "py3")
_SHELL = ("bash", "console", "sh", "shell", "shell-session", "zsh")
_WRITTEN = {"toml": ".toml", "ini": ".ini", "cfg": ".ini"}
# Where pytest's settings stand in a block that nobody named.
_HEADERS = {
    ".toml": (("[tool.", "pyproject.toml"),),
    ".ini": (("[pytest]", "pytest.ini"), ("[tool:pytest]", "setup.cfg")),
}


class Fragment(NamedTuple):
    """A block: the name of the file it could be, its text, its indentation in code points, and
    the 1-based line of its first line."""

    name: str
    text: str
    indent: int
    first: int = 1


class Placement:
    """Where the places of a fragment are in its document."""

    def __init__(self, document: str, fragment: Fragment) -> None:
        self._document = Lines(document)
        self._fragment = Lines(fragment.text)
        self._indent = fragment.indent

    def restored(self, finding: Finding, path: str, fragment_path: str) -> Finding:
        """A finding at `fragment_path` as one of the document at `path`."""
        related = tuple(
            each._replace(path=path, position=self._position(each.position))
            if os.path.abspath(each.path) == fragment_path
            else each
            for each in finding.related
        )
        return finding._replace(
            path=path,
            start=self._position(finding.start),
            end=self._position(finding.end),
            span=self._span(finding.span),
            related=related,
            fix=self._fix(finding.fix),
        )

    def _fix(self, fix: Fix | None) -> Fix | None:
        """A fix on the text of the document; None when new lines would need its indentation."""
        if fix is None or (self._indent and any("\n" in edit.text for edit in fix.edits)):
            return None
        edits = tuple(edit._replace(span=self._span(edit.span)) for edit in fix.edits)
        return fix._replace(edits=edits)

    def _span(self, span: Span) -> Span:
        return Span(self._offset(span.start), self._offset(span.end))

    def _offset(self, offset: int) -> int:
        line, column = self._position(self._fragment.position(offset))
        return self._document.start(line) + column - 1

    def _position(self, position: Position) -> Position:
        return Position(position.line, position.column + self._indent)


class _Block(NamedTuple):
    """A block as it stands: `first` is the 1-based line of its first line, `before` what is
    said just above."""

    info: str
    before: str
    first: int
    lines: Sequence[str]


def fragments(path: str, text: str) -> Iterator[Fragment]:
    """The blocks of a document that rules may look at; `path` tells the format."""
    lines = Lines(text)
    every = [lines.text(number) for number in range(1, len(lines) + 1)]
    blocks = _directives(every) if path.endswith(".rst") else _fenced(every)
    for block in blocks:
        name = _file_name(block)
        if name:
            prefix = _shared_indent([each for each in block.lines if each.strip()])
            body = "".join(f"{each[len(prefix) :]}\n" for each in block.lines)
            yield Fragment(name, "\n" * (block.first - 1) + body, len(prefix), block.first)


def tree_of(text: str) -> ast.Module | None:
    """The tree of a fragment of Python; None when it is none. Statements that only a function
    may have are those of an async function, whose names others may read."""
    try:
        tree = parse(text).tree
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    found = set(_of_functions(tree))
    if ast.YieldFrom in found:
        return None  # no async function may have one, and what else it is nobody says
    if found:
        _wrap(tree)
    return tree


def _fenced(lines: Sequence[str]) -> Iterator[_Block]:
    opened: re.Match[str] | None = None
    before, start = "", 0
    for number, line in enumerate(lines, 1):
        match = _FENCE.match(line)
        if opened:
            if match and not match["info"].strip() and match["fence"].startswith(opened["fence"]):
                yield _Block(opened["info"], before, start + 1, lines[start : number - 1])
                opened, before = None, ""
        elif match:
            opened, start = match, number
        elif line.strip():
            before = line


def _directives(lines: Sequence[str]) -> Iterator[_Block]:
    before = ""
    for number, line in enumerate(lines, 1):
        match = _DIRECTIVE.match(line)
        if match:
            depth = len(match["indent"])
            body = _indented(lines, number, depth)
            skip = _options(body)
            info = " ".join([match["info"], *body[:skip]])
            yield _Block(info, before, number + skip + 1, body[skip:])
        elif line.strip():
            before = line


def _indented(lines: Sequence[str], start: int, depth: int) -> Sequence[str]:
    end = start
    for number in range(start, len(lines)):
        line = lines[number]
        if line.strip():
            if len(_indent(line)) <= depth:
                break
            end = number + 1
    return lines[start:end]


def _options(body: Sequence[str]) -> int:
    """How many lines of a directive's body are options, which end with an empty line."""
    count = 0
    while count < len(body) and _OPTION.match(body[count]):
        count += 1
    return count


def _shared_indent(lines: Sequence[str]) -> str:
    """The indentation that all lines have; none where they mix tabs and blanks."""
    shortest = min(map(_indent, lines), key=len, default="")
    return shortest if all(line.startswith(shortest) for line in lines) else ""


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t"))]


def _file_name(block: _Block) -> str:
    match = _LANGUAGE.match(block.info.strip())
    language = match[1].lower() if match else ""
    if language in _PYTHON:
        return f"{block.first}.py"
    if language in _SHELL:
        return f"{block.first}.sh"
    ending = _WRITTEN.get(language)
    if ending is None:
        return ""
    first = next((each for each in block.lines if each.strip()), "")
    comment = first if first.lstrip().startswith("#") else ""
    named = _NAME.search(f"{block.info} {comment}") or _NAME.search(block.before)
    if named and (ending == ".toml") == named[1].endswith(".toml"):
        return named[1]
    body = [each.strip() for each in block.lines]
    for header, name in _HEADERS[ending]:
        if any(line.startswith(header) for line in body):
            return name
    return ""


def _of_functions(tree: ast.Module) -> Iterator[type[ast.AST]]:
    """The types of nodes at the top of a module that only a function may have."""
    stack: list[ast.AST] = [*tree.body]
    while stack:
        node = stack.pop()
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda() | ast.ClassDef():
                continue
            case ast.Await() | ast.AsyncFor() | ast.AsyncWith() | ast.comprehension(is_async=1):
                yield type(node)
            case ast.Return() | ast.Yield() | ast.YieldFrom():
                yield type(node)
        stack.extend(ast.iter_child_nodes(node))


def _wrap(tree: ast.Module) -> None:
    first, last = tree.body[0], tree.body[-1]
    start, end = first.lineno - 1, (last.end_lineno or last.lineno) + 1
    program = ast.parse("async def fragment():\n    return locals()\n")
    ast.increment_lineno(program, start - 1)
    function = program.body[0]
    assert isinstance(function, ast.AsyncFunctionDef)
    ast.increment_lineno(function.body[0], end - function.body[0].lineno)
    function.end_lineno, function.end_col_offset = end, 19
    function.body = [*tree.body, *function.body]
    tree.body = [function]
