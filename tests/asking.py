"""Questions to the core, written beside the code they are about.

A line that ends in `# is a.b` asks for the full names of the expression on it; `# calls a.b`,
`# calls nothing` and `# type a.B` ask for the coroutine function called and for the class.
`answers` gives the expected and the actual answers, to be compared.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

from asynclint.disk import read_or_none
from asynclint.extraction import extract
from asynclint.model import Options
from asynclint.names import Names
from asynclint.project import Project
from asynclint.rule import Context
from asynclint.source import Source
from asynclint.types import Types

NOTHING = "nothing"
Answers = dict[int, str]

_QUESTION = re.compile(r"#\s*(is|calls|type)\s+([^#]+)$")


def write(root: Path, files: dict[str, str]) -> None:
    """Lay out a project on disk."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")


def context(root: Path, name: str, src: tuple[str, ...] = ("src",)) -> Context:
    """What a rule may ask about one file of the project at `root`."""
    path = str(root / name)
    source = Source(path, Path(path).read_bytes())
    project = Project(str(root), read=read_or_none, src=src)
    place = project.modules.place(path)
    names = Names(source.tree, place.module, place.package)
    project.shelf.offer(path, lambda: extract(source, names))
    return Context(source, names, Types(project), Options(), origin=place.origin)


def answers(root: Path, files: dict[str, str], asked: str = "") -> tuple[Answers, Answers]:
    """Expected and actual answers in one file, the last one by default, by line."""
    write(root, files)
    name = asked or list(files)[-1]
    ctx = context(root, name)
    expected: Answers = {}
    actual: Answers = {}
    questions = {
        number: found
        for number, line in enumerate(dedent(files[name]).splitlines(), 1)
        if (found := _QUESTION.search(line))
    }
    for number, found in questions.items():
        expression = _expression(ctx.source.tree, number)
        expected[number] = found[2].strip()
        actual[number] = _ASKED[found[1]](ctx, expression)
    assert questions, "nothing is asked"
    return expected, actual


def _names(ctx: Context, expression: ast.expr) -> str:
    return " or ".join(sorted(ctx.names(expression))) or NOTHING


def _calls(ctx: Context, expression: ast.expr) -> str:
    callee = ctx.coroutine_call(expression)
    return callee.name if callee else NOTHING


def _type(ctx: Context, expression: ast.expr) -> str:
    return ctx.type_of(expression) or NOTHING


_ASKED: dict[str, Callable[[Context, ast.expr], str]] = {
    "is": _names,
    "calls": _calls,
    "type": _type,
}


def _expression(tree: ast.Module, line: int) -> ast.expr:
    """The expression asked about: a statement of its own, else the last call's on the line."""
    on_line = [node for node in ast.walk(tree) if getattr(node, "lineno", 0) == line]
    statements = [node for node in on_line if isinstance(node, ast.Expr)]
    if statements:
        return statements[-1].value
    asked = [node for node in on_line if isinstance(node, ast.Call)]
    marked = [call for call in asked if isinstance(call.func, ast.Name) and call.func.id == "ask"]
    return (marked[0].args if marked else [asked[-1]])[0]
