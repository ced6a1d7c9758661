"""One file: its bytes, its text and, when somebody asks, its tree.

Whatever is wrong with a file (too large, undecodable, not Python) is raised here as
`BadSource`, with a place where there is one; nothing else escapes from a parser.
"""

from __future__ import annotations

import ast
import re
from functools import cached_property

from asynclint.model import Position, Span
from asynclint.parsing import Parsed, parse
from asynclint.positions import Lines

BOM = b"\xef\xbb\xbf"

# PEP 263: a comment in the first two lines that names the encoding.
_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_BLANK = re.compile(rb"^[ \t\f]*(?:#[^\r\n]*)?$")

# What a field may hold that has no parent of its own (Python has one `Load` for all trees), and
# nodes with nothing in them: half of all.
_NO_NODES = frozenset({str, int, bool, type(None), ast.Load, ast.Store, ast.Del})
_CHILDLESS = frozenset({ast.Name, ast.Constant, ast.alias, ast.Pass, ast.Break, ast.Continue})


class BadSource(Exception):
    """A file that cannot be analysed; `position` is where Python gave up."""

    def __init__(self, reason: str, position: Position = Position(1, 1)) -> None:
        super().__init__(reason)
        self.reason = reason
        self.position = position


class Source:
    """A file as it is analysed. `path` is as reported; `data` are the bytes on disk."""

    def __init__(
        self, path: str, data: bytes, *, limit: int = 2_000_000, tree: ast.Module | None = None
    ) -> None:
        self.path = path
        self.data = data
        self._limit = limit
        self._given = tree

    @cached_property
    def encoding(self) -> str:
        """The encoding PEP 263 and a byte order mark give the file."""
        return _encoding(self.data)

    @cached_property
    def text(self) -> str:
        """The decoded text, line ends as they are, without a byte order mark."""
        self._refuse_giants()
        data = self.data.removeprefix(BOM)
        try:
            return data.decode(self.encoding)
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            reason = f"not valid {self.encoding}: {error.reason}"
            raise BadSource(reason, Position(line, 1)) from None
        except (LookupError, ValueError):
            raise BadSource(f"unknown encoding: {self.encoding}") from None

    @cached_property
    def lines(self) -> Lines:
        return Lines(self.text)

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree; raises `BadSource` when there is none."""
        self._refuse_giants()
        return self._given or self.parsed.tree

    @cached_property
    def parsed(self) -> Parsed:
        """What comes of parsing the file, whatever tree was given."""
        self._refuse_giants()
        return _parsed(self)

    @property
    def is_parsed(self) -> bool:
        """Whether somebody has asked for the tree, and there is one."""
        return "tree" in self.__dict__

    def adopt(self, tree: ast.Module | None) -> None:
        """Take the tree that somebody else made of the same bytes."""
        self._given = self._given or tree

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        """Every node's parent. Costs a walk: rules ask only once they have a candidate."""
        found: dict[ast.AST, ast.AST] = {}
        stack: list[ast.AST] = [self.tree]
        while stack:
            parent = stack.pop()
            for name in parent._fields:  # fields alone: others hang more on shared nodes
                value = getattr(parent, name, None)
                if value.__class__ in _NO_NODES:
                    continue
                for child in value if value.__class__ is list else (value,):
                    if isinstance(child, ast.AST):
                        found[child] = parent
                        if child.__class__ not in _CHILDLESS:
                            stack.append(child)
        return found

    def span(self, node: ast.expr | ast.stmt | ast.excepthandler | ast.arg | ast.keyword) -> Span:
        """Offsets of a node that has a place."""
        start = self.lines.offset(node.lineno, node.col_offset)
        if node.end_lineno is None or node.end_col_offset is None:
            return Span(start, start)
        return Span(start, self.lines.offset(node.end_lineno, node.end_col_offset))

    def segment(self, span: Span) -> str:
        return self.text[span.start : span.end]

    def _refuse_giants(self) -> None:
        if len(self.data) > self._limit:
            size, limit = len(self.data), self._limit
            raise BadSource(f"file of {size:,} bytes is over max-file-size ({limit:,})")


def encode(text: str) -> bytes:
    """Bytes that decode to a text: in the encoding its own cookie names, else UTF-8."""
    encoding = _encoding(text[:2000].encode("utf-8", "surrogatepass"))
    try:
        return text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return text.encode("utf-8", "surrogatepass")


def _encoding(data: bytes) -> str:
    if data.startswith(BOM):
        return "utf-8"
    for line in data[:2000].splitlines()[:2]:
        if match := _COOKIE.match(line):
            return match[1].decode("ascii", "replace")
        if not _BLANK.match(line):
            break
    return "utf-8"


def _parsed(source: Source) -> Parsed:
    try:
        return parse(source.data, lambda: source.text)
    except SyntaxError as error:
        raise BadSource(*_complaint(source, error)) from None
    except (RecursionError, MemoryError):
        raise BadSource("nested too deeply for Python's parser") from None
    except (ValueError, LookupError) as error:  # null bytes, encodings that are no encodings
        raise BadSource(str(error)) from None


def _complaint(source: Source, error: SyntaxError) -> tuple[str, Position]:
    source.text  # an undecodable file says so in its own words  # noqa: B018
    reason = (error.msg or "invalid syntax").split("\n")[0]
    line = min(max(error.lineno or 1, 1), len(source.lines))
    column = min(max(error.offset or 1, 1), len(source.lines.text(line)) + 1)
    return reason, Position(line, column)
