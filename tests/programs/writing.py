"""The text of a program while it is made: modules, indented lines, and holes for calls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

STEP = "    "


@dataclass(frozen=True)
class Hole:
    """A statement that will use the value of an expression somehow.

    `topic` says what the place is about; `is_async` whether `await` may be written there, and
    `is_bare` whether dropping the value there would be a call in a statement of its own.
    """

    number: int
    indent: str
    expression: str
    topic: str
    is_async: bool
    is_bare: bool


Line = str | Hole


@dataclass
class Module:
    """One file: its dotted name, the lines at the top, the definitions below."""

    name: str
    path: str
    imports: list[str] = field(default_factory=list)
    blocks: list[list[Line]] = field(default_factory=list)

    def lines(self) -> Iterator[Line]:
        """The whole text, in order."""
        yield from self.imports
        for block in self.blocks:
            yield ""
            yield from block

    def bring(self, *lines: str) -> None:
        """Have lines at the top, once."""
        self.imports.extend(line for line in lines if line not in self.imports)


class Pen:
    """Numbers holes and gives names that nothing else in the program has."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self._used = 0
        self.holes = 0

    def fresh(self, stem: str) -> str:
        """A name such as `job7`."""
        self._used += 1
        return f"{stem}{self._used}"


class Body:
    """Lines of one block. A body of a function knows whether it is async."""

    def __init__(
        self, pen: Pen, module: Module, lines: list[Line], indent: str = "", *, is_async: bool
    ) -> None:
        self.pen = pen
        self.module = module
        self.lines = lines
        self.indent = indent
        self.is_async = is_async

    def add(self, *lines: str) -> None:
        """Write lines at this indentation."""
        self.lines.extend(self.indent + line for line in lines)

    def block(self, head: str) -> Body:
        """The body of a compound statement."""
        self.add(head)
        return self._deeper(self.is_async)

    def function(self, head: str) -> Body:
        """The body of a function or class; `async def` makes it async."""
        self.add(head)
        return self._deeper(head.startswith("async def"))

    def hole(self, expression: str, topic: str, *, is_bare: bool = True) -> None:
        """A statement that uses the value of an expression."""
        self.pen.holes += 1
        self.lines.append(
            Hole(self.pen.holes, self.indent, expression, topic, self.is_async, is_bare)
        )

    def _deeper(self, is_async: bool) -> Body:
        return Body(self.pen, self.module, self.lines, self.indent + STEP, is_async=is_async)


def top(pen: Pen, module: Module) -> Body:
    """A new block at the top level of a module."""
    lines: list[Line] = []
    module.blocks.append(lines)
    return Body(pen, module, lines, is_async=False)
